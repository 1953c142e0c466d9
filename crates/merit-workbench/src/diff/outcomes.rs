//! Letters, tiers, matrices.

use merit_ir::{Grade, Matrix, MatrixColumns, Model, Tiers};

use super::data::{Change, What};
use super::matching::{Named, pairs};
use super::vocabulary::by_name;
use super::{Comparer, Side};
use crate::words::{bound, quoted};

impl Comparer<'_> {
    pub(super) fn letters(&mut self, old: &Grade, new: &Grade) {
        for (before, after) in by_name(&old.letters, &new.letters, |letter| &letter.name) {
            let change = match (before, after) {
                (Some(before), Some(after)) => {
                    let mut change = Change::altered(What::Letter, &new.name, &after.name);
                    change.field("bound", Some(bound(before.bound)), Some(bound(after.bound)));
                    change
                }
                (Some(before), None) => {
                    Change::removed(What::Letter, &new.name, &format!("{}  {}", before.name, bound(before.bound)))
                }
                (None, Some(after)) => {
                    Change::added(What::Letter, &new.name, &format!("{}  {}", after.name, bound(after.bound)))
                }
                (None, None) => continue,
            };
            let was = before.map(|letter| self.old.place(&letter.source));
            let is = after.map(|letter| self.new.place(&letter.source));
            self.keep(change.at(was, is));
        }
    }

    pub(super) fn tiers(&mut self) {
        let none = || Tiers { score: merit_ir::ScoreId(0), lines: Vec::new(), source: merit_ir::Source::default() };
        let (old, new) = (self.old.model, self.new.model);
        for (before, after) in pairs(&tiers_named(self.old.same.model), &tiers_named(new)) {
            let was = before.and_then(|at| old.tiers.get(at));
            let is = after.and_then(|at| new.tiers.get(at));
            let score = is.map(|tiers| score_of(new, tiers)).or(was.map(|tiers| score_of(old, tiers)));
            let score = score.unwrap_or("").to_owned();
            let (was, is) = (was.cloned().unwrap_or_else(none), is.cloned().unwrap_or_else(none));
            self.tier_lines(&score, &was, &is);
        }
    }

    fn tier_lines(&mut self, score: &str, old: &Tiers, new: &Tiers) {
        for (before, after) in pairs(&lines_named(old), &lines_named(new)) {
            let (before, after) = (before.and_then(|at| old.lines.get(at)), after.and_then(|at| new.lines.get(at)));
            let until = |line: &merit_ir::Tier| line.until_below.map(|below| format!("until below {below}"));
            let whole = |line: &merit_ir::Tier| {
                let until = until(line).map(|until| format!("  {until}")).unwrap_or_default();
                format!("{}  {}{until}", quoted(&line.name), bound(line.bound))
            };
            let change = match (before, after) {
                (Some(before), Some(after)) => {
                    let mut change = Change::altered(What::Tier, score, &quoted(&after.name));
                    change.field("name", Some(quoted(&before.name)), Some(quoted(&after.name)));
                    change.field("bound", Some(bound(before.bound)), Some(bound(after.bound)));
                    change.field("until below", until(before), until(after));
                    change
                }
                (Some(before), None) => Change::removed(What::Tier, score, &whole(before)),
                (None, Some(after)) => Change::added(What::Tier, score, &whole(after)),
                (None, None) => continue,
            };
            let was = before.map(|line| self.old.place(&line.source));
            let is = after.map(|line| self.new.place(&line.source));
            self.keep(change.at(was, is));
        }
    }

    pub(super) fn matrices(&mut self) {
        let (old, new) = (self.old, self.new);
        for (before, after) in by_name(&old.model.matrices, &new.model.matrices, |matrix| &matrix.name) {
            let was = before.map(|matrix| old.place(&matrix.source));
            let is = after.map(|matrix| new.place(&matrix.source));
            match (before, after) {
                (Some(before), Some(after)) => {
                    let mut change = Change::altered(What::Matrix, "", &after.name).at(was, is);
                    let (same_old, same_new) = (axes(old.same.model, before), axes(new.same.model, after));
                    let (of_old, of_new) = (axes(old.model, before), axes(new.model, after));
                    let (rows, columns) =
                        (same_old.rows_of == same_new.rows_of, same_old.columns_of == same_new.columns_of);
                    change.compared_field("rows", rows, Some(of_old.rows_of), Some(of_new.rows_of));
                    change.compared_field("columns", columns, Some(of_old.columns_of), Some(of_new.columns_of));
                    self.keep(change);
                    self.cells(before, after);
                }
                (Some(before), None) => self.push(Change::removed(What::Matrix, "", &before.name).at(was, is)),
                (None, Some(after)) => self.push(Change::added(What::Matrix, "", &after.name).at(was, is)),
                (None, None) => {}
            }
        }
    }

    /// Cells by the names of their row and column.
    fn cells(&mut self, old: &Matrix, new: &Matrix) {
        let (before, after) = (cells(self.old, old), cells(self.new, new));
        for (at, is) in &after {
            let was = before.iter().find(|(other, _)| other == at).map(|(_, cell)| quoted(cell));
            let mut change = Change::altered(What::Cell, &new.name, at);
            change.field("cell", was, Some(quoted(is)));
            self.keep(change);
        }
        for (at, was) in before.iter().filter(|(at, _)| !after.iter().any(|(other, _)| other == at)) {
            let mut change = Change::altered(What::Cell, &new.name, at);
            change.field("cell", Some(quoted(was)), None);
            self.keep(change);
        }
    }
}

