//! The places of marks, found many at a time: dense ones as a list of places, rare ones with how many dense ones and quotes are
//! before them. So whoever reads need not go from mark to mark.

/// Bytes that are looked at together.
const STEP: usize = 64;

/// Places are written so many at a time, of which the last ones may mean nothing.
const TOGETHER: usize = 32;

/// The places of marks of a text, from some place on.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// Looked at up to here.
    until: u32,
    /// Places of dense marks, and behind them some that mean nothing.
    dense: Vec<u32>,
    count: u32,
    /// Rare marks, and behind them some that mean nothing.
    rare: Vec<Rare>,
    rares: u32,
    /// Quotes so far.
    quotes: u32,
}

/// A rare mark, how many dense ones are known before it, and how many quotes were before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rare {
    pub(crate) place: u32,
    pub(crate) dense: u32,
    pub(crate) quotes: u32,
}

/// Which bytes are marks: one bit for each of 64 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Marks {
    dense: u64,
    rare: u64,
    /// Those of the dense ones that are quotes.
    quotes: u64,
}

impl Places {
    /// Nothing is known, and the first place that is looked at is this one.
    #[expect(clippy::cast_possible_truncation, reason = "texts are far shorter than 4 GiB: a block is")]
    pub(crate) fn from(place: usize) -> Self {
        Self { until: place as u32, ..Self::default() }
    }

    /// The dense marks.
    #[inline]
    pub(crate) fn dense(&self) -> &[u32] {
        self.dense.get(..self.count as usize).unwrap_or_default()
    }

    /// The dense marks from one on, and behind them some that mean nothing.
    #[inline]
    pub(crate) fn dense_and_more(&self, from: usize) -> Option<&[u32]> {
        self.dense.get(from..)
    }

    /// One of the dense marks.
    #[inline]
    pub(crate) fn dense_at(&self, number: usize) -> Option<u32> {
        self.dense.get(number).copied().filter(|_| number < self.count as usize)
    }

    /// The rare marks.
    #[inline]
    pub(crate) fn rare(&self) -> &[Rare] {
        self.rare.get(..self.rares as usize).unwrap_or_default()
    }

    /// Forgets the first dense marks and all rare ones, and looks for the marks of CSV, commas and quotes (dense) and line ends
    /// (rare), in this many further steps of 64 bytes. False at the end; what is no whole step is not looked at.
    pub(crate) fn find_csv(&mut self, bytes: &[u8], forget: usize, steps: usize) -> bool {
        let (chunks, _) = bytes.get(self.until as usize..).unwrap_or_default().as_chunks::<STEP>();
        let chunks = chunks.get(..steps.min(chunks.len())).unwrap_or_default();
        if chunks.is_empty() {
            return false;
        }
        let known = self.count as usize;
        let kept = known.saturating_sub(forget);
        if kept < known {
            self.dense.copy_within(known - kept..known, 0);
            self.count = u32::try_from(kept).unwrap_or(self.count);
        }
        self.dense.resize(kept + chunks.len() * STEP + TOGETHER, 0);
        // Room for all that may come: without a call in the loop, its constants stay at hand.
        self.rare.resize(chunks.len() * STEP + 1, Rare::default());
        self.rares = 0;
        find_csv(chunks, self);
        true
    }

    /// Takes the rare marks of the next bytes. There is no branch for the first: whether there is one cannot be foreseen.
    #[inline(always)]
    fn take_rare(&mut self, Marks { dense, mut rare, quotes }: Marks) {
        loop {
            let before = (rare & rare.wrapping_neg()).wrapping_sub(1);
            let Some(place) = self.rare.get_mut(self.rares as usize) else { return };
            *place = Rare {
                place: self.until + rare.trailing_zeros(),
                dense: self.count + (dense & before).count_ones(),
                quotes: self.quotes + (quotes & before).count_ones(),
            };
            self.rares += u32::from(rare != 0);
            rare &= rare.wrapping_sub(1);
            if rare == 0 {
                return;
            }
        }
    }

