//! The leads that move, and the most surprising of them side by side.

use merit_workbench::{Amount, Because, Change, Field, LeadDifference, What, quoted};

use super::super::report::Replayed;
use super::{Block, Section, Text, data, ours};
use crate::findings::counted;

/// Leads that move are listed up to this number; the JSON has all.
const LISTED: usize = 30;

/// Lines of a ledger that are named in the list of leads.
const NAMED: usize = 2;

pub(super) fn sections(replay: &Replayed, changes: &[Change]) -> Vec<Section> {
    if replay.differences.is_empty() {
        return Vec::new();
    }
    let rows = replay.differences.iter().take(LISTED).map(|lead| row(lead, changes)).collect();
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

fn row(lead: &LeadDifference, changes: &[Change]) -> Vec<Text> {
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
        because = bounds(lead, changes);
    }
    if because.is_empty() {
        because.push("the same points, other bounds or conditions".to_owned());
    }
    vec![data(&lead.lead), data(&moves.join("; ")), data(&because.join("; "))]
}

/// Why a lead with the same points moves: the tiers, letters, cells and lines of segments that are not the same and that its moves name.
fn bounds(lead: &LeadDifference, changes: &[Change]) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for moved in &lead.moves {
        let of = |word: &str| moved.of.strip_suffix(word);
        let named =
            |name: &str| [&moved.old, &moved.new].iter().any(|place| name == **place || name == quoted(place));
        let concerned = changes.iter().filter(|change| match change.what {
            What::Tier => of(" tier") == Some(&change.within) && named(&change.name),
            What::Letter => of(" grade") == Some(&change.within) && named(&change.name),
            What::NoGrade => of(" grade") == Some(&change.within),
            What::Cell => {
                let is = |text: &Option<String>, place: &str| text.as_deref() == Some(&quoted(place));
                let cell = |field: &Field| is(&field.old, &moved.old) && is(&field.new, &moved.new);
                change.within == moved.of && change.fields.iter().any(cell)
            }
            What::Include | What::Exclude => change.within == moved.of,
            _ => false,
        });
        for change in concerned {
            let fields = change.fields.iter().map(|field| {
                let part = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
                format!("{} -> {}", part(&field.old), part(&field.new))
            });
            let fields = fields.collect::<Vec<_>>().join(", ");
            let text = match change.what {
                What::Include | What::Exclude | What::NoGrade if fields.is_empty() => {
                    format!("{} {}", change.what.word(), change.name)
                }
                What::Include | What::Exclude | What::NoGrade => format!("{} {fields}", change.what.word()),
                _ => format!("{} {}: {fields}", change.what.word(), change.name),
            };
            if !said.contains(&text) {
                said.push(text);
            }
        }
    }
    said
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
