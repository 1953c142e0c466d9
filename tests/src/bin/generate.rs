//! Writes a large log for measuring and for tests:
//! `generate acme --events 1000000 --leads 50000 --format ndjson --out FILE [--leads-out FILE] [--seed N]`.

use std::fs::File;
use std::io::Write;
use std::process::ExitCode;

use merit_tests::generator::{Format, write_events, write_leads};

const USAGE: &str =
    "usage: generate acme --events N --leads N --format ndjson|csv|parquet --out FILE [--leads-out FILE] [--seed N]";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            let _ = writeln!(std::io::stderr(), "{message}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() != Some("acme") {
        return Err(USAGE.to_owned());
    }
    let (mut events, mut leads, mut seed, mut format) = (1_000_000, 50_000, 1, Format::Ndjson);
    let (mut out, mut leads_out) = (None, None);
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or(USAGE)?;
        let number = || value.parse::<u64>().map_err(|_| format!("{name} needs a whole number, not {value}"));
        match &*name {
            "--events" => events = number()?,
            "--leads" => leads = number()?,
            "--seed" => seed = number()?,
            "--out" => out = Some(value),
            "--leads-out" => leads_out = Some(value),
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
    let create = |path: &str| File::create(path).map_err(|error| format!("{path}: {error}"));
    if out.is_none() && leads_out.is_none() {
        return Err(USAGE.to_owned());
    }
    if let Some(path) = out {
        write_events(events, leads, seed, format, create(&path)?).map_err(|error| format!("{path}: {error}"))?;
    }
    if let Some(path) = leads_out {
        write_leads(leads, seed, format, create(&path)?).map_err(|error| format!("{path}: {error}"))?;
    }
    Ok(())
}
