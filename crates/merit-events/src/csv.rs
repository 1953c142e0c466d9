//! CSV: cut into records in one pass (quotes decide where a record ends), converted apart from each other.

use std::borrow::Cow;
use std::io::{self, Read};
use std::sync::Arc;

use csv_core::{ReadRecordResult, Reader};

use crate::block::{Decoded, Settings};
use crate::limits::{BLOCK, LONGEST_LINE, too_long};
use crate::mapping::Mapping;
use crate::problem::{BadRecord, Problem, file_problem};
use crate::raw::Raw;
use crate::rows::{Ids, Record, Rows};
use crate::table::Header;

/// Records of a block beyond this many begin a new one.
const MOST_ROWS: usize = 1 << 16;

/// Some records: their cells one after the other.
#[derive(Debug)]
pub(crate) struct CsvBlock {
    header: Arc<Header>,
    bytes: Vec<u8>,
    /// Where each cell ends.
    ends: Vec<usize>,
    rows: Vec<CsvRow>,
}

#[derive(Debug)]
struct CsvRow {
    line: u64,
    /// Where its cells end in `CsvBlock::ends`.
    end: usize,
    is_too_long: bool,
}

/// The records of a CSV text.
pub(crate) struct CsvRecords {
    reader: Box<dyn Read + Send>,
    core: Reader,
    header: Option<Arc<Header>>,
    buffer: Vec<u8>,
    /// The part of the buffer that is not used yet.
    from: usize,
    to: usize,
    is_first_read: bool,
    is_done: bool,
    /// Line ends between records, which the core has not seen.
    lines_between: u64,
    record: RecordBuffer,
}

/// The record being read.
struct RecordBuffer {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    length: usize,
    cells: usize,
    is_too_long: bool,
}

impl CsvRecords {
    pub(crate) fn new(reader: Box<dyn Read + Send>) -> Self {
        Self {
            reader,
            core: Reader::new(),
            header: None,
            buffer: vec![0; 1 << 18],
            from: 0,
            to: 0,
            is_first_read: true,
            is_done: false,
            lines_between: 0,
            record: RecordBuffer { bytes: vec![0; 4096], ends: vec![0; 64], length: 0, cells: 0, is_too_long: false },
        }
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
        let header = match &self.header {
            Some(header) => Arc::clone(header),
            None => {
                if self.read_record().map_err(|error| unreadable(&error))?.is_none() {
                    return Ok(None);
                }
                let header = Arc::new(self.record.header(mapping, source)?);
                self.header = Some(Arc::clone(&header));
                header
            }
        };
        let mut block = CsvBlock { header, bytes: Vec::new(), ends: Vec::new(), rows: Vec::new() };
        while block.bytes.len() < BLOCK && block.rows.len() < MOST_ROWS {
            let Some(line) = self.read_record().map_err(|error| unreadable(&error))? else { break };
            self.record.append_to(&mut block, line);
        }
        Ok((!block.rows.is_empty()).then_some(block))
    }

