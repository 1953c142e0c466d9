//! First words, with the rest of their lines: what may begin under the heading in force.

use std::path::Path;

use merit_syntax::Next;
use merit_syntax::tree::First;
use merit_values::Unit;

use super::claims;
use super::clauses;
use super::files;
use super::offers;
use super::place::{Inside, LineStart, Neighbours};
use super::snippet::{Snippet, quoted};
use super::tests_lines;
use super::vocabulary::Vocabulary;
use super::{Item, ItemKind};
use crate::snapshot::Snapshot;

/// Kinds without choices.
pub(super) const KINDS: [&str; 7] = ["text", "number", "yes/no", "date", "time", "email", "url"];

/// What may begin at the beginning of a line.
pub(super) fn offers(at: &LineStart, words: &Vocabulary, snapshot: &Snapshot, file: &Path) -> Vec<Item> {
    let mut items = Vec::new();
    let lines = Lines { at, words };
    match (at.outer, at.inner) {
        (Some(First::Score), Some(First::Inactivity)) => lines.stages(&mut items),
        (Some(First::Score), _) => lines.score(&mut items),
        (Some(First::Grade), _) => lines.grade(&mut items),
        (Some(First::Event | First::Lead), _) => lines.has(&mut items),
        (Some(First::Model), _) => lines.model(&mut items),
        (Some(First::Tiers), _) => lines.tiers(&mut items),
        (Some(First::Matrix), _) => lines.matrix(&mut items),
        (Some(First::Segment), _) => lines.segment(&mut items),
        (Some(First::Test), _) => lines.test(&mut items),
        _ => {}
    }
    if let Some(above) = &at.above {
        lines.continuations(above, &mut items);
    }
    if at.is_first && !at.in_file.contains(&First::Edition) {
        items.push(line("edition", Snippet::text("edition 1"), "Every file begins with it."));
        return items;
    }
    lines.anywhere(&mut items, snapshot, file);
    // A heading takes the lines below it along, so it may stand only where none follow.
    if at.next.is_none() {
        lines.headings(&mut items);
    }
    items
}

fn line(label: &str, insert: Snippet, about: &str) -> Item {
    Item::new(ItemKind::Line, label, insert).about(about)
}

/// The same with one of them in front.
fn first<'a>(all: &[&'a str], chosen: &'a str) -> Vec<&'a str> {
    let others = all.iter().copied().filter(|other| *other != chosen);
    std::iter::once(chosen).chain(others).collect()
}

struct Lines<'a> {
    at: &'a LineStart,
    words: &'a Vocabulary,
}

