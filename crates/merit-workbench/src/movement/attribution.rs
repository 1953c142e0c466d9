//! Why a lead has another score: both ledgers line by line. The differences of the lines add up to the difference of the
//! score, to the last digit.

use merit_engine::{Account, GroupAccount, RuleAccount};
use merit_ir::{Group, SegmentId};
use schemars::JsonSchema;
use serde::Serialize;

use super::Accounted;
use super::data::{Move, MovedLead};
use crate::Amount;
use crate::diff::{Comparison, RuleAt};
use crate::words::Words;

/// Why a lead moves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeadDifference {
    /// Its identifier.
    pub lead: String,
    /// From where to where.
    pub moves: Vec<Move>,
    /// The scores and grades with lines that differ.
    pub scores: Vec<ScoreDifference>,
    /// The segments that the lead enters or leaves, with the lines that hold.
    pub segments: Vec<SegmentReason>,
}

/// A score or grade in both models.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ScoreDifference {
    /// Its name.
    pub name: String,
    /// Its value in the old model; nothing where it is not there.
    pub old: Option<Amount>,
    /// Its value in the new model; nothing where it is not there.
    pub new: Option<Amount>,
    /// The new value less the old one; a value that is not there counts as 0.
    pub difference: Amount,
    /// The lines that differ, the largest difference first: their differences add up to that of the score.
    pub because: Vec<Because>,
}

/// A line of the ledger that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Because {
    /// What the line is.
    pub kind: BecauseKind,
    /// Its name.
    pub name: String,
    /// The rule is new, gone, altered or moved.
    pub changed: bool,
    /// What it gives in the old model.
    pub old: Amount,
    /// What it gives in the new model.
    pub new: Amount,
    /// The difference.
    pub difference: Amount,
}

/// What a line of the ledger is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BecauseKind {
    /// A rule.
    Rule,
    /// What the cap of a group takes away.
    Cap,
    /// What silence takes away.
    Silence,
    /// What the score starts at.
    StartsAt,
    /// What other scores and grades add.
    SumOf,
    /// What the range does.
    Range,
    /// What the rounding does.
    Rounding,
}

/// Why a lead is in a segment, or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SegmentReason {
    /// The name of the segment.
    pub name: String,
    /// In the old model.
    pub old: String,
    /// In the new model.
    pub new: String,
}

/// One line of one model.
struct Line {
    kind: BecauseKind,
    /// The number of the pair of rules, or a name.
    key: Key,
    amount: Amount,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Key {
    Rule(usize),
    Named(String),
}

pub(super) fn attribute(
    comparison: &Comparison,
    old: Accounted<'_>,
    new: Accounted<'_>,
    lead: &MovedLead,
) -> LeadDifference {
    let before = old.explained.account(&lead.lead).unwrap_or_default();
    let after = new.explained.account(&lead.lead).unwrap_or_default();
    let mut scores = Vec::new();
    for (was, is) in &comparison.scores {
        let name = is.and_then(|at| new.model.scores.get(at)).or_else(|| was.and_then(|at| old.model.scores.get(at)));
        let name = name.map_or("", |score| &score.name);
        let of = |accounted: Accounted<'_>, account: &Account, at: &Option<usize>, is_old: bool| {
            at.and_then(|at| score_lines(comparison, accounted, account, at, is_old))
        };
        scores.extend(difference(comparison, name, of(old, &before, was, true), of(new, &after, is, false)));
    }
    for (was, is) in &comparison.grades {
        let name = is.and_then(|at| new.model.grades.get(at)).or_else(|| was.and_then(|at| old.model.grades.get(at)));
        let name = name.map_or("", |grade| &grade.name);
        let of = |accounted: Accounted<'_>, account: &Account, at: &Option<usize>, is_old: bool| {
            at.and_then(|at| grade_lines(comparison, accounted, account, at, is_old))
        };
        scores.extend(difference(comparison, name, of(old, &before, was, true), of(new, &after, is, false)));
    }
    let segments = lead.moves.iter().filter_map(|change| {
        let find = |accounted: Accounted<'_>| {
            let at = accounted.model.segments.iter().position(|segment| segment.name == change.of)?;
            Some(SegmentId(u16::try_from(at).ok()?))
        };
        let (was, is) = (find(old), find(new));
        (was.is_some() || is.is_some()).then(|| SegmentReason {
            name: change.of.clone(),
            old: segment_words(old, &before, was),
            new: segment_words(new, &after, is),
        })
    });
    LeadDifference { lead: lead.lead.clone(), moves: lead.moves.clone(), segments: segments.collect(), scores }
}

/// The lines of a score, and its value.
fn score_lines(
    comparison: &Comparison,
    accounted: Accounted<'_>,
    account: &Account,
    number: usize,
    is_old: bool,
) -> Option<(Vec<Line>, Amount)> {
    let (score, found) = (accounted.model.scores.get(number)?, account.scores.get(number)?);
    let mut lines = Vec::new();
    group_lines(comparison, (false, number), &score.groups, &found.groups, is_old, &mut lines);
    let mut named = |kind, name: &str, amount: Amount| {
        lines.push(Line { kind, key: Key::Named(name.to_owned()), amount });
    };
    named(BecauseKind::StartsAt, "starts at", score.starts_at.into());
    named(BecauseKind::Silence, "silence", found.silence.iter().map(|post| Amount::from(post.now)).sum());
    let words = Words::of(accounted.model);
    for (part, points) in score.sum_of.iter().zip(&found.parts) {
        let whole = merit_ir::SumPart { percent: 100_000, ..*part };
        named(BecauseKind::SumOf, &format!("sum of {}", words.sum_part(whole)), (*points).into());
    }
    let (sum, ranged) = (Amount::from(found.sum), Amount::from(found.ranged));
    named(BecauseKind::Range, "range", ranged - sum);
    named(BecauseKind::Rounding, "rounding", Amount::from(found.value) - ranged);
    Some((lines, found.value.into()))
}

