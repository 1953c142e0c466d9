//! How many points there can be: the one place where the checks ask for it.

use merit_ir::{Frequencies, HowOften, Per, Restart, Rule, RuleKind, Score};

use crate::subject::{ScoreRule, Subject};

/// Points in millionths.
pub(crate) type Millionths = i128;

/// The highest sum of a score before its range and how it comes about; `None` when there is no end, or when the sum
/// is only known not to be higher: points that come again and again while older ones fade have no round highest sum.
pub(crate) fn highest_sum(subject: &Subject<'_>, score: usize) -> Option<(Millionths, String)> {
    let is_exact = subject.model.scores.get(score).is_some_and(is_exact);
    let sum = subject.compilation.bounds.scores.get(score)?.sum.as_ref()?;
    is_exact.then(|| (sum.points, sum.derivation.clone()))
}

/// The highest sum of a rule without its cap; `None` when there is no end.
pub(crate) fn uncapped(subject: &Subject<'_>, at: ScoreRule<'_>) -> Option<Millionths> {
    let rules = &subject.compilation.bounds.scores.get(at.score_number)?.rules;
    *rules.get(at.group_number)?.get(at.rule_number)?
}

fn is_exact(score: &Score) -> bool {
    let group = |group: &merit_ir::Group| group.cap.is_some() || group.rules.iter().all(is_rule_exact);
    score.sum_of.is_empty() && score.groups.iter().all(group)
}

const fn is_rule_exact(rule: &Rule) -> bool {
    rule.cap.is_some()
        || match &rule.kind {
            RuleKind::Standing { .. } => true,
            RuleKind::Event { how_often: Frequencies::Flat { points, how_often }, .. } => {
                points.0 <= 0 || matches!(how_often, HowOften::AtMost(_, Per::Ever | Per::Property(_)))
            }
            RuleKind::Event { how_often: Frequencies::Ladder { restart, .. }, .. } => {
                matches!(restart, Restart::Never)
            }
        }
}
