//! Attributes of leads from the leads tables. Of a value only what a model can ask is kept: the answers of its tests, or
//! the date or time itself; and a hash, so that two rows of a lead that contradict each other are found.

mod prepared;

use hashbrown::HashMap;
use merit_values::{Day, Instant, UNKNOWN, Value};
use serde::{Deserialize, Serialize};

pub(crate) use prepared::{PreparedColumn, TranslatedColumn, prepare};
use prepared::{number_of, place_of};

use crate::check::Now;
use crate::parallel::least;
use crate::plan::Plan;
use crate::trit::Trit;
use crate::{EngineError, RecordPlace};

/// A value of an attribute as a number: of its list of answers, or for dates and times the day or microsecond itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Known(pub(crate) i64);

/// There is no value.
pub(crate) const NOTHING: Known = Known(i64::MIN);

/// The lists of answers of every attribute: what numbers of values stand for.
#[derive(Debug)]
pub(crate) struct Answers {
    of_attribute: Vec<Vec<Box<[Trit]>>>,
}

impl Answers {
    pub(crate) fn new(plan: &Plan) -> Self {
        Self { of_attribute: vec![Vec::new(); plan.attributes.len()] }
    }

    /// The number of a value that a change record sets.
    pub(crate) fn number(&mut self, plan: &Plan, attribute: u16, value: &Value) -> Known {
        let attribute = usize::from(attribute);
        number_of(&mut self.of_attribute[attribute], plan, attribute, value)
    }

    /// For each list of a prepared column: its number here.
    fn translate(&mut self, attribute: usize, lists: &[Box<[Trit]>]) -> Vec<u32> {
        let known = &mut self.of_attribute[attribute];
        lists.iter().map(|list| place_of(known, |known| *known == **list, || list.clone())).collect()
    }

    /// The answer of a test to a value at an instant.
    pub(crate) fn answer(&self, plan: &Plan, test: usize, value: Known, now: Now) -> Trit {
        let test = &plan.attribute_tests[test];
        if value == NOTHING {
            return test.checker.unknown();
        }
        if plan.attributes[test.attribute].is_dated {
            return test.checker.value(&dated(plan, test.attribute, value), now, &plan.zone);
        }
        usize::try_from(value.0)
            .ok()
            .and_then(|number| self.of_attribute[test.attribute].get(number)?.get(test.place))
            .copied()
            .unwrap_or(Trit::Unknown)
    }
}

/// The date or time that a number stands for.
pub(crate) fn dated(plan: &Plan, attribute: usize, value: Known) -> Value {
    match plan.model.attributes[attribute].kind {
        _ if value == NOTHING => Value::Unknown,
        merit_values::Kind::Date => Value::Date(Day(i32::try_from(value.0).unwrap_or(i32::MAX))),
        merit_values::Kind::Time => Value::Time(Instant(value.0)),
        _ => Value::Unknown,
    }
}

/// One attribute of the leads of a part.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Attribute {
    /// For each lead, as far as some table tells; only of attributes that the model asks.
    short: Vec<u32>,
    /// The same for dates and times.
    long: Vec<i64>,
    /// For each lead: a hash of its value. Empty where no lead may have two rows.
    hashes: Vec<u32>,
}

/// The attributes of the leads of a part, from the leads tables.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Attributes {
    attributes: Vec<Attribute>,
    /// So many leads are expected.
    #[serde(skip)]
    expected: usize,
    /// For each lead: the row that tells its values.
    first_row: Vec<Place>,
    /// Where another row tells a value: the lead, the attribute.
    #[serde(with = "crate::pack::table")]
    later_rows: HashMap<(u32, u16), Place, foldhash::fast::FixedState>,
}

/// Source and line in eight bytes: 24 bits and 40 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Place(u64);

impl Place {
    const fn of(place: RecordPlace) -> Self {
        Self(((place.source as u64) << 40) | (place.line & 0xff_ffff_ffff))
    }