/// Tiers by the name of their score, or by the names of their lines.
pub(super) fn tiers_named(model: &Model) -> Vec<Named> {
    let named = model.tiers.iter();
    named
        .map(|tiers| Named {
            name: score_of(model, tiers).to_owned(),
            content: tiers.lines.iter().map(|line| line.name.clone()).collect(),
        })
        .collect()
}

/// Lines of tiers by name, or by their bound.
pub(super) fn lines_named(tiers: &Tiers) -> Vec<Named> {
    let named = tiers.lines.iter();
    named.map(|line| Named { name: line.name.clone(), content: [bound(line.bound)].into() }).collect()
}

fn score_of<'m>(model: &'m Model, tiers: &Tiers) -> &'m str {
    model.scores.get(tiers.score.index()).map_or("", |score| &score.name)
}

/// What the rows and columns of a matrix are, and their names.
struct Axes {
    rows_of: String,
    columns_of: String,
    rows: Vec<String>,
    columns: Vec<String>,
}

fn axes(model: &Model, matrix: &Matrix) -> Axes {
    let tiers = |id: merit_ir::TiersId| {
        let tiers = model.tiers.get(id.index());
        let names = tiers.map(|tiers| tiers.lines.iter().map(|line| quoted(&line.name)).collect());
        (tiers.map_or("", |tiers| score_of(model, tiers)), names.unwrap_or_default())
    };
    let (rows_of, rows) = tiers(matrix.rows);
    let (columns_of, columns) = match matrix.columns {
        MatrixColumns::Tiers(id) => {
            let (score, names) = tiers(id);
            (format!("{score} tier"), names)
        }
        MatrixColumns::Grade(id) => {
            let grade = model.grades.get(id.index());
            let letters = grade.map(|grade| grade.letters.iter().map(|letter| letter.name.clone()).collect());
            (format!("{} grade", grade.map_or("", |grade| &grade.name)), letters.unwrap_or_default())
        }
    };
    Axes { rows_of: format!("{rows_of} tier"), columns_of, rows, columns }
}

fn cells(side: Side<'_>, matrix: &Matrix) -> Vec<(String, String)> {
    // By the names of the new model, so that a tier that is only renamed keeps its cells.
    let axes = axes(side.same.model, matrix);
    let mut cells = Vec::new();
    for (row, names) in axes.rows.iter().zip(&matrix.cells) {
        for (column, name) in axes.columns.iter().zip(names) {
            cells.push((format!("{row}, {column}"), name.clone()));
        }
    }
    cells
}
