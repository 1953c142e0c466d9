//! Random logs: few distinct instants, so that ties, edges of windows and clock changes are met often.

use std::collections::BTreeMap;

use merit_values::{Duration, Unit};

use crate::oracle::calendar::{Calendar, clock, plus};
use crate::oracle::{LeadsTable, Record, Value, Values, What};

use super::models::RandomModel;
use super::prng::Prng;
use super::vocabulary::{ATTRIBUTES, EMAILS, EVENTS, NUMBERS, Pool, URLS};

/// A leads table, records, and instants to ask about.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// Leads and their attributes.
    pub table: LeadsTable,
    /// Records in any order; copies have the same id.
    pub records: Vec<Record>,
    /// Instants T to ask about, each with the instant after which changes are wanted.
    pub questions: Vec<(i64, i64)>,
}

const LEADS: &[&str] = &["4711", "ann", "Ģirts", "z"];
/// So many leads may be in a log with many of them: more than the engine has parts.
const CROWD: usize = 200;
const HOUR: i64 = 3_600_000_000;

/// A log for a model.
pub fn log(model: &RandomModel, seed: u64) -> Log {
    let mut prng = Prng::new(seed ^ 0xA5A5_5A5A_0F0F_F0F0);
    let calendar = Calendar::new(model.zone, false);
    let times = times(model, &calendar, &mut prng);
    let mut log = Log::default();
    // Seldom there are far more leads than rows of the table, a record or two each.
    let is_crowded = prng.chance(8);
    let in_table: Vec<String> = match is_crowded {
        true => (0..prng.below(12)).map(|_| format!("n{}", prng.below(CROWD))).collect(),
        false => LEADS.iter().map(|lead| (*lead).to_owned()).collect(),
    };
    for lead in in_table {
        if prng.chance(60) {
            let mut values = Values::new();
            for (name, pool) in ATTRIBUTES {
                if prng.chance(60) {
                    values.insert((*name).to_owned(), value(*pool, &calendar, &times, &mut prng));
                }
            }
            log.table.insert(lead, values);
        }
    }
    let ids = prng.chance(70);
    let leads = 1 + prng.below(3);
    for number in 0..5 + prng.below(36) {
        let lead = if is_crowded { format!("n{}", prng.below(CROWD)) } else { LEADS[prng.below(leads)].to_owned() };
        let at = *prng.pick(&times);
        let what =
            if prng.chance(82) { event(&calendar, &times, &mut prng) } else { change(&calendar, &times, &mut prng) };
        // Ids whose order is not the order of the records.
        let id = ids.then(|| format!("{:02}-{number}", prng.below(90)));
        log.records.push(Record { id, lead, at, what });
    }
    for _ in 0..prng.below(4) {
        let copy = prng.pick(&log.records).clone();
        log.records.push(copy);
    }
    let last = calendar.first_instant(model.first + model.days) - 1;
    for _ in 0..3 {
        let as_of = match prng.below(5) {
            0 => last,
            1 => calendar.first_instant(model.first + i32::try_from(prng.below(model.days as usize)).unwrap()) - 1,
            2 => *prng.pick(&times) + prng.between(-1, 1),
            3 => *prng.pick(&times),
            _ => calendar.first_instant(model.first + i32::try_from(prng.below(model.days as usize)).unwrap()),
        };
        let since = if prng.chance(50) { i64::MIN / 2 } else { (*prng.pick(&times)).min(as_of) };
        log.questions.push((as_of, since));
    }
    log
}

/// The instants of a log: midnights, edges of the model's durations, clock changes, and the same ones again.
fn times(model: &RandomModel, calendar: &Calendar, prng: &mut Prng) -> Vec<i64> {
    let first = calendar.first_instant(model.first);
    let end = calendar.first_instant(model.first + model.days);
    let mut times: Vec<i64> = Vec::new();
    for _ in 0..3 + prng.below(4) {
        let day = model.first + i32::try_from(prng.below(model.days as usize)).unwrap();
        let start = calendar.first_instant(day);
        times.push(match prng.below(5) {
            0 => start,
            1 => start - 1,
            2 => start + 12 * HOUR,
            _ => start + HOUR / 2 * prng.between(0, 47),
        });
    }
    // Around the longest or shortest day, if the log has one.
    for day in model.first..model.first + model.days {
        let (start, next) = (calendar.first_instant(day), calendar.first_instant(day + 1));
        if next - start != 24 * HOUR {
            for _ in 0..2 {
                times.push(start + HOUR / 2 * prng.between(-2, 52));
            }
        }
    }
    for _ in 0..4 + prng.below(10) {
        let from = *prng.pick(&times);
        let edge = match model.durations.len() {
            0 => from + 24 * HOUR,
            n => {
                let (count, unit) = &model.durations[prng.below(n)];
                let unit = match unit.as_str() {
                    "minutes" => Unit::Minutes,
                    "hours" => Unit::Hours,
                    "days" => Unit::Days,
                    "weeks" => Unit::Weeks,
                    "months" => Unit::Months,
                    "years" => Unit::Years,
                    other => unreachable!("{other}"),
                };
                let duration = Duration { count: u32::try_from(*count).unwrap(), unit };
                match clock(duration) {
                    Some(micros) => from + micros + prng.between(-1, 1),
                    None => {
                        let start = calendar.first_instant(plus(calendar.day_of(from), duration));
                        start + *prng.pick(&[0, -1, 6 * HOUR, 24 * HOUR - 1, 24 * HOUR])
                    }
                }
            }
        };
        if (first..end).contains(&edge) {
            times.push(edge);
        }
    }
    times
}

fn event(calendar: &Calendar, times: &[i64], prng: &mut Prng) -> What {
    let (name, _, properties) = EVENTS[*prng.pick(&[0, 0, 0, 1, 1, 2, 3])];
    let mut values = BTreeMap::new();
    for (property, pool) in properties {
        if prng.chance(70) {
            values.insert((*property).to_owned(), value(*pool, calendar, times, prng));
        }
    }
    What::Event(name.to_owned(), values)
}

fn change(calendar: &Calendar, times: &[i64], prng: &mut Prng) -> What {
    let mut values = Values::new();
    for _ in 0..1 + prng.below(3) {
        let (name, pool) = *prng.pick(ATTRIBUTES);
        let new = if prng.chance(15) { Value::Unknown } else { value(pool, calendar, times, prng) };
        values.insert(name.to_owned(), new);
    }
    What::Change(values)
}

fn value(pool: Pool, calendar: &Calendar, times: &[i64], prng: &mut Prng) -> Value {
    let text = |values: &[&str], prng: &mut Prng| Value::Text((*prng.pick(values)).to_owned());
    match pool {
        Pool::Text(values) => text(values, prng),
        Pool::Email => text(EMAILS, prng),
        Pool::Url => text(URLS, prng),
        Pool::Number => Value::Number(merit_values::Decimal::read(prng.pick::<&str>(NUMBERS)).unwrap().0),
        Pool::YesNo => Value::YesNo(prng.chance(50)),
        Pool::Date => {
            let day = calendar.day_of(*prng.pick(times));
            Value::Date(day + i32::try_from(prng.between(-2, 10)).unwrap())
        }
        Pool::Time => Value::Time(*prng.pick(times) + prng.between(-24, 24) * HOUR / 2),
        Pool::OneOf(choices) => Value::Choice((*prng.pick(choices)).to_owned()),
        Pool::SeveralOf(choices) => {
            let chosen = choices.iter().filter(|_| prng.chance(40)).map(|choice| (*choice).to_owned());
            Value::Several(chosen.collect())
        }
    }
}
