//! Records as batches of typed columns: what readers produce and the engine takes.
//!
//! Texts are stored once per batch and referred to by a code. Rows of several event types share columns: a *slot* is a
//! property name with its kind (see `Layout` in merit-ir).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::often::{Often as _, push, seldom};
use crate::{Day, Decimal, Instant, Value};

/// The code of an unknown value in a [`TextColumn`] or [`Column::Several`].
pub const UNKNOWN: u32 = u32::MAX;

/// The "type" of a row that is a change record.
pub const CHANGE: u16 = u16::MAX;

/// Many texts in one piece of memory.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Strings {
    text: String,
    ends: Vec<u32>,
    /// Bytes between two of them, and before the first.
    gap: u32,
}

/// Bytes of a text that is written at once.
const SHORT: usize = 16;

/// Appends a text. A short one, as most ids of leads are, is written as 16 bytes at once where there is room for them, without a call to
/// copy it.
#[inline]
fn append(to: &mut String, text: &str) {
    let (bytes, length) = (text.as_bytes(), to.len());
    let eight = (bytes.len() <= SHORT).then(|| bytes.first_chunk::<8>().zip(bytes.last_chunk::<8>())).flatten();
    if let Some((first, last)) = eight.often() {
        // The bytes that both have are the same in both.
        let [first, last] = [first, last].map(|eight| u128::from(u64::from_le_bytes(*eight)));
        let both = (first | last << ((bytes.len() - 8) * 8)).to_le_bytes();
        #[expect(unsafe_code, reason = "the safe way calls a function for each text, a hundredth of reading a log")]
        // SAFETY: the bytes of a whole text are written behind those that are there, and no more of them are kept.
        unsafe {
            let to = to.as_mut_vec();
            if let Some(room) = to.spare_capacity_mut().first_chunk_mut::<SHORT>().often() {
                *room = both.map(std::mem::MaybeUninit::new);
                to.set_len(length + bytes.len());
                return;
            }
        }
    }
    to.push_str(text);
}

impl PartialEq for Strings {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Strings {}

impl Strings {
    /// With room for so many texts of so many bytes together.
    #[must_use]
    pub fn with_capacity(texts: usize, bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), ends: Vec::with_capacity(texts), gap: 0 }
    }

    /// Texts that stand in one already: where each ends, ascending, and how many bytes of something else are between two of them and
    /// before the first.
    #[must_use]
    pub const fn spaced(text: String, ends: Vec<u32>, gap: u32) -> Self {
        Self { text, ends, gap }
    }

    /// Number of texts.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// True when there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Bytes that are in use.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.text.len() + self.ends.len() * 4
    }

    /// Gives room back that is not in use.
    pub fn shrink_to_fit(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Adds a text and returns its number. A batch holds less than 4 GiB of text.
    #[inline]
    pub fn push(&mut self, text: &str) -> u32 {
        let number = u32::try_from(self.ends.len()).unwrap_or(UNKNOWN);
        if seldom(self.gap > 0) {
            self.text.extend(std::iter::repeat_n(' ', self.gap as usize));
        }
        append(&mut self.text, text);
        push(&mut self.ends, u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        number
    }

    /// Adds this many empty texts.
    pub fn push_empty(&mut self, count: usize) {
        if self.gap > 0 {
            (0..count).for_each(|_| _ = self.push(""));
        } else {
            let end = self.ends.last().copied().unwrap_or(0);
            self.ends.resize(self.ends.len() + count, end);
        }
    }

    /// Forgets all texts behind the first ones.
    pub fn truncate(&mut self, count: usize) {
        self.ends.truncate(count);
        self.text.truncate(self.ends.last().map_or(0, |end| *end as usize));
    }

    /// The text of this number; empty when there is none.
    #[must_use]
    pub fn get(&self, number: usize) -> &str {
        self.text.get(self.range(number)).often().unwrap_or("")
    }

    /// The bytes of the text of this number, which are not looked at; empty when there is none.
    #[must_use]
    #[inline]
    pub fn bytes_of(&self, number: usize) -> &[u8] {
        self.text.as_bytes().get(self.range(number)).often().unwrap_or_default()
    }

    /// Where the text of this number is.
    #[inline]
    fn range(&self, number: usize) -> std::ops::Range<usize> {
        let end = self.ends.get(number).often().map_or(0, |end| *end as usize);
        let before = number.checked_sub(1).and_then(|before| self.ends.get(before)).often();
        let start = before.map_or(0, |end| *end as usize);
        start + self.gap as usize..end
    }

    /// The bytes of all texts in order.
    pub fn iter_bytes(&self) -> impl Iterator<Item = &[u8]> {
        let bytes = self.text.as_bytes();
        self.ranges().map(|range| bytes.get(range).often().unwrap_or_default())
    }

    /// All texts in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.ranges().map(|range| self.text.get(range).often().unwrap_or(""))
    }

    /// Where each text is.
    fn ranges(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        let (mut start, gap) = (0, self.gap as usize);
        self.ends.iter().map(move |end| {
            let end = *end as usize;
            std::mem::replace(&mut start, end) + gap..end
        })
    }
}

