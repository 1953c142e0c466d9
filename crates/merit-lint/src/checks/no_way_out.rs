//! B413: a segment that a lead can never leave.

use merit_diagnostics::{Code, Diagnostic, Safety};
use merit_ir::{Condition, Frequency, Membership, Model, Outcome, RuleKind, ScoreId, Segment};
use merit_syntax::tree::{IncludeWhat, StatementKind};

use crate::registry::{Check, Fixable};
use crate::subject::{Subject, all_points, fades};

pub(crate) const CHECK: Check = Check { code: Code::B413, since: "0.1.0", fixable: Fixable::Shown, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for segment in subject.model.segments.iter().filter(|segment| segment.excludes.is_empty()) {
        let lasting = |member: &Membership| match member {
            Membership::After(_, length) => length.is_none(),
            Membership::When(condition) => lasts(subject.model, condition),
        };
        if segment.includes.iter().any(lasting) {
            found.push(report(subject, segment));
        }
    }
}

fn report(subject: &Subject<'_>, segment: &Segment) -> Diagnostic {
    let message = format!("Some leads can never leave the segment \"{}\".", segment.name);
    let report = Diagnostic::new(CHECK.code, subject.place(&segment.source), message)
        .label("no exclude, and what takes them in stays true for ever")
        .note("After a year the list is full of leads who were interesting once. Say how long it holds, or add a line like")
        .note("exclude when had no page_view in the last 180 days");
    match without_end(subject, segment) {
        Some(end) => report.fix(Safety::DisplayOnly, "for 90 days", [(end, " for 90 days".to_owned())]),
        None => report,
    }
}

/// The end of the first `include after` of a segment that does not say for how long.
fn without_end(subject: &Subject<'_>, segment: &Segment) -> Option<merit_diagnostics::Place> {
    let lines = subject.following(&segment.source).iter();
    let lines = lines.take_while(|statement| matches!(statement.kind, StatementKind::Include(_)));
    let mut open = lines.filter_map(|statement| match &statement.kind {
        StatementKind::Include(include) => match &include.what {
            IncludeWhat::After(occasion, None) => Some(occasion.span.end),
            _ => None,
        },
        _ => None,
    });
    open.next().map(|end| subject.at(&segment.source, merit_diagnostics::Span::new(end, end)))
}

/// True when a condition that was true once is true for ever. When unsure, it is not.
fn lasts(model: &Model, condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) => parts.iter().all(|part| lasts(model, part)),
        Condition::Any(parts) => parts.iter().any(|part| lasts(model, part)),
        Condition::Had(history) => history.within.is_none() && matches!(history.frequency, Frequency::AtLeast(_)),
        Condition::Outcome(Outcome::Score(score, comparison, _)) => {
            matches!(comparison, merit_ir::Comparison::Greater | merit_ir::Comparison::GreaterOrEqual)
                && !falls(model, *score, 0)
        }
        Condition::Outcome(Outcome::Tier(tiers, lines)) => {
            // The highest tiers without a gap: what has been reached once.
            let highest = (0u16..).zip(lines).all(|(number, line)| number == *line);
            highest && model.tiers.get(tiers.index()).is_some_and(|tiers| !falls(model, tiers.score, 0))
        }
        _ => false,
    }
}

/// True when a score can become less.
fn falls(model: &Model, score: ScoreId, depth: u8) -> bool {
    let Some(score) = model.scores.get(score.index()) else { return true };
    let loses = |rule: &merit_ir::Rule| match &rule.kind {
        RuleKind::Standing { .. } => true,
        RuleKind::Event { .. } => fades(rule) || all_points(rule).iter().any(|points| points.0 < 0),
    };
    let part_falls = |part: &merit_ir::SumPart| match part.of {
        merit_ir::SumSource::Score(of) => depth >= 8 || falls(model, of, depth + 1),
        merit_ir::SumSource::Grade(_) => true,
    };
    !score.inactivity.is_empty()
        || !score.resets.is_empty()
        || score.groups.iter().flat_map(|group| &group.rules).any(loses)
        || score.sum_of.iter().any(part_falls)
}
