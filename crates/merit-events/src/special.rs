//! Finds the next byte that matters, many bytes at a time.

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

const fn ends_text(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..0x20)
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
    use std::arch::x86_64::{_mm_cmpeq_epi8, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8};
    let (first, second) = halves(chunk);
    let (quote, backslash, control) = (_mm_set1_epi8(0x22), _mm_set1_epi8(0x5c), _mm_set1_epi8(0x1f));
    let ends = |bytes| {
        let quotes = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
        // What is not changed by taking the lesser of it and 0x1f is a control character.
        let controls = _mm_cmpeq_epi8(_mm_min_epu8(bytes, control), bytes);
        _mm_movemask_epi8(_mm_or_si128(quotes, controls)).cast_unsigned()
    };
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

/// The bytes as two vectors; this becomes two plain loads.
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn halves(chunk: &[u8; STEP]) -> (std::arch::x86_64::__m128i, std::arch::x86_64::__m128i) {
    use std::arch::x86_64::_mm_set_epi64x;
    let (words, _) = chunk.as_chunks::<8>();
    let word = |place: usize| words.get(place).map_or(0, |word| i64::from_le_bytes(*word));
    (_mm_set_epi64x(word(1), word(0)), _mm_set_epi64x(word(3), word(2)))
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
        }
    }
}
