//! Looking up declared names: T201, T204, T205, T206, and what was probably meant.

use merit_diagnostics::{Code, Diagnostic, FileId, Place, Safety};
use merit_syntax::tree::{Name, Text};

use crate::context::Context;
use crate::names::{Meaning, PlaceName};
use crate::near::{quote, some_of};
use crate::table::{EventEntry, ListEntry, Named};

impl Context<'_> {
    /// The event of this name.
    pub(crate) fn event(&self, file: FileId, name: &Name) -> Option<(u16, &EventEntry)> {
        if let Some((number, event)) = self.names.events.find(&name.text) {
            event.used.set(true);
            return Some((number, event));
        }
        let events = || self.names.events.items.iter().map(|event| (event.name(), event.place()));
        self.unknown(Code::T201, file, name, "an event", "Events", events);
        None
    }

    pub(crate) fn list(&self, file: FileId, name: &Name) -> Option<(u16, &ListEntry)> {
        if let Some((number, list)) = self.names.lists.find(&name.text) {
            list.used.set(true);
            return Some((number, list));
        }
        let lists = || self.names.lists.items.iter().map(|list| (list.name(), list.place()));
        self.unknown(Code::T204, file, name, "a list", "Lists", lists);
        None
    }

    pub(crate) fn action(&self, file: FileId, name: &Name) -> Option<u16> {
        if let Some((number, action)) = self.names.actions.find(&name.text) {
            action.used.set(true);
            return Some(number);
        }
        let actions = || self.names.actions.items.iter().map(|action| (action.name(), action.place()));
        self.unknown(Code::T205, file, name, "an action", "Actions", actions);
        None
    }

    pub(crate) fn score(&self, file: FileId, name: &Name) -> Option<u16> {
        if let Some(score) = self.names.score(&name.text) {
            return Some(score);
        }
        let scores = || self.names.scores.iter().map(|score| (score.name.as_str(), score.place));
        self.unknown_outcome(file, name, "a score", "Scores", scores);
        None
    }

    pub(crate) fn grade(&self, file: FileId, name: &Name) -> Option<u16> {
        if let Some(grade) = self.names.grade(&name.text) {
            return Some(grade);
        }
        let grades = || self.names.grades.iter().map(|grade| (grade.name.as_str(), grade.place));
        self.unknown_outcome(file, name, "a grade", "Grades", grades);
        None
    }

    /// A score or a grade.
    pub(crate) fn score_or_grade(&self, file: FileId, name: &Name) -> Option<Meaning> {
        if let Some((found @ (Meaning::Score(_) | Meaning::Grade(_)), _)) = self.names.outcomes.get(&name.text) {
            return Some(*found);
        }
        let scores = self.names.scores.iter().map(|score| (score.name.as_str(), score.place));
        let grades = self.names.grades.iter().map(|grade| (grade.name.as_str(), grade.place));
        let both: Vec<_> = scores.chain(grades).collect();
        self.unknown_outcome(file, name, "a score or grade", "Scores and grades", || both.iter().copied());
        None
    }

    /// The tier, segment or cell of this name.
    pub(crate) fn place(&self, file: FileId, name: &Text) -> Option<PlaceName> {
        if let Some(found) = self.names.places.get(&name.text) {
            return Some(*found);
        }
        if self.names.may_be_declared(&name.text) {
            return None;
        }
        let place = Place { file, span: name.span };
        let message = format!("There is no tier, segment or cell called {}.", quote(&name.text));
        let mut report = Diagnostic::new(Code::T206, place, message);
        let known = || self.names.place_names.iter().map(String::as_str);
        if let Some(meant) = self.near.nearest(&name.text, known()) {
            report = report.label(format!("did you mean {}?", quote(meant)));
            report = report.fix(Safety::Unsafe, quote(meant), [(place, quote(meant))]);
        } else if self.near.spend(1) {
            let names: Vec<String> = known().take(12).map(quote).collect();
            if !names.is_empty() {
                let names = some_of(names.iter().map(String::as_str), 11);
                report = report.note(format!("There are: {names}."));
            }
        }
        self.reports.add(report);
        None
    }

    fn unknown_outcome<'a, I: Iterator<Item = (&'a str, Place)>>(
        &self,
        file: FileId,
        name: &Name,
        what: &str,
        whats: &str,
        declared: impl Fn() -> I,
    ) {
        let Some((found, place)) = self.names.outcomes.get(&name.text) else {
            return self.unknown(Code::T206, file, name, what, whats, declared);
        };
        if self.names.may_be_declared(&name.text) {
            return;
        }
        let (here, at) = (Place { file, span: name.span }, self.location(*place));
        let report =
            Diagnostic::new(Code::T206, here, format!("There is no {} called \"{}\".", bare(what), name.text))
                .note(format!("{} is {} ({at}).", name.text, found.word()));
        self.reports.add(report);
    }

    /// Reports an unknown name, unless something that was not understood may declare it.
    pub(crate) fn unknown<'a, I: Iterator<Item = (&'a str, Place)>>(
        &self,
        code: Code,
        file: FileId,
        name: &Name,
        what: &str,
        whats: &str,
        declared: impl Fn() -> I,
    ) {
        if self.reports.is_muted() || self.names.may_be_declared(&name.text) {
            return;
        }
        let place = Place { file, span: name.span };
        let meant = self.near.nearest(&name.text, declared().map(|(name, _)| name)).map(str::to_owned);
        let mut report =
            Diagnostic::new(code, place, format!("There is no {} called \"{}\".", bare(what), name.text));
        if let Some(meant) = &meant {
            self.meant.borrow_mut().insert(meant.clone());
            report = report.label(format!("did you mean {meant}?"));
        }
        report = self.note_declared(report, whats, declared(), meant.as_deref());
        if let Some(meant) = meant {
            let fix = meant.clone();
            report = report.fix(Safety::Unsafe, meant, [(place, fix)]);
        }
        self.reports.add(report);
    }
}

fn bare(what: &str) -> &str {
    what.split_once(' ').map_or(what, |(_, bare)| bare)
}