fn grade_lines(
    comparison: &Comparison,
    accounted: Accounted<'_>,
    account: &Account,
    number: usize,
    is_old: bool,
) -> Option<(Vec<Line>, Amount)> {
    let (grade, found) = (accounted.model.grades.get(number)?, account.grades.get(number)?);
    let mut lines = Vec::new();
    group_lines(comparison, (true, number), &grade.groups, &found.groups, is_old, &mut lines);
    let key = Key::Named("starts at".to_owned());
    lines.push(Line { kind: BecauseKind::StartsAt, key, amount: grade.starts_at.into() });
    Some((lines, found.points.into()))
}

fn group_lines(
    comparison: &Comparison,
    (grade, heading): (bool, usize),
    groups: &[Group],
    found: &[GroupAccount],
    is_old: bool,
    lines: &mut Vec<Line>,
) {
    for (group, (known, account)) in groups.iter().zip(found).enumerate() {
        for (rule, counted) in account.rules.iter().enumerate() {
            let at = RuleAt { grade, heading, group, rule };
            let pair =
                comparison.rules.iter().position(|pair| (if is_old { pair.old } else { pair.new }) == Some(at));
            let amount = contribution(known, counted);
            lines.extend(pair.map(|pair| Line { kind: BecauseKind::Rule, key: Key::Rule(pair), amount }));
        }
        let cap = Amount::from(account.points) - Amount::from(account.sum);
        let name = format!("cap of {}", known.name.as_deref().unwrap_or("the rules without group"));
        lines.push(Line { kind: BecauseKind::Cap, key: Key::Named(name), amount: cap });
    }
}

/// What a rule gives to its group.
fn contribution(group: &Group, rule: &RuleAccount) -> Amount {
    let counts = !group.best_one_only || (rule.applies && !rule.outdone);
    if counts { rule.points.into() } else { Amount::ZERO }
}

/// What differs; nothing when no line does.
fn difference(
    comparison: &Comparison,
    name: &str,
    old: Option<(Vec<Line>, Amount)>,
    new: Option<(Vec<Line>, Amount)>,
) -> Option<ScoreDifference> {
    let value = |side: &Option<(Vec<Line>, Amount)>| side.as_ref().map(|(_, value)| *value);
    let (was, is) = (value(&old), value(&new));
    let mut lines: Vec<(BecauseKind, Key, Amount, Amount)> = Vec::new();
    for (side, is_old) in [(old, true), (new, false)] {
        for line in side.into_iter().flat_map(|(lines, _)| lines) {
            let known = lines.iter().position(|(kind, key, ..)| *kind == line.kind && *key == line.key);
            let at = known.unwrap_or_else(|| {
                lines.push((line.kind, line.key, Amount::ZERO, Amount::ZERO));
                lines.len() - 1
            });
            if let Some((_, _, before, after)) = lines.get_mut(at) {
                let amount = if is_old { before } else { after };
                *amount = *amount + line.amount;
            }
        }
    }
    let mut because: Vec<Because> = lines
        .into_iter()
        .filter(|(_, _, before, after)| before != after)
        .map(|(kind, key, old, new)| {
            let (name, changed) = match key {
                Key::Named(name) => (name, false),
                Key::Rule(pair) => {
                    comparison.rules.get(pair).map_or_else(Default::default, |pair| (pair.name.clone(), pair.changed))
                }
            };
            Because { kind, name, changed, old, new, difference: new - old }
        })
        .collect();
    because.sort_by_key(|line| (std::cmp::Reverse(line.difference.0.unsigned_abs()), line.kind));
    let difference = is.unwrap_or_default() - was.unwrap_or_default();
    (!because.is_empty() || was != is).then(|| ScoreDifference {
        name: name.to_owned(),
        old: was,
        new: is,
        difference,
        because,
    })
}

fn segment_words(accounted: Accounted<'_>, account: &Account, id: Option<SegmentId>) -> String {
    let Some(id) = id else { return "there is no such segment".to_owned() };
    let (segment, found) = match (accounted.model.segments.get(id.index()), account.segments.get(id.index())) {
        (Some(segment), Some(found)) => (segment, found),
        _ => return "no result".to_owned(),
    };
    let words = Words::of(accounted.model);
    let said = |word: &str, lines: &[merit_ir::Membership], holding: &[usize]| -> String {
        let lines = holding.iter().filter_map(|number| lines.get(*number));
        lines.map(|line| format!("{word} {}", words.membership(line))).collect::<Vec<_>>().join("; ")
    };
    if found.inside {
        said("include", &segment.includes, &found.includes)
    } else if found.includes.is_empty() {
        "no \"include\" line is true".to_owned()
    } else {
        said("exclude", &segment.excludes, &found.excludes)
    }
}
