//! A small model and short ways to read text with it.

use merit_events::{Format, Input, Mapping, Problem, ReadError, ReadOptions, ReadReport, read_events, read_leads};
use merit_ir::{Attribute, Event, Layout, Model, Property, VERSION, Week};
use merit_values::{CHANGE, EventBatch, Kind, LeadBatch, Value};

pub fn property(name: &str, kind: Kind, required: bool) -> Property {
    Property { name: name.into(), kind, required, personal: false }
}

fn event(name: &str, properties: Vec<Property>) -> Event {
    Event { name: name.into(), title: None, activity: true, weak_signal: false, properties }
}

fn attribute(name: &str, kind: Kind, required: bool) -> Attribute {
    Attribute { name: name.into(), kind, required, first_seen: false, consent: false, personal: false }
}

fn choices(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Riga time; page views, form submits, logins; a few attributes of every kind.
pub fn model() -> Model {
    Model {
        merit_ir: VERSION,
        edition: 1,
        name: "acme".into(),
        title: None,
        timezone: "Europe/Riga".into(),
        week: Week::Monday,
        reviewed: None,
        sources: vec!["acme.score".into()],
        events: vec![
            event(
                "page_view",
                vec![
                    property("path", Kind::Text, true),
                    property("seconds", Kind::Number, false),
                    property("first", Kind::YesNo, false),
                    property("planned", Kind::Date, false),
                    property("seen", Kind::Time, false),
                ],
            ),
            event(
                "form_submit",
                vec![
                    property("form", Kind::OneOf(choices(&["newsletter", "Demo"])), false),
                    property("tools", Kind::SeveralOf(choices(&["SAP", "HubSpot"])), false),
                ],
            ),
            event("login", vec![]),
        ],
        attributes: vec![
            attribute("country", Kind::Text, false),
            attribute("size", Kind::Number, false),
            attribute("software", Kind::SeveralOf(choices(&["SAP", "HubSpot", "Salesforce"])), false),
            attribute("created", Kind::Time, false),
            attribute("email", Kind::Email, false),
        ],
        lists: vec![],
        actions: vec![],
        scores: vec![],
        grades: vec![],
        tiers: vec![],
        matrices: vec![],
        segments: vec![],
        triggers: vec![],
    }
}

/// What reading gave.
pub struct Read {
    pub batches: Vec<EventBatch>,
    pub report: ReadReport,
}

pub fn read_with(
    inputs: &[Input],
    mapping: &Mapping,
    options: &ReadOptions,
) -> Result<Read, ReadError<std::convert::Infallible>> {
    let mut batches = Vec::new();
    let report = read_events(inputs, mapping, options, |batch| {
        batches.push(batch);
        Ok(())
    })?;
    Ok(Read { batches, report })
}

pub fn native() -> Mapping {
    Mapping::events(&model()).unwrap()
}

pub fn ndjson(text: impl AsRef<[u8]>) -> Result<Read, Problem> {
    read_text(text, Format::Ndjson, &native(), &ReadOptions::default())
}

pub fn read_text(
    text: impl AsRef<[u8]>,
    format: Format,
    mapping: &Mapping,
    options: &ReadOptions,
) -> Result<Read, Problem> {
    let name = if format == Format::Csv { "log.csv" } else { "log.ndjson" };
    let input = Input::memory(name, format, text.as_ref());
    read_with(&[input], mapping, options).map_err(|error| match error {
        ReadError::Record(problem) | ReadError::File(problem) | ReadError::LateIds(problem) => problem,
        ReadError::Sink(never) => match never {},
    })
}

pub fn read_lead_table(
    input: Input,
    mapping: &Mapping,
    options: &ReadOptions,
) -> Result<(Vec<String>, ReadReport), Problem> {
    let mut rows = Vec::new();
    let report = read_leads(&[input], mapping, options, |batch| {
        rows.extend(lead_rows(&batch));
        Ok::<(), std::convert::Infallible>(())
    })
    .map_err(|error| match error {
        ReadError::Record(problem) | ReadError::File(problem) | ReadError::LateIds(problem) => problem,
        ReadError::Sink(never) => match never {},
    })?;
    Ok((rows, report))
}

/// A value in short: `Text("x")` is `x`.
pub fn short(value: &Value) -> String {
    match value {
        Value::Unknown => "-".into(),
        Value::Text(text) => format!("{text:?}"),
        Value::Number(number) => number.to_string(),
        Value::YesNo(value) => if *value { "yes" } else { "no" }.into(),
        Value::Date(day) => day.to_string(),
        Value::Time(at) => at.to_string(),
        Value::Choice(choice) => format!("#{choice}"),
        Value::Several(set) => format!("{set:?}"),
    }
}

/// Every record as one line: line, id, lead, instant, type, values in the order of their slots.
pub fn rows(read: &Read) -> Vec<String> {
    let model = model();
    let layout = Layout::of(&model);
    let mut rows = Vec::new();
    for batch in &read.batches {
        for row in 0..batch.rows() {
            let id = batch.ids.as_ref().map_or("", |ids| ids.get(row));
            let lead = batch.leads.get(row).unwrap();
            let kind = batch.types[row];
            let mut values = Vec::new();
            if kind == CHANGE {
                for change in batch.changes.iter().filter(|change| change.row as usize == row) {
                    let name = &model.attributes[usize::from(change.attribute)].name;
                    values.push(format!("{name}={}", short(&change.value)));
                }
                values.sort();
            } else {
                for (slot, column) in layout.slots().iter().zip(&batch.columns) {
                    let value = column.as_ref().map(|column| column.value(row)).unwrap_or_default();
                    if value != Value::Unknown {
                        values.push(format!("{}={}", slot.name, short(&value)));
                    }
                }
            }
            let name = model.events.get(usize::from(kind)).map_or("set", |event| &event.name);
            let line = batch.lines[row];
            rows.push(
                format!("{line} {id} {lead} {} {name} {}", batch.at[row], values.join(" ")).trim_end().to_owned(),
            );
        }
    }
    rows
}

fn lead_rows(batch: &LeadBatch) -> Vec<String> {
    let model = model();
    (0..batch.leads.len())
        .map(|row| {
            let values: Vec<String> = model
                .attributes
                .iter()
                .zip(&batch.columns)
                .filter_map(|(attribute, column)| {
                    let value = column.as_ref()?.value(row);
                    (value != Value::Unknown).then(|| format!("{}={}", attribute.name, short(&value)))
                })
                .collect();
            format!("{} {} {}", batch.lines[row], batch.leads.get(row), values.join(" ")).trim_end().to_owned()
        })
        .collect()
}

/// The warnings of a report as text.
pub fn warnings(report: &ReadReport) -> Vec<String> {
    let events: Vec<String> = model().events.into_iter().map(|event| event.name).collect();
    report
        .warnings(&["log".into()], "Europe/Riga", &events)
        .into_iter()
        .map(|problem| format!("{} {problem}", problem.code.unwrap()))
        .collect()
}
