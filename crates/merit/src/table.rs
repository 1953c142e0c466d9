//! Results as a table for people.

use std::cmp::Reverse;
use std::io::{self, Write};

use merit_ir::{GradeId, MatrixId, Model, Results, ScoreId, SegmentId, TiersId};
use unicode_width::UnicodeWidthStr;

use crate::findings::{counted, grouped};
use crate::terminal::{Paint, escape, fit, paint};

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

struct Column {
    head: String,
    shows: Shows,
    cells: Vec<String>,
    width: usize,
}

/// Columns never become narrower than this.
const NARROWEST: usize = 6;

/// Two blanks between columns.
const GAP: usize = 2;

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
    let mut columns = columns(model);
    for column in &mut columns {
        column.cells =
            rows.iter().map(|lead| escape(&cell(model, results, column.shows, *lead)).into_owned()).collect();
        column.width = column.cells.iter().map(|cell| cell.width()).chain([column.head.width()]).max().unwrap_or(0);
    }
    if let Some(width) = look.width {
        narrow(&mut columns, width);
    }
    let heads: Vec<&str> = columns.iter().map(|column| column.head.as_str()).collect();
    writeln!(out, "{}", paint(&line(&columns, &heads), Paint::Bold, look.color))?;
    for row in 0..shown {
        let cells: Vec<&str> =
            columns.iter().map(|column| column.cells.get(row).map_or("", String::as_str)).collect();
        writeln!(out, "{}", line(&columns, &cells))?;
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

fn columns(model: &Model) -> Vec<Column> {
    let column = |head: &str, shows| Column { head: escape(head).into_owned(), shows, cells: Vec::new(), width: 0 };
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

/// Takes from the widest columns until the table fits.
fn narrow(columns: &mut [Column], width: usize) {
    let gaps = GAP * columns.len().saturating_sub(1);
    loop {
        let used: usize = columns.iter().map(|column| column.width).sum::<usize>() + gaps;
        let Some(widest) = columns.iter_mut().max_by_key(|column| column.width) else { return };
        if used <= width || widest.width <= NARROWEST {
            return;
        }
        widest.width -= 1;
    }
}

/// One line of cells; numbers stand at the right of their column.
fn line(columns: &[Column], cells: &[&str]) -> String {
    let mut line = String::new();
    for (index, (column, cell)) in columns.iter().zip(cells).enumerate() {
        if index > 0 {
            line.push_str(&" ".repeat(GAP));
        }
        let cell = fit(cell, column.width);
        let padding = " ".repeat(column.width.saturating_sub(cell.width()));
        if matches!(column.shows, Shows::Score(_)) {
            line.push_str(&padding);
            line.push_str(&cell);
        } else {
            line.push_str(&cell);
            line.push_str(&padding);
        }
    }
    line.truncate(line.trim_end().len());
    line
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
