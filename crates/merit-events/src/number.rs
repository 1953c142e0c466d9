//! Numbers as JSON writes them, made plain.

use std::borrow::Cow;

use merit_values::{Decimal, DecimalError};

/// Numbers with a larger exponent have too many digits anyway.
const LARGEST_EXPONENT: i64 = 60;

/// Rewrites a number with an exponent without one: `1.5e3` is `1500`. Other texts come back as they are. `None` when the
/// result would have more digits than any number of ours.
pub(crate) fn plain(text: &str) -> Option<Cow<'_, str>> {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return Some(Cow::Borrowed(text)) };
    let (sign, digits) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return Some(Cow::Borrowed(text));
    }
    if whole.bytes().chain(fraction.bytes()).all(|byte| byte == b'0') {
        return Some(Cow::Borrowed("0"));
    }
    let exponent: i64 = exponent.parse().ok()?;
    if exponent.abs() > LARGEST_EXPONENT || mantissa.len() > 100 {
        return None;
    }
    let mut all = format!("{whole}{fraction}");
    let mut point = i64::try_from(whole.len()).ok()? + exponent;
    while point < 0 {
        all.insert(0, '0');
        point += 1;
    }
    let point = usize::try_from(point).ok()?;
    while all.len() < point {
        all.push('0');
    }
    let (whole, fraction) = all.split_at_checked(point)?;
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(Cow::Owned(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }))
}

/// The exact value of a JSON number.
pub(crate) fn decimal(text: &str) -> Result<Decimal, DecimalError> {
    Decimal::read(&plain(text).ok_or(DecimalError::TooManyDigits)?)
}

/// The same for plain numbers of up to 18 digits, which are nearly all; nothing for other texts.
#[inline]
pub(crate) fn quick(text: &str) -> Option<Decimal> {
    let (is_negative, digits) = match text.as_bytes() {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let (mut value, mut point) = (0u64, None);
    for (place, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => value = value * 10 + u64::from(byte - b'0'),
            b'.' if point.is_none() && place > 0 => point = Some(place),
            _ => return None,
        }
    }
    let decimals = point.map_or(0, |point| digits.len() - point - 1);
    let scale = match (point, decimals) {
        (None, _) => 1_000_000,
        (_, 1) => 100_000,
        (_, 2) => 10_000,
        (_, 3) => 1_000,
        (_, 4) => 100,
        (_, 5) => 10,
        (_, 6) => 1,
        _ => return None,
    };
    let millionths = i128::from(value) * scale;
    Some(Decimal(if is_negative { -millionths } else { millionths }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_are_exact() {
        for (text, value) in [
            ("1e3", "1000"),
            ("1.5E+2", "150"),
            ("-12e-1", "-1.2"),
            ("1e-6", "0.000001"),
            ("0e99999999999999999999", "0"),
            ("0.00012e4", "1.2"),
            ("100e-2", "1"),
            ("12", "12"),
        ] {
            assert_eq!(decimal(text).map(|value| value.to_string()).as_deref(), Ok(value), "{text}");
        }
        assert_eq!(decimal("1e400"), Err(DecimalError::TooManyDigits));
        assert_eq!(decimal("1e99999999999999999999"), Err(DecimalError::TooManyDigits));
        assert_eq!(decimal("1e-7"), Err(DecimalError::TooManyDecimals));
        assert_eq!(decimal("1e18"), Err(DecimalError::TooManyDigits));
    }
}
