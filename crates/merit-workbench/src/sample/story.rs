//! A test made from a lead of a log: what happened to it, and what came of it.
//!
//! What changes nothing of the outcome is left out: events, properties and attributes that no rule needs. So the test
//! stays short, and says little about the person. What remains and is declared personal gets another value with which
//! the outcome is the same; where there is none, there is no test.

mod asked;
mod outcome;
mod shorter;
mod stand_ins;
mod told;

use merit_ir::{Model, TestCase};

use super::count::explained_lead;
use super::{HowRead, LeadRecords, Place};
use crate::{TestOutcome, run_tests, test_text};
use outcome::Outcome;

/// A test, and how it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// The test; it passes.
    pub test: TestCase,
    /// The same in the language.
    pub text: String,
    /// Records of the lead that are left out, because they change nothing.
    pub left_out: usize,
    /// Personal attributes and properties that have another value.
    pub stand_ins: Vec<String>,
}

/// Why there is no test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoTest {
    /// The lead is not in the log up to that moment, nor in the leads table.
    NoLead,
    /// The outcome depends on this personal value, and no other does the same.
    Personal(String),
    /// Written down, with times in minutes, it does not have the same outcome.
    Differs,
    /// The model or the records are refused.
    Refused(String),
    /// Nobody waits for it any more, or it takes too long.
    Stopped,
}

impl std::fmt::Display for NoTest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoLead => f.write_str("The lead is neither in the log up to that moment nor in the leads table."),
            Self::Personal(name) => write!(
                f,
                "The outcome depends on the lead's {name}, which is declared personal, and no made-up value does the \
                 same; another lead may do."
            ),
            Self::Differs => f.write_str(
                "The lead cannot be told as a test: its times are finer than minutes, or a value cannot be written, and \
                 that decides. Another lead may do.",
            ),
            Self::Refused(why) => f.write_str(why),
            Self::Stopped => f.write_str(
                "So much happened to the lead that its test is not found in time; a lead to which less happened may do.",
            ),
        }
    }
}

/// Makes a test of a lead that says what came of it: of the score or grade of one rule, or of all scores and grades.
/// `goes_on` is asked before each of the many steps.
///
/// # Errors
/// Why there is none.
pub fn test_of_lead(
    model: &Model,
    lead: &str,
    records: &LeadRecords,
    how: &HowRead,
    rule: Option<Place>,
    goes_on: &dyn Fn() -> bool,
) -> Result<Story, NoTest> {
    // What was found when it was stopped may still say too much.
    let made = made(model, lead, records, how, rule, goes_on);
    if goes_on() { made } else { Err(NoTest::Stopped) }
}

fn made(
    model: &Model,
    lead: &str,
    records: &LeadRecords,
    how: &HowRead,
    rule: Option<Place>,
    goes_on: &dyn Fn() -> bool,
) -> Result<Story, NoTest> {
    let explained = explained_lead(model, lead, records, how).map_err(NoTest::Refused)?;
    let account = explained.account(lead).ok_or(NoTest::NoLead)?;
    let mut test = told::whole(model, &explained.history(lead)).ok_or(NoTest::Differs)?;
    let outcome = Outcome::of(model, &account, rule, goes_on);
    test.expectations = vec![outcome.expectation(how.as_of, model).ok_or(NoTest::Differs)?];
    let all = told::records(&test);
    if !outcome.holds(&test) {
        return Err(NoTest::Differs);
    }
    let test = shorter::shorter(&outcome, test);
    let (mut test, stand_ins) = stand_ins::without_personal(model, &outcome, test).map_err(NoTest::Personal)?;
    test.name = outcome.name(model);
    if !run_tests(model, std::slice::from_ref(&test), None).iter().all(TestOutcome::passed) {
        return Err(NoTest::Differs);
    }
    let left_out = all.saturating_sub(told::records(&test));
    Ok(Story { text: test_text(model, &test), test, left_out, stand_ins })
}
