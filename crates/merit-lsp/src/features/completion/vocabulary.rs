//! The names that a file and the files it uses declare, from their statements alone: a model that does not hold together
//! yet must not lose them.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use merit_diagnostics::FileId;
use merit_syntax::tree::{EventTagKind, Has, HasTagKind, ItemValue, KindName, ListKind, Name, StatementKind};

use crate::snapshot::Snapshot;

/// A property or attribute.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name as it is written.
    pub name: String,
    /// What it may hold.
    pub kind: KindName,
}

impl Field {
    fn of(has: &Has) -> Self {
        Self { name: written(&has.name), kind: has.kind.clone() }
    }

    /// Its choices, if it has some.
    #[must_use]
    pub fn choices(&self) -> Vec<String> {
        match &self.kind {
            KindName::OneOf(items) | KindName::SeveralOf(items) => {
                let text = |item: &merit_syntax::tree::Item| match &item.value {
                    ItemValue::Text(text) => Some(text.text.clone()),
                    _ => None,
                };
                items.iter().filter_map(text).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Its kind, as it is written.
    #[must_use]
    pub const fn kind_words(&self) -> &'static str {
        match self.kind {
            KindName::Text => "text",
            KindName::Number => "number",
            KindName::YesNo => "yes/no",
            KindName::Date => "date",
            KindName::Time => "time",
            KindName::Email => "email",
            KindName::Url => "url",
            KindName::OneOf(_) => "one of",
            KindName::SeveralOf(_) => "several of",
        }
    }
}

/// An event.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its name as it is written.
    pub name: String,
    /// Its title.
    pub title: String,
    /// It is a weak signal.
    pub is_weak: bool,
    /// Its properties.
    pub fields: Vec<Field>,
}

/// A grade.
#[derive(Clone, Debug)]
pub struct Grade {
    /// Its name as it is written.
    pub name: String,
    /// Its letters, best first.
    pub letters: Vec<String>,
    /// Leads may have none: there are `no grade` lines.
    pub may_lack: bool,
}

/// Names.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Events.
    pub events: Vec<Event>,
    /// Attributes of leads.
    pub attributes: Vec<Field>,
    /// One of them says when a lead was first seen.
    pub has_first_seen: bool,
    /// Lists and what their entries are.
    pub lists: Vec<(String, ListKind)>,
    /// Actions and their titles.
    pub actions: Vec<(String, String)>,
    /// Scores and their titles.
    pub scores: Vec<(String, String)>,
    /// Grades.
    pub grades: Vec<Grade>,
    /// Tiers by their score.
    pub tiers: Vec<(String, Vec<String>)>,
    /// Matrices.
    pub matrices: Vec<String>,
    /// Cells of matrices.
    pub cells: Vec<String>,
    /// Segments.
    pub segments: Vec<String>,
    /// Scores and what they add.
    pub sums: Vec<(String, Vec<String>)>,
    /// Triggers: the action, and what follows up to the name of a tier, segment or cell.
    pub triggers: Vec<String>,
    /// Labels of rules.
    pub labels: Vec<String>,
    /// Files that are used, directly or not.
    pub used: HashSet<PathBuf>,
}

impl Vocabulary {
    /// The names of a file and of everything it uses.
    #[must_use]
    pub fn of(snapshot: &Snapshot, file: &Path) -> Self {
        let mut words = Self::default();
        let mut open = vec![file.to_owned()];
        while let Some(path) = open.pop() {
            if !words.used.insert(path.clone()) {
                continue;
            }
            open.extend(words.take(snapshot, &path));
        }
        words.used.remove(file);
        words
    }

    /// Takes the names of one file; the files that it uses come back.
    fn take(&mut self, snapshot: &Snapshot, path: &Path) -> Vec<PathBuf> {
        let (Some(source), Some(parsed)) = (snapshot.source(path), snapshot.parsed(path)) else { return Vec::new() };
        let (outline, _) = merit_syntax::outline(&parsed.tree, FileId(0), source.text());
        for block in &outline.events {
            let node = block.head.node;
            self.events.push(Event {
                name: written(&node.name),
                title: node.title.as_ref().map_or_else(String::new, |title| title.text.clone()),
                is_weak: node.tags.iter().any(|tag| tag.kind == EventTagKind::WeakSignal),
                fields: block.properties.iter().map(|line| Field::of(line.node)).collect(),
            });
        }
        self.attributes.extend(outline.attributes.iter().map(|line| Field::of(line.node)));
        let mut tags = outline.attributes.iter().flat_map(|line| &line.node.tags);
        self.has_first_seen |= tags.any(|tag| tag.kind == HasTagKind::FirstSeen);
        self.lists.extend(outline.lists.iter().map(|line| (written(&line.node.name), line.node.kind)));
        let title =
            |title: &Option<merit_syntax::tree::Text>| title.as_ref().map_or_else(String::new, |t| t.text.clone());
        self.actions.extend(outline.actions.iter().map(|line| (written(&line.node.name), title(&line.node.title))));
        for block in &outline.scores {
            let node = block.head.node;
            self.scores.push((written(&node.name), title(&node.title)));
            let parts = block.sums.iter().flat_map(|line| &line.node.parts).map(|part| part.name.text.clone());
            self.sums.push((node.name.text.clone(), parts.collect()));
        }
        for block in &outline.grades {
            let letters = block.letters.iter().map(|line| line.node.letter.text.clone()).collect();
            let may_lack = !block.no_grade.is_empty();
            self.grades.push(Grade { name: written(&block.head.node.name), letters, may_lack });
        }
        for block in &outline.tiers {
            let names = block.lines.iter().map(|line| line.node.name.text.clone()).collect();
            self.tiers.push((written(&block.head.node.score), names));
        }
        for block in &outline.matrices {
            self.matrices.push(written(&block.head.node.name));
            let cells = block.rows.iter().flat_map(|line| &line.node.cells).map(|cell| cell.text.clone());
            for cell in cells.collect::<Vec<_>>() {
                if !self.cells.contains(&cell) {
                    self.cells.push(cell);
                }
            }
        }
        self.segments.extend(outline.segments.iter().map(|block| block.head.node.name.text.clone()));
        let mut used = Vec::new();
        for statement in &parsed.tree.statements {
            match &statement.kind {
                StatementKind::Rule(rule) => self.labels.extend(labels(&rule.clauses)),
                StatementKind::Reset(reset) => self.labels.extend(labels(&reset.clauses)),
                StatementKind::Trigger(_) => {
                    self.triggers.push(trigger_head(source.text().get(statement.span.range()).unwrap_or("")));
                }
                StatementKind::Use(uses) => used.extend(joined(path, &uses.path.text)),
                _ => {}
            }
        }
        used
    }

