//! A part of the leads with everything taken of them so far. Leads are spread over parts by a hash of their ids; parts do
//! not see each other.

use std::ops::Range;

use merit_values::{Instant, Strings, Value};
use serde::{Deserialize, Serialize};

use crate::AttributeTimes;
use crate::attributes::{Attributes, Known, NOTHING, dated};
use crate::gather::LeadHash;
use crate::index::{Places, range};
use crate::leads::Leads;
use crate::orders::Orders;
use crate::plan::Plan;
use crate::program::Stage;

/// A part of the leads.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Part {
    pub(crate) leads: Leads,
    /// For each lead: it stands in a table, or has a record up to the instant results are for.
    pub(crate) present: Vec<bool>,
    /// For each lead: it stands in a table. Only kept where that must not happen twice.
    pub(crate) in_table: Vec<bool>,
    pub(crate) attributes: Attributes,
    /// The words of each lead, one lead after the other, where events are taken in one by one.
    pub(crate) words: Vec<u32>,
    pub(crate) stage: Stage,
    /// The records, where they are kept, once they are joined.
    pub(crate) rows: Rows,
    /// Records as they come, in pieces: one that grew would be copied again and again. Joined before a part is put aside.
    #[serde(skip)]
    pieces: Vec<Rows>,
    /// Changes of attributes, also later ones (see [`Change`]).
    pub(crate) changes: Vec<Change>,
    /// What tells the order of records of one instant, where the part was put aside; otherwise all parts have it together.
    pub(crate) orders: Orders,
}

/// Rows in columns.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Rows {
    pub(crate) lead: Vec<u32>,
    #[serde(with = "crate::pack::instants")]
    pub(crate) at: Vec<Instant>,
    pub(crate) class: Vec<u32>,
    /// Keys that rules count by, `Plan::keys_per_row` for each row.
    pub(crate) keys: Vec<u64>,
    /// Numbers in [`Orders`]; empty where the order of one instant does not matter.
    pub(crate) order: Vec<u32>,
    /// Numbers among all records, where copies are found later.
    pub(crate) serial: Vec<u64>,
    /// Numbers among all records, where they are explained.
    pub(crate) record: Vec<u32>,
}

/// A change of one attribute. One that is later than the instant results are for is kept without value: it only tells
/// that the leads table is a later snapshot.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Change {
    pub(crate) lead: u32,
    pub(crate) attribute: u16,
    #[serde(with = "crate::pack::instant")]
    pub(crate) at: Instant,
    /// Number in [`Orders`]; [`UNKNOWN`] for later ones.
    pub(crate) order: u32,
    pub(crate) value: Known,
    /// The number of its record among all, where copies are found later.
    pub(crate) serial: u64,
}

impl Rows {
    fn bytes(&self) -> usize {
        self.at.len() * 16 + (self.keys.len() + self.serial.len()) * 8 + self.order.len() * 4
    }

    /// Adds others behind.
    fn append(&mut self, others: Self) {
        self.lead.extend_from_slice(&others.lead);
        self.at.extend_from_slice(&others.at);
        self.class.extend_from_slice(&others.class);
        self.keys.extend_from_slice(&others.keys);
        self.order.extend_from_slice(&others.order);
        self.serial.extend_from_slice(&others.serial);
        self.record.extend_from_slice(&others.record);
    }

    /// Room for all rows of some pieces, without what is not asked any more: leads, and numbers by which copies are found.
    fn zeros(pieces: &[Self], count: usize) -> Self {
        let sum = |column: fn(&Self) -> usize| pieces.iter().map(column).sum();
        Self {
            lead: Vec::new(),
            at: vec![Instant(0); count],
            class: vec![0; count],
            keys: vec![0; sum(|rows| rows.keys.len())],
            order: vec![0; sum(|rows| rows.order.len())],
            serial: Vec::new(),
            record: vec![0; sum(|rows| rows.record.len())],
        }
    }

    /// Puts rows at their places.
    fn put(&mut self, rows: &Self, places: &[usize]) {
        put(&mut self.at, &rows.at, places);
        put(&mut self.class, &rows.class, places);
        self.put_more(rows, places);
    }

    /// Puts what rows have beside instant and class at their places.
    fn put_more(&mut self, rows: &Self, places: &[usize]) {
        put(&mut self.keys, &rows.keys, places);
        put(&mut self.order, &rows.order, places);
        put(&mut self.record, &rows.record, places);
    }

    /// Whether rows have anything beside instant and class that is asked any more.
    const fn has_more(&self) -> bool {
        !(self.keys.is_empty() && self.order.is_empty() && self.record.is_empty())
    }

