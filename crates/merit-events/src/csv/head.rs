//! The header: the first record of a text.

use std::io::{self, Read};
use std::sync::Arc;

use super::general::General;
use super::marks::Marks;
use super::scan::row;
use crate::limits::LONGEST_LINE;
use crate::mapping::Mapping;
use crate::problem::{Problem, file_problem};
use crate::table::Header;
use crate::text_file::{PADDING, reserve};

/// The header and what comes behind it.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) header: Arc<Header>,
    /// What was read behind it.
    pub(crate) rest: Vec<u8>,
    /// Bytes of the text up to the next record.
    pub(crate) length: u64,
    /// Lines up to the next record.
    pub(crate) lines: u64,
}

impl Head {
    /// Reads the header; nothing when the text is empty.
    ///
    /// # Errors
    /// An unreadable text, or a header that does not fit the mapping.
    pub(crate) fn read(
        reader: &mut dyn Read,
        mapping: &Mapping,
        source: &str,
        unreadable: impl Fn(&io::Error) -> Problem,
    ) -> Result<Option<Self>, Problem> {
        const STEP: usize = 1 << 14;
        let bad = |what: &str| file_problem(source, format!("The header (the first line) {what}."));
        let (mut buffer, mut filled, mut is_last) = (Vec::new(), 0, false);
        loop {
            let step = STEP.max(filled);
            reserve(&mut buffer, filled + step + 1 + PADDING);
            while !is_last && filled < buffer.len() - 1 - PADDING {
                let end = buffer.len() - 1 - PADDING;
                match reader.read(buffer.get_mut(filled..end).unwrap_or_default()) {
                    Ok(0) => is_last = true,
                    Ok(count) => filled += count,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(unreadable(&error)),
                }
            }
            if let Some(padding) = buffer.get_mut(filled..) {
                padding.fill(0);
            }
            if is_last && let Some(end) = buffer.get_mut(filled) {
                *end = b'\n';
            }
            let mut start = if buffer.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
            let mut lines = 0;
            while let Some(byte @ (b'\r' | b'\n')) = buffer.get(start).filter(|_| start < filled) {
                lines += u64::from(*byte == b'\n');
                start += 1;
            }
            if is_last && start == filled {
                return Ok(None);
            }
            let mut marks = Marks::new(&buffer, start);
            let found = row(&mut marks, (0, start), filled, is_last, |_| {});
            let end = match found {
                Some(found) => found.end,
                None if is_last => filled,
                None if filled - start > LONGEST_LINE => return Err(bad("is longer than 16 MiB")),
                None => continue,
            };
            let mut general = General::new();
            general.read(buffer.get(start..end).unwrap_or_default(), found.is_none());
            let cells = general.cells().ok_or_else(|| bad("is not UTF-8 text"))?;
            let names = cells.into_iter().map(str::to_owned).collect();
            let header = Arc::new(Header::new(names, mapping, source)?);
            let next = found.map_or(filled, |found| found.next.min(filled));
            let lines = lines + found.map_or(0, |found| found.lines);
            buffer.truncate(filled);
            let rest = buffer.split_off(next);
            return Ok(Some(Self { header, rest, length: next as u64, lines }));
        }
    }
}
