//! From records in a text to a batch.

use super::general::General;
use super::scan::{CsvRow, Marks, row};
use crate::block::{BadRecords, Decoded, Settings};
use crate::cells::{Cells, Form};
use crate::event_rows::QuickRecord;
use crate::limits::{LONGEST_LINE, too_long};
use crate::mapping::{EventFrom, Mapping};
use crate::rows::{Ids, Rows};
use crate::table::Header;

/// What a column is for, where the quick way is taken.
#[derive(Clone, Copy, Debug)]
struct QuickColumn {
    cell: usize,
    /// The bit of its cell, if it has one and is not unusual.
    bit: u64,
    /// A value here makes the record a change, or goes to several fields.
    is_unusual: bool,
}

/// Some records of a text, and where it stops.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'b> {
    /// The text, and 64 zeros; where it is the last of its kind, a line end between them.
    pub(super) padded: &'b [u8],
    pub(super) length: usize,
    /// Nothing comes behind it.
    pub(super) is_last: bool,
}

/// Decodes the records of one piece.
pub(super) struct CsvDecoder<'p> {
    mapping: &'p Mapping,
    settings: &'p Settings,
    header: &'p Header,
    rows: Rows<'p>,
    bad: BadRecords,
    /// Made when it is needed.
    general: Option<General>,
    /// Nothing when all records take the general way.
    columns: Option<Vec<QuickColumn>>,
    cells: Cells,
    event: Option<usize>,
    /// Cells behind the fields: the column that they are.
    names: Vec<usize>,
    /// Cells without a bit that are there.
    seen_more: Vec<usize>,
    /// The line of the next record, from 1.
    line: u64,
    is_stopped: bool,
}

impl<'p> CsvDecoder<'p> {
    /// `lines` are lines of the piece before its first record.
    pub(super) fn new(
        mapping: &'p Mapping,
        settings: &'p Settings,
        header: &'p Header,
        has_ids: Option<bool>,
        lines: u64,
    ) -> Self {
        let rows = Rows::new(mapping, settings, has_ids);
        let mut cells = Cells::new(mapping.fields.len());
        let mut names = Vec::new();
        let is_quick = settings.plan.is_quick && settings.ids != Ids::Content;
        let columns = is_quick.then(|| {
            let quick = |(number, column): (usize, &crate::table::TableColumn)| {
                let (cell, is_unusual) = match column.single_field() {
                    Some(field) => (field, false),
                    None if column.is_wanted() || column.is_change() => (0, true),
                    None => {
                        names.push(number);
                        (cells.grow(), false)
                    }
                };
                QuickColumn { cell, bit: if is_unusual { 0 } else { Cells::bit(cell) }, is_unusual }
            };
            header.columns.iter().enumerate().map(quick).collect()
        });
        let event = match mapping.event {
            EventFrom::Field(field) => Some(field),
            EventFrom::Constant(_) | EventFrom::Nowhere => None,
        };
        Self {
            mapping,
            settings,
            header,
            rows,
            bad: settings.bad_records(),
            general: None,
            columns,
            cells,
            event,
            names,
            seen_more: Vec::new(),
            line: lines + 1,
            is_stopped: false,
        }
    }

    /// Decodes the records that begin before `until`, from a place where one begins, or line ends before it. Returns the
    /// place of the first record that is left: behind `until`, or one that does not end in the text.
    pub(super) fn decode(&mut self, view: View<'_>, from: usize, until: usize) -> usize {
        let text = simdutf8::basic::from_utf8(view.padded).ok();
        let mut at = from;
        while let Some(byte @ (b'\r' | b'\n')) = view.padded.get(at).filter(|_| at < view.length) {
            self.line += u64::from(*byte == b'\n');
            at += 1;
        }
        let mut marks = Marks::new(view.padded, at);
        while at < until && at < view.length && !self.is_stopped {
            let (found, quick) = self.row(&mut marks, view, text, at);
            let Some(found) = found else {
                if view.is_last {
                    // A quote that is never closed.
                    let record = view.padded.get(at..view.length).unwrap_or_default();
                    self.general(record, true);
                    return view.length;
                }
                return at;
            };
            if !quick {
                let record = view.padded.get(at..found.end).unwrap_or_default();
                self.general(record, false);
            }
            self.line += found.lines;
            at = found.next;
        }
        at.min(view.length)
    }

    /// Goes over a record, and takes it the quick way if it is of the usual form.
    #[inline]
    fn row(
        &mut self,
        marks: &mut Marks<'_>,
        view: View<'_>,
        text: Option<&str>,
        at: usize,
    ) -> (Option<CsvRow>, bool) {
        let Some((columns, text)) = self.columns.as_deref().zip(text) else {
            return (row(marks, at, view.length, view.is_last, |_| {}), false);
        };
        let (cells, seen_more) = (&mut self.cells, &mut self.seen_more);
        cells.clear();
        seen_more.clear();
        let mut is_unusual = false;
        let found = row(marks, at, view.length, view.is_last, |cell| {
            if cell.start < cell.end
                && let Some(column) = columns.get(cell.column)
            {
                if column.bit != 0 {
                    cells.put_with_bit(column.cell, column.bit, cell.start, cell.end, Form::Text);
                } else if column.is_unusual {
                    is_unusual = true;
                } else {
                    cells.put(column.cell, 0, cell.start, cell.end, Form::Text);
                    seen_more.push(column.cell);
                }
            }
        });
        let is_usual = found.is_some_and(|found| {
            !found.is_unusual && !is_unusual && found.cells == columns.len() && found.end - at <= LONGEST_LINE
        });
        (found, is_usual && self.take(text).is_some())
    }

    /// Takes the record whose cells are filled the quick way.
    #[inline]
    fn take(&mut self, text: &str) -> Option<()> {
        let rows = &mut self.rows;
        let sort = match self.event {
            Some(event) => rows.sort(self.cells.get(event)?.text(text))?,
            None => rows.constant_sort()?,
        };
        let (cells, seen_more, names) = (&self.cells, &*self.seen_more, &*self.names);
        let seen = cells.there();
        let record = QuickRecord { text, cells, line: self.line, sort, seen, seen_more, names };
        rows.add_quick(&self.settings.plan, &record).then_some(())
    }

    /// Takes a record the general way.
    fn general(&mut self, record: &[u8], is_open: bool) {
        let result = if record.len() > LONGEST_LINE {
            Err(too_long())
        } else {
            let general = self.general.get_or_insert_with(General::new);
            general.read(record, is_open);
            general.add(self.header, self.mapping, self.settings.ids, self.line, &mut self.rows)
        };
        if let Err(reason) = result {
            self.is_stopped |= self.bad.add(reason, self.line).is_break();
        }
    }

    /// A record that is too long, with this many line ends.
    pub(super) fn too_long(&mut self, lines: u64) {
        self.is_stopped |= self.bad.add(too_long(), self.line).is_break();
        self.line += lines;
    }

    pub(super) const fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    pub(super) fn finish(self) -> Decoded {
        let columns = &self.header.columns;
        let (batch, mut report) = self.rows.finish(|number| columns.get(number).map_or("", |column| &column.name));
        let mut bad = self.bad;
        bad.note(&mut report);
        Decoded { batch, report, stopped: bad.stopped, unreadable: None, lines: self.line - 1, span: None }
    }
}
