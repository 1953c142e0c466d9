//! The entries, caps and roundings of every lead add up to the score, to the last digit.

use merit_engine::{Account, Evaluation, GroupAccount};
use merit_ir::{Group, Model};
use merit_values::{Decimal, Points};
use merit_workbench::{Amount, ExplainOptions, Explanation, GroupExplained, Privacy, explain};

use crate::support::{evaluated, explained, leads, options, prepared, seeds};

#[test]
fn present_values_caps_and_rounding_add_up() {
    let (mut entries, mut faded, mut capped, mut refused) = (0, 0, 0, 0);
    for seed in seeds() {
        let (ready, cases) = prepared(seed);
        let model = ready.model();
        for case in &cases {
            let evaluation = evaluated(model, case, &case.records, options(case));
            let explained = explained(model, case, leads(case).into_iter());
            let found: Vec<&str> = explained.leads().collect();
            assert_eq!(found, evaluation.results.leads.iter().collect::<Vec<_>>(), "seed {seed}");
            for (number, lead) in evaluation.results.leads.iter().enumerate() {
                let account = explained.account(lead).unwrap();
                let place = format!("seed {seed}, lead {lead}");
                compare(model, &evaluation, number, &account, &place);
                let options = ExplainOptions {
                    as_of: options(case).as_of,
                    until: options(case).as_of,
                    sources: &[],
                    privacy: Privacy::Shown,
                    lifter: None,
                };
                adds_up(&explain(model, &explained, lead, options).unwrap(), &place);
                for rule in rules(&account) {
                    entries += rule.entries.len();
                    refused += rule.refused.len();
                    faded += rule.entries.iter().filter(|entry| entry.now != entry.points).count();
                    capped += usize::from(rule.sum != rule.points);
                }
            }
        }
    }
    // The test means something only if all of this happened.
    assert!(entries > 1_000 && faded > 300 && capped > 30 && refused > 1_000, "{entries} {faded} {capped} {refused}");
}

fn rules(account: &Account) -> impl Iterator<Item = &merit_engine::RuleAccount> {
    account.scores.iter().flat_map(|score| &score.groups).flat_map(|group| &group.rules)
}

/// The account says the same as the evaluation.
fn compare(model: &Model, evaluation: &Evaluation, lead: usize, account: &Account, place: &str) {
    let results = &evaluation.results;
    let mut subtotals: Vec<Decimal> = Vec::new();
    for ((score, found), values) in model.scores.iter().zip(&account.scores).zip(&results.scores) {
        assert_eq!(found.value, values[lead], "{place}: {}", score.name);
        subtotals.extend(group_sums(&score.groups, &found.groups, place));
    }
    for ((grade, found), points) in model.grades.iter().zip(&account.grades).zip(&results.points) {
        let sums = group_sums(&grade.groups, &found.groups, place);
        let sum: i128 = found.groups.iter().map(|group| group.points.0).sum();
        assert_eq!(Decimal(sum + i128::from(grade.starts_at.0)), points[lead], "{place}: {}", grade.name);
        assert_eq!(found.points, points[lead]);
        subtotals.extend(sums);
    }
    let labels: Vec<Decimal> = evaluation.labels.iter().map(|(_, values)| values[lead]).collect();
    assert_eq!(subtotals, labels, "{place}: subtotals of rules with a label");
    for (found, lines) in account.tiers.iter().zip(&results.tiers) {
        assert_eq!(*found, lines[lead], "{place}: tiers");
    }
    for ((found, segment), inside) in account.segments.iter().zip(&model.segments).zip(&results.segments) {
        let by_lines = !found.includes.is_empty() && found.excludes.is_empty();
        assert_eq!((found.inside, by_lines), (inside[lead], inside[lead]), "{place}: {}", segment.name);
    }
}

/// Checks the sums of groups by their declarations; returns the subtotals of labelled rules.
fn group_sums(groups: &[Group], found: &[GroupAccount], place: &str) -> Vec<Decimal> {
    let mut labelled = Vec::new();
    for (group, found) in groups.iter().zip(found) {
        for (rule, found) in group.rules.iter().zip(&found.rules) {
            if !found.entries.is_empty() {
                let sum: i128 = found.entries.iter().map(|entry| entry.now.0).sum();
                assert_eq!(found.sum, Decimal(sum), "{place}: {:?}", rule.source.text);
            }
            assert_eq!(found.points, under(found.sum, rule.cap), "{place}: {:?}", rule.source.text);
            if rule.label.is_some() {
                labelled.push(found.points);
            }
        }
        assert_eq!(found.points, under(found.sum, group.cap), "{place}: group {:?}", group.name);
    }
    labelled
}

fn under(sum: Decimal, cap: Option<Points>) -> Decimal {
    match cap.map(Decimal::from) {
        Some(cap) if cap >= Decimal::ZERO => sum.min(cap),
        Some(cap) => sum.max(cap),
        None => sum,
    }
}

/// What people read adds up by itself, without the model.
fn adds_up(explanation: &Explanation, place: &str) {
    for score in &explanation.scores {
        let groups: Amount = score.groups.iter().map(|group| group.points).sum();
        let silence: Amount = score.silence.iter().map(|post| post.now).sum();
        let parts: Amount = score.sum_of.iter().map(|part| part.points).sum();
        assert_eq!(score.starts_at + groups + silence + parts, score.sum, "{place}: {}", score.name);
        assert_eq!(score.sum + score.range.changed, score.ranged, "{place}: {}", score.name);
        let (rounded, _) = score.ranged.with_decimals(u32::from(score.decimals));
        let (value, exact) = score.value.with_decimals(u32::from(score.decimals));
        assert_eq!((rounded, false), (value, exact), "{place}: {}", score.name);
        score.groups.iter().for_each(|group| group_adds_up(group, place));
    }
    for grade in &explanation.grades {
        let groups: Amount = grade.groups.iter().map(|group| group.points).sum();
        assert_eq!(grade.starts_at + groups, grade.points, "{place}: {}", grade.name);
        grade.groups.iter().for_each(|group| group_adds_up(group, place));
    }
}

fn group_adds_up(group: &GroupExplained, place: &str) {
    let counts = |rule: &&merit_workbench::RuleExplained| !group.best_one_only || (rule.applies && !rule.outdone);
    let sum: Amount = group.rules.iter().filter(counts).map(|rule| rule.points).sum();
    assert_eq!(sum, group.sum, "{place}: group {:?}", group.name);
    for rule in group.rules.iter().filter(|rule| !rule.standing) {
        let sum: Amount = rule.entries.iter().map(|entry| entry.now).sum();
        assert_eq!(sum, rule.sum, "{place}: {}", rule.rule);
    }
}
