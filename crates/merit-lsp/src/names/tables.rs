//! Declared names by what they are looked up with.

use std::collections::HashMap;

use merit_diagnostics::Place;
use merit_syntax::tree::StatementKind;
use merit_values::fold;

use super::{Declared, Mention, NamedFile, Names, Role, Symbol, SymbolId, SymbolKind};

/// Everything declared. In each table the first of two equal names counts, as in the compiler.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) names: Names,
    pub(super) events: HashMap<String, SymbolId>,
    /// Properties by their event and name.
    properties: HashMap<(SymbolId, String), SymbolId>,
    pub(super) attributes: HashMap<String, SymbolId>,
    pub(super) lists: HashMap<String, SymbolId>,
    pub(super) actions: HashMap<String, SymbolId>,
    /// Scores, grades, matrices and attributes share their names.
    pub(super) outcomes: HashMap<String, SymbolId>,
    /// Tiers, segments and cells share theirs.
    pub(super) places: HashMap<String, SymbolId>,
    pub(super) labels: HashMap<String, SymbolId>,
    checks: HashMap<String, SymbolId>,
    /// Values by their property or attribute and folded text.
    choices: HashMap<(SymbolId, String), SymbolId>,
    /// Letters by their grade.
    letters: HashMap<(SymbolId, String), SymbolId>,
    /// Tiers by their score (`None`: the heading names no known score).
    tiers: HashMap<(Option<SymbolId>, String), SymbolId>,
    /// The scores that have tiers.
    pub(super) with_tiers: Vec<Option<SymbolId>>,
}

impl Tables {
    /// Adds a symbol where it is declared.
    pub(super) fn add(&mut self, symbol: Symbol) -> SymbolId {
        let id = SymbolId(u32::try_from(self.names.symbols.len()).unwrap_or(u32::MAX));
        if let Some(declared) = symbol.declared {
            self.names.mentions.push(Mention { place: declared.place, symbol: id, role: Role::Declares });
        }
        self.names.symbols.push(symbol);
        id
    }

    /// Notes that a place uses a symbol.
    pub(super) fn uses(&mut self, symbol: SymbolId, place: Place) {
        self.names.mentions.push(Mention { place, symbol, role: Role::Uses });
    }

    pub(super) fn property(&self, event: SymbolId, name: &str) -> Option<SymbolId> {
        self.properties.get(&(event, name.to_owned())).copied()
    }

    pub(super) fn add_property(&mut self, event: SymbolId, name: &str, symbol: SymbolId) {
        self.properties.entry((event, name.to_owned())).or_insert(symbol);
    }

    /// A value of a property or attribute; texts are compared folded.
    pub(super) fn choice(&self, field: SymbolId, text: &str) -> Option<SymbolId> {
        self.choices.get(&(field, fold(text))).copied()
    }

    pub(super) fn add_choice(&mut self, field: SymbolId, text: &str, declared: Declared) {
        let name = text.to_owned();
        let symbol = Symbol { kind: SymbolKind::Choice, name, of: Some(field), declared: Some(declared) };
        let symbol = self.add(symbol);
        self.choices.entry((field, fold(text))).or_insert(symbol);
    }

    pub(super) fn letter(&self, grade: SymbolId, letter: &str) -> Option<SymbolId> {
        self.letters.get(&(grade, letter.to_owned())).copied()
    }

    pub(super) fn add_letter(&mut self, grade: SymbolId, letter: &str, symbol: SymbolId) {
        self.letters.entry((grade, letter.to_owned())).or_insert(symbol);
    }

    pub(super) fn tier(&self, score: Option<SymbolId>, name: &str) -> Option<SymbolId> {
        self.tiers.get(&(score, name.to_owned())).copied()
    }

    pub(super) fn add_tier(&mut self, score: Option<SymbolId>, name: &str, symbol: SymbolId) {
        self.tiers.entry((score, name.to_owned())).or_insert(symbol);
        self.places.entry(name.to_owned()).or_insert(symbol);
    }

    pub(super) fn check(&mut self, name: &str) -> SymbolId {
        if let Some(known) = self.checks.get(name) {
            return *known;
        }
        let symbol = Symbol { kind: SymbolKind::Check, name: name.to_owned(), of: None, declared: None };
        let symbol = self.add(symbol);
        self.checks.insert(name.to_owned(), symbol);
        symbol
    }

    /// The kind of a symbol.
    pub(super) fn kind(&self, symbol: SymbolId) -> Option<SymbolKind> {
        self.names.symbol(symbol).map(|symbol| symbol.kind)
    }
}

/// Numbers of files in the order in which they declare: used ones before those that use them.
pub(super) fn in_order(files: &[NamedFile<'_>]) -> Vec<usize> {
    let by_path: HashMap<&str, usize> = files.iter().enumerate().map(|(number, file)| (file.path, number)).collect();
    let uses = |number: usize| -> Vec<usize> {
        let Some(file) = files.get(number) else { return Vec::new() };
        let written = file.tree.statements.iter().filter_map(|statement| match &statement.kind {
            StatementKind::Use(used) => Some(&used.path.text),
            _ => None,
        });
        let paths = written.filter_map(|written| merit_compiler::resolve_path(file.path, written));
        paths.filter_map(|path| by_path.get(path.as_str()).copied()).collect()
    };
    let mut order = Vec::with_capacity(files.len());
    let mut seen = vec![false; files.len()];
    // Without recursion: a long chain of files must not exhaust the stack.
    for first in 0..files.len() {
        if std::mem::replace(seen.get_mut(first).unwrap_or(&mut true), true) {
            continue;
        }
        let mut stack = vec![(first, uses(first).into_iter())];
        while let Some((number, rest)) = stack.last_mut() {
            match rest.next() {
                None => {
                    order.push(*number);
                    stack.pop();
                }
                Some(next) => {
                    if !std::mem::replace(seen.get_mut(next).unwrap_or(&mut true), true) {
                        stack.push((next, uses(next).into_iter()));
                    }
                }
            }
        }
    }
    order
}
