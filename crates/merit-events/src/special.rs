//! Finds the next byte that matters, many bytes at a time.

use merit_values::Often;

/// Bytes looked at in one step.
const STEP: usize = 32;

/// The place of the next quote, backslash or control character at or after `from`: where a JSON text ends, or becomes
/// unusual.
#[inline]
pub(crate) fn end_of_text(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<STEP>()) {
        let found = text_ends(chunk);
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize);
        }
        at += STEP;
    }
    let rest = bytes.get(at..)?;
    rest.iter().position(|byte| ends_text(*byte)).map(|place| at + place)
}

/// Where texts may end, for all places of a block: one bit for each byte. They are found some thousand bytes ahead, which
/// also brings those bytes close.
#[derive(Debug)]
pub(crate) struct Ends<'b> {
    bytes: &'b [u8],
    words: Vec<Bits>,
}

/// One bit for each of 64 bytes: that of the first one is the lowest of the first byte.
pub(crate) type Bits = [u8; 8];

#[inline]
fn bits(first: u32, second: u32) -> Bits {
    (u64::from(first) | u64::from(second) << STEP).to_le_bytes()
}

/// Bytes whose ends are found at once.
const AHEAD: usize = 1 << 12;

impl<'b> Ends<'b> {
    pub(crate) fn of(bytes: &'b [u8]) -> Self {
        Self { bytes, words: Vec::with_capacity(bytes.len() / 64 + 3) }
    }

    /// Finds more of them; nothing at the end.
    #[cold]
    #[inline(never)]
    fn extend(&mut self) -> Option<()> {
        let from = self.words.len() * 64;
        let bytes = self.bytes.get(from..self.bytes.len().min(from + AHEAD))?;
        let (chunks, rest) = bytes.as_chunks::<64>();
        all_text_ends(chunks, &mut self.words);
        if bytes.len() < AHEAD {
            let mut last = [0; 64];
            last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            all_text_ends(&[last], &mut self.words);
            // Nothing goes on behind the last byte.
            self.words.push([0xff; 8]);
        }
        Some(())
    }

    /// What is known so far, for [`near_end`].
    #[inline]
    pub(crate) fn known(&self) -> &[u8] {
        self.words.as_flattened()
    }

    /// The place of the next quote, backslash or control character at or after `from`.
    #[inline]
    pub(crate) fn next(&mut self, from: u32) -> Option<u32> {
        near_end(self.known(), from).or_else(|| self.far_end(from))
    }

    #[inline(never)]
    fn far_end(&mut self, from: u32) -> Option<u32> {
        let mut at = from;
        loop {
            let known = self.known();
            if let Some(end) = near_end(known, at) {
                return Some(end);
            }
            if known.len() < at as usize / 8 + 8 {
                self.extend()?;
            } else {
                at = (at / 8 * 8).checked_add(64)?;
            }
        }
    }
}

/// The next end at or after `from`, if it is known and less than some 57 bytes away.
#[inline]
pub(crate) fn near_end(known: &[u8], from: u32) -> Option<u32> {
    let bits = u64::from_le_bytes(*bytes_at(known, from / 8)?) >> (from % 8);
    (bits != 0).often().then(|| from + bits.trailing_zeros())
}

/// So many bytes from a place on, which are nearly always there. That it has 32 bits tells the compiler that nothing flows over.
#[inline(always)]
pub(crate) fn bytes_at<const N: usize>(bytes: &[u8], at: u32) -> Option<&[u8; N]> {
    let at = at as usize;
    bytes.get(at..at + N).often()?.first_chunk()
}

const fn ends_text(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..0x20)
}

/// Looks at many bytes in vectors of 32 with a way that needs AVX2. False, and nothing is done, where the processor has none.
#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "it needs a third of the time where the processor has wider vectors")]
fn with_avx2(find: unsafe fn(&[[u8; 64]], &mut Vec<Bits>), chunks: &[[u8; 64]], to: &mut Vec<Bits>) -> bool {
    let is_there = std::arch::is_x86_feature_detected!("avx2");
    if is_there {
        // SAFETY: the processor has AVX2, and nothing else is asked of those who call the ways in this file.
        unsafe { find(chunks, to) }
    }
    is_there
}

