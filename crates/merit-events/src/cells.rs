//! The values of one record as places in its text: what the quick readers of NDJSON and CSV have in common. Nothing is
//! copied or allocated for a record.

use std::borrow::Cow;

use merit_values::{Often, seldom};

use crate::raw::{Raw, means_unknown_quick};

/// Cells beyond this many have no bit of their own.
pub(crate) const BITS: usize = 64;

/// What stands at a place. As wide as a place, so that a cell has no gaps, which the compiler would copy one by one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Form {
    /// A JSON `null`.
    #[default]
    Null,
    /// A text without escapes, its quotes left out.
    Text,
    /// A JSON number.
    Number,
    True,
    False,
    /// An array, an object, a text with escapes: for the general reader.
    Other,
}

/// One value of the record at hand.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cell {
    start: u32,
    end: u32,
    pub(crate) form: Form,
}

/// The cells of the record at hand. They are asked for by number: first one for each field of the mapping, then others. Each
/// has a place: its number or, in a table, its column. Only a `TABLE` has rows that are filled as a whole.
#[derive(Debug, Default)]
pub(crate) struct Cells<const TABLE: bool> {
    cells: Vec<Cell>,
    /// Which places the record has, by their bits; cells of earlier records are left where they are.
    there: u64,
    /// The bits of those that are null.
    nulls: u64,
    /// Those without a bit.
    more: Vec<usize>,
    /// The place of each number.
    places: Vec<usize>,
    /// The number of each place.
    numbers: Vec<usize>,
    /// It is a row without quotes: its cells are behind each of `bounds`, and before the next.
    is_row: bool,
    bounds: Vec<u32>,
}

impl<const TABLE: bool> Cells<TABLE> {
    /// So many cells whose places are their numbers.
    pub(crate) fn new(count: usize) -> Self {
        let places: Vec<usize> = (0..count).collect();
        Self { cells: vec![Cell::default(); count], numbers: places.clone(), places, ..Self::default() }
    }

    /// The cells of a table with a number for each column; there are so many numbers. Where a number has no column, it has no
    /// cell. Nothing where a number has two columns.
    pub(crate) fn of_columns(count: usize, numbers: Vec<Option<usize>>) -> Option<Self> {
        let mut places = vec![usize::MAX; count];
        for (column, number) in numbers.iter().enumerate() {
            let Some(place) = number.and_then(|number| places.get_mut(number)) else { continue };
            if *place != usize::MAX {
                return None;
            }
            *place = column;
        }
        let numbers: Vec<usize> = numbers.into_iter().map(|number| number.unwrap_or(usize::MAX)).collect();
        // They are looked at eight at a time.
        let bounds = vec![0; numbers.len().next_multiple_of(8) + 1];
        Some(Self { cells: vec![Cell::default(); numbers.len()], numbers, places, bounds, ..Self::default() })
    }

    /// Begins another record.
    pub(crate) fn clear(&mut self) {
        (self.there, self.nulls) = (0, 0);
        self.more.clear();
        self.is_row = false;
    }

