//! Results of tests for programs.

use std::io::{self, Write};

use merit_workbench::{FailureKind, TestOutcome};
use serde::Serialize;

use super::FileTests;
use crate::render::xml::xml;

#[derive(Serialize)]
struct JsonTest<'a> {
    file: &'a str,
    name: &'a str,
    line: u32,
    passed: bool,
    claims: usize,
    failures: Vec<JsonFailure<'a>>,
    problem: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonFailure<'a> {
    code: &'static str,
    line: u32,
    column: u32,
    claim: &'a str,
    expected: &'a str,
    actual: &'a str,
}

/// One array, one test per line.
pub(super) fn json(files: &[FileTests], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"[")?;
    let mut first = true;
    for (file, outcome) in tests(files) {
        out.write_all(if std::mem::take(&mut first) { b"\n" } else { b",\n" })?;
        let failures = outcome.failures.iter().map(|failure| JsonFailure {
            code: code(failure.kind),
            line: failure.source.line,
            column: failure.source.column,
            claim: &failure.claim,
            expected: &failure.expected,
            actual: &failure.actual,
        });
        let test = JsonTest {
            file: &file.name,
            name: &outcome.name,
            line: outcome.source.line,
            passed: outcome.passed(),
            claims: outcome.claims,
            failures: failures.collect(),
            problem: outcome.problem.as_deref(),
        };
        serde_json::to_writer(&mut *out, &test)?;
    }
    out.write_all(if first { b"]\n" } else { b"\n]\n" })
}

/// JUnit XML, one suite per file.
pub(super) fn junit(files: &[FileTests], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    let all: usize = files.iter().map(|file| file.outcomes.len()).sum();
    let failed: usize = files.iter().map(FileTests::failed).sum();
    writeln!(out, r#"<testsuites tests="{all}" failures="{failed}">"#)?;
    for file in files {
        let name = xml(&file.name);
        writeln!(out, r#"  <testsuite name="{name}" tests="{}" failures="{}">"#, file.outcomes.len(), file.failed())?;
        for outcome in &file.outcomes {
            let case = format!(r#"    <testcase classname="{name}" name="{}""#, xml(&outcome.name));
            if outcome.passed() {
                writeln!(out, "{case}/>")?;
                continue;
            }
            writeln!(out, "{case}>")?;
            for failure in &outcome.failures {
                let message = format!("expected {}, got {}", failure.expected, failure.actual);
                writeln!(
                    out,
                    r#"      <failure type="{}" message="{}">{}:{}:{}: {}</failure>"#,
                    code(failure.kind),
                    xml(&message),
                    name,
                    failure.source.line,
                    failure.source.column,
                    xml(&failure.claim),
                )?;
            }
            if let Some(problem) = &outcome.problem {
                writeln!(out, r#"      <failure message="{}"/>"#, xml(problem))?;
            }
            writeln!(out, "    </testcase>")?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn tests(files: &[FileTests]) -> impl Iterator<Item = (&FileTests, &TestOutcome)> {
    files.iter().flat_map(|file| file.outcomes.iter().map(move |outcome| (file, outcome)))
}

const fn code(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::DoesNotHold | FailureKind::DependsOnOrder => "X501",
        FailureKind::BeforeStart => "X502",
    }
}
