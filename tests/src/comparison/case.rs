//! One comparison.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use merit_compiler::{MemoryFiles, compile};
use merit_diagnostics::{FileId, Level};
use merit_ir::Model;
use merit_syntax::tree::Tree;
use merit_values::Instant;

use super::engine_side::{Feeding, engine_answer, with_sorted_labels};
use crate::oracle::{Answer, File, LeadsTable, Program, Question, Record, ask};
use crate::random::{Prng, log, model};

/// A model, a log and a question.
#[derive(Clone, Debug)]
pub struct Case {
    /// The lines of `model.score`.
    pub lines: Vec<String>,
    /// `vocabulary.score`.
    pub vocabulary: String,
    /// List files by path.
    pub lists: Vec<(String, String)>,
    /// Leads and their attributes.
    pub table: LeadsTable,
    /// Records, copies included.
    pub records: Vec<Record>,
    /// What is asked.
    pub question: Question,
    /// How the engine is fed, besides in order and at once.
    pub feeding: Feeding,
}

/// How a comparison ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The answers are equal.
    Same,
    /// They are not: what differs.
    Differs(String),
    /// The compiler finds errors in the model.
    Rejected(String),
}

/// The cases of a seed: one model, one log, several questions.
pub fn cases(seed: u64) -> Vec<Case> {
    let model = model(seed);
    let log = log(&model, seed);
    let lines: Vec<String> = model.text().lines().map(str::to_owned).collect();
    let mut prng = Prng::new(seed ^ 0x0BAD_5EED);
    let questions = log.questions.iter().map(|(as_of, since)| Case {
        lines: lines.clone(),
        vocabulary: model.vocabulary.clone(),
        lists: model.lists.clone(),
        table: log.table.clone(),
        records: log.records.clone(),
        question: Question {
            as_of: *as_of,
            since: model.changes.then_some(*since),
            from_the_beginning: prng.chance(15),
        },
        feeding: Feeding {
            shuffled: Some(seed),
            batch: *prng.pick(&[1, 3, 7, 1000]),
            threads: if prng.chance(30) { 2 } else { 1 },
            in_order: false,
            at_once: *prng.pick(&[0, 300, 5_000, usize::MAX]),
            memory: if prng.chance(25) { Some(*prng.pick(&[1, 1_000, 5_000])) } else { None },
            once: prng.chance(50),
        },
    });
    questions.collect()
}

/// A case's model, ready for both.
pub struct Prepared {
    model: Model,
    trees: [Tree; 2],
    lists: BTreeMap<String, String>,
}

impl Prepared {
    /// The compiled model.
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// What the oracle answers.
    #[must_use]
    pub fn right_answer(&self, table: &LeadsTable, records: &[Record], question: Question) -> Answer {
        let Self { trees: [model, vocabulary], lists, .. } = self;
        let files = [File { path: "model.score", tree: model }, File { path: "vocabulary.score", tree: vocabulary }];
        ask(&Program::gather(&files, lists), table, records, question)
    }
}

impl Case {
    /// Compiles the model.
    ///
    /// # Errors
    /// The errors that the compiler finds.
    pub fn prepare(&self) -> Result<Prepared, String> {
        let text = self.lines.join("\n") + "\n";
        let trees = [&text, &self.vocabulary].map(|text| merit_syntax::parse(FileId(0), text).tree);
        let mut files =
            MemoryFiles::new().with("model.score", text).with("vocabulary.score", self.vocabulary.as_str());
        for (path, text) in &self.lists {
            files.add(path.as_str(), text.as_str());
        }
        let compilation = compile(&files, "model.score");
        let errors = compilation.diagnostics.iter().filter(|found| found.level == Level::Error);
        let errors: Vec<String> = errors
            .map(|found| {
                let source = compilation.sources.get(found.main.place.file);
                let line = source.map_or(0, |source| source.line_of(found.main.place.span.start));
                let line = source.map_or("", |source| source.slice(source.line_span(line)).trim());
                format!("{:?}: {}\n    {line}", found.code, found.message)
            })
            .collect();
        match compilation.model {
            Some(model) if errors.is_empty() => {
                Ok(Prepared { model, trees, lists: self.lists.iter().cloned().collect() })
            }
            _ => Err(errors.join("\n")),
        }
    }
}

