//! What is not the same in the two models.

use merit_workbench::{Change, ChangeKind, Field, Place, What};

use super::{Block, Line, Section, data, ours};

/// Sections with the parts that belong in them.
const SECTIONS: &[(&str, &[What])] = &[
    ("The model", &[What::Model]),
    ("Vocabulary", &[What::Event, What::Property, What::Attribute, What::Action]),
    ("Lists", &[What::List]),
    ("Scores", &[What::Score, What::Group, What::Reset, What::Inactivity, What::Stage]),
    ("Grades", &[What::Grade, What::Letter, What::NoGrade]),
    ("Rules", &[What::Rule]),
    ("Tiers", &[What::Tier]),
    ("Matrices", &[What::Matrix, What::Cell]),
    ("Segments", &[What::Segment, What::Include, What::Exclude]),
    ("Triggers", &[What::Trigger]),
];

/// As many rules with the same altered fields are told as one.
const MANY: usize = 3;

/// Entries of a list that came or went are named up to this number.
const ENTRIES: usize = 20;

/// The sections with something in them; what changes only words for people comes last.
pub(super) fn sections(changes: &[Change]) -> Vec<Section> {
    let mut sections = Vec::new();
    for (title, parts) in SECTIONS {
        let here: Vec<&Change> =
            changes.iter().filter(|change| !change.only_words && parts.contains(&change.what)).collect();
        sections.extend(section(title, &here));
    }
    let words: Vec<&Change> = changes.iter().filter(|change| change.only_words).collect();
    sections.extend(section("Words for people only", &words));
    sections
}

fn section(title: &str, changes: &[&Change]) -> Option<Section> {
    let mut blocks = Vec::new();
    let mut told: Vec<&[Field]> = Vec::new();
    for change in changes {
        let alike: Vec<&&Change> = changes
            .iter()
            .filter(|other| {
                other.kind == ChangeKind::Altered
                    && change.kind == ChangeKind::Altered
                    && other.what == change.what
                    && other.fields == change.fields
            })
            .collect();
        if alike.len() < MANY || !change.came.is_empty() || !change.went.is_empty() {
            one(change, &mut blocks);
        } else if !told.contains(&change.fields.as_slice()) {
            told.push(&change.fields);
            let count = format!("~ {} {}s:", alike.len(), change.what.word());
            blocks.push(Block::Line(0, vec![ours(&count)]));
            blocks.extend(change.fields.iter().map(|field| Block::Line(1, field_line(field))));
            for other in alike {
                blocks.push(Block::Line(1, vec![ours("in "), data(&other.within), ours(": "), data(&other.name)]));
            }
        }
    }
    (!blocks.is_empty()).then(|| Section { title: vec![ours(title)], open: true, blocks })
}

fn one(change: &Change, blocks: &mut Vec<Block>) {
    let sign = match change.kind {
        ChangeKind::Added => "+ ",
        ChangeKind::Removed => "- ",
        ChangeKind::Altered => "~ ",
        ChangeKind::Moved => "> ",
    };
    let mut line: Line = vec![ours(sign), ours(change.what.word()), ours(" ")];
    if !change.within.is_empty() {
        line.extend([ours("in "), data(&change.within), ours(": ")]);
    }
    line.push(data(&change.name));
    line.extend(places(change.old.as_ref(), change.new.as_ref()));
    blocks.push(Block::Line(0, line));
    blocks.extend(change.fields.iter().map(|field| Block::Line(1, field_line(field))));
    for (word, entries) in [("came: ", &change.came), ("went: ", &change.went)] {
        if !entries.is_empty() {
            let named: Vec<&str> = entries.iter().take(ENTRIES).map(String::as_str).collect();
            let mut line = vec![ours(word), data(&named.join(", "))];
            if entries.len() > ENTRIES {
                line.push(ours(&format!(" … and {} more", entries.len() - ENTRIES)));
            }
            blocks.push(Block::Line(1, line));
        }
    }
}

fn field_line(field: &Field) -> Line {
    let mut line = vec![ours(&field.field), ours(": ")];
    // The name of the field need not stand there three times.
    let bare = |text: &Option<String>| {
        let whole = text.as_deref()?;
        let rest = whole.strip_prefix("inactivity measured by ").or_else(|| whole.strip_prefix(&field.field));
        Some(rest.map_or(whole, str::trim_start).to_owned())
    };
    match (&bare(&field.old), &bare(&field.new)) {
        (Some(old), Some(new)) => line.extend([data(old), ours(" -> "), data(new)]),
        (None, Some(new)) => line.extend([ours("none -> "), data(new)]),
        (Some(old), None) => line.extend([data(old), ours(" -> none")]),
        (None, None) => {}
    }
    line
}

fn places(old: Option<&Place>, new: Option<&Place>) -> Line {
    match (old, new) {
        (Some(old), None) => vec![ours(" (was "), data(&format!("{}:{}", old.file, old.line)), ours(")")],
        (_, Some(new)) => vec![ours(" ("), data(&format!("{}:{}", new.file, new.line)), ours(")")],
        (None, None) => Vec::new(),
    }
}