    /// Reads one record into the buffer and returns its line; nothing at the end.
    fn read_record(&mut self) -> io::Result<Option<u64>> {
        if self.is_done {
            return Ok(None);
        }
        self.skip_line_ends()?;
        let line = self.core.line() + self.lines_between;
        let record = &mut self.record;
        (record.length, record.cells, record.is_too_long) = (0, 0, false);
        loop {
            if self.from == self.to {
                self.fill()?;
            }
            let record = &mut self.record;
            let input = self.buffer.get(self.from..self.to).unwrap_or_default();
            let output = record.bytes.get_mut(record.length..).unwrap_or_default();
            let ends = record.ends.get_mut(record.cells..).unwrap_or_default();
            let (result, read, written, ended) = self.core.read_record(input, output, ends);
            self.from += read;
            record.length += written;
            record.cells += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => record.grow(),
                ReadRecordResult::Record => return Ok(Some(line)),
                ReadRecordResult::End => {
                    self.is_done = true;
                    return Ok(None);
                }
            }
        }
    }

    /// Goes over line ends before a record, so that its line is the one it stands on.
    fn skip_line_ends(&mut self) -> io::Result<()> {
        loop {
            if self.from == self.to {
                self.fill()?;
            }
            match self.buffer.get(self.from) {
                Some(b'\n') if self.from < self.to => self.lines_between += 1,
                Some(b'\r') if self.from < self.to => {}
                _ => return Ok(()),
            }
            self.from += 1;
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        (self.from, self.to) = (0, 0);
        // The first three bytes are looked at together: they may be a byte order mark.
        let wanted = if std::mem::take(&mut self.is_first_read) { 3 } else { 1 };
        while self.to < wanted {
            match self.reader.read(self.buffer.get_mut(self.to..).unwrap_or_default()) {
                Ok(0) => break,
                Ok(count) => self.to += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        if wanted == 3 && self.buffer.get(..self.to).is_some_and(|bytes| bytes.starts_with(b"\xef\xbb\xbf")) {
            self.from = 3;
        }
        Ok(())
    }
}

impl RecordBuffer {
    /// Makes room; a record that is too long only keeps going over its text.
    fn grow(&mut self) {
        if self.length > LONGEST_LINE || self.cells > LONGEST_LINE / 16 {
            self.is_too_long = true;
            (self.length, self.cells) = (0, 0);
            return;
        }
        if self.length == self.bytes.len() {
            self.bytes.resize(self.bytes.len() * 2, 0);
        }
        if self.cells == self.ends.len() {
            self.ends.resize(self.ends.len() * 2, 0);
        }
    }

    fn header(&self, mapping: &Mapping, source: &str) -> Result<Header, Problem> {
        let bad = |what: &str| file_problem(source, format!("The header (the first line) {what}."));
        if self.is_too_long {
            return Err(bad("is longer than 16 MiB"));
        }
        let text = self.bytes.get(..self.length).unwrap_or_default();
        let text = std::str::from_utf8(text).map_err(|_| bad("is not UTF-8 text"))?;
        let mut start = 0;
        let mut names = Vec::with_capacity(self.cells);
        for end in self.ends.get(..self.cells).unwrap_or_default() {
            names.push(text.get(start..*end).unwrap_or_default().to_owned());
            start = *end;
        }
        Header::new(names, mapping, source)
    }

    fn append_to(&self, block: &mut CsvBlock, line: u64) {
        let is_too_long = self.is_too_long || self.length > LONGEST_LINE;
        if !is_too_long {
            let before = block.bytes.len();
            block.bytes.extend_from_slice(self.bytes.get(..self.length).unwrap_or_default());
            let ends = self.ends.get(..self.cells).unwrap_or_default();
            block.ends.extend(ends.iter().map(|end| before + end));
        }
        block.rows.push(CsvRow { line, end: block.ends.len(), is_too_long });
    }
}

/// Decodes a block of records.
pub(crate) fn decode(mapping: &Mapping, settings: &Settings, block: &CsvBlock, has_ids: Option<bool>) -> Decoded {
    let mut rows = Rows::new(mapping, settings, has_ids);
    let mut bad = settings.bad_records();
    let whole = std::str::from_utf8(&block.bytes).ok();
    let mut record = Record::new(mapping.fields.len());
    let mut first = 0;
    for row in &block.rows {
        let ends = block.ends.get(first..row.end).unwrap_or_default();
        let start = first.checked_sub(1).and_then(|before| block.ends.get(before)).copied().unwrap_or(0);
        first = row.end;
        record.clear();
        let result = if row.is_too_long {
            Err(too_long())
        } else {
            cells(block, whole, start, ends, mapping, &mut record).and_then(|()| {
                if settings.ids == Ids::Content {
                    record.content = Some(canonical(block, start, ends));
                }
                rows.add(row.line, &record)
            })
        };
        if let Err(reason) = result
            && bad.add(reason, row.line).is_break()
        {
            break;
        }
    }
    let (batch, mut report) =
        rows.finish(|number| block.header.columns.get(number).map_or("", |column| &column.name));
    bad.note(&mut report);
    Decoded { batch, report, stopped: bad.stopped, unreadable: None, lines: 0 }
}

fn cells<'a>(
    block: &'a CsvBlock,
    whole: Option<&'a str>,
    start: usize,
    ends: &[usize],
    mapping: &Mapping,
    record: &mut Record<'a>,
) -> Result<(), BadRecord> {
    let columns = block.header.columns.len();
    if ends.len() != columns {
        let cells = if ends.len() == 1 { "1 cell".to_owned() } else { format!("{} cells", ends.len()) };
        return Err(BadRecord::new(format!("The row has {cells}, but the header has {columns} columns.")));
    }
    let end = ends.last().copied().unwrap_or(start);
    let (text, base) = match whole {
        Some(text) => (text, 0),
        None => {
            let bytes = block.bytes.get(start..end).unwrap_or_default();
            let text = std::str::from_utf8(bytes).map_err(|_| BadRecord::new("The row is not UTF-8 text."))?;
            (text, start)
        }
    };
    let mut from = start;
    for (number, end) in ends.iter().enumerate() {
        let Some(cell) = text.get(from - base..end - base) else {
            return Err(BadRecord::new("The row is not UTF-8 text."));
        };
        from = *end;
        if !cell.is_empty() {
            block.header.put(number, Raw::Text(Cow::Borrowed(cell)), mapping, record);
        }
    }
    Ok(())
}

/// The whole row as a JSON object with its keys sorted.
fn canonical(block: &CsvBlock, start: usize, ends: &[usize]) -> String {
    let mut from = start;
    let mut object = serde_json::Map::new();
    for (column, end) in block.header.columns.iter().zip(ends) {
        let cell = String::from_utf8_lossy(block.bytes.get(from..*end).unwrap_or_default());
        object.insert(column.name.clone(), serde_json::Value::String(cell.into_owned()));
        from = *end;
    }
    serde_json::Value::Object(object).to_string()
}
