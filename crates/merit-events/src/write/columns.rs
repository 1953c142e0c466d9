//! The columns of the tables (CSV, Parquet): their names, their order, and what stands in them.

use merit_ir::{GradeId, MatrixId, Model, Results, ScoreId, SegmentId, TiersId};
use merit_values::Decimal;

/// Points have up to three decimals.
const POINTS_DECIMALS: u8 = 3;

/// One column of a table of results.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) content: Content,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug)]
pub(super) enum Content {
    Lead,
    Score { score: usize, decimals: u8 },
    Tier(TiersId),
    Grade(GradeId),
    Points { grade: usize, decimals: u8 },
    Cell(MatrixId),
    Segments,
}

/// The columns of a model's results: lead, scores, grades, matrices, segments, each sorted by bytes.
pub(super) fn columns(model: &Model) -> Vec<Column> {
    let mut columns = vec![Column { name: "lead".to_owned(), content: Content::Lead }];
    let mut add = |name: String, content: Content| columns.push(Column { name, content });
    for (number, name) in super::order(model.scores.iter().map(|score| &*score.name)) {
        let decimals = model.scores.get(number).map_or(0, |score| score.decimals);
        add(name.to_owned(), Content::Score { score: number, decimals });
        if let Some(tiers) = model.tiers_of(ScoreId(small(number))) {
            add(format!("{name}.tier"), Content::Tier(tiers));
        }
    }
    for (number, name) in super::order(model.grades.iter().map(|grade| &*grade.name)) {
        add(name.to_owned(), Content::Grade(GradeId(small(number))));
        add(format!("{name}.points"), Content::Points { grade: number, decimals: POINTS_DECIMALS });
    }
    for (number, name) in super::order(model.matrices.iter().map(|matrix| &*matrix.name)) {
        add(name.to_owned(), Content::Cell(MatrixId(small(number))));
    }
    add("segments".to_owned(), Content::Segments);
    columns
}

fn small(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

/// The segments of a model, sorted by the bytes of their names.
pub(super) fn segments(model: &Model) -> Vec<(SegmentId, &str)> {
    let sorted = super::order(model.segments.iter().map(|segment| &*segment.name));
    sorted.into_iter().map(|(number, name)| (SegmentId(small(number)), name)).collect()
}

impl Content {
    /// The text in this column; none for numbers and segments.
    pub(super) fn text<'r>(self, results: &'r Results, model: &'r Model, lead: usize) -> Option<&'r str> {
        match self {
            Self::Lead => Some(results.leads.get(lead)),
            Self::Tier(tiers) => results.tier(model, tiers, lead),
            Self::Grade(grade) => results.grade(model, grade, lead),
            Self::Cell(matrix) => results.cell(model, matrix, lead),
            Self::Score { .. } | Self::Points { .. } | Self::Segments => None,
        }
    }

    /// All names that can stand in this column.
    pub(super) fn names(self, model: &Model) -> Vec<&str> {
        match self {
            Self::Tier(tiers) => {
                let lines = model.tiers.get(tiers.index()).into_iter().flat_map(|tiers| &tiers.lines);
                lines.map(|line| &*line.name).collect()
            }
            Self::Grade(grade) => {
                let letters = model.grades.get(grade.index()).into_iter().flat_map(|grade| &grade.letters);
                letters.map(|letter| &*letter.name).collect()
            }
            Self::Cell(matrix) => {
                let rows = model.matrices.get(matrix.index()).into_iter().flat_map(|matrix| &matrix.cells);
                rows.flatten().map(String::as_str).collect()
            }
            Self::Lead | Self::Score { .. } | Self::Points { .. } | Self::Segments => Vec::new(),
        }
    }

    /// Which of these names it is.
    pub(super) fn name(self, results: &Results, model: &Model, lead: usize) -> Option<usize> {
        let of = |columns: &[Vec<u16>], number: usize| columns.get(number)?.get(lead).copied().map(usize::from);
        match self {
            Self::Tier(tiers) => of(&results.tiers, tiers.index()),
            Self::Grade(grade) => of(&results.grades, grade.index()),
            Self::Cell(matrix) => {
                let (row, column) = results.cell_place(model, matrix, lead)?;
                let matrix = model.matrices.get(matrix.index())?;
                let before: usize = matrix.cells.get(..row)?.iter().map(Vec::len).sum();
                (column < matrix.cells.get(row)?.len()).then_some(before + column)
            }
            Self::Lead | Self::Score { .. } | Self::Points { .. } | Self::Segments => None,
        }
    }

    /// The number in this column; none for texts and segments.
    pub(super) fn number(self, results: &Results, lead: usize) -> Option<Decimal> {
        match self {
            Self::Score { score, .. } => results.scores.get(score)?.get(lead).copied(),
            Self::Points { grade, .. } => results.points.get(grade)?.get(lead).copied(),
            _ => None,
        }
    }
}
