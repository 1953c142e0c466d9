//! Logs of some thousand records and leads: the same bytes from every format and order, with every setting. Smaller logs are compared
//! with the oracle; these are large enough for several batches, full parts and leads that a table does not have.
//! `MERIT_SETTINGS_CASES` says how many for each model (6 without it), and `MERIT_SETTINGS_FIRST` the first seed.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use std::fs::{self, File};
use std::path::Path;

use merit_tests::generator::{Format, Log, Order, Size, write_events, write_leads};
use merit_tests::random::{Prng, number};
use support::Folder;

const FORMATS: [(Format, &str); 3] = [(Format::Ndjson, "ndjson"), (Format::Csv, "csv"), (Format::Parquet, "parquet")];
const ORDERS: [(Order, &str); 3] = [(Order::Time, "time"), (Order::Lead, "lead"), (Order::Shuffled, "shuffled")];

/// One log of a seed, in all formats and orders, with its leads table.
struct Case {
    folder: Folder,
    /// What it is, for the report of a failure.
    name: String,
}

impl Case {
    fn new(log: Log, seed: u64, prng: &mut Prng) -> Self {
        let folder = Folder::new();
        let events = *prng.pick(&[60, 500, 3_000, 17_000]);
        let leads = *prng.pick(&[1, 3, 40, 70, 130, 700, 5_000]);
        let size = Size { events, leads, seed };
        let create = |path: &str| File::create(folder.path().join(path)).unwrap();
        for (format, ending) in FORMATS {
            for (order, name) in ORDERS {
                write_events(log, size, order, format, create(&format!("{name}.{ending}"))).unwrap();
            }
        }
        write_leads(log, size, Format::Ndjson, create("leads.ndjson")).unwrap();
        let kept = *prng.pick(&[0, 1, 2, 5, 30, 100, 5_000]);
        keep_some(&folder, kept, prng);
        Self {
            folder,
            name: format!("{log:?}, {events} records, {leads} leads, {kept} at most in the table, seed {seed}"),
        }
    }

    /// Runs the model, and tells what was written.
    fn run(&self, model: &Path, log: &str, more: &str) -> String {
        // The path of the model is one argument, also where it has blanks.
        let mut arguments = vec!["run", model.to_str().unwrap(), "--events", log];
        arguments.extend(["--as-of", "2025-12-31", "--output", "out.csv"]);
        arguments.extend(more.split_whitespace());
        self.folder.run(&arguments, b"", &[]).status(0);
        self.folder.read("out.csv")
    }
}

/// Keeps some rows of the leads table.
fn keep_some(folder: &Folder, kept: usize, prng: &mut Prng) {
    let table = folder.read("leads.ndjson");
    let mut rows: Vec<&str> = table.split_inclusive('\n').collect();
    prng.shuffle(&mut rows);
    rows.truncate(kept);
    folder.write("leads.ndjson", rows.concat());
}

/// Adds some records of a log once more, anywhere.
fn repeat_some(folder: &Folder, prng: &mut Prng) {
    let log = folder.read("time.ndjson");
    let mut records: Vec<&str> = log.split_inclusive('\n').collect();
    let copies: Vec<&str> = records.iter().filter(|_| prng.chance(10)).copied().collect();
    for copy in copies {
        records.insert(prng.below(records.len() + 1), copy);
    }
    folder.write("copies.ndjson", records.concat());
}

/// Runs cases of a model in all formats and orders, each with other settings.
fn compare(model: &str, log: Log) {
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../benches/peers/models").join(model);
    let model = fs::canonicalize(model).unwrap();
    let (first, cases) = (number("MERIT_SETTINGS_FIRST", 1), number("MERIT_SETTINGS_CASES", 6));
    for seed in first..first + cases {
        let mut prng = Prng::new(seed);
        let case = Case::new(log, seed, &mut prng);
        // All attributes are asked for either from the table or not at all.
        let table = if prng.chance(80) { "--leads leads.ndjson" } else { "" };
        let expected = case.run(&model, "time.ndjson", &format!("--threads 1 --ids trust {table}"));
        assert!(expected.lines().count() > 1, "{}", case.name);
        let compare = |log: &str, settings: &str| {
            let written = case.run(&model, log, &format!("{settings} {table}"));
            assert!(written == expected, "{}: {log} with {settings} differs", case.name);
        };
        for (ending, order) in FORMATS.iter().flat_map(|(_, ending)| ORDERS.map(|(_, order)| (*ending, order))) {
            let threads = prng.pick(&["1", "2", "3", "5"]);
            let ids = prng.pick(&["trust", "check"]);
            let memory = if prng.chance(30) { "--memory 64MiB" } else { "" };
            compare(&format!("{order}.{ending}"), &format!("--threads {threads} --ids {ids} {memory}"));
        }
        repeat_some(&case.folder, &mut prng);
        for settings in ["--threads 1", "--threads 2 --memory 64MiB"] {
            compare("copies.ndjson", settings);
        }
    }
}

#[test]
fn a_company() {
    compare("benchmark.score", Log::Market);
}

#[test]
fn a_company_with_many_rules() {
    compare("fifty.score", Log::Market);
}

#[test]
fn a_school() {
    compare("school.score", Log::School);
}

#[test]
fn a_clinic_with_thai_names() {
    compare("clinic.score", Log::Clinic);
}
