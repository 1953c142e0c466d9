//! Many texts that are kept for long.

use merit_values::{Strings, UNKNOWN};
use serde::{Deserialize, Serialize};

/// So many texts stand together.
const PIECE: usize = 1 << 10;

/// The first piece has no more room than this in advance, in bytes.
const MOST_ROOM: usize = 1 << 18;

/// Texts in pieces, so that growing neither moves them nor takes twice the memory.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Texts(Vec<Strings>);

impl Texts {
    /// Number of texts.
    pub(crate) fn len(&self) -> usize {
        self.0.last().map_or(0, |last| (self.0.len() - 1) * PIECE + last.len())
    }

    /// Adds a text, which comes in two parts, and returns its number; [`UNKNOWN`] when there are more than can be numbered.
    pub(crate) fn push(&mut self, parts: [&str; 2]) -> u32 {
        let number = u32::try_from(self.len()).unwrap_or(UNKNOWN);
        match self.0.last_mut() {
            Some(last) if last.len() < PIECE => _ = last.push_joined(parts),
            last => {
                // Texts of a kind are about equally long.
                let bytes = last.map_or((parts.concat().len() * PIECE).min(MOST_ROOM), |last| {
                    last.bytes() - PIECE * size_of::<u32>()
                });
                let mut piece = Strings::with_capacity(PIECE, bytes + bytes / 16);
                piece.push_joined(parts);
                self.0.push(piece);
            }
        }
        number
    }

    /// The text of this number; empty when there is none.
    pub(crate) fn get(&self, number: u32) -> &str {
        let number = number as usize;
        self.0.get(number / PIECE).map_or("", |piece| piece.get(number % PIECE))
    }

    /// All texts in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(Strings::iter)
    }

    /// Bytes that are in use.
    pub(crate) fn bytes(&self) -> usize {
        self.0.iter().map(Strings::bytes).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_keep_their_numbers() {
        let mut texts = Texts::default();
        let all: Vec<String> =
            (0..PIECE * 3 + 5).map(|number| "ข้อ".repeat(number % 7) + &number.to_string()).collect();
        for (number, text) in (0..).zip(&all) {
            assert_eq!(texts.push(["", text]), number);
        }
        assert_eq!(texts.len(), all.len());
        assert!((0..).zip(&all).all(|(number, text)| texts.get(number) == text));
        assert!(texts.iter().eq(all.iter().map(String::as_str)));
        assert_eq!(texts.get(UNKNOWN), "");
        assert_eq!(texts.bytes(), all.iter().map(|text| text.len() + 4).sum::<usize>());
    }
}
