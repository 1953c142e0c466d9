//! Random models: formatting is no change, one altered rule is one change, and the responsible lines always add up.

use merit_compiler::MemoryFiles;
use merit_engine::{AttributeTimes, Options};
use merit_ir::Model;
use merit_tests::comparison::{Case, batches, cases};
use merit_tests::random::{Prng, number};
use merit_values::Instant;
use merit_workbench::{Accounted, Amount, Scored, attribute, compare, movement};

use crate::support::{compiled, evaluated, explained, with_changes};

fn seeds() -> std::ops::Range<u64> {
    0..number("MERIT_DIFF_PAIRS", 400)
}

fn compile(case: &Case, lines: &[String], vocabulary: &str) -> Option<Model> {
    let mut files =
        MemoryFiles::new().with("model.score", lines.join("\n") + "\n").with("vocabulary.score", vocabulary);
    for (path, text) in &case.lists {
        files.add(path.as_str(), text.as_str());
    }
    compiled(&files, "model.score")
}

#[test]
fn formatting_is_no_change() {
    for seed in seeds() {
        let case = &cases(seed)[0];
        let plain = compile(case, &case.lines, &case.vocabulary).unwrap();
        let formatted = |text: &str| merit_syntax::format(text).unwrap();
        let text = formatted(&(case.lines.join("\n") + "\n"));
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let other = compile(case, &lines, &formatted(&case.vocabulary)).unwrap();
        assert_eq!(compare(&plain, &other).changes, Vec::new(), "seed {seed}\n{text}");
    }
}

/// A line of points, taken out or with other points.
fn mutated(lines: &[String], prng: &mut Prng) -> Option<Vec<String>> {
    let is_rule = |line: &&String| {
        let text = line.trim_start();
        text.starts_with('+') || text.starts_with('-')
    };
    let rules: Vec<usize> = (0..lines.len()).filter(|at| is_rule(&&lines[*at])).collect();
    let at = *rules.get(prng.below(rules.len().max(1)))?;
    let mut lines = lines.to_vec();
    if prng.chance(40) {
        lines.remove(at);
    } else {
        let text = lines[at].trim_start().to_owned();
        let (points, rest) = text.split_once(' ')?;
        lines[at] = format!("  {}7.25 {rest}", &points[..1]);
        if lines[at].trim_start() == text {
            return None;
        }
    }
    Some(lines)
}

#[test]
fn one_altered_rule_is_told_and_what_is_responsible_adds_up() {
    let (mut pairs, mut moved, mut lines) = (0, 0, 0);
    for seed in seeds() {
        let cases = cases(seed);
        let mut prng = Prng::new(seed ^ 0xD1FF);
        let case = &cases[prng.below(cases.len())];
        let Some(other) = mutated(&case.lines, &mut prng) else { continue };
        let old = compile(case, &case.lines, &case.vocabulary).unwrap();
        let Some(new) = compile(case, &other, &case.vocabulary) else { continue };
        pairs += 1;
        let comparison = compare(&old, &new);
        assert!(!comparison.changes.is_empty(), "seed {seed}: {:?}", case.lines);
        // A rule that is twice in a model, and an emptied group, can make it two.
        assert!(comparison.changes.len() <= 2, "seed {seed}: {:?}", comparison.changes);
        let attributes = if case.question.from_the_beginning {
            AttributeTimes::FromTheBeginning
        } else {
            AttributeTimes::Snapshot
        };
        let options = Options { attributes, ..Options::at(Instant(case.question.as_of)) };
        let log = batches(&old, &case.table, &case.records);
        let before = evaluated(&old, &log.0, &log.1, with_changes(options));
        let after = evaluated(&new, &log.0, &log.1, with_changes(options));
        let (was, is) = (Scored { model: &old, evaluation: &before }, Scored { model: &new, evaluation: &after });
        let found = movement(&comparison, was, is, None);
        moved += found.moved;
        // Not only the leads that move.
        let all = || before.results.leads.iter().map(str::to_owned).collect();
        let (one, two) =
            (explained(&old, &log.0, &log.1, options, all()), explained(&new, &log.0, &log.1, options, all()));
        let (was, is) = (Accounted { model: &old, explained: &one }, Accounted { model: &new, explained: &two });
        for (number, lead) in before.results.leads.iter().enumerate() {
            let lead = merit_workbench::MovedLead { lead: lead.to_owned(), moves: Vec::new() };
            let difference = attribute(&comparison, was, is, &lead);
            for (at, score) in new.scores.iter().enumerate() {
                let of = |evaluation: &merit_engine::Evaluation| Amount::from(evaluation.results.scores[at][number]);
                let real = of(&after) - of(&before);
                let said = difference.scores.iter().find(|said| said.name == score.name);
                assert_eq!(said.map_or(Amount::ZERO, |said| said.difference), real, "seed {seed}, {}", score.name);
            }
            for score in &difference.scores {
                let sum: Amount = score.because.iter().map(|line| line.difference).sum();
                assert_eq!(sum, score.difference, "seed {seed}, {} {}", lead.lead, score.name);
                lines += score.because.len();
            }
        }
    }
    assert!(pairs > 100 && moved > 30 && lines > 200, "{pairs} {moved} {lines}");
}