    /// A copy of what some rows have beside instant and class, as far as it is asked any more.
    fn more_of(&self, rows: Range<usize>) -> Self {
        let count = self.at.len();
        Self {
            keys: part_of(&self.keys, &rows, count),
            order: part_of(&self.order, &rows, count),
            record: part_of(&self.record, &rows, count),
            ..Self::default()
        }
    }

    fn reserve(&mut self, rows: &[Self]) {
        let sum = |column: fn(&Self) -> usize| rows.iter().map(column).sum();
        self.lead.reserve_exact(sum(|rows| rows.lead.len()));
        self.at.reserve_exact(sum(|rows| rows.at.len()));
        self.class.reserve_exact(sum(|rows| rows.class.len()));
        self.keys.reserve_exact(sum(|rows| rows.keys.len()));
        self.order.reserve_exact(sum(|rows| rows.order.len()));
        self.serial.reserve_exact(sum(|rows| rows.serial.len()));
        self.record.reserve_exact(sum(|rows| rows.record.len()));
    }
}

/// Puts the entries of a column, some for each row or none at all, at the places of their rows.
fn put<T: Copy>(to: &mut [T], from: &[T], places: &[usize]) {
    if from.len() == places.len() {
        for (entry, place) in from.iter().zip(places) {
            to[*place] = *entry;
        }
        return;
    }
    let width = from.len() / places.len().max(1);
    for (entries, place) in from.chunks_exact(width.max(1)).zip(places) {
        to[place * width..(place + 1) * width].copy_from_slice(entries);
    }
}

/// The entries of some of `count` rows.
fn part_of<T: Copy>(from: &[T], rows: &Range<usize>, count: usize) -> Vec<T> {
    let width = from.len() / count.max(1);
    from[rows.start * width..rows.end * width].to_vec()
}

impl Part {
    /// A piece for this many further records.
    pub(crate) fn piece(&mut self, rows: usize) -> &mut Rows {
        // Small ones are put together, so that there are not too many.
        const SMALL: usize = 1 << 12;
        if self.pieces.last().is_none_or(|last| last.at.len() >= SMALL) {
            // It is full when it is no longer small; parts of batches have about the same size.
            let room = SMALL + rows + rows / 8;
            self.pieces.push(Rows {
                lead: Vec::with_capacity(room),
                at: Vec::with_capacity(room),
                class: Vec::with_capacity(room),
                ..Rows::default()
            });
        }
        let last = self.pieces.len() - 1;
        &mut self.pieces[last]
    }

    /// Number of records that are kept.
    pub(crate) fn kept(&self) -> usize {
        self.rows.at.len() + self.pieces.iter().map(|piece| piece.at.len()).sum::<usize>()
    }

    /// Joins the pieces: afterwards all records are in `rows`.
    pub(crate) fn join(&mut self) {
        let pieces = std::mem::take(&mut self.pieces);
        self.rows.reserve(&pieces);
        pieces.into_iter().for_each(|piece| self.rows.append(piece));
    }

    /// Joins the pieces and gathers all records by lead, those of each lead in order. Tells where each lead's end, after a 0;
    /// nothing where there are no records.
    pub(crate) fn gather_by_lead(&mut self, orders: &Orders) -> Vec<u32> {
        let mut pieces = std::mem::take(&mut self.pieces);
        pieces.insert(0, std::mem::take(&mut self.rows));
        let count: usize = pieces.iter().map(|piece| piece.at.len()).sum();
        if count == 0 {
            return Vec::new();
        }
        let mut places = Places::count(self.leads.len(), pieces.iter().flat_map(|piece| piece.lead.iter().copied()));
        let mut rows = Rows::zeros(&pieces, count);
        let (mut of_piece, mut sorting) = (Vec::new(), Sorting::new());
        for piece in pieces {
            of_piece.clear();
            of_piece.extend(piece.lead.iter().map(|lead| places.next(*lead)));
            rows.put(&piece, &of_piece);
        }
        for lead in 0..self.leads.len() {
            let of_lead = range(&places.ends, lead);
            // Most logs come in order of time: then there is nothing to sort.
            if !rows.at[of_lead.clone()].windows(2).all(|pair| pair[0] < pair[1]) {
                sort(&mut rows, of_lead, orders, &mut sorting);
            }
        }
        self.rows = rows;
        places.ends
    }

