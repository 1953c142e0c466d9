//! From records in a text to a batch.

use merit_values::{Often, seldom};

use super::general::General;
use super::marks::Marks;
use super::scan::{CsvCell, CsvRow, behind, plain_row, row};
use crate::block::{BadRecords, Decoded, Settings};
use crate::cells::{Cells, bit};
use crate::event_rows::QuickRecord;
use crate::limits::{LONGEST_LINE, too_long};
use crate::mapping::{EventFrom, Mapping};
use crate::plan::Wanted;
use crate::rows::{Ids, Rows};
use crate::table::Header;

/// The columns, where the quick way is taken.
struct QuickColumns {
    cells: Cells<true>,
    /// By columns.
    wanted: Wanted,
    /// A value in one of these makes the record a change, or goes to several fields: their bits, and those without one.
    unusual: u64,
    unusual_more: Vec<usize>,
    /// Of the cells behind the fields: the column that they are.
    names: Vec<usize>,
}

impl QuickColumns {
    /// Nothing when all records take the general way.
    fn new(mapping: &Mapping, settings: &Settings, header: &Header) -> Option<Self> {
        if !settings.plan.is_quick || settings.ids == Ids::Content {
            return None;
        }
        let fields = mapping.fields.len();
        let (mut unusual, mut unusual_more, mut names, mut numbers) = (0, Vec::new(), Vec::new(), Vec::new());
        for (place, column) in header.columns.iter().enumerate() {
            numbers.push(match column.single_field() {
                Some(field) => Some(field),
                None if column.is_wanted() || column.is_change() => {
                    match bit(place) {
                        0 => unusual_more.push(place),
                        bit => unusual |= bit,
                    }
                    None
                }
                None => {
                    names.push(place);
                    Some(fields + names.len() - 1)
                }
            });
        }
        let cells = Cells::of_columns(fields + names.len(), numbers)?;
        let wanted = settings.plan.wanted.moved(cells.places());
        Some(Self { cells, wanted, unusual, unusual_more, names })
    }

    /// The record at hand has a value in an unusual column.
    fn is_unusual(&self) -> bool {
        let more = self.cells.more();
        self.cells.seen() & self.unusual != 0 || more.iter().any(|place| self.unusual_more.contains(place))
    }
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

/// Goes over a record that has quotes, and fills its cells.
#[inline(never)]
fn quoted_row(marks: &mut Marks<'_>, view: View<'_>, at: usize, cells: &mut Cells<true>) -> Option<CsvRow> {
    let bytes = marks.bytes;
    if let Some((of_row, end)) = marks.row() {
        let put = |cell: CsvCell| cells.put_column(cell.column, cell.start, cell.end);
        if let Some(count) = plain_row(bytes, at, of_row, end, put) {
            marks.pass_line();
            let (next, lines) = behind(marks, end, view.length, view.is_last)?;
            return Some(CsvRow { end, next, cells: count, lines, is_unusual: false });
        }
        cells.clear();
    }
    let put = |cell: CsvCell| cells.put_column(cell.column, cell.start, cell.end);
    row(marks, (0, at), view.length, view.is_last, put)
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
    columns: Option<QuickColumns>,
    event: Option<usize>,
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
        let columns = QuickColumns::new(mapping, settings, header);
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
            event,
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
            let Some(found) = found.often() else {
                if view.is_last {
                    // A quote that is never closed.
                    let record = view.padded.get(at..view.length).unwrap_or_default();
                    self.general(record, true);
                    return view.length;
                }
                return at;
            };
            if !quick.often() {
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
        let Some((columns, text)) = self.columns.as_mut().zip(text).often() else {
            return (row(marks, (0, at), view.length, view.is_last, |_| {}), false);
        };
        let cells = &mut columns.cells;
        cells.clear();
        let found = if let Some((commas, count, place)) = marks.commas().often() {
            let count = count + 1;
            if (count == self.header.columns.len()).often() {
                cells.put_row(at, commas, place);
            }
            let lines = behind(marks, place, view.length, view.is_last);
            lines.map(|(next, lines)| CsvRow { end: place, next, cells: count, lines, is_unusual: false })
        } else {
            quoted_row(marks, view, at, cells)
        };
        let is_usual = found.is_some_and(|found| {
            let is_short = found.end - at <= LONGEST_LINE;
            !found.is_unusual && found.cells == self.header.columns.len() && is_short && !columns.is_unusual()
        });
        (found, is_usual.often() && self.take(text).is_some())
    }

    /// Takes the record whose cells are filled the quick way.
    #[inline]
    fn take(&mut self, text: &str) -> Option<()> {
        let Self { rows, columns, seen_more, .. } = self;
        let QuickColumns { cells, wanted, names, .. } = columns.as_ref().often()?;
        let sort = match self.event {
            Some(event) => {
                let cell = cells.get(event).often()?;
                rows.sort(cell.bytes(text), || cell.text(text)).often()?
            }
            None => rows.constant_sort()?,
        };
        seen_more.clear();
        if seldom(!cells.more().is_empty()) {
            seen_more.extend(cells.more().iter().map(|place| cells.number(*place)));
        }
        let (line, seen) = (self.line, cells.seen());
        let record = QuickRecord { text, cells, wanted, line, sort, seen, seen_more, names };
        rows.add_quick(&record).then_some(())
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
