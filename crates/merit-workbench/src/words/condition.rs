//! Conditions in words.

use merit_ir::{
    Check, Comparison, Condition, EventId, Frequency, GradeId, History, Outcome, Part, Subject, Test, Texts, TiersId,
};
use merit_values::Kind;

use super::{Words, alternatives, canonical, quoted};

impl<'m> Words<'m> {
    /// A condition; `event` is the event at hand, whose properties are written bare.
    #[must_use]
    pub fn condition(self, condition: &Condition, event: Option<EventId>) -> String {
        if self.sorted { self.said(&canonical(condition), event) } else { self.said(condition, event) }
    }

    /// Conditions of which any counts, each by itself.
    #[must_use]
    pub fn alternatives(self, conditions: impl Iterator<Item = Condition>) -> Vec<String> {
        alternatives(conditions).iter().map(|condition| self.said(condition, None)).collect()
    }

    fn said(self, condition: &Condition, event: Option<EventId>) -> String {
        match condition {
            Condition::All(parts) => self.join(parts, event, true),
            Condition::Any(parts) => self.join(parts, event, false),
            Condition::Not(inner) => self.negated(inner, event),
            Condition::Test(test) => self.test(test, event, false),
            Condition::Had(history) => self.history(history),
            Condition::Outcome(outcome) => self.outcome(outcome),
        }
    }

    fn join(self, parts: &[Condition], event: Option<EventId>, all: bool) -> String {
        let mut flat = Vec::new();
        flatten(parts, all, &mut flat);
        let said = flat.into_iter().map(|part| match part {
            Condition::All(parts) | Condition::Any(parts) if parts.len() > 1 => {
                format!("({})", self.said(part, event))
            }
            _ => self.said(part, event),
        });
        self.joined(said, if all { " and " } else { " or " })
    }

    fn negated(self, inner: &Condition, event: Option<EventId>) -> String {
        match inner {
            Condition::Test(test) if has_negative(&test.check) => self.test(test, event, true),
            _ => format!("not ({})", self.said(inner, event)),
        }
    }

    fn test(self, test: &Test, event: Option<EventId>, not: bool) -> String {
        let (subject, kind) = self.subject(test.subject, event);
        let part = match test.part {
            Part::Whole => "",
            Part::Domain => ".domain",
            Part::Host => ".host",
            Part::Path => ".path",
        };
        format!("{subject}{part} {}", self.check(&test.check, kind, not))
    }

    fn subject(self, subject: Subject, event: Option<EventId>) -> (String, Option<&'m Kind>) {
        match subject {
            Subject::Property(property) => {
                let known = event.and_then(|event| self.model.events.get(event.index()));
                let known = known.and_then(|event| event.properties.get(property.index()));
                (known.map_or("?", |property| &property.name).to_owned(), known.map(|property| &property.kind))
            }
            Subject::Attribute(attribute) => {
                let of = if event.is_some() { "lead." } else { "" };
                let kind = self.model.attributes.get(attribute.index()).map(|attribute| &attribute.kind);
                (format!("{of}{}", self.attribute(attribute)), kind)
            }
        }
    }

    fn check(self, check: &Check, kind: Option<&Kind>, not: bool) -> String {
        let choice = |number: &u16| {
            let choices = kind.map_or(&[][..], Kind::choices);
            quoted(choices.get(usize::from(*number)).map_or("?", String::as_str))
        };
        let is = if not { "is not" } else { "is" };
        let does = |form: &str| match (not, form) {
            (false, form) => form.to_owned(),
            (true, "starts with") => "does not start with".to_owned(),
            (true, "ends with") => "does not end with".to_owned(),
            (true, "contains") => "does not contain".to_owned(),
            (true, _) => "does not contain word".to_owned(),
        };
        match check {
            Check::Known => "is known".to_owned(),
            Check::Unknown => "is unknown".to_owned(),
            Check::TextIs(texts) => self.one_of(is, texts.iter().map(|text| quoted(text))),
            Check::StartsWith(texts) => self.texts(&does("starts with"), texts),
            Check::EndsWith(texts) => self.texts(&does("ends with"), texts),
            Check::Contains(texts) => self.texts(&does("contains"), texts),
            Check::ContainsWord(texts) => self.texts(&does("contains word"), texts),
            Check::InList(list) => format!("{is} in {}", self.list(*list)),
            Check::NumberIs(numbers) => self.one_of(is, numbers.iter().map(ToString::to_string)),
            Check::Number(comparison, number) => format!("{} {number}", sign(*comparison)),
            Check::NumberFrom(from, to) => format!("from {from} to {to}"),
            Check::YesNo(yes) => format!("{is} {}", if *yes { "yes" } else { "no" }),
            Check::ChoiceIs(choices) => self.one_of(is, choices.iter().map(choice)),
            Check::Includes(number) => format!("includes {}", choice(number)),
            Check::DateIs(days) => self.one_of(is, days.iter().map(ToString::to_string)),
            Check::Date(comparison, day) => format!("{} {day}", sign(*comparison)),
            Check::DateFrom(from, to) => format!("from {from} to {to}"),
            Check::InTheLast(duration) => format!("in the last {}", self.duration(*duration)),
            Check::InTheNext(duration) => format!("in the next {}", self.duration(*duration)),
            Check::MoreThanAgo(duration) => format!("more than {} ago", self.duration(*duration)),
        }
    }

    fn one_of(self, is: &str, values: impl Iterator<Item = String>) -> String {
        let values: Vec<String> = values.collect();
        let one = if values.len() == 1 { "" } else { " one of" };
        format!("{is}{one} {}", self.joined(values, ", "))
    }

