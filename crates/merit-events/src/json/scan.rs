//! The quick reader of usual JSON: names and texts without escapes, numbers, true, false, null. It gives up on anything
//! else, and its caller asks serde_json.

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::raw::Raw;

/// Reads one text from left to right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is not white space.
    fn next(&mut self) -> Option<u8> {
        loop {
            let byte = self.peek()?;
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// Goes over this byte, white space before it included.
    pub(super) fn take(&mut self, wanted: u8) -> Option<()> {
        (self.next()? == wanted).then(|| self.at += 1)
    }

    /// True when only white space is left.
    pub(super) fn is_done(&mut self) -> bool {
        self.next().is_none()
    }

    /// After `{`: true when the object is empty, which is gone over.
    pub(super) fn is_empty_object(&mut self) -> Option<bool> {
        let empty = self.next()? == b'}';
        self.at += usize::from(empty);
        Some(empty)
    }

    /// After a value: true when another member follows, false when the object ends here.
    pub(super) fn has_more(&mut self) -> Option<bool> {
        let byte = self.next()?;
        self.at += 1;
        match byte {
            b',' => Some(true),
            b'}' => Some(false),
            _ => None,
        }
    }

    /// Goes over `"name":` when exactly this name comes next.
    pub(super) fn take_name(&mut self, name: &str) -> bool {
        let bytes = self.text.as_bytes();
        let start = self.at + 1;
        let end = start + name.len();
        if bytes.get(self.at) == Some(&b'"')
            && bytes.get(end) == Some(&b'"')
            && bytes.get(end + 1) == Some(&b':')
            && bytes.get(start..end) == Some(name.as_bytes())
        {
            self.at = end + 2;
            return true;
        }
        false
    }

    /// A name and its colon.
    pub(super) fn name(&mut self) -> Option<&'a str> {
        self.take(b'"')?;
        let name = self.rest_of_text()?;
        self.take(b':')?;
        Some(name)
    }

    /// After the opening quote: the text up to the closing one; nothing when there is an escape or a control character.
    fn rest_of_text(&mut self) -> Option<&'a str> {
        let start = self.at;
        let end = special(self.text.as_bytes(), start)?;
        if self.text.as_bytes().get(end) != Some(&b'"') {
            return None;
        }
        self.at = end + 1;
        self.text.get(start..end)
    }

    /// A value of any form.
    pub(super) fn value(&mut self) -> Option<Raw<'a>> {
        match self.next()? {
            b'"' => {
                self.at += 1;
                let start = self.at;
                if let Some(text) = self.rest_of_text() {
                    return Some(Raw::Text(Cow::Borrowed(text)));
                }
                self.at = start - 1;
                self.other()
            }
            b'0'..=b'9' | b'-' => self.number().map(Raw::Number),
            b't' => self.word("true").map(|()| Raw::YesNo(true)),
            b'f' => self.word("false").map(|()| Raw::YesNo(false)),
            b'n' => self.word("null").map(|()| Raw::Null),
            b'{' | b'[' => self.other(),
            _ => None,
        }
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.text.get(self.at..)?.starts_with(word).then(|| self.at += word.len())
    }

    fn number(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        match self.peek()? {
            b'0' => self.at += 1,
            b'1'..=b'9' => self.digits()?,
            _ => return None,
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        self.text.get(start..self.at)
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    /// A text with escapes, an array or an object: serde_json knows where it ends.
    fn other(&mut self) -> Option<Raw<'a>> {
        let rest = self.text.get(self.at..)?;
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
        let value = values.next()?.ok()?;
        self.at += values.byte_offset();
        super::raw(value.get()).ok()
    }
}

/// The place of the next quote, backslash or control character at or after `from`.
fn special(bytes: &[u8], from: usize) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let mut at = from;
    // Eight bytes at a time: a byte is special when it is less than 0x20, or nothing is left of it after taking away
    // the quote or the backslash. False alarms come only after a true one.
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*chunk);
        let zero = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
        let found = control | zero(word ^ (ONES * u64::from(b'"'))) | zero(word ^ (ONES * u64::from(b'\\')));
        if found != 0 {
            return Some(at + (found.trailing_zeros() / 8) as usize);
        }
        at += 8;
    }
    let rest = bytes.get(at..)?;
    rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)).map(|place| at + place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_special_byte_is_found_wherever_it_stands() {
        for special_byte in [b'"', b'\\', 0, 0x1f, b'\n'] {
            for length in 0..40 {
                for place in 0..length {
                    let mut bytes = vec![b'a'; length];
                    // Neighbours that differ from special bytes by one bit or one step.
                    for (index, byte) in bytes.iter_mut().enumerate() {
                        *byte = [b'a', 0x20, 0x21, 0x23, 0x5b, 0x5d, 0x7f, 0x80, 0xff, 0xa2, 0xdc][index % 11];
                    }
                    bytes[place] = special_byte;
                    for from in 0..=place {
                        assert_eq!(special(&bytes, from), Some(place), "{special_byte} at {place} of {length}");
                    }
                }
            }
        }
        assert_eq!(special(b"abcdefghijkl", 0), None);
    }
}
