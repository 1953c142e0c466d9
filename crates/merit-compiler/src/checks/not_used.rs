//! T211: events, properties, lists and actions that the model's own file declares and never uses.

use merit_diagnostics::{Code, FileId, Place};

use super::Subject;

pub(super) fn check(subject: &Subject<'_, '_>) {
    // A vocabulary may hold more than one model needs.
    if !subject.has_model {
        return;
    }
    let names = &subject.context.names;
    let meant = subject.context.meant.borrow();
    let mentioned = |name: &str| names.mentions(name) || meant.contains(name);
    let report = |place: Place, name: &str, used: bool, what: &str| {
        if !used && place.file == FileId(0) && !mentioned(name) {
            subject.context.reports.plain(Code::T211, place, format!("{what} {name} is declared and never used."));
        }
    };
    for event in &names.events.items {
        report(event.place, &event.name, event.used.get(), "The event");
        if event.used.get() && !meant.contains(&event.name) {
            for property in &event.properties.items {
                if !property.used.get() && !mentioned(&property.name) && property.place.file == FileId(0) {
                    let message =
                        format!("The property {} of {} is declared and never used.", property.name, event.name);
                    subject.context.reports.plain(Code::T211, property.place, message);
                }
            }
        }
    }
    for list in &names.lists.items {
        report(list.place, &list.name, list.used.get(), "The list");
    }
    for action in &names.actions.items {
        report(action.place, &action.name, action.used.get(), "The action");
    }
}
