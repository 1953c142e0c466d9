//! Findings as SARIF 2.1.0, as code scanning of GitHub takes it: rules with their pages, stable fingerprints, paths from
//! the current folder, and no more results than are shown there.

mod form;

use std::collections::BTreeMap;
use std::io::{self, Write};

use merit_diagnostics::{Code, Diagnostic, Edit, Fix, Level, Mark, Place, Safety, SourceFile};

use self::form::{
    Artifact, ArtifactChange, Configuration, Content, Driver, FixForm, Invocation, Location, Log, Message,
    Notification, Physical, Properties, Region, Replacement, ResultForm, Rule, Run, Text, Tool,
};
use crate::findings::Findings;
use crate::fingerprint::fingerprints;
use crate::pages;

/// Code scanning shows so many results of a run, the gravest first, and drops the rest without a word.
const MOST_RESULTS: usize = 5_000;

/// And so many places of a result.
const MOST_PLACES: usize = 100;

/// Writes all findings.
pub(crate) fn write(findings: &Findings, out: &mut dyn Write) -> io::Result<()> {
    let prints = fingerprints(findings);
    let mut numbers: Vec<usize> = (0..findings.diagnostics.len()).collect();
    let level = |number: &usize| findings.diagnostics.get(*number).map(|found| found.level);
    // Sorting by level keeps the order of places.
    numbers.sort_by_key(level);
    let all = numbers.len();
    numbers.truncate(MOST_RESULTS);
    numbers.sort_unstable();
    let mut codes: BTreeMap<Code, usize> = BTreeMap::new();
    for diagnostic in numbers.iter().filter_map(|number| findings.diagnostics.get(*number)) {
        codes.insert(diagnostic.code, 0);
    }
    codes.values_mut().enumerate().for_each(|(number, index)| *index = number);
    let results = numbers.iter().filter_map(|number| {
        let diagnostic = findings.diagnostics.get(*number)?;
        let print = prints.get(*number)?;
        Some(result(findings, diagnostic, codes.get(&diagnostic.code).copied().unwrap_or(0), print))
    });
    let left_out = all.saturating_sub(MOST_RESULTS);
    let notifications = (left_out > 0).then(|| Notification {
        level: "warning",
        message: Message {
            text: format!("{left_out} of {all} findings are left out: code scanning shows {MOST_RESULTS} of a run."),
        },
    });
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "Merit",
                    version: env!("CARGO_PKG_VERSION"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: codes.keys().map(|code| rule(*code)).collect(),
                },
            },
            invocations: [Invocation {
                execution_successful: true,
                tool_execution_notifications: notifications.into_iter().collect(),
            }],
            column_kind: "utf16CodeUnits",
            results: results.collect(),
        }],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn rule(code: Code) -> Rule {
    let page = pages::page(code).unwrap_or_else(|| code.summary());
    Rule {
        id: code.id(),
        name: code.name(),
        short_description: Text { text: code.summary() },
        full_description: Text { text: code.summary() },
        help: Content { text: page, markdown: page },
        default_configuration: Configuration { level: level_word(code.level()) },
        properties: Properties { tags: [family(code)] },
    }
}

const fn level_word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint => "note",
    }
}

fn family(code: Code) -> &'static str {
    use merit_diagnostics::Family;
    match code.family() {
        Family::Text => "text",
        Family::Names => "names",
        Family::Model => "model",
        Family::Practice => "best practice",
        Family::Files => "data",
        Family::Tests => "tests",
    }
}

fn result<'a>(findings: &'a Findings, diagnostic: &'a Diagnostic, rule: usize, print: &'a str) -> ResultForm<'a> {
    let related = diagnostic.related.iter().take(MOST_PLACES);
    ResultForm {
        rule_id: diagnostic.code.id(),
        rule_index: rule,
        level: level_word(diagnostic.level),
        message: Message { text: words(diagnostic) },
        locations: [location(findings, &diagnostic.main)],
        related_locations: related.map(|mark| location(findings, mark)).collect(),
        partial_fingerprints: BTreeMap::from([("meritFinding/v1", print)]),
        fixes: diagnostic.fixes.iter().filter_map(|fix| fix_form(findings, fix)).collect(),
    }
}

