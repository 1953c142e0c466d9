//! Exact decimals in millionths.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const MILLION: i128 = 1_000_000;

/// An exact decimal number in millionths. Data and conditions use up to 18 digits, at most 6 after the point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(pub i128);

/// Points and bounds in millionths; a model writes at most three decimals and an absolute value of 1 000 000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(pub i64);

/// Why a text is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalError {
    /// Not of the form `-?digits[.digits]`.
    NotANumber,
    /// More than 18 digits.
    TooManyDigits,
    /// More than 6 digits after the point.
    TooManyDecimals,
}

impl fmt::Display for DecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotANumber => "is not a number",
            Self::TooManyDigits => "has more than 18 digits",
            Self::TooManyDecimals => "has more than 6 digits after the point",
        })
    }
}

impl std::error::Error for DecimalError {}

impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self(0);

    /// A whole number.
    #[must_use]
    pub const fn whole(n: i64) -> Self {
        Self(n as i128 * MILLION)
    }

    /// Reads `-?digits[.digits]`: up to 18 digits, at most 6 after the point. Needless zeros do not count as digits.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn read(text: &str) -> Result<Self, DecimalError> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
        let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !fraction.is_none_or(all_digits) {
            return Err(DecimalError::NotANumber);
        }
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.unwrap_or("").trim_end_matches('0');
        if fraction.len() > 6 {
            return Err(DecimalError::TooManyDecimals);
        }
        if whole.len() + fraction.len() > 18 {
            return Err(DecimalError::TooManyDigits);
        }
        let mut value: i128 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            value = value * 10 + i128::from(byte - b'0');
        }
        for _ in fraction.len()..6 {
            value *= 10;
        }
        Ok(Self(if negative { -value } else { value }))
    }

    /// Under a lid: positive from above, negative from below.
    #[must_use]
    pub fn capped(self, cap: Option<Points>) -> Self {
        match cap.map(Self::from) {
            None => self,
            Some(cap) if cap >= Self::ZERO => self.min(cap),
            Some(cap) => self.max(cap),
        }
    }

    /// With so many decimals, half away from zero.
    #[must_use]
    pub fn rounded(self, decimals: u8) -> Self {
        let unit = 10_u128.pow(6 - u32::from(decimals.min(6)));
        let magnitude = self.0.unsigned_abs().saturating_add(unit / 2) / unit * unit;
        let magnitude = i128::try_from(magnitude).unwrap_or(i128::MAX);
        Self(if self.0 < 0 { -magnitude } else { magnitude })
    }
}

impl fmt::Display for Decimal {
    /// The shortest exact form: no needless zeros, no exponent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        // Numbers of 64 bits are divided much faster.
        let (whole, fraction) = match u64::try_from(magnitude) {
            Ok(magnitude) => (u128::from(magnitude / 1_000_000), magnitude % 1_000_000),
            Err(_) => (magnitude / 1_000_000, u64::try_from(magnitude % 1_000_000).unwrap_or(0)),
        };
        if fraction == 0 {
            return match u64::try_from(whole) {
                Ok(whole) => write!(f, "{sign}{whole}"),
                Err(_) => write!(f, "{sign}{whole}"),
            };
        }
        let fraction = format!("{fraction:06}");
        write!(f, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Decimal::from(*self).fmt(f)
    }
}

impl From<Points> for Decimal {
    fn from(points: Points) -> Self {
        Self(i128::from(points.0))
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;
    fn from_str(text: &str) -> Result<Self, DecimalError> {
        Self::read(text)
    }
}

impl TryFrom<Decimal> for Points {
    type Error = DecimalError;
    fn try_from(value: Decimal) -> Result<Self, DecimalError> {
        i64::try_from(value.0).map(Self).map_err(|_| DecimalError::TooManyDigits)
    }
}

macro_rules! as_text {
    ($type:ident, $title:literal) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let value = Decimal::read(&text).map_err(serde::de::Error::custom)?;
                Self::try_from(value).map_err(serde::de::Error::custom)
            }
        }
        impl JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $title.into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": "^-?[0-9]+([.][0-9]{1,6})?$" })
            }
        }
    };
}
as_text!(Decimal, "Decimal");
as_text!(Points, "Points");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_exactly() {
        for (text, shown) in [
            ("0", "0"),
            ("-0.5", "-0.5"),
            ("007.50", "7.5"),
            ("999999999999999999", "999999999999999999"),
            ("-0", "0"),
        ] {
            assert_eq!(Decimal::read(text).unwrap().to_string(), shown);
        }
        for (text, error) in [
            ("", DecimalError::NotANumber),
            ("1.", DecimalError::NotANumber),
            ("1e5", DecimalError::NotANumber),
            ("+1", DecimalError::NotANumber),
            ("1.0000001", DecimalError::TooManyDecimals),
            ("1234567890123456789", DecimalError::TooManyDigits),
        ] {
            assert_eq!(Decimal::read(text), Err(error), "{text}");
        }
    }
}
