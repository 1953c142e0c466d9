//! Scores, grades, tiers, matrices and segments, and the labels of rules.

use std::collections::HashMap;

use merit_diagnostics::{Code, Diagnostic, Place};
use merit_ir::{MatrixId, SegmentId, Target, TiersId};
use merit_syntax::outline::{Line, Outline};
use merit_syntax::tree::{ClauseKind, Rule, Text};

use super::{Declare, block};
use crate::load::LoadedFile;
use crate::names::{Block, Ladder, Meaning, PlaceName, TiersEntry};
use crate::near::quote;

impl<'t> Declare<'_, 't> {
    pub(super) fn scores(&mut self, file: &LoadedFile, outline: &'t Outline<'t>) {
        for score in &outline.scores {
            let entry = block(file, score, &score.head.node.name);
            let Some(number) = self.number(self.names.scores.len(), entry.place) else { continue };
            if self.outcome(&entry.name, entry.place, Meaning::Score(number)) {
                self.names.scores.push(entry);
            }
            let rules = score.rules.iter().chain(score.groups.iter().flat_map(|group| &group.rules));
            self.labels(file, rules);
        }
        for grade in &outline.grades {
            let entry = block(file, grade, &grade.head.node.name);
            let Some(number) = self.number(self.names.grades.len(), entry.place) else { continue };
            if self.outcome(&entry.name, entry.place, Meaning::Grade(number)) {
                let mut letters = Ladder { open: grade.damaged, ..Ladder::default() };
                for line in &grade.letters {
                    let place = Place { file: file.id, span: line.node.letter.span };
                    self.rung(&mut letters, &line.node.letter.text, place, "The letter", &line.node.letter.text);
                }
                self.names.grades.push(entry);
                self.names.letters.push(letters);
            }
            let rules = grade.rules.iter().chain(grade.groups.iter().flat_map(|group| &group.rules));
            self.labels(file, rules);
        }
    }

    /// Adds a line to tiers or letters. The first of two equal names counts.
    fn rung(&mut self, ladder: &mut Ladder, name: &str, place: Place, what: &str, shown: &str) {
        let Some(number) = self.number(ladder.names.len(), place) else { return };
        if ladder.by_name.contains_key(name) {
            self.reports.plain(Code::T210, place, format!("{what} {shown} stands twice."));
            return;
        }
        ladder.by_name.insert(name.to_owned(), number);
        ladder.names.push(name.to_owned());
    }

    fn labels<'a>(&mut self, file: &LoadedFile, rules: impl Iterator<Item = &'a Line<'t, Rule>>)
    where
        't: 'a,
    {
        for line in rules {
            for clause in &line.node.clauses {
                let ClauseKind::Called(label) = &clause.kind else { continue };
                let place = Place { file: file.id, span: label.span };
                if let Some(first) = self.names.labels.get(&label.text).copied() {
                    self.twice("The label", &quote(&label.text), place, first);
                } else {
                    self.names.labels.insert(label.text.clone(), place);
                    self.names.label_names.push(label.text.clone());
                }
            }
        }
    }

    pub(super) fn tiers(&mut self, file: &LoadedFile, outline: &'t Outline<'t>) {
        for tiers in &outline.tiers {
            let entry = block(file, tiers, &tiers.head.node.score);
            // An unknown score is reported when the block is resolved; its tiers are known all the same.
            let score = self.names.score(&entry.name).unwrap_or(u16::MAX);
            let Some(number) = self.number(self.names.tiers.len(), entry.place) else { continue };
            if let Some(first) = self.names.tiers_of.get(&score).filter(|_| score != u16::MAX) {
                let first = self.names.tiers.get(usize::from(*first)).map_or(entry.place, |first| first.block.place);
                let message = format!("The tiers of {} are declared twice.", entry.name);
                let report = Diagnostic::new(Code::T210, entry.place, message)
                    .label("declared again")
                    .related(first, "declared here first");
                self.reports.add(report);
            } else {
                self.names.tiers_of.insert(score, number);
            }
            let mut lines = Ladder { open: tiers.damaged, ..Ladder::default() };
            for (line, at) in tiers.lines.iter().zip(0u16..) {
                let name = &line.node.name.text;
                self.enter_place(&line.node.name, file, Target::Tier(TiersId(number), at));
                lines.by_name.entry(name.clone()).or_insert(at);
                lines.names.push(name.clone());
            }
            self.names.tiers.push(TiersEntry { block: entry, score, lines });
        }
    }

    pub(super) fn matrices_and_segments(&mut self, file: &LoadedFile, outline: &'t Outline<'t>) {
        for matrix in &outline.matrices {
            let entry = block(file, matrix, &matrix.head.node.name);
            let Some(number) = self.number(self.names.matrices.len(), entry.place) else { continue };
            if !self.outcome(&entry.name, entry.place, Meaning::Matrix(number)) {
                continue;
            }
            let mut own: HashMap<&str, ()> = HashMap::new();
            for cell in matrix.rows.iter().flat_map(|row| &row.node.cells) {
                if own.insert(&cell.text, ()).is_none() {
                    self.enter_place(cell, file, Target::Cell(MatrixId(number)));
                }
            }
            self.names.matrices.push(entry);
        }
        for segment in &outline.segments {
            let name = &segment.head.node.name;
            let place = Place { file: file.id, span: name.span };
            let Some(number) = self.number(self.names.segments.len(), place) else { continue };
            self.enter_place(name, file, Target::Segment(SegmentId(number)));
            self.names.segments.push(Block { file: file.id, block: segment, name: name.text.clone(), place });
        }
    }

    /// Enters a name into the name space of tiers, segments and cells.
    fn enter_place(&mut self, name: &Text, file: &LoadedFile, target: Target) {
        let place = Place { file: file.id, span: name.span };
        if name.text.trim().is_empty() {
            self.reports.plain(Code::S111, place, "A tier, segment or cell has a name, and this one is empty.");
            return;
        }
        if let Some(first) = self.names.places.get(&name.text) {
            let (one, other) = (word(first.target), word(target));
            let what = if one == other { format!("The {one}") } else { format!("The {other} (and {one})") };
            self.twice(&what, &quote(&name.text), place, first.place);
        } else {
            self.names.places.insert(name.text.clone(), PlaceName { target, place });
            self.names.place_names.push(name.text.clone());
        }
    }
}

const fn word(target: Target) -> &'static str {
    match target {
        Target::Tier(..) => "tier",
        Target::Segment(_) => "segment",
        Target::Cell(_) => "cell",
    }
}
