//! What is not needed of the records is not looked at, and stays declared.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, unreachable_pub, dead_code)]

mod support;

use merit_events::{Format, ReadOptions};
use merit_ir::{Layout, Need, Needs};
use support::{model, native, read_text, rows, warnings};

/// Only these properties are asked for.
fn needs(names: &[&str], ids: bool) -> ReadOptions {
    let slots = Layout::of(&model())
        .slots()
        .iter()
        .map(|slot| if names.contains(&&*slot.name) { Need::Asked } else { Need::Nothing })
        .collect();
    ReadOptions { needs: Some(Needs { slots, ids, attributes: Vec::new() }), ..ReadOptions::default() }
}

const LOG: &str = r#"{"id":"e1","lead":"a","at":"2025-03-20T10:00:00Z","type":"page_view","path":"/","seconds":5,"first":"?","colour":"red"}
{"id":"c1","lead":"a","at":"2025-03-20T10:00:00Z","set":{"size":1}}
{"id":"e2","lead":"b","at":"2025-03-20T11:00:00Z","type":"form_submit","form":"unheard of","tools":"SAP"}
{"id":"e3","lead":"b","at":"2025-03-20T11:00:00Z","type":"login","form":"Demo"}"#;

#[test]
fn what_is_not_needed_is_not_judged_but_stays_declared() {
    let read = read_text(LOG, Format::Ndjson, &native(), &needs(&["tools"], true)).unwrap();
    assert_eq!(
        rows(&read),
        [
            "1 e1 a 2025-03-20T10:00:00Z page_view path=\"/\"",
            "2 c1 a 2025-03-20T10:00:00Z set size=1",
            "3 e2 b 2025-03-20T11:00:00Z form_submit tools=[0]",
            "4 e3 b 2025-03-20T11:00:00Z login",
        ]
    );
    assert_eq!(
        warnings(&read.report),
        [
            "F601 log:4: The property \"form\" of login is not declared: it was left out in 1 record.",
            "F601 log:1: The property \"colour\" of page_view is not declared: it was left out in 1 record.",
        ]
    );
    assert!(read_text(LOG, Format::Ndjson, &native(), &ReadOptions::default()).is_err());
}

#[test]
fn what_is_required_is_always_needed() {
    let missing = LOG.replace("\"path\":\"/\",", "");
    let problem = read_text(missing, Format::Ndjson, &native(), &needs(&[], false)).err().unwrap();
    assert_eq!(problem.to_string(), "log.ndjson:1: path is required for page_view and has no value here.");
}

#[test]
fn ids_that_are_not_needed_are_still_all_or_none() {
    let read = read_text(LOG, Format::Ndjson, &native(), &needs(&[], false)).unwrap();
    assert_eq!(read.batches[0].ids.as_ref().unwrap().iter().collect::<Vec<_>>(), ["", "c1", "", ""]);
    let without = LOG.replace("\"id\":\"e3\",", "");
    let problem = read_text(without, Format::Ndjson, &native(), &needs(&[], false)).err().unwrap();
    assert_eq!(problem.to_string(), "log.ndjson:4: The record has no id, but other records have one.");
}

#[test]
fn csv_and_ndjson_agree() {
    let csv = "id,lead,at,type,path,seconds,first\ne1,a,2025-03-20T10:00:00Z,page_view,/,5,?\n";
    let read = read_text(csv, Format::Csv, &native(), &needs(&["seconds"], false)).unwrap();
    assert_eq!(rows(&read), ["2  a 2025-03-20T10:00:00Z page_view path=\"/\" seconds=5"]);
}
