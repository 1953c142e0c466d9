//! Declared things by name.

use std::cell::Cell;
use std::collections::HashMap;

use merit_diagnostics::Place;
use merit_ir::ListEntries;
use merit_syntax::tree::ListKind;
use merit_values::Kind;

/// Numbers of parts have 16 bits, and the highest stand for "none".
pub(crate) const MOST: usize = u16::MAX as usize - 1;

/// Something with a name.
pub(crate) trait Named {
    fn name(&self) -> &str;
    fn place(&self) -> Place;
}

/// Declared things of one name space, in the order in which they are declared.
#[derive(Debug)]
pub(crate) struct Table<T> {
    pub(crate) items: Vec<T>,
    by_name: HashMap<String, u16>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { items: Vec::new(), by_name: HashMap::new() }
    }
}

/// Why something was not added to a table.
pub(crate) enum Refused {
    /// The name is taken, by what stands here.
    Twice(Place),
    /// There are too many already.
    TooMany,
}

impl<T: Named> Table<T> {
    pub(crate) fn number(&self, name: &str) -> Option<u16> {
        self.by_name.get(name).copied()
    }

    pub(crate) fn find(&self, name: &str) -> Option<(u16, &T)> {
        let number = self.number(name)?;
        self.items.get(usize::from(number)).map(|item| (number, item))
    }

    pub(crate) fn get(&self, number: u16) -> Option<&T> {
        self.items.get(usize::from(number))
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.items.iter().map(Named::name)
    }

    /// Adds an item; returns its number.
    pub(crate) fn add(&mut self, item: T) -> Result<u16, Refused> {
        if let Some((_, first)) = self.find(item.name()) {
            return Err(Refused::Twice(first.place()));
        }
        let number = u16::try_from(self.items.len()).ok().filter(|number| usize::from(*number) < MOST);
        let number = number.ok_or(Refused::TooMany)?;
        self.by_name.insert(item.name().to_owned(), number);
        self.items.push(item);
        Ok(number)
    }
}

/// A property of an event or an attribute of a lead.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) place: Place,
    /// `None` when its line has a fault: anything may be compared with it.
    pub(crate) kind: Option<Kind>,
    /// Numbers of the choices by their folded text.
    pub(crate) choices: HashMap<String, u16>,
    /// Where the kind and its choices stand.
    pub(crate) kind_place: Place,
    pub(crate) required: bool,
    pub(crate) first_seen: bool,
    pub(crate) consent: bool,
    pub(crate) personal: bool,
    pub(crate) used: Cell<bool>,
}

/// A kind of event.
#[derive(Debug)]
pub(crate) struct EventEntry {
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) title: Option<String>,
    pub(crate) activity: bool,
    pub(crate) weak_signal: bool,
    pub(crate) properties: Table<Field>,
    pub(crate) used: Cell<bool>,
}

/// A list.
#[derive(Debug)]
pub(crate) struct ListEntry {
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) kind: ListKind,
    /// `None` when they could not be read, which has been reported.
    pub(crate) entries: Option<ListEntries>,
    /// An entry in a script that writes no spaces between words.
    pub(crate) spaceless: Option<String>,
    pub(crate) used: Cell<bool>,
}

/// An action.
#[derive(Debug)]
pub(crate) struct ActionEntry {
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) title: Option<String>,
    pub(crate) used: Cell<bool>,
}

macro_rules! named {
    ($($type:ident)*) => {$(
        impl Named for $type {
            fn name(&self) -> &str {
                &self.name
            }
            fn place(&self) -> Place {
                self.place
            }
        }
    )*};
}
named! { Field EventEntry ListEntry ActionEntry }
