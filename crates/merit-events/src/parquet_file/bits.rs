//! Truths, one bit each.

/// Which of some rows have something.
#[derive(Debug, Default)]
pub(super) struct Bits {
    words: Vec<u64>,
    length: usize,
}

impl Bits {
    /// Number of rows.
    pub(super) const fn len(&self) -> usize {
        self.length
    }

    pub(super) fn clear(&mut self) {
        self.words.clear();
        self.length = 0;
    }

    /// What is said of a row; false of one that is not there.
    #[inline]
    pub(super) fn get(&self, row: usize) -> bool {
        self.words.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// All of them in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = bool> {
        (0..self.length).map(|row| self.get(row))
    }

    /// Adds up to 64 of them: the lowest bits of a word, whose other bits are 0.
    #[inline]
    pub(super) fn push(&mut self, word: u64, count: usize) {
        let shift = self.length % 64;
        match self.words.last_mut() {
            Some(last) if shift > 0 => {
                *last |= word << shift;
                if shift + count > 64 {
                    self.words.push(word >> (64 - shift));
                }
            }
            _ => self.words.push(word),
        }
        self.length += count;
    }

    /// Adds the same for many rows.
    pub(super) fn push_same(&mut self, is_so: bool, count: usize) {
        for done in (0..count).step_by(64) {
            let taken = (count - done).min(64);
            self.push(if is_so { u64::MAX >> (64 - taken) } else { 0 }, taken);
        }
    }

    /// Adds one after the other.
    pub(super) fn extend(&mut self, truths: &[bool]) {
        truths.iter().for_each(|is_so| self.push(u64::from(*is_so), 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_pushed_is_said() {
        let (mut bits, mut expected) = (Bits::default(), Vec::new());
        for step in 0..300_usize {
            let (count, word) = (1 + step * 7 % 64, (step as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let word = word >> (64 - count);
            match step % 3 {
                0 => {
                    bits.push_same(step % 2 == 0, step);
                    expected.resize(expected.len() + step, step % 2 == 0);
                }
                1 => {
                    bits.extend(&[true, false, step % 5 == 0]);
                    expected.extend([true, false, step % 5 == 0]);
                }
                _ => {
                    bits.push(word, count);
                    expected.extend((0..count).map(|bit| word >> bit & 1 == 1));
                }
            }
            assert_eq!(bits.len(), expected.len());
        }
        assert!(bits.iter().eq(expected));
        assert!(!bits.get(bits.len()) && !bits.get(usize::MAX));
        bits.clear();
        assert_eq!((bits.len(), bits.get(0)), (0, false));
    }
}
