//! The outline of a file, and the search for names over the workspace.

use std::path::Path;

use merit_diagnostics::{SourceFile, Span};
use merit_syntax::tree::{Clause, ClauseKind, Name, Statement, StatementKind as Kind, Text, Tree};

use super::blocks::{Block, blocks, heading, span_of};
use crate::names::{Heading, SymbolKind};
use crate::snapshot::{FileSpan, Snapshot};

/// An entry of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is called.
    pub name: String,
    /// A few words beside it; may be empty.
    pub detail: String,
    /// What it is.
    pub kind: EntryKind,
    /// All of it.
    pub span: Span,
    /// Its name.
    pub selection: Span,
    /// What belongs to it.
    pub children: Vec<Entry>,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// Something with a name.
    Named(SymbolKind),
    /// The heading `lead`.
    Lead,
    /// A rule or reset.
    Rule,
    /// An inactivity block.
    Inactivity,
    /// A line of a matrix or segment, a trigger, or a claim.
    Line,
}

/// The outline of a file.
#[must_use]
pub fn outline(snapshot: &Snapshot, file: &Path) -> Vec<Entry> {
    let (Some(source), Some(parsed)) = (snapshot.source(file), snapshot.parsed(file)) else { return Vec::new() };
    let tree = &parsed.tree;
    let mut entries = Vec::new();
    let mut inside = 0;
    let blocks = blocks(tree);
    let mut next = blocks.iter().peekable();
    for number in 0..tree.statements.len() {
        if let Some(block) = next.next_if(|block| block.statements.start == number) {
            inside = block.statements.end;
            entries.extend(of_block(&source, tree, block));
        } else if let Some(statement) = tree.statements.get(number) {
            // Lines of the file that stand between the lines of a heading are entries of their own, too.
            if number >= inside || is_of_file(statement) {
                entries.extend(of_statement(&source, statement));
            }
        }
    }
    entries
}

fn of_block(source: &SourceFile, tree: &Tree, block: &Block) -> Option<Entry> {
    let head = tree.statements.get(block.statements.start)?;
    let mut entry = of_heading(source, head, heading(tree, block)?)?;
    entry.span = span_of(tree, block.statements.clone())?;
    let mut inner = block.inner.iter().peekable();
    let mut number = block.statements.start + 1;
    while number < block.statements.end {
        let statement = tree.statements.get(number)?;
        if let Some(range) = inner.next_if(|inner| inner.start == number) {
            if let Some(mut group) = of_statement(source, statement) {
                group.span = span_of(tree, range.clone())?;
                let lines = tree.statements.get(number + 1..range.end).unwrap_or(&[]);
                group.children = lines.iter().filter_map(|line| of_statement(source, line)).collect();
                entry.children.push(group);
            }
            number = range.end;
            continue;
        }
        if !is_of_file(statement) {
            entry.children.extend(of_statement(source, statement));
        }
        number += 1;
    }
    Some(entry)
}

/// Lines with entries of their own that stand under no heading.
fn is_of_file(statement: &Statement) -> bool {
    matches!(statement.kind, Kind::List(_) | Kind::Action(_) | Kind::Trigger(_) | Kind::Claim(_))
}

fn named(kind: SymbolKind, name: &Name, statement: &Statement, detail: Option<&Text>) -> Entry {
    Entry {
        name: name.text.clone(),
        detail: detail.map(|title| title.text.clone()).unwrap_or_default(),
        kind: EntryKind::Named(kind),
        span: statement.span,
        selection: name.span,
        children: Vec::new(),
    }
}

fn quoted(kind: SymbolKind, text: &Text, statement: &Statement) -> Entry {
    Entry {
        name: text.text.clone(),
        detail: String::new(),
        kind: EntryKind::Named(kind),
        span: statement.span,
        selection: text.span,
        children: Vec::new(),
    }
}

fn plain(kind: EntryKind, name: String, statement: &Statement) -> Entry {
    Entry { name, detail: String::new(), kind, span: statement.span, selection: statement.span, children: Vec::new() }
}

fn of_heading(source: &SourceFile, statement: &Statement, heading: Heading) -> Option<Entry> {
    Some(match &statement.kind {
        Kind::Event(node) => named(SymbolKind::Event, &node.name, statement, node.title.as_ref()),
        Kind::Lead => plain(EntryKind::Lead, "lead".to_owned(), statement),
        Kind::Model(node) => named(SymbolKind::Model, &node.name, statement, node.title.as_ref()),
        Kind::Score(node) => named(SymbolKind::Score, &node.name, statement, node.title.as_ref()),
        Kind::Grade(node) => named(SymbolKind::Grade, &node.name, statement, node.title.as_ref()),
        Kind::Tiers(node) => {
            let entry = named(SymbolKind::Tier, &node.score, statement, None);
            Entry { name: format!("tiers of {}", node.score.text), ..entry }
        }
        Kind::Matrix(node) => named(SymbolKind::Matrix, &node.name, statement, None),
        Kind::Segment(node) => quoted(SymbolKind::Segment, &node.name, statement),
        Kind::Test(node) => quoted(SymbolKind::Test, &node.name, statement),
        // A heading that is not understood yet keeps its lines together.
        _ => {
            let kind = match heading {
                Heading::Event => EntryKind::Named(SymbolKind::Event),
                Heading::Lead => EntryKind::Lead,
                Heading::Model => EntryKind::Named(SymbolKind::Model),
                Heading::Score => EntryKind::Named(SymbolKind::Score),
                Heading::Grade => EntryKind::Named(SymbolKind::Grade),
                Heading::Tiers => EntryKind::Named(SymbolKind::Tier),
                Heading::Matrix => EntryKind::Named(SymbolKind::Matrix),
                Heading::Segment => EntryKind::Named(SymbolKind::Segment),
                Heading::Test => EntryKind::Named(SymbolKind::Test),
            };
            plain(kind, one_line(source, statement.span), statement)
        }
    })
}

