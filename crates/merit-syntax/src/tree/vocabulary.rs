//! Statements of a file that say what can happen and what is known.

use merit_diagnostics::Span;

use super::{Item, Name, Text, Whole};

/// `edition 1`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The number.
    pub version: Whole,
}

/// `use "other.score"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The path, relative to this file.
    pub path: Text,
}

/// `list NAME: KIND ...`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Its name.
    pub name: Name,
    /// What its entries are.
    pub kind: ListKind,
    /// Where its entries come from.
    pub source: ListSource,
}

/// What the entries of a list are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// `text`
    Text,
    /// `numbers`
    Numbers,
    /// `domains`
    Domains,
}

/// Where the entries of a list come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListSource {
    /// `from "path" [column "name"]`
    File {
        /// The path, relative to this file.
        path: Text,
        /// The column of a CSV file.
        column: Option<Text>,
    },
    /// Written here.
    Items(Vec<Item>),
}

/// `event NAME "Title", tags`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
    /// Its tags.
    pub tags: Vec<EventTag>,
}

/// A tag of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventTag {
    /// Which one.
    pub kind: EventTagKind,
    /// Where it stands.
    pub span: Span,
}

/// Tags of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventTagKind {
    /// `not activity`
    NotActivity,
    /// `weak signal`
    WeakSignal,
}

/// `has NAME: KIND, tags`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Has {
    /// Its name.
    pub name: Name,
    /// What it may hold.
    pub kind: KindName,
    /// Where the kind stands, choices included.
    pub kind_span: Span,
    /// Its tags.
    pub tags: Vec<HasTag>,
}

/// A kind as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KindName {
    /// `text`
    Text,
    /// `number`
    Number,
    /// `yes/no`
    YesNo,
    /// `date`
    Date,
    /// `time`
    Time,
    /// `email`
    Email,
    /// `url`
    Url,
    /// `one of ...` (texts; anything else is wrong)
    OneOf(Vec<Item>),
    /// `several of ...` (texts; anything else is wrong)
    SeveralOf(Vec<Item>),
}

/// A tag of a property or attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HasTag {
    /// Which one.
    pub kind: HasTagKind,
    /// Where it stands.
    pub span: Span,
}

/// Tags of properties and attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HasTagKind {
    /// `required`
    Required,
    /// `first seen`
    FirstSeen,
    /// `consent`
    Consent,
    /// `personal`
    Personal,
}

/// `action NAME "Title"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
}

/// `allow NAME because "reason"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allow {
    /// The name of the check.
    pub check: Name,
    /// The reason.
    pub because: Text,
}
