//! Tiers and matrices.

use std::collections::HashMap;

use merit_diagnostics::{Code, Diagnostic, Place};
use merit_ir::{self as ir, GradeId, MatrixColumns, ScoreId, Target, TiersId};
use merit_syntax::outline::MatrixBlock;
use merit_syntax::tree::{ColumnHeads, Columns};

use crate::context::Context;
use crate::names::{Block, Ladder, TiersEntry};
use crate::near::quote;

/// The columns of a matrix: what they are, and for each written one its number.
struct Heads<'a> {
    columns: MatrixColumns,
    ladder: &'a Ladder,
    numbers: Vec<u16>,
    /// Every column is there once. Otherwise the cells of the rows are not counted: the rows may well be right.
    sound: bool,
}

impl<'t> Context<'t> {
    pub(crate) fn tiers_block(&self, entry: &TiersEntry<'t>) -> ir::Tiers {
        let block = &entry.block;
        let head = block.block.head;
        self.about(block.file, head.statement, || {
            if entry.score == u16::MAX {
                // Reports that there is no such score.
                let _ = self.score(block.file, &head.node.score);
            }
        });
        let mut lines = Vec::new();
        for line in &block.block.lines {
            let tier = self.about(block.file, line.statement, || {
                Some(ir::Tier {
                    name: line.node.name.text.clone(),
                    bound: self.bound(block.file, line.node.bound)?,
                    until_below: match line.node.until_below {
                        Some(number) => Some(self.points(block.file, number)?),
                        None => None,
                    },
                    source: self.statement_source(block.file, line.statement),
                })
            });
            lines.extend(tier);
        }
        ir::Tiers { score: ScoreId(entry.score), lines, source: self.statement_source(block.file, head.statement) }
    }

    /// A matrix: M306, and T206 for tiers and letters that are not there.
    pub(crate) fn matrix_block(&self, entry: &Block<'t, MatrixBlock<'t>>) -> Option<ir::Matrix> {
        let block = entry.block;
        let faulty = block.damaged || block.head.statement.faulty;
        let head_place = entry.place;
        let Some(columns) = block.columns.first() else {
            if !faulty {
                let message = format!("The matrix {} has no line   columns ….", entry.name);
                let message = message.replace("   columns …", " \"columns …\"");
                self.reports
                    .about(self.is_silent(entry.file), || self.reports.plain(Code::M306, head_place, message));
            }
            return None;
        };
        if let Some(second) = block.columns.get(1) {
            self.about(entry.file, second.statement, || {
                let message = format!("The columns of {} are declared twice.", entry.name);
                self.reports.plain(Code::M306, entry.at(second.statement.span), message);
            });
        }
        let heads =
            self.about(entry.file, columns.statement, || self.heads(entry, columns.node, columns.statement.faulty));
        let rows = self.rows(entry, heads.as_ref())?;
        let heads = heads.filter(|heads| heads.sound)?;
        Some(ir::Matrix {
            name: entry.name.clone(),
            rows: rows.0,
            columns: heads.columns,
            cells: rows.1,
            source: self.statement_source(entry.file, block.head.statement),
        })
    }

