//! Where each lead is in both models.

use merit_ir::{GradeId, MatrixId, Model, Results, SegmentId, TiersId};

use super::Scored;
use super::data::{Move, MoveTable, MovedLead};
use crate::diff::Comparison;

/// Where a lead is that is in no place of the kind.
const NOWHERE: &str = "–";

/// A place of a kind in one model.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Tiers(TiersId),
    Grade(GradeId),
    Matrix(MatrixId),
    Segment(SegmentId),
}

/// What is compared: its name, and what it is in both models.
struct Compared {
    of: String,
    old: Option<Kind>,
    new: Option<Kind>,
}

/// Both results, lead by lead.
pub(super) struct Both<'a> {
    old: Scored<'a>,
    new: Scored<'a>,
    compared: Vec<Compared>,
    /// The leads of both, with their numbers.
    leads: Vec<(&'a str, Option<usize>, Option<usize>)>,
}

impl<'a> Both<'a> {
    pub(super) fn of(comparison: &Comparison, old: Scored<'a>, new: Scored<'a>) -> Self {
        let compared = compared(comparison, old.model, new.model);
        Self { compared, leads: both(&old.evaluation.results, &new.evaluation.results), old, new }
    }

    pub(super) const fn len(&self) -> usize {
        self.leads.len()
    }

    /// The tables, and the leads that move.
    pub(super) fn compare(&self) -> (Vec<MoveTable>, Vec<MovedLead>) {
        let mut tables: Vec<MoveTable> = self.compared.iter().map(|compared| self.empty(compared)).collect();
        let mut moved = Vec::new();
        for (lead, old, new) in &self.leads {
            let mut moves = Vec::new();
            for (compared, table) in self.compared.iter().zip(&mut tables) {
                let was = place(self.old, compared.old, *old);
                let is = place(self.new, compared.new, *new);
                let row = number(&mut table.rows, was);
                let column = number(&mut table.columns, is);
                count(&mut table.counts, row, column);
                if was != is {
                    table.moved += 1;
                    moves.push(Move { of: compared.of.clone(), old: was.to_owned(), new: is.to_owned() });
                }
            }
            if !moves.is_empty() {
                moved.push(MovedLead { lead: (*lead).to_owned(), moves });
            }
        }
        for table in &mut tables {
            let (rows, columns) = (table.rows.len(), table.columns.len());
            table.counts.resize(rows, Vec::new());
            table.counts.iter_mut().for_each(|row| row.resize(columns, 0));
        }
        (tables, moved)
    }

    fn empty(&self, compared: &Compared) -> MoveTable {
        MoveTable {
            of: compared.of.clone(),
            rows: names(self.old.model, compared.old),
            columns: names(self.new.model, compared.new),
            ..MoveTable::default()
        }
    }
}

fn number(names: &mut Vec<String>, name: &str) -> usize {
    names.iter().position(|known| known == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    })
}

fn count(counts: &mut Vec<Vec<usize>>, row: usize, column: usize) {
    if counts.len() <= row {
        counts.resize(row + 1, Vec::new());
    }
    let Some(row) = counts.get_mut(row) else { return };
    if row.len() <= column {
        row.resize(column + 1, 0);
    }
    if let Some(count) = row.get_mut(column) {
        *count += 1;
    }
}

fn compared(comparison: &Comparison, old: &Model, new: &Model) -> Vec<Compared> {
    let mut result = Vec::new();
    for (was, is) in &comparison.scores {
        let tiers = |model: &Model, score: Option<usize>| {
            let score = merit_ir::ScoreId(u16::try_from(score?).ok()?);
            model.tiers_of(score).map(Kind::Tiers)
        };
        let name = is.and_then(|at| new.scores.get(at)).or_else(|| was.and_then(|at| old.scores.get(at)));
        let (old, new) = (tiers(old, *was), tiers(new, *is));
        if let Some(score) = name
            && (old.is_some() || new.is_some())
        {
            result.push(Compared { of: format!("{} tier", score.name), old, new });
        }
    }
    for (was, is) in &comparison.grades {
        let name = is.and_then(|at| new.grades.get(at)).or_else(|| was.and_then(|at| old.grades.get(at)));
        let kind = |at: &Option<usize>| at.and_then(|at| u16::try_from(at).ok()).map(|at| Kind::Grade(GradeId(at)));
        if let Some(grade) = name {
            result.push(Compared { of: format!("{} grade", grade.name), old: kind(was), new: kind(is) });
        }
    }
    let matrices = (
        old.matrices.iter().map(|matrix| matrix.name.as_str()).collect(),
        new.matrices.iter().map(|matrix| matrix.name.as_str()).collect(),
    );
    result.extend(by_name(matrices, |at| Kind::Matrix(MatrixId(at))));
    let segments = (
        old.segments.iter().map(|segment| segment.name.as_str()).collect(),
        new.segments.iter().map(|segment| segment.name.as_str()).collect(),
    );
    result.extend(by_name(segments, |at| Kind::Segment(SegmentId(at))));
    result
}

