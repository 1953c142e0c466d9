//! Where cells and records end. The rules are those of csv-core: a cell that begins with a quote goes on to the next single
//! one, whatever stands between; a quote anywhere else is an ordinary character; a record ends with LF, CR, or both; line
//! ends between records are gone over.

use super::marks::Marks;

/// A cell as it stands in the text, its quotes left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CsvCell {
    pub(super) column: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A record that ends in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CsvRow {
    /// Behind its last cell.
    pub(super) end: usize,
    /// Where the next record begins.
    pub(super) next: usize,
    pub(super) cells: usize,
    /// Line ends in it and behind it.
    pub(super) lines: u64,
    /// A cell is not what stands in the text: it has quotes inside, or something behind its last quote.
    pub(super) is_unusual: bool,
}

/// Goes over a record from a cell on, given by its column and where it begins. Nothing when the record does not end in `limit`
/// bytes, or something that matters lies behind them; `is_last` tells that the text ends there (with a line end).
#[inline]
pub(super) fn row(
    marks: &mut Marks<'_>,
    (column, start): (usize, usize),
    limit: usize,
    is_last: bool,
    mut cell: impl FnMut(CsvCell),
) -> Option<CsvRow> {
    let bytes = marks.bytes;
    let (mut from, mut column, mut lines, mut is_unusual) = (start, column, 0, false);
    let end = loop {
        let place = marks.next()?;
        match bytes.get(place)? {
            b',' => {
                cell(CsvCell { column, start: from, end: place });
                column += 1;
                from = place + 1;
            }
            b'"' if place == from => {
                let closing = loop {
                    let quote = marks.next()?;
                    match bytes.get(quote)? {
                        b'"' if bytes.get(quote + 1) == Some(&b'"') => {
                            marks.next()?;
                            is_unusual = true;
                        }
                        b'"' => break quote,
                        b'\n' => lines += 1,
                        _ => {}
                    }
                };
                let mut behind = closing + 1;
                if behind >= limit && !is_last {
                    return None;
                }
                if matches!(bytes.get(behind)?, b',' | b'\r' | b'\n') {
                    marks.next()?;
                    cell(CsvCell { column, start: from + 1, end: closing });
                } else {
                    is_unusual = true;
                    // The cell goes on, and quotes mean nothing in it any more.
                    behind = loop {
                        let place = marks.next()?;
                        if bytes.get(place)? != &b'"' {
                            break place;
                        }
                    };
                }
                if bytes.get(behind)? != &b',' {
                    break behind;
                }
                column += 1;
                from = behind + 1;
            }
            b'"' => {}
            _ => {
                cell(CsvCell { column, start: from, end: place });
                break place;
            }
        }
    };
    let (next, more) = behind(marks, end, limit, is_last)?;
    Some(CsvRow { end, next, cells: column + 1, lines: lines + more, is_unusual })
}

/// Goes over a record that has these commas and quotes and ends there, where each cell has either no quotes or one at each end; gives the
/// number of cells. Nothing where something else is found, perhaps after some cells.
#[inline]
pub(super) fn plain_row(
    bytes: &[u8],
    start: usize,
    marks: &[u32],
    end: usize,
    mut cell: impl FnMut(CsvCell),
) -> Option<usize> {
    let (mut from, mut column, mut rest) = (start, 0, marks);
    loop {
        // Behind the last mark, and no comma.
        let (cell_end, quote) = match rest.split_first() {
            Some((mark, more)) => {
                rest = more;
                (*mark as usize, bytes.get(*mark as usize) == Some(&b'"'))
            }
            None => (end, false),
        };
        if !quote {
            cell(CsvCell { column, start: from, end: cell_end });
            if cell_end == end {
                return Some(column + 1);
            }
            (from, column) = (cell_end + 1, column + 1);
            continue;
        }
        if cell_end != from {
            return None;
        }
        // Commas mean nothing up to the next quote.
        let closing = rest.iter().position(|mark| bytes.get(*mark as usize) == Some(&b'"'))?;
        let place = *rest.get(closing)? as usize;
        rest = rest.get(closing + 1..)?;
        cell(CsvCell { column, start: from + 1, end: place });
        match rest.split_first() {
            Some((mark, more)) if *mark as usize == place + 1 && bytes.get(place + 1) == Some(&b',') => {
                (from, column, rest) = (place + 2, column + 1, more);
            }
            None if place + 1 == end => return Some(column + 1),
            _ => return None,
        }
    }
}

/// Goes over the line ends from a known one on: where the next record begins, and how many there are. Nothing when more of them
/// may follow, which belong to this record.
#[inline]
pub(super) fn behind(marks: &mut Marks<'_>, end: usize, limit: usize, is_last: bool) -> Option<(usize, u64)> {
    let (mut next, mut lines) = (end, 0);
    while let Some(byte @ (b'\r' | b'\n')) = marks.bytes.get(next) {
        if next > end {
            marks.next()?;
        }
        lines += u64::from(*byte == b'\n');
        next += 1;
    }
    (next < limit || is_last).then_some((next, lines))
}

/// Goes over one record byte by byte, in as many pieces as it comes: for records that are too long to keep.
#[derive(Debug, Default)]
pub(super) struct Skip {
    state: State,
    pub(super) lines: u64,
}

#[derive(Clone, Copy, Debug, Default)]
enum State {
    #[default]
    CellBegins,
    InCell,
    InQuotes,
    /// Behind a quote in quotes: the cell ends, or the quote is one of two.
    BehindQuote,
}

impl Skip {
    /// The place where the record ends in these bytes, before its line end.
    pub(super) fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        for (place, byte) in bytes.iter().enumerate() {
            self.state = match (self.state, byte) {
                (State::InQuotes, b'"') => State::BehindQuote,
                (State::InQuotes, byte) => {
                    self.lines += u64::from(*byte == b'\n');
                    State::InQuotes
                }
                (_, b'\r' | b'\n') => return Some(place),
                (_, b',') => State::CellBegins,
                (State::CellBegins | State::BehindQuote, b'"') => State::InQuotes,
                _ => State::InCell,
            };
        }
        None
    }
}
