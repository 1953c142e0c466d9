//! B411: a request for a quote, a demo or a call is scored, but no segment takes the lead at once.

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::{Bound, Membership, Pattern, RuleKind, Test};
use merit_values::{Kind, Points};

use crate::conditions::{Leaf, leaves, texts};
use crate::registry::{Check, Fixable};
use crate::subject::{ScoreRule, Subject, heaviest, patterns};
use crate::words::REQUEST;

pub(crate) const CHECK: Check = Check { code: Code::B411, since: "0.1.0", fixable: Fixable::Shown, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let mut taken = vec![false; model.events.len()];
    for member in model.segments.iter().flat_map(|segment| &segment.includes) {
        if let Membership::After(occasion, _) = member {
            for pattern in patterns(occasion) {
                if let Some(taken) = taken.get_mut(pattern.event.index()) {
                    *taken = true;
                }
            }
        }
    }
    for at in subject.score_rules().filter(|at| heaviest(at.rule).0 > 0) {
        let RuleKind::Event { occasion, .. } = &at.rule.kind else { continue };
        for pattern in patterns(occasion) {
            if taken.get(pattern.event.index()) == Some(&false) && is_request(subject, pattern) {
                // One finding for each event.
                if let Some(taken) = taken.get_mut(pattern.event.index()) {
                    *taken = true;
                }
                found.push(report(subject, at));
            }
        }
    }
}

/// The event is a request, or a value that it is asked for names one.
fn is_request(subject: &Subject<'_>, pattern: &Pattern) -> bool {
    let Some(event) = subject.model.events.get(pattern.event.index()) else { return false };
    let named = REQUEST.is(&event.name) || event.title.as_deref().is_some_and(|title| REQUEST.is(title));
    let mut asked = false;
    if let Some(condition) = &pattern.condition {
        leaves(condition, &mut |leaf| {
            if let Leaf::Test(test) = leaf {
                asked |= texts(test).iter().any(|text| REQUEST.is(text));
                asked |= chosen(event, test).any(|choice| REQUEST.is(choice));
            }
        });
    }
    named || asked
}

/// The choices that a test of a property asks for.
fn chosen<'a>(event: &'a merit_ir::Event, test: &'a Test) -> impl Iterator<Item = &'a str> {
    let property = match test.subject {
        merit_ir::Subject::Property(property) => event.properties.get(property.index()),
        merit_ir::Subject::Attribute(_) => None,
    };
    let choices = match property.map(|property| &property.kind) {
        Some(Kind::OneOf(choices)) => choices.as_slice(),
        _ => &[],
    };
    let numbers = match &test.check {
        merit_ir::Check::ChoiceIs(numbers) => numbers.as_slice(),
        _ => &[],
    };
    numbers.iter().filter_map(|number| choices.get(usize::from(*number)).map(String::as_str))
}

fn report(subject: &Subject<'_>, at: ScoreRule<'_>) -> Diagnostic {
    let points = heaviest(at.rule);
    let occasion = subject.text(subject.place(&at.rule.source));
    let occasion = occasion.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    let message = match beyond(subject, at, points) {
        Some((tier, bound)) => format!(
            "This request gives {points} points, which alone do not reach \"{tier}\" ({bound}), and no segment takes the lead at once."
        ),
        None => format!("This request gives {points} points, but no segment takes the lead at once."),
    };
    Diagnostic::new(CHECK.code, subject.place(&at.rule.source), message)
        .note("Whoever asks for a quote, a demo or a call wants to be called today, whatever the score. Say so:")
        .choice("segment \"Sales list\"")
        .choice(format!("  include after {occasion} for 90 days"))
}

/// The highest tier, when these points alone do not reach it.
fn beyond<'a>(subject: &Subject<'a>, at: ScoreRule<'_>, points: Points) -> Option<(&'a str, String)> {
    let tiers = subject.model.tiers.iter().find(|tiers| tiers.score.index() == at.score_number)?;
    let top = tiers.lines.first()?;
    match top.bound {
        Bound::From(bound) if points < bound => Some((&top.name, format!("from {bound}"))),
        Bound::Above(bound) if points <= bound => Some((&top.name, format!("above {bound}"))),
        _ => None,
    }
}
