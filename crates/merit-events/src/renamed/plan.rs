//! What of a source changes with a name.

use merit_ir::{Renamed, RenamedKind};

use super::shown;
use crate::config::{SourceConfig, SourceKind, TypeConfig, TypeTarget};
use crate::mapping::nfc;

/// A change of one source.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// The source; `[source]` itself has no name.
    pub(super) source: Option<String>,
    pub(super) what: What,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    /// `types.KEY` is this now.
    Type { key: String, new: String },
    /// `type.value` is this now.
    Constant { new: String },
    /// The key of an entry of a table is this now.
    Key { table: &'static str, key: String, new: String },
    /// An entry is not needed any more.
    Without { table: &'static str, key: String },
    /// There is one more entry.
    Entry { table: &'static str, key: String, value: String },
}

/// The changes of a source, which are made in `config` as well.
pub(super) fn changes(
    name: Option<&str>,
    config: &mut SourceConfig,
    renamed: &Renamed<'_>,
) -> Result<Vec<Change>, String> {
    let found = match (renamed.kind, config.kind) {
        (RenamedKind::Event, SourceKind::Events) => event(config, renamed),
        (RenamedKind::Property { events, stays, exists }, SourceKind::Events) => {
            property(name, config, renamed, &Others { events, stays, exists })?
        }
        (RenamedKind::Attribute, SourceKind::Events) => attribute(name, "set", config, renamed)?,
        (RenamedKind::Attribute, SourceKind::Leads) => attribute(name, "attributes", config, renamed)?,
        (RenamedKind::Event | RenamedKind::Property { .. }, SourceKind::Leads) => Vec::new(),
    };
    Ok(found.into_iter().map(|what| Change { source: name.map(str::to_owned), what }).collect())
}

fn event(config: &mut SourceConfig, renamed: &Renamed<'_>) -> Vec<What> {
    let mut found = Vec::new();
    for (key, target) in &mut config.types {
        if let TypeTarget::Event(ours) = target
            && nfc(ours) == renamed.old
        {
            renamed.new.clone_into(ours);
            found.push(What::Type { key: key.clone(), new: renamed.new.to_owned() });
        }
    }
    let is_listed = config.types.keys().any(|theirs| nfc(theirs) == renamed.old);
    match &mut config.event {
        Some(TypeConfig::Constant(constant)) if nfc(&constant.value) == renamed.old && !is_listed => {
            renamed.new.clone_into(&mut constant.value);
            found.push(What::Constant { new: renamed.new.to_owned() });
        }
        Some(TypeConfig::Constant(_)) => {}
        // Nothing but changes.
        None if !config.set.is_empty() => {}
        // Records that have our own name as their type have it still.
        _ if found.is_empty() && !is_listed => {
            config.types.insert(renamed.old.to_owned(), TypeTarget::Event(renamed.new.to_owned()));
            found.push(What::Entry { table: "types", key: renamed.old.to_owned(), value: renamed.new.to_owned() });
        }
        _ => {}
    }
    found
}

/// What else is known of a property.
struct Others<'a> {
    events: &'a [String],
    stays: bool,
    exists: bool,
}

fn property(
    name: Option<&str>,
    config: &mut SourceConfig,
    renamed: &Renamed<'_>,
    others: &Others<'_>,
) -> Result<Vec<What>, String> {
    const TABLE: &str = "properties";
    let (old, new) = (renamed.old, renamed.new);
    let listed = |name: &str| {
        let entry = config.properties.iter().find(|(key, _)| nfc(key) == name);
        entry.map(|(key, path)| (key.clone(), path.clone()))
    };
    let (of_old, of_new) = (listed(old), listed(new));
    // A log that has no event with this property.
    if of_old.is_none() && !reads_one_of(config, others.events) {
        return Ok(Vec::new());
    }
    let path = of_old.as_ref().map_or(old, |(_, path)| path.as_str()).to_owned();
    // What is called so already may stand at another place of a record.
    let taken = of_new.as_ref().map(|(_, path)| path.as_str()).or_else(|| others.exists.then_some(new));
    if let Some(other) = taken
        && nfc(other) != nfc(&path)
    {
        return Err(format!(
            "{} of merit.toml reads {old} from {path:?} and {new} from {other:?}; one name cannot have two places.",
            shown(name)
        ));
    }
    Ok(match of_old {
        Some((key, _)) if !others.stays => {
            config.properties.remove(&key);
            if of_new.is_some() {
                return Ok(vec![What::Without { table: TABLE, key }]);
            }
            config.properties.insert(new.to_owned(), path);
            vec![What::Key { table: TABLE, key, new: new.to_owned() }]
        }
        _ if taken.is_some() => Vec::new(),
        _ => {
            config.properties.insert(new.to_owned(), path.clone());
            vec![What::Entry { table: TABLE, key: new.to_owned(), value: path }]
        }
    })
}

/// True when records of one of these events may be read.
fn reads_one_of(config: &SourceConfig, events: &[String]) -> bool {
    match &config.event {
        Some(TypeConfig::Constant(constant)) => {
            let ours = match config.types.get(&constant.value) {
                Some(TypeTarget::Event(ours)) => ours,
                Some(TypeTarget::Kept(_)) => return false,
                None => &constant.value,
            };
            events.contains(&nfc(ours))
        }
        Some(TypeConfig::Path(_)) => true,
        None => config.set.is_empty(),
    }
}

fn attribute(
    name: Option<&str>,
    table: &'static str,
    config: &mut SourceConfig,
    renamed: &Renamed<'_>,
) -> Result<Vec<What>, String> {
    let (old, new) = (renamed.old, renamed.new);
    let entries = if table == "set" { &mut config.set } else { &mut config.attributes };
    if let Some((key, _)) = entries.iter().find(|(key, _)| nfc(key) == new) {
        return Err(format!(
            "{key} in [{table}] is something else already: take it out of {} of merit.toml first.",
            shown(name)
        ));
    }
    let listed = entries.keys().find(|key| nfc(key) == old).cloned();
    Ok(match listed {
        Some(key) => {
            let path = entries.remove(&key).unwrap_or_default();
            entries.insert(new.to_owned(), path);
            vec![What::Key { table, key, new: new.to_owned() }]
        }
        // A table of leads has a column of this name; changes are read only where they are listed.
        None if table == "attributes" => {
            entries.insert(new.to_owned(), old.to_owned());
            vec![What::Entry { table, key: new.to_owned(), value: old.to_owned() }]
        }
        None => Vec::new(),
    })
}