    /// Bytes that are in use, more or less.
    pub(crate) fn bytes(&self) -> usize {
        let of_rows = self.rows.bytes() + self.pieces.iter().map(Rows::bytes).sum::<usize>();
        let of_changes = self.changes.len() * size_of::<Change>();
        let of_leads = self.leads.bytes() + self.present.len() + self.attributes.bytes();
        of_rows + of_changes + of_leads + self.orders.bytes() + self.words.len() * 4 + self.stage.bytes()
    }

    /// The number of a lead, which is added when it is new; nothing when there are too many.
    pub(crate) fn lead(&mut self, hash: LeadHash, id: &str) -> Option<u32> {
        let number = self.leads.number(hash, id)?;
        if self.present.len() < self.leads.len() {
            self.present.push(false);
        }
        Some(number)
    }

    /// Adds the numbers of many leads that stand in a table or have a record, each with the number of its id among some; nothing when
    /// there are too many.
    pub(crate) fn meet(
        &mut self,
        leads: impl Iterator<Item = (LeadHash, u32)> + Clone,
        ids: &Strings,
        numbers: &mut Vec<u32>,
    ) -> Option<()> {
        let first = numbers.len();
        self.leads.numbers(leads, ids, numbers)?;
        self.present.resize(self.leads.len(), false);
        for lead in &numbers[first..] {
            self.present[*lead as usize] = true;
        }
        Some(())
    }

    /// Makes room for so many leads of a table, or for all that are expected.
    pub(crate) fn reserve(&mut self, new: usize, expected: usize) {
        self.leads.reserve(new, expected);
        for marks in [&mut self.present, &mut self.in_table] {
            marks.reserve(expected.saturating_sub(marks.len()));
        }
        self.attributes.expect(expected);
    }

    /// What the leads tables tell of when a lead was seen first.
    pub(crate) fn first_seen(&self, plan: &Plan, lead: u32) -> Option<Instant> {
        let attribute = plan.first_seen?;
        match dated(plan, attribute, self.attributes.of_lead(attribute, lead)) {
            Value::Date(day) => Some(plan.zone.start_of(day)),
            Value::Time(at) => Some(at),
            _ => None,
        }
    }

    /// The value of an attribute of a lead at an instant (section 3.11); `changes` are those of the lead, by attribute,
    /// then in order.
    pub(crate) fn attribute(
        &self,
        times: AttributeTimes,
        lead: u32,
        changes: &[Change],
        attribute: usize,
        at: Instant,
    ) -> Known {
        let (until_now, has_changes) = last_until(changes, attribute, at);
        match until_now {
            Some(value) => value,
            None if !has_changes || times == AttributeTimes::FromTheBeginning => {
                self.attributes.of_lead(attribute, lead)
            }
            None => NOTHING,
        }
    }
}

/// Memory to sort the records of a lead in: the instant, the row and the class of each.
type Sorting = Vec<(Instant, usize, u32)>;

/// Sorts the records of a lead by time, those of one instant by what tells their order, then as they came.
fn sort(rows: &mut Rows, of_lead: Range<usize>, orders: &Orders, sorting: &mut Sorting) {
    sorting.clear();
    sorting.extend(of_lead.clone().map(|row| (rows.at[row], row, rows.class[row])));
    if rows.order.is_empty() {
        sorting.sort_unstable_by_key(|(at, row, _)| (*at, *row));
    } else {
        sorting.sort_unstable_by(|a, b| {
            let of_instant = || orders.compare(rows.order[a.1], rows.order[b.1]).then(a.1.cmp(&b.1));
            a.0.cmp(&b.0).then_with(of_instant)
        });
    }
    if sorting.is_sorted_by_key(|(_, row, _)| *row) {
        return;
    }
    if rows.has_more() {
        let copy = rows.more_of(of_lead.clone());
        let mut places = vec![0; sorting.len()];
        for (place, (_, row, _)) in of_lead.clone().zip(&*sorting) {
            places[row - of_lead.start] = place;
        }
        rows.put_more(&copy, &places);
    }
    for (place, (at, _, class)) in of_lead.zip(&*sorting) {
        (rows.at[place], rows.class[place]) = (*at, *class);
    }
}

/// The value of the last change of an attribute up to an instant, and whether there is any change of it.
fn last_until(changes: &[Change], attribute: usize, at: Instant) -> (Option<Known>, bool) {
    let from = changes.partition_point(|change| usize::from(change.attribute) < attribute);
    let changes = &changes[from..];
    let to = changes.partition_point(|change| usize::from(change.attribute) == attribute);
    let changes = &changes[..to];
    let until_now = changes.partition_point(|change| change.at <= at);
    (until_now.checked_sub(1).map(|last| changes[last].value), !changes.is_empty())
}
