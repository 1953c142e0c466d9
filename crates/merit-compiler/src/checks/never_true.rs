//! M310: conditions that can never be true.

use std::collections::HashMap;

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::{Check, Outcome, Part, Texts};

use super::Subject;
use super::clash::clash;
use super::literals::{About, Atom, Literal, conjuncts, literal, walk};
use crate::context::Context;
use crate::resolved::{CondKind, Written};

/// Of more literals about one thing only the first ones are compared with each other.
const MOST: usize = 24;

pub(super) fn check(subject: &Subject<'_, '_>) {
    // A list that could not be read may hold anything.
    let unread = subject.context.names.lists.items.iter().any(|list| list.entries.is_none());
    for (number, written) in subject.context.conditions.borrow().iter().enumerate() {
        let mut said = false;
        walk(&written.condition, &mut |condition, positive, top| {
            if let Some(literal) = literal(condition, positive)
                && !matches!(condition.kind, CondKind::Not(_))
            {
                said |= alone(subject.context, written, &literal);
            }
            let together =
                matches!((&condition.kind, positive), (CondKind::All(_), true) | (CondKind::Any(_), false));
            if together
                && top
                && let Some((one, other)) = first_clash(&conjuncts(condition, positive))
            {
                report(subject.context, written, &one, &other);
                subject.hopeless.borrow_mut().insert(number);
                said = true;
            }
        });
        // No two parts exclude each other, but all of them together do.
        if !said && !unread && !subject.reach.can_hold(written.event, &written.condition.ir()) {
            let what = if written.event.is_some() { "no event" } else { "no lead" };
            let message = format!("This can never be true: {what} fits all of it.");
            let report = Diagnostic::new(Code::M310, written.at(written.condition.span), message)
                .note("No two of its parts exclude each other, but all of them together do.");
            subject.context.reports.add(report);
            subject.hopeless.borrow_mut().insert(number);
        }
    }
}

/// The first two literals that cannot both be true.
pub(super) fn first_clash<'a>(literals: &[Literal<'a>]) -> Option<(Literal<'a>, Literal<'a>)> {
    let mut about: HashMap<About, Vec<Literal<'a>>> = HashMap::new();
    for literal in literals {
        let others = about.entry(literal.atom.about()).or_default();
        if let Some(other) = others.iter().find(|other| clash(other, literal)) {
            return Some((*other, *literal));
        }
        if others.len() < MOST {
            others.push(*literal);
        }
    }
    None
}

fn report(context: &Context<'_>, written: &Written, one: &Literal<'_>, other: &Literal<'_>) {
    let words = |literal: &Literal<'_>| context.words(written.at(literal.span));
    let (first, second) = (words(one), words(other));
    let value = |words: &str| words.split_once(" is ").map(|(subject, value)| (subject.to_owned(), value.to_owned()));
    let single = |literal: &Literal<'_>| {
        let simple = match literal.atom {
            Atom::Test(test) => {
                matches!(&test.check, Check::TextIs(_) | Check::ChoiceIs(_) | Check::NumberIs(_) | Check::DateIs(_))
            }
            Atom::Outcome(outcome) => matches!(outcome, Outcome::Tier(..) | Outcome::Grade(..)),
            Atom::Had(_) => false,
        };
        simple && literal.positive
    };
    let place = written.at(other.span);
    let mut report = match (value(&first), value(&second)) {
        (Some((subject, a)), Some((same, b)))
            if subject == same
                && single(one)
                && single(other)
                && !a.starts_with("one of")
                && !b.starts_with("one of") =>
        {
            let message = format!("This can never be true: {subject} cannot be {a} and {b} at once.");
            Diagnostic::new(Code::M310, place, message).choice(format!("{subject} is one of {a}, {b}"))
        }
        _ => {
            let message = format!("This can never be true: {first} and {second} exclude each other.");
            Diagnostic::new(Code::M310, place, message)
        }
    };
    report = report.related(written.at(one.span), "it excludes this");
    context.reports.add(report);
}

/// Reports a test that is never true for itself.
fn alone(context: &Context<'_>, written: &Written, literal: &Literal<'_>) -> bool {
    if !literal.positive {
        return false;
    }
    let reversed =
        |low: i128, high: i128| (low > high).then(|| "the first number is more than the second".to_owned());
    let why = match literal.atom {
        Atom::Test(test) => match (&test.check, test.part) {
            (Check::NumberFrom(low, high), _) => reversed(low.0, high.0),
            (Check::DateFrom(low, high), _) => (low > high).then(|| "the first date is after the second".to_owned()),
            (Check::TextIs(texts), part) => outside(part, texts, true),
            (Check::StartsWith(Texts::Given(texts)), part) => outside(part, texts, false),
            _ => None,
        },
        Atom::Outcome(Outcome::ScoreFrom(_, low, high) | Outcome::PointsFrom(_, low, high)) => {
            reversed(low.0, high.0)
        }
        Atom::Outcome(_) | Atom::Had(_) => None,
    };
    let Some(why) = why else { return false };
    let message = format!("This can never be true: {why}.");
    context.reports.add(Diagnostic::new(Code::M310, written.at(literal.span), message));
    true
}

/// Why no part of an address can be, or begin with, any of these texts.
fn outside(part: Part, texts: &[String], whole: bool) -> Option<String> {
    let (bad, why): (&dyn Fn(&str) -> bool, &str) = match part {
        Part::Whole => return None,
        Part::Domain => (&|text| text.contains('@'), "a domain is what follows the @, so it has none"),
        Part::Host => (&|text| text.contains('/'), "a host ends before the first /"),
        Part::Path if whole => (&|text| !text.starts_with('/'), "a path begins with /"),
        Part::Path => (&|text| !text.starts_with('/'), "a path begins with /"),
    };
    (!texts.is_empty() && texts.iter().all(|text| bad(text))).then(|| why.to_owned())
}
