//! JSON records: one object per line.
//!
//! Two readers agree on every line: `scan` knows the usual flat objects and leaves everything else to `members`, which
//! is serde_json. What `scan` accepts, serde_json accepts, with the same fields; a test holds them together.

mod decode;
mod quick;
mod scan;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

pub(crate) use decode::decode;

use crate::problem::BadRecord;
use crate::raw::Raw;

/// The members of an object, in order, read by serde_json.
pub(crate) fn members(text: &str) -> Result<Vec<(Cow<'_, str>, Raw<'_>)>, BadRecord> {
    struct Members;
    impl<'de> Visitor<'de> for Members {
        type Value = Vec<(Cow<'de, str>, &'de RawValue)>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a JSON object")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            while let Some((key, value)) = map.next_entry::<Key<'de>, &RawValue>()? {
                members.push((key.0, value));
            }
            Ok(members)
        }
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let members = deserializer.deserialize_map(Members).and_then(|members| deserializer.end().map(|()| members));
    members
        .map_err(|error| not_json(&error, text))?
        .into_iter()
        .map(|(key, value)| Ok((key, raw(value.get())?)))
        .collect()
}

/// A key, borrowed where it has no escapes.
struct Key<'de>(Cow<'de, str>);

impl<'de> serde::Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name in quotes")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// A valid JSON value as a raw value.
fn raw(text: &str) -> Result<Raw<'_>, BadRecord> {
    Ok(match text.as_bytes().first() {
        Some(b'"') => Raw::Text(unquoted(text)?),
        Some(b'{') => Raw::Object(text),
        Some(b'[') => Raw::Array(text),
        Some(b'n') => Raw::Null,
        Some(b't') => Raw::YesNo(true),
        Some(b'f') => Raw::YesNo(false),
        _ => Raw::Number(text),
    })
}

/// The text of a JSON string with its quotes.
fn unquoted(text: &str) -> Result<Cow<'_, str>, BadRecord> {
    let inside = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    if !inside.contains('\\') {
        return Ok(Cow::Borrowed(inside));
    }
    let bad = |_| BadRecord::new("A text in the record has an escape that stands for no character.");
    serde_json::from_str::<String>(text).map(Cow::Owned).map_err(bad)
}

fn not_json(error: &serde_json::Error, text: &str) -> BadRecord {
    if error.is_data() {
        return BadRecord::new("The line is not a JSON object: a record begins with { and ends with }.");
    }
    if error.is_eof() {
        return BadRecord::new("The line ends before its JSON object is complete.");
    }
    if !text.trim_start().starts_with('{') {
        return BadRecord::new("The line is not a JSON object: a record begins with { and ends with }.");
    }
    BadRecord::new(format!("The line is not valid JSON: it breaks off at byte {}.", error.column()))
}

/// The texts of a JSON array: numbers and booleans as their text, nulls left out. `None` when it holds arrays or objects.
pub(crate) fn texts(array: &str) -> Option<Vec<Cow<'_, str>>> {
    let items: Vec<&RawValue> = serde_json::from_str(array).ok()?;
    let mut texts = Vec::with_capacity(items.len());
    for item in items {
        match raw(item.get()).ok()? {
            Raw::Text(text) => texts.push(text),
            Raw::Number(text) => texts.push(Cow::Borrowed(text)),
            Raw::YesNo(value) => texts.push(Cow::Borrowed(if value { "true" } else { "false" })),
            Raw::Null => {}
            _ => return None,
        }
    }
    Some(texts)
}

/// The value at a path inside an object; missing when there is no such path.
pub(crate) fn at_path<'a>(object: &Raw<'a>, path: &[String]) -> Result<Raw<'a>, BadRecord> {
    let mut value = object.clone();
    for name in path {
        let Raw::Object(text) = value else { return Ok(Raw::Missing) };
        let mut found = None;
        for (key, inner) in members(text)? {
            if *key == **name && found.replace(inner).is_some() {
                return Err(twice(&key));
            }
        }
        value = found.unwrap_or_default();
    }
    Ok(value)
}

fn twice(key: &str) -> BadRecord {
    BadRecord::new(format!("The record has {} twice.", crate::problem::shown(key)))
}

/// The whole record as compact text with its keys sorted: the id of a record where the source has none.
fn canonical(text: &str) -> Result<String, BadRecord> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(|_| {
        BadRecord::new("The record is nested too deeply to make an id from it (more than 128 levels).")
    })?;
    Ok(value.to_string())
}