    /// An event by its name.
    #[must_use]
    pub fn event(&self, name: &str) -> Option<&Event> {
        self.events.iter().find(|event| bare(&event.name) == bare(name))
    }

    /// An attribute by its name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Field> {
        self.attributes.iter().find(|field| bare(&field.name) == bare(name))
    }

    /// The tiers of a score.
    #[must_use]
    pub fn tiers_of(&self, score: &str) -> Option<&[String]> {
        self.tiers.iter().find(|(of, _)| bare(of) == bare(score)).map(|(_, tiers)| tiers.as_slice())
    }

    /// A grade by its name.
    #[must_use]
    pub fn grade(&self, name: &str) -> Option<&Grade> {
        self.grades.iter().find(|grade| bare(&grade.name) == bare(name))
    }

    /// Everything that a lead can be in: tiers, segments and cells.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        let tiers = self.tiers.iter().flat_map(|(_, tiers)| tiers);
        tiers.chain(&self.segments).chain(&self.cells).map(String::as_str)
    }

    /// True when a score is another one, or adds it.
    #[must_use]
    pub fn adds(&self, score: &str, other: &str) -> bool {
        let mut open = vec![bare(score)];
        let mut seen = HashSet::new();
        while let Some(score) = open.pop() {
            if score == bare(other) {
                return true;
            }
            if seen.insert(score) {
                open.extend(
                    self.sums
                        .iter()
                        .filter(|(of, _)| of == score)
                        .flat_map(|(_, parts)| parts)
                        .map(|part| bare(part)),
                );
            }
        }
        false
    }

    /// A name that nothing has, made from this one.
    #[must_use]
    pub fn fresh(&self, wanted: &str) -> String {
        let names = || {
            let events = self
                .events
                .iter()
                .flat_map(|event| std::iter::once(&event.name).chain(event.fields.iter().map(|field| &field.name)));
            events
                .chain(self.attributes.iter().map(|field| &field.name))
                .chain(self.lists.iter().map(|(name, _)| name))
                .chain(self.actions.iter().map(|(name, _)| name))
                .chain(self.scores.iter().map(|(name, _)| name))
                .chain(self.grades.iter().map(|grade| &grade.name))
                .chain(&self.matrices)
                .chain(&self.labels)
                .map(|name| bare(name))
                .chain(self.places())
        };
        if !names().any(|name| name == wanted) {
            return wanted.to_owned();
        }
        let join = if wanted.contains(' ') || wanted.starts_with(char::is_uppercase) { " " } else { "_" };
        let numbered = |number: u32| format!("{wanted}{join}{number}");
        (2..).map(numbered).find(|fresh| !names().any(|name| name == fresh)).unwrap_or_default()
    }
}

/// A trigger up to the name of what is entered or left, with one blank between words.
pub(super) fn trigger_head(statement: &str) -> String {
    let end = statement
        .find('"')
        .map_or(statement.len(), |at| at + merit_syntax::quoted_length(statement.get(at..).unwrap_or("")));
    statement.get(..end).unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn labels(clauses: &[merit_syntax::tree::Clause]) -> Vec<String> {
    let label = |clause: &merit_syntax::tree::Clause| match &clause.kind {
        merit_syntax::tree::ClauseKind::Called(text) => Some(text.text.clone()),
        _ => None,
    };
    clauses.iter().filter_map(label).collect()
}

/// A name as it is written: in backticks when it was declared in them.
fn written(name: &Name) -> String {
    if name.quoted { format!("`{}`", name.text) } else { name.text.clone() }
}

/// A name without its backticks.
pub(super) fn bare(name: &str) -> &str {
    name.trim_matches('`')
}

/// The path of a file that another one names.
pub(super) fn joined(base: &Path, written: &str) -> Option<PathBuf> {
    let mut path = base.parent()?.to_owned();
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    Some(path)
}
