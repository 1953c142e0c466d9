//! A value as a source gives it, before it is converted to its kind.

use std::borrow::Cow;

use merit_values::{Day, Instant, LocalTime, Often};

/// One value of a record, whatever the format. JSON and CSV give the first forms, Parquet also the typed ones.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Raw<'a> {
    /// The record has no such field, or its cell is empty.
    #[default]
    Missing,
    /// It is there and says that there is no value.
    Null,
    /// A text.
    Text(Cow<'a, str>),
    /// A JSON number as written.
    Number(&'a str),
    /// True or false.
    YesNo(bool),
    /// A JSON array as written.
    Array(&'a str),
    /// A JSON object as written.
    Object(&'a str),
    /// A whole number of a typed column.
    Whole(i64),
    /// A typed number with a fixed count of decimals, or a floating number in its shortest form.
    Decimal(Cow<'a, str>),
    /// A typed instant.
    Time(Instant),
    /// A typed time without offset.
    Local(LocalTime),
    /// A typed date.
    Date(Day),
    /// A typed list of texts.
    Texts(Vec<Cow<'a, str>>),
}

impl Raw<'_> {
    /// True when the source has something here: a value, or an explicit "no value".
    pub(crate) const fn is_there(&self) -> bool {
        !matches!(self, Self::Missing)
    }

    /// True when there is a value: texts that mean unknown have none.
    pub(crate) fn is_known(&self, empty: &[String]) -> bool {
        match self {
            Self::Missing | Self::Null => false,
            Self::Text(text) => !means_unknown(text, empty),
            _ => true,
        }
    }

    /// The value in words, for messages.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Missing | Self::Null => "nothing".to_owned(),
            Self::Text(text) => crate::problem::shown(text),
            Self::Number(text) => crate::problem::cut(text),
            Self::Decimal(text) => crate::problem::cut(text),
            Self::Whole(number) => number.to_string(),
            Self::YesNo(value) => value.to_string(),
            Self::Array(_) | Self::Texts(_) => "an array".to_owned(),
            Self::Object(_) => "an object".to_owned(),
            Self::Time(at) => at.to_string(),
            Self::Local(local) => format!("a time without offset on {}", local.day),
            Self::Date(day) => day.to_string(),
        }
    }
}

/// True for a text that begins with something that is no white space.
#[inline]
pub(crate) fn begins_visibly(text: &str) -> bool {
    begins_plainly(text.as_bytes()) || text.chars().next().is_some_and(|char| !char.is_whitespace())
}

/// True when the first byte alone says that a text begins with something that is no white space.
#[inline]
pub(crate) fn begins_plainly(text: &[u8]) -> bool {
    // White space beyond ASCII begins with one of the bytes that are left out: U+0085 and U+00A0 with C2, U+1680 with E1, U+2000
    // to U+205F with E2, U+3000 with E3.
    matches!(text.first(), Some(0x21..=0x7e | 0xc3..=0xe0 | 0xe4..=0xff))
}

/// True for a text that is not empty and has no white space around it.
#[inline]
pub(crate) fn is_visible(text: &str) -> bool {
    is_plainly_visible(text.as_bytes())
        || (begins_visibly(text) && text.chars().next_back().is_some_and(|char| !char.is_whitespace()))
}

/// True for a text that begins and ends with something of ASCII that is no white space, as most do.
#[inline]
pub(crate) fn is_plainly_visible(text: &[u8]) -> bool {
    text.first().is_some_and(u8::is_ascii_graphic) && text.last().is_some_and(u8::is_ascii_graphic)
}

/// `means_unknown` for whoever has the bytes of a text: mostly the first one tells. `text` gives the same as a text.
#[inline(always)]
pub(crate) fn means_unknown_quick<'t>(bytes: &[u8], text: impl FnOnce() -> &'t str, empty: &[String]) -> bool {
    let is_plain = empty.is_empty() && begins_plainly(bytes);
    !is_plain.often() && means_unknown(text(), empty)
}

/// White space means unknown, and so do the texts a source lists as empty.
pub(crate) fn means_unknown(text: &str, empty: &[String]) -> bool {
    let trimmed = text.trim();
    trimmed.is_empty() || empty.iter().any(|word| word.trim() == trimmed)
}
