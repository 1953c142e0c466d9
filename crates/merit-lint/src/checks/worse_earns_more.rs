//! B425: a worse letter that is worth more than a better one.

use std::collections::HashMap;

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::{AttributeId, Check as Asks, Condition, Grade, Group, Rule, RuleKind, Subject as Of};
use merit_values::Points;

use crate::registry::{Check, Fixable};
use crate::subject::Subject;

pub(crate) const CHECK: Check = Check { code: Code::B425, since: "0.1.0", fixable: Fixable::No, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    for grade in &model.grades {
        letters_in_order(subject, grade, found);
    }
    let groups = model.scores.iter().flat_map(|score| &score.groups);
    for group in groups.chain(model.grades.iter().flat_map(|grade| &grade.groups)) {
        of_group(subject, group, found);
    }
}

/// The letters of a grade from the highest bound down: a worse letter does not stand above a better one.
fn letters_in_order(subject: &Subject<'_>, grade: &Grade, found: &mut Vec<Diagnostic>) {
    for pair in grade.letters.windows(2) {
        let [above, below] = pair else { continue };
        if rank(&above.name) > rank(&below.name) {
            let (worse, better) = (&above.name, &below.name);
            let message =
                format!("In {}, the letter {worse} takes more points than the better {better}.", grade.name);
            let report = Diagnostic::new(CHECK.code, subject.place(&above.source), message)
                .related(subject.place(&below.source), "the better letter begins lower")
                .note("Everybody reads A as the best. Two letters may be swapped.");
            found.push(report);
        }
    }
}

fn of_group(subject: &Subject<'_>, group: &Group, found: &mut Vec<Diagnostic>) {
    let mut known: HashMap<AttributeId, Vec<(String, Points, &Rule)>> = HashMap::new();
    for rule in &group.rules {
        let Some((attribute, letters, points)) = lettered(subject, rule) else { continue };
        let rows = known.entry(attribute).or_default();
        rows.extend(letters.into_iter().map(|letter| (letter, points, rule)));
    }
    let mut of_attributes: Vec<_> = known.into_iter().collect();
    of_attributes.sort_by_key(|(attribute, _)| *attribute);
    for (attribute, mut rows) in of_attributes {
        rows.sort_by_key(|(letter, ..)| rank(letter));
        let name = subject.model.attributes.get(attribute.index()).map_or("", |attribute| &attribute.name);
        for pair in rows.windows(2) {
            let [(better, less, above), (worse, more, rule)] = pair else { continue };
            if more > less && rank(better) != rank(worse) {
                let message = format!("{name} {worse} gives {more} points, but the better {better} gives {less}.");
                let report = Diagnostic::new(CHECK.code, subject.points_place(rule), message)
                    .related(subject.points_place(above), "the better letter is worth less")
                    .note("If A is the best letter, the points should not rise towards F: two lines may be swapped.");
                found.push(report);
            }
        }
    }
}

/// The letters that a standing rule asks an attribute for.
fn lettered(subject: &Subject<'_>, rule: &Rule) -> Option<(AttributeId, Vec<String>, Points)> {
    let RuleKind::Standing { condition: Condition::Test(test), points } = &rule.kind else { return None };
    let (Of::Attribute(number), Asks::ChoiceIs(chosen)) = (test.subject, &test.check) else { return None };
    let choices = subject.model.attributes.get(number.index())?.kind.choices();
    if choices.len() < 2 || !choices.iter().all(|choice| rank(choice).is_some()) {
        return None;
    }
    let letters = chosen.iter().filter_map(|number| choices.get(usize::from(*number)).cloned());
    Some((number, letters.collect(), *points))
}

/// The order of letters as grades have them: A+, A, A-, B+ … F-.
fn rank(letter: &str) -> Option<u8> {
    let (&first, rest) = letter.trim().as_bytes().split_first()?;
    let sign = match rest {
        b"+" => 0,
        b"" => 1,
        b"-" => 2,
        _ => return None,
    };
    let first = first.to_ascii_uppercase();
    (b'A'..=b'F').contains(&first).then(|| (first - b'A') * 3 + sign)
}
