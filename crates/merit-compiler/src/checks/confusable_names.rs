//! T213: names that look the same, and names that mix scripts.

use std::collections::HashMap;

use merit_diagnostics::{Code, Diagnostic, Place};

use super::Subject;
use crate::context::Context;
use crate::near::quote;
use crate::scripts::{mixed, skeleton};
use crate::table::{Named, Table};

pub(super) fn check(subject: &Subject<'_, '_>) {
    let context = subject.context;
    let names = &context.names;
    let all = |table: &mut dyn Iterator<Item = (&str, Place)>| space(context, table, false);
    all(&mut of(&names.events));
    for event in &names.events.items {
        all(&mut of(&event.properties));
    }
    all(&mut of(&names.lists));
    all(&mut of(&names.actions));
    let attributes = of(&names.attributes);
    let scores = names.scores.iter().map(|block| (block.name.as_str(), block.place));
    let grades = names.grades.iter().map(|block| (block.name.as_str(), block.place));
    let matrices = names.matrices.iter().map(|block| (block.name.as_str(), block.place));
    all(&mut attributes.chain(scores).chain(grades).chain(matrices));
    let places =
        names.place_names.iter().filter_map(|name| names.places.get(name).map(|found| (name.as_str(), found.place)));
    space(context, &mut places.into_iter(), true);
}

fn of<T: Named>(table: &Table<T>) -> impl Iterator<Item = (&str, Place)> {
    table.items.iter().map(|item| (item.name(), item.place()))
}

/// One name space. Quoted names may hold words of several languages, so each word is looked at for itself.
fn space(context: &Context<'_>, names: &mut dyn Iterator<Item = (&str, Place)>, quoted: bool) {
    let show = |name: &str| if quoted { quote(name) } else { name.to_owned() };
    let mut seen: HashMap<String, (&str, Place)> = HashMap::new();
    for (name, place) in names {
        let mut words = name.split(|c: char| !c.is_alphanumeric());
        if let Some((first, second, letter)) = words.find_map(mixed) {
            let message = format!("The name {} mixes {} and {} letters.", show(name), first.word(), second.word());
            let report = Diagnostic::new(Code::T213, place, message).note(format!(
                "\"{letter}\" is a {} letter (U+{:04X}).",
                second.word(),
                u32::from(letter)
            ));
            context.reports.add(report);
            continue;
        }
        if let Some((other, first)) = seen.insert(skeleton(name), (name, place))
            && other != name
        {
            let message = format!("The names {} and {} look the same.", show(other), show(name));
            let report = Diagnostic::new(Code::T213, place, message).related(first, "the other name");
            context.reports.add(report);
        }
    }
}
