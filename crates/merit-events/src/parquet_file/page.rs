//! A page taken apart: its rows, levels and values.

use std::sync::Arc;

use parquet::basic::{Encoding, Type as Physical};
use parquet::column::page::Page as Stored;
use parquet::errors::{ParquetError, Result};

use super::form::Form;
use super::plain::{self, Values};
use crate::limits::LONGEST_LINE;

/// What every page of a column shares.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) form: Form,
    pub(super) physical: Physical,
    /// Bytes of a value of fixed length.
    pub(super) length: usize,
    /// There may be rows without a value.
    pub(super) is_optional: bool,
}

/// Decompressed bytes, as far as possible as one text.
#[derive(Debug)]
pub(super) enum Buffer {
    /// All of them are ASCII: each part is a text.
    Ascii(String),
    /// Together they are UTF-8. A part is a text when it does not begin or end within a character.
    Text(String),
    Bytes(Vec<u8>),
}

/// From where to where a value goes in the bytes of its page.
pub(super) type Span = (u32, u32);

impl Buffer {
    #[expect(unsafe_code, reason = "the safe way looks at every byte again, a fiftieth of the time of a log")]
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        // Lengths below 128 between the texts are ASCII, too: the usual page.
        if bytes.is_ascii() {
            // SAFETY: ASCII is UTF-8.
            Self::Ascii(unsafe { String::from_utf8_unchecked(bytes) })
        } else if simdutf8::basic::from_utf8(&bytes).is_ok() {
            // SAFETY: this was looked at.
            Self::Text(unsafe { String::from_utf8_unchecked(bytes) })
        } else {
            Self::Bytes(bytes)
        }
    }

    /// True when whatever stands here is a text of a length that is accepted.
    pub(super) const fn is_sound(&self) -> bool {
        matches!(self, Self::Ascii(text) if text.len() <= LONGEST_LINE)
    }

    /// All of it, where it is one text.
    pub(super) const fn whole(&self) -> Option<&String> {
        match self {
            Self::Ascii(text) | Self::Text(text) => Some(text),
            Self::Bytes(_) => None,
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Ascii(text) | Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    pub(super) fn slice(&self, (start, end): Span) -> &[u8] {
        self.bytes().get(start as usize..end as usize).unwrap_or_default()
    }

    /// The value as a text, where it is one.
    pub(super) fn text(&self, (start, end): Span) -> Option<&str> {
        match self {
            Self::Ascii(text) | Self::Text(text) => text.get(start as usize..end as usize),
            Self::Bytes(bytes) => std::str::from_utf8(bytes.get(start as usize..end as usize)?).ok(),
        }
    }
}

/// The entries of a dictionary page.
#[derive(Debug)]
pub(super) struct Entries {
    pub(super) values: Values,
    pub(super) buffer: Buffer,
    /// Every entry that is made of bytes is a text of a length that is accepted.
    pub(super) are_sound: bool,
}

/// Some rows of a column.
#[derive(Debug)]
pub(super) struct Page {
    /// The number of its first row in the row group.
    pub(super) first_row: u64,
    pub(super) rows: usize,
    pub(super) levels: Levels,
    pub(super) body: Body,
    pub(super) buffer: Buffer,
}

/// Which rows have a value.
#[derive(Debug)]
pub(super) enum Levels {
    /// All of them.
    All,
    /// As runs of bits.
    Runs(Vec<u8>),
    /// One by one.
    Given(Vec<bool>),
}

/// The values.
#[derive(Debug)]
pub(super) enum Body {
    /// Numbers of entries, of this many bits, from here on.
    Codes { at: usize, width: u32, entries: Arc<Entries> },
    /// One after the other, from here on.
    Plain { at: usize },
    /// Truths as runs of bits, from where to where.
    Runs(usize, usize),
    /// Read by the library: one per row.
    Given(Values),
}

/// What a stored page turned out to be.
pub(super) enum Opened {
    Page(Page),
    Entries(Entries),
    /// It is written in a way that is left to the library.
    Other,
}

/// Takes a page apart.
pub(super) fn open(stored: Stored, shape: Shape, first_row: u64, entries: Option<&Arc<Entries>>) -> Result<Opened> {
    let (buffer, rows, encoding, levels) = match stored {
        Stored::DictionaryPage { buf, num_values, encoding, .. } => {
            return match encoding {
                Encoding::PLAIN | Encoding::PLAIN_DICTIONARY => {
                    dictionary(buf.into(), num_values as usize, shape).map(Opened::Entries)
                }
                _ => Ok(Opened::Other),
            };
        }
        Stored::DataPage { buf, num_values, encoding, def_level_encoding, .. } => {
            if shape.is_optional && def_level_encoding != Encoding::RLE {
                return Ok(Opened::Other);
            }
            let levels = if shape.is_optional {
                let length = buf.first_chunk::<4>().map(|length| u32::from_le_bytes(*length)).ok_or_else(short)?;
                Some((4, 4usize.saturating_add(length as usize)))
            } else {
                None
            };
            (buf, num_values, encoding, levels)
        }
        Stored::DataPageV2 { buf, num_values, encoding, def_levels_byte_len, rep_levels_byte_len, .. } => {
            let start = rep_levels_byte_len as usize;
            (buf, num_values, encoding, Some((start, start.saturating_add(def_levels_byte_len as usize))))
        }
    };
    let at = levels.map_or(0, |(_, end)| end);
    if at > buffer.len() {
        return Err(short());
    }
    let levels = match levels {
        Some((start, end)) if shape.is_optional => Levels::Runs(buffer.get(start..end).ok_or_else(short)?.to_vec()),
        _ => Levels::All,
    };
    let body = match encoding {
        Encoding::PLAIN => Body::Plain { at },
        Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY => {
            let entries = entries.ok_or_else(|| ParquetError::General("a dictionary is missing".to_owned()))?;
            // A page of nothing but nulls may have no values at all.
            let width = buffer.get(at).copied().unwrap_or(0);
            Body::Codes { at: (at + 1).min(buffer.len()), width: width.into(), entries: Arc::clone(entries) }
        }
        Encoding::RLE if shape.physical == Physical::BOOLEAN => {
            let length = buffer.get(at..).and_then(|rest| rest.first_chunk::<4>()).ok_or_else(short)?;
            let start = at + 4;
            Body::Runs(start, start.saturating_add(u32::from_le_bytes(*length) as usize).min(buffer.len()))
        }
        _ => return Ok(Opened::Other),
    };
    let mut bytes = Vec::from(buffer);
    let is_text = matches!(body, Body::Plain { .. }) && shape.physical == Physical::BYTE_ARRAY;
    if let (true, Some(before)) = (is_text, bytes.get_mut(..at)) {
        // What stands before the texts was looked at, and is no text.
        before.fill(0);
    }
    let buffer = if is_text { Buffer::new(bytes) } else { Buffer::Bytes(bytes) };
    Ok(Opened::Page(Page { first_row, rows: rows as usize, levels, body, buffer }))
}

fn dictionary(bytes: Vec<u8>, count: usize, shape: Shape) -> Result<Entries> {
    let buffer = if shape.physical == Physical::BYTE_ARRAY { Buffer::new(bytes) } else { Buffer::Bytes(bytes) };
    let mut values = Values::new(shape.physical);
    plain::read(&mut values, buffer.bytes(), &mut 0, count, shape)?;
    let are_sound = match &values {
        Values::Bytes(_) if shape.form == Form::Text && buffer.is_sound() => true,
        Values::Bytes(spans) => spans.iter().all(|span| sound(&buffer, *span, shape.form)),
        _ => true,
    };
    Ok(Entries { values, buffer, are_sound })
}

/// True for a value that is read without complaint.
pub(super) fn sound(buffer: &Buffer, span: Span, form: Form) -> bool {
    (span.1 - span.0) as usize <= LONGEST_LINE
        && match form {
            Form::Text => matches!(buffer, Buffer::Ascii(_)) || buffer.text(span).is_some(),
            form => form.bytes(buffer.slice(span)).is_ok(),
        }
}

pub(super) fn short() -> ParquetError {
    ParquetError::General(super::CONTRADICTION.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_ends_within_a_character_is_none() {
        // The length of the second text, 161, ends a character that the first one began: together they are UTF-8.
        let bytes = [&[2, 0, 0, 0, 0xe0, 0xb8, 161, 0, 0, 0][..], &[b'a'; 161]].concat();
        let buffer = Buffer::new(bytes);
        assert!(buffer.whole().is_some() && !buffer.is_sound());
        assert!(buffer.text((4, 6)).is_none() && !sound(&buffer, (4, 6), Form::Text));
        assert!(buffer.text((10, 171)).is_some() && sound(&buffer, (10, 171), Form::Text));
        assert!(Buffer::new(vec![0xe0, 0xb8]).whole().is_none());
    }
}
