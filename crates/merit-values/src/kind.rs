//! The kinds of values, and how a written value is read as its kind (section 3 of the tool's contract).

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Day, Decimal, DecimalError, Instant, LocalTime, Timestamp, TimestampError, Zone, fold};

/// What a property or attribute may hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Any text.
    Text,
    /// An exact decimal.
    Number,
    /// Yes or no.
    YesNo,
    /// A calendar date.
    Date,
    /// An instant.
    Time,
    /// An e-mail address; it has a domain.
    Email,
    /// A URL; it has a host and a path.
    Url,
    /// One of these choices.
    OneOf(Vec<String>),
    /// Any number of these choices.
    SeveralOf(Vec<String>),
}

impl Kind {
    /// True for text, email and url: kinds that are compared as folded text.
    #[must_use]
    pub const fn is_textual(&self) -> bool {
        matches!(self, Self::Text | Self::Email | Self::Url)
    }

    /// The choices of `one of` and `several of`.
    #[must_use]
    pub fn choices(&self) -> &[String] {
        match self {
            Self::OneOf(choices) | Self::SeveralOf(choices) => choices,
            _ => &[],
        }
    }

    /// The number of the choice that equals a text, compared folded.
    #[must_use]
    pub fn choice(&self, text: &str) -> Option<u16> {
        let wanted = fold(text);
        let at = self.choices().iter().position(|choice| fold(choice) == wanted)?;
        u16::try_from(at).ok()
    }
}

/// One value of a property or attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// No value: missing, null, empty or white space.
    #[default]
    Unknown,
    /// A text, email or url, as written.
    Text(Box<str>),
    /// A number.
    Number(Decimal),
    /// Yes or no.
    YesNo(bool),
    /// A date.
    Date(Day),
    /// An instant.
    Time(Instant),
    /// The number of the choice of a `one of`.
    Choice(u16),
    /// The numbers of the choices of a `several of`, ascending.
    Several(Box<[u16]>),
}

/// Why a written value cannot be read as its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KindError {
    /// A number in another form, or too long (F602).
    Number(DecimalError),
    /// Neither yes, no, true nor false (F602).
    YesNo,
    /// Not a date `YYYY-MM-DD` (F602).
    Date,
    /// Not a time (F602).
    Time,
    /// A year of the Thai Buddhist calendar (F605).
    BuddhistYear(i32),
    /// Not one of the choices: the value counts as unknown, and is reported (F601).
    Choice(String),
}

impl fmt::Display for KindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(error) => error.fmt(f),
            Self::YesNo => f.write_str("is not yes, no, true or false"),
            Self::Date => f.write_str("is not a date like 2025-03-20"),
            Self::Time => f.write_str("is not a time like 2025-03-20T10:00:00Z"),
            Self::BuddhistYear(year) => {
                write!(f, "looks like the Thai Buddhist calendar: {year} is {}", year - 543)
            }
            Self::Choice(choice) => write!(f, "is not one of the choices: {choice:?}"),
        }
    }
}

impl std::error::Error for KindError {}

impl Kind {
    /// Reads a written value as this kind. Empty text and white space are unknown. `zone` reads times without offset;
    /// the second result tells that there was none (F604). A `several of` is split at `;`.
    ///
    /// # Errors
    /// Why it cannot be read. [`KindError::Choice`] is not fatal: the caller reports it and takes the value as unknown
    /// (for `several of`, use [`Kind::read_several`], which leaves out only what is not a choice).
    pub fn read(&self, text: &str, zone: &Zone) -> Result<(Value, bool), KindError> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Ok((Value::Unknown, false));
        }
        let value = match self {
            Self::Text | Self::Email | Self::Url => Value::Text(text.into()),
            Self::Number => Value::Number(Decimal::read(trimmed).map_err(KindError::Number)?),
            Self::YesNo => Value::YesNo(yes_no(trimmed).ok_or(KindError::YesNo)?),
            Self::Date => Value::Date(read_date(trimmed)?),
            Self::Time => return read_time(trimmed, zone),
            Self::OneOf(_) => {
                Value::Choice(self.choice(trimmed).ok_or_else(|| KindError::Choice(trimmed.to_owned()))?)
            }
            Self::SeveralOf(_) => {
                let (value, other) = self.read_several(trimmed.split(';'));
                if let Some(other) = other.first() {
                    return Err(KindError::Choice((*other).to_owned()));
                }
                value
            }
        };
        Ok((value, false))
    }

    /// Reads the parts of a `several of`: trimmed, empty parts dropped. Returns the value made of the declared choices,
    /// and the parts that are not declared.
    #[must_use]
    pub fn read_several<'a>(&self, parts: impl Iterator<Item = &'a str>) -> (Value, Vec<&'a str>) {
        let (mut known, mut other) = (Vec::new(), Vec::new());
        for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
            match self.choice(part) {
                Some(choice) => known.push(choice),
                None => other.push(part),
            }
        }
        known.sort_unstable();
        known.dedup();
        (Value::Several(known.into()), other)
    }
}

fn yes_no(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

fn read_date(text: &str) -> Result<Day, KindError> {
    match Timestamp::read(text) {
        Ok(Timestamp::Date(day)) => Ok(day),
        Err(TimestampError::BuddhistYear(year)) => Err(KindError::BuddhistYear(year)),
        _ => Err(KindError::Date),
    }
}

fn read_time(text: &str, zone: &Zone) -> Result<(Value, bool), KindError> {
    match Timestamp::read(text) {
        Ok(Timestamp::At(at)) => Ok((Value::Time(at), false)),
        Ok(Timestamp::Local(local)) => Ok((Value::Time(zone.instant(local)), true)),
        Ok(Timestamp::Date(day)) => Ok((Value::Time(zone.instant(LocalTime { day, micros: 0 })), false)),
        Err(TimestampError::BuddhistYear(year)) => Err(KindError::BuddhistYear(year)),
        Err(TimestampError::NotATime) => Err(KindError::Time),
    }
}
