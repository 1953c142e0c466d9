//! The same records in every format give the same rows.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, unreachable_pub, dead_code)]

mod support;

use std::path::{Path, PathBuf};

use merit_events::{Ids, Input, Mapping, OnBadRecord, Problem, ReadError, ReadOptions};
use support::{Read, model, native, read_lead_table, read_with, rows, warnings};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/parquet").join(name)
}

fn input(name: &str) -> Input {
    Input { name: name.to_owned(), ..Input::file(&fixture(name), None).unwrap() }
}

fn read(name: &str, options: &ReadOptions) -> Result<Read, Problem> {
    read_with(&[input(name)], &native(), options).map_err(|error| match error {
        ReadError::Record(problem) | ReadError::File(problem) | ReadError::LateIds(problem) => problem,
        ReadError::Sink(never) => match never {},
    })
}

/// Rows without the line they stand on, which differs by the header of CSV.
fn unplaced(rows: &[String]) -> Vec<&str> {
    rows.iter().map(|row| row.split_once(' ').unwrap().1).collect()
}

#[test]
fn all_writers_give_the_same_rows() {
    let options = ReadOptions::default();
    let expected = rows(&read("log.ndjson", &options).unwrap());
    assert_eq!(expected.len(), 300);
    assert_eq!(
        expected[3],
        "4 e003 L21 2025-03-20T11:51:00.039Z page_view path=\"/xxx\" seconds=7.5 first=no planned=2025-04-04"
    );
    assert_eq!(expected[29], "30 e029 L19 2025-03-21T03:53:00.377Z set country=- size=290");
    let csv = rows(&read("log.csv", &options).unwrap());
    assert_eq!(unplaced(&csv), unplaced(&expected));
    assert!(csv[0].starts_with("2 "));
    let mut files = 0;
    for entry in std::fs::read_dir(fixture("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !name.starts_with("log-") {
            continue;
        }
        files += 1;
        for threads in [1, 3] {
            let read = read(&name, &ReadOptions { threads, ..ReadOptions::default() }).unwrap();
            assert_eq!(rows(&read), expected, "{name}");
            assert_eq!(warnings(&read.report), Vec::<String>::new(), "{name}");
        }
    }
    assert_eq!(files, 10);
}

#[test]
fn a_parquet_time_without_zone_is_local() {
    let read = read("local-times.parquet", &ReadOptions::default()).unwrap();
    assert_eq!(rows(&read), ["1  a 2025-03-20T08:00:00Z login", "2  b 2025-07-01T07:00:00Z login"]);
    assert_eq!(warnings(&read.report), ["F604 log:1: 2 times are without offset, read in the zone Europe/Riga."]);
}

#[test]
fn numbers_become_texts_and_exact_numbers() {
    let options = ReadOptions { on_bad_record: OnBadRecord::Skip, ..ReadOptions::default() };
    let read = read("other-kinds.parquet", &options).unwrap();
    assert_eq!(rows(&read), ["1  4711 2025-03-20T10:00:00Z page_view path=\"1.5\" seconds=1"]);
    // 2 to the power of 63 has 19 digits.
    assert_eq!(
        read.report.examples[0].to_string(),
        "other-kinds.parquet:2: The value of seconds is 9223372036854775808, which has more than 18 digits."
    );
    assert_eq!(
        warnings(&read.report),
        ["F601 log:1: The property \"colour\" is not declared: it was left out in 1 record."]
    );
}

#[test]
fn what_parquet_cannot_say_is_refused_in_words() {
    let said = |name: &str| read(name, &ReadOptions::default()).err().map(|problem| problem.to_string());
    assert_eq!(said("nan.parquet").unwrap(), "nan.parquet:1: The value of seconds is NaN, which is not a number.");
    assert_eq!(
        said("nested.parquet").unwrap(),
        "nested.parquet: The column \"path\" holds nested values (a struct or a map); write its parts as columns of \
         their own."
    );
    assert_eq!(
        said("date-as-time.parquet").unwrap(),
        "date-as-time.parquet:1: The value of at is 2025-03-20, which is not a time in the form 2025-03-20T10:00:00Z \
         (a date alone does not say when)."
    );
    assert_eq!(said("not-utf8.parquet").unwrap(), "not-utf8.parquet:2: A text in the row is not UTF-8.");
    assert_eq!(said("empty.parquet"), None);
    assert_eq!(said("nested-unwanted.parquet"), None);
    let content = ReadOptions { ids: Ids::Content, ..ReadOptions::default() };
    assert!(read("nested-unwanted.parquet", &content).is_err());
}

