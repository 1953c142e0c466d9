//! Runs and packed bits: how Parquet writes levels and the numbers of dictionary entries.

use parquet::errors::{ParquetError, Result};

use super::bits::Bits;
use super::page::short;

/// Where reading stands in a sequence of runs. The bytes are given with every call.
#[derive(Clone, Debug, Default)]
pub(super) struct Hybrid {
    at: usize,
    end: usize,
    width: u32,
    run: Run,
}

#[derive(Clone, Copy, Debug, Default)]
enum Run {
    #[default]
    None,
    /// The same value this many times.
    Same { value: u32, left: usize },
    /// Values packed from this bit on; every eighth begins a byte.
    Packed { bit: usize, left: usize, taken: usize },
}

impl Hybrid {
    /// Runs of numbers of `width` bits in `at..end` of the bytes.
    pub(super) fn new(at: usize, end: usize, width: u32) -> Result<Self> {
        match width {
            0 => Ok(Self { at, end, width, run: Run::Same { value: 0, left: usize::MAX } }),
            1..=32 => Ok(Self { at, end, width, run: Run::None }),
            _ => Err(ParquetError::General("numbers of more than 32 bits".to_owned())),
        }
    }

    /// Appends the next numbers.
    pub(super) fn read(&mut self, bytes: &[u8], mut count: usize, to: &mut Vec<u32>) -> Result<()> {
        while count > 0 {
            let (run, taken) = self.take(bytes, count)?;
            match run {
                Run::Same { value, .. } => to.resize(to.len() + taken, value),
                Run::Packed { bit, taken: before, .. } => {
                    // Up to the next byte, then groups of eight, then what is left.
                    let first = (8 - before % 8) % 8;
                    let first = first.min(taken);
                    unpack(bytes, bit, self.width, first, to);
                    let bit = bit + first * self.width as usize;
                    let grouped = groups(bytes, bit / 8, self.width, (taken - first) / 8, to);
                    let bit = bit + grouped * self.width as usize;
                    unpack(bytes, bit, self.width, taken - first - grouped, to);
                }
                Run::None => {}
            }
            count -= taken;
        }
        Ok(())
    }

    /// Appends the next numbers of one bit as truths, and the places of the true ones among them; gives their number.
    pub(super) fn read_bits(
        &mut self,
        bytes: &[u8],
        mut count: usize,
        to: &mut Bits,
        places: &mut Vec<u32>,
    ) -> Result<usize> {
        let before = places.len();
        let mut found = before;
        // Runs are often short, so room is made for all of them.
        places.resize(before + count + TOGETHER, 0);
        while count > 0 {
            let (run, taken) = self.take(bytes, count)?;
            match run {
                Run::Same { value, .. } => {
                    if value != 0 {
                        let rows = small(to.len())..;
                        let room = places.get_mut(found..found + taken).unwrap_or_default();
                        room.iter_mut().zip(rows).for_each(|(place, row)| *place = row);
                        found += taken;
                    }
                    to.push_same(value != 0, taken);
                }
                Run::Packed { bit, .. } => found = bits(bytes, bit, taken, to, places, found),
                Run::None => {}
            }
            count -= taken;
        }
        places.truncate(found);
        Ok(found - before)
    }

    /// Goes over numbers.
    pub(super) fn skip(&mut self, bytes: &[u8], mut count: usize) -> Result<()> {
        while count > 0 {
            count -= self.take(bytes, count)?.1;
        }
        Ok(())
    }

    /// The run at hand and how many of its values are taken, at most `count`.
    fn take(&mut self, bytes: &[u8], count: usize) -> Result<(Run, usize)> {
        loop {
            match &mut self.run {
                Run::Same { left, .. } | Run::Packed { left, .. } if *left > 0 => {
                    let (run, taken) = (self.run, count.min(self.run.left()));
                    match &mut self.run {
                        Run::Same { left, .. } => *left -= taken,
                        Run::Packed { bit, left, taken: all } => {
                            *left -= taken;
                            *all += taken;
                            *bit += taken * self.width as usize;
                        }
                        Run::None => {}
                    }
                    return Ok((run, taken));
                }
                _ => self.run = self.next_run(bytes)?,
            }
        }
    }

