//! A finding, its places, and the changes that would mend it.

use crate::{Code, Level, Place};

/// A marked place with a few words beside the caret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What is marked.
    pub place: Place,
    /// Words beside the mark; may be empty.
    pub label: String,
}

/// How far a fix may be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// The meaning is certain: applied by `--fix` (and, for the text family, by `merit fmt`).
    Safe,
    /// Probably meant: applied only when asked for.
    Unsafe,
    /// Shown, never applied: one of several honest choices.
    DisplayOnly,
}

/// Replaces the text at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub place: Place,
    /// What stands there afterwards.
    pub text: String,
}

/// A change that would mend the finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the change does, or the changed line itself.
    pub title: String,
    /// How far it may be trusted.
    pub safety: Safety,
    /// The edits, which do not overlap.
    pub edits: Vec<Edit>,
}

/// One finding. Every text is for people; programs use `code` and the places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code, e.g. `T201`.
    pub code: Code,
    /// Error, warning or hint.
    pub level: Level,
    /// One sentence, understandable alone.
    pub message: String,
    /// The exact place, with the words beside the caret.
    pub main: Mark,
    /// Other places that matter.
    pub related: Vec<Mark>,
    /// Why it matters, what is allowed, derivations; one line each.
    pub notes: Vec<String>,
    /// Complete lines to choose from, when there are several honest choices.
    pub choices: Vec<String>,
    /// Changes ready to apply.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// A finding of this code at this place, with the code's own level.
    #[must_use]
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            level: code.level(),
            message: message.into(),
            main: Mark { place, label: String::new() },
            related: Vec::new(),
            notes: Vec::new(),
            choices: Vec::new(),
            fixes: Vec::new(),
        }
    }

    /// Words beside the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.main.label = label.into();
        self
    }

    /// Another place that matters.
    #[must_use]
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push(Mark { place, label: label.into() });
        self
    }

    /// A line of explanation.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// A complete line to choose.
    #[must_use]
    pub fn choice(mut self, line: impl Into<String>) -> Self {
        self.choices.push(line.into());
        self
    }

    /// A change that replaces one place.
    #[must_use]
    pub fn fix(
        mut self,
        safety: Safety,
        title: impl Into<String>,
        edits: impl IntoIterator<Item = (Place, String)>,
    ) -> Self {
        let edits = edits.into_iter().map(|(place, text)| Edit { place, text }).collect();
        self.fixes.push(Fix { title: title.into(), safety, edits });
        self
    }

    /// Another level than the code's own (a project may lower or raise it; M307 has both).
    #[must_use]
    pub const fn at_level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }
}
