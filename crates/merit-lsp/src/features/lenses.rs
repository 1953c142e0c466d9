//! What stands above a line: how many leads of the sample it concerns, and what can be done with a test.

mod numbers;
mod words;

use std::path::Path;
use std::sync::Arc;

use merit_diagnostics::{FileId, Span};
use merit_syntax::tree::{Statement, StatementKind as Kind};

use crate::features::blocks::{Block, blocks};
use crate::live::{Numbers, State};
use crate::snapshot::{Analysis, Snapshot};

/// Something above a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lens {
    /// The statement.
    pub at: Span,
    /// What is said.
    pub title: String,
    /// What it does.
    pub does: Option<Does>,
}

/// What a lens does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Does {
    /// Runs a test.
    RunTest(String),
    /// Shows the ledger of the lead of a test.
    ExplainTest(String),
    /// Shows the ledger of a lead to which the rule in this line, from 1, gave points.
    ExplainRule(u32),
}

/// What stands above the tests of a file.
#[must_use]
pub fn of_tests(snapshot: &Snapshot, file: &Path) -> Vec<Lens> {
    let Some(parsed) = snapshot.parsed(file) else { return Vec::new() };
    let mut found = Vec::new();
    for statement in &parsed.tree.statements {
        let Kind::Test(test) = &statement.kind else { continue };
        let name = test.name.text.clone();
        let run = Lens { at: statement.span, title: "Run test".to_owned(), does: Some(Does::RunTest(name.clone())) };
        let title = "Explain".to_owned();
        found.extend([run, Lens { at: statement.span, title, does: Some(Does::ExplainTest(name)) }]);
    }
    found
}

/// The numbers above the lines of a file; dots where they are not counted yet, so that nothing jumps when they come.
#[must_use]
pub fn of_numbers(snapshot: &Snapshot, numbers: &Numbers, file: &Path) -> Vec<Lens> {
    let Some(of) = model_of(snapshot, numbers, file) else { return Vec::new() };
    let Some(tree) = of.analysis.tree(of.number) else { return Vec::new() };
    let mut found = Vec::new();
    for block in blocks(tree) {
        let statements = tree.statements.get(block.statements.clone()).unwrap_or(&[]);
        found.extend(statements.iter().filter_map(|statement| of.lens(statements, &block, statement)));
    }
    found
}

/// The line, from 1, of the rule in a span that gave points to a lead of the sample.
#[must_use]
pub fn rule_in(snapshot: &Snapshot, numbers: &Numbers, file: &Path, span: Span) -> Option<u32> {
    let parsed = snapshot.parsed(file)?;
    let touches = |statement: &&Statement| statement.span.start <= span.end && span.start <= statement.span.end;
    let statement = parsed.tree.statements.iter().find(touches)?;
    let of = model_of(snapshot, numbers, file)?;
    let State::Counted(counted) = &of.state else { return None };
    of.rule(&counted.counts, statement)?.telling.as_ref()?;
    of.line(statement)
}

/// A file in a model whose project has a sample.
struct InModel {
    analysis: Arc<Analysis>,
    number: FileId,
    state: State,
    /// Other models use the file, too: the numbers are those of this one.
    is_one_of_several: bool,
}

/// The model whose numbers are shown in a file: its own, or the first one that uses it.
fn model_of(snapshot: &Snapshot, numbers: &Numbers, file: &Path) -> Option<InModel> {
    let own = snapshot.analysis(file);
    let (analysis, is_one_of_several) = if own.compilation.model.is_some() {
        (own, false)
    } else if own.compilation.diagnostics.iter().any(|found| found.level == merit_diagnostics::Level::Error) {
        // What is half written keeps its place, if it had one.
        (own, false)
    } else {
        let mut models = snapshot.readers(file).into_iter().filter(|analysis| analysis.compilation.model.is_some());
        (models.next()?, models.next().is_some())
    };
    let state = numbers.of(&analysis);
    let number = analysis.number(file)?;
    (!matches!(state, State::NoSample)).then_some(InModel { analysis, number, state, is_one_of_several })
}

impl InModel {
    fn lens(&self, statements: &[Statement], block: &Block, statement: &Statement) -> Option<Lens> {
        let is_counted = matches!(
            statement.kind,
            Kind::Model(_)
                | Kind::Rule(_)
                | Kind::TierLine(_)
                | Kind::LetterLine(_)
                | Kind::Row(_)
                | Kind::Segment(_)
        );
        if !is_counted {
            return None;
        }
        let State::Counted(counted) = &self.state else {
            return Some(Lens { at: statement.span, title: "…".to_owned(), does: None });
        };
        let title = self.title(&counted.counts, statements, block, statement)?;
        let line = self.line(statement)?;
        let has_lead = self.rule(&counted.counts, statement).is_some_and(|rule| rule.telling.is_some());
        Some(Lens { at: statement.span, title, does: has_lead.then_some(Does::ExplainRule(line)) })
    }
}
