//! Every use of a name, statement by statement.

use merit_diagnostics::{FileId, Place, Span};
use merit_syntax::tree::{
    Claim, ClaimKind, ClauseKind, ColumnHeads, HowOftenKind, IncludeWhat, Measure, Name, NoGrade, Occasion,
    OccasionKind, Pattern, PerKind, Row, Setting, SettingValue, StartsAt, Statement, StatementKind as Kind, Text,
    Trigger,
};

use super::tables::Tables;
use super::within::Bare;
use super::{NamedFile, SymbolId, SymbolKind};

/// Notes every use in the statements of all files.
pub(super) fn resolve(files: &[NamedFile<'_>], headings: &[Vec<Option<usize>>], tables: &mut Tables) {
    for (file_number, (file, under)) in files.iter().zip(headings).enumerate() {
        let (id, text) = (file.id, file.text);
        let mut resolver = Resolver { tables, file: id, text, tests: file_number == 0 };
        for (statement, head) in file.tree.statements.iter().zip(under) {
            let head = head.and_then(|head| file.tree.statements.get(head));
            resolver.statement(statement, head);
        }
    }
}

pub(super) struct Resolver<'a> {
    pub(super) tables: &'a mut Tables,
    pub(super) file: FileId,
    pub(super) text: &'a str,
    /// The tests and claims of this file are looked at.
    tests: bool,
}

