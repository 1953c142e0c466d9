//! A difference as data; this is also its form in JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::Place;

/// The difference of two models.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Every change, in the order of the sections of a model.
    pub changes: Vec<Change>,
    /// Every rule of both, with the one it corresponds to.
    pub rules: Vec<RulePair>,
    /// Numbers of the scores of both that correspond to each other.
    pub scores: Vec<(Option<usize>, Option<usize>)>,
    /// Numbers of the grades of both that correspond to each other.
    pub grades: Vec<(Option<usize>, Option<usize>)>,
}

/// A part of the model that is not the same in both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// What it is.
    pub what: What,
    /// What it belongs to, such as the score and group of a rule; empty for what stands by itself.
    pub within: String,
    /// What it is called, or its own words.
    pub name: String,
    /// What is altered, field by field.
    pub fields: Vec<Field>,
    /// Entries of a list that came.
    pub came: Vec<String>,
    /// Entries of a list that went.
    pub went: Vec<String>,
    /// Only words for people are altered: no score, tier, segment or trigger can change by it.
    pub only_words: bool,
    /// Where it stands in the old model.
    pub old: Option<Place>,
    /// Where it stands in the new model.
    pub new: Option<Place>,
}

/// What became of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is there in both, with other fields.
    Altered,
    /// It stands in another score, grade or group, perhaps with other fields.
    Moved,
}

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The model itself.
    Model,
    /// An event.
    Event,
    /// A property of an event.
    Property,
    /// An attribute of a lead.
    Attribute,
    /// A list.
    List,
    /// An action.
    Action,
    /// A score.
    Score,
    /// A grade.
    Grade,
    /// A group.
    Group,
    /// A rule.
    Rule,
    /// A reset line.
    Reset,
    /// An inactivity block.
    Inactivity,
    /// A stage of a silence.
    Stage,
    /// A letter line.
    Letter,
    /// A `no grade if` line.
    NoGrade,
    /// A tier line.
    Tier,
    /// A matrix.
    Matrix,
    /// A cell of a matrix.
    Cell,
    /// A segment.
    Segment,
    /// An `include` line.
    Include,
    /// An `exclude` line.
    Exclude,
    /// A trigger.
    Trigger,
}

impl What {
    /// The word for people.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Event => "event",
            Self::Property => "property",
            Self::Attribute => "attribute",
            Self::List => "list",
            Self::Action => "action",
            Self::Score => "score",
            Self::Grade => "grade",
            Self::Group => "group",
            Self::Rule => "rule",
            Self::Reset => "reset",
            Self::Inactivity => "inactivity",
            Self::Stage => "stage",
            Self::Letter => "letter",
            Self::NoGrade => "no grade if",
            Self::Tier => "tier",
            Self::Matrix => "matrix",
            Self::Cell => "cell",
            Self::Segment => "segment",
            Self::Include => "include",
            Self::Exclude => "exclude",
            Self::Trigger => "trigger",
        }
    }
}

/// A field with its old and new value; none where it is not said.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub struct Field {
    /// The name of the field.
    pub field: String,
    /// The old value.
    pub old: Option<String>,
    /// The new value.
    pub new: Option<String>,
}

/// Which rule of a model: number of the heading, group and rule in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleAt {
    /// The heading is a grade; otherwise a score.
    pub grade: bool,
    /// The number of the score or grade.
    pub heading: usize,
    /// The number of the group in it.
    pub group: usize,
    /// The number of the rule in that.
    pub rule: usize,
}

/// A rule in both models, or in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulePair {
    /// In the old model.
    pub old: Option<RuleAt>,
    /// In the new model.
    pub new: Option<RuleAt>,
    /// What it is called, or its own words.
    pub name: String,
    /// Something of it is not the same.
    pub changed: bool,
}

impl Change {
    /// A part of both, whose fields are still to be compared.
    pub(super) fn altered(what: What, within: &str, name: &str) -> Self {
        Self {
            kind: ChangeKind::Altered,
            what,
            within: within.to_owned(),
            name: name.to_owned(),
            fields: Vec::new(),
            came: Vec::new(),
            went: Vec::new(),
            only_words: true,
            old: None,
            new: None,
        }
    }

    pub(super) fn added(what: What, within: &str, name: &str) -> Self {
        Self { kind: ChangeKind::Added, only_words: false, ..Self::altered(what, within, name) }
    }

    pub(super) fn removed(what: What, within: &str, name: &str) -> Self {
        Self { kind: ChangeKind::Removed, only_words: false, ..Self::altered(what, within, name) }
    }

    pub(super) fn at(mut self, old: Option<Place>, new: Option<Place>) -> Self {
        (self.old, self.new) = (old, new);
        self
    }

    /// A field, if it is altered.
    pub(super) fn field(&mut self, name: &str, old: Option<String>, new: Option<String>) {
        if old != new {
            self.fields.push(Field { field: name.to_owned(), old, new });
            self.only_words = false;
        }
    }

    /// A field that is compared by other words than those for people.
    pub(super) fn compared_field(&mut self, name: &str, same: bool, old: Option<String>, new: Option<String>) {
        if !same {
            self.fields.push(Field { field: name.to_owned(), old, new });
            self.only_words = false;
        }
    }

    /// A field that changes only words for people.
    pub(super) fn words_field(&mut self, name: &str, old: Option<String>, new: Option<String>) {
        if old != new {
            self.fields.push(Field { field: name.to_owned(), old, new });
        }
    }
}
