//! Every kind of statement as a row of atoms.

use super::line::{Level, Row};
use super::{claims, conditions, rules, test_lines, words};
use crate::tree::{
    Bound, ColumnHeads, Columns, DecayKind, Event, EventTagKind, Has, HasTagKind, Inactivity, Include, IncludeWhat,
    KindName, List, ListKind, ListSource, Measure, Name, NoGrade, OnReturn, Range, Rounded, Row as MatrixRow, Stage,
    StageEffect, StartsAt, StatementKind, SumOf, Text, TierLine, Trigger,
};

/// A statement as atoms; `text` is the file.
pub(super) fn row(text: &str, kind: &StatementKind) -> Row {
    match kind {
        StatementKind::Edition(edition) => Row::of(format!("edition {}", edition.version.value)),
        StatementKind::Use(node) => Row::of(format!("use {}", words::quoted(&node.path))),
        StatementKind::List(list) => self::list(list),
        StatementKind::Event(event) => self::event(event),
        StatementKind::Lead => Row::of("lead"),
        StatementKind::Has(has) => self::has(has),
        StatementKind::Action(node) => titled("action", &node.name, node.title.as_ref()),
        StatementKind::Allow(allow) => {
            Row::of(format!("allow {} because {}", words::name(&allow.check), words::quoted(&allow.because)))
        }
        StatementKind::Model(node) => titled("model", &node.name, node.title.as_ref()),
        StatementKind::Timezone(node) => Row::of(format!("timezone {}", words::quoted(&node.zone))),
        StatementKind::Week(week) => {
            Row::of(format!("week starts {}", if week.sunday { "sunday" } else { "monday" }))
        }
        StatementKind::Reviewed(reviewed) => Row::of(format!("reviewed {}", reviewed.date.day)),
        StatementKind::Score(node) => titled("score", &node.name, node.title.as_ref()),
        StatementKind::Range(range) => self::range(range),
        StatementKind::Rounded(rounded) => self::rounded(*rounded),
        StatementKind::StartsAt(StartsAt::Points(number)) => {
            Row::of(format!("starts at {}", words::points_word(&words::number(number))))
        }
        StatementKind::StartsAt(StartsAt::Letter(letter)) => Row::of(format!("starts at {}", letter.text)),
        StatementKind::SumOf(sum) => sum_of(sum),
        StatementKind::PointsDecay(node) => match &node.decay.kind {
            DecayKind::Never => Row::of("points never decay"),
            kind => Row::of(format!("points decay {}", rules::decay_words(kind))),
        },
        StatementKind::Group(group) => rules::group(text, group),
        StatementKind::Rule(rule) => rules::rule(text, rule),
        StatementKind::Reset(reset) => rules::reset(text, reset),
        StatementKind::Inactivity(inactivity) => self::inactivity(inactivity),
        StatementKind::Stage(stage) => self::stage(text, stage),
        StatementKind::OnReturn(node) => on_return(*node),
        StatementKind::Grade(node) => titled("grade", &node.name, node.title.as_ref()),
        StatementKind::LetterLine(line) => {
            let mut row = Row::of(line.letter.text.clone());
            bound(&mut row, &line.bound);
            row
        }
        StatementKind::NoGrade(NoGrade::NoRuleApplies) => Row::of("no grade if no rule applies"),
        StatementKind::NoGrade(NoGrade::If(condition)) => {
            let mut row = Row::of("no grade if");
            conditions::condition(&mut row, text, condition);
            row
        }
        StatementKind::Tiers(tiers) => Row::of(format!("tiers of {}", words::name(&tiers.score))),
        StatementKind::TierLine(line) => tier_line(line),
        StatementKind::Matrix(matrix) => Row::of(format!("matrix {}", words::name(&matrix.name))),
        StatementKind::Columns(columns) => self::columns(columns),
        StatementKind::Row(node) => matrix_row(node),
        StatementKind::Segment(segment) => Row::of(format!("segment {}", words::quoted(&segment.name))),
        StatementKind::Include(include) => self::include(text, include),
        StatementKind::Trigger(trigger) => self::trigger(trigger),
        StatementKind::Claim(claim) => claims::claim(text, claim),
        StatementKind::Test(test) => Row::of(format!("test {}", words::quoted(&test.name))),
        StatementKind::Start(start) => Row::of(format!("start {}", start.date.day)),
        StatementKind::LeadHas(node) => test_lines::lead_has(node),
        StatementKind::Happens(happens) => test_lines::happens(happens),
        StatementKind::Changes(changes) => test_lines::changes(changes),
        StatementKind::Expect(expect) => test_lines::expect(expect),
        // Never printed: a file with a broken statement is refused.
        StatementKind::Broken(_) => Row::default(),
    }
}

