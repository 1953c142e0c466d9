//! B410: every page counts the same.

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::{Event, EventId, Membership, Occasion, RuleKind};
use merit_values::Kind;

use crate::registry::{Check, Fixable};
use crate::subject::{Subject, heaviest, occasion_of, patterns};
use crate::words::{ADDRESS, PAGE};

pub(crate) const CHECK: Check = Check { code: Code::B410, since: "0.1.0", fixable: Fixable::Shown, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let mut special = vec![false; model.events.len()];
    for occasion in occasions(subject) {
        for pattern in patterns(occasion).into_iter().filter(|pattern| pattern.condition.is_some()) {
            if let Some(special) = special.get_mut(pattern.event.index()) {
                *special = true;
            }
        }
    }
    for at in subject.score_rules().filter(|at| heaviest(at.rule).0 > 0) {
        let RuleKind::Event { occasion: Occasion::Single(pattern), .. } = &at.rule.kind else { continue };
        let EventId(number) = pattern.event;
        let Some(event) = model.events.get(usize::from(number)) else { continue };
        if pattern.condition.is_some() || special.get(usize::from(number)) != Some(&false) || !is_page(event) {
            continue;
        }
        // One finding for each event.
        if let Some(special) = special.get_mut(usize::from(number)) {
            *special = true;
        }
        found.push(report(subject, at.rule, event));
    }
}

fn occasions<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a Occasion> {
    let rules = subject.score_rules().filter_map(|at| occasion_of(at.rule));
    let members = subject.model.segments.iter().flat_map(|segment| &segment.includes);
    rules.chain(members.filter_map(|member| match member {
        Membership::After(occasion, _) => Some(occasion),
        Membership::When(_) => None,
    }))
}

/// A visited page, by its name or by what is known of it.
fn is_page(event: &Event) -> bool {
    PAGE.is(&event.name) || event.title.as_deref().is_some_and(|title| PAGE.is(title)) || address(event).is_some()
}

fn address(event: &Event) -> Option<&str> {
    let mut properties = event.properties.iter();
    properties
        .find(|property| property.kind == Kind::Url || ADDRESS.is(&property.name))
        .map(|property| &*property.name)
}

fn report(subject: &Subject<'_>, rule: &merit_ir::Rule, event: &Event) -> Diagnostic {
    let message = format!("Every {} counts the same: the home page and the price list are equal.", event.name);
    let report = Diagnostic::new(CHECK.code, subject.place(&rule.source), message);
    match address(event) {
        Some(property) => report
            .note("Some pages show that somebody wants to buy. Give them a rule of their own, for example:")
            .choice(format!("  +10  {} where {property} starts with \"/pricing\"  once per week", event.name)),
        None => report.note(format!(
            "The event does not say which page it was. Declare it under   event {}   :   has path: text",
            event.name
        )),
    }
}
