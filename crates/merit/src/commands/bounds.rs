//! `merit bounds`

use std::io::Write;
use std::path::PathBuf;

use clap::ValueEnum;
use merit_ir::Model;
use merit_workbench::{BoundKind, BoundRow, bounds, line};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::model::{Loaded, load};
use crate::output::Output;
use crate::problem::{Outcome, Problem, Status};
use crate::terminal::{Paint, Terminal, escape, fit, paint};

/// Print the lowest and highest values of scores, groups, rules, tiers, grades, cells and segments
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A score file with a model, or a compiled model (.json)
    model: PathBuf,

    /// How the table is shown
    #[arg(long, value_name = "FORMAT", default_value = "human", env = "MERIT_BOUNDS_FORMAT", hide_env_values = true)]
    format: BoundsFormat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum BoundsFormat {
    /// For people
    #[default]
    Human,
    /// One JSON array, one object per row
    Json,
}

pub(crate) fn run(args: &Args, terminal: Terminal) -> Outcome {
    let loaded = match load(&args.model, terminal)? {
        Loaded::Model(loaded) => loaded,
        Loaded::Errors(status) => return Ok(status),
    };
    let rows = bounds(&loaded.model);
    let mut out = Output::open(None)?;
    match args.format {
        BoundsFormat::Human => human(&loaded.model, &rows, terminal, &mut out)?,
        BoundsFormat::Json => json(&loaded.model, &rows, &mut out)?,
    }
    out.finish()?;
    Ok(Status::Clean)
}

/// One row as a program reads it.
#[derive(Serialize)]
struct JsonRow<'a> {
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lowest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    highest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    possible: Option<bool>,
    notes: &'a [String],
}

const fn word(kind: BoundKind) -> &'static str {
    match kind {
        BoundKind::Score => "score",
        BoundKind::Grade => "grade",
        BoundKind::Group => "group",
        BoundKind::Rule => "rule",
        BoundKind::Tier => "tier",
        BoundKind::Letter => "letter",
        BoundKind::Cell => "cell",
        BoundKind::Segment => "segment",
    }
}

/// `unbounded` without an end, nothing where there are no values.
fn end(value: Option<i128>, endless: bool) -> Option<String> {
    if endless { Some("unbounded".to_owned()) } else { value.map(|value| merit_values::Decimal(value).to_string()) }
}

fn json(model: &Model, rows: &[BoundRow], out: &mut Output) -> Result<(), Problem> {
    let rows: Vec<JsonRow<'_>> = rows
        .iter()
        .map(|row| JsonRow {
            kind: word(row.kind),
            name: &row.name,
            of: row.of.as_deref(),
            place: row.source.as_ref().map(|source| line(model, source)),
            lowest: end(row.lowest, row.endless.0),
            highest: end(row.highest, row.endless.1),
            possible: row.possible,
            notes: &row.notes,
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &rows).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

/// Columns never become narrower than this.
const NARROWEST: usize = 16;

/// Names and lines never become wider than this.
const WIDEST: usize = 76;

fn human(model: &Model, rows: &[BoundRow], terminal: Terminal, out: &mut Output) -> Result<(), Problem> {
    let heads = ["", "lowest", "highest", ""];
    let cells: Vec<[String; 4]> = rows.iter().map(|row| cells(model, row)).collect();
    let mut widths = [0; 4];
    for row in &cells {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let [first, lowest, highest, notes] = &mut widths;
    (*lowest, *highest) = ((*lowest).max(6), (*highest).max(7));
    *first = (*first).min(WIDEST);
    // Names and notes share what numbers leave; derivations follow on lines of their own.
    if let Some(width) = terminal.width {
        let left = width.saturating_sub(*lowest + *highest + 6);
        let wanted = *first + *notes;
        if wanted > left {
            *first = (*first).min(left.saturating_sub(*notes).max(left / 2)).max(NARROWEST);
            *notes = left.saturating_sub(*first).max(NARROWEST);
        }
    }
    let [first, lowest, highest, notes] = widths;
    let pad = |text: &str, width: usize| " ".repeat(width.saturating_sub(text.width()));
    let write = |out: &mut Output, row: [&str; 4], bold: bool| -> Result<(), Problem> {
        let [a, b, c, d] = row;
        let (a, d) = (fit(a, first), fit(d, notes));
        let text = format!("{a}{}  {}{b}  {}{c}  {d}", pad(&a, first), pad(b, lowest), pad(c, highest));
        let text = text.trim_end();
        writeln!(out, "{}", if bold { paint(text, Paint::Bold, terminal.color_out) } else { text.into() })?;
        Ok(())
    };
    write(out, heads, true)?;
    for (row, [a, b, c, d]) in rows.iter().zip(&cells) {
        let heading = matches!(row.kind, BoundKind::Score | BoundKind::Grade);
        write(out, [a, b, c, d], heading)?;
        if heading {
            for note in &row.notes {
                for line in wrapped(&escape(note), terminal.width.unwrap_or(usize::MAX).saturating_sub(4)) {
                    writeln!(out, "    {}", paint(&line, Paint::Dim, terminal.color_out))?;
                }
            }
        }
    }
    Ok(())
}

fn cells(model: &Model, row: &BoundRow) -> [String; 4] {
    let place = row.source.as_ref().map(|source| format!("{} ", line(model, source))).unwrap_or_default();
    let name = escape(&row.name);
    let first = match row.kind {
        BoundKind::Score | BoundKind::Grade => format!("{} {name}", word(row.kind)),
        BoundKind::Group => format!("  group \"{name}\""),
        BoundKind::Rule => format!("    {place}{name}"),
        BoundKind::Tier => format!("  tier \"{name}\""),
        BoundKind::Letter => format!("  {name}"),
        BoundKind::Cell => format!("cell \"{name}\""),
        BoundKind::Segment => format!("segment \"{name}\""),
    };
    let notes = match row.kind {
        BoundKind::Score | BoundKind::Grade => String::new(),
        BoundKind::Cell | BoundKind::Segment if row.possible == Some(true) => "not ruled out".to_owned(),
        _ => escape(&row.notes.join("; ")).into_owned(),
    };
    let value = |value, endless| end(value, endless).unwrap_or_default();
    [first, value(row.lowest, row.endless.0), value(row.highest, row.endless.1), notes]
}

/// Lines of at most so many columns, broken at blanks.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
