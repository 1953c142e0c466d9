//! The difference for people at a terminal.

use std::io::{self, Write};

use super::report::Report;
use super::view::{Block, Line, Text, limits, sections};
use crate::grid::Grid;
use crate::terminal::{Paint, escape, fit, paint};

/// How it is shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// Columns of the terminal; no limit when it is none.
    pub(super) width: Option<usize>,
    /// Whether to use colour.
    pub(super) color: bool,
}

/// A text of data in a table is not shown longer than this.
const LONGEST: usize = 120;

pub(super) fn write(report: &Report, look: Look, out: &mut dyn Write) -> io::Result<()> {
    for (number, section) in sections(report).iter().chain(&limits(report)).enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", paint(&line(&section.title), Paint::Bold, look.color))?;
        for block in &section.blocks {
            match block {
                Block::Line(depth, text) => {
                    let text = line(text);
                    let color = match text.chars().next() {
                        Some('+') if *depth == 0 => Some(Paint::Green),
                        Some('-') if *depth == 0 => Some(Paint::Red),
                        _ => None,
                    };
                    let text = color.map_or_else(|| text.as_str().into(), |color| paint(&text, color, look.color));
                    writeln!(out, "{}{text}", " ".repeat(2 + depth * 4))?;
                }
                Block::Table { heads, right, rows } => table(heads, right, rows, look, out)?,
            }
        }
    }
    Ok(())
}

fn table(heads: &[Text], right: &[bool], rows: &[Vec<Text>], look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut grid = Grid::indented(4);
    for (head, right) in heads.iter().zip(right) {
        if *right { grid.numbers(raw(head)) } else { grid.column(raw(head)) }
    }
    for row in rows {
        grid.row(row.iter().map(|cell| fit(&escape(raw(cell)), LONGEST).into_owned()));
    }
    let (head, lines) = grid.lines(look.width);
    writeln!(out, "{}", paint(&head, Paint::Dim, look.color))?;
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))
}

fn line(line: &Line) -> String {
    line.iter().map(|text| escape(raw(text)).into_owned()).collect()
}

fn raw(text: &Text) -> &str {
    match text {
        Text::Ours(text) | Text::Data(text) => text,
    }
}
