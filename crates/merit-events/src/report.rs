//! What reading noticed without stopping: counts by name, and records that were skipped.

use std::collections::BTreeSet;

use foldhash::fast::RandomState;
use hashbrown::HashMap;
use merit_diagnostics::{Code, Level};

use crate::mapping_check::near;
use crate::problem::{Problem, shown};

/// Names beyond this many of one sort are counted together.
pub const MOST_NAMES: usize = 1000;
/// Skipped records beyond this many are only counted.
pub const MOST_EXAMPLES: usize = 10;

/// Where something was met first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FirstPlace {
    /// Number of the source.
    pub source: u32,
    /// Line or row, from 1.
    pub line: u64,
}

/// One name and how often it was met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The name, as the data write it.
    pub name: String,
    /// The property or attribute whose value it is; empty for types, properties and attributes themselves.
    pub of: String,
    /// Number of records.
    pub count: u64,
    /// Where it was met first.
    pub first: FirstPlace,
    /// For properties: the events that do not declare it, by number in the model; a change record is `None`.
    pub events: BTreeSet<Option<u16>>,
}

/// Names of one sort, in the order in which the data show them.
#[derive(Clone, Debug, Default)]
pub struct Names {
    names: Vec<Named>,
    numbers: HashMap<(String, String), usize, RandomState>,
    /// Records with a name beyond [`MOST_NAMES`].
    pub others: u64,
}

impl Names {
    /// All names, in the order in which the data show them.
    pub fn iter(&self) -> impl Iterator<Item = &Named> {
        self.names.iter()
    }

    /// True when nothing was met.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    pub(crate) fn add(&mut self, name: &str, of: &str, count: u64, first: FirstPlace) -> Option<&mut Named> {
        let key = (name.to_owned(), of.to_owned());
        let number = match self.numbers.get(&key) {
            Some(number) => *number,
            None if self.names.len() < MOST_NAMES => {
                let (name, of) = key.clone();
                self.names.push(Named { name, of, first, ..Named::default() });
                self.numbers.insert(key, self.names.len() - 1);
                self.names.len() - 1
            }
            None => {
                self.others += count;
                return None;
            }
        };
        let named = self.names.get_mut(number)?;
        named.count += count;
        Some(named)
    }

    fn merge(&mut self, later: Self) {
        for named in later.names {
            if let Some(mine) = self.add(&named.name, &named.of, named.count, named.first) {
                mine.events.extend(named.events);
            }
        }
        self.others += later.others;
    }

    /// Puts lines counted within a block where they stand in their source.
    fn shift(&mut self, lines: u64) {
        for named in &mut self.names {
            named.first.line += lines;
        }
    }
}

/// What reading noticed.
#[derive(Clone, Debug, Default)]
pub struct ReadReport {
    /// Records, or rows of leads tables, that were given on.
    pub records: u64,
    /// Records of types mapped to `false`.
    pub left_out: u64,
    /// Types that the model does not declare (F601); their records are left out.
    pub unknown_types: Names,
    /// Properties and columns that the model does not declare (F601); they are left out.
    pub unknown_properties: Names,
    /// Attributes of change records and leads tables that the model does not declare (F601); they are left out.
    pub unknown_attributes: Names,
    /// Values outside the choices (F601); they count as unknown.
    pub unknown_choices: Names,
    /// Times without offset (F604).
    pub no_offset: u64,
    /// Where the first of them stands.
    pub first_no_offset: Option<FirstPlace>,
    /// Bad records that were skipped.
    pub skipped: u64,
    /// The first of them.
    pub examples: Vec<Problem>,
    /// Whether the log has ids; unknown when it has no records.
    pub has_ids: Option<bool>,
    /// The first record with an id after one without.
    pub(crate) late_id: Option<FirstPlace>,
}

