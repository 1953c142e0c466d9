//! The one conversion between bytes and the positions of the protocol.

use gen_lsp_types::{Position, PositionEncodingKind, Range};
use merit_diagnostics::Span;

/// What the characters of a position count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 units, which every client knows.
    #[default]
    Utf16,
    /// Unicode characters.
    Utf32,
}

impl Encoding {
    /// The first one that the client offers and the server knows: the client names its favourite first.
    #[must_use]
    pub fn agreed(offered: &[PositionEncodingKind]) -> Self {
        let known = offered.iter().find_map(|kind| match kind {
            PositionEncodingKind::UTF8 => Some(Self::Utf8),
            PositionEncodingKind::UTF16 => Some(Self::Utf16),
            PositionEncodingKind::UTF32 => Some(Self::Utf32),
            PositionEncodingKind::Custom(_) => None,
        });
        known.unwrap_or_default()
    }

    /// Its name in the protocol.
    #[must_use]
    pub const fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    const fn width(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    /// The length of a text.
    #[must_use]
    pub fn length(self, text: &str) -> u32 {
        let length = match self {
            Self::Utf8 => text.len(),
            Self::Utf16 | Self::Utf32 if text.is_ascii() => text.len(),
            Self::Utf16 => text.chars().map(char::len_utf16).sum(),
            Self::Utf32 => text.chars().count(),
        };
        u32::try_from(length).unwrap_or(u32::MAX)
    }
}

/// Where the lines of a text begin and end, as editors count them: a line ends at `\n`, `\r\n`, or a lone `\r`.
#[derive(Clone, Debug)]
pub struct Lines {
    encoding: Encoding,
    starts: Vec<u32>,
}

impl Lines {
    /// The lines of a text.
    #[must_use]
    pub fn of(text: &str, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        let ends = bytes.iter().enumerate().filter(|(at, byte)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        starts.extend(ends.map(|(at, _)| cut(at + 1)));
        Self { encoding, starts }
    }

    /// The byte of a position. One behind the end of its line is the end of the line, one behind the last line the end of
    /// the text, one inside a character the beginning of the character.
    #[must_use]
    pub fn offset(&self, text: &str, position: Position) -> u32 {
        let line = position.line as usize;
        let Some(start) = self.starts.get(line).copied() else { return cut(text.len()) };
        let next = self.starts.get(line + 1).map_or(text.len(), |next| *next as usize);
        let line = text.get(start as usize..next).unwrap_or("").trim_end_matches(['\n', '\r']);
        let mut left = position.character as usize;
        let mut at = start as usize;
        for c in line.chars() {
            let width = self.encoding.width(c);
            if width > left {
                break;
            }
            left -= width;
            at += c.len_utf8();
        }
        cut(at)
    }

    /// The bytes of a range; one whose ends are in the wrong order is read as if they were not.
    #[must_use]
    pub fn span(&self, text: &str, range: Range) -> Span {
        let (start, end) = (self.offset(text, range.start), self.offset(text, range.end));
        Span::new(start.min(end), start.max(end))
    }

    /// The position of a byte; one inside a character has the position of the character.
    #[must_use]
    pub fn position(&self, text: &str, byte: u32) -> Position {
        let byte = text.floor_char_boundary(byte as usize);
        let line = self.starts.partition_point(|start| *start as usize <= byte).saturating_sub(1);
        let start = self.starts.get(line).map_or(0, |start| *start as usize);
        let before = text.get(start..byte).unwrap_or("");
        Position { line: cut(line), character: self.encoding.length(before) }
    }

    /// The range of some bytes.
    #[must_use]
    pub fn range(&self, text: &str, span: Span) -> Range {
        Range { start: self.position(text, span.start), end: self.position(text, span.end) }
    }
}

fn cut(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a😀b\r\nไทย\rx\n";

    #[test]
    fn positions_count_what_was_agreed_on() {
        let b = u32::try_from(TEXT.find('b').unwrap()).unwrap();
        for (encoding, character) in [(Encoding::Utf8, 5), (Encoding::Utf16, 3), (Encoding::Utf32, 2)] {
            let lines = Lines::of(TEXT, encoding);
            assert_eq!(lines.position(TEXT, b), Position { line: 0, character });
            assert_eq!(lines.offset(TEXT, Position { line: 0, character }), b);
        }
        let lines = Lines::of(TEXT, Encoding::Utf16);
        let x = u32::try_from(TEXT.find('x').unwrap()).unwrap();
        assert_eq!(lines.position(TEXT, x), Position { line: 2, character: 0 });
    }

    #[test]
    fn every_byte_comes_back_and_every_position_lands_on_a_character() {
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let lines = Lines::of(TEXT, encoding);
            for (at, c) in TEXT.char_indices() {
                // Inside a line break there is no position.
                if c == '\n' && TEXT[..at].ends_with('\r') {
                    continue;
                }
                let at = cut(at);
                assert_eq!(lines.offset(TEXT, lines.position(TEXT, at)), at);
            }
            for line in 0..6 {
                for character in 0..12 {
                    let at = lines.offset(TEXT, Position { line, character });
                    assert!(TEXT.is_char_boundary(at as usize));
                }
            }
        }
        let lines = Lines::of(TEXT, Encoding::Utf16);
        assert_eq!(lines.offset(TEXT, Position { line: 0, character: 99 }), 6);
        assert_eq!(lines.offset(TEXT, Position { line: 99, character: 0 }), cut(TEXT.len()));
        assert_eq!(lines.offset(TEXT, Position { line: 0, character: 2 }), 1);
    }
}
