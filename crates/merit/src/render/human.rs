//! Findings for people: the lines drawn by ariadne, notes, choices and fixes beneath.

use std::collections::HashMap;
use std::io::{self, Write};
use std::ops::Range;

use ariadne::{Cache, CharSet, Color, Config, IndexType, Label, LabelAttach, Report, ReportKind, Source};
use merit_diagnostics::{Diagnostic, FileId, Level, Mark, SourceFile, Sources};
use unicode_width::UnicodeWidthChar;

use super::{body, plain, snippet};
use crate::findings::Findings;
use crate::terminal::{escape, harmless_source};

/// A file and characters in it. Ariadne can count bytes, too, but takes one for the other where a finding marks a second
/// file.
type Chars = (FileId, Range<usize>);

/// Writes all findings, with an empty line after each.
pub(crate) fn write(findings: &Findings, color: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut cache = Files { sources: &findings.sources, drawn: HashMap::new() };
    let mut places = Places { sources: &findings.sources, before: HashMap::new() };
    for diagnostic in &findings.diagnostics {
        // A drawing shows whole lines; a line of megabytes would help nobody.
        if marks(diagnostic).any(|mark| !is_drawable(&findings.sources, mark)) {
            plain::write_one(findings, diagnostic, color, out)?;
            continue;
        }
        let mut drawing = Vec::new();
        report(&mut places, diagnostic, color).write(&mut cache, &mut drawing)?;
        plain::write_head(diagnostic, color, out)?;
        // The first line is ariadne's own heading.
        for line in String::from_utf8_lossy(&drawing).lines().skip(1) {
            writeln!(out, "{}", line.trim_end())?;
        }
        body::write(diagnostic, color, out)?;
        writeln!(out)?;
    }
    Ok(())
}

fn marks(diagnostic: &Diagnostic) -> impl Iterator<Item = &Mark> {
    std::iter::once(&diagnostic.main).chain(&diagnostic.related)
}

/// True when the marked lines are there, and short enough to be drawn whole.
fn is_drawable(sources: &Sources, mark: &Mark) -> bool {
    sources.get(mark.place.file).is_some_and(|file| {
        let lines = file.line_of(mark.place.span.start)..=file.line_of(mark.place.span.end);
        !file.text().is_empty()
            && lines.end() - lines.start() < 40
            && lines.clone().all(|line| file.line_span(line).len() as usize <= snippet::WIDEST)
    })
}

fn report(places: &mut Places<'_>, diagnostic: &Diagnostic, color: bool) -> Report<'static, Chars> {
    let level = match diagnostic.level {
        Level::Error => Color::Red,
        Level::Warning => Color::Yellow,
        Level::Hint => Color::Cyan,
    };
    let config = Config::default()
        .with_color(color)
        .with_char_set(CharSet::Unicode)
        .with_index_type(IndexType::Char)
        .with_tab_width(4)
        .with_label_attach(attached(places.sources, diagnostic))
        .with_compact(false);
    let mut report = Report::build(ReportKind::Error, places.chars(&diagnostic.main)).with_config(config);
    // Without words nothing would be drawn but colour.
    let mut all = vec![(&diagnostic.main, level, "here")];
    all.extend(diagnostic.related.iter().map(|mark| (mark, Color::Blue, "and here")));
    // In the order of the lines, or ariadne would draw one file twice, with the place of the first.
    let file = diagnostic.main.place.file;
    all.sort_by_key(|(mark, ..)| (mark.place.file != file, mark.place.file, mark.place.span.start));
    for (mark, color, otherwise) in all {
        report.add_label(label(places, mark, color, otherwise));
    }
    report.finish()
}

/// Where the line from a mark to its words begins: in its middle, unless a character without a width of its own stands
/// there, under which nothing can be drawn.
fn attached(sources: &Sources, diagnostic: &Diagnostic) -> LabelAttach {
    let hidden = |mark: &Mark| {
        let file = sources.get(mark.place.file);
        let marked = file.and_then(|file| file.text().get(mark.place.span.range())).unwrap_or("");
        let middle = marked.chars().nth(marked.chars().count() / 2);
        middle.is_some_and(|c| UnicodeWidthChar::width(c) == Some(0))
    };
    if marks(diagnostic).any(hidden) { LabelAttach::Start } else { LabelAttach::Middle }
}

fn label(places: &mut Places<'_>, mark: &Mark, color: Color, otherwise: &str) -> Label<Chars> {
    let words = if mark.label.is_empty() { otherwise } else { &mark.label };
    Label::new(places.chars(mark)).with_color(color).with_message(escape(words))
}

/// Counts the characters before a place. Each file is counted once, up to the beginning of every line.
struct Places<'a> {
    sources: &'a Sources,
    before: HashMap<FileId, Vec<usize>>,
}

impl Places<'_> {
    /// The characters of a mark, never beyond the text.
    fn chars(&mut self, mark: &Mark) -> Chars {
        let id = mark.place.file;
        let Some(file) = self.sources.get(id) else { return (id, 0..0) };
        let before = self.before.entry(id).or_insert_with(|| {
            let lines = file.text().split_inclusive('\n');
            let mut count = 0;
            let mut before = vec![0];
            before.extend(lines.map(|line| {
                count += line.chars().count();
                count
            }));
            before
        });
        let at = |byte: u32| {
            let byte = byte.min(u32::try_from(file.text().len()).unwrap_or(u32::MAX));
            let place = file.line_column(byte);
            let lines = before.get(place.line.saturating_sub(1) as usize).or(before.last()).copied().unwrap_or(0);
            lines + place.column.saturating_sub(1) as usize
        };
        let start = at(mark.place.span.start);
        (id, start..at(mark.place.span.end).max(start))
    }
}

/// The files as ariadne wants them, each made once.
struct Files<'a> {
    sources: &'a Sources,
    drawn: HashMap<FileId, Source<String>>,
}

impl Cache<FileId> for Files<'_> {
    type Storage = String;

    fn fetch(&mut self, id: &FileId) -> Result<&Source<String>, impl std::fmt::Debug> {
        let text = self.sources.get(*id).map_or("", SourceFile::text);
        Ok::<_, std::convert::Infallible>(
            self.drawn.entry(*id).or_insert_with(|| Source::from(harmless_source(text))),
        )
    }

    fn display<'b>(&self, id: &'b FileId) -> Option<impl std::fmt::Display + 'b> {
        Some(escape(self.sources.get(*id).map_or("", SourceFile::name)).into_owned())
    }
}
