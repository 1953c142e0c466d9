//! Random claims about random models. What is called proved is never broken in random logs; every lead that is said to break
//! a claim does so when its test is put into the file, for the engine and for the oracle; and all three answers occur.
//! `MERIT_CLAIM_MODELS` says how many models (150 without it), `MERIT_CLAIM_FIRST` the first seed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

use std::collections::BTreeMap;

use merit_compiler::{Compilation, MemoryFiles, compile};
use merit_diagnostics::{FileId, Level};
use merit_ir::{Claimed, Comparison, Condition, MatrixId, Model, ModelClaim, Outcome, RuleKind, Target, TiersId};
use merit_tests::comparison::{Case, Feeding, cases, engine_answer};
use merit_tests::oracle::{File, Program, Standing, written_tests};
use merit_tests::random::{Prng, number};
use merit_workbench::claims::{Answer, answers_within};
use merit_workbench::run_tests;

/// Logs that are tried for the claims of one model: enough for all answers to occur.
const LOGS: usize = 1_000;

/// Claims about one model.
const CLAIMS: usize = 5;

/// How often each answer was given, and how often a claim could have been broken.
#[derive(Debug, Default)]
struct Seen {
    proved: usize,
    refuted: usize,
    undecided: usize,
    /// A lead was meant by a proved claim.
    tried: usize,
    /// A random log breaks a claim that is refuted or undecided.
    broken: usize,
    /// A counterexample has its lead change.
    changes: usize,
}

fn has_history(condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(has_history),
        Condition::Not(part) => has_history(part),
        Condition::Had(_) => true,
        Condition::Test(_) | Condition::Outcome(_) => false,
    }
}

/// Conditions on attributes that stand in the model, as they are written.
fn conditions(model: &Model) -> Vec<String> {
    let groups = model.scores.iter().map(|score| &score.groups).chain(model.grades.iter().map(|grade| &grade.groups));
    let rules = groups.flatten().flat_map(|group| &group.rules);
    let mut found: Vec<String> = rules
        .filter_map(|rule| match &rule.kind {
            RuleKind::Standing { condition, .. } if !has_history(condition) && rule.during.is_none() => {
                let (_, written) = rule.source.text.split_once(" if ")?;
                Some(written.split("  called").next()?.to_owned())
            }
            _ => None,
        })
        .collect();
    found.dedup();
    found
}

/// A random outcome in the words of a claim.
fn outcome(model: &Model, prng: &mut Prng) -> String {
    let order = |prng: &mut Prng| *prng.pick(&["", "< ", "<= ", "> ", ">= "]);
    match prng.below(6) {
        0 | 1 if !model.segments.is_empty() => {
            format!("in {:?}", model.segments[prng.below(model.segments.len())].name)
        }
        0 | 2 if !model.tiers.is_empty() => {
            let tiers = &model.tiers[prng.below(model.tiers.len())];
            let line = &tiers.lines[prng.below(tiers.lines.len())].name;
            let or = *prng.pick(&["", " or higher", " or lower"]);
            match prng.chance(30) {
                true => format!("in {line:?}"),
                false => format!("{} tier {line:?}{or}", model.scores[tiers.score.index()].name),
            }
        }
        0..=3 if !model.matrices.is_empty() => {
            let cells = &model.matrices[prng.below(model.matrices.len())].cells;
            let row = &cells[prng.below(cells.len())];
            format!("in {:?}", row[prng.below(row.len())])
        }
        0..=4 if !model.grades.is_empty() => {
            let grade = &model.grades[prng.below(model.grades.len())];
            let letter = &grade.letters[prng.below(grade.letters.len())].name;
            match prng.below(5) {
                0 => format!("no {} grade", grade.name),
                1 => format!("{} points {}{}", grade.name, order(prng), prng.between(-10, 20)),
                _ => format!("{} grade {letter}{}", grade.name, prng.pick(&["", " or better", " or worse"])),
            }
        }
        _ => {
            let score = &model.scores[prng.below(model.scores.len())].name;
            let value = if prng.chance(50) { prng.between(-10, 40) } else { prng.between(-150, 150) };
            if prng.chance(20) {
                format!("{score} from {value} to {}", value + prng.between(0, 30))
            } else {
                format!("{score} {}{value}", order(prng))
            }
        }
    }
}