    /// All marks of the next bytes are taken.
    #[inline(always)]
    fn took(&mut self, marks: Marks) {
        self.count += marks.dense.count_ones();
        self.quotes += marks.quotes.count_ones();
        self.until += STEP as u32;
    }

    /// Takes the marks of the next bytes. There is no branch for each: how many there are differs from step to step.
    #[inline(always)]
    fn take(&mut self, marks: Marks) {
        self.take_rare(marks);
        let (base, mut at, mut dense) = (self.until, self.count as usize, marks.dense);
        while let Some(places) = self.dense.get_mut(at..).and_then(|rest| rest.first_chunk_mut::<{ TOGETHER / 4 }>())
        {
            for place in places {
                *place = base + dense.trailing_zeros();
                dense &= dense.wrapping_sub(1);
            }
            if dense == 0 {
                break;
            }
            at += TOGETHER / 4;
        }
        self.took(marks);
    }
}

/// Looks for the marks of CSV in the best way that the processor has.
#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "wider vectors need a third of the time")]
fn find_csv(chunks: &[[u8; STEP]], to: &mut Places) {
    use std::arch::is_x86_feature_detected;
    if !is_x86_feature_detected!("avx2") || !is_x86_feature_detected!("bmi1") || !is_x86_feature_detected!("popcnt") {
        return find_csv_portable(chunks, to);
    }
    let is_wide = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vbmi2");
    // SAFETY: the processor has what each of them asks for.
    unsafe { if is_wide { wide::find_csv_64(chunks, to) } else { wide::find_csv_32(chunks, to) } }
}

#[cfg(not(target_arch = "x86_64"))]
use find_csv_portable as find_csv;

/// The same for every processor.
fn find_csv_portable(chunks: &[[u8; STEP]], to: &mut Places) {
    chunks.iter().for_each(|chunk| to.take(csv_marks(chunk)));
}

/// The marks of CSV, eight bytes at a time.
fn csv_marks(chunk: &[u8; STEP]) -> Marks {
    let (words, _) = chunk.as_chunks::<8>();
    words.iter().zip(0..).fold(Marks { dense: 0, rare: 0, quotes: 0 }, |marks, (word, place)| {
        let (word, shift) = (u64::from_le_bytes(*word), place * 8);
        let quotes = equal(word, b'"');
        Marks {
            dense: marks.dense | (quotes | equal(word, b',')) << shift,
            rare: marks.rare | (equal(word, b'\n') | equal(word, b'\r')) << shift,
            quotes: marks.quotes | quotes << shift,
        }
    })
}

/// One bit for each of eight bytes that is this one.
const fn equal(word: u64, byte: u8) -> u64 {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let other = word ^ u64::from_le_bytes([byte; 8]);
    // The high bits of bytes that are 0 now.
    let zeros = !(((other & !HIGH) + !HIGH) | other) & HIGH;
    bits_of(zeros >> 7)
}

