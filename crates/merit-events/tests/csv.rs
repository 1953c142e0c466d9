//! CSV records and leads tables.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, unreachable_pub, dead_code)]

mod support;

use merit_events::{Format, Ids, Input, Mapping, OnBadRecord, ReadOptions};
use support::{model, native, read_lead_table, read_text, rows, warnings};

fn csv(text: impl AsRef<[u8]>) -> Result<support::Read, String> {
    read_text(text, Format::Csv, &native(), &ReadOptions::default()).map_err(|problem| problem.to_string())
}

#[test]
fn events_and_changes() {
    let read = csv("\u{feff}id,lead,at,type,path,seconds,set.country,set.size,set.software,colour\r\n\
                    e1, 4711 ,2025-03-20T10:00:00Z,page_view,\"/a,\"\"b\"\"\n\",1.50,,,,red\r\n\
                    \r\n\
                    c1,4711,2025-03-20T10:00:00Z,,,,LV,,,\r\n\
                    c2,4711,2025-03-20T10:00:00Z,,,,(unknown),12,SAP;HubSpot,\r\n\
                    c3,4711,2025-03-20T10:00:00Z, ,,,,(unknown),;,\r\n")
    .unwrap();
    assert_eq!(
        rows(&read),
        [
            "2 e1 4711 2025-03-20T10:00:00Z page_view path=\"/a,\\\"b\\\"\\n\" seconds=1.5",
            "5 c1 4711 2025-03-20T10:00:00Z set country=\"LV\"",
            "6 c2 4711 2025-03-20T10:00:00Z set country=- size=12 software=[0, 1]",
            "7 c3 4711 2025-03-20T10:00:00Z set size=- software=[]",
        ]
    );
    assert_eq!(
        warnings(&read.report),
        ["F601 log:2: The property \"colour\" of page_view is not declared: it was left out in 1 record."]
    );
}

#[test]
fn an_empty_file_is_an_empty_log() {
    for text in ["", "\n\n", "\u{feff}", "lead,at,type\n"] {
        assert_eq!(csv(text).unwrap().report.records, 0, "{text:?}");
    }
}

#[test]
fn headers_that_do_not_fit() {
    let said = |text: &str| csv(text).err().unwrap();
    assert_eq!(said("at,type\nx,y"), "log.csv: There is no column \"lead\"; the columns are at, type.");
    assert_eq!(said("lead,type\n"), "log.csv: There is no column \"at\"; the columns are lead, type.");
    assert_eq!(said("lead,at,path\n"), "log.csv: There is no column \"type\"; the columns are lead, at, path.");
    assert!(said("lead;at;type\n").ends_with("separated by semicolons; save the file with commas."));
    assert!(said("lead\tat\ttype\n").ends_with("separated by tabs; save the file with commas."));
    assert_eq!(said("lead,at,type,lead\n"), "log.csv: The column \"lead\" stands twice.");
    // A log of changes alone needs no type.
    assert_eq!(
        rows(&csv("lead,at,set.size\na,2025-03-20T10:00:00Z,5\n").unwrap()),
        ["2  a 2025-03-20T10:00:00Z set size=5"]
    );
}

#[test]
fn bad_rows_are_told_with_their_line() {
    let said = |row: &str| csv(format!("lead,at,type,path,set.size\n\n{row}\n")).err().unwrap();
    let at = "2025-03-20T10:00:00Z";
    assert_eq!(said("a,b"), "log.csv:3: The row has 2 cells, but the header has 5 columns.");
    assert_eq!(said(&format!("a,{at},login,,,")), "log.csv:3: The row has 6 cells, but the header has 5 columns.");
    assert_eq!(said(&format!("a,{at},,,")), "log.csv:3: The record has neither a type nor a set.");
    assert!(said(&format!("a,{at},login,,5")).starts_with("log.csv:3: The record has both a type and a set"));
    assert_eq!(
        said(&format!("a,{at},page_view, ,")),
        "log.csv:3: path is required for page_view and has no value here."
    );
    let bytes =
        [b"lead,at,type\na,2025-03-20T10:00:00Z,login\n".as_slice(), b"\xff,2025-03-20T10:00:00Z,login\n"].concat();
    assert_eq!(csv(bytes).err().unwrap(), "log.csv:3: The row is not UTF-8 text.");
    assert_eq!(csv(b"lead,at,type,\xff\n").err().unwrap(), "log.csv: The header (the first line) is not UTF-8 text.");
}

