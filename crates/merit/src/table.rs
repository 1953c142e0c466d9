//! Results as a table for people.

use std::cmp::Reverse;
use std::io::{self, Write};

use merit_ir::{GradeId, MatrixId, Model, Results, ScoreId, SegmentId, TiersId};

use crate::findings::{counted, grouped};
use crate::grid::Grid;
use crate::terminal::{Paint, escape, paint};

/// How the table is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// Columns of the terminal; no limit when it is none.
    pub(crate) width: Option<usize>,
    /// Whether to use colour.
    pub(crate) color: bool,
}

/// What a column shows.
#[derive(Clone, Copy)]
enum Shows {
    Lead,
    Score(ScoreId),
    Tier(TiersId),
    Grade(GradeId),
    Cell(MatrixId),
    Segments,
}

/// What a table shows of results that come in chunks: the best leads, and how many there are in each tier.
#[derive(Debug)]
pub(crate) struct Best {
    limit: usize,
    kept: Results,
    /// All leads, shown or not.
    leads: usize,
    /// For each `Tiers` of the model: the leads of each line.
    tiers: Vec<Vec<u64>>,
}

impl Best {
    /// Nothing yet; 0 keeps all leads.
    pub(crate) fn new(model: &Model, limit: usize) -> Self {
        let tiers = model.tiers.iter().map(|tiers| vec![0; tiers.lines.len()]).collect();
        Self { limit, kept: Results::default(), leads: 0, tiers }
    }

    /// Takes more leads, which come after the others in the order of their ids.
    pub(crate) fn take(&mut self, results: Results) {
        self.leads += results.len();
        for (counts, lines) in self.tiers.iter_mut().zip(&results.tiers) {
            for line in lines {
                if let Some(count) = counts.get_mut(usize::from(*line)) {
                    *count += 1;
                }
            }
        }
        self.kept.append(results);
        if self.limit > 0 && self.kept.len() > self.limit {
            let mut best = order(&self.kept);
            best.truncate(self.limit);
            // Ties are decided by the order of the ids, so that is kept.
            best.sort_unstable();
            self.kept = self.kept.of_leads(&best);
        }
    }
}

/// Writes the leads, best first score first, then how many leads are in each tier.
pub(crate) fn write(model: &Model, best: &Best, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let results = &best.kept;
    let rows = order(results);
    let shown = rows.len();
    let (mut grid, columns) = (Grid::default(), columns(model));
    for (head, shows) in &columns {
        match shows {
            Shows::Score(_) => grid.numbers(head),
            _ => grid.column(head),
        }
    }
    for lead in rows {
        grid.row(columns.iter().map(|(_, shows)| cell(model, results, *shows, lead)));
    }
    let (head, lines) = grid.lines(look.width);
    writeln!(out, "{}", paint(&head, Paint::Bold, look.color))?;
    for line in lines {
        writeln!(out, "{line}")?;
    }
    let left = best.leads - shown;
    if left > 0 {
        let more = format!("… and {}. All of them: --limit 0, or --format ndjson.", counted(left, "more lead"));
        writeln!(out, "{}", paint(&more, Paint::Dim, look.color))?;
    }
    tiers(model, best, look, out)
}

/// Leads by their first score, highest first, then by their ids.
fn order(results: &Results) -> Vec<usize> {
    let mut leads: Vec<usize> = (0..results.len()).collect();
    if let Some(scores) = results.scores.first() {
        leads.sort_by_key(|lead| Reverse(scores.get(*lead).copied().unwrap_or_default()));
    }
    leads
}

fn columns(model: &Model) -> Vec<(String, Shows)> {
    let column = |head: &str, shows| (head.to_owned(), shows);
    let mut columns = vec![column("lead", Shows::Lead)];
    for (number, score) in (0..).zip(&model.scores) {
        columns.push(column(&score.name, Shows::Score(ScoreId(number))));
        if let Some(tiers) = model.tiers_of(ScoreId(number)) {
            columns.push(column(&format!("{} tier", score.name), Shows::Tier(tiers)));
        }
    }
    columns
        .extend((0..).zip(&model.grades).map(|(number, grade)| column(&grade.name, Shows::Grade(GradeId(number)))));
    let matrices = (0..).zip(&model.matrices);
    columns.extend(matrices.map(|(number, matrix)| column(&matrix.name, Shows::Cell(MatrixId(number)))));
    if !model.segments.is_empty() {
        columns.push(column("segments", Shows::Segments));
    }
    columns
}

fn cell(model: &Model, results: &Results, shows: Shows, lead: usize) -> String {
    match shows {
        Shows::Lead => results.leads.get(lead).to_owned(),
        Shows::Score(score) => {
            let score = results.scores.get(score.index()).and_then(|scores| scores.get(lead));
            score.map(ToString::to_string).unwrap_or_default()
        }
        Shows::Tier(tiers) => results.tier(model, tiers, lead).unwrap_or("").to_owned(),
        Shows::Grade(grade) => results.grade(model, grade, lead).unwrap_or("–").to_owned(),
        Shows::Cell(matrix) => results.cell(model, matrix, lead).unwrap_or("–").to_owned(),
        Shows::Segments => {
            let names = (0..).zip(&model.segments).filter(|(number, _)| results.is_in(SegmentId(*number), lead));
            names.map(|(_, segment)| segment.name.as_str()).collect::<Vec<_>>().join(", ")
        }
    }
}

/// How many leads are in each tier.
fn tiers(model: &Model, best: &Best, look: Look, out: &mut dyn Write) -> io::Result<()> {
    for (tiers, counts) in model.tiers.iter().zip(&best.tiers) {
        let score = model.scores.get(tiers.score.index()).map_or("", |score| score.name.as_str());
        let parts: Vec<String> = tiers
            .lines
            .iter()
            .zip(counts)
            .map(|(tier, count)| format!("{} {}", escape(&tier.name), grouped(*count)))
            .collect();
        let name = format!("{}:", escape(score));
        writeln!(out, "{} {}", paint(&name, Paint::Bold, look.color), parts.join(" · "))?;
    }
    Ok(())
}
