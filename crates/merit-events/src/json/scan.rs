//! The quick reader of usual JSON: names and texts without escapes, numbers, true, false, null. It gives up on anything
//! else, and its caller asks serde_json.

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::raw::Raw;
use crate::special::end_of_text;

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
        let end = end_of_text(self.text.as_bytes(), start)?;
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

    /// Where a text with escapes, an array or an object that begins here ends, if it is valid.
    pub(super) fn end_of_other(&mut self) -> Option<usize> {
        self.other().map(|_| self.at)
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
