//! M301: days, weeks and months are counted in a time zone, which has to be named.

use merit_diagnostics::{Code, Diagnostic, FileId, Place, Safety};
use merit_values::Zone;

use super::Subject;
use crate::near::quote;

pub(super) fn check(subject: &Subject<'_, '_>) {
    let Some(model) = &subject.main.model else { return };
    let file = FileId(0);
    let context = subject.context;
    let Some(line) = model.timezones.first() else {
        if !model.damaged && !model.head.statement.faulty {
            let place = Place { file, span: model.head.node.name.span };
            let message =
                format!("The model {} does not say in which time zone its days begin.", model.head.node.name.text);
            let report = Diagnostic::new(Code::M301, place, message)
                .note("Days, weeks and months of every rule are counted on the calendar of one time zone.")
                .choice("timezone \"Europe/Riga\"")
                .choice("timezone \"Asia/Bangkok\"")
                .choice("timezone \"UTC\"");
            context.reports.add(report);
        }
        return;
    };
    let zone = &line.node.zone;
    if line.statement.faulty || Zone::named(&zone.text).is_ok() {
        return;
    }
    let place = Place { file, span: zone.span };
    let mut report =
        Diagnostic::new(Code::M301, place, format!("There is no time zone called {}.", quote(&zone.text)))
            .note("Time zones are named by region and city, for example \"Europe/Riga\" or \"Asia/Ho_Chi_Minh\".");
    let names = Zone::names();
    // "GMT+7" is no misspelt "GMT+0", and "Etc/GMT+7" means seven hours behind.
    let offset = zone.text.chars().any(|c| c.is_ascii_digit());
    if offset {
        report = report.note("A distance from UTC is no time zone: it does not say when the clocks change.");
    }
    let meant = context.near.nearest(&zone.text, names.iter().map(String::as_str));
    let city = || {
        names.iter().map(String::as_str).find(|name| {
            let city = name.rsplit('/').next().unwrap_or("");
            city.to_lowercase() == zone.text.trim().to_lowercase().replace(' ', "_")
        })
    };
    if let Some(meant) = meant.or_else(city).filter(|_| !offset) {
        report = report.label(format!("did you mean {}?", quote(meant)));
        report = report.fix(Safety::Unsafe, quote(meant), [(place, quote(meant))]);
    }
    context.reports.add(report);
}
