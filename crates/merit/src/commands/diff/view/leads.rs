//! The leads that move, and the most surprising of them side by side.

use merit_workbench::{Amount, Because, LeadDifference};

use super::super::report::Replayed;
use super::{Block, Section, Text, data, ours};
use crate::findings::counted;

/// Leads that move are listed up to this number; the JSON has all.
const LISTED: usize = 30;

/// Lines of a ledger that are named in the list of leads.
const NAMED: usize = 2;

pub(super) fn sections(replay: &Replayed) -> Vec<Section> {
    if replay.differences.is_empty() {
        return Vec::new();
    }
    let rows = replay.differences.iter().take(LISTED).map(row).collect();
    let heads = ["lead", "moves", "because of"].map(ours).to_vec();
    let mut blocks = vec![Block::Table { heads, right: vec![false; 3], rows }];
    let left = replay.differences.len().saturating_sub(LISTED);
    if left > 0 {
        let more = format!("… and {}; --format json has all of them", counted(left, "more lead"));
        blocks.push(Block::Line(0, vec![ours(&more)]));
    }
    let mut sections = vec![Section { title: vec![ours("Leads that move")], open: false, blocks }];
    let surprising =
        replay.surprising.iter().filter_map(|id| replay.differences.iter().find(|lead| lead.lead == *id));
    let blocks: Vec<Block> = surprising.flat_map(side_by_side).collect();
    let title = vec![ours("The most surprising leads side by side")];
    sections.push(Section { title, open: false, blocks });
    sections
}

fn row(lead: &LeadDifference) -> Vec<Text> {
    let moves: Vec<String> =
        lead.moves.iter().map(|change| format!("{}: {} -> {}", change.of, change.old, change.new)).collect();
    let mut because: Vec<String> = lead
        .scores
        .iter()
        .flat_map(|score| {
            score.because.iter().take(NAMED).map(|line| format!("{} {}", signed(line.difference), line.name))
        })
        .collect();
    if because.is_empty() {
        because.push("the same points, other bounds or conditions".to_owned());
    }
    vec![data(&lead.lead), data(&moves.join("; ")), data(&because.join("; "))]
}

fn side_by_side(lead: &LeadDifference) -> Vec<Block> {
    let mut blocks = vec![Block::Line(0, vec![ours("lead "), data(&lead.lead)])];
    for change in &lead.moves {
        blocks.push(Block::Line(
            1,
            vec![data(&change.of), ours(": "), data(&change.old), ours(" -> "), data(&change.new)],
        ));
    }
    for segment in &lead.segments {
        blocks.push(Block::Line(1, vec![data(&segment.name), ours(" before: "), data(&segment.old)]));
        blocks.push(Block::Line(1, vec![data(&segment.name), ours(" after: "), data(&segment.new)]));
    }
    for score in &lead.scores {
        let amount = |amount: Option<Amount>| amount.map_or_else(|| "–".to_owned(), |amount| amount.to_string());
        let mut rows: Vec<Vec<Text>> = score.because.iter().map(line).collect();
        let total = [amount(score.old), amount(score.new), signed(score.difference)];
        let mut last = vec![data(&score.name)];
        last.extend(total.iter().map(|text| ours(text)));
        rows.push(last);
        let heads = ["line", "before", "after", "difference"].map(ours).to_vec();
        blocks.push(Block::Table { heads, right: vec![false, true, true, true], rows });
    }
    blocks
}

fn line(line: &Because) -> Vec<Text> {
    let shown = |amount: Amount| ours(&amount.with_decimals(2).0);
    let name = if line.changed { format!("{} (changed)", line.name) } else { line.name.clone() };
    vec![data(&name), shown(line.old), shown(line.new), ours(&signed(line.difference))]
}

fn signed(amount: Amount) -> String {
    let (text, _) = amount.with_decimals(2);
    if text.starts_with('-') { text } else { format!("+{text}") }
}