/// Claims that the lines of a model make true: whoever is kept out is not in, and who gets no grade has none.
fn meant(lines: &[String]) -> Vec<(String, String)> {
    let mut heading = "";
    let mut found = Vec::new();
    for line in lines {
        if !line.starts_with(' ') {
            heading = line;
        }
        let condition = |start: &str| {
            let condition = line.trim().strip_prefix(start)?;
            let asks_more = ["had ", "score_", "grade_", "rule applies"].iter().any(|word| condition.contains(word));
            (!asks_more).then(|| condition.to_owned())
        };
        if let (Some(name), Some(condition)) = (heading.strip_prefix("segment "), condition("exclude when ")) {
            found.push((format!("never in {name}"), condition));
        }
        if let (Some(name), Some(condition)) = (heading.strip_prefix("grade "), condition("no grade if ")) {
            found.push((format!("always no {name} grade"), condition));
        }
    }
    found
}

/// The lines of a model with claims behind it, and for each claim a segment of the leads that are meant.
fn with_claims(case: &Case, model: &Model, seed: u64) -> Vec<String> {
    let mut prng = Prng::new(seed ^ 0xC1A1);
    let conditions = conditions(model);
    let meant = meant(&case.lines);
    let mut lines = case.lines.clone();
    for number in 0..CLAIMS {
        let word = if prng.chance(70) { "never" } else { "always" };
        let (claim, when) = if number == 0 && !meant.is_empty() {
            let (claim, when) = prng.pick(&meant).clone();
            (claim, Some(when))
        } else {
            let claim = format!("{word} {}", outcome(model, &mut prng));
            (claim, (!conditions.is_empty() && prng.chance(75)).then(|| prng.pick(&conditions).clone()))
        };
        lines.push(format!("segment \"Meant {number}\""));
        lines.push(match &when {
            Some(when) => format!("  include when {when}"),
            None => "  include when had no nothing_of_this ever".to_owned(),
        });
        lines.push(match &when {
            Some(when) => format!("claim {claim}\n  when {when}"),
            None => format!("claim {claim}"),
        });
    }
    // An event that never happens: everybody has had none of it.
    lines.push("event nothing_of_this".to_owned());
    lines
}

fn compiled(lines: &[String], case: &Case) -> Compilation {
    let mut files =
        MemoryFiles::new().with("model.score", lines.join("\n") + "\n").with("vocabulary.score", &*case.vocabulary);
    for (path, text) in &case.lists {
        files.add(path.as_str(), text.as_str());
    }
    compile(&files, "model.score")
}

fn errors(compilation: &Compilation) -> Vec<String> {
    let errors = compilation.diagnostics.iter().filter(|found| found.level == Level::Error);
    errors.map(|found| format!("{} {}", found.code, found.message)).collect()
}

fn compares(value: i128, order: Comparison, bound: i128) -> bool {
    match order {
        Comparison::Less => value < bound,
        Comparison::LessOrEqual => value <= bound,
        Comparison::Greater => value > bound,
        Comparison::GreaterOrEqual => value >= bound,
    }
}

/// Whether an outcome holds of a lead: said again here, in the plainest way.
fn holds(model: &Model, claimed: &Claimed, standing: &Standing) -> bool {
    let score = |at: usize| standing.scores[&model.scores[at].name];
    let points = |at: usize| standing.points[&model.grades[at].name];
    let grade = |at: usize| standing.grades[&model.grades[at].name];
    let tier = |tiers: TiersId| standing.tiers[&model.scores[model.tiers[tiers.index()].score.index()].name];
    let cell = |matrix: MatrixId| standing.cells[&model.matrices[matrix.index()].name].as_ref();
    match claimed {
        Claimed::NoGrade(of) => grade(of.index()).is_none(),
        Claimed::In { target: Target::Tier(tiers, line), .. } => tier(*tiers) == usize::from(*line),
        Claimed::In { target: Target::Cell(matrix), name } => cell(*matrix) == Some(name),
        Claimed::In { target: Target::Segment(_), name } => standing.segments.contains(name),
        Claimed::Outcome(outcome) => match outcome {
            Outcome::Score(of, order, bound) => compares(score(of.index()), *order, bound.0),
            Outcome::ScoreIs(of, values) => values.iter().any(|value| value.0 == score(of.index())),
            Outcome::ScoreFrom(of, low, high) => (low.0..=high.0).contains(&score(of.index())),
            Outcome::Tier(tiers, lines) => lines.iter().any(|line| usize::from(*line) == tier(*tiers)),
            Outcome::Grade(of, letters) => {
                grade(of.index()).is_some_and(|letter| letters.iter().any(|other| usize::from(*other) == letter))
            }
            Outcome::GradeKnown(of) => grade(of.index()).is_some(),
            Outcome::Points(of, order, bound) => compares(points(of.index()), *order, bound.0),
            Outcome::PointsIs(of, values) => values.iter().any(|value| value.0 == points(of.index())),
            Outcome::PointsFrom(of, low, high) => (low.0..=high.0).contains(&points(of.index())),
        },
    }
}