fn titled(word: &str, name: &Name, title: Option<&Text>) -> Row {
    let title = title.map(|title| format!(" {}", words::quoted(title))).unwrap_or_default();
    Row::of(format!("{word} {}{title}", words::name(name)))
}

fn list(list: &List) -> Row {
    let kind = match list.kind {
        ListKind::Text => "text",
        ListKind::Numbers => "numbers",
        ListKind::Domains => "domains",
    };
    let mut row = Row::of(format!("list {}: {kind}", words::name(&list.name)));
    match &list.source {
        ListSource::File { path, column } => {
            row.tack(&format!(" from {}", words::quoted(path)));
            if let Some(column) = column {
                row.tack(&format!(" column {}", words::quoted(column)));
            }
        }
        ListSource::Items(items) => conditions::items(&mut row, items),
    }
    row
}

fn event(event: &Event) -> Row {
    let mut row = titled("event", &event.name, event.title.as_ref());
    for tag in &event.tags {
        row.tack(",");
        let word = match tag.kind {
            EventTagKind::NotActivity => "not activity",
            EventTagKind::WeakSignal => "weak signal",
        };
        row.word(tag.span.start, word);
    }
    row
}

fn has(has: &Has) -> Row {
    let mut row = Row::of(format!("has {}:", words::name(&has.name)));
    let place = has.kind_span.start;
    let (word, items) = match &has.kind {
        KindName::Text => ("text", None),
        KindName::Number => ("number", None),
        KindName::YesNo => ("yes/no", None),
        KindName::Date => ("date", None),
        KindName::Time => ("time", None),
        KindName::Email => ("email", None),
        KindName::Url => ("url", None),
        KindName::OneOf(items) => ("one of", Some(items)),
        KindName::SeveralOf(items) => ("several of", Some(items)),
    };
    row.word(place, word);
    if let Some(items) = items {
        conditions::items(&mut row, items);
    }
    for tag in &has.tags {
        row.tack(",");
        let word = match tag.kind {
            HasTagKind::Required => "required",
            HasTagKind::FirstSeen => "first seen",
            HasTagKind::Consent => "consent",
            HasTagKind::Personal => "personal",
        };
        row.word(tag.span.start, word);
    }
    row
}

fn range(range: &Range) -> Row {
    let (from, to) = (range.from.as_ref().map(words::number), range.to.as_ref().map(words::number));
    Row::of(match (from, to) {
        (Some(from), Some(to)) => format!("range {from} to {to}"),
        (Some(from), None) => format!("range from {from}"),
        (None, to) => format!("range up to {}", to.unwrap_or_default()),
    })
}

fn rounded(rounded: Rounded) -> Row {
    Row::of(match rounded.decimals {
        Some(decimals) => format!("rounded to {} decimals", decimals.value),
        None => "rounded to whole points".to_owned(),
    })
}

fn sum_of(sum: &SumOf) -> Row {
    let mut row = Row::of("sum of");
    row.commas(&sum.parts, |row, part| {
        let percent = part.percent.as_ref().map(|percent| format!("{} of ", words::percent(percent)));
        let place = part.percent.map_or(part.name.span, |percent| percent.span).start;
        row.word(place, format!("{}{}", percent.unwrap_or_default(), words::name(&part.name)));
    });
    row
}