    fn place(self) -> RecordPlace {
        RecordPlace { source: u32::try_from(self.0 >> 40).unwrap_or(0), line: self.0 & 0xff_ffff_ffff }
    }
}

/// A row of a batch: its place, its number among the rows by part, and the number of its lead in the part.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LeadRow {
    pub(crate) place: RecordPlace,
    pub(crate) row: usize,
    pub(crate) lead: u32,
}

impl Attributes {
    /// Takes rows of a batch from the first of a part on, each the only one of its lead.
    pub(crate) fn take_once(
        &mut self,
        plan: &Plan,
        columns: &[Option<TranslatedColumn<'_>>],
        first: usize,
        of_rows: &[u32],
        leads: usize,
    ) {
        self.make_room(plan, leads, columns.iter().map(Option::is_some), true);
        for (attribute, column) in self.attributes.iter_mut().zip(columns) {
            let Some(column) = column else { continue };
            match column.numbers(first) {
                Some(numbers) if attribute.long.is_empty() => {
                    for (number, lead) in numbers.zip(of_rows) {
                        if let (Some(number), Some(short)) = (number, attribute.short.get_mut(*lead as usize)) {
                            *short = number;
                        }
                    }
                }
                _ => {
                    for (row, lead) in (first..).zip(of_rows) {
                        if let Some(value) = column.value(row) {
                            attribute.set(*lead as usize, value);
                        }
                    }
                }
            }
        }
    }

    /// Takes rows of a batch; `name` tells the id of a lead.
    pub(crate) fn take(
        &mut self,
        plan: &Plan,
        columns: &[Option<TranslatedColumn<'_>>],
        rows: &[LeadRow],
        leads: usize,
        name: impl Fn(u32) -> String,
    ) -> Result<(), EngineError> {
        self.make_room(plan, leads, columns.iter().map(Option::is_some), false);
        let mut contradiction = None;
        for (number, column) in columns.iter().enumerate() {
            let Some(column) = column else { continue };
            for row in rows {
                let Some((value, hash)) = column.get(row.row) else { continue };
                if let Err(error) = self.tell(plan, number, row.lead, value, hash, Place::of(row.place), &name) {
                    contradiction = least(contradiction, Some(error));
                    break;
                }
            }
        }
        contradiction.map_or(Ok(()), Err)
    }

    /// Takes what another one knows of leads that have other numbers here.
    pub(crate) fn absorb(
        &mut self,
        plan: &Plan,
        other: &Self,
        numbers: &[u32],
        leads: usize,
        name: impl Fn(u32) -> String,
    ) -> Result<(), EngineError> {
        let once = other.first_row.is_empty();
        self.make_room(plan, leads, other.attributes.iter().map(Attribute::is_there), once);
        for (number, attribute) in other.attributes.iter().enumerate() {
            if once {
                for (lead, here) in (0..).zip(numbers) {
                    let value = attribute.value(lead);
                    if value != NOTHING {
                        self.attributes[number].set(*here as usize, value);
                    }
                }
                continue;
            }
            for (lead, hash) in (0..).zip(&attribute.hashes).filter(|(_, hash)| **hash != 0) {
                let key = (lead, u16::try_from(number).unwrap_or(u16::MAX));
                let place = other.later_rows.get(&key).copied().unwrap_or(other.first_row[lead as usize]);
                self.tell(plan, number, numbers[lead as usize], attribute.value(lead), *hash, place, &name)?;
            }
        }
        Ok(())
    }

    /// So many leads are expected.
    pub(crate) const fn expect(&mut self, leads: usize) {
        self.expected = leads;
    }

    /// Makes room for values of so many leads, of which each has one row where that must be so.
    fn make_room(&mut self, plan: &Plan, leads: usize, present: impl Iterator<Item = bool>, once: bool) {
        self.attributes.resize_with(plan.attributes.len(), Attribute::default);
        let expected = self.expected;
        if !once {
            let rows = leads.max(self.first_row.len());
            fill(&mut self.first_row, rows, expected, Place::default());
        }
        for (number, _) in present.enumerate().filter(|(_, is_present)| *is_present) {
            let known = &plan.attributes[number];
            let is_asked = !known.tests.is_empty() || plan.first_seen == Some(number);
            let attribute = &mut self.attributes[number];
            if !once {
                fill(&mut attribute.hashes, leads, expected, 0);
            }
            if is_asked && known.is_dated {
                fill(&mut attribute.long, leads, expected, NOTHING.0);
            } else if is_asked {
                fill(&mut attribute.short, leads, expected, UNKNOWN);
            }
        }
    }

    /// A row tells a value of a lead.
    #[expect(clippy::too_many_arguments, reason = "all that a value comes with")]
    fn tell(
        &mut self,
        plan: &Plan,
        number: usize,
        lead: u32,
        value: Known,
        hash: u32,
        place: Place,
        name: &impl Fn(u32) -> String,
    ) -> Result<(), EngineError> {
        let at = lead as usize;
        if self.first_row[at] == Place::default() {
            self.first_row[at] = place;
        }
        let key = (lead, u16::try_from(number).unwrap_or(u16::MAX));
        let attribute = &mut self.attributes[number];
        if attribute.hashes[at] == 0 {
            attribute.hashes[at] = hash;
            attribute.set(at, value);
            if self.first_row[at] != place {
                self.later_rows.insert(key, place);
            }
        } else if attribute.hashes[at] != hash {
            let told = self.later_rows.get(&key).copied().unwrap_or(self.first_row[at]);
            let mut places = [told.place(), place.place()];
            places.sort();
            let attribute = plan.model.attributes[number].name.clone();
            return Err(EngineError::LeadConflict { lead: name(lead), attribute, places });
        }
        Ok(())
    }

    /// Bytes that are in use, more or less.
    pub(crate) fn bytes(&self) -> usize {
        let of =
            |attribute: &Attribute| (attribute.short.len() + attribute.hashes.len()) * 4 + attribute.long.len() * 8;
        self.attributes.iter().map(of).sum::<usize>() + self.first_row.len() * 8 + self.later_rows.len() * 24
    }

    /// For each lead, as far as some table tells: the number of the answers to the value of an attribute that is no date, or
    /// [`UNKNOWN`].
    pub(crate) fn answers(&self, attribute: usize) -> &[u32] {
        self.attributes.get(attribute).map_or(&[], |attribute| attribute.short.as_slice())
    }

    /// The value in the tables.
    pub(crate) fn of_lead(&self, attribute: usize, lead: u32) -> Known {
        self.attributes.get(attribute).map_or(NOTHING, |attribute| attribute.value(lead))
    }
}

impl Attribute {
    /// Some row tells it, or may tell it.
    const fn is_there(&self) -> bool {
        !(self.hashes.is_empty() && self.short.is_empty() && self.long.is_empty())
    }

    fn value(&self, lead: u32) -> Known {
        if let Some(short) = self.short.get(lead as usize).filter(|short| **short != UNKNOWN) {
            return Known(i64::from(*short));
        }
        self.long.get(lead as usize).map_or(NOTHING, |long| Known(*long))
    }

    #[inline]
    fn set(&mut self, lead: usize, value: Known) {
        if let Some(short) = self.short.get_mut(lead) {
            *short = u32::try_from(value.0).unwrap_or(UNKNOWN);
        }
        if let Some(long) = self.long.get_mut(lead) {
            *long = value.0;
        }
    }
}

/// Makes a column so long, with room for as many as are expected.
fn fill<T: Clone>(column: &mut Vec<T>, length: usize, expected: usize, gap: T) {
    column.reserve(expected.saturating_sub(column.len()));
    column.resize(length, gap);
}
