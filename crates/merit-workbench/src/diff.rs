//! What a change of a model means: the difference of two compiled models, in which formatting, comments and moves of files
//! do not show.

mod data;
mod lists;
mod matching;
mod outcomes;
mod renamed;
mod rules;
mod scores;
mod segments;
mod vocabulary;

use merit_ir::{Model, Source};

use crate::Place;
use crate::words::Words;
use renamed::renamed;

pub use data::{Change, ChangeKind, Comparison, Field, RuleAt, RulePair, What};

/// Compares two models.
#[must_use]
pub fn compare(old: &Model, new: &Model) -> Comparison {
    let renamed = renamed(old, new);
    let mut comparer = Comparer {
        old: Side { model: old, words: Words::of(old), same: Words::compared(&renamed) },
        new: Side { model: new, words: Words::of(new), same: Words::compared(new) },
        compared: Comparison::default(),
    };
    comparer.model();
    comparer.vocabulary();
    comparer.lists();
    comparer.scores();
    comparer.tiers();
    comparer.matrices();
    comparer.segments();
    comparer.triggers();
    comparer.compared
}

/// One of the two models.
#[derive(Clone, Copy)]
struct Side<'m> {
    model: &'m Model,
    /// For people.
    words: Words<'m>,
    /// For comparing; of the old model with the names of the new one, so that a part that is only renamed changes nothing else.
    same: Words<'m>,
}

impl Side<'_> {
    fn place(&self, source: &Source) -> Place {
        let file = self.model.sources.get(usize::from(source.file)).cloned().unwrap_or_default();
        Place { file, line: source.line }
    }
}

struct Comparer<'m> {
    old: Side<'m>,
    new: Side<'m>,
    compared: Comparison,
}

impl Comparer<'_> {
    fn model(&mut self) {
        let (old, new) = (self.old.model, self.new.model);
        let reviewed = |model: &Model| model.reviewed.map(|day| day.to_string());
        let mut change = Change::altered(What::Model, "", &new.name);
        change.field("edition", Some(old.edition.to_string()), Some(new.edition.to_string()));
        change.field("name", Some(old.name.clone()), Some(new.name.clone()));
        change.field("timezone", Some(old.timezone.clone()), Some(new.timezone.clone()));
        let week = |model: &Model| Some(format!("{:?}", model.week).to_lowercase());
        change.field("week starts", week(old), week(new));
        change.words_field("title", old.title.clone(), new.title.clone());
        change.words_field("reviewed", reviewed(old), reviewed(new));
        self.keep(change);
    }

    fn push(&mut self, change: Change) {
        self.compared.changes.push(change);
    }

    /// Keeps an altered part, if anything is altered.
    fn keep(&mut self, change: Change) {
        let same = change.fields.is_empty() && change.came.is_empty() && change.went.is_empty();
        if change.kind != ChangeKind::Altered || !same {
            self.push(change);
        }
    }
}