fn by_name((old, new): (Vec<&str>, Vec<&str>), kind: impl Fn(u16) -> Kind) -> Vec<Compared> {
    let find =
        |names: &[&str], name: &str| (0..).zip(names).find(|(_, other)| **other == name).map(|(at, _)| kind(at));
    let gone = old.iter().filter(|name| !new.contains(name));
    let names: Vec<&str> = new.iter().chain(gone).copied().collect();
    names
        .into_iter()
        .map(|name| Compared { of: name.to_owned(), old: find(&old, name), new: find(&new, name) })
        .collect()
}

/// The names of the places of a kind, in the order of the model.
fn names(model: &Model, kind: Option<Kind>) -> Vec<String> {
    match kind {
        Some(Kind::Tiers(id)) => {
            let tiers = model.tiers.get(id.index()).map_or(&[][..], |tiers| &tiers.lines);
            tiers.iter().map(|line| line.name.clone()).collect()
        }
        Some(Kind::Grade(id)) => {
            let letters = model.grades.get(id.index()).map_or(&[][..], |grade| &grade.letters);
            letters.iter().map(|letter| letter.name.clone()).collect()
        }
        Some(Kind::Segment(_)) => vec!["in".to_owned(), "out".to_owned()],
        Some(Kind::Matrix(id)) => {
            let mut names: Vec<String> = Vec::new();
            for cell in model.matrices.get(id.index()).into_iter().flat_map(|matrix| matrix.cells.iter().flatten()) {
                if !names.contains(cell) {
                    names.push(cell.clone());
                }
            }
            names
        }
        None => Vec::new(),
    }
}

fn place<'a>(scored: Scored<'a>, kind: Option<Kind>, lead: Option<usize>) -> &'a str {
    let results = &scored.evaluation.results;
    let (Some(kind), Some(lead)) = (kind, lead) else {
        // Out of a segment that is not there, or without a result.
        return match kind {
            Some(Kind::Segment(_)) => "out",
            _ => NOWHERE,
        };
    };
    match kind {
        Kind::Tiers(id) => results.tier(scored.model, id, lead).unwrap_or(NOWHERE),
        Kind::Grade(id) => results.grade(scored.model, id, lead).unwrap_or("no grade"),
        Kind::Matrix(id) => results.cell(scored.model, id, lead).unwrap_or(NOWHERE),
        Kind::Segment(id) => {
            if results.is_in(id, lead) {
                "in"
            } else {
                "out"
            }
        }
    }
}

/// The leads of both results, which are sorted by their bytes.
fn both<'a>(old: &'a Results, new: &'a Results) -> Vec<(&'a str, Option<usize>, Option<usize>)> {
    let mut leads = Vec::with_capacity(new.len());
    let (mut a, mut b) = (0, 0);
    while a < old.len() || b < new.len() {
        let (was, is) = (old.leads.get(a), new.leads.get(b));
        let order = match (a < old.len(), b < new.len()) {
            (true, true) => was.cmp(is),
            (true, false) => std::cmp::Ordering::Less,
            _ => std::cmp::Ordering::Greater,
        };
        match order {
            std::cmp::Ordering::Less => leads.push((was, Some(a), None)),
            std::cmp::Ordering::Greater => leads.push((is, None, Some(b))),
            std::cmp::Ordering::Equal => leads.push((is, Some(a), Some(b))),
        }
        a += usize::from(order.is_le());
        b += usize::from(order.is_ge());
    }
    leads
}