    /// The cells, to be filled one by one.
    #[inline]
    pub(crate) fn filling(&mut self) -> Filling<'_, TABLE> {
        Filling { there: self.there, cells: self }
    }

    /// Another cell, behind the others; returns its number.
    pub(crate) fn grow(&mut self) -> usize {
        let (number, place) = (self.places.len(), self.cells.len());
        self.places.push(place);
        self.numbers.push(number);
        self.cells.push(Cell::default());
        number
    }

    /// Fills the cells of all columns with texts that have commas between them, of which there is one less. Empty ones are not there.
    /// `marks` are the places of these commas, and eight further ones that do not matter.
    #[inline]
    pub(crate) fn put_row(&mut self, start: usize, marks: &[u32], end: usize) {
        let (start, end, columns) = (place_of(start), place_of(end), self.numbers.len());
        let Some((first, behind)) = self.bounds.split_first_mut() else { return };
        let ((to, _), (from, _)) = (behind.as_chunks_mut::<8>(), marks.as_chunks::<8>());
        if seldom(from.len() < to.len()) {
            return;
        }
        *first = start.wrapping_sub(1);
        // Eight at once, without a call to copy them. What is behind the commas means nothing.
        to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
        if let Some(last) = self.bounds.get_mut(columns) {
            *last = end;
        }
        self.is_row = true;
        self.there = filled(start, marks, columns.saturating_sub(1), end);
        if seldom(columns > BITS) {
            let pairs = self.bounds.iter().zip(self.bounds.iter().skip(1)).enumerate().take(columns).skip(BITS);
            let filled = pairs.filter(|(_, (before, end))| before.wrapping_add(1) != **end);
            self.more.extend(filled.map(|(column, _)| column));
        }
    }

    /// Fills the cell of one column with a text.
    #[inline]
    pub(crate) fn put_column(&mut self, column: usize, start: usize, end: usize) {
        let Some(cell) = self.cells.get_mut(column) else { return };
        *cell = Cell::new(Form::Text, place_of(start), place_of(end));
        if start < end {
            self.there |= bit(column);
            if column >= BITS {
                self.more.push(column);
            }
        }
    }

    /// Fills a cell that has no bit; false when it is filled already.
    pub(crate) fn put_beyond(&mut self, number: usize, value: Cell) -> bool {
        let is_free = !self.more.contains(&number);
        self.more.push(number);
        self.replace(number, value);
        is_free
    }

    /// Puts another value into a cell that is filled already.
    #[inline]
    pub(crate) fn replace(&mut self, number: usize, value: Cell) {
        if let Some(cell) = self.cells.get_mut(number).often() {
            *cell = value;
        }
    }

    /// Where the value begins that was put into a cell last.
    pub(crate) fn start(&self, number: usize) -> Option<u32> {
        self.cells.get(number).map(|cell| cell.start)
    }

    /// The cell of a number, when the record has it.
    #[inline]
    pub(crate) fn get(&self, number: usize) -> Option<Cell> {
        self.at(*self.places.get(number)?)
    }

    /// The places of all numbers.
    pub(crate) fn places(&self) -> &[usize] {
        &self.places
    }

    /// The cell of a place, when the record has it.
    #[inline(always)]
    pub(crate) fn at(&self, place: usize) -> Option<Cell> {
        let is_there = if (place < BITS).often() { self.there >> place & 1 == 1 } else { self.more.contains(&place) };
        if !is_there {
            return None;
        }
        if TABLE && self.is_row.often() {
            let [before, end] = self.bounds.get(place..place + 2).often()?.first_chunk::<2>()?;
            return Some(Cell::new(Form::Text, before.wrapping_add(1), *end));
        }
        self.cells.get(place).often().copied()
    }

    /// The number of a place.
    pub(crate) fn number(&self, place: usize) -> usize {
        self.numbers.get(place).copied().unwrap_or(usize::MAX)
    }

    /// One bit for each of the first places that the record has, and where it is not null.
    pub(crate) const fn seen(&self) -> u64 {
        self.there & !self.nulls
    }

    /// The other places that it has.
    pub(crate) fn more(&self) -> &[usize] {
        &self.more
    }
}

/// The bit of a place; 0 for those behind the first 64.
pub(crate) const fn bit(place: usize) -> u64 {
    if place < BITS { 1 << place } else { 0 }
}

/// A place in a text, which is far shorter than 4 GiB: a block is.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "a block is shorter than 4 GiB")]
const fn place_of(place: usize) -> u32 {
    place as u32
}

/// One bit for each of the first cells of a row that has something in it; `marks` begins with its commas. They are read where they were
/// found, and not in a fresh copy: what was just written in other pieces than it is read in keeps the processor waiting.
#[inline]
fn filled(start: u32, marks: &[u32], commas: usize, end: u32) -> u64 {
    let Some((first, last)) = commas.checked_sub(1).and_then(|last| marks.first().zip(marks.get(last))) else {
        return u64::from(start != end);
    };
    let (firsts, _) = marks.as_chunks::<8>();
    let (seconds, _) = marks.get(1..).unwrap_or_default().as_chunks::<8>();
    let eights = firsts.iter().zip(seconds).take(commas.min(BITS).div_ceil(8)).zip((1..).step_by(8));
    let between = eights.fold(0, |there, ((firsts, seconds), bit)| there | eight_filled(firsts, seconds) << bit);
    // What is behind the last comma means nothing.
    let between = between & bit(commas).wrapping_sub(1);
    let is_last = u64::from(end.wrapping_sub(*last) != 1);
    between | u64::from(*first != start) | if commas < BITS { is_last << commas } else { 0 }
}

/// One bit for each of eight pairs of neighbouring commas that have something between them.
#[inline]
fn eight_filled(firsts: &[u32; 8], seconds: &[u32; 8]) -> u64 {
    #[cfg(target_arch = "x86_64")]
    #[expect(unsafe_code, reason = "a quarter of the instructions that the compiler makes of the other way")]
    // SAFETY: SSE2 belongs to x86_64 itself.
    return unsafe { eight_filled_sse2(firsts, seconds) };
    #[cfg(not(target_arch = "x86_64"))]
    portable_eight_filled(firsts, seconds)
}

