//! B404: a weak signal, such as an opened e-mail, that counts without limit.

use merit_diagnostics::{Code, Diagnostic, Safety};
use merit_ir::{Bound, EventId, Frequencies, HowOften, Occasion, RuleKind};
use merit_syntax::tree::ClauseKind;
use merit_values::Points;

use crate::registry::{Check, Fixable};
use crate::subject::{ScoreRule, Subject, fades, heaviest};
use crate::words::{MESSAGE, OPENED};

pub(crate) const CHECK: Check = Check { code: Code::B404, since: "0.1.0", fixable: Fixable::Shown, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for at in subject.score_rules() {
        if let Some(event) = unlimited(at)
            && let Some(why) = weak(subject, event)
        {
            found.push(report(subject, at, event, &why));
        }
    }
}

/// The event of a rule that gives points without limit.
fn unlimited(at: ScoreRule<'_>) -> Option<EventId> {
    let RuleKind::Event { occasion: Occasion::Single(pattern) | Occasion::Times { pattern, .. }, how_often, .. } =
        &at.rule.kind
    else {
        return None;
    };
    let Frequencies::Flat { points, how_often } = how_often else { return None };
    let endless = matches!(how_often, HowOften::EveryTime | HowOften::EveryNth(_));
    let capped = at.rule.cap.is_some() || at.group.cap.is_some_and(|cap| cap.0 > 0);
    (points.0 > 0 && endless && !capped).then_some(pattern.event)
}

/// Why an event is a weak signal: it is declared so, or its name says that a message was opened.
pub(crate) fn weak(subject: &Subject<'_>, number: EventId) -> Option<String> {
    let event = subject.model.events.get(number.index())?;
    if event.weak_signal {
        return Some(format!("{} is declared a weak signal", event.name));
    }
    let names = [Some(event.name.as_str()), event.title.as_deref()];
    let opened =
        names.into_iter().flatten().any(|name| OPENED.is(name) && (MESSAGE.is(name) || OPENED.others(name) == 0));
    opened.then(|| {
        format!("By its name, {} is an opened message; mail programs open messages by themselves", event.name)
    })
}

fn report(subject: &Subject<'_>, at: ScoreRule<'_>, event: EventId, why: &str) -> Diagnostic {
    let name = subject.event_name(event);
    let node = subject.rule_node(at.rule);
    let clause = node.and_then(|node| {
        node.clauses.iter().find(|clause| matches!(clause.kind, ClauseKind::HowOften(_))).map(|clause| clause.span)
    });
    let place = clause.map_or_else(|| subject.place(&at.rule.source), |span| subject.at(&at.rule.source, span));
    let points = heaviest(at.rule);
    let mut report = Diagnostic::new(CHECK.code, place, format!("Every {name} counts, without limit."));
    if let Some((tier, bound, times)) = alone(subject, at, points) {
        let note = format!("{times} of them alone, with nothing else, bring a lead to \"{tier}\" ({bound}).");
        report = report.note(note);
    }
    let limited = format!("once per week  up to {} points", Points(points.0.saturating_mul(3)));
    let occasion = subject.text(subject.place(&at.rule.source));
    report
        .note(format!("{why}. Limit it, or score stronger signals instead:"))
        .choice(format!("    +{points}  {occasion}  {limited}"))
        .note("To keep it: put   allow weak_signal_unlimited because \"…\"   above the line.")
        .fix(Safety::DisplayOnly, limited.clone(), clause.map(|_| (place, limited)))
}

/// The highest tier that this rule alone can reach, its bound, and how many occasions it takes; only for points that
/// do not fade.
fn alone<'a>(subject: &Subject<'a>, at: ScoreRule<'_>, points: Points) -> Option<(&'a str, String, i64)> {
    if fades(at.rule) {
        return None;
    }
    let tiers = subject.model.tiers.iter().find(|tiers| tiers.score.index() == at.score_number)?;
    let top = at.score.range.1.map_or(i64::MAX, |top| top.0);
    let reached = tiers.lines.iter().find_map(|line| {
        let (bound, words) = match line.bound {
            Bound::From(bound) => (bound.0, bound.to_string()),
            Bound::Above(bound) => (bound.0.saturating_add(1), format!("above {bound}")),
            Bound::Otherwise => return None,
        };
        (0 < bound && bound <= top).then_some((line.name.as_str(), words, bound))
    });
    let (tier, words, bound) = reached?;
    Some((tier, words, bound.checked_add(points.0)?.checked_sub(1)?.checked_div(points.0)?))
}
