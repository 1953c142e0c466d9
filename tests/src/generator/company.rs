//! Companies that are described by tables: what happens there and how often, what is known about it, and about the leads.

use std::borrow::Cow;

use super::order::Shuffle;
use super::random::Random;
use super::{Cell, Form, Row, Size};

/// 2025-01-01T00:00:00Z and the length of 2025, in microseconds.
pub(super) const START: i64 = 1_735_689_600_000_000;
pub(super) const YEAR: i64 = 365 * 86_400_000_000;

/// A company.
#[derive(Debug)]
pub(super) struct Company {
    /// The columns of the log; the first four are `id`, `lead`, `at`, `type`.
    pub(super) events: &'static [(&'static str, Form)],
    /// What happens, together a thousand times.
    pub(super) happenings: &'static [Happening],
    /// What every record says beside the properties of its type.
    pub(super) always: &'static [Property],
    /// The columns of the leads table; the first is `lead`.
    pub(super) leads: &'static [(&'static str, Form)],
    /// What is known about a lead.
    pub(super) attributes: &'static [Property],
    /// What the ids of leads begin with.
    pub(super) lead_prefix: &'static str,
}

/// A type of events.
#[derive(Debug)]
pub(super) struct Happening {
    /// The name of the type.
    pub(super) name: &'static str,
    /// How many of a thousand records have this type.
    pub(super) share: u64,
    /// What such a record says.
    pub(super) says: &'static [Property],
}

/// A value in a column: `(column, how many of a hundred rows have it, value)`.
pub(super) type Property = (&'static str, u64, Value);

/// How a value is made.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value {
    /// One of these, each as likely as the others: what is more frequent stands there more often.
    OneOf(&'static [&'static str]),
    /// A text with a number below a limit at its end, small numbers far more likely.
    Numbered(&'static str, u64),
    /// A text with the number of the row at its end, and another text behind.
    Row(&'static str, &'static [&'static str]),
    /// A text, and behind it the value of a column to the left.
    Behind(&'static str, &'static str),
    /// A number from 1 to a limit, small numbers far more likely.
    Number(u64),
    /// Yes or no.
    YesNo,
    /// An instant of the year before.
    Time,
}

impl Company {
    /// The place of a record's lead in the order of ids.
    pub(super) fn lead(number: u64, size: Size) -> u64 {
        Self::draw_lead(&mut Random::at(size.seed, number), size)
    }

    /// Who is active has nothing to do with the order of ids.
    fn draw_lead(random: &mut Random, size: Size) -> u64 {
        Shuffle::new(size.leads, size.seed).number(random.active(size.leads))
    }

    fn lead_id(&self, place: u64) -> Cell {
        Cell::text(format!("{}{place:07}", self.lead_prefix))
    }

    /// A record by its number in order of time.
    pub(super) fn record(&self, number: u64, size: Size) -> Row {
        let mut random = Random::at(size.seed, number);
        let lead = Self::draw_lead(&mut random, size);
        let begin =
            |number: u64| u64::try_from(u128::from(number) * YEAR as u128 / u128::from(size.events)).unwrap_or(0);
        let step = begin(number) + random.below(begin(number + 1) - begin(number));
        // Whole milliseconds, as most logs have.
        let at = (START + i64::try_from(step).unwrap_or(0)) / 1000 * 1000;
        let mut draw = random.below(1000);
        let happening = self.happenings.iter().find(|happening| {
            let found = draw < happening.share;
            draw = draw.saturating_sub(happening.share);
            found
        });
        let happening = happening.unwrap_or_else(|| unreachable!("the shares are a thousand together"));
        let mut row: Row = vec![None; self.events.len()];
        row[0] = Some(Cell::text(format!("e{number:09}")));
        row[1] = Some(self.lead_id(lead));
        row[2] = Some(Cell::Time(at));
        row[3] = Some(Cell::text(happening.name));
        fill(&mut row, self.events, happening.says, number, &mut random);
        fill(&mut row, self.events, self.always, number, &mut random);
        row
    }

    /// A row of the leads table.
    pub(super) fn attributes(&self, number: u64, size: Size) -> Row {
        let mut random = Random::at(size.seed ^ 0x1ead, number);
        let mut row: Row = vec![None; self.leads.len()];
        row[0] = Some(self.lead_id(number));
        fill(&mut row, self.leads, self.attributes, number, &mut random);
        row
    }
}

fn fill(row: &mut Row, columns: &[(&str, Form)], says: &[Property], number: u64, random: &mut Random) {
    let place = |name: &str| columns.iter().position(|(column, _)| *column == name);
    let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    for (name, known, value) in says {
        if random.below(100) >= *known {
            continue;
        }
        let cell = match *value {
            Value::OneOf(texts) => Cell::text(random.pick(texts)),
            Value::Numbered(before, below) => Cell::text(format!("{before}{}", random.uneven(below))),
            Value::Row(before, behind) => Cell::text(format!("{before}{number}{}", random.pick(behind))),
            Value::Behind(before, name) => {
                let Some(Some(Cell::Text(text))) = place(name).map(|place| &row[place]) else { continue };
                Cell::Text(Cow::Owned(format!("{before}{text}")))
            }
            Value::Number(limit) => Cell::Number(signed(1 + random.uneven(limit))),
            Value::YesNo => Cell::YesNo(random.one_in(2)),
            Value::Time => Cell::Time(START - signed(random.below(365)) * 86_400_000_000),
        };
        let place = place(name).unwrap_or_else(|| unreachable!("{name} is a column"));
        row[place] = Some(cell);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{clinic, market, school};

    #[test]
    fn the_shares_are_a_thousand_together() {
        for company in [&market::MARKET, &school::SCHOOL, &clinic::CLINIC] {
            assert_eq!(company.happenings.iter().map(|happening| happening.share).sum::<u64>(), 1000);
            assert_eq!(company.happenings.len(), 10);
        }
    }
}