    fn heads(&self, entry: &Block<'t, MatrixBlock<'t>>, node: &Columns, faulty: bool) -> Option<Heads<'_>> {
        let (columns, ladder, written): (_, _, Vec<(&str, Place)>) = match &node.heads {
            ColumnHeads::Letters(letters) => {
                let grade = self.grade(entry.file, &node.of)?;
                let ladder = self.names.letters.get(usize::from(grade))?;
                let written = letters.iter().map(|letter| (letter.text.as_str(), entry.at(letter.span))).collect();
                (MatrixColumns::Grade(GradeId(grade)), ladder, written)
            }
            ColumnHeads::Tiers(tiers) => {
                let score = self.score(entry.file, &node.of)?;
                let Some((number, of)) = self.names.tiers(score) else {
                    if !self.names.may_have_tiers(&node.of.text) {
                        let message = format!("{} has no tiers.", node.of.text);
                        self.reports.plain(Code::T206, entry.at(node.of.span), message);
                    }
                    return None;
                };
                let written = tiers.iter().map(|tier| (tier.text.as_str(), entry.at(tier.span))).collect();
                (MatrixColumns::Tiers(TiersId(number)), &of.lines, written)
            }
        };
        let letters = matches!(columns, MatrixColumns::Grade(_));
        let show = |name: &str| if letters { name.to_owned() } else { quote(name) };
        let mut numbers = Vec::new();
        let mut sound = true;
        let mut seen = HashMap::new();
        for (name, place) in written {
            let Some(number) = ladder.by_name.get(name).copied() else {
                sound = false;
                if !ladder.open && !self.names.may_be_declared(name) {
                    let what = if letters { "letter" } else { "tier called" };
                    let message = format!("{} has no {what} {}.", node.of.text, show(name));
                    let all: Vec<String> = ladder.names.iter().take(30).map(|name| show(name)).collect();
                    let report =
                        Diagnostic::new(Code::T206, place, message).note(format!("It has {}.", all.join(", ")));
                    self.reports.add(report);
                }
                continue;
            };
            if let Some(first) = seen.insert(number, place) {
                let message = format!("The column {} stands twice in the matrix {}.", show(name), entry.name);
                let report = Diagnostic::new(Code::M306, place, message).related(first, "here it stands first");
                self.reports.add(report);
                sound = false;
            }
            numbers.push(number);
        }
        if sound && !faulty && !ladder.open {
            let missing: Vec<String> = (0u16..)
                .zip(&ladder.names)
                .filter(|(at, _)| !seen.contains_key(at))
                .map(|(_, name)| show(name))
                .collect();
            if !missing.is_empty() {
                let message = format!("The matrix {} has no column for {}.", entry.name, missing.join(", "));
                let report = Diagnostic::new(Code::M306, entry.at(node.of.span), message)
                    .note(format!("A matrix has a column for everything that {} can be.", node.of.text));
                self.reports.add(report);
                sound = false;
            }
        }
        Some(Heads { columns, ladder, numbers, sound })
    }

    /// The tiers of the rows, and the cells in the order of tiers and columns.
    fn rows(
        &self,
        entry: &Block<'t, MatrixBlock<'t>>,
        heads: Option<&Heads<'_>>,
    ) -> Option<(TiersId, Vec<Vec<String>>)> {
        let block = entry.block;
        let damaged = block.damaged || block.head.statement.faulty;
        let mut of: Option<TiersId> = None;
        let mut cells: HashMap<u16, Vec<String>> = HashMap::new();
        let mut seen: HashMap<u16, Place> = HashMap::new();
        let mut sound = true;
        for line in &block.rows {
            let row = line.node;
            let place = entry.at(row.tier.span);
            self.about(entry.file, line.statement, || {
                let Some((tiers, at)) = self.row_tier(entry, &row.tier, place) else {
                    sound = false;
                    return;
                };
                if let Some(of) = of.filter(|of| *of != tiers) {
                    let name = |tiers: TiersId| {
                        self.names.tiers.get(tiers.index()).map_or("", |tiers| tiers.block.name.as_str())
                    };
                    let message = format!(
                        "{} is a tier of {}, but the rows above are tiers of {}.",
                        quote(&row.tier.text),
                        name(tiers),
                        name(of)
                    );
                    self.reports.plain(Code::M306, place, message);
                    sound = false;
                    return;
                }
                of = Some(tiers);
                if let Some(first) = seen.insert(at, place) {
                    let message =
                        format!("The row {} stands twice in the matrix {}.", quote(&row.tier.text), entry.name);
                    let report = Diagnostic::new(Code::M306, place, message).related(first, "here it stands first");
                    self.reports.add(report);
                    sound = false;
                    return;
                }
                let Some(heads) = heads.filter(|heads| heads.sound) else { return };
                if row.cells.len() != heads.numbers.len() {
                    let message = format!(
                        "The row {} has {} for {}.",
                        quote(&row.tier.text),
                        count(row.cells.len(), "cell"),
                        count(heads.numbers.len(), "column")
                    );
                    let span =
                        row.cells.first().zip(row.cells.last()).map_or(row.tier.span, |(a, b)| a.span.to(b.span));
                    self.reports.plain(Code::M306, entry.at(span), message);
                    sound = false;
                    return;
                }
                let mut ordered = vec![String::new(); heads.ladder.names.len()];
                for (number, cell) in heads.numbers.iter().zip(&row.cells) {
                    if let Some(slot) = ordered.get_mut(usize::from(*number)) {
                        slot.clone_from(&cell.text);
                    }
                }
                cells.insert(at, ordered);
            });
        }
        let Some(of) = of else {
            if !damaged && block.rows.is_empty() {
                self.reports.about(self.is_silent(entry.file), || {
                    self.reports.plain(Code::M306, entry.place, format!("The matrix {} has no rows.", entry.name));
                });
            }
            return None;
        };
        let tiers = self.names.tiers.get(of.index())?;
        if sound && !damaged && !tiers.lines.open {
            let missing: Vec<String> = (0u16..)
                .zip(&tiers.lines.names)
                .filter(|(at, _)| !seen.contains_key(at))
                .map(|(_, name)| quote(name))
                .collect();
            if !missing.is_empty() {
                let message = format!("The matrix {} has no row for {}.", entry.name, missing.join(", "));
                let report = Diagnostic::new(Code::M306, entry.place, message)
                    .note(format!("A matrix has a row for every tier of {}.", tiers.block.name));
                self.reports.about(self.is_silent(entry.file), || self.reports.add(report));
                sound = false;
            }
        }
        let rows = (0u16..).zip(&tiers.lines.names).map(|(at, _)| cells.remove(&at)).collect::<Option<Vec<_>>>();
        rows.filter(|_| sound).map(|rows| (of, rows))
    }

    fn row_tier(
        &self,
        entry: &Block<'t, MatrixBlock<'t>>,
        name: &merit_syntax::tree::Text,
        place: Place,
    ) -> Option<(TiersId, u16)> {
        let Some(found) = self.names.places.get(&name.text) else {
            // The tiers of the score that the other rows are about.
            let others = entry.block.rows.iter().filter_map(|row| self.names.places.get(&row.node.tier.text));
            let tiers = others.filter_map(|other| match other.target {
                Target::Tier(tiers, _) => self.names.tiers.get(tiers.index()),
                Target::Segment(_) | Target::Cell(_) => None,
            });
            if let Some(tiers) = tiers.into_iter().next() {
                self.tier_line(&tiers.lines, name, &tiers.block.name, place);
            } else {
                self.place(place.file, name);
            }
            return None;
        };
        match found.target {
            Target::Tier(tiers, line) => Some((tiers, line)),
            Target::Segment(_) | Target::Cell(_) => {
                let message = format!("{} is not a tier, and the rows of a matrix are tiers.", quote(&name.text));
                self.reports.plain(Code::M306, place, message);
                None
            }
        }
    }
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
