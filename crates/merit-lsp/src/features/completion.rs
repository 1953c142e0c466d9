//! What may be written at a place, as whole phrases with places to fill in.
//!
//! The grammar says what kind of thing may come next ([`merit_syntax::next`]), the names that the file and the files it
//! uses declare say which. What would make the statement wrong is not offered.

mod around;
mod claims;
mod clauses;
mod conditions;
mod files;
mod lines;
mod needs;
mod offers;
mod place;
mod ranks;
mod roles;
mod snippet;
mod tests_lines;
mod texts;
mod tokens;
mod vocabulary;

use std::path::Path;

use merit_diagnostics::{FileId, Span};
use merit_syntax::tree::First;

use crate::snapshot::Snapshot;

pub use snippet::Snippet;
pub use vocabulary::{Field, Vocabulary};

use place::Place;

/// What kind of thing is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A word of the language, or a phrase of such words.
    Word,
    /// A whole line or block.
    Line,
    /// An event.
    Event,
    /// A property of an event or an attribute of a lead.
    Field,
    /// A choice, tier, segment, cell, letter, or another value.
    Value,
    /// A list, score, grade, matrix or action.
    Name,
    /// A file.
    File,
}

/// Something that may be written.
#[derive(Clone, Debug)]
pub struct Item {
    /// What the editor shows.
    pub label: String,
    /// What kind of thing it is.
    pub kind: ItemKind,
    /// A few words beside the label.
    pub detail: String,
    /// A sentence or two; may be empty.
    pub documentation: String,
    /// What is written.
    pub insert: Snippet,
}

impl Item {
    fn new(kind: ItemKind, label: impl Into<String>, insert: Snippet) -> Self {
        Self { label: label.into(), kind, detail: String::new(), documentation: String::new(), insert }
    }

    fn plain(kind: ItemKind, text: &str) -> Self {
        Self::new(kind, text, Snippet::text(text))
    }

    fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    fn about(mut self, documentation: impl Into<String>) -> Self {
        self.documentation = documentation.into();
        self
    }
}

/// What may be written at a place.
#[derive(Clone, Debug, Default)]
pub struct Completion {
    /// What the chosen item replaces: the word at the place.
    pub replaces: Span,
    /// The items, the likeliest first.
    pub items: Vec<Item>,
}

/// What may be written at a byte of a document.
#[must_use]
pub fn complete(snapshot: &Snapshot, file: &Path, offset: u32) -> Completion {
    let (Some(source), Some(parsed)) = (snapshot.source(file), snapshot.parsed(file)) else {
        return Completion::default();
    };
    let text = source.text();
    let offset = text.floor_char_boundary(offset as usize);
    let Some(place) = Place::of(text, &parsed.tree, offset) else { return Completion::default() };
    let words = Vocabulary::of(snapshot, file);
    let (replaces, mut items) = match &place {
        Place::LineStart(at) => (at.replaces, lines::offers(at, &words, snapshot, file)),
        Place::Inside(at) => (at.replaces, offers::offers(at, &words)),
        Place::Text(at) => (at.replaces, texts::offers(at, &words, snapshot, file)),
    };
    match &place {
        Place::Inside(at) => items.retain(|item| {
            ranks::says_something(&format!("{}{} ", at.before, item.insert.filled()), &at.behind, at.outer, &words)
        }),
        Place::Text(at) => items.retain(|item| {
            let text = item.insert.filled();
            let text = text.strip_suffix('"').unwrap_or(&text);
            ranks::says_something(&format!("{}\"{text}\" ", at.before), &at.behind, at.outer, &words)
        }),
        Place::LineStart(at) => {
            if let Some(around) = around::Around::of(text, &parsed.tree, at.replaces) {
                items.retain(|item| around.fits(&item.insert.filled()));
            }
        }
    }
    if let Place::Inside(at) = &place {
        // What may be said once, and is said already, is not said again.
        if ONCE.iter().any(|(word, first)| begins_with(&at.before, word) && at.beside.there.contains(first)) {
            items.clear();
        }
        // What goes on below the line is another statement.
        let first = |item: &Item| item.insert.filled().lines().next().unwrap_or_default().to_owned();
        items.retain(|item| fits(&at.before, &first(item), &at.behind));
        let whole = |item: &Item| format!("{}{}{}", at.before, first(item), at.behind);
        let goes_on = !at.behind.trim().is_empty();
        items
            .retain(|item| item.kind != ItemKind::Event || !goes_on || needs::met(&whole(item), &item.label, &words));
        if at.before.trim_start().starts_with("trigger") {
            // The same trigger twice is a mistake; the one that is being written is in the file, too.
            let own = vocabulary::trigger_head(&format!("{}{}", at.before, at.behind));
            let others: Vec<&String> = words.triggers.iter().filter(|head| **head != own).collect();
            let head = |item: &Item| {
                vocabulary::trigger_head(&format!("{}{}{}", at.before, item.insert.filled(), at.behind))
            };
            items.retain(|item| !others.contains(&&head(item)));
        }
    }
    let mut seen = std::collections::HashSet::new();
    items.retain(|item| seen.insert(item.label.clone()));
    Completion { replaces, items }
}

/// True when the statement is understood with this in it, or goes on after it.
fn fits(before: &str, filled: &str, behind: &str) -> bool {
    let whole = format!("{before}{filled}{behind}");
    let parsed = merit_syntax::parse(FileId(0), &whole);
    let sound = parsed.diagnostics.iter().all(|found| found.code == merit_diagnostics::Code::S113);
    sound || merit_syntax::next(&format!("{before}{filled}{behind} ")).is_some()
}

/// Lines that may stand once under their heading, by their first words.
const ONCE: &[(&str, First)] = &[
    ("edition", First::Edition),
    ("timezone", First::Timezone),
    ("week", First::Week),
    ("reviewed", First::Reviewed),
    ("range", First::Range),
    ("rounded", First::Rounded),
    ("starts", First::Starts),
    ("points", First::Points),
    ("columns", First::Columns),
    ("start", First::Start),
];

fn begins_with(line: &str, word: &str) -> bool {
    line.split_whitespace().next() == Some(word)
}