#[cfg(any(test, not(target_arch = "x86_64")))]
fn portable_eight_filled(firsts: &[u32; 8], seconds: &[u32; 8]) -> u64 {
    let pairs = (0..).zip(firsts.iter().zip(seconds));
    pairs.fold(0, |bits, (place, (first, second))| bits | u64::from(second.wrapping_sub(*first) != 1) << place)
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
#[expect(unsafe_code, reason = "vectors are read by their address")]
fn eight_filled_sse2(firsts: &[u32; 8], seconds: &[u32; 8]) -> u64 {
    use std::arch::x86_64::{
        __m128i, _mm_cmpeq_epi32, _mm_loadu_si128, _mm_movemask_epi8, _mm_packs_epi16, _mm_packs_epi32,
        _mm_set1_epi32, _mm_setzero_si128, _mm_sub_epi32,
    };
    let halves = |numbers: &[u32; 8]| match numbers.as_chunks::<4>().0 {
        // SAFETY: sixteen bytes are read from an array of four numbers of 4 bytes; they need not be aligned.
        [low, high] => [low, high].map(|four| unsafe { _mm_loadu_si128(four.as_ptr().cast()) }),
        _ => [_mm_setzero_si128(); 2],
    };
    let are_next = |first: __m128i, second: __m128i| _mm_cmpeq_epi32(_mm_sub_epi32(second, first), _mm_set1_epi32(1));
    let ([low, high], [low_second, high_second]) = (halves(firsts), halves(seconds));
    let all = _mm_packs_epi32(are_next(low, low_second), are_next(high, high_second));
    let empty = _mm_movemask_epi8(_mm_packs_epi16(all, _mm_setzero_si128())).cast_unsigned();
    u64::from(!empty & 0xff)
}

/// Cells that are being filled: what changes with each of them is at hand.
pub(crate) struct Filling<'c, const TABLE: bool> {
    cells: &'c mut Cells<TABLE>,
    there: u64,
}

impl<const TABLE: bool> Filling<'_, TABLE> {
    /// Fills a cell that has a bit; false when it is filled already.
    #[inline]
    pub(crate) fn put(&mut self, number: u32, bit: u64, value: Cell) -> bool {
        let is_free = (self.there & bit == 0).often();
        if is_free {
            self.cells.replace(number as usize, value);
            self.there |= bit;
            if seldom(value.form == Form::Null) {
                self.cells.nulls |= bit;
            }
        }
        is_free
    }

    /// No more of them.
    #[inline]
    pub(crate) fn done(self) {
        self.cells.there = self.there;
    }
}

impl Cell {
    /// What stands at this place.
    #[inline]
    pub(crate) const fn new(form: Form, start: u32, end: u32) -> Self {
        Self { start, end, form }
    }

    /// What is written there, as bytes.
    #[inline(always)]
    pub(crate) fn bytes<'t>(&self, text: &'t str) -> &'t [u8] {
        text.as_bytes().get(self.start as usize..self.end as usize).often().unwrap_or_default()
    }

    /// What is written there.
    #[inline(always)]
    pub(crate) fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start as usize..self.end as usize).often().unwrap_or_default()
    }

    /// True when what is written there, a text, means that there is no value.
    #[inline(always)]
    pub(crate) fn means_unknown(&self, text: &str, empty: &[String]) -> bool {
        means_unknown_quick(self.bytes(text), || self.text(text), empty)
    }

    /// The same for the general conversion; nothing for what only the general reader knows.
    pub(crate) fn raw<'t>(&self, text: &'t str) -> Option<Raw<'t>> {
        Some(match self.form {
            Form::Null => Raw::Null,
            Form::Text => Raw::Text(Cow::Borrowed(self.text(text))),
            Form::Number => Raw::Number(self.text(text)),
            Form::True => Raw::YesNo(true),
            Form::False => Raw::YesNo(false),
            Form::Other => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_and_single_numbers_agree() {
        for empty in 0..=255_u32 {
            let firsts: [u32; 8] = std::array::from_fn(|place| (place as u32).wrapping_mul(0x2345_6789));
            let seconds = std::array::from_fn(|place| {
                let next = firsts[place].wrapping_add(1);
                let others = [0, 2, 0x0100_0001, 0x8000_0001, u32::MAX, 0x0001_0000, 257, 3];
                if empty >> place & 1 == 1 { next } else { firsts[place].wrapping_add(others[place]) }
            });
            let filled = u64::from(!empty & 0xff);
            assert_eq!((eight_filled(&firsts, &seconds), portable_eight_filled(&firsts, &seconds)), (filled, filled));
        }
    }
}
