//! B405: one occasion that is worth half of the range, or takes a lead past a whole tier.

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::{Bound, Model, RuleKind, Score, Tier};

use crate::registry::{Check, Fixable};
use crate::subject::{ScoreRule, Subject, all_points};

pub(crate) const CHECK: Check = Check { code: Code::B405, since: "0.1.0", fixable: Fixable::Shown, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for at in subject.score_rules().filter(|at| matches!(at.rule.kind, RuleKind::Event { .. })) {
        let points = one(at);
        let Some(message) = half(at.score, points).or_else(|| jump(subject.model, at, points)) else { continue };
        let occasion = subject.text(subject.place(&at.rule.source));
        let occasion = occasion.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        let report = Diagnostic::new(CHECK.code, subject.points_place(at.rule), message)
            .label("one occasion, all these points")
            .note("A score adds up many small signs. What qualifies a lead alone belongs in a segment, for example:")
            .choice("segment \"Sales list\"")
            .choice(format!("  include after {occasion} for 90 days"));
        found.push(report);
    }
}

/// The most that one occasion gives, caps included, in millionths.
fn one(at: ScoreRule<'_>) -> i64 {
    let most = all_points(at.rule).iter().map(|points| points.0).max().unwrap_or(0);
    let caps = [at.rule.cap, at.group.cap].into_iter().flatten().map(|cap| cap.0).filter(|cap| *cap > 0);
    caps.fold(most, i64::min)
}

fn half(score: &Score, points: i64) -> Option<String> {
    let top = score.range.1?;
    let bottom = score.range.0.unwrap_or_default();
    let width = top.0.checked_sub(bottom.0).filter(|width| *width > 0)?;
    let shown = merit_values::Points(points);
    (points >= width - points).then(|| {
        format!("One occasion gives {shown} points, half or more of the range of {} ({bottom} to {top}).", score.name)
    })
}

fn jump(model: &Model, at: ScoreRule<'_>, points: i64) -> Option<String> {
    let tiers = model.tiers.iter().find(|tiers| tiers.score.index() == at.score_number)?;
    let unit = 10i64.pow(6 - u32::from(at.score.decimals.min(6)));
    let bottom = at.score.range.0.map_or(i64::MIN, |bottom| bottom.0);
    tiers.lines.windows(2).find_map(|pair| {
        let [upper, middle] = pair else { return None };
        let below = last_below(middle, unit)?;
        let past = first_in(upper, unit)?;
        (below >= bottom && points >= past.checked_sub(below)?).then(|| {
            let shown = merit_values::Points(points);
            format!(
                "One occasion gives {shown} points and can take a lead from below \"{}\" to \"{}\" at once.",
                middle.name, upper.name
            )
        })
    })
}

/// The lowest value in a tier.
const fn first_in(tier: &Tier, unit: i64) -> Option<i64> {
    match tier.bound {
        Bound::From(bound) => Some(bound.0),
        Bound::Above(bound) => bound.0.checked_add(unit),
        Bound::Otherwise => None,
    }
}

/// The highest value below a tier.
const fn last_below(tier: &Tier, unit: i64) -> Option<i64> {
    match tier.bound {
        Bound::From(bound) => bound.0.checked_sub(unit),
        Bound::Above(bound) => Some(bound.0),
        Bound::Otherwise => None,
    }
}
