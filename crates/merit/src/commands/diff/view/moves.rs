//! How many leads move from where to where, and what becomes of segments.

use merit_workbench::{BecauseKind, FirstEntries, MoveTable, Movement, Responsible, SegmentVolume};

use super::{Block, Section, Text, data, ours};
use crate::findings::{counted, grouped};

/// Lines that are responsible for moves are shown up to this number.
const RESPONSIBLE: usize = 10;

/// The last weeks are shown.
const WEEKS: usize = 8;

pub(super) fn sections(movement: &Movement, responsible: &[Responsible]) -> Vec<Section> {
    let mut sections = vec![who_moves(movement)];
    let because = because(responsible);
    sections.extend((movement.moved > 0 && !because.is_empty()).then(|| Section {
        title: vec![ours("Because of")],
        open: true,
        blocks: because,
    }));
    let volumes: Vec<Block> = movement.segments.iter().flat_map(volume).collect();
    sections.extend((!volumes.is_empty()).then(|| Section {
        title: vec![ours("Leads that enter each segment per week")],
        open: false,
        blocks: volumes,
    }));
    let first: Vec<&FirstEntries> = movement.first.iter().filter(|first| !first.leads.is_empty()).collect();
    sections.extend((!first.is_empty()).then(|| Section {
        title: vec![ours("First entries on another date")],
        open: false,
        blocks: vec![first_table(&first)],
    }));
    sections
}

fn who_moves(movement: &Movement) -> Section {
    let share = match movement.leads {
        0 => String::new(),
        leads => {
            let tenths = (movement.moved as u128 * 1_000 + leads as u128 / 2) / leads as u128;
            format!(" ({}.{}%)", tenths / 10, tenths % 10)
        }
    };
    let (moved, leads) = (grouped(movement.moved as u64), counted(movement.leads, "lead"));
    let title = vec![ours(&format!("{moved} of {leads} move{share}"))];
    let mut blocks = vec![Block::Line(0, vec![ours("as of "), ours(&movement.as_of)])];
    for table in movement.tables.iter().filter(|table| table.moved > 0) {
        blocks.push(Block::Line(0, vec![data(&table.of), ours(&format!(": {} move", grouped(table.moved as u64)))]));
        blocks.push(matrix(table));
    }
    let same: Vec<&str> =
        movement.tables.iter().filter(|table| table.moved == 0).map(|table| table.of.as_str()).collect();
    if !same.is_empty() {
        blocks.push(Block::Line(0, vec![ours("nobody moves: "), data(&same.join(", "))]));
    }
    Section { title, open: true, blocks }
}

fn matrix(table: &MoveTable) -> Block {
    let used = |column: &usize| table.counts.iter().any(|row| row.get(*column).is_some_and(|count| *count > 0));
    let columns: Vec<usize> = (0..table.columns.len()).filter(used).collect();
    let mut heads = vec![ours("old, and new")];
    heads.extend(columns.iter().filter_map(|column| table.columns.get(*column)).map(|name| data(name)));
    let mut right = vec![false];
    right.resize(heads.len(), true);
    let mut rows = Vec::new();
    for (name, counts) in table.rows.iter().zip(&table.counts).filter(|(_, counts)| counts.iter().any(|n| *n > 0)) {
        let mut row = vec![data(name)];
        row.extend(columns.iter().map(|column| count(counts.get(*column).copied().unwrap_or(0))));
        rows.push(row);
    }
    Block::Table { heads, right, rows }
}

fn count(count: usize) -> Text {
    if count == 0 { ours("·") } else { ours(&grouped(count as u64)) }
}

fn because(responsible: &[Responsible]) -> Vec<Block> {
    let rows: Vec<Vec<Text>> = responsible
        .iter()
        .filter(|line| line.kind != BecauseKind::Rounding)
        .take(RESPONSIBLE)
        .map(|line| {
            let (points, _) = line.points.with_decimals(2);
            let points = if points.starts_with('-') { points } else { format!("+{points}") };
            vec![ours(&grouped(line.leads as u64)), ours(&points), data(&line.score), data(&line.name)]
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let heads = ["most for leads", "points of all", "score", "line"].map(ours).to_vec();
    vec![Block::Table { heads, right: vec![true, true, false, false], rows }]
}

fn volume(segment: &SegmentVolume) -> Vec<Block> {
    let shown = |amount: Option<merit_workbench::Amount>, there: bool| match amount {
        _ if !there => "no such segment".to_owned(),
        Some(amount) => amount.with_decimals(1).0,
        None => "no whole week".to_owned(),
    };
    let (old, new) = (shown(segment.old_per_week, segment.in_old), shown(segment.new_per_week, segment.in_new));
    let average = format!(": {old} -> {new} per week on average of {} whole weeks", segment.whole_weeks);
    let mut blocks = vec![Block::Line(0, vec![data(&segment.name), ours(&average)])];
    let last = segment.weeks.len().saturating_sub(WEEKS);
    let rows: Vec<Vec<Text>> = segment
        .weeks
        .iter()
        .skip(last)
        .map(|week| {
            let part = if week.whole { "" } else { " (a part)" };
            vec![ours(&format!("{}{part}", week.week)), count(week.old), count(week.new)]
        })
        .collect();
    if !rows.is_empty() {
        let heads = ["week of", "before", "after"].map(ours).to_vec();
        blocks.push(Block::Table { heads, right: vec![false, true, true], rows });
    }
    blocks
}

fn first_table(first: &[&FirstEntries]) -> Block {
    let heads = ["enters", "same date", "earlier", "later", "only before", "only after", "median"].map(ours).to_vec();
    let rows = first.iter().map(|first| {
        let median = first.median_days.map_or_else(String::new, |days| match days {
            0 => "0 days".to_owned(),
            days if days < 0 => format!("{} earlier", counted(days.unsigned_abs() as usize, "day")),
            days => format!("{} later", counted(days.unsigned_abs() as usize, "day")),
        });
        let mut row = vec![data(&first.name)];
        row.extend([first.same, first.earlier, first.later, first.only_old, first.only_new].map(count));
        row.push(ours(&median));
        row
    });
    Block::Table { heads, right: vec![false, true, true, true, true, true, true], rows: rows.collect() }
}