/// Texts as codes into a dictionary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextColumn {
    /// The dictionary: every text at least once (readers avoid doubles, users must not rely on it).
    pub values: Strings,
    /// One code per row; [`UNKNOWN`] where there is no value.
    pub codes: Vec<u32>,
}

impl TextColumn {
    /// The text of a row.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        let code = self.codes.get(row).copied().filter(|code| *code != UNKNOWN)?;
        Some(self.values.get(code as usize))
    }
}

/// One column; every variant has one entry per row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// Text, email, url: as written, unfolded.
    Text(TextColumn),
    /// Numbers.
    Number(Vec<Option<Decimal>>),
    /// Yes or no.
    YesNo(Vec<Option<bool>>),
    /// Dates.
    Date(Vec<Option<Day>>),
    /// Instants.
    Time(Vec<Option<Instant>>),
    /// Choices of a `one of`.
    Choice(Vec<Option<u16>>),
    /// Choices of a `several of`: codes into a dictionary of sets.
    Several {
        /// The distinct sets, each ascending.
        values: Vec<Box<[u16]>>,
        /// One code per row; [`UNKNOWN`] where there is no value.
        codes: Vec<u32>,
    },
}

impl Column {
    /// The value of a row.
    #[must_use]
    pub fn value(&self, row: usize) -> Value {
        match self {
            Self::Text(column) => column.get(row).map(|text| Value::Text(text.into())),
            Self::Number(values) => values.get(row).copied().flatten().map(Value::Number),
            Self::YesNo(values) => values.get(row).copied().flatten().map(Value::YesNo),
            Self::Date(values) => values.get(row).copied().flatten().map(Value::Date),
            Self::Time(values) => values.get(row).copied().flatten().map(Value::Time),
            Self::Choice(values) => values.get(row).copied().flatten().map(Value::Choice),
            Self::Several { values, codes } => codes
                .get(row)
                .filter(|code| **code != UNKNOWN)
                .and_then(|code| values.get(*code as usize))
                .map(|set| Value::Several(set.clone())),
        }
        .unwrap_or_default()
    }
}

/// A change of one attribute by a change record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeValue {
    /// The row of the change record in its batch.
    pub row: u32,
    /// The number of the attribute in the model.
    pub attribute: u16,
    /// The new value; unknown is a value here.
    pub value: Value,
}

/// Event and change records of one stretch of one source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventBatch {
    /// The number of the source (file) the rows come from, for messages.
    pub source: u32,
    /// Line or row number in the source, from 1, one per row.
    pub lines: Vec<u64>,
    /// Ids, one per row, when the log has ids.
    pub ids: Option<Strings>,
    /// Lead ids (never unknown).
    pub leads: TextColumn,
    /// When it happened.
    pub at: Vec<Instant>,
    /// The number of the event in the model, or [`CHANGE`].
    pub types: Vec<u16>,
    /// One column per slot; `None` where no row has a value.
    pub columns: Vec<Option<Column>>,
    /// What the change records set, ascending by row.
    pub changes: Vec<AttributeValue>,
}

impl EventBatch {
    /// Number of rows.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.at.len()
    }
}

/// Rows of leads tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeadBatch {
    /// The number of the source (file) the rows come from, for messages.
    pub source: u32,
    /// Line or row number in the source, from 1, one per row.
    pub lines: Vec<u64>,
    /// Lead ids, one per row.
    pub leads: Strings,
    /// One column per attribute of the model; `None` where no row has a value.
    pub columns: Vec<Option<Column>>,
}

/// Collects values of one column row by row.
#[derive(Debug, Default)]
struct ColumnBuilder {
    column: Option<Column>,
    texts: HashMap<Box<str>, u32>,
    sets: HashMap<Box<[u16]>, u32>,
}

