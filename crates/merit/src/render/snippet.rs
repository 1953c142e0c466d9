//! Marked lines without drawing: `30 |   +10 ...`, and carets under the marked places. Widths are those of a terminal,
//! so carets stand under their characters in every script.

use std::io::{self, Write};

use merit_diagnostics::{Code, Diagnostic, Mark, SourceFile, Sources};
use unicode_width::UnicodeWidthChar;

use super::body::paint_of;
use crate::terminal::{Paint, escape, is_harmful, paint};

/// Lines wider than this are cut around the marked place.
pub(crate) const WIDEST: usize = 200;

/// A marked line.
struct Line<'a> {
    file: &'a SourceFile,
    number: u32,
    marks: Vec<(&'a Mark, bool)>,
}

/// Writes the lines of all marks of a finding, the main one first.
pub(crate) fn write(sources: &Sources, diagnostic: &Diagnostic, color: bool, out: &mut dyn Write) -> io::Result<()> {
    let lines = lines(sources, diagnostic);
    let gutter = lines.iter().map(|line| line.number.to_string().len()).max().unwrap_or(1).max(2);
    for (index, line) in lines.iter().enumerate() {
        let Some((mark, _)) = line.marks.first() else { continue };
        // Nothing can be shown of a file that is empty, or could not be read.
        if line.file.text().is_empty() {
            let arrow = paint("-->", Paint::Cyan, color);
            writeln!(out, "{:gutter$}{arrow} {}", "", escape(line.file.name()))?;
            continue;
        }
        let at = line.file.line_column(mark.place.span.start);
        let arrow = paint(if index == 0 { "-->" } else { ":::" }, Paint::Cyan, color);
        writeln!(out, "{:gutter$}{arrow} {}:{}:{}", "", escape(line.file.name()), at.line, at.column)?;
        line.write(gutter, color, diagnostic, out)?;
    }
    Ok(())
}

/// The marks by line, in the order of the marks.
fn lines<'a>(sources: &'a Sources, diagnostic: &'a Diagnostic) -> Vec<Line<'a>> {
    let mut lines: Vec<Line<'a>> = Vec::new();
    let marks = std::iter::once((&diagnostic.main, true)).chain(diagnostic.related.iter().map(|mark| (mark, false)));
    for (mark, main) in marks {
        let Some(file) = sources.get(mark.place.file) else { continue };
        let number = file.line_of(mark.place.span.start);
        match lines.iter_mut().find(|line| line.number == number && std::ptr::eq(line.file, file)) {
            Some(line) => line.marks.push((mark, main)),
            None => lines.push(Line { file, number, marks: vec![(mark, main)] }),
        }
    }
    lines
}

impl Line<'_> {
    fn write(&self, gutter: usize, color: bool, diagnostic: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
        let span = self.file.line_span(self.number);
        let text = self.file.slice(span);
        let relative = |mark: &Mark| {
            let clip = |byte: u32| (byte.max(span.start).min(span.end) - span.start) as usize;
            clip(mark.place.span.start)..clip(mark.place.span.end)
        };
        let around = self.marks.first().map_or(0..0, |(mark, _)| relative(mark));
        let shown = Shown::of(text, around);
        let number = paint(&self.number.to_string(), Paint::Cyan, color).into_owned();
        let padding = gutter - self.number.to_string().len();
        let bar = paint("|", Paint::Cyan, color);
        let gap = if shown.text.is_empty() { "" } else { " " };
        writeln!(out, "{:padding$}{number} {bar}{gap}{}", "", shown.text)?;
        // Marks without words share a row; each one with words gets its own, its words at the end.
        let mut rows = vec![Row::default()];
        for (mark, main) in &self.marks {
            let (from, to) = shown.columns(relative(mark));
            match rows.last_mut() {
                Some(row) if row.words.is_empty() => {
                    row.marks.push((from, to, *main));
                    row.words = &mark.label;
                }
                _ => rows.push(Row { marks: vec![(from, to, *main)], words: &mark.label }),
            }
        }
        for Row { mut marks, words } in rows {
            marks.sort_unstable();
            let mut row = String::new();
            let mut width = 0;
            for (from, to, main) in marks {
                let from = from.max(width);
                row.push_str(&" ".repeat(from - width));
                let length = to.saturating_sub(from).max(1);
                // The second of a pair of quotation marks is as wrong as the first.
                let (sign, colour) = if main || diagnostic.code == Code::S103 {
                    ("^", paint_of(diagnostic.level))
                } else {
                    ("-", Paint::Cyan)
                };
                row.push_str(&paint(&sign.repeat(length), colour, color));
                width = from + length;
            }
            let gap = if words.is_empty() { "" } else { " " };
            writeln!(out, "{:gutter$} {bar} {row}{gap}{}", "", escape(words))?;
        }
        Ok(())
    }
}

/// Carets under a line: from column to column, and whether they belong to the main mark.
#[derive(Default)]
struct Row<'a> {
    marks: Vec<(usize, usize, bool)>,
    words: &'a str,
}

/// A line as it is shown: tabs as spaces, harmful characters as `?`, long lines cut.
struct Shown {
    text: String,
    /// Byte in the line and column, for the first byte of each shown character, and the end.
    columns: Vec<(usize, usize)>,
}

impl Shown {
    fn of(text: &str, around: std::ops::Range<usize>) -> Self {
        let (from, to) = window(text, around);
        let mut shown = Self { text: String::new(), columns: Vec::new() };
        let mut width = 0;
        if from > 0 {
            shown.text.push('…');
            width = 1;
        }
        for (at, c) in text.char_indices().skip_while(|(at, _)| *at < from).take_while(|(at, _)| *at < to) {
            shown.columns.push((at, width));
            match c {
                '\t' => shown.text.push_str("    "),
                c if is_harmful(c) => shown.text.push('\u{fffd}'),
                c => shown.text.push(c),
            }
            width += width_of(c);
        }
        shown.columns.push((to, width));
        if to < text.len() {
            shown.text.push('…');
        }
        shown.text.truncate(shown.text.trim_end().len());
        shown
    }

    fn columns(&self, bytes: std::ops::Range<usize>) -> (usize, usize) {
        let column = |byte: usize| {
            let after = self.columns.partition_point(|(at, _)| *at < byte);
            self.columns.get(after).or(self.columns.last()).map_or(0, |(_, column)| *column)
        };
        (column(bytes.start), column(bytes.end))
    }
}

fn width_of(c: char) -> usize {
    match c {
        '\t' => 4,
        c if is_harmful(c) => 1,
        c => c.width().unwrap_or(0),
    }
}

/// The part of a line that is shown: all of it, or what is around a place. Looks at no more than it shows.
fn window(text: &str, around: std::ops::Range<usize>) -> (usize, usize) {
    if text.len() <= WIDEST {
        return (0, text.len());
    }
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let end = around.end.min(around.start + WIDEST / 2);
    let before = (WIDEST - (end - around.start)) / 2;
    let from = around.start.saturating_sub(before);
    (floor(from), floor(from + WIDEST))
}