impl Resolver<'_> {
    pub(super) fn uses(&mut self, symbol: Option<SymbolId>, span: Span) -> Option<SymbolId> {
        let symbol = symbol?;
        self.tables.uses(symbol, Place { file: self.file, span });
        Some(symbol)
    }

    fn statement(&mut self, statement: &Statement, head: Option<&Statement>) {
        match &statement.kind {
            Kind::Allow(node) => {
                let check = self.tables.check(&node.check.text);
                self.uses(Some(check), node.check.span);
            }
            Kind::StartsAt(StartsAt::Letter(letter)) => {
                if let Some(Kind::Grade(grade)) = head.map(|head| &head.kind) {
                    let grade = self.tables.outcomes.get(&grade.name.text).copied();
                    self.letter(grade, &letter.text, letter.span);
                }
            }
            Kind::SumOf(node) => {
                for part in &node.parts {
                    self.outcome(&part.name);
                }
            }
            Kind::Rule(node) => {
                let event = self.occasion(&node.occasion);
                self.clauses(node.clauses.iter().map(|clause| &clause.kind), event);
            }
            Kind::Reset(node) => {
                let event = self.occasion(&node.occasion);
                self.clauses(node.clauses.iter().map(|clause| &clause.kind), event);
            }
            Kind::Inactivity(node) => {
                if let Measure::Events(events) = &node.measured_by {
                    for event in events {
                        self.event(event);
                    }
                }
            }
            Kind::NoGrade(NoGrade::If(condition)) => self.condition(condition, Bare::Lead),
            Kind::Tiers(node) => {
                self.outcome(&node.score);
            }
            Kind::Columns(node) => {
                let of = self.outcome(&node.of);
                match &node.heads {
                    ColumnHeads::Letters(letters) => {
                        for letter in letters {
                            self.letter(of, &letter.text, letter.span);
                        }
                    }
                    ColumnHeads::Tiers(tiers) => {
                        for tier in tiers {
                            self.tier(of, tier);
                        }
                    }
                }
            }
            Kind::Row(node) => self.row(node),
            Kind::Include(node) => match &node.what {
                IncludeWhat::When(condition) => self.condition(condition, Bare::Segment),
                IncludeWhat::After(occasion, _) => {
                    self.occasion(occasion);
                }
            },
            Kind::Trigger(node) => self.trigger(node),
            Kind::LeadHas(node) if self.tests => self.settings(&node.settings, Bare::Lead),
            Kind::Changes(node) if self.tests => self.settings(&node.settings, Bare::Lead),
            Kind::Happens(node) if self.tests => {
                let event = self.event(&node.event);
                self.settings(&node.settings, Bare::Event(event));
            }
            Kind::Claim(node) if self.tests => self.model_claim(node),
            Kind::Broken(node) => self.broken(statement.span, node),
            Kind::Expect(node) if self.tests => node.claims.iter().for_each(|claim| self.claim(claim)),
            _ => {}
        }
    }

    pub(super) fn event(&mut self, name: &Name) -> Option<SymbolId> {
        let event = self.tables.events.get(&name.text).copied();
        self.uses(event, name.span)
    }

    pub(super) fn list(&mut self, name: &Name) {
        let list = self.tables.lists.get(&name.text).copied();
        self.uses(list, name.span);
    }

    /// A score, grade, matrix or attribute.
    pub(super) fn outcome(&mut self, name: &Name) -> Option<SymbolId> {
        let outcome = self.tables.outcomes.get(&name.text).copied();
        self.uses(outcome, name.span)
    }

    pub(super) fn letter(&mut self, grade: Option<SymbolId>, letter: &str, span: Span) {
        let letter = grade.and_then(|grade| self.tables.letter(grade, letter));
        self.uses(letter, span);
    }

    /// A tier of a score. Of a score that is not known, the tier of this name.
    pub(super) fn tier(&mut self, score: Option<SymbolId>, tier: &Text) {
        let of_score = score.and_then(|score| self.tables.tier(Some(score), &tier.text));
        let found = of_score.or_else(|| if score.is_none() { self.known_place(&tier.text) } else { None });
        self.uses(found, tier.span);
    }

    /// A tier of the score that is named, or of the only one that has tiers.
    pub(super) fn tier_of(&mut self, score: Option<&Name>, tier: &Text) {
        let score = match score {
            Some(score) => self.outcome(score),
            None => match self.tables.with_tiers.as_slice() {
                [only] => *only,
                _ => None,
            },
        };
        self.tier(score, tier);
    }

    fn known_place(&self, name: &str) -> Option<SymbolId> {
        self.tables.places.get(name).copied()
    }

    pub(super) fn place(&mut self, name: &Text) {
        let place = self.known_place(&name.text);
        self.uses(place, name.span);
    }

    fn row(&mut self, row: &Row) {
        // A row is named in the space of tiers, segments and cells.
        self.place(&row.tier);
    }

    fn trigger(&mut self, node: &Trigger) {
        let action = self.tables.actions.get(&node.action.text).copied();
        self.uses(action, node.action.span);
        self.place(&node.place);
    }

    /// The event at which an occasion happens, with the other one of a streak.
    pub(super) fn occasion(&mut self, occasion: &Occasion) -> Option<SymbolId> {
        match &occasion.kind {
            OccasionKind::If(condition) => {
                self.condition(condition, Bare::Lead);
                None
            }
            OccasionKind::Single(pattern) | OccasionKind::Times { pattern, .. } => self.pattern(pattern),
            OccasionKind::Then { first, no, second, .. } => {
                let (first, second) = (self.pattern(first), self.pattern(second));
                if *no { first } else { second }
            }
            OccasionKind::Streak { answer, asked, by, .. } => {
                let answer = self.pattern(answer);
                let asked = self.event(asked);
                // One written name stands for a property of each of the two events.
                for event in [answer, asked].into_iter().flatten() {
                    let property = self.tables.property(event, &by.text);
                    self.uses(property, by.span);
                }
                answer
            }
        }
    }

    fn pattern(&mut self, pattern: &Pattern) -> Option<SymbolId> {
        let event = self.event(&pattern.event);
        if let Some(condition) = &pattern.condition {
            self.condition(condition, Bare::Event(event));
        }
        event
    }

    fn clauses<'t>(&mut self, clauses: impl Iterator<Item = &'t ClauseKind>, event: Option<SymbolId>) {
        for clause in clauses {
            let ClauseKind::HowOften(how_often) = clause else { continue };
            let (HowOftenKind::Once(Some(per)) | HowOftenKind::AtMost(_, Some(per))) = &how_often.kind else {
                continue;
            };
            if let (PerKind::Property(name), Some(event)) = (&per.kind, event) {
                let property = self.tables.property(event, &name.text);
                self.uses(property, name.span);
            }
        }
    }

    fn settings(&mut self, settings: &[Setting], bare: Bare) {
        for setting in settings {
            let field = match bare {
                Bare::Event(event) => event.and_then(|event| self.tables.property(event, &setting.name.text)),
                Bare::Lead | Bare::Segment => self.tables.attributes.get(&setting.name.text).copied(),
            };
            let Some(field) = self.uses(field, setting.name.span) else { continue };
            match &setting.value {
                SettingValue::One(item) => self.choice(field, item),
                SettingValue::Several(texts) => {
                    for text in texts {
                        let choice = self.tables.choice(field, &text.text);
                        self.uses(choice, text.span);
                    }
                }
                SettingValue::Unknown(_) => {}
            }
        }
    }

    fn claim(&mut self, claim: &Claim) {
        match &claim.kind {
            ClaimKind::Trigger { action, .. } => {
                let found = self.tables.actions.get(&action.text).copied();
                self.uses(found, action.span);
            }
            ClaimKind::In { place, .. } => self.place(place),
            ClaimKind::Tier { score, tier } => {
                self.tier_of(score.as_ref(), tier);
            }
            ClaimKind::Grade { grade, letter } => {
                let grade = self.outcome(grade);
                self.letter(grade, &letter.text, letter.span);
            }
            ClaimKind::NoGrade { grade } | ClaimKind::Points { grade, .. } => {
                self.outcome(grade);
            }
            ClaimKind::Label { label, .. } => {
                let found = self.tables.labels.get(&label.text).copied();
                self.uses(found, label.span);
            }
            ClaimKind::Score { score, .. } => {
                self.outcome(score);
            }
        }
    }

    /// The kind of a symbol.
    pub(super) fn kind(&self, symbol: SymbolId) -> Option<SymbolKind> {
        self.tables.kind(symbol)
    }
}