impl ColumnBuilder {
    /// Sets the value of `row`, which is not before any row set earlier. A value of another kind than the column's is
    /// taken as unknown: readers convert before they build.
    fn set(&mut self, row: usize, value: Value) {
        let column = match &mut self.column {
            Some(column) => column,
            None => {
                let Some(empty) = empty_column(&value) else { return };
                self.column.insert(empty)
            }
        };
        pad(column, row);
        match (column, value) {
            (Column::Text(column), Value::Text(text)) => {
                let values = &mut column.values;
                let code = match self.texts.get(&text) {
                    Some(code) => *code,
                    None => {
                        let code = values.push(&text);
                        self.texts.insert(text, code);
                        code
                    }
                };
                column.codes.push(code);
            }
            (Column::Number(values), Value::Number(value)) => values.push(Some(value)),
            (Column::YesNo(values), Value::YesNo(value)) => values.push(Some(value)),
            (Column::Date(values), Value::Date(value)) => values.push(Some(value)),
            (Column::Time(values), Value::Time(value)) => values.push(Some(value)),
            (Column::Choice(values), Value::Choice(value)) => values.push(Some(value)),
            (Column::Several { values, codes }, Value::Several(set)) => {
                let code = *self.sets.entry(set.clone()).or_insert_with(|| {
                    values.push(set);
                    u32::try_from(values.len() - 1).unwrap_or(UNKNOWN)
                });
                codes.push(code);
            }
            (column, _) => pad(column, row + 1),
        }
    }

    fn finish(self, rows: usize) -> Option<Column> {
        let mut column = self.column?;
        pad(&mut column, rows);
        Some(column)
    }
}

const fn empty_column(value: &Value) -> Option<Column> {
    Some(match value {
        Value::Unknown => return None,
        Value::Text(_) => Column::Text(TextColumn {
            values: Strings { text: String::new(), ends: Vec::new(), gap: 0 },
            codes: Vec::new(),
        }),
        Value::Number(_) => Column::Number(Vec::new()),
        Value::YesNo(_) => Column::YesNo(Vec::new()),
        Value::Date(_) => Column::Date(Vec::new()),
        Value::Time(_) => Column::Time(Vec::new()),
        Value::Choice(_) => Column::Choice(Vec::new()),
        Value::Several(_) => Column::Several { values: Vec::new(), codes: Vec::new() },
    })
}

fn pad(column: &mut Column, rows: usize) {
    match column {
        Column::Text(TextColumn { codes, .. }) | Column::Several { codes, .. } => codes.resize(rows, UNKNOWN),
        Column::Number(values) => values.resize(rows, None),
        Column::YesNo(values) => values.resize(rows, None),
        Column::Date(values) => values.resize(rows, None),
        Column::Time(values) => values.resize(rows, None),
        Column::Choice(values) => values.resize(rows, None),
    }
}

/// Builds an [`EventBatch`] row by row.
#[derive(Debug, Default)]
pub struct EventBatchBuilder {
    batch: EventBatch,
    leads: HashMap<Box<str>, u32>,
    columns: Vec<ColumnBuilder>,
}

impl EventBatchBuilder {
    /// A batch of a source with this many slots; `has_ids` says whether the log has ids.
    #[must_use]
    pub fn new(source: u32, slots: usize, has_ids: bool) -> Self {
        let batch = EventBatch { source, ids: has_ids.then(Strings::default), ..EventBatch::default() };
        let columns = std::iter::repeat_with(ColumnBuilder::default).take(slots).collect();
        Self { batch, leads: HashMap::new(), columns }
    }

    /// Number of rows so far.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.batch.rows()
    }

    /// Adds an event record; `values` are (slot, value) pairs.
    pub fn event(
        &mut self,
        line: u64,
        id: Option<&str>,
        lead: &str,
        at: Instant,
        kind: u16,
        values: impl IntoIterator<Item = (usize, Value)>,
    ) {
        let row = self.rows();
        self.row(line, id, lead, at, kind);
        for (slot, value) in values {
            if let Some(column) = self.columns.get_mut(slot) {
                column.set(row, value);
            }
        }
    }

    /// Adds a change record; `values` are (attribute, new value) pairs.
    pub fn change(
        &mut self,
        line: u64,
        id: Option<&str>,
        lead: &str,
        at: Instant,
        values: impl IntoIterator<Item = (u16, Value)>,
    ) {
        let row = u32::try_from(self.rows()).unwrap_or(UNKNOWN);
        self.row(line, id, lead, at, CHANGE);
        let changes = values.into_iter().map(|(attribute, value)| AttributeValue { row, attribute, value });
        self.batch.changes.extend(changes);
    }

    fn row(&mut self, line: u64, id: Option<&str>, lead: &str, at: Instant, kind: u16) {
        self.batch.lines.push(line);
        if let Some(ids) = &mut self.batch.ids {
            ids.push(id.unwrap_or(""));
        }
        // Records of one lead often follow each other.
        let last = self.batch.leads.codes.last().copied();
        let same = last.filter(|code| self.batch.leads.values.get(*code as usize) == lead);
        let code = match same.or_else(|| self.leads.get(lead).copied()) {
            Some(code) => code,
            None => {
                let code = self.batch.leads.values.push(lead);
                self.leads.insert(lead.into(), code);
                code
            }
        };
        self.batch.leads.codes.push(code);
        self.batch.at.push(at);
        self.batch.types.push(kind);
    }

    /// The batch.
    #[must_use]
    pub fn finish(mut self) -> EventBatch {
        let rows = self.rows();
        self.batch.columns = self.columns.into_iter().map(|column| column.finish(rows)).collect();
        self.batch
    }
}