/// Asks both and compares.
pub fn judge(case: &Case) -> Verdict {
    case.prepare().map_or_else(Verdict::Rejected, |prepared| judge_prepared(&prepared, case))
}

/// The same with a model compiled before.
pub fn judge_prepared(prepared: &Prepared, case: &Case) -> Verdict {
    let model = &prepared.model;
    let right = prepared.right_answer(&case.table, &case.records, case.question);
    let kept = Feeding { at_once: usize::MAX, ..Feeding::plain() };
    let Feeding { batch, at_once, once, .. } = case.feeding;
    let as_they_come = Feeding { batch, in_order: true, at_once, once, ..kept };
    let memory = case.feeding.memory.or_else(|| (case.feeding.batch < 10).then_some(2_000));
    let put_aside = Feeding { memory, ..as_they_come };
    for feeding in [kept, as_they_come, put_aside, case.feeding] {
        let engine = || engine_answer(model, &case.table, &case.records, case.question, feeding);
        match catch_unwind(AssertUnwindSafe(engine)) {
            Err(_) => return Verdict::Differs(format!("{feeding:?}\nengine: panics")),
            Ok(Ok(found)) => {
                if let Some(difference) = difference(&right, &found) {
                    return Verdict::Differs(format!("{feeding:?}\n{difference}"));
                }
            }
            Ok(Err(error)) => return Verdict::Differs(format!("{feeding:?}\nengine: {error}")),
        }
    }
    Verdict::Same
}

/// Asks all questions of a seed; returns the first that is not answered alike.
pub fn judge_seed(seed: u64) -> Option<(Case, Verdict)> {
    let cases = cases(seed);
    match cases[0].prepare() {
        Err(errors) => Some((cases[0].clone(), Verdict::Rejected(errors))),
        Ok(prepared) => cases.into_iter().find_map(|case| match judge_prepared(&prepared, &case) {
            Verdict::Same => None,
            verdict => Some((case, verdict)),
        }),
    }
}

/// What differs, line by line.
fn difference(right: &Answer, found: &Answer) -> Option<String> {
    let mut lines = Vec::new();
    let (leads, found_leads) = (with_sorted_labels(right.clone()), with_sorted_labels(found.clone()));
    for lead in leads.keys().chain(found_leads.keys().filter(|lead| !leads.contains_key(*lead))) {
        let (right, found) = (leads.get(lead), found_leads.get(lead));
        if right != found {
            lines.push(format!("lead {lead}\n  oracle {right:?}\n  engine {found:?}"));
        }
    }
    let changes = |answer: &Answer| -> Vec<String> {
        let transitions = answer.transitions.iter().map(|change| {
            let word = if change.enters { "enters" } else { "leaves" };
            format!("{} {} {word} {}", Instant(change.at), change.lead, change.name)
        });
        let due = answer.due.iter().map(|due| {
            let word = if due.enters { "entering" } else { "leaving" };
            let (when, at) = (Instant(due.due), Instant(due.at));
            format!("due {when} {} {} {} after {word} {} at {at}", due.lead, due.action, due.delay, due.name)
        });
        transitions.chain(due).collect()
    };
    let (right, found) = (changes(right), changes(found));
    lines.extend(right.iter().filter(|line| !found.contains(line)).map(|line| format!("only oracle: {line}")));
    lines.extend(found.iter().filter(|line| !right.contains(line)).map(|line| format!("only engine: {line}")));
    if lines.is_empty() && right != found {
        lines.push(format!("order: {right:?}\nis not {found:?}"));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}
