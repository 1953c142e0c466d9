//! Whether a line fits between the lines above and below: they are read with it, from the heading above to the next one.

use std::collections::HashMap;

use merit_diagnostics::{Code, FileId, Level, Span};
use merit_syntax::tree::{First, Statement, Tree};

use super::place::first_of;

/// The lines around a place, from the heading above to the next one below.
pub(super) struct Around<'t> {
    before: &'t str,
    behind: &'t str,
    /// What is wrong with them without anything at the place.
    known: HashMap<Code, usize>,
}

impl<'t> Around<'t> {
    /// The lines around what is replaced.
    pub(super) fn of(text: &'t str, tree: &Tree, replaces: Span) -> Option<Self> {
        let range = replaces.range();
        let line = text.get(..range.start)?.rfind('\n').map_or(0, |at| at + 1);
        let next = text.get(range.end..)?.find('\n').map_or(text.len(), |at| range.end + at + 1);
        let is_heading = |statement: &&Statement| first_of(statement).is_some_and(First::is_outer_heading);
        let headings = tree.statements.iter().filter(is_heading).map(|heading| heading.span.start as usize);
        let start = headings.clone().take_while(|at| *at < line).last().unwrap_or(0);
        let end = headings.clone().find(|at| *at >= next).unwrap_or(text.len());
        let (before, behind) = (text.get(start..range.start)?, text.get(range.end..end)?);
        Some(Self { before, behind, known: errors(&format!("{before}{behind}")) })
    }

    /// True when nothing is wrong with these lines that is not wrong without this text at the place.
    pub(super) fn fits(&self, filled: &str) -> bool {
        let found = errors(&format!("{}{filled}{}", self.before, self.behind));
        found.iter().all(|(code, count)| *count <= self.known.get(code).copied().unwrap_or(0))
    }
}

/// How often something is wrong with the structure of a text. A statement that is not finished may be so.
fn errors(text: &str) -> HashMap<Code, usize> {
    let mut found = HashMap::new();
    let parsed = merit_syntax::parse(FileId(0), text);
    let (_, misplaced) = merit_syntax::outline(&parsed.tree, FileId(0), text);
    for error in parsed.diagnostics.iter().chain(&misplaced) {
        let is_unfinished = matches!(error.code, Code::S102 | Code::S104 | Code::S113 | Code::S114 | Code::S115);
        if error.level == Level::Error && !is_unfinished {
            *found.entry(error.code).or_default() += 1;
        }
    }
    found
}
