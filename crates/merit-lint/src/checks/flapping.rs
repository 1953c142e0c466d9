//! B419: a trigger that may fire again and again, as a fading score goes up and down around a bound.

use merit_diagnostics::{Code, Diagnostic, Safety};
use merit_ir::{Bound, HowOften, Target, Trigger};
use merit_syntax::tree::StatementKind;
use merit_values::Points;

use crate::registry::{Check, Fixable};
use crate::subject::{Subject, fades};

pub(crate) const CHECK: Check = Check { code: Code::B419, since: "0.1.0", fixable: Fixable::Shown, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for trigger in subject.model.triggers.iter().filter(|trigger| trigger.how_often == HowOften::EveryTime) {
        found.extend(of_trigger(subject, trigger));
    }
}

fn of_trigger(subject: &Subject<'_>, trigger: &Trigger) -> Option<Diagnostic> {
    let Target::Tier(tiers, line) = trigger.target else { return None };
    let tiers = subject.model.tiers.get(tiers.index())?;
    let tier = tiers.lines.get(usize::from(line))?;
    let score = subject.model.scores.get(tiers.score.index())?;
    let fading = score.groups.iter().flat_map(|group| &group.rules).any(fades);
    if !fading || tier.until_below.is_some() {
        return None;
    }
    let statement = subject.statement(&trigger.source)?;
    let StatementKind::Trigger(node) = &statement.kind else { return None };
    let how_often = node.how_often.as_ref()?;
    let place = subject.at(&trigger.source, how_often.span);
    let message =
        format!("This may fire again and again: the score fades, and \"{}\" has no \"until below\".", tier.name);
    let report = Diagnostic::new(CHECK.code, place, message)
        .related(subject.place(&tier.source), "a lead at the edge goes in and out")
        .note("Let the tier hold its leads a little longer, or limit the trigger:");
    let limited = "at most 1 time in any 30 days".to_owned();
    let report = match tier.bound {
        Bound::From(bound) | Bound::Above(bound) => {
            let below = Points(bound.0 / 10 * 9 / 1_000_000 * 1_000_000);
            let from = if matches!(tier.bound, Bound::From(_)) { "from" } else { "above" };
            report.choice(format!("  \"{}\"  {from} {bound}  until below {below}", tier.name))
        }
        Bound::Otherwise => report,
    };
    Some(report.choice(format!("  … {limited}")).fix(Safety::DisplayOnly, limited.clone(), [(place, limited)]))
}