/// The message with its notes and choices: an alert shows nothing else.
fn words(diagnostic: &Diagnostic) -> String {
    let notes = diagnostic.notes.iter().map(|note| format!("\n{note}"));
    let choices = diagnostic.choices.iter().map(|choice| format!("\n    {}", choice.trim_end()));
    std::iter::once(diagnostic.message.clone()).chain(notes).chain(choices).collect()
}

fn location<'a>(findings: &'a Findings, mark: &'a Mark) -> Location<'a> {
    Location {
        physical_location: Physical {
            artifact_location: artifact(findings, mark.place),
            region: region(findings, mark.place),
        },
        message: (!mark.label.is_empty()).then_some(Text { text: &mark.label }),
    }
}

fn artifact(findings: &Findings, place: Place) -> Artifact {
    let name = findings.sources.get(place.file).map_or("", SourceFile::name);
    if name.starts_with('/') {
        return Artifact { uri: format!("file://{}", encoded(name)), uri_base_id: None };
    }
    Artifact { uri: encoded(name), uri_base_id: Some("%SRCROOT%") }
}

fn region(findings: &Findings, place: Place) -> Region {
    let Some(file) = findings.sources.get(place.file) else {
        return Region { start_line: 1, start_column: 1, end_line: 1, end_column: 1 };
    };
    let ((start_line, start_column), (end_line, end_column)) =
        (file.utf16(place.span.start), file.utf16(place.span.end));
    Region {
        start_line: start_line + 1,
        start_column: start_column + 1,
        end_line: end_line + 1,
        end_column: end_column + 1,
    }
}

/// A fix that may be applied; what is only shown stands in the message.
fn fix_form<'a>(findings: &'a Findings, fix: &'a Fix) -> Option<FixForm<'a>> {
    if fix.safety == Safety::DisplayOnly || fix.edits.is_empty() {
        return None;
    }
    let mut files: BTreeMap<_, Vec<&Edit>> = BTreeMap::new();
    for edit in &fix.edits {
        files.entry(edit.place.file).or_default().push(edit);
    }
    let changes = files.into_values().filter_map(|edits| {
        let first = edits.first()?;
        Some(ArtifactChange {
            artifact_location: artifact(findings, first.place),
            replacements: edits
                .iter()
                .map(|edit| Replacement {
                    deleted_region: region(findings, edit.place),
                    inserted_content: Text { text: &edit.text },
                })
                .collect(),
        })
    });
    Some(FixForm { description: Text { text: &fix.title }, artifact_changes: changes.collect() })
}

/// A path as the path of a URI.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use merit_diagnostics::{FileId, Span};

    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(encoded("a b/điểm.score"), "a%20b/%C4%91i%E1%BB%83m.score");
    }

    /// Of too many findings the gravest are kept, and the rest is told.
    #[test]
    fn results_are_capped_by_level() {
        let mut findings = Findings::default();
        let text = "x\n".repeat(6_000);
        let file: FileId = findings.file("a.score", &text);
        for line in 0..6_000u32 {
            let code = if line % 3 == 0 { Code::T201 } else { Code::B401 };
            let span = Span::new(line * 2, line * 2 + 1);
            findings.add(Diagnostic::new(code, Place { file, span }, format!("finding {line}")));
        }
        let mut out = Vec::new();
        write(&findings, &mut out).unwrap();
        let log: serde_json::Value = serde_json::from_slice(&out).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        let errors = results.iter().filter(|result| result["level"] == "error").count();
        assert_eq!((results.len(), errors), (5_000, 2_000));
        let told = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
        assert_eq!(told, "1000 of 6000 findings are left out: code scanning shows 5000 of a run.");
    }
}