/// Builds a [`LeadBatch`] row by row.
#[derive(Debug, Default)]
pub struct LeadBatchBuilder {
    batch: LeadBatch,
    columns: Vec<ColumnBuilder>,
}

impl LeadBatchBuilder {
    /// A batch of a source for a model with this many attributes.
    #[must_use]
    pub fn new(source: u32, attributes: usize) -> Self {
        let columns = std::iter::repeat_with(ColumnBuilder::default).take(attributes).collect();
        Self { batch: LeadBatch { source, ..LeadBatch::default() }, columns }
    }

    /// Number of rows so far.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.batch.leads.len()
    }

    /// Adds a row; `values` are (attribute, value) pairs.
    pub fn lead(&mut self, line: u64, lead: &str, values: impl IntoIterator<Item = (usize, Value)>) {
        let row = self.rows();
        self.batch.lines.push(line);
        self.batch.leads.push(lead);
        for (attribute, value) in values {
            if let Some(column) = self.columns.get_mut(attribute) {
                column.set(row, value);
            }
        }
    }

    /// The batch.
    #[must_use]
    pub fn finish(mut self) -> LeadBatch {
        let rows = self.rows();
        self.batch.columns = self.columns.into_iter().map(|column| column.finish(rows)).collect();
        self.batch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_may_stand_apart() {
        let mut spaced = Strings::spaced("..สวัสดี..b".to_owned(), vec![20, 23], 2);
        assert_eq!(spaced.push("c"), 2);
        let mut close = Strings::default();
        ["สวัสดี", "b", "c"].iter().for_each(|text| _ = close.push(text));
        assert_eq!(spaced, close);
        assert_eq!((spaced.get(0), spaced.get(1), spaced.get(2), spaced.get(3)), ("สวัสดี", "b", "c", ""));
        for mut texts in [spaced, close] {
            texts.truncate(9);
            assert_eq!(texts.len(), 3);
            texts.truncate(1);
            assert_eq!((texts.len(), texts.push("d"), texts.get(0), texts.get(1)), (1, 1, "สวัสดี", "d"));
            texts.truncate(0);
            assert!(texts.is_empty() && texts.iter().next().is_none());
        }
    }

    #[test]
    fn texts_of_any_length_stay_as_they_are() {
        let letters = "aไbốcdefghijklmn漢";
        let all = (0..letters.len()).flat_map(|from| (from..=letters.len()).map(move |to| letters.get(from..to)));
        let texts: Vec<&str> = all.flatten().collect();
        assert!((0..=17).all(|length| texts.iter().any(|text| text.len() == length)));
        for gap in [0, 3] {
            let mut strings = Strings::spaced(String::new(), Vec::new(), gap);
            for (number, text) in (0..).zip(&texts) {
                assert_eq!(strings.push(text), number);
            }
            assert!(strings.iter().eq(texts.iter().copied()));
        }
    }

    #[test]
    fn rows_keep_their_values() {
        let mut builder = EventBatchBuilder::new(0, 2, true);
        builder.event(1, Some("a"), "L1", Instant(1), 0, [(0, Value::Text("x".into()))]);
        builder.change(2, Some("b"), "L2", Instant(2), [(3, Value::Unknown)]);
        builder.event(
            3,
            Some("c"),
            "L1",
            Instant(3),
            1,
            [(1, Value::Several([1, 2].into())), (0, Value::Text("x".into()))],
        );
        let batch = builder.finish();
        assert_eq!(batch.rows(), 3);
        assert_eq!(batch.leads.codes, [0, 1, 0]);
        assert_eq!(batch.ids.as_ref().map(|ids| ids.get(2)), Some("c"));
        let column = batch.columns[0].as_ref().unwrap();
        assert_eq!(
            (column.value(0), column.value(1), column.value(2)),
            (Value::Text("x".into()), Value::Unknown, Value::Text("x".into()))
        );
        assert_eq!(batch.columns[1].as_ref().unwrap().value(2), Value::Several([1, 2].into()));
        assert_eq!(batch.changes[0].row, 1);
    }
}