impl ReadReport {
    /// Adds what was noticed in a later piece of the data.
    pub fn merge(&mut self, later: Self) {
        self.records += later.records;
        self.left_out += later.left_out;
        self.unknown_types.merge(later.unknown_types);
        self.unknown_properties.merge(later.unknown_properties);
        self.unknown_attributes.merge(later.unknown_attributes);
        self.unknown_choices.merge(later.unknown_choices);
        self.no_offset += later.no_offset;
        if self.first_no_offset.is_none() {
            self.first_no_offset = later.first_no_offset;
        }
        self.skipped += later.skipped;
        let room = MOST_EXAMPLES.saturating_sub(self.examples.len());
        self.examples.extend(later.examples.into_iter().take(room));
        self.has_ids = self.has_ids.or(later.has_ids);
        self.late_id = self.late_id.take().or(later.late_id);
    }

    pub(crate) fn shift(&mut self, lines: u64) {
        self.unknown_types.shift(lines);
        self.unknown_properties.shift(lines);
        self.unknown_attributes.shift(lines);
        self.unknown_choices.shift(lines);
        for first in self.first_no_offset.iter_mut().chain(&mut self.late_id) {
            first.line += lines;
        }
        for problem in &mut self.examples {
            problem.line = problem.line.map(|line| line + lines);
        }
    }

    /// Everything worth telling as messages, in a fixed order: F601 once per name, F604 once. `sources` are the names
    /// of the inputs by number, `zone` the zone in which times without offset were read, `events` the names of the
    /// model's events. Skipped records are not among them: they are in `examples`.
    #[must_use]
    pub fn warnings(&self, sources: &[String], zone: &str, events: &[String]) -> Vec<Problem> {
        let mut warnings = Vec::new();
        let mut warn = |code: Code, first: &FirstPlace, message: String| {
            let source = sources.get(first.source as usize).cloned().unwrap_or_default();
            warnings.push(Problem {
                code: Some(code),
                level: Level::Warning,
                source,
                line: Some(first.line),
                message,
            });
        };
        for named in self.unknown_types.iter() {
            let (records, were, name) = (records(named.count), was(named.count), shown(&named.name));
            let near = near(&named.name, events.iter().map(String::as_str));
            warn(
                Code::F601,
                &named.first,
                format!("The type {name} is not declared as an event: {records} {were} left out.{near}"),
            );
        }
        for named in self.unknown_properties.iter() {
            let of: Vec<String> = named
                .events
                .iter()
                .map(|event| match event {
                    Some(event) => events.get(usize::from(*event)).cloned().unwrap_or_default(),
                    None => "change records".to_owned(),
                })
                .collect();
            let of = if of.is_empty() { String::new() } else { format!(" of {}", of.join(", ")) };
            warn(
                Code::F601,
                &named.first,
                format!(
                    "The property {}{of} is not declared: it was left out in {}.",
                    shown(&named.name),
                    records(named.count)
                ),
            );
        }
        for named in self.unknown_attributes.iter() {
            warn(
                Code::F601,
                &named.first,
                format!(
                    "The attribute {} is not declared: it was left out in {}.",
                    shown(&named.name),
                    records(named.count)
                ),
            );
        }
        for named in self.unknown_choices.iter() {
            warn(
                Code::F601,
                &named.first,
                format!(
                    "{} is not one of the values of {}: it counts as unknown in {}.",
                    shown(&named.name),
                    named.of,
                    records(named.count)
                ),
            );
        }
        for (what, names) in [
            ("types", &self.unknown_types),
            ("properties", &self.unknown_properties),
            ("attributes", &self.unknown_attributes),
            ("values", &self.unknown_choices),
        ] {
            if names.others > 0 {
                let records = records(names.others);
                let message = format!("More than {MOST_NAMES} {what} are not declared; {records} have others.");
                warn(Code::F601, &FirstPlace { source: u32::MAX, line: 0 }, message);
            }
        }
        if let Some(first) = &self.first_no_offset {
            let message = format!("{} without offset, read in the zone {zone}.", times(self.no_offset));
            warn(Code::F604, first, message);
        }
        for warning in &mut warnings {
            if warning.source.is_empty() {
                warning.line = None;
            }
        }
        warnings
    }
}

fn records(count: u64) -> String {
    if count == 1 { "1 record".to_owned() } else { format!("{count} records") }
}

const fn was(count: u64) -> &'static str {
    if count == 1 { "was" } else { "were" }
}

fn times(count: u64) -> String {
    if count == 1 { "1 time is".to_owned() } else { format!("{count} times are") }
}