    fn texts(self, form: &str, texts: &Texts) -> String {
        match texts {
            Texts::Given(texts) => {
                let any = if texts.len() == 1 { "" } else { " any of" };
                format!("{form}{any} {}", self.joined(texts.iter().map(|text| quoted(text)), ", "))
            }
            Texts::List(list) => format!("{form} any of {}", self.list(*list)),
        }
    }

    fn list(self, list: merit_ir::ListId) -> String {
        self.model.lists.get(list.index()).map_or("?", |list| list.name.as_str()).to_owned()
    }

    fn history(self, history: &History) -> String {
        let event = self.event(history.event);
        let condition = history.condition.as_ref();
        let condition = condition
            .map(|condition| format!(" where ({})", self.condition(condition, Some(history.event))))
            .unwrap_or_default();
        let times = |n: u32| format!("{n} {}", if n == 1 { "time" } else { "times" });
        let (no, count) = match history.frequency {
            Frequency::FewerThan(1) | Frequency::Exactly(0) => ("no ", String::new()),
            Frequency::AtLeast(1) => ("", String::new()),
            Frequency::AtLeast(n) => ("", format!(" at least {}", times(n))),
            Frequency::Exactly(n) => ("", format!(" exactly {}", times(n))),
            Frequency::FewerThan(n) => ("", format!(" fewer than {}", times(n))),
        };
        let within = history.within;
        let when =
            within.map_or_else(|| "ever".to_owned(), |within| format!("in the last {}", self.duration(within)));
        format!("had {no}{event}{condition}{count} {when}")
    }

    fn outcome(self, outcome: &Outcome) -> String {
        let score = |score: &merit_ir::ScoreId| self.model.scores.get(score.index()).map_or("?", |score| &score.name);
        let grade = |grade: &GradeId| self.model.grades.get(grade.index()).map_or("?", |grade| &grade.name);
        match outcome {
            Outcome::Score(of, comparison, bound) => format!("{} {} {bound}", score(of), sign(*comparison)),
            Outcome::ScoreIs(of, values) => {
                format!("{} {}", score(of), self.one_of("is", values.iter().map(ToString::to_string)))
            }
            Outcome::ScoreFrom(of, from, to) => format!("{} from {from} to {to}", score(of)),
            Outcome::Tier(tiers, lines) => {
                let (of, names) = self.tier_names(*tiers, lines);
                format!("{of} tier {}", self.one_of("is", names.into_iter()))
            }
            Outcome::Grade(of, letters) => {
                let known = self.model.grades.get(of.index()).map_or(&[][..], |grade| &grade.letters);
                letters_of(grade(of), known, letters)
            }
            Outcome::GradeKnown(of) => format!("{} grade is known", grade(of)),
            Outcome::Points(of, comparison, bound) => format!("{} points {} {bound}", grade(of), sign(*comparison)),
            Outcome::PointsIs(of, values) => {
                format!("{} points {}", grade(of), self.one_of("is", values.iter().map(ToString::to_string)))
            }
            Outcome::PointsFrom(of, from, to) => format!("{} points from {from} to {to}", grade(of)),
        }
    }

    fn tier_names(self, tiers: TiersId, lines: &[u16]) -> (&'m str, Vec<String>) {
        let Some(tiers) = self.model.tiers.get(tiers.index()) else { return ("?", Vec::new()) };
        let score = self.model.scores.get(tiers.score.index()).map_or("?", |score| score.name.as_str());
        let names = lines.iter().filter_map(|line| tiers.lines.get(usize::from(*line)));
        (score, names.map(|line| quoted(&line.name)).collect())
    }
}

/// Which letters a grade is: the language compares with one, and with all that are better or worse.
fn letters_of(grade: &str, known: &[merit_ir::Letter], letters: &[u16]) -> String {
    let name = |at: &u16| known.get(usize::from(*at)).map_or("?", |line| line.name.as_str());
    let mut letters = letters.to_vec();
    letters.sort_unstable();
    letters.dedup();
    let in_a_row = letters.windows(2).all(|pair| matches!(pair, [one, next] if one + 1 == *next));
    match letters.as_slice() {
        [only] => format!("{grade} grade is {}", name(only)),
        [0, .., last] if in_a_row => format!("{grade} grade is {} or better", name(last)),
        [first, .., last] if in_a_row && usize::from(*last) + 1 == known.len() => {
            format!("{grade} grade is {} or worse", name(first))
        }
        _ => {
            let each = letters.iter().map(|at| format!("{grade} grade is {}", name(at)));
            format!("({})", each.collect::<Vec<_>>().join(" or "))
        }
    }
}

/// Brackets around parts that are joined in the same way mean nothing.
fn flatten<'c>(parts: &'c [Condition], all: bool, flat: &mut Vec<&'c Condition>) {
    for part in parts {
        match part {
            Condition::All(inner) if all || inner.len() == 1 => flatten(inner, all, flat),
            Condition::Any(inner) if !all || inner.len() == 1 => flatten(inner, all, flat),
            _ => flat.push(part),
        }
    }
}

const fn has_negative(check: &Check) -> bool {
    matches!(
        check,
        Check::TextIs(_)
            | Check::StartsWith(_)
            | Check::EndsWith(_)
            | Check::Contains(_)
            | Check::ContainsWord(_)
            | Check::InList(_)
            | Check::NumberIs(_)
            | Check::YesNo(_)
            | Check::ChoiceIs(_)
            | Check::DateIs(_)
    )
}

const fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}
