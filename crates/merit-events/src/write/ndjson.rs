//! Results and changes as NDJSON.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::ops::Range;

use merit_ir::{Due, GradeId, MatrixId, Model, Results, SegmentId, TiersId, Transition};

/// Writes the results, one line per lead, sorted by lead. Every key of every line stands in a fixed order: the names are
/// sorted and quoted once, not for each lead.
///
/// # Errors
/// Errors of the output.
pub fn results_ndjson(results: &Results, model: &Model, output: &mut dyn Write) -> io::Result<()> {
    ndjson_rows(results, 0..results.len(), model, output)
}

/// The same for some leads.
///
/// # Errors
/// Errors of the output.
pub fn ndjson_rows(results: &Results, leads: Range<usize>, model: &Model, output: &mut dyn Write) -> io::Result<()> {
    let keys = Keys::of(model);
    let as_of = quoted(&results.as_of.to_string());
    let mut line = String::new();
    for lead in leads {
        line.clear();
        line.push_str("{\"lead\":");
        push_quoted(&mut line, results.leads.get(lead));
        line.push_str(",\"as_of\":");
        line.push_str(&as_of);
        object(&mut line, "scores", &keys.scores, |line, score| number(line, results.scores.get(score), lead));
        object(&mut line, "tiers", &keys.tiers, |line, tiers| {
            text(line, results.tier(model, id(tiers, TiersId), lead))
        });
        object(&mut line, "grades", &keys.grades, |line, grade| {
            text(line, results.grade(model, id(grade, GradeId), lead));
        });
        object(&mut line, "points", &keys.grades, |line, grade| number(line, results.points.get(grade), lead));
        object(&mut line, "cells", &keys.matrices, |line, matrix| {
            text(line, results.cell(model, id(matrix, MatrixId), lead));
        });
        line.push_str(",\"segments\":[");
        let mut first = true;
        for (segment, name) in &keys.segments {
            if results.is_in(id(*segment, SegmentId), lead) {
                if !std::mem::take(&mut first) {
                    line.push(',');
                }
                line.push_str(name);
            }
        }
        line.push_str("]}\n");
        output.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// Numbers of the model's parts with their quoted names, sorted by the bytes of the names.
struct Keys {
    scores: Vec<(usize, String)>,
    tiers: Vec<(usize, String)>,
    grades: Vec<(usize, String)>,
    matrices: Vec<(usize, String)>,
    segments: Vec<(usize, String)>,
}

impl Keys {
    fn of(model: &Model) -> Self {
        let score_of =
            |tiers: &merit_ir::Tiers| model.scores.get(tiers.score.index()).map_or("", |score| &score.name);
        Self {
            scores: sorted(model.scores.iter().map(|score| &*score.name)),
            tiers: sorted(model.tiers.iter().map(score_of)),
            grades: sorted(model.grades.iter().map(|grade| &*grade.name)),
            matrices: sorted(model.matrices.iter().map(|matrix| &*matrix.name)),
            segments: sorted(model.segments.iter().map(|segment| &*segment.name)),
        }
    }
}

fn sorted<'m>(names: impl Iterator<Item = &'m str>) -> Vec<(usize, String)> {
    super::order(names).into_iter().map(|(number, name)| (number, quoted(name))).collect()
}

fn id<T>(number: usize, make: impl Fn(u16) -> T) -> T {
    make(u16::try_from(number).unwrap_or(u16::MAX))
}

fn object(line: &mut String, name: &str, keys: &[(usize, String)], mut value: impl FnMut(&mut String, usize)) {
    let _ = write!(line, ",\"{name}\":{{");
    for (place, (number, key)) in keys.iter().enumerate() {
        if place > 0 {
            line.push(',');
        }
        line.push_str(key);
        line.push(':');
        value(line, *number);
    }
    line.push('}');
}

fn number(line: &mut String, column: Option<&Vec<merit_values::Decimal>>, lead: usize) {
    let value = column.and_then(|column| column.get(lead)).copied().unwrap_or_default();
    let _ = write!(line, "{value}");
}

fn text(line: &mut String, text: Option<&str>) {
    match text {
        Some(text) => push_quoted(line, text),
        None => line.push_str("null"),
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    push_quoted(&mut quoted, text);
    quoted
}

/// A text as JSON writes it: quotes, backslashes and control characters escaped, everything else as it is.
fn push_quoted(line: &mut String, text: &str) {
    line.push('"');
    if text.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
        line.push_str(text);
    } else {
        for c in text.chars() {
            match c {
                '"' => line.push_str("\\\""),
                '\\' => line.push_str("\\\\"),
                '\n' => line.push_str("\\n"),
                '\r' => line.push_str("\\r"),
                '\t' => line.push_str("\\t"),
                '\u{8}' => line.push_str("\\b"),
                '\u{c}' => line.push_str("\\f"),
                '\0'..'\u{20}' => {
                    let _ = write!(line, "\\u{:04x}", u32::from(c));
                }
                other => line.push(other),
            }
        }
    }
    line.push('"');
}

/// A transition as one line, without the line end.
#[must_use]
pub fn transition_line(transition: &Transition) -> String {
    let mut line = String::new();
    push_transition(&mut line, transition);
    line
}

fn push_transition(line: &mut String, transition: &Transition) {
    let _ = write!(line, "{{\"at\":\"{}\",\"lead\":", transition.at);
    push_quoted(line, &transition.lead);
    line.push_str(if transition.enters {
        ",\"change\":\"enters\",\"name\":"
    } else {
        ",\"change\":\"leaves\",\"name\":"
    });
    push_quoted(line, &transition.name);
    line.push('}');
}

/// A due trigger as one line, without the line end.
#[must_use]
pub fn due_line(due: &Due, model: &Model) -> String {
    let mut line = format!("{{\"due\":\"{}\",\"lead\":", due.due);
    push_quoted(&mut line, &due.lead);
    line.push_str(",\"trigger\":");
    push_quoted(&mut line, &due.action);
    line.push_str(if due.enters { ",\"after\":\"enters\",\"name\":" } else { ",\"after\":\"leaves\",\"name\":" });
    push_quoted(&mut line, &due.name);
    let _ = write!(line, ",\"at\":\"{}\",\"key\":", due.at);
    push_quoted(&mut line, &due.key(model));
    line.push('}');
    line
}

/// Writes transitions and due triggers, one line each, in the order of their instants and leads; of those of one instant and
/// lead the transitions first.
///
/// # Errors
/// Errors of the output.
pub fn write_changes(
    transitions: &[Transition],
    due: &[Due],
    model: &Model,
    output: &mut dyn Write,
) -> io::Result<()> {
    let changes = Changes::new(transitions, due);
    changes.write(0..changes.len(), model, output)
}

/// Transitions and due triggers in the order in which they are written.
#[derive(Debug)]
pub struct Changes<'c>(Vec<Change<'c>>);

