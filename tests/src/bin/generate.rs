//! Writes a large log of a made-up company, for measuring and for tests, and its leads table; `-` is the standard output.

use std::fs::File;
use std::io::{self, Write};
use std::process::ExitCode;

use merit_tests::generator::{Format, Log, Order, Size, write_events, write_leads};

const USAGE: &str = "usage: generate acme|market|school|clinic [--events N] [--leads N] [--seed N] \
[--order time|lead|shuffled] [--format ndjson|csv|parquet] [--out FILE] [--leads-out FILE]";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            let _ = writeln!(io::stderr(), "{message}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let log = match arguments.next().as_deref() {
        Some("acme") => Log::Acme,
        Some("market") => Log::Market,
        Some("school") => Log::School,
        Some("clinic") => Log::Clinic,
        _ => return Err(USAGE.to_owned()),
    };
    let mut size = Size { events: 1_000_000, leads: 50_000, seed: 1 };
    let (mut order, mut format) = (Order::Time, Format::Ndjson);
    let (mut out, mut leads_out) = (None, None);
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or(USAGE)?;
        let number = || value.parse::<u64>().map_err(|_| format!("{name} needs a whole number, not {value}"));
        match &*name {
            "--events" => size.events = number()?,
            "--leads" => size.leads = number()?,
            "--seed" => size.seed = number()?,
            "--out" => out = Some(value),
            "--leads-out" => leads_out = Some(value),
            "--order" => {
                order = match &*value {
                    "time" => Order::Time,
                    "lead" => Order::Lead,
                    "shuffled" => Order::Shuffled,
                    _ => return Err(USAGE.to_owned()),
                }
            }
            "--format" => {
                format = match &*value {
                    "ndjson" => Format::Ndjson,
                    "csv" => Format::Csv,
                    "parquet" => Format::Parquet,
                    _ => return Err(USAGE.to_owned()),
                }
            }
            _ => return Err(USAGE.to_owned()),
        }
    }
    if out.is_none() && leads_out.is_none() {
        return Err(USAGE.to_owned());
    }
    if let Some(path) = out {
        let written = create(&path)?;
        write_events(log, size, order, format, written).map_err(|error| format!("{path}: {error}"))?;
    }
    if let Some(path) = leads_out {
        let written = create(&path)?;
        write_leads(log, size, format, written).map_err(|error| format!("{path}: {error}"))?;
    }
    Ok(())
}

fn create(path: &str) -> Result<Box<dyn Write + Send>, String> {
    if path == "-" {
        return Ok(Box::new(io::stdout()));
    }
    Ok(Box::new(File::create(path).map_err(|error| format!("{path}: {error}"))?))
}
