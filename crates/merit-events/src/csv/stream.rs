//! Texts that come from one end only: cut at the ends of records by whoever reads them.

use std::io::{self, Read};
use std::sync::Arc;

use super::decode::{CsvDecoder, View};
use super::head::Head;
use super::marks::Marks;
use super::scan::{Skip, row};
use crate::block::{Decoded, Settings};
use crate::limits::LONGEST_LINE;
use crate::mapping::Mapping;
use crate::problem::Problem;
use crate::table::Header;
use crate::text_file::{PADDING, pad, reserve};

/// Some whole records.
#[derive(Debug)]
pub(crate) struct CsvBlock {
    header: Arc<Header>,
    /// The records and padding.
    padded: Vec<u8>,
    length: usize,
    /// Lines of the text before them that no block has: those of the header.
    lines: u64,
    /// Behind them, a record that is too long, and its line ends.
    too_long: Option<u64>,
}

/// The records of a text.
pub(crate) struct CsvStream {
    reader: Box<dyn Read + Send>,
    head: Option<Head>,
    rest: Vec<u8>,
    is_done: bool,
    block: usize,
}

impl CsvStream {
    /// `block` is the length of a block.
    pub(crate) fn new(reader: Box<dyn Read + Send>, block: usize) -> Self {
        Self { reader, head: None, rest: Vec::new(), is_done: false, block }
    }

    /// The next block; nothing after the last.
    ///
    /// # Errors
    /// An unreadable text, or a header that does not fit the mapping.
    pub(crate) fn next(
        &mut self,
        mapping: &Mapping,
        source: &str,
        unreadable: impl Fn(&io::Error) -> Problem,
    ) -> Result<Option<CsvBlock>, Problem> {
        let mut lines = 0;
        if self.head.is_none() {
            let Some(mut head) = Head::read(&mut self.reader, mapping, source, &unreadable)? else { return Ok(None) };
            self.rest = std::mem::take(&mut head.rest);
            lines = head.lines;
            self.head = Some(head);
        }
        let Some(header) = self.head.as_ref().map(|head| Arc::clone(&head.header)) else { return Ok(None) };
        if self.is_done {
            return Ok(None);
        }
        let mut padded = std::mem::take(&mut self.rest);
        let mut filled = padded.len();
        loop {
            let wanted = self.block.max(filled + self.block.div_ceil(2));
            reserve(&mut padded, wanted + 1 + PADDING);
            self.fill(&mut padded, &mut filled, wanted).map_err(|error| unreadable(&error))?;
            let mut too_long = None;
            let length = if self.is_done { filled } else { whole_records(&mut padded, filled) };
            if length == 0 && !self.is_done {
                if filled <= LONGEST_LINE {
                    continue;
                }
                let lines = self.skip(padded.get(..filled).unwrap_or_default());
                too_long = Some(lines.map_err(|error| unreadable(&error))?);
            } else {
                self.rest = padded.get(length..filled).unwrap_or_default().to_vec();
            }
            let is_empty = length == 0 && too_long.is_none();
            pad(&mut padded, length, true);
            return Ok((!is_empty).then_some(CsvBlock { header, padded, length, lines, too_long }));
        }
    }

    fn fill(&mut self, buffer: &mut [u8], filled: &mut usize, wanted: usize) -> io::Result<()> {
        while *filled < wanted && !self.is_done {
            match self.reader.read(buffer.get_mut(*filled..wanted).unwrap_or_default()) {
                Ok(0) => self.is_done = true,
                Ok(count) => *filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Goes to the end of a record that is too long to keep, of which this has been read. Returns its line ends.
    fn skip(&mut self, read: &[u8]) -> io::Result<u64> {
        let mut skip = Skip::default();
        let mut next = skip.end(read).map(|end| read.get(end..).unwrap_or_default().to_vec());
        let mut bytes = vec![0; 1 << 16];
        while next.is_none() && !self.is_done {
            let mut filled = 0;
            self.fill(&mut bytes, &mut filled, 1 << 16)?;
            let read = bytes.get(..filled).unwrap_or_default();
            next = skip.end(read).map(|end| read.get(end..).unwrap_or_default().to_vec());
        }
        self.is_done &= next.as_ref().is_none_or(Vec::is_empty);
        self.rest = next.unwrap_or_default();
        Ok(skip.lines)
    }
}

/// The length of the records that end for certain in a text of which more is to come.
fn whole_records(padded: &mut Vec<u8>, filled: usize) -> usize {
    let read = padded.get(..filled).unwrap_or_default();
    if memchr::memchr(b'"', read).is_none()
        && let Some(end) = memchr::memrchr(b'\n', read)
    {
        return end + 1;
    }
    pad(padded, filled, false);
    let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let mut at = padded.iter().position(|byte| !is_end(byte)).unwrap_or(padded.len());
    let mut marks = Marks::new(padded, at);
    while at < filled
        && let Some(found) = row(&mut marks, (0, at), filled, false, |_| {})
    {
        at = found.next;
    }
    at
}

/// Decodes a block.
pub(crate) fn decode(mapping: &Mapping, settings: &Settings, block: &CsvBlock, has_ids: Option<bool>) -> Decoded {
    let mut decoder = CsvDecoder::new(mapping, settings, &block.header, has_ids, block.lines);
    let view = View { padded: &block.padded, length: block.length, is_last: true };
    decoder.decode(view, 0, block.length);
    if let Some(lines) = block.too_long
        && !decoder.is_stopped()
    {
        decoder.too_long(lines);
    }
    decoder.finish()
}
