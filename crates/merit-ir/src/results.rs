//! What an evaluation gives: plain columns that writers and the workbench read.

use std::sync::Arc;

use merit_values::{Decimal, Instant, Strings};

use crate::{Bound, GradeId, MatrixColumns, MatrixId, Model, SegmentId, TiersId};

/// The number that stands for "no grade" in [`Results::grades`].
pub const NO_GRADE: u16 = u16::MAX;

/// Results of all leads, one entry per lead in every column, leads ascending by the bytes of their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// The instant they are true at.
    pub as_of: Instant,
    /// Lead ids.
    pub leads: Strings,
    /// For each score of the model: its rounded value.
    pub scores: Vec<Vec<Decimal>>,
    /// For each `Tiers` of the model: the number of the line.
    pub tiers: Vec<Vec<u16>>,
    /// For each grade: the number of the letter, or [`NO_GRADE`].
    pub grades: Vec<Vec<u16>>,
    /// For each grade: its points.
    pub points: Vec<Vec<Decimal>>,
    /// For each segment: whether the lead is in.
    pub segments: Vec<Vec<bool>>,
}

impl Results {
    /// Number of leads.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.leads.len()
    }

    /// True when there are no leads.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.leads.is_empty()
    }

    /// The same of some leads only, by their places.
    #[must_use]
    pub fn of_leads(&self, places: &[usize]) -> Self {
        fn picked<T: Copy>(columns: &[Vec<T>], places: &[usize]) -> Vec<Vec<T>> {
            let of = |column: &Vec<T>| places.iter().filter_map(|place| column.get(*place)).copied().collect();
            columns.iter().map(of).collect()
        }
        let mut leads = Strings::default();
        for place in places {
            leads.push(self.leads.get(*place));
        }
        Self {
            as_of: self.as_of,
            leads,
            scores: picked(&self.scores, places),
            tiers: picked(&self.tiers, places),
            grades: picked(&self.grades, places),
            points: picked(&self.points, places),
            segments: picked(&self.segments, places),
        }
    }

    /// Adds the leads of other results behind these.
    pub fn append(&mut self, other: Self) {
        fn joined<T>(columns: &mut Vec<Vec<T>>, others: Vec<Vec<T>>) {
            columns.resize_with(others.len().max(columns.len()), Vec::new);
            for (column, mut other) in columns.iter_mut().zip(others) {
                column.append(&mut other);
            }
        }
        self.as_of = other.as_of;
        for lead in other.leads.iter() {
            self.leads.push(lead);
        }
        joined(&mut self.scores, other.scores);
        joined(&mut self.tiers, other.tiers);
        joined(&mut self.grades, other.grades);
        joined(&mut self.points, other.points);
        joined(&mut self.segments, other.segments);
    }

    /// The name of the tier of a lead.
    #[must_use]
    pub fn tier<'m>(&self, model: &'m Model, tiers: TiersId, lead: usize) -> Option<&'m str> {
        let line = *self.tiers.get(tiers.index())?.get(lead)?;
        Some(&model.tiers.get(tiers.index())?.lines.get(usize::from(line))?.name)
    }

    /// The letter of a lead, if it has a grade.
    #[must_use]
    pub fn grade<'m>(&self, model: &'m Model, grade: GradeId, lead: usize) -> Option<&'m str> {
        let letter = *self.grades.get(grade.index())?.get(lead)?;
        Some(&model.grades.get(grade.index())?.letters.get(usize::from(letter))?.name)
    }

    /// The name of the matrix cell of a lead; none without a grade.
    #[must_use]
    pub fn cell<'m>(&self, model: &'m Model, matrix: MatrixId, lead: usize) -> Option<&'m str> {
        let (row, column) = self.cell_place(model, matrix, lead)?;
        model.matrices.get(matrix.index())?.cells.get(row)?.get(column).map(String::as_str)
    }

    /// Row and column of the matrix cell of a lead; of a lead without a grade there is no such cell.
    #[must_use]
    pub fn cell_place(&self, model: &Model, matrix: MatrixId, lead: usize) -> Option<(usize, usize)> {
        let matrix = model.matrices.get(matrix.index())?;
        let row = *self.tiers.get(matrix.rows.index())?.get(lead)?;
        let column = match matrix.columns {
            MatrixColumns::Grade(grade) => *self.grades.get(grade.index())?.get(lead)?,
            MatrixColumns::Tiers(tiers) => *self.tiers.get(tiers.index())?.get(lead)?,
        };
        Some((usize::from(row), usize::from(column)))
    }

    /// True when the lead is in the segment.
    #[must_use]
    pub fn is_in(&self, segment: SegmentId, lead: usize) -> bool {
        self.segments.get(segment.index()).and_then(|leads| leads.get(lead)).copied().unwrap_or(false)
    }
}

/// A lead enters or leaves a tier, segment or cell. Ordered as `merit changes` prints them: time, lead, leaves before
/// enters, name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Transition {
    /// When.
    pub at: Instant,
    /// Who.
    pub lead: Arc<str>,
    /// Enters; otherwise leaves.
    pub enters: bool,
    /// The name of the tier, segment or cell.
    pub name: Arc<str>,
}

/// A trigger that is due. Ordered as `merit changes` prints them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// When it is due.
    pub due: Instant,
    /// Who.
    pub lead: Arc<str>,
    /// It was the entering of the place; otherwise the leaving.
    pub enters: bool,
    /// The name of the tier, segment or cell.
    pub name: Arc<str>,
    /// The name of the action.
    pub action: Box<str>,
    /// The delay as written, `2 days`; `0` without.
    pub delay: Box<str>,
    /// When the lead entered or left.
    pub at: Instant,
}

impl Due {
    /// The key for idempotent delivery: model/action/(enters or leaves)/name/delay/lead/instant, percent-encoded parts.
    #[must_use]
    pub fn key(&self, model: &Model) -> String {
        let what = if self.enters { "enters" } else { "leaves" };
        let at = self.at.to_string();
        let parts = [&model.name, &*self.action, what, &*self.name, &*self.delay, &*self.lead, &at];
        parts.map(percent_encode).join("/")
    }
}

/// Everything but unreserved characters (RFC 3986) as `%XX` of its UTF-8 bytes.
fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

impl Bound {
    /// True when a value is in this line or a higher one.
    #[must_use]
    pub fn fits(self, value: Decimal) -> bool {
        match self {
            Self::From(bound) => value >= Decimal::from(bound),
            Self::Above(bound) => value > Decimal::from(bound),
            Self::Otherwise => true,
        }
    }
}