#[test]
fn a_row_that_is_too_long_is_a_bad_record() {
    let text = format!(
        "lead,at,type,x\na,2025-03-20T10:00:00Z,login,\"{}\"\nb,2025-03-20T10:00:00Z,login,\n",
        "y\n".repeat(10 << 20)
    );
    assert_eq!(csv(&text).err().unwrap(), "log.csv:2: The record is longer than 16 MiB.");
    let skip = ReadOptions { on_bad_record: OnBadRecord::Skip, ..ReadOptions::default() };
    let read = read_text(&text, Format::Csv, &native(), &skip).unwrap();
    assert_eq!(rows(&read), [format!("{}  b 2025-03-20T10:00:00Z login", (10 << 20) + 3)]);
    // A quotation mark that is never closed.
    let open = format!("lead,at,type,x\na,2025-03-20T10:00:00Z,login,\"{}", "y,\n".repeat(10 << 20));
    assert_eq!(csv(&open).err().unwrap(), "log.csv:2: The record is longer than 16 MiB.");
    let commas = format!("lead,at,type,x\na,{}\n", ",".repeat(20 << 20));
    assert_eq!(csv(&commas).err().unwrap(), "log.csv:2: The record is longer than 16 MiB.");
}

#[test]
fn threads_and_blocks_change_nothing() {
    let mut text = "lead,at,type,path,seconds\n".to_owned();
    for n in 0..200_000 {
        text.push_str(&format!("L{},2025-03-20T10:00:00Z,page_view,\"/{}\n\",{}\n", n % 1000, n % 50, n));
    }
    let run = |threads| {
        read_text(&text, Format::Csv, &native(), &ReadOptions { threads, ..ReadOptions::default() }).unwrap()
    };
    let one = run(1);
    assert!(one.batches.len() > 2);
    assert_eq!(one.report.records, 200_000);
    assert_eq!(one.batches.last().unwrap().lines.last(), Some(&400_000));
    for threads in [2, 5] {
        assert_eq!(run(threads).batches, one.batches);
    }
}

#[test]
fn ids_from_the_content() {
    let content = ReadOptions { ids: Ids::Content, ..ReadOptions::default() };
    let read =
        read_text("lead,at,type,x\na,2025-03-20T10:00:00Z,login,\n", Format::Csv, &native(), &content).unwrap();
    let id = read.batches[0].ids.as_ref().unwrap().get(0);
    assert_eq!(id, r#"{"at":"2025-03-20T10:00:00Z","lead":"a","type":"login","x":""}"#);
}

#[test]
fn leads_tables() {
    let mapping = Mapping::leads(&model()).unwrap();
    let csv = "lead,country,size,software,created,age\na,LV, 12 ,SAP; salesforce,2025-01-01,44\nb,,,;,,\n";
    let (rows, report) =
        read_lead_table(Input::memory("leads.csv", Format::Csv, csv.as_bytes()), &mapping, &ReadOptions::default())
            .unwrap();
    assert_eq!(rows, ["2 a country=\"LV\" size=12 software=[0, 2] created=2024-12-31T22:00:00Z", "3 b software=[]"]);
    assert_eq!(
        warnings(&report),
        ["F601 log:2: The attribute \"age\" is not declared: it was left out in 1 record."]
    );
    let ndjson = r#"{"lead":4711,"country":"LV","size":1.50,"software":["SAP"],"id":"x","email":null}"#;
    let (rows, report) =
        read_lead_table(Input::memory("leads", Format::Ndjson, ndjson.as_bytes()), &mapping, &ReadOptions::default())
            .unwrap();
    assert_eq!(rows, ["1 4711 country=\"LV\" size=1.5 software=[0]"]);
    assert_eq!(warnings(&report), ["F601 log:1: The attribute \"id\" is not declared: it was left out in 1 record."]);
    let said = |text: &str| {
        let input = Input::memory("leads.csv", Format::Csv, text.as_bytes());
        read_lead_table(input, &mapping, &ReadOptions::default()).err().unwrap().to_string()
    };
    assert_eq!(said("lead,size\na,1\nb,big\n"), "leads.csv:3: The value of size is \"big\", which is not a number.");
    assert_eq!(said("lead,size\n,1\n"), "leads.csv:2: The record does not say which lead it is about.");
    assert_eq!(
        said("name,size\n"),
        "leads.csv: There is no column \"lead\"; the columns are name, size. A leads table needs one that says which \
         lead a row is about."
    );
}

#[test]
fn required_attributes() {
    let mut model = model();
    model.attributes[0].required = true;
    let mapping = Mapping::leads(&model).unwrap();
    let said = |text: &str| {
        let input = Input::memory("leads.csv", Format::Csv, text.as_bytes());
        read_lead_table(input, &mapping, &ReadOptions::default())
            .map(|(rows, _)| rows.len())
            .map_err(|problem| problem.to_string())
    };
    assert_eq!(said("lead,country\na,LV\n"), Ok(1));
    assert_eq!(
        said("lead,country\na,LV\nb,\n").unwrap_err(),
        "leads.csv:3: country is required for a lead and has no value here."
    );
    assert!(said("lead,size\na,1\n").is_err());
}
