//! Events, attributes, lists and actions.

use std::cell::Cell;
use std::collections::HashMap;

use merit_diagnostics::{Code, Diagnostic, FileId, Place};
use merit_syntax::outline::Line;
use merit_syntax::tree::{EventTagKind, Has, HasTagKind, Item, ItemValue, KindName};
use merit_values::{Kind, fold};

use super::{Declare, FileOutline};
use crate::names::Meaning;
use crate::near::quote;
use crate::table::{ActionEntry, EventEntry, Field, MOST, Refused, Table};

/// Names that every record has for itself.
const OWN_FIELDS: [&str; 5] = ["id", "lead", "at", "type", "set"];

impl Declare<'_, '_> {
    pub(super) fn vocabulary(&mut self, file: FileOutline<'_>) {
        let id = file.file.id;
        for block in &file.outline.events {
            self.event(id, block);
        }
        for line in &file.outline.attributes {
            self.attribute(id, line);
        }
        for list in file.lists {
            let (name, place) = (list.name.clone(), list.place);
            if let Err(refused) = self.names.lists.add(list) {
                self.refused(refused, "The list", &name, place);
            }
        }
        for line in &file.outline.actions {
            let place = Place { file: id, span: line.node.name.span };
            let title = line.node.title.as_ref().map(|title| title.text.clone());
            let name = line.node.name.text.clone();
            let action = ActionEntry { name: name.clone(), place, title, used: Cell::new(false) };
            if let Err(refused) = self.names.actions.add(action) {
                self.refused(refused, "The action", &name, place);
            }
        }
    }

    fn event(&mut self, file: FileId, block: &merit_syntax::outline::EventBlock<'_>) {
        let node = block.head.node;
        let has_tag = |kind| node.tags.iter().any(|tag| tag.kind == kind);
        let mut properties = Table::default();
        for line in &block.properties {
            let field = self.field(file, line, Some(&node.name.text));
            let (name, place) = (field.name.clone(), field.place);
            if let Err(refused) = properties.add(field) {
                let what = format!("The property {name} of");
                self.refused(refused, &what, &node.name.text, place);
            }
        }
        let place = Place { file, span: node.name.span };
        let event = EventEntry {
            name: node.name.text.clone(),
            place,
            title: node.title.as_ref().map(|title| title.text.clone()),
            activity: !has_tag(EventTagKind::NotActivity),
            weak_signal: has_tag(EventTagKind::WeakSignal),
            properties,
            used: Cell::new(false),
        };
        if let Err(refused) = self.names.events.add(event) {
            self.refused(refused, "The event", &node.name.text, place);
        }
    }

    fn attribute(&mut self, file: FileId, line: &Line<'_, Has>) {
        let field = self.field(file, line, None);
        let place = field.place;
        let new = self.names.attributes.number(&field.name).is_none();
        if field.first_seen
            && new
            && let Some(first) = self.names.attributes.items.iter().find(|other| other.first_seen)
        {
            let report = Diagnostic::new(Code::T210, place, "Two attributes are marked \"first seen\".")
                .label("marked again")
                .related(first.place, "marked here first")
                .note("The inactivity clock of a lead starts at one instant: keep the mark at one attribute.");
            self.reports.add(report);
        }
        let name = field.name.clone();
        let next = u16::try_from(self.names.attributes.items.len()).unwrap_or(u16::MAX);
        if let Some(first) = self.names.attributes.find(&name).map(|(_, first)| first.place) {
            self.refused(Refused::Twice(first), "The attribute", &name, place);
        } else if self.outcome(&name, place, Meaning::Attribute(next))
            && let Err(refused) = self.names.attributes.add(field)
        {
            self.refused(refused, "The attribute", &name, place);
        }
    }

    /// A `has` line; `event` is the name of the event it belongs to, or `None` for attributes.
    fn field(&mut self, file: FileId, line: &Line<'_, Has>, event: Option<&str>) -> Field {
        let node = line.node;
        let place = Place { file, span: node.name.span };
        let tag = |kind| node.tags.iter().find(|tag| tag.kind == kind).copied();
        let kind = self.reports.about(line.statement.faulty, || {
            if OWN_FIELDS.contains(&node.name.text.as_str()) {
                let of = if event.is_some() { "a property" } else { "an attribute" };
                let report =
                    Diagnostic::new(Code::T215, place, format!("\"{}\" cannot be the name of {of}.", node.name.text))
                        .note("Every record has fields called id, lead, at, type and set of its own.");
                self.reports.add(report);
            }
            let kind = self.kind(file, node);
            for (tag, word) in [(tag(HasTagKind::FirstSeen), "first seen"), (tag(HasTagKind::Consent), "consent")] {
                let Some(tag) = tag else { continue };
                let place = Place { file, span: tag.span };
                let fits = tag.kind != HasTagKind::FirstSeen || matches!(kind, None | Some(Kind::Time | Kind::Date));
                if let Some(event) = event {
                    let message = format!(
                        "\"{word}\" is said of an attribute of a lead, and {} is a property of {event}.",
                        node.name.text
                    );
                    self.reports.plain(Code::T208, place, message);
                } else if !fits {
                    let message = format!("\"{word}\" needs a time or a date, and {} is neither.", node.name.text);
                    self.reports.plain(Code::T208, place, message);
                }
            }
            kind
        });
        let choices = kind.iter().flat_map(|kind| kind.choices()).map(|choice| fold(choice)).zip(0u16..).collect();
        Field {
            name: node.name.text.clone(),
            place,
            kind: kind.filter(|_| !line.statement.faulty),
            choices,
            kind_place: Place { file, span: node.kind_span },
            required: tag(HasTagKind::Required).is_some(),
            first_seen: event.is_none() && tag(HasTagKind::FirstSeen).is_some(),
            consent: tag(HasTagKind::Consent).is_some(),
            personal: tag(HasTagKind::Personal).is_some(),
            used: Cell::new(false),
        }
    }

    fn kind(&mut self, file: FileId, node: &Has) -> Option<Kind> {
        Some(match &node.kind {
            KindName::Text => Kind::Text,
            KindName::Number => Kind::Number,
            KindName::YesNo => Kind::YesNo,
            KindName::Date => Kind::Date,
            KindName::Time => Kind::Time,
            KindName::Email => Kind::Email,
            KindName::Url => Kind::Url,
            KindName::OneOf(items) => Kind::OneOf(self.choices(file, node, items)?),
            KindName::SeveralOf(items) => Kind::SeveralOf(self.choices(file, node, items)?),
        })
    }

    fn choices(&mut self, file: FileId, node: &Has, items: &[Item]) -> Option<Vec<String>> {
        let mut choices = Vec::with_capacity(items.len());
        let mut seen = HashMap::new();
        let mut sound = true;
        for item in items {
            let place = Place { file, span: item.span };
            let ItemValue::Text(text) = &item.value else {
                let message = format!("The choices of {} are quoted texts.", node.name.text);
                self.reports.plain(Code::T208, place, message);
                sound = false;
                continue;
            };
            let folded = fold(&text.text);
            if folded.is_empty() {
                let message =
                    format!("An empty text cannot be a choice of {}: an empty value is unknown.", node.name.text);
                self.reports.plain(Code::T208, place, message);
                sound = false;
            } else if let Some(first) = seen.insert(folded, place) {
                self.twice("The choice", &quote(&text.text), place, first);
                sound = false;
            } else {
                choices.push(text.text.clone());
            }
        }
        if choices.len() > MOST {
            self.refused(Refused::TooMany, "", "", Place { file, span: node.kind_span });
            sound = false;
        }
        sound.then_some(choices)
    }
}
