//! Which number belongs to which line.

use merit_ir::{MatrixColumns, Model};
use merit_syntax::tree::{Row, Statement, StatementKind as Kind};
use merit_workbench::quoted;
use merit_workbench::sample::{Counts, Place, RuleCount};

use super::InModel;
use super::words::{leads, of_sample, share};
use crate::features::blocks::Block;

impl InModel {
    /// The line of a statement, from 1.
    pub(super) fn line(&self, statement: &Statement) -> Option<u32> {
        Some(self.analysis.compilation.sources.get(self.number)?.line_of(statement.span.start))
    }

    fn place(&self, statement: &Statement) -> Option<Place> {
        Some(Place { file: u16::try_from(self.number.0).ok()?, line: self.line(statement)? })
    }

    /// What the rule in this line did.
    pub(super) fn rule<'c>(&self, counts: &'c Counts, statement: &Statement) -> Option<&'c RuleCount> {
        counts.rule(self.place(statement)?)
    }

    /// What is said above a line.
    pub(super) fn title(
        &self,
        counts: &Counts,
        statements: &[Statement],
        _: &Block,
        statement: &Statement,
    ) -> Option<String> {
        let model = self.analysis.compilation.model.as_ref()?;
        let place = self.place(statement)?;
        let all = counts.leads;
        let said = match &statement.kind {
            Kind::Model(_) => leads(all),
            Kind::Rule(_) => {
                let matched = counts.rule(place)?.leads;
                format!("matched {}{}", leads(matched), share(matched, all))
            }
            Kind::TierLine(node) => {
                let (tiers, line) = tier(model, place)?;
                let here = *counts.tiers.get(tiers)?.get(line)?;
                format!("{}{} in {}", leads(here), share(here, all), quoted(&node.name.text))
            }
            Kind::LetterLine(_) => {
                let (grade, letter) = letter(model, place)?;
                let here = *counts.letters.get(grade)?.get(letter)?;
                let name = &model.grades.get(grade)?.letters.get(letter)?.name;
                format!("{}{} with {name}", leads(here), share(here, all))
            }
            Kind::Segment(node) => {
                let number = model.segments.iter().position(|segment| Place::from(&segment.source) == place)?;
                let here = *counts.segments.get(number)?;
                format!("{}{} in {}", leads(here), share(here, all), quoted(&node.name.text))
            }
            Kind::Row(row) => self.row(model, counts, statements, row)?,
            _ => return None,
        };
        let moved = self.moved(model, counts, place);
        let whose = if self.is_one_of_several { format!(" · model {}", model.name) } else { String::new() };
        Some(format!("{said}{}{}{whose}", of_sample(counts.one_in), moved.unwrap_or_default()))
    }

    /// `A 12 · B 31 · C 5 leads`
    fn row(&self, model: &Model, counts: &Counts, statements: &[Statement], row: &Row) -> Option<String> {
        // The lines of a matrix stand under its heading.
        let head = self.place(statements.first()?)?;
        let number = model.matrices.iter().position(|matrix| Place::from(&matrix.source) == head)?;
        let matrix = model.matrices.get(number)?;
        let tiers = &model.tiers.get(matrix.rows.index())?.lines;
        let line = tiers.iter().position(|tier| tier.name == row.tier.text)?;
        let names: Vec<String> = match matrix.columns {
            MatrixColumns::Grade(grade) => {
                model.grades.get(grade.index())?.letters.iter().map(|letter| letter.name.clone()).collect()
            }
            MatrixColumns::Tiers(tiers) => {
                model.tiers.get(tiers.index())?.lines.iter().map(|tier| quoted(&tier.name)).collect()
            }
        };
        let here = counts.cells.get(number)?.get(line)?;
        let said: Vec<String> =
            names.iter().zip(here).map(|(name, here)| format!("{name} {}", super::words::grouped(*here))).collect();
        Some(format!("{} leads", said.join(" · ")))
    }

    /// ` · this threshold moves 31 leads`, where it is not what the saved file says.
    fn moved(&self, model: &Model, counts: &Counts, place: Place) -> Option<String> {
        let (_, moved) = counts.moved.iter().find(|(threshold, _)| threshold.stands(model) == Some(place))?;
        Some(format!(" · this threshold moves {}", leads(*moved)))
    }
}

/// The numbers of `tiers` and of the line in it.
fn tier(model: &Model, place: Place) -> Option<(usize, usize)> {
    model.tiers.iter().enumerate().find_map(|(number, tiers)| {
        let line = tiers.lines.iter().position(|line| Place::from(&line.source) == place)?;
        Some((number, line))
    })
}

/// The numbers of a grade and of the letter in it.
fn letter(model: &Model, place: Place) -> Option<(usize, usize)> {
    model.grades.iter().enumerate().find_map(|(number, grade)| {
        let letter = grade.letters.iter().position(|letter| Place::from(&letter.source) == place)?;
        Some((number, letter))
    })
}
