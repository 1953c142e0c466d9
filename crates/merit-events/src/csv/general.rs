//! The general reader of one record: csv-core, which knows every form.

use std::borrow::Cow;

use csv_core::{ReadRecordResult, Reader};

use crate::mapping::Mapping;
use crate::problem::BadRecord;
use crate::raw::Raw;
use crate::rows::{Ids, Record, Rows};
use crate::table::Header;

/// Reads one record after the other, each from its own bytes.
pub(super) struct General {
    core: Reader,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    length: usize,
    cells: usize,
}

impl General {
    pub(super) fn new() -> Self {
        let mut general = Self { core: Reader::new(), bytes: vec![0; 1024], ends: vec![0; 64], length: 0, cells: 0 };
        // Only at the beginning of a file is a byte order mark one, and there it is gone over before.
        general.feed(b"\n");
        general
    }

    /// Reads a record: its bytes, without a line end; `is_open` tells that it is the last one and its quotes are not closed.
    pub(super) fn read(&mut self, record: &[u8], is_open: bool) {
        (self.length, self.cells) = (0, 0);
        if self.feed(record) {
            return;
        }
        if !is_open {
            self.feed(b"\n");
            return;
        }
        while !self.step(&[]).1 {}
        self.core.reset();
        let (length, cells) = (self.length, self.cells);
        self.feed(b"\n");
        (self.length, self.cells) = (length, cells);
    }

    /// True when the record has ended.
    fn feed(&mut self, mut input: &[u8]) -> bool {
        while !input.is_empty() {
            let (read, has_ended) = self.step(input);
            input = input.get(read..).unwrap_or_default();
            if has_ended {
                return true;
            }
        }
        false
    }

    /// How much was read of some input, and whether the record has ended. No input is the end of the text.
    fn step(&mut self, input: &[u8]) -> (usize, bool) {
        let output = self.bytes.get_mut(self.length..).unwrap_or_default();
        let ends = self.ends.get_mut(self.cells..).unwrap_or_default();
        let (result, read, written, ended) = self.core.read_record(input, output, ends);
        self.length += written;
        self.cells += ended;
        match result {
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::OutputFull => self.bytes.resize(self.bytes.len() * 2, 0),
            ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
            ReadRecordResult::Record | ReadRecordResult::End => return (read, true),
        }
        (read, false)
    }

    /// The cells; nothing when one of them is not UTF-8 text.
    pub(super) fn cells(&self) -> Option<Vec<&str>> {
        let text = std::str::from_utf8(self.bytes.get(..self.length)?).ok()?;
        let mut start = 0;
        let mut cells = Vec::with_capacity(self.cells);
        for end in self.ends.get(..self.cells)? {
            cells.push(text.get(start..*end)?);
            start = *end;
        }
        Some(cells)
    }

    /// Adds the record that was read.
    pub(super) fn add(
        &self,
        header: &Header,
        mapping: &Mapping,
        ids: Ids,
        line: u64,
        rows: &mut Rows<'_>,
    ) -> Result<(), BadRecord> {
        let columns = header.columns.len();
        if self.cells != columns {
            let cells = if self.cells == 1 { "1 cell".to_owned() } else { format!("{} cells", self.cells) };
            return Err(BadRecord::new(format!("The row has {cells}, but the header has {columns} columns.")));
        }
        let cells = self.cells().ok_or_else(|| BadRecord::new("The row is not UTF-8 text."))?;
        let mut record = Record::new(mapping.fields.len());
        for (number, cell) in cells.iter().enumerate() {
            if !cell.is_empty() {
                header.put(number, Raw::Text(Cow::Borrowed(cell)), mapping, &mut record);
            }
        }
        if ids == Ids::Content {
            record.content = Some(canonical(header, &cells));
        }
        rows.add(line, &record)
    }
}

/// The whole row as a JSON object with its keys sorted.
fn canonical(header: &Header, cells: &[&str]) -> String {
    let names = header.columns.iter().map(|column| column.name.clone());
    let cells = cells.iter().map(|cell| serde_json::Value::String((*cell).to_owned()));
    serde_json::Value::Object(names.zip(cells).collect()).to_string()
}