impl Lines<'_> {
    fn is_there(&self, first: First) -> bool {
        self.at.there.contains(&first)
    }

    fn event_names(&self) -> Vec<&str> {
        self.words.events.iter().map(|event| event.name.as_str()).collect()
    }

    fn rule(&self, sign: char, items: &mut Vec<Item>) {
        let events = self.event_names();
        if events.is_empty() {
            return;
        }
        let often =
            if sign == '+' { ["once per day", "once", "every time"] } else { ["once", "every time", "once per day"] };
        let insert = Snippet::text(&sign.to_string()).hole("10").then("  ").choice(&events).then("  ").choice(&often);
        let about = if sign == '+' { "A rule that gives points." } else { "A rule that takes points." };
        items.push(line(&format!("{sign}10 …"), insert, about));
    }

    fn standing(&self, items: &mut Vec<Item>) {
        let Some(field) = self.words.attributes.first() else { return };
        let insert = Snippet::text("+").hole("10").then("  if ").hole(&field.name).then(" is known");
        items.push(line("+10 if …", insert, "Points as long as something is true of the lead."));
    }

    fn score(&self, items: &mut Vec<Item>) {
        self.rule('+', items);
        self.rule('-', items);
        self.standing(items);
        let once =
            |first, label: &str, insert, about: &str| (!self.is_there(first)).then(|| line(label, insert, about));
        items.extend(once(
            First::Range,
            "range",
            Snippet::text("range ").hole("0").then(" to ").hole("100"),
            "The lowest and the highest value.",
        ));
        items.extend(once(
            First::Rounded,
            "rounded",
            Snippet::text("rounded to ").choice(&["whole points", "1 decimals"]),
            "How the score is rounded, once.",
        ));
        items.extend(once(
            First::Starts,
            "starts at",
            Snippet::text("starts at ").hole("10").then(" points"),
            "Points that every lead has.",
        ));
        items.extend(once(
            First::Points,
            "points decay",
            Snippet::text("points decay by half every ").hole("90").then(" days"),
            "How points fade when their rule does not say.",
        ));
        let others: Vec<&str> = self.words.scores.iter().map(|(name, _)| name.as_str()).collect();
        if others.len() > 1 && !self.is_there(First::Sum) {
            // Another score than this one; which one this is does not matter to the writer's choice.
            let free: Vec<&str> = self.words.grades.iter().map(|grade| grade.name.as_str()).collect();
            if !free.is_empty() {
                items.push(line("sum of", Snippet::text("sum of ").choice(&free), "Adds other scores and grades."));
            }
        }
        let events = self.event_names();
        if !events.is_empty() {
            items.push(line(
                "reset",
                Snippet::text("reset  ").choice(&events).then("  ").choice(&["every time", "once"]),
                "Everything before is worth nothing from then on.",
            ));
        }
        self.group(items, false);
        // A heading inside the score takes the lines below it along.
        if !self.is_below(&[First::Sign, First::After, First::On]) {
            let indent = &self.at.indent;
            let insert = Snippet::text("inactivity measured by ")
                .hole("any activity")
                .then(&format!("\n{indent}  after "))
                .hole("30")
                .then(" days  total -")
                .hole("10")
                .then(&format!("\n{indent}  on return  "))
                .choice(&["keep", "give back"]);
            items.push(line("inactivity", insert, "What silence costs."));
        }
    }

    /// One of these begins a line below, before the next heading.
    fn is_below(&self, firsts: &[First]) -> bool {
        self.at.below.iter().any(|first| firsts.contains(first))
    }

    fn group(&self, items: &mut Vec<Item>, is_grade: bool) {
        // A group takes the rules below it along, and what belongs to a silence has no place in it.
        if self.is_below(&[First::Sign, First::After, First::On]) {
            return;
        }
        let indent = &self.at.indent;
        let head = Snippet::text("group \"")
            .hole(&self.words.fresh("New group"))
            .then(&format!("\"\n{indent}  +"))
            .hole("10");
        let insert = if is_grade {
            let Some(field) = self.words.attributes.first() else { return };
            head.then("  if ").hole(&field.name).then(" is known")
        } else {
            let events = self.event_names();
            if events.is_empty() {
                return;
            }
            head.then("  ").choice(&events).then("  ").choice(&["once", "once per day", "every time"])
        };
        items.push(line("group", insert, "Rules with a common cap or decay."));
    }

    fn grade(&self, items: &mut Vec<Item>) {
        self.standing(items);
        if !self.is_there(First::Starts) {
            items.push(line(
                "starts at",
                Snippet::text("starts at ").hole("10").then(" points"),
                "Points that every lead has.",
            ));
        }
        self.group(items, true);
        if let Some(field) = self.words.attributes.first() {
            let insert = Snippet::text("no grade if ").hole(&field.name).then(" is unknown");
            items.push(line("no grade if", insert, "Leads of whom too little is known."));
        }
    }

    fn stages(&self, items: &mut Vec<Item>) {
        // Stages are in the order of their days: after those that are there, before none.
        let has_stage_below = matches!(self.at.next, Some(First::After));
        if !has_stage_below {
            // The word and the unit are those of the other stages.
            let unit = self.at.beside.unit.unwrap_or(Unit::Days);
            let year = match unit {
                Unit::Minutes => "525600",
                Unit::Hours => "8760",
                Unit::Days => "365",
                Unit::Weeks => "52",
                Unit::Months => "12",
                Unit::Years => "1",
            };
            let insert = Snippet::text("after ").hole(year).then(&format!(" {}  ", offers::unit_word(unit)));
            let insert = match self.at.beside.effect {
                Some("reset") => insert.then("reset"),
                Some(effect) => insert.then(effect).then(" -").hole("100"),
                None => insert.choice(&["total", "further"]).then(" -").hole("100"),
            };
            items.push(line("after", insert, "What is taken after so much silence."));
        }
        if !self.is_there(First::On) {
            items.push(line(
                "on return",
                Snippet::text("on return  ").choice(match self.at.beside.effect {
                    Some("reset") => &["keep"][..],
                    _ => &["keep", "give back"],
                }),
                "What happens when the lead comes back.",
            ));
        }
    }

    fn has_line(&self) -> Snippet {
        Snippet::text("has ").hole(&self.words.fresh("name")).then(": ").choice(&KINDS)
    }

    fn has(&self, items: &mut Vec<Item>) {
        items.push(line("has", self.has_line(), "A property of the event, or an attribute of a lead."));
        let insert =
            Snippet::text("has ").hole(&self.words.fresh("name")).then(": one of ").hole("\"first\", \"second\"");
        items.push(line("has … one of", insert, "One of a few values."));
    }

    fn model(&self, items: &mut Vec<Item>) {
        let once =
            |first, label: &str, insert, about: &str| (!self.is_there(first)).then(|| line(label, insert, about));
        items.extend(once(
            First::Timezone,
            "timezone",
            Snippet::text("timezone \"").hole("Europe/Riga").then("\""),
            "The calendar that days are counted on.",
        ));
        items.extend(once(
            First::Week,
            "week",
            Snippet::text("week starts ").choice(&["monday", "sunday"]),
            "The first day of a week.",
        ));
        items.extend(once(
            First::Reviewed,
            "reviewed",
            Snippet::text("reviewed ").hole(offers::DATE),
            "When somebody last looked at the model as a whole.",
        ));
    }

    fn tiers(&self, items: &mut Vec<Item>) {
        // Lines are ordered by their bounds, highest first, which only the writer knows; a whole new block has an example.
        if !self.is_there(First::Quoted) {
            let insert = Snippet::text("\"")
                .hole(&self.words.fresh("High"))
                .then("\"  from ")
                .hole("1")
                .then(&format!("\n{}\"", self.at.indent))
                .hole(&self.words.fresh("Low"))
                .then("\"  otherwise");
            items.push(line("\"…\" from", insert, "Tiers, highest first; the last line takes everybody else."));
        }
    }

    fn matrix(&self, items: &mut Vec<Item>) {
        if !self.is_there(First::Columns) {
            for grade in self.words.grades.iter().filter(|grade| !grade.letters.is_empty()) {
                let text = format!("columns {} grade: {}", grade.name, grade.letters.join(", "));
                items.push(line(
                    &format!("columns {}", grade.name),
                    Snippet::text(&text),
                    "The columns, one for each letter.",
                ));
            }
        }
    }

    fn segment(&self, items: &mut Vec<Item>) {
        let events = self.event_names();
        if let Some(field) = self.words.attributes.first() {
            for word in ["include", "exclude"] {
                let insert = Snippet::text(word).then(" when ").hole(&field.name).then(" is known");
                items.push(line(&format!("{word} when"), insert, "Leads of whom this is true."));
            }
        }
        if !events.is_empty() {
            items.push(line(
                "include after",
                Snippet::text("include after ").choice(&events),
                "Leads who have done this: the direct way in.",
            ));
        }
    }

    fn test(&self, items: &mut Vec<Item>) {
        if !self.is_there(First::Start) {
            items.push(line("start", Snippet::text("start ").hole(offers::DATE), "The date of day 0."));
        }
        let events = self.event_names();
        if !events.is_empty() {
            items.push(line("day", Snippet::text("day ").hole("0").then("  ").choice(&events), "Something happens."));
        }
        if let Some(field) = self.words.attributes.first() {
            let value = tests_lines::setting(field).insert.filled();
            items.push(line(
                "lead has",
                Snippet::text("lead has ").hole(&value),
                "What is known of the lead from the beginning.",
            ));
        }
        if let Some((score, _)) = self.words.scores.first() {
            let insert = Snippet::text("expect ").hole(score).then(" ").hole("0").then(" on day ").hole("0");
            items.push(line("expect", insert, "What must hold then."));
        }
    }

    /// Clauses of the statement on the line above.
    fn continuations(&self, above: &str, items: &mut Vec<Item>) {
        let before = format!("{above}\n");
        let Some(next) = merit_syntax::next(&before) else { return };
        let at = Inside {
            replaces: self.at.replaces,
            before,
            behind: String::new(),
            outer: self.at.outer,
            beside: Neighbours::default(),
        };
        let sense = super::roles::Sense::of(&at.before, at.outer);
        for what in next {
            // What begins with a clause word goes on with the statement; everything else would begin a new one.
            if matches!(what, Next::HowOften | Next::Cap | Next::Decay | Next::Expires | Next::During | Next::Called)
            {
                items.extend(clauses::phrases(what, &at, &sense, self.words));
            }
            if matches!(what, Next::When | Next::Word("when")) {
                items.extend(claims::offers(what, &at, &sense, self.words).unwrap_or_default());
            }
        }
    }

    /// Lines that stand anywhere.
    fn anywhere(&self, items: &mut Vec<Item>, snapshot: &Snapshot, file: &Path) {
        let used: Vec<String> =
            files::score_files(snapshot, file, self.words).into_iter().map(|(path, _)| quoted(&path)).collect();
        if !used.is_empty() {
            items.push(line("use", Snippet::text("use ").choice(&used), "Brings in what another file declares."));
        }
        let insert =
            Snippet::text("list ").hole(&self.words.fresh("new_list")).then(": text ").hole("\"first\", \"second\"");
        items.push(line("list", insert, "Values with a common name."));
        let insert =
            Snippet::text("action ").hole(&self.words.fresh("new_action")).then(" \"").hole("Title").then("\"");
        items.push(line("action", insert, "Something that a trigger may ask for."));
        let (actions, places) = (&self.words.actions, self.words.places().map(quoted).collect::<Vec<_>>());
        let actions: Vec<&str> = actions.iter().map(|(name, _)| name.as_str()).collect();
        if let Some([actions, movement, places]) = self.new_trigger(&actions, &places) {
            let insert = Snippet::text("trigger ")
                .choice(&actions)
                .then("  on ")
                .choice(&movement)
                .then(" ")
                .choice(&places)
                .then("  ")
                .choice(&["once", "every time"]);
            items.push(line("trigger", insert, "Asks for an action when a lead enters or leaves."));
        }
        if let Some(insert) = claims::whole(self.words) {
            items.push(line("claim", insert, "What must hold for every lead, whatever it does."));
        }
        let checks: Vec<String> = clauses::checks().into_iter().map(|item| item.label).collect();
        let insert = Snippet::text("allow ").choice(&checks).then(" because \"").hole("reason").then("\"");
        items.push(line("allow", insert, "Silences a check for the next statement, with a reason."));
    }

    /// Actions, movements and places, of which those in front make a trigger that is not there yet.
    fn new_trigger<'a>(&self, actions: &[&'a str], places: &'a [String]) -> Option<[Vec<&'a str>; 3]> {
        let movements = ["entering", "leaving"];
        let places: Vec<&str> = places.iter().map(String::as_str).collect();
        let all = actions.iter().flat_map(|action| movements.iter().map(move |movement| (*action, *movement)));
        let mut all = all.flat_map(|(action, movement)| places.iter().map(move |place| (action, movement, *place)));
        let (action, movement, place) = all.find(|(action, movement, place)| {
            let head = super::vocabulary::trigger_head(&format!("trigger {action} on {movement} {place}"));
            !self.words.triggers.contains(&head)
        })?;
        Some([first(actions, action), first(&movements, movement), first(&places, place)])
    }

    /// Headings with their first lines.
    fn headings(&self, items: &mut Vec<Item>) {
        let words = self.words;
        let insert = Snippet::text("event ").hole(&words.fresh("new_event")).then(" \"").hole("Title").then("\"");
        items.push(line("event", insert, "Something that a lead can do."));
        let insert = Snippet::text("lead\n  ").then("has ").hole(&words.fresh("name")).then(": ").choice(&KINDS);
        items.push(line("lead", insert, "What is known of a lead."));
        if !self.at.in_file.contains(&First::Model) {
            let insert = Snippet::text("model ")
                .hole("name")
                .then(" \"")
                .hole("Title")
                .then("\"\n  timezone \"")
                .hole("Europe/Riga")
                .then("\"\n  week starts ")
                .choice(&["monday", "sunday"]);
            items.push(line("model", insert, "The model itself, once in a file."));
        }
        let insert = Snippet::text("score ")
            .hole(&words.fresh("new_score"))
            .then(" \"")
            .hole("Title")
            .then("\"\n  range ")
            .hole("0")
            .then(" to ")
            .hole("100");
        items.push(line("score", insert, "A sum of points."));
        if let Some(field) = words.attributes.first() {
            let insert = Snippet::text("grade ")
                .hole(&words.fresh("new_grade"))
                .then(" \"")
                .hole("Title")
                .then("\"\n  +")
                .hole("10")
                .then("  if ")
                .hole(&field.name)
                .then(" is known\n  A  from ")
                .hole("10")
                .then("\n  F  otherwise");
            items.push(line("grade", insert, "How well a lead fits, as a letter."));
        }
        let free: Vec<&str> = words
            .scores
            .iter()
            .filter(|(name, _)| words.tiers_of(name).is_none())
            .map(|(name, _)| name.as_str())
            .collect();
        if !free.is_empty() {
            let insert = Snippet::text("tiers of ")
                .choice(&free)
                .then("\n  \"")
                .hole(&words.fresh("High"))
                .then("\"  from ")
                .hole("1")
                .then("\n  \"")
                .hole(&words.fresh("Low"))
                .then("\"  otherwise");
            items.push(line("tiers", insert, "Names for stretches of a score."));
        }
        self.matrix_heading(items);
        let insert = Snippet::text("segment \"").hole(&words.fresh("New segment")).then("\"\n  include ");
        if let Some(event) = words.events.first() {
            items.push(line("segment", insert.then("after ").hole(&event.name), "Leads chosen by conditions."));
        }
        if let Some((score, _)) = words.scores.first() {
            let insert = Snippet::text("test \"")
                .hole("what it shows")
                .then("\"\n  expect ")
                .hole(score)
                .then(" ")
                .hole("0")
                .then(" on day ")
                .hole("0");
            items.push(line("test", insert, "An example that is checked by merit test."));
        }
    }

    fn matrix_heading(&self, items: &mut Vec<Item>) {
        let grade = self.words.grades.iter().find(|grade| !grade.letters.is_empty());
        let tiers = self.words.tiers.iter().find(|(_, tiers)| !tiers.is_empty());
        let (Some(grade), Some((_, tiers))) = (grade, tiers) else { return };
        let mut insert = Snippet::text("matrix ").hole(&self.words.fresh("new_matrix")).then(&format!(
            "\n  columns {} grade: {}",
            grade.name,
            grade.letters.join(", ")
        ));
        for tier in tiers {
            insert = insert.then(&format!("\n  row {}: ", quoted(tier)));
            for (at, letter) in grade.letters.iter().enumerate() {
                let cell = self.words.fresh(&format!("{tier} {letter}"));
                insert = insert.then(if at > 0 { ", \"" } else { "\"" }).hole(&cell).then("\"");
            }
        }
        items.push(line("matrix", insert, "What follows from a tier and a letter together."));
    }
}
