//! From a source's value to a value of its kind: one table for properties, attributes, `set` and the leads table.

use std::borrow::Cow;

use merit_diagnostics::Code;
use merit_values::{Day, Decimal, DecimalError, Instant, Kind, KindError, Timestamp, TimestampError, Value};

use crate::json;
use crate::moment::{Clock, TimeError};
use crate::number;
use crate::problem::BadRecord;
use crate::raw::{Raw, means_unknown};

/// Why a value is not of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ValueError {
    Number(DecimalError),
    YesNo,
    Date,
    BuddhistYear(i32),
    Time(TimeError),
    Text,
    Choice,
}

impl ValueError {
    /// The bad record this makes: which value of which field, and why.
    pub(crate) fn of(self, field: &str, raw: &Raw<'_>) -> BadRecord {
        let code = match self {
            Self::BuddhistYear(_) | Self::Time(TimeError::BuddhistYear(_)) => Code::F605,
            _ => Code::F602,
        };
        let reason = match self {
            Self::Number(error) => error.to_string(),
            Self::YesNo => KindError::YesNo.to_string(),
            Self::Date => KindError::Date.to_string(),
            Self::BuddhistYear(year) => KindError::BuddhistYear(year).to_string(),
            Self::Time(error) => error.to_string(),
            Self::Text => "is not a text".to_owned(),
            Self::Choice => "is not a list of texts".to_owned(),
        };
        BadRecord::coded(code, format!("The value of {field} is {}, which {reason}.", raw.describe()))
    }
}

/// What converting needs beside the value.
#[derive(Debug)]
pub(crate) struct Conversion<'p> {
    pub(crate) clock: Clock<'p>,
    /// Texts that mean unknown.
    pub(crate) empty: &'p [String],
    /// Times without offset in the record at hand.
    pub(crate) no_offset: u64,
    /// Values outside the choices in the record at hand.
    pub(crate) other_choices: Vec<String>,
}

