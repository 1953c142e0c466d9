//! What may stand between quotation marks.

use std::path::Path;

use super::files;
use super::place::{InText, Neighbours};
use super::roles::Sense;
use super::snippet::Snippet;
use super::vocabulary::Vocabulary;
use super::{Item, ItemKind};
use crate::snapshot::Snapshot;

/// Everything that may stand there. The closing mark is written when it is not there.
pub(super) fn offers(at: &InText, words: &Vocabulary, snapshot: &Snapshot, file: &Path) -> Vec<Item> {
    let sense = Sense::of(&at.before, at.outer);
    let (kind, texts) = match (sense.first(), sense.back(0)) {
        ("use", _) => (ItemKind::File, files::score_files(snapshot, file, words)),
        ("list", "from") => (ItemKind::File, files::list_files(snapshot, file)),
        ("list", "column") => (ItemKind::Value, files::columns(snapshot, file, &at.before)),
        ("timezone", _) => (ItemKind::Value, zones()),
        _ => (ItemKind::Value, meant(&sense, words, &at.beside)),
    };
    let end = if at.is_closed { "" } else { "\"" };
    if (sense.first(), sense.back(0)) == ("list", "from") {
        return texts.into_iter().filter_map(|(path, column)| list_file(at, &path, &column)).collect();
    }
    texts
        .into_iter()
        .map(|(text, detail)| {
            let written = format!("{}{end}", text.replace('"', "\"\""));
            Item::new(kind, text, Snippet::text(&written)).detail(detail)
        })
        .collect()
}

/// A file of a list; of a table, the line must say the column.
fn list_file(at: &InText, path: &str, column: &str) -> Option<Item> {
    let says_column = at.behind.trim_start().starts_with("column");
    let is_table = path.ends_with(".csv");
    let insert = match (is_table, at.is_closed) {
        (true, true) if !says_column => return None,
        (false, _) if says_column => return None,
        (_, true) => Snippet::text(path),
        (true, false) if !says_column => Snippet::text(path).then("\" column \"").hole(column).then("\""),
        (_, false) => Snippet::text(path).then("\""),
    };
    Some(Item::new(ItemKind::File, path, insert))
}

/// The zones by name.
fn zones() -> Vec<(String, String)> {
    merit_values::Zone::names().into_iter().map(|name| (name, String::new())).collect()
}

/// The texts that are meant by the words before, with a few words about each.
pub(super) fn meant(sense: &Sense, words: &Vocabulary, beside: &Neighbours) -> Vec<(String, String)> {
    let with = |texts: Vec<String>, detail: &str| texts.into_iter().map(|text| (text, detail.to_owned())).collect();
    let all_places = || {
        let tiers = words
            .tiers
            .iter()
            .flat_map(|(score, tiers)| tiers.iter().map(move |tier| (tier.clone(), format!("tier of {score}"))));
        let segments = words.segments.iter().map(|segment| (segment.clone(), "segment".to_owned()));
        let cells = words.cells.iter().map(|cell| (cell.clone(), "cell".to_owned()));
        tiers.chain(segments).chain(cells).collect::<Vec<_>>()
    };
    match (sense.first(), sense.back(0)) {
        ("trigger", "entering" | "leaving") | ("expect" | "claim", "in") => all_places(),
        ("expect" | "claim", "tier") if sense.subject.is_none() => {
            // Without the name of a score, only when there is no other one with tiers.
            let only = || match words.tiers.as_slice() {
                [(_, tiers)] => tiers.clone(),
                _ => Vec::new(),
            };
            with(words.tiers_of(sense.back(1)).map_or_else(only, <[String]>::to_vec), "tier")
        }
        ("expect", _) => with(words.labels.clone(), "a rule"),
        ("columns", "tier") => {
            let tiers = words.tiers_of(sense.back(1)).unwrap_or_default();
            with(tiers.iter().filter(|tier| !sense.said.contains(tier)).cloned().collect(), "tier")
        }
        ("row", _) if sense.said.is_empty() => {
            let free = |tier: &&String| !beside.rows.contains(tier);
            // All rows are tiers of one score.
            let fits =
                |tiers: &&Vec<String>| beside.rows.is_empty() || beside.rows.iter().any(|row| tiers.contains(row));
            let tiers = words.tiers.iter().map(|(_, tiers)| tiers).filter(fits).flatten();
            with(tiers.filter(free).cloned().collect(), "tier")
        }
        // Cells of other matrices have other names.
        ("row", _) => with(beside.named_cells.clone(), "cell"),
        _ if sense.is_outcome(words) && sense.part.as_deref() == Some("tier") => {
            let tiers = words.tiers_of(sense.subject.as_deref().unwrap_or("")).unwrap_or_default();
            with(tiers.to_vec(), "tier")
        }
        _ => {
            let field = sense.field(words).or_else(|| super::tests_lines::set(sense, words));
            let Some(field) = field else { return Vec::new() };
            let choices = field.choices().into_iter().filter(|choice| !sense.said.contains(choice)).collect();
            with(choices, &field.name)
        }
    }
}
