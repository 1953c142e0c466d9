//! A part of the leads with everything taken of them so far. Leads are spread over parts by a hash of their ids; parts do
//! not see each other.

use merit_values::{Instant, UNKNOWN, Value};
use serde::{Deserialize, Serialize};

use crate::AttributeTimes;
use crate::attributes::{Attributes, Known, NOTHING, dated};
use crate::gather::LeadHash;
use crate::leads::Leads;
use crate::plan::Plan;
use crate::program::Stage;
use crate::texts::Texts;

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
    /// What tells the order of records of one instant.
    pub(crate) order: Texts,
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
    /// Numbers in `Part::order`; empty where the order of one instant does not matter.
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
    /// Number in `Part::order`; [`UNKNOWN`] for later ones.
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

    /// Bytes that are in use, more or less.
    pub(crate) fn bytes(&self) -> usize {
        let of_rows = self.rows.bytes() + self.pieces.iter().map(Rows::bytes).sum::<usize>();
        let of_changes = self.changes.len() * size_of::<Change>();
        let of_leads = self.leads.bytes() + self.present.len() + self.attributes.bytes();
        of_rows + of_changes + of_leads + self.order.bytes() + self.words.len() * 4 + self.stage.bytes()
    }

    /// The number of a lead, which is added when it is new; nothing when there are too many.
    pub(crate) fn lead(&mut self, hash: LeadHash, id: &str) -> Option<u32> {
        let number = self.leads.number(hash, id)?;
        if self.present.len() < self.leads.len() {
            self.present.push(false);
        }
        Some(number)
    }

    /// The numbers of many leads that stand in a table or have a record, each with its row; nothing when there are too
    /// many.
    pub(crate) fn meet<'i>(
        &mut self,
        leads: impl Iterator<Item = (LeadHash, u32)> + Clone,
        id_of_row: impl Fn(u32) -> &'i str,
        numbers: &mut Vec<u32>,
    ) -> Option<()> {
        self.leads.numbers(leads, id_of_row, numbers)?;
        self.present.resize(self.leads.len(), false);
        for lead in numbers {
            self.present[*lead as usize] = true;
        }
        Some(())
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

    /// The order of two rows, or changes, of one lead and instant.
    pub(crate) fn in_order(&self, a: u32, b: u32) -> std::cmp::Ordering {
        let text = |number: u32| if number == UNKNOWN { "" } else { self.order.get(number) };
        text(a).cmp(text(b))
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