    fn next_run(&mut self, bytes: &[u8]) -> Result<Run> {
        let bytes = bytes.get(..self.end).unwrap_or(bytes);
        let (mut header, mut shift) = (0u64, 0);
        loop {
            let byte = *bytes.get(self.at).ok_or_else(short)?;
            self.at += 1;
            header |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
            shift += 7;
            if shift > 35 {
                return Err(ParquetError::General("a run is too long".to_owned()));
            }
        }
        let length = usize::try_from(header >> 1).unwrap_or(usize::MAX);
        if header & 1 == 0 {
            let size = self.width.div_ceil(8) as usize;
            let stored = bytes.get(self.at..self.at + size).ok_or_else(short)?;
            let value = stored.iter().rev().fold(0u32, |value, byte| value << 8 | u32::from(*byte));
            self.at += size;
            return Ok(Run::Same { value, left: length });
        }
        let bit = self.at * 8;
        let size = length.saturating_mul(self.width as usize).min(bytes.len().saturating_sub(self.at));
        self.at += size;
        // The padding of the last group may be left out.
        Ok(Run::Packed { bit, taken: 0, left: length.saturating_mul(8).min(size * 8 / self.width.max(1) as usize) })
    }
}

impl Run {
    const fn left(self) -> usize {
        match self {
            Self::None => 0,
            Self::Same { left, .. } | Self::Packed { left, .. } => left,
        }
    }
}

/// The eight bytes from a place on; what is beyond the end is zero.
fn word(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    if let Some(whole) = rest.first_chunk::<8>() {
        return u64::from_le_bytes(*whole);
    }
    rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

fn unpack(bytes: &[u8], bit: usize, width: u32, count: usize, to: &mut Vec<u32>) {
    let mask = (1u64 << width) - 1;
    let number = |index: usize| {
        let bit = bit + index * width as usize;
        // At most 32 bits after at most 7.
        u32::try_from(word(bytes, bit / 8) >> (bit % 8) & mask).unwrap_or(0)
    };
    to.extend((0..count).map(number));
}

/// Groups of eight values, which take as many bytes as a value has bits. Gives the number of values.
fn groups(bytes: &[u8], at: usize, width: u32, count: usize, to: &mut Vec<u32>) -> usize {
    fn of<const W: usize>(bytes: &[u8], count: usize, to: &mut Vec<u32>) -> usize {
        let groups = bytes.as_chunks::<W>().0;
        let groups = groups.get(..count).unwrap_or(groups);
        for group in groups {
            to.extend_from_slice(&eight(group));
        }
        groups.len() * 8
    }
    let bytes = bytes.get(at..).unwrap_or_default();
    macro_rules! of_width {
        ($($width:literal)*) => {
            match width {
                $($width => of::<$width>(bytes, count, to),)*
                _ => 0,
            }
        };
    }
    of_width!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24)
}

/// Eight values of `W` bits. All places are known when this is compiled: a few shifts are left.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "masked to at most 24 bits")]
fn eight<const W: usize>(group: &[u8; W]) -> [u32; 8] {
    let mut wide = [0; 24];
    for (to, from) in wide.iter_mut().zip(group) {
        *to = *from;
    }
    let (words, _) = wide.as_chunks::<8>();
    let word = |at: usize| words.get(at).map_or(0, |word| u64::from_le_bytes(*word));
    std::array::from_fn(|place| {
        let (at, shift) = (place * W / 64, place * W % 64);
        let low = word(at) >> shift;
        let value = if shift + W > 64 { low | word(at + 1) << (64 - shift) } else { low };
        (value & ((1 << W) - 1)) as u32
    })
}

/// Places are written so many at a time, of which the last ones may mean nothing.
const TOGETHER: usize = 8;