fn of_statement(source: &SourceFile, statement: &Statement) -> Option<Entry> {
    let line = || one_line(source, statement.span);
    Some(match &statement.kind {
        Kind::List(node) => named(SymbolKind::List, &node.name, statement, None),
        Kind::Action(node) => named(SymbolKind::Action, &node.name, statement, node.title.as_ref()),
        Kind::Has(node) => {
            let entry = named(SymbolKind::Property, &node.name, statement, None);
            Entry { detail: one_line(source, node.kind_span), ..entry }
        }
        Kind::Group(node) => quoted(SymbolKind::Group, &node.name, statement),
        Kind::Rule(node) => rule(&node.clauses, statement, line()),
        Kind::Reset(node) => rule(&node.clauses, statement, line()),
        Kind::Inactivity(_) => plain(EntryKind::Inactivity, line(), statement),
        Kind::TierLine(node) => {
            let entry = quoted(SymbolKind::Tier, &node.name, statement);
            let after = Span::new(node.name.span.end, statement.span.end);
            Entry { detail: one_line(source, after), ..entry }
        }
        Kind::LetterLine(node) => {
            let after = Span::new(node.letter.span.end, statement.span.end);
            let entry = plain(EntryKind::Named(SymbolKind::Letter), node.letter.text.clone(), statement);
            Entry { selection: node.letter.span, detail: one_line(source, after), ..entry }
        }
        Kind::Row(_) | Kind::Include(_) | Kind::Trigger(_) | Kind::Claim(_) => {
            plain(EntryKind::Line, line(), statement)
        }
        _ => return None,
    })
}

/// A rule is called by its label; without one its line is its name.
fn rule(clauses: &[Clause], statement: &Statement, line: String) -> Entry {
    let label = clauses.iter().find_map(|clause| match &clause.kind {
        ClauseKind::Called(label) => Some(label),
        _ => None,
    });
    match label {
        Some(label) => Entry {
            name: label.text.clone(),
            detail: line,
            selection: label.span,
            ..plain(EntryKind::Rule, String::new(), statement)
        },
        None => plain(EntryKind::Rule, line, statement),
    }
}

/// The text of a span on one line.
fn one_line(source: &SourceFile, span: Span) -> String {
    let words: Vec<&str> = source.slice(span).split_whitespace().collect();
    words.join(" ")
}

/// A name that was found in the workspace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// What it belongs to; may be empty.
    pub of: String,
    /// Where it is declared.
    pub at: FileSpan,
}

/// At most so many names are found at once: more than anybody reads.
const MOST_HITS: usize = 500;

/// The declared names whose letters include those of the query in this order, whatever their case. Names that begin with
/// the query come first.
#[must_use]
pub fn search(snapshot: &Snapshot, query: &str) -> Vec<Hit> {
    let wanted: Vec<char> = merit_values::fold(query).chars().filter(|c| !c.is_whitespace()).collect();
    let folded = merit_values::fold(query);
    let mut hits = std::collections::BTreeSet::new();
    for root in snapshot.files() {
        let analysis = snapshot.analysis(root);
        let names = analysis.names();
        for (_, symbol) in names.symbols() {
            let Some(at) = symbol.declared.and_then(|declared| analysis.place(declared.place)) else { continue };
            // Each file tells of its own names; those of others are told of there.
            if at.file.as_ref() != analysis.root.as_ref() && snapshot.files().contains(&at.file) {
                continue;
            }
            if symbol.kind == SymbolKind::Choice || !includes(&merit_values::fold(&symbol.name), &wanted) {
                continue;
            }
            let of = symbol.of.and_then(|of| names.symbol(of)).map(|of| of.name.clone()).unwrap_or_default();
            hits.insert(Hit { name: symbol.name.clone(), kind: symbol.kind, of, at });
        }
    }
    let mut hits: Vec<Hit> = hits.into_iter().collect();
    let rank = |hit: &Hit| {
        let name = merit_values::fold(&hit.name);
        (hit.name != query, name != folded, !name.starts_with(&folded), !name.contains(&folded))
    };
    hits.sort_by_cached_key(rank);
    hits.truncate(MOST_HITS);
    hits
}

fn includes(name: &str, wanted: &[char]) -> bool {
    let mut letters = name.chars();
    wanted.iter().all(|wanted| letters.any(|letter| letter == *wanted))
}
