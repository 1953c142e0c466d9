//! What every pass after reading needs: the files, the names, and where reports go.

use std::cell::RefCell;
use std::collections::HashSet;

use merit_diagnostics::{Diagnostic, FileId, Place, SourceFile, Sources, Span};
use merit_ir::Source;
use merit_syntax::tree::Statement;
use merit_values::Zone;

use crate::load::LoadedFile;
use crate::names::Names;
use crate::near::{Near, some_of};
use crate::report::Reports;
use crate::resolved::Written;

pub(crate) struct Context<'t> {
    pub(crate) sources: &'t Sources,
    pub(crate) files: &'t [LoadedFile],
    pub(crate) reports: &'t Reports,
    pub(crate) near: Near,
    pub(crate) names: Names<'t>,
    /// The zone of the model; reads times in tests.
    pub(crate) zone: Zone,
    /// Names that were probably meant where an unknown one stands: they count as used.
    pub(crate) meant: RefCell<HashSet<String>>,
    /// All conditions, with their places, for the checks.
    pub(crate) conditions: RefCell<Vec<Written>>,
}

impl<'t> Context<'t> {
    pub(crate) fn is_silent(&self, file: FileId) -> bool {
        self.files.get(file.0 as usize).is_some_and(|file| file.silent)
    }

    /// Resolves a statement; reports nothing about it when it has a fault already, or stands in a silent file.
    pub(crate) fn about<T>(&self, file: FileId, statement: &Statement, work: impl FnOnce() -> T) -> T {
        self.reports.about(statement.faulty || self.is_silent(file), work)
    }

    pub(crate) fn file(&self, id: FileId) -> Option<&'t SourceFile> {
        self.sources.get(id)
    }

    pub(crate) fn slice(&self, place: Place) -> &'t str {
        self.sources.slice(place)
    }

    /// The text of a place on one line, as messages quote it.
    pub(crate) fn words(&self, place: Place) -> String {
        one_line(self.slice(place))
    }

    pub(crate) fn line(&self, place: Place) -> u32 {
        self.file(place.file).map_or(0, |file| file.line_of(place.span.start))
    }

    /// `vocabulary.score:22`
    pub(crate) fn location(&self, place: Place) -> String {
        format!("{}:{}", self.file_name(place.file), self.line(place))
    }

    pub(crate) fn file_name(&self, file: FileId) -> &'t str {
        self.file(file).map_or("", SourceFile::name)
    }

    /// `line 22`, with the file when it is another one than `here`.
    pub(crate) fn line_seen_from(&self, place: Place, here: FileId) -> String {
        if place.file == here { format!("line {}", self.line(place)) } else { self.location(place) }
    }

    /// Where a part of a statement stands, with its text.
    pub(crate) fn source(&self, place: Place) -> Source {
        let at = self.file(place.file).map(|file| file.line_column(place.span.start));
        Source {
            file: u16::try_from(place.file.0).unwrap_or(u16::MAX),
            line: at.map_or(1, |at| at.line),
            column: at.map_or(1, |at| at.column),
            text: self.words(place),
        }
    }

    /// Where a statement stands, with its text without comments.
    pub(crate) fn statement_source(&self, file: FileId, statement: &Statement) -> Source {
        let place = Place { file, span: statement.span };
        if statement.beside.is_empty() {
            return self.source(place);
        }
        let mut text = String::new();
        let mut from = statement.span.start;
        for comment in statement.beside.iter().filter(|comment| statement.span.contains(comment.span)) {
            text.push_str(self.slice(Place { file, span: Span::new(from, comment.span.start) }));
            from = comment.span.end;
        }
        text.push_str(self.slice(Place { file, span: Span::new(from, statement.span.end) }));
        Source {
            text: one_line(&text),
            ..self.source(Place { file, span: Span::new(place.span.start, place.span.start) })
        }
    }

    /// Adds where things of this kind are declared and which there are. `meant` is the nearest one: its file alone is
    /// named then.
    pub(crate) fn note_declared<'a>(
        &self,
        report: Diagnostic,
        what: &str,
        declared: impl Iterator<Item = (&'a str, Place)>,
        meant: Option<&str>,
    ) -> Diagnostic {
        let declared: Vec<(&str, Place)> = declared.collect();
        if !self.near.spend(declared.len()) {
            return report;
        }
        let mut files: Vec<FileId> = Vec::new();
        for (_, place) in &declared {
            if files.last() != Some(&place.file) && !files.contains(&place.file) {
                files.push(place.file);
            }
        }
        if let Some((_, place)) = meant.and_then(|meant| declared.iter().find(|(name, _)| *name == meant)) {
            files = vec![place.file];
        }
        if files.is_empty() {
            return report.note(format!("No {} are declared.", what.to_lowercase()));
        }
        files.into_iter().fold(report, |report, file| {
            let here = || declared.iter().filter(|(_, place)| place.file == file).map(|(name, _)| *name);
            let (name, count, names) = (self.file_name(file), here().count(), some_of(here(), 3));
            report.note(format!("{what} are declared in {name} ({count} of them): {names}"))
        })
    }
}

/// Lines joined by one blank each.
fn one_line(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}