#[test]
fn lists_may_hold_nulls_and_be_empty() {
    let read = read("lists.parquet", &ReadOptions::default()).unwrap();
    assert_eq!(
        rows(&read),
        [
            "1  a 2025-03-20T10:00:00Z form_submit tools=[0]",
            "2  b 2025-03-20T10:00:00Z form_submit tools=[]",
            "3  c 2025-03-20T10:00:00Z form_submit",
            "4  d 2025-03-20T10:00:00Z form_submit tools=[1]",
        ]
    );
    assert_eq!(
        warnings(&read.report),
        ["F601 log:1: \"x\" is not one of the values of tools: it counts as unknown in 1 record."]
    );
}

#[test]
fn decimals_wider_than_a_word() {
    let read = read("wide-decimal.parquet", &ReadOptions::default()).unwrap();
    assert_eq!(rows(&read), ["1  a 2025-03-20T10:00:00Z page_view path=\"/\" seconds=-12.5"]);
}

#[test]
fn a_leads_table_of_parquet() {
    let mapping = Mapping::leads(&model()).unwrap();
    let (rows, _) = read_lead_table(input("leads.parquet"), &mapping, &ReadOptions::default()).unwrap();
    assert_eq!(
        rows,
        ["1 a country=\"LV\" size=1 software=[0, 2] created=2025-03-20T10:00:00Z", "2 b size=2 software=[]"]
    );
}

#[test]
fn damaged_files_are_told_and_never_crash() {
    let sound = std::fs::read(fixture("log-pyarrow-v2.parquet")).unwrap();
    let options = ReadOptions::default();
    let mut refused = 0;
    // Every byte of the tail and some of the pages, changed one at a time; and the file cut short.
    let places = (0..sound.len()).step_by(37).chain(sound.len() - 300..sound.len());
    for place in places {
        let mut bytes = sound.clone();
        bytes[place] ^= 0x55;
        let input = Input::memory("x.parquet", merit_events::Format::Parquet, bytes);
        refused += usize::from(read_with(&[input], &native(), &options).is_err());
    }
    assert!(refused > 100, "{refused}");
    for length in (0..sound.len()).step_by(501) {
        let input = Input::memory("x.parquet", merit_events::Format::Parquet, &sound[..length]);
        assert!(read_with(&[input], &native(), &options).is_err());
    }
}

#[test]
fn content_ids_come_from_the_whole_row() {
    for name in ["log.ndjson", "log.csv", "log-duckdb.parquet"] {
        let read = read(name, &ReadOptions { ids: Ids::Content, ..ReadOptions::default() }).unwrap();
        let ids = read.batches[0].ids.as_ref().unwrap();
        let mut distinct: Vec<&str> = ids.iter().collect();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!((ids.len(), distinct.len()), (300, 300), "{name}");
        assert!(ids.get(2).starts_with('{') && ids.get(2).contains("\"lead\":\"L14\""), "{}", ids.get(2));
    }
}

#[test]
fn a_panic_of_the_library_is_a_damaged_file() {
    let problem = read("page-beyond-its-end.parquet", &ReadOptions::default()).err().unwrap();
    assert_eq!(
        problem.to_string(),
        "page-beyond-its-end.parquet: The file cannot be read as Parquet: its pages contradict each other."
    );
    assert!(!merit_events::panic_is_handled());
}

#[test]
fn ids_from_the_content_know_the_time_of_day() {
    let read = read("local-copies.parquet", &ReadOptions { ids: Ids::Content, ..ReadOptions::default() }).unwrap();
    let ids: std::collections::BTreeSet<&str> = read.batches[0].ids.as_ref().unwrap().iter().collect();
    // Three rows on one day, of which two are copies.
    assert_eq!((read.report.records, ids.len()), (3, 2));
}
