//! Everything that is declared.

use std::collections::HashMap;

use merit_diagnostics::{FileId, Place, Span};
use merit_syntax::tree::{
    Broken, ClauseKind, First, Has, ItemValue, KindName, Name, Rule, Statement, StatementKind as Kind, Text,
};

use super::headings::Heading;
use super::tables::Tables;
use super::{Declared, NamedFile, Symbol, SymbolId, SymbolKind};

/// Declares the names of all files in this order.
pub(super) fn declare(files: &[NamedFile<'_>], headings: &[Vec<Option<usize>>], order: &[usize]) -> Tables {
    let mut declare = Declare { tables: Tables::default(), heads: HashMap::new() };
    let in_order: Vec<(&NamedFile<'_>, &Vec<Option<usize>>)> =
        order.iter().filter_map(|number| Some((files.get(*number)?, headings.get(*number)?))).collect();
    // Scores and grades come before what names them, whatever the order of files.
    for pass in [Pass::Vocabulary, Pass::Scores, Pass::Tiers, Pass::Rest] {
        for (file, under) in &in_order {
            for (number, (statement, head)) in file.tree.statements.iter().zip(*under).enumerate() {
                let head = head.and_then(|head| Some((head, Heading::of(file.tree.statements.get(head)?)?)));
                declare.statement(pass, At { file: file.id, number, head }, statement);
            }
        }
    }
    declare.tables
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    Vocabulary,
    Scores,
    Tiers,
    Rest,
}

/// A statement: its file, its number, the number and kind of its heading.
#[derive(Clone, Copy)]
struct At {
    file: FileId,
    number: usize,
    head: Option<(usize, Heading)>,
}

impl At {
    const fn declared(self, span: Span) -> Declared {
        Declared { place: Place { file: self.file, span }, statement: self.number }
    }
}

struct Declare {
    tables: Tables,
    /// What the heading with this number in this file declares.
    heads: HashMap<(FileId, usize), SymbolId>,
}

impl Declare {
    fn statement(&mut self, pass: Pass, at: At, statement: &Statement) {
        match (pass, &statement.kind) {
            (Pass::Vocabulary, Kind::Event(node)) => self.event(at, &node.name),
            (Pass::Vocabulary, Kind::Has(node)) => self.has(at, node),
            (Pass::Vocabulary, Kind::List(node)) => self.list(at, &node.name),
            (Pass::Vocabulary, Kind::Action(node)) => self.action(at, &node.name),
            (Pass::Vocabulary, Kind::Model(node)) => {
                let symbol = self.name(at, SymbolKind::Model, &node.name, None);
                self.heads.insert((at.file, at.number), symbol);
            }
            (Pass::Scores, Kind::Score(node)) => self.outcome(at, SymbolKind::Score, &node.name),
            (Pass::Scores, Kind::Grade(node)) => self.outcome(at, SymbolKind::Grade, &node.name),
            (Pass::Scores, Kind::LetterLine(node)) => {
                if let Some(grade) = self.head(at, Heading::Grade) {
                    let (name, declared) = (node.letter.text.clone(), Some(at.declared(node.letter.span)));
                    let of = Some(grade);
                    let symbol = self.tables.add(Symbol { kind: SymbolKind::Letter, name, of, declared });
                    self.tables.add_letter(grade, &node.letter.text, symbol);
                }
            }
            (Pass::Scores, Kind::Rule(node)) => self.rule(at, node),
            (Pass::Scores, Kind::Reset(node)) => {
                // Tests cannot ask for the label of a reset: it is a name of its own.
                for clause in &node.clauses {
                    if let ClauseKind::Called(label) = &clause.kind {
                        let of = self.head_symbol(at);
                        self.text(at, SymbolKind::Label, label, of);
                    }
                }
            }
            (Pass::Scores, Kind::Group(node)) => {
                let of = self.head_symbol(at);
                self.text(at, SymbolKind::Group, &node.name, of);
            }
            (Pass::Tiers, Kind::Tiers(node)) => self.tiers(at, &node.score.text),
            (Pass::Tiers, Kind::TierLine(node)) => {
                if let Some((head, Heading::Tiers)) = at.head {
                    let score = self.heads.get(&(at.file, head)).copied();
                    let symbol = self.text(at, SymbolKind::Tier, &node.name, score);
                    self.tables.add_tier(score, &node.name.text, symbol);
                }
            }
            (Pass::Rest, Kind::Matrix(node)) => self.outcome(at, SymbolKind::Matrix, &node.name),
            (Pass::Rest, Kind::Row(node)) => {
                if let Some(matrix) = self.head(at, Heading::Matrix) {
                    for cell in &node.cells {
                        self.cell(at, matrix, cell);
                    }
                }
            }
            (Pass::Rest, Kind::Segment(node)) => {
                let symbol = self.text(at, SymbolKind::Segment, &node.name, None);
                self.heads.insert((at.file, at.number), symbol);
                self.tables.places.entry(node.name.text.clone()).or_insert(symbol);
            }
            (Pass::Rest, Kind::Test(node)) => {
                self.text(at, SymbolKind::Test, &node.name, None);
            }
            (pass, Kind::Broken(broken)) => self.broken(pass, at, broken),
            _ => {}
        }
    }

    /// A statement that was not understood still declares its name.
    fn broken(&mut self, pass: Pass, at: At, broken: &Broken) {
        let (Some(first), Some(name)) = (broken.first, &broken.declares) else { return };
        match (pass, first) {
            (Pass::Vocabulary, First::Event) => self.event(at, name),
            (Pass::Vocabulary, First::Has) => {
                self.field(at, name);
            }
            (Pass::Vocabulary, First::List) => self.list(at, name),
            (Pass::Vocabulary, First::Action) => self.action(at, name),
            (Pass::Scores, First::Score) => self.outcome(at, SymbolKind::Score, name),
            (Pass::Scores, First::Grade) => self.outcome(at, SymbolKind::Grade, name),
            (Pass::Rest, First::Matrix) => self.outcome(at, SymbolKind::Matrix, name),
            _ => {}
        }
    }

    fn name(&mut self, at: At, kind: SymbolKind, name: &Name, of: Option<SymbolId>) -> SymbolId {
        let declared = Some(at.declared(name.span));
        self.tables.add(Symbol { kind, name: name.text.clone(), of, declared })
    }

    fn text(&mut self, at: At, kind: SymbolKind, text: &Text, of: Option<SymbolId>) -> SymbolId {
        let declared = Some(at.declared(text.span));
        self.tables.add(Symbol { kind, name: text.text.clone(), of, declared })
    }

    fn head_symbol(&self, at: At) -> Option<SymbolId> {
        self.heads.get(&(at.file, at.head?.0)).copied()
    }

    /// What the heading declares, when it is one of this kind.
    fn head(&self, at: At, kind: Heading) -> Option<SymbolId> {
        at.head.filter(|(_, heading)| *heading == kind).and_then(|_| self.head_symbol(at))
    }

    fn event(&mut self, at: At, name: &Name) {
        let symbol = self.name(at, SymbolKind::Event, name, None);
        self.heads.insert((at.file, at.number), symbol);
        self.tables.events.entry(name.text.clone()).or_insert(symbol);
    }

    fn has(&mut self, at: At, node: &Has) {
        let Some(field) = self.field(at, &node.name) else { return };
        let (KindName::OneOf(items) | KindName::SeveralOf(items)) = &node.kind else { return };
        for item in items {
            if let ItemValue::Text(text) = &item.value {
                self.tables.add_choice(field, &text.text, at.declared(text.span));
            }
        }
    }

    fn field(&mut self, at: At, name: &Name) -> Option<SymbolId> {
        match at.head?.1 {
            Heading::Event => {
                let event = self.head_symbol(at);
                let symbol = self.name(at, SymbolKind::Property, name, event);
                if let Some(event) = event {
                    self.tables.add_property(event, &name.text, symbol);
                }
                Some(symbol)
            }
            Heading::Lead => {
                let symbol = self.name(at, SymbolKind::Attribute, name, None);
                if *self.tables.outcomes.entry(name.text.clone()).or_insert(symbol) == symbol {
                    self.tables.attributes.insert(name.text.clone(), symbol);
                }
                Some(symbol)
            }
            _ => None,
        }
    }

    fn list(&mut self, at: At, name: &Name) {
        let symbol = self.name(at, SymbolKind::List, name, None);
        self.tables.lists.entry(name.text.clone()).or_insert(symbol);
    }

    fn action(&mut self, at: At, name: &Name) {
        let symbol = self.name(at, SymbolKind::Action, name, None);
        self.tables.actions.entry(name.text.clone()).or_insert(symbol);
    }

    fn outcome(&mut self, at: At, kind: SymbolKind, name: &Name) {
        let symbol = self.name(at, kind, name, None);
        self.heads.insert((at.file, at.number), symbol);
        self.tables.outcomes.entry(name.text.clone()).or_insert(symbol);
    }

    fn rule(&mut self, at: At, node: &Rule) {
        for clause in &node.clauses {
            if let ClauseKind::Called(label) = &clause.kind {
                let of = self.head_symbol(at);
                let symbol = self.text(at, SymbolKind::Label, label, of);
                self.tables.labels.entry(label.text.clone()).or_insert(symbol);
            }
        }
    }

    fn tiers(&mut self, at: At, score: &str) {
        let score = self.tables.outcomes.get(score).copied();
        let score = score.filter(|score| self.tables.kind(*score) == Some(SymbolKind::Score));
        if let Some(score) = score {
            self.heads.insert((at.file, at.number), score);
        }
        if !self.tables.with_tiers.contains(&score) {
            self.tables.with_tiers.push(score);
        }
    }

    /// The first of equal cells of a matrix declares, the others are uses.
    fn cell(&mut self, at: At, matrix: SymbolId, cell: &Text) {
        let known = self.tables.places.get(&cell.text).copied();
        let same = |symbol: &SymbolId| {
            let symbol = self.tables.names.symbol(*symbol);
            symbol.is_some_and(|symbol| symbol.kind == SymbolKind::Cell && symbol.of == Some(matrix))
        };
        if let Some(known) = known.filter(same) {
            self.tables.uses(known, Place { file: at.file, span: cell.span });
            return;
        }
        let symbol = self.text(at, SymbolKind::Cell, cell, Some(matrix));
        self.tables.places.entry(cell.text.clone()).or_insert(symbol);
    }
}
