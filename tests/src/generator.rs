//! Large logs and leads tables of made-up companies: the same seed gives the same bytes everywhere, and the same records in
//! every order and format. Activity is uneven as in life (a few leads do most of it), and spread over the twelve months of 2025.

mod acme;
mod clinic;
mod company;
mod market;
mod order;
mod output;
mod random;
mod school;

use std::borrow::Cow;
use std::io::{self, Write};

pub use order::Order;

use company::Company;

/// A company whose log is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log {
    /// The acme example, with changes of attributes.
    Acme,
    /// A company that sells software.
    Market,
    /// A school.
    School,
    /// A clinic, with Thai names.
    Clinic,
}

/// How large a log is, and which one of that size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Number of records.
    pub events: u64,
    /// Number of leads.
    pub leads: u64,
    /// The same seed gives the same log.
    pub seed: u64,
}

/// A value of a generated row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A text.
    Text(Cow<'static, str>),
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

impl Cell {
    fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Text(text.into())
    }
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

impl Log {
    fn company(self) -> Option<&'static Company> {
        match self {
            Self::Acme => None,
            Self::Market => Some(&market::MARKET),
            Self::School => Some(&school::SCHOOL),
            Self::Clinic => Some(&clinic::CLINIC),
        }
    }

    /// The columns of the log.
    #[must_use]
    pub fn event_columns(self) -> &'static [(&'static str, Form)] {
        self.company().map_or(&acme::EVENT_COLUMNS, |company| company.events)
    }

    /// The columns of the leads table.
    #[must_use]
    pub fn lead_columns(self) -> &'static [(&'static str, Form)] {
        self.company().map_or(&acme::LEAD_COLUMNS, |company| company.leads)
    }

    /// The records of a log of this size.
    pub fn events(self, mut size: Size, order: Order) -> impl Iterator<Item = Row> {
        size.leads = size.leads.max(1);
        let company = self.company();
        let lead = move |number| company.map_or_else(|| acme::lead(number, size), |_| Company::lead(number, size));
        let numbers = order.numbers(size.events, size.leads, size.seed, lead);
        numbers.map(move |number| {
            company.map_or_else(|| acme::record(number, size), |company| company.record(number, size))
        })
    }

    /// The rows of the leads table to it.
    pub fn leads(self, size: Size) -> impl Iterator<Item = Row> {
        let company = self.company();
        (0..size.leads).map(move |number| {
            company.map_or_else(|| acme::attributes(number, size), |company| company.attributes(number, size))
        })
    }
}

/// Writes a log.
///
/// # Errors
/// Errors of the output.
pub fn write_events<W: Write + Send>(
    log: Log,
    size: Size,
    order: Order,
    format: Format,
    output: W,
) -> io::Result<()> {
    output::write(log.event_columns(), log.events(size, order), format, output)
}

/// Writes the leads table to a log.
///
/// # Errors
/// Errors of the output.
pub fn write_leads<W: Write + Send>(log: Log, size: Size, format: Format, output: W) -> io::Result<()> {
    output::write(log.lead_columns(), log.leads(size), format, output)
}

#[cfg(test)]
mod tests {
    use merit_events::{Format as InputFormat, Input, Mapping, ReadOptions, read_events, read_leads};
    use merit_ir::{Attribute, Event, Model, Property};
    use merit_values::{EventBatch, Instant, Kind, Value};

    use super::{Format, Log, Order, Size, write_events, write_leads};

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
        let properties = Log::Acme.event_columns().iter().skip(4).filter(|(name, _)| !name.starts_with("set."));
        let properties: Vec<Property> = properties
            .map(|(name, _)| Property { name: (*name).into(), kind: kind(name), required: false, personal: false })
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
        for (name, _) in Log::Acme.lead_columns().iter().skip(1) {
            let kind = kind(name);
            let name = (*name).into();
            model.attributes.push(Attribute {
                name,
                kind,
                required: false,
                first_seen: false,
                consent: false,
                personal: false,
            });
        }
        model
    }

    /// The rows of a batch; dictionaries may differ from format to format.
    fn rows(batch: &EventBatch) -> Vec<(String, Instant, u16, Vec<Value>)> {
        let row = |row: usize| {
            let columns = batch.columns.iter();
            let values = columns.map(|column| column.as_ref().map(|column| column.value(row)).unwrap_or_default());
            (batch.leads.get(row).unwrap().to_owned(), batch.at[row], batch.types[row], values.collect())
        };
        (0..batch.rows()).map(row).collect()
    }

    #[test]
    fn the_formats_hold_the_same_records() {
        let model = model();
        let size = Size { events: 5000, leads: 300, seed: 7 };
        let formats = [
            (Format::Ndjson, InputFormat::Ndjson),
            (Format::Csv, InputFormat::Csv),
            (Format::Parquet, InputFormat::Parquet),
        ];
        let mut all = Vec::new();
        for (format, input_format) in formats {
            let (mut log, mut again, mut table) = (Vec::new(), Vec::new(), Vec::new());
            write_events(Log::Acme, size, Order::Time, format, &mut log).unwrap();
            write_events(Log::Acme, size, Order::Time, format, &mut again).unwrap();
            assert_eq!(log, again);
            write_leads(Log::Acme, size, format, &mut table).unwrap();
            let (mut events, mut leads, mut changes) = (Vec::new(), Vec::new(), Vec::new());
            let options = ReadOptions::default();
            let input = Input::memory("log", input_format, log);
            let report = read_events(&[input], &Mapping::events(&model).unwrap(), &options, |mut batch| {
                events.extend(rows(&batch));
                changes.append(&mut batch.changes);
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
            all.push((events, leads, changes));
        }
        assert!(all[0] == all[1], "NDJSON and CSV differ");
        assert!(all[0] == all[2], "NDJSON and Parquet differ");
        let changes = &all[0].2;
        assert!(changes.len() > 40, "{}", changes.len());
    }

    #[test]
    fn every_log_holds_the_same_lines_in_every_order() {
        let size = Size { events: 3000, leads: 200, seed: 3 };
        for log in [Log::Acme, Log::Market, Log::School, Log::Clinic] {
            let lines = |order| {
                let mut written = Vec::new();
                write_events(log, size, order, Format::Ndjson, &mut written).unwrap();
                String::from_utf8(written).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
            };
            let at = |line: &String| serde_json::from_str::<serde_json::Value>(line).unwrap()["at"].to_string();
            let mut ordered = lines(Order::Time);
            assert!(ordered.is_sorted_by_key(at), "{log:?}");
            assert!(ordered.iter().any(|line| line.contains("2025-12-3")), "{log:?}");
            ordered.sort();
            for order in [Order::Lead, Order::Shuffled] {
                let mut other = lines(order);
                assert!(!other.is_sorted_by_key(at));
                other.sort();
                assert!(ordered == other, "{log:?} {order:?}");
            }
        }
    }

    #[test]
    fn a_few_leads_do_most_of_what_happens() {
        let size = Size { events: 40_000, leads: 2000, seed: 1 };
        let mut counts = std::collections::HashMap::new();
        for row in Log::Market.events(size, Order::Time) {
            *counts.entry(format!("{:?}", row[1])).or_insert(0) += 1;
        }
        let mut counts: Vec<u64> = counts.into_values().collect();
        counts.sort_unstable_by_key(|count| std::cmp::Reverse(*count));
        assert!(counts.len() > 1900, "{} leads", counts.len());
        let tenth: u64 = counts.iter().take(200).sum();
        assert!((18_000..24_000).contains(&tenth), "the first tenth has {tenth} of 40,000");
    }
}
