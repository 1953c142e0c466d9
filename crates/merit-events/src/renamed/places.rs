//! Where the changes of a source stand in the text of `merit.toml`.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::plan::{Change, What};
use super::{TextEdit, shown};
use crate::config::SourcesConfig;

/// The edits for some changes, in the order of their places.
///
/// # Errors
/// What has to be changed by hand.
pub(super) fn edits(text: &str, wanted: &[Change], sources: &SourcesConfig) -> Result<Vec<TextEdit>, String> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let root = DeTable::parse(text).map_err(|error| error.message().to_owned())?;
    let mut edits = Vec::new();
    for change in wanted {
        let edit = edit(text, root.get_ref(), change, sources);
        edits.push(edit.ok_or_else(|| by_hand(std::slice::from_ref(change)))?);
    }
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    Ok(edits)
}

/// What to do where a text is written in a way that only people change well.
pub(super) fn by_hand(wanted: &[Change]) -> String {
    let one = |Change { source, what }: &Change| {
        let source = shown(source.as_deref());
        match what {
            What::Type { key, new } => format!("map {key:?} in the types of {source} to {new:?}"),
            What::Constant { new } => format!("write type = {{ value = {new:?} }} in {source}"),
            What::Key { table, key, new } => format!("call {key} in the {table} of {source} {new}"),
            What::Without { table, key } => format!("take {key} out of the {table} of {source}"),
            What::Entry { table, key, value } => format!("add {key:?} = {value:?} to the {table} of {source}"),
        }
    };
    let all: Vec<String> = wanted.iter().map(one).collect();
    format!("merit.toml would have to change with the name, and is better changed by hand: {}.", all.join("; "))
}

/// An entry of a table, as it stands in the text.
struct Entry<'d> {
    key: Range<usize>,
    value: Range<usize>,
    table: Option<&'d DeTable<'d>>,
}

fn entry<'d>(table: &'d DeTable<'d>, name: &str) -> Option<Entry<'d>> {
    let (key, value) = table.iter().find(|(key, _)| key.get_ref().as_ref() == name)?;
    let inner = match value.get_ref() {
        DeValue::Table(inner) => Some(inner),
        _ => None,
    };
    Some(Entry { key: key.span(), value: value.span(), table: inner })
}

fn edit(text: &str, root: &DeTable<'_>, change: &Change, sources: &SourcesConfig) -> Option<TextEdit> {
    let all = entry(root, "source")?;
    let source = match &change.source {
        None => all,
        Some(name) => entry(all.table?, name)?,
    };
    let table = source.table?;
    match &change.what {
        What::Type { key, new } => {
            let found = entry(entry(table, "types")?.table?, key)?;
            Some(like(text, found.value, new))
        }
        What::Constant { new } => {
            let found = entry(entry(table, "type")?.table?, "value")?;
            Some(like(text, found.value, new))
        }
        What::Key { table: name, key, new } => {
            let found = entry(entry(table, name)?.table?, key)?;
            Some(like(text, found.key, new))
        }
        What::Without { table: name, key } => {
            let found = entry(entry(table, name)?.table?, key)?;
            let start = text.get(..found.key.start)?.rfind('\n').map_or(0, |at| at + 1);
            let end = text.get(found.value.end..)?.find('\n').map_or(text.len(), |at| found.value.end + at + 1);
            Some(TextEdit { range: start..end, text: String::new() })
        }
        What::Entry { table: name, key, value } => {
            let line = format!("{} = {}", quoted(key, is_theirs(name)), quoted(value, true));
            added(text, &source, name, &line).or_else(|| {
                let known = sources.named.len() + usize::from(sources.unnamed.is_some());
                (known > 0).then(|| at_the_end(text, change.source.as_deref(), name, &line))
            })
        }
    }
}

/// The keys of this table are words of the records and not ours.
fn is_theirs(table: &str) -> bool {
    table == "types"
}

/// A text in place of another one, in the same quotation marks.
fn like(text: &str, range: Range<usize>, new: &str) -> TextEdit {
    let written = text.get(range.clone()).unwrap_or("");
    let literal = written.starts_with('\'') && !written.starts_with("'''") && !new.contains(['\'', '\n', '\r']);
    let text = if literal { format!("'{new}'") } else { quoted(new, written.starts_with(['"', '\''])) };
    TextEdit { range, text }
}

/// A key or a value as TOML writes it.
fn quoted(text: &str, always: bool) -> String {
    let is_bare = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if is_bare && !always {
        return text.to_owned();
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// One more entry, where the table has some already, or stands in curly brackets.
fn added(text: &str, source: &Entry<'_>, name: &str, line: &str) -> Option<TextEdit> {
    let inside = |range: &Range<usize>, line: &str| {
        let braces = text.get(range.clone()).filter(|written| written.starts_with('{') && written.ends_with('}'))?;
        let inner = braces.get(1..braces.len() - 1)?;
        let at = range.start + 1 + inner.trim_end().len();
        let line = if inner.trim().is_empty() { format!(" {line} ") } else { format!(", {line}") };
        let end = if inner.trim().is_empty() { range.end - 1 } else { at };
        Some(TextEdit { range: at..end, text: line })
    };
    let Some(table) = entry(source.table?, name) else {
        return inside(&source.value, &format!("{name} = {{ {line} }}"));
    };
    if let Some(edit) = inside(&table.value, line) {
        return Some(edit);
    }
    let last = table.table?.iter().max_by_key(|(key, _)| key.span().start)?;
    let (key, value) = (last.0.span(), last.1.span());
    let start = text.get(..key.start)?.rfind('\n').map_or(0, |at| at + 1);
    // What stands before the key: its indentation, or the names of dotted keys.
    let before = text.get(start..key.start)?;
    let end = text.get(value.end..)?.find('\n').map_or(text.len(), |at| value.end + at);
    let is_crlf = text.get(..end)?.ends_with('\r');
    let (end, break_) = if is_crlf { (end - 1, "\r\n") } else { (end, "\n") };
    Some(TextEdit { range: end..end, text: format!("{break_}{before}{line}") })
}

/// A table of its own behind everything else.
fn at_the_end(text: &str, source: Option<&str>, name: &str, line: &str) -> TextEdit {
    let source = source.map_or_else(String::new, |source| format!(".{}", quoted(source, false)));
    let break_ = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let before = if text.is_empty() || text.ends_with('\n') { "" } else { break_ };
    let text_ = format!("{before}{break_}[source{source}.{name}]{break_}{line}{break_}");
    TextEdit { range: text.len()..text.len(), text: text_ }
}