#[derive(Clone, Copy, Debug)]
enum Change<'c> {
    Transition(&'c Transition),
    Due(&'c Due),
}

impl<'c> Changes<'c> {
    /// Puts them in order.
    #[must_use]
    pub fn new(transitions: &'c [Transition], due: &'c [Due]) -> Self {
        let mut transitions: Vec<&Transition> = transitions.iter().collect();
        transitions.sort();
        let mut due: Vec<&Due> = due.iter().collect();
        due.sort();
        let mut changes = Vec::with_capacity(transitions.len() + due.len());
        let mut due = due.into_iter().peekable();
        for transition in transitions {
            let is_earlier = |due: &&Due| (due.due, &*due.lead) < (transition.at, &*transition.lead);
            while let Some(due) = due.next_if(is_earlier) {
                changes.push(Change::Due(due));
            }
            changes.push(Change::Transition(transition));
        }
        changes.extend(due.map(Change::Due));
        Self(changes)
    }

    /// Number of lines.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there is nothing to write.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Writes some lines.
    ///
    /// # Errors
    /// Errors of the output.
    pub fn write(&self, lines: Range<usize>, model: &Model, output: &mut dyn Write) -> io::Result<()> {
        let mut line = String::new();
        for change in self.0.get(lines).unwrap_or_default() {
            line.clear();
            match change {
                Change::Transition(transition) => push_transition(&mut line, transition),
                Change::Due(due) => line.push_str(&due_line(due, model)),
            }
            line.push('\n');
            output.write_all(line.as_bytes())?;
        }
        Ok(())
    }
}
