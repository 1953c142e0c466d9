//! Points as data for people and programs: exact, in hundred-billionths.

use std::fmt;
use std::str::FromStr;

use merit_engine::Fine;
use merit_values::{Decimal, Points};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

/// An exact number of points. In JSON it is a number with all its decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub i128);

/// Hundred-billionths of a point.
const ONE: u128 = 100_000_000_000;

impl Amount {
    /// No points.
    pub const ZERO: Self = Self(0);

    /// With so many decimals, half away from zero; the second result tells whether something was rounded away.
    #[must_use]
    pub fn with_decimals(self, decimals: u32) -> (String, bool) {
        let unit = ONE / 10_u128.pow(decimals.min(11));
        let magnitude = self.0.unsigned_abs();
        let rounded = (magnitude + unit / 2) / unit * unit;
        let sign = if self.0 < 0 && rounded > 0 { "-" } else { "" };
        let fraction = format!("{:011}", rounded % ONE);
        let fraction = fraction.get(..decimals as usize).unwrap_or("");
        let point = if decimals > 0 { "." } else { "" };
        (format!("{sign}{}{point}{fraction}", rounded / ONE), rounded != magnitude)
    }
}

impl From<Decimal> for Amount {
    fn from(value: Decimal) -> Self {
        Self(Fine::from(value).0)
    }
}

impl From<Points> for Amount {
    fn from(value: Points) -> Self {
        Decimal::from(value).into()
    }
}

impl From<Fine> for Amount {
    fn from(value: Fine) -> Self {
        Self(value.0)
    }
}

impl std::ops::Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl std::ops::Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl std::iter::Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, |sum, amount| sum + amount)
    }
}

impl fmt::Display for Amount {
    /// The shortest exact form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, _) = self.with_decimals(11);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::Number::from_str(&self.to_string()).map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

impl JsonSchema for Amount {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Points".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "number", "description": "An exact number of points." })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_and_rounded_half_away_from_zero() {
        let amount = |text: &str| Amount::from(Decimal::read(text).unwrap());
        assert_eq!(amount("-7.5").to_string(), "-7.5");
        assert_eq!(amount("100").to_string(), "100");
        assert_eq!(Amount(1).to_string(), "0.00000000001");
        assert_eq!(amount("6.335").with_decimals(2), ("6.34".to_owned(), true));
        assert_eq!(amount("-6.335").with_decimals(2), ("-6.34".to_owned(), true));
        assert_eq!(amount("-0.004").with_decimals(2), ("0.00".to_owned(), true));
        assert_eq!(amount("10").with_decimals(2), ("10.00".to_owned(), false));
        assert_eq!(serde_json::to_string(&amount("0.1")).unwrap(), "0.1");
    }
}
