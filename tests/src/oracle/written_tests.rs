//! Runs the tests written in a model file with the oracle (section 3.15).

use std::collections::BTreeMap;

use merit_syntax::tree::{
    Claim, ClaimKind, Expect, ItemValue, KindName, Moment, MomentDay, Setting, SettingValue, StatementKind,
};

use super::program::{Program, Test};
use super::record::{LeadsTable, Record, Value, Values, What};
use super::text::fold;
use super::{Question, ask};

const LEAD: &str = "the lead";
/// 2025-01-06, a Monday.
const DEFAULT_START: i32 = 20_094;

/// Runs all tests of a model's own file; returns the claims that do not hold, with what held instead.
pub fn failures(program: &Program<'_>) -> Vec<String> {
    program.tests.iter().flat_map(|test| run(program, test)).collect()
}

fn run(program: &Program<'_>, test: &Test<'_>) -> Vec<String> {
    let start = test.start.unwrap_or(DEFAULT_START);
    let mut table = LeadsTable::new();
    table.insert(LEAD.to_owned(), Values::new());
    let mut records: Vec<Record> = Vec::new();
    let mut add = |moment: &Moment, what: What| {
        let id = Some(format!("{:06}", records.len()));
        let at = instant(program, start, moment).unwrap_or_else(|day| program.calendar.instant(day, 12 * HOUR));
        records.push(Record { id, lead: LEAD.to_owned(), at, what });
    };
    for line in &test.lines {
        match line {
            StatementKind::LeadHas(node) => {
                let values =
                    settings(&node.settings, |name| program.attributes.get(name).map(|has| &has.kind), program);
                table.get_mut(LEAD).unwrap().extend(values);
            }
            StatementKind::Happens(node) => {
                let event = &program.events[node.event.text.as_str()];
                let values = settings(&node.settings, |name| event.properties.get(name).copied(), program);
                for _ in 0..node.times.map_or(1, |times| times.value) {
                    add(&node.moment, What::Event(node.event.text.clone(), values.clone()));
                }
            }
            StatementKind::Changes(node) => {
                let values =
                    settings(&node.settings, |name| program.attributes.get(name).map(|has| &has.kind), program);
                add(&node.moment, What::Change(values));
            }
            _ => {}
        }
    }
    let claims = test.expects.iter().flat_map(|expect| expect.claims.iter().map(move |claim| (*expect, claim)));
    let failed = claims.filter_map(|(expect, claim)| check(program, start, &table, &records, expect, claim));
    failed.map(|failure| format!("{}: {failure}", test.name)).collect()
}

const HOUR: i64 = 3_600_000_000;

/// The instant of a moment with a clock time; else its day.
fn instant(program: &Program<'_>, start: i32, moment: &Moment) -> Result<i64, i32> {
    let day = match moment.day {
        MomentDay::Day(number) => start + i32::try_from(number.value).unwrap(),
        MomentDay::Date(date) => date.day.0,
    };
    moment.clock.map(|minutes| program.calendar.instant(day, i64::from(minutes) * 60_000_000)).ok_or(day)
}

fn settings<'k>(
    settings: &[Setting],
    kind: impl Fn(&str) -> Option<&'k KindName>,
    program: &Program<'_>,
) -> BTreeMap<String, Value> {
    let value = |setting: &Setting| {
        let kind = kind(&setting.name.text).expect("a declared name");
        let choice = |choices: &[merit_syntax::tree::Item], wanted: &str| {
            let texts = choices.iter().map(|item| match &item.value {
                ItemValue::Text(text) => text.text.clone(),
                _ => unreachable!("choices are texts"),
            });
            texts.clone().find(|text| fold(text) == fold(wanted)).expect("a declared choice")
        };
        match (&setting.value, kind) {
            (SettingValue::Unknown(_), _) => Value::Unknown,
            (SettingValue::Several(texts), KindName::SeveralOf(choices)) => {
                Value::Several(texts.iter().map(|text| choice(choices, &text.text)).collect())
            }
            (SettingValue::Several(_), _) => unreachable!("one value"),
            (SettingValue::One(item), kind) => match (&item.value, kind) {
                (ItemValue::Text(text), KindName::OneOf(choices)) => Value::Choice(choice(choices, &text.text)),
                (ItemValue::Text(text), KindName::SeveralOf(choices)) => {
                    Value::Several(vec![choice(choices, &text.text)])
                }
                (ItemValue::Text(text), _) => Value::Text(text.text.clone()),
                (ItemValue::Number(number), _) => Value::Number(number.value.0),
                (ItemValue::YesNo(yes), _) => Value::YesNo(*yes),
                (ItemValue::Date(date), KindName::Time) => Value::Time(program.calendar.first_instant(date.day.0)),
                (ItemValue::Date(date), _) => Value::Date(date.day.0),
                (ItemValue::Letter(_), _) => unreachable!("no value of a lead"),
            },
        }
    };
    settings.iter().map(|setting| (setting.name.text.clone(), value(setting))).collect()
}

fn check(
    program: &Program<'_>,
    start: i32,
    table: &LeadsTable,
    records: &[Record],
    expect: &Expect,
    claim: &Claim,
) -> Option<String> {
    let calendar = &program.calendar;
    let as_of = instant(program, start, &expect.moment).unwrap_or_else(|day| calendar.first_instant(day + 1) - 1);
    let question = Question { as_of, since: Some(i64::MIN), from_the_beginning: true };
    let answer = ask(program, table, records, question);
    let now = &answer.leads[LEAD];
    let tier = |score: &str| {
        let line = now.tiers[score];
        program.tiers_of(score).unwrap().lines[line].name.text.as_str()
    };
    let letter = |grade: &str| {
        let letters = &program.grades.iter().find(|one| one.name == grade).unwrap().letters;
        now.grades[grade].map(|line| letters[line].letter.text.as_str())
    };
    let (holds, found) = match &claim.kind {
        ClaimKind::Score { score, number } => {
            let found = now.scores[&score.text];
            (found == number.value.0, format!("{} {found}", score.text))
        }
        ClaimKind::Points { grade, number } => {
            let found = now.points[&grade.text];
            (found == number.value.0, format!("{} points {found}", grade.text))
        }
        ClaimKind::Label { label, number } => {
            let found = now.labels.iter().find(|(name, _)| *name == label.text).expect("a label").1;
            (found == number.value.0, format!("{:?} {found}", label.text))
        }
        ClaimKind::Tier { score, tier: wanted } => {
            let found = tier(score.as_ref().map_or(program.tiers[0].score, |score| &score.text));
            (found == wanted.text, format!("tier {found:?}"))
        }
        ClaimKind::Grade { grade, letter: wanted } => {
            let found = letter(&grade.text);
            (found == Some(&wanted.text), format!("{} grade {found:?}", grade.text))
        }
        ClaimKind::NoGrade { grade } => {
            let found = letter(&grade.text);
            (found.is_none(), format!("{} grade {found:?}", grade.text))
        }
        ClaimKind::In { not, place } => {
            let inside = now.segments.contains(&place.text)
                || program.tiers.iter().any(|tiers| tier(tiers.score) == place.text)
                || now.cells.values().flatten().any(|cell| *cell == place.text);
            (inside != *not, format!("in {:?}: {inside}", place.text))
        }
        ClaimKind::Trigger { no, action } => {
            let today = calendar.day_of(as_of);
            let due = answer.due.iter().any(|due| due.action == action.text && calendar.day_of(due.due) == today);
            (due != *no, format!("trigger {} due: {due}", action.text))
        }
    };
    (!holds).then_some(found)
}
