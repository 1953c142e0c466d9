//! What the oracle is given: records and a leads table, with values already of their kinds.

use std::collections::BTreeMap;

use merit_values::{Day, Decimal, Instant};

/// A value of a property or attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// None.
    #[default]
    Unknown,
    /// Text, email or url, as written.
    Text(String),
    /// Millionths.
    Number(i128),
    /// Yes or no.
    YesNo(bool),
    /// A day since 1970-01-01.
    Date(i32),
    /// Microseconds since 1970 in UTC.
    Time(i64),
    /// A declared choice, as declared.
    Choice(String),
    /// Declared choices, as declared.
    Several(Vec<String>),
}

/// Names and values.
pub type Values = BTreeMap<String, Value>;

/// A record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its id, if the log has ids.
    pub id: Option<String>,
    /// The lead.
    pub lead: String,
    /// When.
    pub at: i64,
    /// What happened.
    pub what: What,
}

/// What a record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// An event of this type with these properties.
    Event(String, Values),
    /// New values of attributes; unknown is a value here.
    Change(Values),
}

/// Leads and their attributes.
pub type LeadsTable = BTreeMap<String, Values>;

impl Record {
    /// The total order of section 3.2: instant, id (none first), then type and fields by name.
    pub fn order(&self) -> (i64, Option<&str>, &str, Vec<(&str, String)>) {
        let (name, values) = match &self.what {
            What::Event(name, values) => (name.as_str(), values),
            What::Change(values) => ("", values),
        };
        let known = |value: &Value| matches!(self.what, What::Change(_)) || *value != Value::Unknown;
        let fields = values.iter().filter(|(_, value)| known(value));
        (self.at, self.id.as_deref(), name, fields.map(|(name, value)| (name.as_str(), value.text())).collect())
    }
}

impl Value {
    /// True unless unknown.
    pub fn is_known(&self) -> bool {
        *self != Self::Unknown
    }

    /// The value as a log would write it.
    pub fn text(&self) -> String {
        match self {
            Self::Unknown => "(unknown)".to_owned(),
            Self::Text(text) | Self::Choice(text) => text.clone(),
            Self::Number(number) => Decimal(*number).to_string(),
            Self::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Self::Date(day) => Day(*day).to_string(),
            Self::Time(at) => Instant(*at).to_string(),
            Self::Several(choices) => choices.join(";"),
        }
    }
}
