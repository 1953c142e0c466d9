//! A name that becomes another: what those who keep it elsewhere have to know.

use crate::Model;

/// A name that records are read by, and that becomes another.
#[derive(Clone, Copy, Debug)]
pub struct Renamed<'a> {
    /// What it names.
    pub kind: RenamedKind<'a>,
    /// The name so far.
    pub old: &'a str,
    /// The name from now on.
    pub new: &'a str,
    /// The models of the project before and after, as far as they have no errors; those that do not change as well.
    pub models: &'a [(&'a Model, &'a Model)],
}

/// What a name stands for in records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenamedKind<'a> {
    /// An event.
    Event,
    /// A property.
    Property {
        /// The events, by their names, whose property it is.
        events: &'a [String],
        /// A property of another event has the old name, and keeps it.
        stays: bool,
        /// A property of another event has the new name already.
        exists: bool,
    },
    /// An attribute of a lead.
    Attribute,
}
