//! The records that begin in a stretch of a plain text.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::decode::{CsvDecoder, View};
use super::head::Head;
use super::scan::Skip;
use crate::block::{Decoded, Settings, Span};
use crate::input::Input;
use crate::limits::LONGEST_LINE;
use crate::mapping::Mapping;
use crate::problem::Problem;
use crate::table::Header;
use crate::text_file::{ALIGNED, PADDING, TextFile, pad, reserve};

/// Bytes that are read behind a stretch at once, where its last record probably ends.
const AHEAD: usize = 1 << 14;

/// A stretch of a text.
#[derive(Clone, Debug)]
pub(crate) struct CsvStretch {
    text: Arc<TextFile>,
    header: Arc<Header>,
    from: u64,
    pub(crate) to: u64,
    /// It begins with a record: the first one.
    is_first: bool,
    /// Lines of the text before it that no stretch has: those of the header.
    lines: u64,
}

/// All stretches of a text.
#[derive(Debug)]
pub(crate) struct CsvStretches {
    next: CsvStretch,
    step: u64,
    progress: Option<Arc<AtomicU64>>,
}

impl CsvStretches {
    /// Reads the header; nothing when the text is empty.
    ///
    /// # Errors
    /// An unreadable text, or a header that does not fit the mapping.
    pub(crate) fn open(
        text: TextFile,
        input: &Input,
        mapping: &Mapping,
        step: usize,
        progress: Option<Arc<AtomicU64>>,
    ) -> Result<Option<Self>, Problem> {
        let mut reader = FromStart { text: &text, place: 0 };
        let Some(head) = Head::read(&mut reader, mapping, &input.name, |error| input.unreadable(error))? else {
            return Ok(None);
        };
        let next = CsvStretch {
            text: Arc::new(text),
            header: head.header,
            from: head.length,
            to: head.length,
            is_first: true,
            lines: head.lines,
        };
        Ok(Some(Self { next, step: step as u64, progress }))
    }

    /// The next stretch; nothing after the last.
    pub(crate) fn next(&mut self) -> Option<CsvStretch> {
        let from = self.next.to;
        let to = self.next.text.length().min(from + self.step);
        if from >= to {
            return None;
        }
        if let Some(progress) = &self.progress {
            progress.fetch_add(to - from, Ordering::Relaxed);
        }
        let stretch = CsvStretch { from, to, ..self.next.clone() };
        (self.next.to, self.next.is_first, self.next.lines) = (to, false, 0);
        Some(stretch)
    }
}

/// Reads a text from its beginning.
struct FromStart<'t> {
    text: &'t TextFile,
    place: u64,
}

impl Read for FromStart<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.text.fill(self.place, buffer)?;
        self.place += count as u64;
        Ok(count)
    }
}

/// Decodes a stretch. `first` is the place of its first record where that is known; otherwise the first line end tells.
pub(crate) fn decode_stretch(
    mapping: &Mapping,
    settings: &Settings,
    stretch: &CsvStretch,
    first: Option<u64>,
    has_ids: Option<bool>,
) -> io::Result<Decoded> {
    let first = first.or_else(|| stretch.is_first.then_some(stretch.from));
    let decoder = CsvDecoder::new(mapping, settings, &stretch.header, has_ids, stretch.lines);
    let at = first.unwrap_or(stretch.from.saturating_sub(1));
    let begin = at / ALIGNED * ALIGNED;
    let buffer = stretch.text.pool().take(0);
    let mut window = Window { text: &stretch.text, buffer, begin, filled: 0, is_last: false };
    let result = window.decode(decoder, at, first.is_some(), stretch.to);
    stretch.text.pool().give(window.buffer);
    result
}

/// A part of a text in memory.
struct Window<'t> {
    text: &'t TextFile,
    buffer: Vec<u8>,
    /// The place of the buffer's beginning in the text.
    begin: u64,
    filled: usize,
    /// The text ends here.
    is_last: bool,
}

impl Window<'_> {
    /// From a place on where a record begins, or the line end before one is looked for.
    fn decode(&mut self, mut decoder: CsvDecoder<'_>, from: u64, is_known: bool, to: u64) -> io::Result<Decoded> {
        let mut until = self.distance(to);
        self.read(until + AHEAD)?;
        let mut at = self.distance(from);
        if !is_known {
            let ends = self.buffer.get(at..self.filled.min(until.saturating_sub(1))).unwrap_or_default();
            let Some(end) = memchr::memchr(b'\n', ends) else {
                return Ok(Decoded { span: Some(Span { from: None, to }), ..decoder.finish() });
            };
            at += end + 1;
            // These line ends belong to the record before.
            while let Some(b'\r' | b'\n') = self.buffer.get(at).filter(|_| at < self.filled) {
                at += 1;
            }
        }
        // The end of the record before may begin within a character, and is not looked at again.
        self.buffer.get_mut(..at).unwrap_or_default().fill(b' ');
        let from = self.begin + at as u64;
        let mut more = AHEAD;
        loop {
            at = decoder.decode(self.view(at), at, until);
            if at >= until || self.is_last || decoder.is_stopped() {
                break;
            }
            if more <= LONGEST_LINE * 2 {
                self.read(more)?;
                more *= 2;
                continue;
            }
            let (end, lines) = self.skip(at)?;
            decoder.too_long(lines);
            (self.begin, self.filled, at, more) = (end, 0, 0, AHEAD);
            until = self.distance(to);
            if until == 0 || decoder.is_stopped() {
                break;
            }
            self.read(until + AHEAD)?;
        }
        let span = Span { from: Some(from), to: self.begin + at as u64 };
        Ok(Decoded { span: Some(span), ..decoder.finish() })
    }

    fn distance(&self, to: u64) -> usize {
        usize::try_from(to.saturating_sub(self.begin)).unwrap_or(usize::MAX)
    }

    /// Reads more of the text.
    fn read(&mut self, more: usize) -> io::Result<()> {
        let end = self.filled + more;
        reserve(&mut self.buffer, end + 1 + PADDING);
        let room = self.buffer.get_mut(self.filled..end).unwrap_or_default();
        let count = self.text.fill(self.begin + self.filled as u64, room)?;
        self.filled += count;
        self.is_last = count < more;
        Ok(())
    }

    /// What can be decoded: up to a line end, so that no character is cut. The rest is forgotten.
    fn view(&mut self, at: usize) -> View<'_> {
        if !self.is_last {
            let read = self.buffer.get(at..self.filled).unwrap_or_default();
            self.filled = memchr::memrchr(b'\n', read).map_or(self.filled, |end| at + end + 1);
        }
        pad(&mut self.buffer, self.filled, self.is_last);
        let padded = self.buffer.get(..self.filled + 1 + PADDING).unwrap_or_default();
        View { padded, length: self.filled, is_last: self.is_last }
    }

    /// The place behind a record that is too long, and its line ends.
    fn skip(&self, at: usize) -> io::Result<(u64, u64)> {
        let mut skip = Skip::default();
        let mut bytes = vec![0; 1 << 16];
        let mut place = self.begin + at as u64;
        loop {
            let count = self.text.fill(place, &mut bytes)?;
            let read = bytes.get(..count).unwrap_or_default();
            match skip.end(read) {
                Some(end) => return Ok((place + end as u64, skip.lines)),
                None if count < bytes.len() => return Ok((place + count as u64, skip.lines)),
                None => place += count as u64,
            }
        }
    }
}
