//! The lines of tests as atoms.

use super::line::{Level, Row};
use super::words;
use crate::tree::{Changes, Claim, ClaimKind, Expect, Happens, LeadHas, Setting, SettingValue};

/// `lead has title "VP", company_size 200`
pub(super) fn lead_has(node: &LeadHas) -> Row {
    let mut row = Row::of("lead has");
    settings(&mut row, &node.settings);
    row
}

/// `day 0 09:00  form_submit with form "demo"  3 times`
pub(super) fn happens(happens: &Happens) -> Row {
    let mut row = Row::of(words::moment(&happens.moment));
    row.put(2, Level::Word, happens.event.span.start, words::name(&happens.event));
    if let Some(first) = happens.settings.first() {
        row.put(1, Level::Part, first.span.start, "with");
        settings(&mut row, &happens.settings);
    }
    if let Some(times) = &happens.times {
        row.word(times.span.start, words::counted(times.value, "time"));
    }
    row
}

/// `day 5  lead has country "EE"`
pub(super) fn changes(changes: &Changes) -> Row {
    let mut row = Row::of(words::moment(&changes.moment));
    let place = changes.settings.first().map_or(0, |setting| setting.span.start);
    row.put(2, Level::Word, place, "lead has");
    settings(&mut row, &changes.settings);
    row
}

/// `expect engagement 10, fit grade C on day 0`
pub(super) fn expect(expect: &Expect) -> Row {
    let mut row = Row::of("expect");
    row.commas(&expect.claims, |row, claim| row.word(claim.span.start, claim_words(claim)));
    row.word(expect.moment.span.start, format!("on {}", words::moment(&expect.moment)));
    row
}

fn settings(row: &mut Row, settings: &[Setting]) {
    row.commas(settings, |row, setting| {
        let name = words::name(&setting.name);
        match &setting.value {
            SettingValue::One(item) => row.word(setting.span.start, format!("{name} {}", words::item(item))),
            SettingValue::Unknown(_) => row.word(setting.span.start, format!("{name} unknown")),
            SettingValue::Several(texts) => {
                for (number, text) in texts.iter().enumerate() {
                    let before = if number == 0 { name.as_str() } else { "and" };
                    row.word(text.span.start, format!("{before} {}", words::quoted(text)));
                }
            }
        }
    });
}

fn claim_words(claim: &Claim) -> String {
    match &claim.kind {
        ClaimKind::Trigger { no, action } => {
            format!("{}trigger {}", if *no { "no " } else { "" }, words::name(action))
        }
        ClaimKind::In { not, place } => format!("{}in {}", if *not { "not " } else { "" }, words::quoted(place)),
        ClaimKind::Tier { score, tier } => {
            let score = score.as_ref().map(|score| format!("{} ", words::name(score)));
            format!("{}tier {}", score.unwrap_or_default(), words::quoted(tier))
        }
        ClaimKind::Grade { grade, letter } => format!("{} grade {}", words::name(grade), letter.text),
        ClaimKind::NoGrade { grade } => format!("no {} grade", words::name(grade)),
        ClaimKind::Points { grade, number } => format!("{} points {}", words::name(grade), words::number(number)),
        ClaimKind::Label { label, number } => format!("{} {}", words::quoted(label), words::number(number)),
        ClaimKind::Score { score, number } => format!("{} {}", words::name(score), words::number(number)),
    }
}