/// Looks at many bytes, 32 at a time.
fn by_halves(of: impl Fn(&[u8; STEP]) -> u32, chunks: &[[u8; 64]], to: &mut Vec<Bits>) {
    to.extend(chunks.iter().map(|chunk| match chunk.as_chunks::<STEP>().0 {
        [first, second] => bits(of(first), of(second)),
        _ => [0; 8],
    }));
}

/// One bit for each byte that ends a text.
fn all_text_ends(chunks: &[[u8; 64]], to: &mut Vec<Bits>) {
    #[cfg(target_arch = "x86_64")]
    if with_avx2(all_text_ends_avx2, chunks, to) {
        return;
    }
    by_halves(text_ends, chunks, to);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn all_text_ends_avx2(chunks: &[[u8; 64]], to: &mut Vec<Bits>) {
    use std::arch::x86_64::{
        __m256i, _mm256_cmpeq_epi8, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8,
        _mm256_xor_si256,
    };
    let (two, space, backslash) = (_mm256_set1_epi8(2), _mm256_set1_epi8(0x20), _mm256_set1_epi8(0x5c));
    // As for half as many below.
    let ends = |bytes: __m256i| {
        let changed = _mm256_xor_si256(bytes, two);
        let quotes_and_controls = _mm256_cmpeq_epi8(_mm256_min_epu8(changed, space), changed);
        _mm256_movemask_epi8(_mm256_or_si256(quotes_and_controls, _mm256_cmpeq_epi8(bytes, backslash)))
            .cast_unsigned()
    };
    to.extend(chunks.iter().map(|chunk| {
        let [first, second] = wide_halves(chunk);
        bits(ends(first), ends(second))
    }));
}

/// One bit for each byte that ends a text.
#[cfg(target_arch = "x86_64")]
#[inline]
#[expect(unsafe_code, reason = "vectors halve the time of reading a log, and every x86_64 has these")]
fn text_ends(chunk: &[u8; STEP]) -> u32 {
    // SAFETY: SSE2 belongs to x86_64 itself.
    unsafe { text_ends_sse2(chunk) }
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn text_ends_sse2(chunk: &[u8; STEP]) -> u32 {
    use std::arch::x86_64::{
        __m128i, _mm_cmpeq_epi8, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8, _mm_xor_si128,
    };
    let (two, space, backslash) = (_mm_set1_epi8(2), _mm_set1_epi8(0x20), _mm_set1_epi8(0x5c));
    let ends = |bytes: __m128i| {
        // This changes the quote into a space, the space into a quote, and control characters among themselves. What is
        // then not changed by taking the lesser of it and a space was a quote or a control character.
        let changed = _mm_xor_si128(bytes, two);
        let quotes_and_controls = _mm_cmpeq_epi8(_mm_min_epu8(changed, space), changed);
        _mm_movemask_epi8(_mm_or_si128(quotes_and_controls, _mm_cmpeq_epi8(bytes, backslash))).cast_unsigned()
    };
    let [first, second] = halves(chunk);
    ends(first) | ends(second) << 16
}

#[cfg(not(target_arch = "x86_64"))]
fn text_ends(chunk: &[u8; STEP]) -> u32 {
    portable(chunk, ends_text)
}

#[cfg(any(test, not(target_arch = "x86_64")))]
fn portable(chunk: &[u8; STEP], is_special: impl Fn(u8) -> bool) -> u32 {
    chunk.iter().enumerate().fold(0, |bits, (place, byte)| bits | u32::from(is_special(*byte)) << place)
}

/// The bytes as two vectors.
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
#[expect(unsafe_code, reason = "the safe way takes three instructions for each load")]
fn halves(chunk: &[u8; STEP]) -> [std::arch::x86_64::__m128i; 2] {
    let (halves, _) = chunk.as_chunks::<16>();
    let load = |half: &[u8; 16]| {
        // SAFETY: sixteen bytes are read from an array of sixteen bytes; they need not be aligned.
        unsafe { std::arch::x86_64::_mm_loadu_si128(half.as_ptr().cast()) }
    };
    match halves {
        [first, second] => [load(first), load(second)],
        _ => [std::arch::x86_64::_mm_setzero_si128(); 2],
    }
}

/// The bytes as two wide vectors.
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "avx2")]
#[expect(unsafe_code, reason = "as for the halves of half as many bytes")]
pub(crate) fn wide_halves(chunk: &[u8; 64]) -> [std::arch::x86_64::__m256i; 2] {
    let (halves, _) = chunk.as_chunks::<STEP>();
    let load = |half: &[u8; STEP]| {
        // SAFETY: thirty-two bytes are read from an array of thirty-two bytes; they need not be aligned.
        unsafe { std::arch::x86_64::_mm256_loadu_si256(half.as_ptr().cast()) }
    };
    match halves {
        [first, second] => [load(first), load(second)],
        _ => [std::arch::x86_64::_mm256_setzero_si256(); 2],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_special_byte_is_found_wherever_it_stands() {
        for special_byte in [b'"', b'\\', 0, 0x1f, b'\n'] {
            for length in 0..100 {
                for place in 0..length {
                    let mut bytes = vec![b'a'; length];
                    // Neighbours that differ from special bytes by one bit or one step.
                    for (index, byte) in bytes.iter_mut().enumerate() {
                        *byte = [b'a', 0x20, 0x21, 0x23, 0x5b, 0x5d, 0x7f, 0x80, 0xff, 0xa2, 0xdc][index % 11];
                    }
                    bytes[place] = special_byte;
                    for from in 0..=place {
                        assert_eq!(end_of_text(&bytes, from), Some(place), "{special_byte} at {place} of {length}");
                    }
                }
            }
        }
        assert_eq!(end_of_text(b"abcdefghijkl", 0), None);
    }

    #[test]
    fn vectors_and_single_bytes_agree() {
        for byte in 0..=255 {
            for place in 0..STEP {
                let mut chunk = [b'x'; STEP];
                chunk[place] = byte;
                assert_eq!(text_ends(&chunk), portable(&chunk, ends_text), "{byte} {place}");
            }
            for place in 0..64 {
                let mut chunk = [b'x'; 64];
                chunk[place] = byte;
                let (mut ends, mut narrow) = (Vec::new(), Vec::new());
                all_text_ends(&[[b'"'; 64], chunk], &mut ends);
                by_halves(text_ends, &[[b'"'; 64], chunk], &mut narrow);
                let expected = [u64::MAX, u64::from(ends_text(byte)) << place].map(u64::to_le_bytes);
                assert_eq!((ends.as_slice(), narrow.as_slice()), (&expected[..], &expected[..]), "{byte} {place}");
            }
        }
    }

    #[test]
    fn ends_found_ahead_are_those_found_one_by_one() {
        let mut bytes = vec![b'a'; 3 * AHEAD + 77];
        // Near the steps of vectors and of what is found at once, and far apart.
        for place in [0, 1, 31, 63, 64, 65, 200, AHEAD - 1, AHEAD, AHEAD + 64, 2 * AHEAD + 1, 3 * AHEAD + 76] {
            bytes[place] = b'"';
        }
        let mut ends = Ends::of(&bytes);
        for from in 0..bytes.len() {
            let end = end_of_text(&bytes, from).and_then(|end| u32::try_from(end).ok());
            assert_eq!(ends.next(u32::try_from(from).unwrap()), end, "{from}");
        }
        let mut far = Ends::of(&bytes);
        assert_eq!(far.next(2 * 4096 + 2), Some(3 * 4096 + 76));
    }
}