/// Adds truths that are packed from a bit on, and writes the places of the true ones into `places` from `found` on; tells where
/// they end.
fn bits(bytes: &[u8], bit: usize, count: usize, to: &mut Bits, places: &mut [u32], mut found: usize) -> usize {
    let mut done = 0;
    while done < count {
        // The bits of a word after the first seven may be incomplete.
        let (at, taken) = (bit + done, (count - done).min(56));
        let mut word = word(bytes, at / 8) >> (at % 8) & ((1 << taken) - 1);
        let (first, mut next) = (small(to.len()), found);
        to.push(word, taken);
        found += word.count_ones() as usize;
        while word != 0 {
            let room = places.get_mut(next..).and_then(|rest| rest.first_chunk_mut::<TOGETHER>());
            for place in room.into_iter().flatten() {
                *place = first + word.trailing_zeros();
                word &= word.wrapping_sub(1);
            }
            next += TOGETHER;
        }
        done += taken;
    }
    found
}

/// A place within a page, which has less than 4 billion values.
fn small(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bits written the slow way.
    fn packed(values: &[u32], width: u32) -> Vec<u8> {
        let mut bytes = vec![0; (values.len() * width as usize).div_ceil(8)];
        for (index, value) in values.iter().enumerate() {
            for bit in 0..width as usize {
                let place = index * width as usize + bit;
                bytes[place / 8] |= u8::from(value >> bit & 1 == 1) << (place % 8);
            }
        }
        bytes
    }

    #[test]
    fn packed_and_equal_runs_of_every_width() {
        for width in 1..=32u32 {
            let mask = u32::MAX >> (32 - width);
            let values: Vec<u32> = (0..64u32).map(|n| n.wrapping_mul(2_654_435_761) & mask).collect();
            let mut bytes = vec![8 << 1 | 1];
            bytes.extend(packed(&values, width));
            bytes.push(100 << 1 & 0x7f | 0x80);
            bytes.push(1);
            bytes.extend(&mask.to_le_bytes()[..width.div_ceil(8) as usize]);
            let mut expected = values.clone();
            expected.extend([mask; 100]);
            for step in [1, 3, 8, 64, 164] {
                let mut hybrid = Hybrid::new(0, bytes.len(), width).unwrap();
                let mut read = Vec::new();
                while read.len() < 164 {
                    let count = step.min(164 - read.len());
                    hybrid.read(&bytes, count, &mut read).unwrap();
                }
                assert_eq!(read, expected, "{width} bits, {step} at once");
                let mut hybrid = Hybrid::new(0, bytes.len(), width).unwrap();
                hybrid.skip(&bytes, step).unwrap();
                let mut rest = Vec::new();
                hybrid.read(&bytes, 164 - step, &mut rest).unwrap();
                assert_eq!(rest, expected[step..]);
                assert!(hybrid.read(&bytes, 1, &mut rest).is_err());
            }
        }
    }

    #[test]
    fn bits_are_counted() {
        let values: Vec<u32> = (0..160u32).map(|n| n * n / 7 % 2).collect();
        let mut bytes = vec![20 << 1 | 1];
        bytes.extend(packed(&values, 1));
        for step in [1, 7, 56, 57, 160] {
            let mut hybrid = Hybrid::new(0, bytes.len(), 1).unwrap();
            let (mut read, mut places, mut ones) = (Bits::default(), Vec::new(), 0);
            while read.len() < 160 {
                let count = step.min(160 - read.len());
                ones += hybrid.read_bits(&bytes, count, &mut read, &mut places).unwrap();
            }
            let expected: Vec<u32> = (0..160).filter(|place| values[*place as usize] == 1).collect();
            assert_eq!(places, expected);
            assert!(read.iter().eq(values.iter().map(|value| *value == 1)));
            assert_eq!(ones, values.iter().filter(|value| **value == 1).count());
        }
    }

    #[test]
    fn damaged_runs_are_errors() {
        for bytes in [&[][..], &[0x80], &[0xff; 12], &[2]] {
            assert!(Hybrid::new(0, bytes.len(), 9).unwrap().read(bytes, 5, &mut Vec::new()).is_err());
        }
        assert!(Hybrid::new(0, 4, 33).is_err());
    }
}
