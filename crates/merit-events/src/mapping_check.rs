//! Does a source fit the model? Every misfit is a sentence that says what to change.

use merit_ir::Model;

use crate::config::{SourceConfig, SourceKind, TypeConfig, TypeTarget};
use crate::mapping::nfc;

/// Everything that does not fit.
pub(crate) fn check(config: &SourceConfig, model: &Model) -> Vec<String> {
    let mut errors = Vec::new();
    match config.kind {
        SourceKind::Events => check_events(config, model, &mut errors),
        SourceKind::Leads => check_leads(config, &mut errors),
    }
    for (section, names) in [("set", &config.set), ("attributes", &config.attributes)] {
        for name in names.keys().filter(|name| model.attribute(&nfc(name)).is_none()) {
            let declared = || model.attributes.iter().map(|attribute| &*attribute.name);
            let near = near(name, declared());
            let declared = some_of(declared());
            errors
                .push(format!("{name} in [{section}] is not an attribute of a lead; declared are {declared}.{near}"));
        }
    }
    let paths = [("id", &config.id), ("lead", &config.lead), ("at", &config.at)];
    let paths = paths.into_iter().filter_map(|(name, path)| Some((name, path.as_ref()?)));
    let listed = [&config.properties, &config.set, &config.attributes];
    let listed = listed.into_iter().flatten().map(|(name, path)| (&**name, path));
    for (name, _) in paths.chain(listed).filter(|(_, path)| path.split('.').any(str::is_empty)) {
        errors.push(format!("The path of {name} has an empty part; write names joined by dots, or leave it out."));
    }
    errors
}

fn check_events(config: &SourceConfig, model: &Model, errors: &mut Vec<String>) {
    if !config.attributes.is_empty() {
        errors.push(
            "[attributes] belongs to a leads table; write kind = \"leads\", or [set] for change records.".to_owned(),
        );
    }
    let names = || model.events.iter().map(|event| &*event.name);
    let events = || some_of(names());
    for (theirs, target) in &config.types {
        match target {
            TypeTarget::Event(ours) if model.event(&nfc(ours)).is_none() => {
                errors.push(format!(
                    "[types] maps {theirs:?} to {ours}, which is not declared as an event; declared are {}.{}",
                    events(),
                    near(ours, names())
                ));
            }
            TypeTarget::Kept(true) => {
                errors.push(format!("[types] maps {theirs:?} to true; write the name of an event, or false."));
            }
            _ => {}
        }
    }
    if let Some(TypeConfig::Constant(constant)) = &config.event {
        if !config.types.contains_key(&constant.value) && model.event(&nfc(&constant.value)).is_none() {
            errors.push(format!(
                "type is always {:?}, which is not declared as an event; declared are {}.{}",
                constant.value,
                events(),
                near(&constant.value, names())
            ));
        }
        if !config.set.is_empty() {
            errors.push(
                "A source with one type for all records cannot have [set], too: no record is both an event and a change."
                    .to_owned(),
            );
        }
    }
    for name in config.properties.keys() {
        if !model.events.iter().any(|event| event.properties.iter().any(|property| property.name == nfc(name))) {
            let declared =
                model.events.iter().flat_map(|event| event.properties.iter().map(|property| &*property.name));
            let near = near(name, declared);
            errors.push(format!("{name} in [properties] is not a property of any declared event.{near}"));
        }
    }
}

fn check_leads(config: &SourceConfig, errors: &mut Vec<String>) {
    let alien = [
        ("id", config.id.is_some()),
        ("at", config.at.is_some()),
        ("type", config.event.is_some()),
        ("[types]", !config.types.is_empty()),
        ("[properties]", !config.properties.is_empty()),
        ("[set]", !config.set.is_empty()),
    ];
    for (name, _) in alien.into_iter().filter(|(_, there)| *there) {
        errors
            .push(format!("A leads table has no {name}; its settings are lead, time, zone, empty and [attributes]."));
    }
}

/// The name that was probably meant, as a sentence to add; empty when none is near.
pub(crate) fn near<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> String {
    // Nobody means another name by a text as long as a page, and comparing would take long.
    const LONGEST: usize = 200;
    if written.len() > LONGEST {
        return String::new();
    }
    let lower = written.to_lowercase();
    let near = names
        .filter(|name| name.len().abs_diff(written.len()) <= 8)
        .map(|name| (strsim::damerau_levenshtein(&lower, &name.to_lowercase()), name));
    // Two changes of a short name make another name.
    let letters = lower.chars().count();
    let near = near.filter(|(distance, _)| *distance <= 2 && distance * 2 < letters);
    let nearest = near.min_by_key(|(distance, _)| *distance);
    nearest.map_or_else(String::new, |(_, name)| format!(" Did you mean {name}?"))
}

/// The first few names, for a message.
fn some_of<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const SHOWN: usize = 12;
    let names: Vec<&str> = names.collect();
    match names.get(..SHOWN) {
        Some(first) if names.len() > SHOWN => format!("{} and {} more", first.join(", "), names.len() - SHOWN),
        _ if names.is_empty() => "none".to_owned(),
        _ => names.join(", "),
    }
}
