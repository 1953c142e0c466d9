//! Moments of the command line: a date, or an instant with offset.

use std::borrow::Cow;

use merit_values::{Day, Instant, Timestamp, TimestampError, Zone};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};

/// A date, which means its end in the model's time zone, or an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// The last microsecond of this day.
    EndOf(Day),
    /// This instant.
    At(Instant),
}

impl When {
    /// Reads `2026-11-01` or `2026-11-01T12:00:00Z`.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        match Timestamp::read(text.trim()) {
            Ok(Timestamp::Date(day)) => Ok(Self::EndOf(day)),
            Ok(Timestamp::At(at)) => Ok(Self::At(at)),
            Ok(Timestamp::Local(_)) => Err("a time needs its offset, as in 2026-11-01T12:00:00Z".to_owned()),
            Err(TimestampError::BuddhistYear(year)) => {
                Err(format!("this looks like the Thai Buddhist calendar: {year} is {}", year - 543))
            }
            Err(TimestampError::NotATime) => {
                Err("this is neither a date like 2026-11-01 nor a time like 2026-11-01T12:00:00Z".to_owned())
            }
        }
    }

    /// The instant, in the model's time zone.
    pub(crate) fn instant(self, zone: &Zone) -> Instant {
        match self {
            Self::EndOf(day) => zone.end_of(day),
            Self::At(at) => at,
        }
    }
}

/// In settings: a text, or a date or time of TOML.
impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a date like 2026-11-01, or a time like 2026-11-01T12:00:00Z")]
        enum Written {
            Text(String),
            Value(toml::value::Datetime),
        }
        let written = match Written::deserialize(deserializer)? {
            Written::Text(text) => text,
            Written::Value(value) => value.to_string(),
        };
        Self::read(&written).map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for When {
    fn schema_name() -> Cow<'static, str> {
        "When".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "A date, which means its end in the time zone of the model, or a time with offset.",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_means_the_end_of_that_day_in_the_zone_of_the_model() {
        let riga = Zone::named("Europe/Riga").unwrap();
        let at = |text: &str| When::read(text).map(|when| when.instant(&riga).to_string());
        assert_eq!(at("2025-04-10"), Ok("2025-04-10T20:59:59.999999Z".into()));
        assert_eq!(at("2025-04-10T12:00:00+03:00"), Ok("2025-04-10T09:00:00Z".into()));
        assert!(at("2025-04-10T12:00:00").unwrap_err().contains("offset"));
        assert!(at("2568-04-10").unwrap_err().contains("2025"));
        assert!(at("yesterday").is_err());
    }
}