/// Eight bytes, each 0 or 1, as bits, the first the lowest.
const fn bits_of(ones: u64) -> u64 {
    // Each is moved to its place in the highest byte.
    ones.wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The ways for processors with wide vectors.
#[cfg(target_arch = "x86_64")]
mod wide {
    use std::arch::x86_64::{
        __m128i, __m256i, __m512i, _mm_loadl_epi64, _mm256_add_epi32, _mm256_cmpeq_epi8, _mm256_cvtepu8_epi32,
        _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8, _mm256_set1_epi32, _mm256_storeu_si256,
        _mm512_add_epi32, _mm512_castsi512_si128, _mm512_cmpeq_epi8_mask, _mm512_cvtepu8_epi32,
        _mm512_extracti32x4_epi32, _mm512_loadu_si512, _mm512_maskz_compress_epi8, _mm512_set1_epi8,
        _mm512_set1_epi32, _mm512_storeu_si512,
    };

    use super::{Marks, Places, STEP, TOGETHER};
    use crate::special::wide_halves;

    #[target_feature(enable = "avx2,bmi1,popcnt")]
    pub(super) fn find_csv_32(chunks: &[[u8; STEP]], to: &mut Places) {
        let is = |bytes: __m256i, byte: u8| _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte.cast_signed()));
        let mask = |bytes: __m256i| u64::from(_mm256_movemask_epi8(bytes).cast_unsigned());
        let ends = |bytes| mask(_mm256_or_si256(is(bytes, b'\n'), is(bytes, b'\r')));
        for chunk in chunks {
            let [first, second] = wide_halves(chunk);
            let both = |byte: u8| mask(is(first, byte)) | mask(is(second, byte)) << 32;
            let quotes = both(b'"');
            let marks = Marks { dense: both(b',') | quotes, rare: ends(first) | ends(second) << 32, quotes };
            to.take_rare(marks);
            let room = to.dense.get_mut(to.count as usize..).and_then(|rest| rest.first_chunk_mut::<{ STEP + 8 }>());
            let Some(room) = room else { return };
            let (before, mut base) = (before_each(marks.dense), _mm256_set1_epi32(to.until.cast_signed()));
            for (of_bits, before) in marks.dense.to_le_bytes().into_iter().zip(before.to_le_bytes()) {
                let before = usize::from(before) % STEP;
                let places = room.get_mut(before..before + 8).and_then(|places| places.first_chunk_mut());
                let (Some(places), Some(of_bits)) = (places, OF_BITS.get(usize::from(of_bits))) else { return };
                store_32(places, _mm256_add_epi32(_mm256_cvtepu8_epi32(load_8(of_bits)), base));
                base = _mm256_add_epi32(base, _mm256_set1_epi32(8));
            }
            to.took(marks);
        }
    }

    /// For each of eight bytes: how many ones are in those before it.
    #[inline(always)]
    fn before_each(bits: u64) -> u64 {
        let each = |byte: u8| u64::from_le_bytes([byte; 8]);
        let of_two = bits - (bits >> 1 & each(0x55));
        let of_four = (of_two & each(0x33)) + (of_two >> 2 & each(0x33));
        let of_eight = (of_four + (of_four >> 4)) & each(0x0f);
        of_eight.wrapping_mul(each(1) << 8)
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,bmi1,popcnt")]
    pub(super) fn find_csv_64(chunks: &[[u8; STEP]], to: &mut Places) {
        let bytes_of: [u8; STEP] = std::array::from_fn(|place| place as u8);
        let numbers = load(&bytes_of);
        for chunk in chunks {
            let bytes = load(chunk);
            let is = |byte: u8| _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte.cast_signed()));
            let quotes = is(b'"');
            let marks = Marks { dense: is(b',') | quotes, rare: is(b'\n') | is(b'\r'), quotes };
            let count = marks.dense.count_ones() as usize;
            let Some(places) =
                to.dense.get_mut(to.count as usize..).and_then(|rest| rest.first_chunk_mut::<TOGETHER>())
            else {
                return;
            };
            if count > TOGETHER {
                to.take(marks);
                continue;
            }
            let found = _mm512_maskz_compress_epi8(marks.dense, numbers);
            let base = _mm512_set1_epi32(to.until.cast_signed());
            let (halves, _) = places.as_chunks_mut();
            if let [first, second] = halves {
                let places = |found| _mm512_add_epi32(_mm512_cvtepu8_epi32(found), base);
                store(first, places(_mm512_castsi512_si128(found)));
                if count > TOGETHER / 2 {
                    store(second, places(_mm512_extracti32x4_epi32::<1>(found)));
                }
            }
            to.take_rare(marks);
            to.took(marks);
        }
    }

    /// Of each number of eight bits: the places of its ones, and then some that mean nothing.
    #[expect(clippy::indexing_slicing, reason = "it is worked out when this is compiled")]
    static OF_BITS: [[u8; 8]; 256] = {
        let mut places = [[0; 8]; 256];
        let mut number = 0;
        while number < 256 {
            let (mut bit, mut count) = (0, 0);
            while bit < 8 {
                if number >> bit & 1 == 1 {
                    places[number][count] = bit;
                    count += 1;
                }
                bit += 1;
            }
            number += 1;
        }
        places
    };

    #[inline]
    #[target_feature(enable = "avx2")]
    #[expect(unsafe_code, reason = "vectors are read by their address")]
    fn load_8(bytes: &[u8; 8]) -> __m128i {
        // SAFETY: 8 bytes are read from an array of 8 bytes; they need not be aligned.
        unsafe { _mm_loadl_epi64(bytes.as_ptr().cast()) }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    #[expect(unsafe_code, reason = "vectors are written by their address")]
    fn store_32(places: &mut [u32; 8], vector: __m256i) {
        // SAFETY: 32 bytes are written to an array of eight numbers of 4 bytes; they need not be aligned.
        unsafe { _mm256_storeu_si256(places.as_mut_ptr().cast(), vector) }
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    #[expect(unsafe_code, reason = "vectors are read by their address")]
    fn load(bytes: &[u8; STEP]) -> __m512i {
        // SAFETY: 64 bytes are read from an array of 64 bytes; they need not be aligned.
        unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    #[expect(unsafe_code, reason = "vectors are written by their address")]
    fn store(places: &mut [u32; 16], vector: __m512i) {
        // SAFETY: 64 bytes are written to an array of sixteen numbers of 4 bytes; they need not be aligned.
        unsafe { _mm512_storeu_si512(places.as_mut_ptr().cast(), vector) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Marks one by one.
    fn plainly(bytes: &[u8]) -> (Vec<u32>, Vec<Rare>) {
        let (mut dense, mut rare, mut quotes) = (Vec::new(), Vec::new(), 0);
        for (place, byte) in (0..).zip(bytes) {
            match byte {
                b',' | b'"' => dense.push(place),
                b'\n' | b'\r' => rare.push(Rare { place, dense: u32::try_from(dense.len()).unwrap(), quotes }),
                _ => {}
            }
            quotes += u32::from(*byte == b'"');
        }
        (dense, rare)
    }

    type Way = fn(&[[u8; STEP]], &mut Places);

    #[test]
    fn all_ways_find_the_marks() {
        #[cfg_attr(not(target_arch = "x86_64"), expect(unused_mut, reason = "there are no others"))]
        let mut ways: Vec<Way> = vec![find_csv_portable, find_csv];
        #[cfg(target_arch = "x86_64")]
        #[expect(unsafe_code, reason = "the ways are called one by one")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: a processor with AVX2 has the others, too.
            ways.push(|chunks, to| unsafe { wide::find_csv_32(chunks, to) });
        }
        let mut state = 1_u64;
        for round in 0..400_u64 {
            let mut bytes = [[0_u8; STEP]; 5];
            for byte in bytes.as_flattened_mut() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                // From nearly only marks to nearly none.
                *byte = if (state >> 40) % 400 <= round {
                    (state >> 56) as u8
                } else {
                    b",\",\r,\n,,"[(state >> 60) as usize % 8]
                };
            }
            let expected = plainly(bytes.as_flattened());
            for way in &ways {
                let mut places = Places::default();
                places.dense.resize(5 * STEP + TOGETHER, 0);
                places.rare.resize(5 * STEP + 1, Rare::default());
                way(&bytes, &mut places);
                assert_eq!((places.dense().to_vec(), places.rare().to_vec()), expected, "{round}");
            }
        }
    }

    #[test]
    fn what_is_at_hand_stays() {
        let bytes: Vec<u8> = b"a,b,\"c\",,d\r\n".iter().copied().cycle().take(64 * 100).collect();
        let (dense, rare) = plainly(&bytes);
        let (mut places, mut known, mut shift) = (Places::from(0), Vec::new(), 0);
        while places.find_csv(&bytes, places.dense().len().saturating_sub(3), 7) {
            shift = known.len() - known.len().min(3);
            known.truncate(shift);
            known.extend_from_slice(places.dense());
            let of_all = |found: &Rare| Rare { dense: found.dense + u32::try_from(shift).unwrap(), ..*found };
            let found: Vec<_> = places.rare().iter().map(of_all).collect();
            assert!(rare.windows(found.len()).any(|window| window == found), "{found:?}");
        }
        assert_eq!(known, dense);
        assert!(shift > 0);
    }
}
