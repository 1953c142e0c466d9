//! What the columns of a table (CSV, Parquet) mean.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::config::SourceKind;
use crate::mapping::{EventFrom, Mapping, SetFrom};
use crate::problem::{Problem, file_problem, shown};
use crate::raw::Raw;
use crate::rows::Record;

/// The text that makes an attribute unknown in a column `set.NAME`.
const UNKNOWN_TEXT: &str = "(unknown)";
const SET: &str = "set.";

/// The columns of one table.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) columns: Vec<TableColumn>,
}

/// One column.
#[derive(Debug)]
pub(crate) struct TableColumn {
    pub(crate) name: String,
    /// The fields it fills.
    pub(crate) fields: Vec<usize>,
    /// `set.NAME`: the attribute, or a name that is not declared.
    pub(crate) set: Option<Result<u16, String>>,
    /// A path of a mapped `set`: here, too, an empty cell is no change.
    is_change: bool,
}

impl TableColumn {
    /// True when something is made of its values, beyond counting that they are there.
    pub(crate) fn is_wanted(&self) -> bool {
        !self.fields.is_empty() || matches!(self.set, Some(Ok(_)))
    }

    /// The field, where it fills exactly one and nothing else.
    pub(crate) fn single_field(&self) -> Option<usize> {
        match &*self.fields {
            [field] if self.set.is_none() && !self.is_change => Some(*field),
            _ => None,
        }
    }

    /// True for a column `set.NAME`, declared or not: a value in it makes its row a change record.
    pub(crate) const fn is_change(&self) -> bool {
        self.set.is_some()
    }
}

impl Header {
    /// Looks at the names of a table's columns.
    ///
    /// # Errors
    /// When a name stands twice, or a column that is needed is not there.
    pub(crate) fn new(names: Vec<String>, mapping: &Mapping, source: &str) -> Result<Self, Problem> {
        let changes: &[(usize, u16)] = match &mapping.set {
            SetFrom::Fields(fields) => fields,
            SetFrom::Nowhere | SetFrom::Native => &[],
        };
        let mut columns = Vec::with_capacity(names.len());
        let mut seen = BTreeSet::new();
        for name in names {
            let name = name.trim().to_owned();
            if !name.is_empty() && !seen.insert(crate::mapping::nfc(&name)) {
                return Err(file_problem(source, format!("The column {} stands twice.", shown(&name))));
            }
            let targets = mapping.targets(&name);
            let fields: Vec<usize> = targets.iter().filter(|t| t.tail.is_empty()).map(|t| t.field).collect();
            let set = match (&mapping.set, name.strip_prefix(SET)) {
                (SetFrom::Native, Some(attribute)) => {
                    Some(mapping.attribute(attribute).ok_or_else(|| attribute.to_owned()))
                }
                _ => None,
            };
            let is_change = fields.iter().any(|field| changes.iter().any(|(change, _)| change == field));
            columns.push(TableColumn { name, fields, set, is_change });
        }
        let header = Self { columns };
        header.check(mapping, source)?;
        Ok(header)
    }

    /// Everything that must be there is there.
    fn check(&self, mapping: &Mapping, source: &str) -> Result<(), Problem> {
        let has = |field: usize| self.columns.iter().any(|column| column.fields.contains(&field));
        let has_set = self.columns.iter().any(|column| column.set.is_some());
        for (number, field) in mapping.fields.iter().enumerate() {
            let needed = number == mapping.lead
                || mapping.at == Some(number)
                || matches!(mapping.event, EventFrom::Field(event) if event == number && !has_set)
                || field.path != field.name;
            if !needed || has(number) {
                continue;
            }
            let names: Vec<&str> = self.columns.iter().map(|column| &*column.name).take(20).collect();
            let mut message =
                format!("There is no column {}; the columns are {}.", shown(&field.path), names.join(", "));
            if let [single] = &*names
                && let Some(separator) = single.chars().find(|c| matches!(c, ';' | '\t'))
            {
                let separators = if separator == ';' { "semicolons" } else { "tabs" };
                let hint = format!(" They seem to be separated by {separators}; save the file with commas.");
                message.push_str(&hint);
            }
            if number == mapping.lead && mapping.kind == SourceKind::Leads {
                message.push_str(" A leads table needs one that says which lead a row is about.");
            }
            return Err(file_problem(source, message));
        }
        Ok(())
    }

    /// Puts one cell into a record. A missing cell changes nothing.
    pub(crate) fn put<'a>(&self, number: usize, value: Raw<'a>, mapping: &Mapping, record: &mut Record<'a>) {
        let Some(column) = self.columns.get(number) else { return };
        let value = match value {
            Raw::Missing | Raw::Null => return,
            Raw::Text(text) if text.trim().is_empty() => return,
            other => other,
        };
        if let Some(attribute) = &column.set {
            record.has_set = true;
            let name = match attribute {
                Ok(attribute) => Ok(*attribute),
                Err(name) => Err(Cow::Owned(name.clone())),
            };
            record.set.push((name, change(value)));
            return;
        }
        let value = if column.is_change { change(value) } else { value };
        match &*column.fields {
            [] => {
                if value.is_known(&mapping.empty) {
                    record.undeclared.push(number);
                }
            }
            [field] => record.put(*field, value),
            several => several.iter().for_each(|field| record.put(*field, value.clone())),
        }
    }
}

/// The new value of an attribute: `(unknown)` makes it unknown.
pub(crate) fn change(value: Raw<'_>) -> Raw<'_> {
    let is_unknown = match &value {
        Raw::Text(text) => text.trim() == UNKNOWN_TEXT,
        Raw::Texts(texts) => matches!(&**texts, [single] if single.trim() == UNKNOWN_TEXT),
        _ => false,
    };
    if is_unknown { Raw::Null } else { value }
}