/// A counterexample, put into the file, passes for both evaluators.
fn confirm(lines: &[String], case: &Case, text: &str, seed: u64) {
    let mut lines = lines.to_vec();
    // What else the model tests is tested elsewhere.
    lines.push(text.to_owned());
    let pasted = compiled(&lines, case);
    let model = pasted.model.as_ref().unwrap_or_else(|| panic!("seed {seed}: {:?}\n{text}", errors(&pasted)));
    let own: Vec<_> =
        pasted.tests.iter().filter(|test| test.name.starts_with("a lead that breaks")).cloned().collect();
    assert_eq!(own.len(), 1, "seed {seed}: {text}");
    let outcome = &run_tests(model, &own, None)[0];
    assert!(outcome.passed(), "seed {seed}: {outcome:#?}\n{text}");
    let [main, vocabulary] =
        [lines.join("\n") + "\n", case.vocabulary.clone()].map(|text| merit_syntax::parse(FileId(0), &text).tree);
    let files = [File { path: "model.score", tree: &main }, File { path: "vocabulary.score", tree: &vocabulary }];
    let lists: BTreeMap<String, String> = case.lists.iter().cloned().collect();
    let failures = written_tests::failures(&Program::gather(&files, &lists));
    let failures: Vec<_> = failures.iter().filter(|failure| failure.starts_with("a lead that breaks")).collect();
    assert!(failures.is_empty(), "seed {seed}, oracle: {failures:#?}\n{text}");
}

#[test]
fn proved_claims_are_never_broken_and_counterexamples_pass() {
    let (first, models) = (number("MERIT_CLAIM_FIRST", 0), number("MERIT_CLAIM_MODELS", 150));
    let mut seen = Seen::default();
    for seed in first..first + models {
        let cases = cases(seed);
        let plain = cases[0].prepare().unwrap();
        let lines = with_claims(&cases[0], plain.model(), seed);
        let compilation = compiled(&lines, &cases[0]);
        let Some(model) = &compilation.model else {
            panic!("seed {seed}: {:?}\n{}", errors(&compilation), lines.join("\n"));
        };
        let claims: Vec<&ModelClaim> = compilation.claims.iter().map(|(claim, _)| claim).collect();
        assert_eq!(claims.len(), CLAIMS);
        let answers = answers_within(model, &claims, LOGS);
        for answer in &answers {
            match answer {
                Answer::Proved => seen.proved += 1,
                Answer::Undecided(_) => seen.undecided += 1,
                Answer::Refuted(found) => {
                    seen.refuted += 1;
                    seen.changes += usize::from(found.changes);
                    confirm(&lines, &cases[0], &found.text, seed);
                }
            }
        }
        for case in &cases {
            let feeding = Feeding::plain();
            let told = engine_answer(model, &case.table, &case.records, case.question, feeding).unwrap();
            for (lead, standing) in &told.leads {
                for (number, (claim, answer)) in claims.iter().zip(&answers).enumerate() {
                    if !standing.segments.contains(&format!("Meant {number}")) {
                        continue;
                    }
                    let breaks = holds(model, &claim.claimed, standing) != claim.always;
                    if *answer == Answer::Proved {
                        seen.tried += 1;
                        assert!(
                            !breaks,
                            "seed {seed}: {lead} breaks {}\n{}\n---\n{}",
                            claim.source.text,
                            lines.join("\n"),
                            case.vocabulary
                        );
                    }
                    seen.broken += usize::from(breaks);
                }
            }
        }
    }
    println!("{seen:?}");
    if models >= 150 {
        assert!(seen.proved > 60 && seen.refuted > 200 && seen.undecided > 40, "{seen:?}");
        assert!(seen.tried > 150 && seen.broken > 500 && seen.changes > 3, "{seen:?}");
    }
}
