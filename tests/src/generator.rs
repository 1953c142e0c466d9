//! Large logs and leads tables for the vocabulary of the acme example: the same seed gives the same bytes everywhere.
//! Activity is uneven as in life (a few leads do most of it), and spread over the twelve months of 2025.

mod acme;
mod output;
mod random;

use std::io::{self, Write};

pub use acme::{EVENT_COLUMNS, Events, LEAD_COLUMNS, Leads};

/// A value of a generated row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// Yes or no.
    YesNo(bool),
    /// An instant in microseconds.
    Time(i64),
    /// Several texts.
    Texts(Vec<&'static str>),
    /// A new value that makes an attribute unknown.
    Unknown,
}

/// The form of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Texts.
    Text,
    /// Whole numbers.
    Number,
    /// Yes or no.
    YesNo,
    /// Instants.
    Time,
    /// Lists of texts.
    Texts,
}

/// A generated row: one cell per column.
pub type Row = Vec<Option<Cell>>;

/// A format of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object per line; columns `set.NAME` become an object `set`.
    Ndjson,
    /// CSV with a header.
    Csv,
    /// Parquet.
    Parquet,
}

/// Writes a log of this many records about this many leads.
///
/// # Errors
/// Errors of the output.
pub fn write_events<W: Write + Send>(
    events: u64,
    leads: u64,
    seed: u64,
    format: Format,
    output: W,
) -> io::Result<()> {
    output::write(&EVENT_COLUMNS, Events::new(events, leads, seed), format, output)
}

/// Writes the leads table to the log of the same number of leads.
///
/// # Errors
/// Errors of the output.
pub fn write_leads<W: Write + Send>(leads: u64, seed: u64, format: Format, output: W) -> io::Result<()> {
    output::write(&LEAD_COLUMNS, Leads::new(leads, seed), format, output)
}

#[cfg(test)]
mod tests {
    use merit_events::{Format as InputFormat, Input, Mapping, ReadOptions, read_events, read_leads};
    use merit_ir::{Attribute, Event, Model, Property};
    use merit_values::Kind;

    use super::{EVENT_COLUMNS, Format, LEAD_COLUMNS, write_events, write_leads};

    /// Every event has every property of the log; what matters here is the reading.
    fn model() -> Model {
        let kind = |name: &str| match name {
            "seconds" | "company_size" => Kind::Number,
            "created" => Kind::Time,
            "opted_in" => Kind::YesNo,
            "software" => Kind::SeveralOf(["Salesforce", "HubSpot", "SAP"].map(String::from).into()),
            _ => Kind::Text,
        };
        let mut model: Model = serde_json::from_value(serde_json::json!({
            "merit_ir": 1, "edition": 1, "name": "acme", "title": null, "timezone": "Europe/Riga", "week": "monday",
            "reviewed": null, "sources": [], "events": [], "attributes": [], "lists": [], "actions": [], "scores": [],
            "grades": [], "tiers": [], "matrices": [], "segments": [], "triggers": []
        }))
        .unwrap();
        let properties = EVENT_COLUMNS.iter().skip(4).filter(|(name, _)| !name.starts_with("set."));
        let properties: Vec<Property> = properties
            .map(|(name, _)| Property { name: (*name).into(), kind: kind(name), required: false })
            .collect();
        for name in [
            "page_view",
            "email_open",
            "email_click",
            "email_sent",
            "ebook_download",
            "form_submit",
            "meeting_cancelled",
            "unsubscribe",
            "trial_started",
            "login",
        ] {
            let properties = properties.clone();
            model.events.push(Event {
                name: name.into(),
                title: None,
                activity: true,
                weak_signal: false,
                properties,
            });
        }
        for (name, _) in LEAD_COLUMNS.iter().skip(1) {
            let kind = kind(name);
            let name = (*name).into();
            model.attributes.push(Attribute { name, kind, required: false, first_seen: false, consent: false });
        }
        model
    }

    #[test]
    fn the_formats_hold_the_same_records() {
        let model = model();
        let formats = [
            (Format::Ndjson, InputFormat::Ndjson),
            (Format::Csv, InputFormat::Csv),
            (Format::Parquet, InputFormat::Parquet),
        ];
        let mut all = Vec::new();
        for (format, input_format) in formats {
            let (mut log, mut again, mut table) = (Vec::new(), Vec::new(), Vec::new());
            write_events(5000, 300, 7, format, &mut log).unwrap();
            write_events(5000, 300, 7, format, &mut again).unwrap();
            assert_eq!(log, again);
            write_leads(300, 7, format, &mut table).unwrap();
            let (mut events, mut leads) = (Vec::new(), Vec::new());
            let options = ReadOptions::default();
            let input = Input::memory("log", input_format, log);
            let report = read_events(&[input], &Mapping::events(&model).unwrap(), &options, |mut batch| {
                batch.lines.clear();
                events.push(batch);
                Ok::<(), ()>(())
            })
            .unwrap();
            assert_eq!(report.records, 5000);
            assert!(report.warnings(&[], "", &[]).is_empty());
            let input = Input::memory("leads", input_format, table);
            let report = read_leads(&[input], &Mapping::leads(&model).unwrap(), &options, |mut batch| {
                batch.lines.clear();
                leads.push(batch);
                Ok::<(), ()>(())
            })
            .unwrap();
            assert_eq!(report.records, 300);
            all.push((events, leads));
        }
        assert!(all[0] == all[1], "NDJSON and CSV differ");
        assert!(all[0] == all[2], "NDJSON and Parquet differ");
        let changes = &all[0].0[0].changes;
        assert!(changes.len() > 40, "{}", changes.len());
    }
}