fn inactivity(inactivity: &Inactivity) -> Row {
    let mut row = Row::of("inactivity measured by");
    match &inactivity.measured_by {
        Measure::AnyActivity => row.tack(" any activity"),
        Measure::Events(names) => row.commas(names, |row, name| row.word(name.span.start, words::name(name))),
    }
    row
}

fn stage(text: &str, stage: &Stage) -> Row {
    let repeat = stage.repeat.as_ref().map(|every| format!(" and every {}", words::length(every)));
    let mut row = Row::of(format!("after {}{}", words::length(&stage.after), repeat.unwrap_or_default()));
    let place = stage.effect_span.start;
    match &stage.effect {
        Some(StageEffect::Total(points)) => row.word(place, format!("total {}", words::points(text, points))),
        Some(StageEffect::Further(points)) => row.word(place, format!("further {}", words::points(text, points))),
        Some(StageEffect::Reset) => row.word(place, "reset"),
        None => {}
    }
    row
}

fn on_return(node: OnReturn) -> Row {
    let mut row = Row::of("on return");
    row.word(0, if node.give_back { "give back" } else { "keep" });
    row
}

fn bound(row: &mut Row, bound: &Bound) {
    match bound {
        Bound::From(number) => row.word(number.span.start, format!("from {}", words::number(number))),
        Bound::Above(number) => row.word(number.span.start, format!("above {}", words::number(number))),
        Bound::Otherwise(span) => row.word(span.start, "otherwise"),
    }
}

fn tier_line(line: &TierLine) -> Row {
    let mut row = Row::of(words::quoted(&line.name));
    bound(&mut row, &line.bound);
    if let Some(below) = &line.until_below {
        row.put(2, Level::Clause, below.span.start, format!("until below {}", words::number(below)));
    }
    row
}

fn columns(columns: &Columns) -> Row {
    let of = words::name(&columns.of);
    match &columns.heads {
        ColumnHeads::Letters(letters) => {
            let mut row = Row::of(format!("columns {of} grade:"));
            row.commas(letters, |row, letter| row.word(letter.span.start, letter.text.clone()));
            row
        }
        ColumnHeads::Tiers(tiers) => {
            let mut row = Row::of(format!("columns {of} tier:"));
            row.commas(tiers, |row, tier| row.word(tier.span.start, words::quoted(tier)));
            row
        }
    }
}

fn matrix_row(node: &MatrixRow) -> Row {
    let mut row = Row::of(format!("row {}:", words::quoted(&node.tier)));
    row.commas(&node.cells, |row, cell| row.word(cell.span.start, words::quoted(cell)));
    row
}

fn include(text: &str, include: &Include) -> Row {
    let word = if include.exclude { "exclude" } else { "include" };
    match &include.what {
        IncludeWhat::When(condition) => {
            let mut row = Row::of(format!("{word} when"));
            conditions::condition(&mut row, text, condition);
            row
        }
        IncludeWhat::After(occasion, length) => {
            let mut row = Row::of(format!("{word} after"));
            rules::occasion(&mut row, text, occasion);
            if let Some(length) = length {
                row.put(1, Level::Clause, length.span.start, format!("for {}", words::length(length)));
            }
            row
        }
    }
}

fn trigger(trigger: &Trigger) -> Row {
    let mut row = Row::of(format!("trigger {}", words::name(&trigger.action)));
    let when =
        trigger.delay.as_ref().map_or_else(|| "on".to_owned(), |delay| format!("{} after", words::length(delay)));
    let what = if trigger.leaving { "leaving" } else { "entering" };
    row.put(2, Level::Word, trigger.place.span.start, format!("{when} {what} {}", words::quoted(&trigger.place)));
    if let Some(how_often) = &trigger.how_often {
        row.put(2, Level::Clause, how_often.span.start, rules::how_often_words(&how_often.kind));
    }
    if trigger.even_if_they_left {
        let place = trigger.how_often.as_ref().map_or(0, |how_often| how_often.span.end);
        row.put(2, Level::Clause, place, "even if they left");
    }
    row
}
