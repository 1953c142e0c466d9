//! When a name of ours becomes another, the `[source]` tables that say it say the new one, and records of other shapes are
//! read as before. Only keys and values are changed; the rest of the text stays as it is written.

mod places;
mod plan;
mod same;

use std::ops::Range;

use merit_ir::{Model, Renamed};

use crate::config::{SourceConfig, SourcesConfig};
use crate::mapping::Mapping;

/// What of a text is replaced by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// The bytes.
    pub range: Range<usize>,
    /// What stands there afterwards.
    pub text: String,
}

/// The changes of a `merit.toml`, in the order of their places, after which every source that fits a model fits it under
/// the new name, and reads the same.
///
/// # Errors
/// Why there are none, and what to do, as a sentence or two.
pub fn rename_in_sources(text: &str, renamed: &Renamed<'_>) -> Result<Vec<TextEdit>, String> {
    let before = sources(text).map_err(|error| {
        format!(
            "merit.toml may say {:?}, and cannot be read: {error}. Mend it before you give a new name.",
            renamed.old
        )
    })?;
    let mut after = before.clone();
    let mut wanted = Vec::new();
    for (name, config) in all_mut(&mut after) {
        if is_concerned(config, renamed) {
            wanted.extend(plan::changes(name, config, renamed)?);
        }
    }
    let edits = places::edits(text, &wanted, &before)?;
    let changed = applied(text, &edits);
    if sources(&changed).ok().as_ref() != Some(&after) || others(&changed) != others(text) {
        return Err(places::by_hand(&wanted));
    }
    for (name, config) in all(&before) {
        let now = all(&after).find(|(other, _)| *other == name).map(|(_, config)| config);
        check(name, config, now.unwrap_or(config), renamed)?;
    }
    Ok(edits)
}

/// A source may be for another model of the project, in which the name stays.
fn is_concerned(config: &SourceConfig, renamed: &Renamed<'_>) -> bool {
    let fits = |(old, _): &&(&Model, &Model)| Mapping::of(config, old).is_ok();
    let mut changed = renamed.models.iter().filter(|(old, new)| old != new).peekable();
    changed.peek().is_none() || changed.any(|pair| fits(&pair)) || !renamed.models.iter().any(|pair| fits(&pair))
}

/// A source that fits a model fits the same model with the new name, and reads the same.
fn check(
    name: Option<&str>,
    before: &SourceConfig,
    after: &SourceConfig,
    renamed: &Renamed<'_>,
) -> Result<(), String> {
    for (old, new) in renamed.models {
        let Ok(fits) = Mapping::of(before, old) else { continue };
        let now = Mapping::of(after, new).map_err(|errors| {
            let why = errors.into_iter().next().unwrap_or_default();
            format!(
                "{} of merit.toml would not fit {} any more: {why} Rename it there as well, or give each model a source of its own.",
                shown(name),
                new.name
            )
        })?;
        if !same::reads_same(&fits, old, &now, new) {
            return Err(format!(
                "{} of merit.toml would read records for {} in another way. Give what it reads as {:?} another name there first.",
                shown(name),
                new.name,
                renamed.new
            ));
        }
    }
    Ok(())
}

/// `[source]`, `[source.NAME]`
fn shown(name: Option<&str>) -> String {
    name.map_or_else(|| "[source]".to_owned(), |name| format!("[source.{name}]"))
}

fn all(sources: &SourcesConfig) -> impl Iterator<Item = (Option<&str>, &SourceConfig)> {
    let named = sources.named.iter().map(|(name, config)| (Some(name.as_str()), config));
    sources.unnamed.iter().map(|config| (None, config)).chain(named)
}

fn all_mut(sources: &mut SourcesConfig) -> impl Iterator<Item = (Option<&str>, &mut SourceConfig)> {
    let named = sources.named.iter_mut().map(|(name, config)| (Some(name.as_str()), config));
    sources.unnamed.iter_mut().map(|config| (None, config)).chain(named)
}

/// The sources of a text of settings.
fn sources(text: &str) -> Result<SourcesConfig, String> {
    let mut table: toml::Table =
        toml::from_str(text).map_err(|error| error.message().trim_end_matches('.').to_owned())?;
    let source = table.remove("source").unwrap_or_else(|| toml::Value::Table(toml::Table::new()));
    source.try_into().map_err(|error: toml::de::Error| error.message().trim_end_matches('.').to_owned())
}

/// Everything else.
fn others(text: &str) -> Option<toml::Table> {
    let mut table: toml::Table = toml::from_str(text).ok()?;
    table.remove("source");
    Some(table)
}

fn applied(text: &str, edits: &[TextEdit]) -> String {
    let mut changed = String::with_capacity(text.len() + 64);
    let mut from = 0;
    for edit in edits {
        changed.push_str(text.get(from..edit.range.start).unwrap_or(""));
        changed.push_str(&edit.text);
        from = edit.range.end;
    }
    changed.push_str(text.get(from..).unwrap_or(""));
    changed
}

#[cfg(test)]
mod tests;
