//! What became of a test.

use merit_ir::{Expectation, Source, TestCase};

use crate::check::Mismatch;

/// What became of one test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestOutcome {
    /// The name of the test.
    pub name: String,
    /// Where the test stands.
    pub source: Source,
    /// How many claims were looked at.
    pub claims: usize,
    /// The claims that do not hold, in the order of the file.
    pub failures: Vec<Failure>,
    /// Why the test could not be run to its end.
    pub problem: Option<String>,
}

impl TestOutcome {
    pub(crate) fn of(test: &TestCase) -> Self {
        Self { name: test.name.clone(), source: test.source.clone(), claims: 0, failures: Vec::new(), problem: None }
    }

    /// True when everything held.
    #[must_use]
    pub const fn passed(&self) -> bool {
        self.failures.is_empty() && self.problem.is_none()
    }
}

/// What is wrong with a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// It does not hold (X501).
    DoesNotHold,
    /// It holds, or what stands instead of it, only in one order of the records: a mistake of the engine (X501).
    DependsOnOrder,
    /// It looks at a time before day 0 (X502).
    BeforeStart,
}

/// A claim that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong.
    pub kind: FailureKind,
    /// The claim as written.
    pub claim: String,
    /// What was expected, in the words of the language.
    pub expected: String,
    /// What there is instead.
    pub actual: String,
    /// Where the claim stands.
    pub source: Source,
}

impl Failure {
    pub(crate) fn of(source: &Source, mismatch: Mismatch, depends_on_order: bool) -> Self {
        Self {
            kind: if depends_on_order { FailureKind::DependsOnOrder } else { FailureKind::DoesNotHold },
            claim: source.text.clone(),
            expected: mismatch.expected,
            actual: mismatch.actual,
            source: source.clone(),
        }
    }

    pub(crate) fn before_start(test: &TestCase, expectation: &Expectation) -> Self {
        Self {
            kind: FailureKind::BeforeStart,
            claim: expectation.source.text.clone(),
            expected: format!("a day from {} on (day 0)", test.start),
            actual: expectation.moment.day.to_string(),
            source: expectation.source.clone(),
        }
    }
}