impl Conversion<'_> {
    /// The value as text, as the kinds text, email and url take it. `None` is unknown.
    pub(crate) fn text<'r>(&self, raw: &'r Raw<'_>) -> Result<Option<Cow<'r, str>>, ValueError> {
        let text: Cow<'r, str> = match raw {
            Raw::Missing | Raw::Null => return Ok(None),
            Raw::Text(text) if means_unknown(text, self.empty) => return Ok(None),
            Raw::Text(text) | Raw::Decimal(text) => Cow::Borrowed(text),
            Raw::Number(text) => Cow::Borrowed(text),
            Raw::YesNo(true) => Cow::Borrowed("true"),
            Raw::YesNo(false) => Cow::Borrowed("false"),
            Raw::Whole(number) => Cow::Owned(number.to_string()),
            Raw::Time(at) => Cow::Owned(at.to_string()),
            Raw::Local(local) => {
                let at = Instant(i64::from(local.day.0) * 86_400_000_000 + local.micros).to_string();
                Cow::Owned(at.trim_end_matches('Z').to_owned())
            }
            Raw::Date(day) => Cow::Owned(day.to_string()),
            Raw::Array(_) | Raw::Object(_) | Raw::Texts(_) => return Err(ValueError::Text),
        };
        Ok(Some(text))
    }

    pub(crate) fn number(&self, raw: &Raw<'_>) -> Result<Option<Decimal>, ValueError> {
        let value = match raw {
            Raw::Missing | Raw::Null => return Ok(None),
            Raw::Text(text) if means_unknown(text, self.empty) => return Ok(None),
            Raw::Text(text) => Decimal::read(text.trim()),
            Raw::Decimal(text) => Decimal::read(text),
            Raw::Number(text) => number::decimal(text),
            Raw::Whole(number) if number.unsigned_abs() < 1_000_000_000_000_000_000 => Ok(Decimal::whole(*number)),
            Raw::Whole(_) => Err(DecimalError::TooManyDigits),
            _ => Err(DecimalError::NotANumber),
        };
        value.map(Some).map_err(ValueError::Number)
    }

    pub(crate) fn yes_no(&self, raw: &Raw<'_>) -> Result<Option<bool>, ValueError> {
        match raw {
            Raw::Missing | Raw::Null => Ok(None),
            Raw::YesNo(value) => Ok(Some(*value)),
            Raw::Text(text) if means_unknown(text, self.empty) => Ok(None),
            Raw::Text(text) => {
                let text = text.trim();
                let is = |word: &str| text.eq_ignore_ascii_case(word);
                if is("yes") || is("true") {
                    Ok(Some(true))
                } else if is("no") || is("false") {
                    Ok(Some(false))
                } else {
                    Err(ValueError::YesNo)
                }
            }
            _ => Err(ValueError::YesNo),
        }
    }

    pub(crate) fn date(&self, raw: &Raw<'_>) -> Result<Option<Day>, ValueError> {
        let day = match raw {
            Raw::Missing | Raw::Null => return Ok(None),
            Raw::Text(text) if means_unknown(text, self.empty) => return Ok(None),
            Raw::Text(text) => match Timestamp::read(text.trim()) {
                Ok(Timestamp::Date(day)) => day,
                Err(TimestampError::BuddhistYear(year)) => return Err(ValueError::BuddhistYear(year)),
                _ => return Err(ValueError::Date),
            },
            Raw::Date(day) => *day,
            _ => return Err(ValueError::Date),
        };
        match day.ymd().0 {
            year @ 2400..3000 => Err(ValueError::BuddhistYear(year)),
            1..=9999 => Ok(Some(day)),
            _ => Err(ValueError::Date),
        }
    }

    pub(crate) fn time(&mut self, raw: &Raw<'_>) -> Result<Option<Instant>, ValueError> {
        if !raw.is_known(self.empty) {
            return Ok(None);
        }
        let (at, no_offset) = self.clock.time(raw).map_err(ValueError::Time)?;
        self.no_offset += u64::from(no_offset);
        Ok(Some(at))
    }

    /// The choices of a `several of`; what is not one is left out and kept for the report.
    pub(crate) fn several(&mut self, kind: &Kind, raw: &Raw<'_>) -> Result<Option<Box<[u16]>>, ValueError> {
        let owned;
        let parts: Vec<&str> = match raw {
            Raw::Missing | Raw::Null => return Ok(None),
            Raw::Text(text) if means_unknown(text, self.empty) => return Ok(None),
            Raw::Text(text) if text.trim() == "[]" => Vec::new(),
            Raw::Text(text) => text.split(';').collect(),
            Raw::Texts(texts) => texts.iter().map(AsRef::as_ref).collect(),
            Raw::Array(text) => {
                owned = json::texts(text).ok_or(ValueError::Choice)?;
                owned.iter().map(AsRef::as_ref).collect()
            }
            Raw::Object(_) => return Err(ValueError::Choice),
            single => {
                owned = self.text(single)?.map(|text| Cow::Owned(text.into_owned())).into_iter().collect();
                owned.iter().map(AsRef::as_ref).collect()
            }
        };
        let parts = parts.into_iter().filter(|part| !means_unknown(part, self.empty));
        let (value, other) = kind.read_several(parts);
        self.other_choices.extend(other.into_iter().map(str::to_owned));
        match value {
            Value::Several(set) => Ok(Some(set)),
            _ => Err(ValueError::Choice),
        }
    }

    /// The number of the choice; one that is not declared is unknown and kept for the report.
    pub(crate) fn choice(&mut self, kind: &Kind, raw: &Raw<'_>) -> Result<Option<u16>, ValueError> {
        let Some(text) = self.text(raw)? else { return Ok(None) };
        let choice = kind.choice(&text);
        if choice.is_none() {
            self.other_choices.push(text.trim().to_owned());
        }
        Ok(choice)
    }

    /// Any kind, as a value of its own.
    pub(crate) fn value(&mut self, kind: &Kind, raw: &Raw<'_>) -> Result<Value, ValueError> {
        let value = match kind {
            Kind::Text | Kind::Email | Kind::Url => self.text(raw)?.map(|text| Value::Text(text.into())),
            Kind::Number => self.number(raw)?.map(Value::Number),
            Kind::YesNo => self.yes_no(raw)?.map(Value::YesNo),
            Kind::Date => self.date(raw)?.map(Value::Date),
            Kind::Time => self.time(raw)?.map(Value::Time),
            Kind::OneOf(_) => self.choice(kind, raw)?.map(Value::Choice),
            Kind::SeveralOf(_) => self.several(kind, raw)?.map(Value::Several),
        };
        Ok(value.unwrap_or_default())
    }
}
