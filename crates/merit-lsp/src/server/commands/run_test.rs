//! `merit.runTest`: runs one test, as `merit test` does.

use merit_workbench::run_tests;
use serde_json::{Value, json};

use super::{Asked, OfModel};
use crate::server::context::{Context, Failure};
use crate::server::said::Said;

pub(super) fn run(context: &Context, asked: &Asked) -> Result<Value, Failure> {
    let of = OfModel::of(context, asked)?;
    let test = of.test(asked)?;
    let outcomes = run_tests(of.model()?, std::slice::from_ref(test), None);
    let outcome = outcomes.first().ok_or_else(|| Failure::refused("The test was not run."))?;
    let mut text = format!("{:?} {}.", test.name, if outcome.passed() { "passed" } else { "failed" });
    if let Some(problem) = &outcome.problem {
        text.push_str(&format!("\n{problem}"));
    }
    for failure in &outcome.failures {
        let (line, claim) = (failure.source.line, &failure.claim);
        let (expected, actual) = (&failure.expected, &failure.actual);
        text.push_str(&format!("\nline {line}: {claim}: expected {expected}, there is {actual}"));
    }
    let failures: Vec<Value> = outcome
        .failures
        .iter()
        .map(|failure| {
            json!({
                "line": failure.source.line,
                "claim": failure.claim,
                "expected": failure.expected,
                "actual": failure.actual,
            })
        })
        .collect();
    let result = json!({ "test": test.name, "passed": outcome.passed(), "failures": failures, "text": text });
    context.say(Said::Message(text));
    Ok(result)
}
