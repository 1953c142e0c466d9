//! NDJSON records in the native form.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, unreachable_pub, dead_code)]

mod support;

use merit_diagnostics::Code;
use merit_events::{Format, Ids, Input, OnBadRecord, ReadOptions};
use support::{native, ndjson, read_text, read_with, rows, warnings};

const LOGIN: &str = r#"{"lead":"a","at":"2025-03-20T10:00:00Z","type":"login"}"#;

/// The values of one page view.
fn values(fields: &str) -> Result<String, String> {
    let line = format!(r#"{{"lead":"a","at":"2025-03-20T10:00:00Z","type":"page_view","path":"/",{fields}}}"#);
    let read = ndjson(line).map_err(|problem| format!("{} {}", problem.code.unwrap(), problem.message))?;
    let row = rows(&read).remove(0);
    Ok(row.split_once("path=\"/\"").unwrap().1.trim().to_owned())
}

fn bad(line: &str) -> String {
    let problem = ndjson(line).err().unwrap_or_else(|| panic!("{line} is good"));
    assert_eq!((&*problem.source, problem.line), ("log.ndjson", Some(1)));
    match problem.code {
        Some(code) => format!("{code} {}", problem.message),
        None => problem.message,
    }
}

#[test]
fn the_two_records_of_the_contract() {
    let read = ndjson(
        r#"{"id":"e1","lead":"4711","at":"2025-03-20T10:00:00Z","type":"page_view","path":"/pricing","seconds":140}
{"id":"c1","lead":"4711","at":"2025-03-22T08:00:00Z","set":{"country":"LV","size":120}}
"#,
    )
    .unwrap();
    assert_eq!(
        rows(&read),
        [
            "1 e1 4711 2025-03-20T10:00:00Z page_view path=\"/pricing\" seconds=140",
            "2 c1 4711 2025-03-22T08:00:00Z set country=\"LV\" size=120",
        ]
    );
    assert_eq!(warnings(&read.report), Vec::<String>::new());
    assert_eq!(read.report.has_ids, Some(true));
}

#[test]
fn an_empty_log_is_a_log() {
    for text in ["", "\n\n", "\u{feff}", "  \r\n"] {
        let read = ndjson(text).unwrap();
        assert_eq!((read.batches.len(), read.report.has_ids), (0, None), "{text:?}");
    }
}

#[test]
fn marks_line_ends_and_blank_lines() {
    let text = format!("\u{feff}{LOGIN}\r\n\r\n  {LOGIN}  \n\n{LOGIN}");
    let rows = rows(&ndjson(text).unwrap());
    let lines: Vec<&str> = rows.iter().map(|row| row.split(' ').next().unwrap()).collect();
    assert_eq!(lines, ["1", "3", "5"]);
}

#[test]
fn numbers() {
    assert_eq!(values(r#""seconds":140.50"#).unwrap(), "seconds=140.5");
    assert_eq!(values(r#""seconds":1.5e3"#).unwrap(), "seconds=1500");
    assert_eq!(values(r#""seconds":" -7 ""#).unwrap(), "seconds=-7");
    assert_eq!(values(r#""seconds":999999999999999999"#).unwrap(), "seconds=999999999999999999");
    assert_eq!(
        values(r#""seconds":1234567890123456789"#).unwrap_err(),
        "F602 The value of seconds is 1234567890123456789, which has more than 18 digits."
    );
    assert_eq!(
        values(r#""seconds":0.1234567"#).unwrap_err(),
        "F602 The value of seconds is 0.1234567, which has more than 6 digits after the point."
    );
    assert_eq!(
        values(r#""seconds":"12,5""#).unwrap_err(),
        "F602 The value of seconds is \"12,5\", which is not a number."
    );
    for wrong in [r#""seconds":true"#, r#""seconds":[1]"#, r#""seconds":{"a":1}"#, r#""seconds":"1e3""#] {
        assert!(values(wrong).unwrap_err().starts_with("F602 The value of seconds is "), "{wrong}");
    }
}

#[test]
fn yes_and_no() {
    for (written, value) in
        [("true", "yes"), ("false", "no"), ("\"YES\"", "yes"), ("\"False\"", "no"), ("\" no \"", "no")]
    {
        assert_eq!(values(&format!("\"first\":{written}")).unwrap(), format!("first={value}"), "{written}");
    }
    for wrong in ["1", "0", "\"y\"", "\"1\"", "[]"] {
        assert!(values(&format!("\"first\":{wrong}")).unwrap_err().starts_with("F602 "), "{wrong}");
    }
}

#[test]
fn dates_and_times() {
    assert_eq!(values(r#""planned":"2025-02-28""#).unwrap(), "planned=2025-02-28");
    for wrong in [r#""2025-02-30""#, r#""2025-02-28T00:00:00Z""#, "20250228", r#""28.02.2025""#] {
        assert!(values(&format!("\"planned\":{wrong}")).unwrap_err().starts_with("F602 "), "{wrong}");
    }
    assert_eq!(values(r#""seen":"2025-02-28T10:00:00.1234567+02:00""#).unwrap(), "seen=2025-02-28T08:00:00.123456Z");
    // A date is that day's first instant in the model's zone; it is no time without offset.
    assert_eq!(values(r#""seen":"2025-02-28""#).unwrap(), "seen=2025-02-27T22:00:00Z");
    assert!(values(r#""seen":1740700800"#).unwrap_err().starts_with("F602 "));
    assert_eq!(
        values(r#""planned":"2568-01-31""#).unwrap_err(),
        "F605 The value of planned is \"2568-01-31\", which looks like the Thai Buddhist calendar: 2568 is 2025."
    );
    assert!(values(r#""seen":"2999-12-31T10:00:00Z""#).unwrap_err().starts_with("F605 "));
}

#[test]
fn texts_keep_what_is_written() {
    let path = |written: &str| {
        let line = format!(r#"{{"lead":"a","at":"2025-03-20T10:00:00Z","type":"page_view","path":{written}}}"#);
        ndjson(line).map(|read| rows(&read).remove(0).split_once("path=").unwrap().1.to_owned())
    };
    assert_eq!(path(r#"" /A ""#).unwrap(), "\" /A \"");
    assert_eq!(path("4711.0").unwrap(), "\"4711.0\"");
    assert_eq!(path("true").unwrap(), "\"true\"");
    assert_eq!(path(r#""a\u0301\n""#).unwrap(), r#""a\u{301}\n""#);
    assert!(path("[]").is_err() && path("{}").is_err());
}

#[test]
fn choices() {
    let form = |fields: &str| {
        let read =
            ndjson(format!(r#"{{"lead":"a","at":"2025-03-20T10:00:00Z","type":"form_submit",{fields}}}"#)).unwrap();
        let row = rows(&read).remove(0);
        (row.split_once("form_submit").unwrap().1.trim().to_owned(), warnings(&read.report))
    };
    assert_eq!(form(r#""form":" dEMO ""#), ("form=#1".to_owned(), vec![]));
    assert_eq!(form(r#""tools":["hubspot",null,""," SAP ","SAP"]"#), ("tools=[0, 1]".to_owned(), vec![]));
    assert_eq!(form(r#""tools":"SAP; ;HubSpot;""#), ("tools=[0, 1]".to_owned(), vec![]));
    assert_eq!(form(r#""tools":[]"#), ("tools=[]".to_owned(), vec![]));
    assert_eq!(form(r#""tools":"""#), (String::new(), vec![]));
    let (row, said) = form(r#""form":"quote","tools":["SAP","Oracle"]"#);
    assert_eq!(row, "tools=[0]");
    assert_eq!(
        said,
        [
            "F601 log:1: \"quote\" is not one of the values of form: it counts as unknown in 1 record.",
            "F601 log:1: \"Oracle\" is not one of the values of tools: it counts as unknown in 1 record.",
        ]
    );
}

#[test]
fn unknown_values() {
    for unknown in ["null", "\"\"", "\" \\t\"", "\"\u{a0}\""] {
        for property in ["seconds", "first", "planned", "seen"] {
            assert_eq!(values(&format!("\"{property}\":{unknown}")).unwrap(), "", "{property} {unknown}");
        }
    }
}

#[test]
fn required_properties() {
    let missing = "F602 path is required for page_view and has no value here.";
    for fields in ["", r#","path":null"#, r#","path":"  ""#] {
        let line = format!(r#"{{"lead":"a","at":"2025-03-20T10:00:00Z","type":"page_view"{fields}}}"#);
        assert_eq!(bad(&line), missing);
    }
}

#[test]
fn the_lead_is_its_text() {
    let lead = |written: &str| {
        ndjson(format!(r#"{{"lead":{written},"at":"2025-03-20T10:00:00Z","type":"login"}}"#))
            .map(|read| read.batches[0].leads.get(0).unwrap().to_owned())
            .map_err(|problem| problem.message)
    };
    assert_eq!(lead("4711").unwrap(), "4711");
    assert_eq!(lead("4711.0").unwrap(), "4711.0");
    assert_eq!(lead("\"  A b \"").unwrap(), "A b");
    for nobody in ["\"\"", "\"  \"", "null"] {
        assert_eq!(lead(nobody).unwrap_err(), "The record does not say which lead it is about.");
    }
    assert_eq!(lead("true").unwrap_err(), "The lead is true, which is neither a text nor a number.");
    assert_eq!(
        bad(r#"{"at":"2025-03-20T10:00:00Z","type":"login"}"#),
        "F602 The record does not say which lead it is about."
    );
}

#[test]
fn times_of_records() {
    let at = |written: &str| {
        ndjson(format!(r#"{{"lead":"a","at":{written},"type":"login"}}"#))
            .map(|read| (read.batches[0].at[0].to_string(), read.report.no_offset))
            .map_err(|problem| problem.code.unwrap())
    };
    assert_eq!(at("\"2025-03-20t10:00:00.5z\""), Ok(("2025-03-20T10:00:00.5Z".into(), 0)));
    assert_eq!(at("\"2025-03-20T10:00:00.123Z\""), Ok(("2025-03-20T10:00:00.123Z".into(), 0)));
    assert_eq!(at("\"2025-03-20T10:00:00\""), Ok(("2025-03-20T08:00:00Z".into(), 1)));
    // The clock skips 03:00 to 04:00: a time in the gap moves forward by it. In autumn, the first of two.
    assert_eq!(at("\"2025-03-30T03:30:00\""), Ok(("2025-03-30T01:30:00Z".into(), 1)));
    assert_eq!(at("\"2025-10-26T03:30:00\""), Ok(("2025-10-26T00:30:00Z".into(), 1)));
    assert_eq!(at("\"2568-03-20T10:00:00Z\""), Err(Code::F605));
    for wrong in
        ["\"2025-03-20\"", "\"20.03.2025\"", "1742464800", "null", "\"\"", "true", "\"2025-03-20T24:00:00Z\""]
    {
        assert_eq!(at(wrong), Err(Code::F602), "{wrong}");
    }
    assert_eq!(bad(r#"{"lead":"a","type":"login"}"#), "F602 The record does not say when it happened.");
}

#[test]
fn a_type_or_a_set() {
    let both = r#"{"lead":"a","at":"2025-03-20T10:00:00Z","type":"login","set":{}}"#;
    assert!(bad(both).starts_with("The record has both a type and a set"));
    for neither in ["", r#","type":null"#, r#","type":"""#, r#","set":null"#] {
        let line = format!(r#"{{"lead":"a","at":"2025-03-20T10:00:00Z"{neither}}}"#);
        assert_eq!(bad(&line), "The record has neither a type nor a set.");
    }
    for wrong in ["[]", "1", "\"x\""] {
        let line = format!(r#"{{"lead":"a","at":"2025-03-20T10:00:00Z","set":{wrong}}}"#);
        assert!(bad(&line).contains("it must be an object"), "{wrong}");
    }
}

#[test]
fn changes() {
    let read = ndjson(
        r#"{"lead":"a","at":"2025-03-20T10:00:00Z","set":{"country":null,"size":"1.50","software":["SAP"],"created":"2025-01-01","email":""}}
{"lead":"a","at":"2025-03-20T10:00:00Z","set":{}}
{"lead":"a","at":"2025-03-20T10:00:00Z","set":{"country":"(unknown)","shoe":44},"path":"/"}"#,
    )
    .unwrap();
    assert_eq!(
        rows(&read),
        [
            "1  a 2025-03-20T10:00:00Z set country=- created=2024-12-31T22:00:00Z email=- size=1.5 software=[0]",
            "2  a 2025-03-20T10:00:00Z set",
            "3  a 2025-03-20T10:00:00Z set country=\"(unknown)\"",
        ]
    );
    assert_eq!(
        warnings(&read.report),
        [
            "F601 log:3: The property \"path\" of change records is not declared: it was left out in 1 record.",
            "F601 log:3: The attribute \"shoe\" is not declared: it was left out in 1 record.",
        ]
    );
    assert_eq!(
        bad(r#"{"lead":"a","at":"2025-03-20T10:00:00Z","set":{"size":"big"}}"#),
        "F602 The value of size is \"big\", which is not a number."
    );
}

#[test]
fn what_is_not_declared_is_counted_once_per_name() {
    let read = ndjson(
        r#"{"lead":"a","at":"2025-03-20T10:00:00Z","type":"login","colour":"red","empty":null,"blank":" "}
{"lead":"a","at":"2025-03-20T10:00:00Z","type":"page_view","path":"/","form":"Demo","colour":"blue"}
{"lead":"","at":"never","type":"page_veiw","colour":"blue"}
{"type":"page_veiw"}"#,
    )
    .unwrap();
    assert_eq!(rows(&read).len(), 2);
    assert_eq!(read.report.records, 2);
    assert_eq!(
        warnings(&read.report),
        [
            "F601 log:3: The type \"page_veiw\" is not declared as an event: 2 records were left out. Did you mean page_view?",
            "F601 log:2: The property \"form\" of page_view is not declared: it was left out in 1 record.",
            "F601 log:1: The property \"colour\" of page_view, login is not declared: it was left out in 2 records.",
        ]
    );
}

#[test]
fn lines_that_are_no_records() {
    assert_eq!(bad("[]"), "The line is not a JSON object: a record begins with { and ends with }.");
    assert_eq!(bad("hello"), "The line is not a JSON object: a record begins with { and ends with }.");
    assert_eq!(bad("{\"lead\":"), "The line ends before its JSON object is complete.");
    assert_eq!(bad("{\"lead\":1,}"), "The line is not valid JSON: it breaks off at byte 11.");
    assert_eq!(bad("{\"lead\":\"\\ud800\"}"), "A text in the record has an escape that stands for no character.");
    assert_eq!(bad(r#"{"lead":1,"lead":2}"#), "The record has \"lead\" twice.");
    assert_eq!(bad("{\"x\u{e9}\":1,\"xe\u{301}\":2}"), "The record has \"x\u{e9}\" twice.");
    assert_eq!(bad(r#"{"lead":1,"le\u0061d":2}"#), "The record has \"lead\" twice.");
    assert_eq!(
        bad(r#"{"lead":"a","at":"2025-03-20T10:00:00Z","set":{"size":1,"size":2}}"#),
        "The record has \"size\" twice."
    );
    let mut bytes = LOGIN.as_bytes().to_vec();
    bytes[10] = 0xff;
    let problem = ndjson([LOGIN.as_bytes(), b"\n", &bytes].concat()).err().unwrap();
    assert_eq!(problem.to_string(), "log.ndjson:2: The line is not UTF-8 text.");
}

#[test]
fn deep_and_wide_lines_take_linear_time() {
    let deep = format!(
        r#"{{"lead":"a","at":"2025-03-20T10:00:00Z","type":"login","x":{}{}}}"#,
        "[".repeat(200_000),
        "]".repeat(200_000)
    );
    assert_eq!(rows(&ndjson(deep).unwrap()).len(), 1);
    let names: Vec<String> = (0..200_000).map(|n| format!("\"n{n}\":1")).collect();
    let wide = format!(r#"{{"lead":"a","at":"2025-03-20T10:00:00Z","type":"login",{}}}"#, names.join(","));
    let read = ndjson(wide).unwrap();
    assert_eq!(read.report.unknown_properties.iter().count(), 1000);
    assert_eq!(read.report.unknown_properties.others, 199_000);
    let set = format!(r#"{{"lead":"a","at":"2025-03-20T10:00:00Z","set":{{{}}}}}"#, names.join(","));
    assert_eq!(ndjson(set).unwrap().report.unknown_attributes.others, 199_000);
}

#[test]
fn a_line_of_twenty_megabytes_is_a_bad_record() {
    let long = format!(r#"{{"lead":"a","at":"2025-03-20T10:00:00Z","type":"login","x":"{}"}}"#, "y".repeat(20 << 20));
    let text = format!("{LOGIN}\n{long}\n{LOGIN}\n");
    let problem = ndjson(&text).err().unwrap();
    assert_eq!(problem.to_string(), "log.ndjson:2: The record is longer than 16 MiB.");
    let skip = ReadOptions { on_bad_record: OnBadRecord::Skip, threads: 2, ..ReadOptions::default() };
    let read = read_text(&text, Format::Ndjson, &native(), &skip).unwrap();
    assert_eq!(read.report.skipped, 1);
    let rows = rows(&read);
    assert!(rows.len() == 2 && rows[1].starts_with("3 "), "{rows:?}");
    // The last line, and one just short enough.
    assert!(ndjson(&long).is_err());
    let short = &long.replace(&"y".repeat(5 << 20), "");
    assert_eq!(ndjson(format!("{short}\n{LOGIN}")).unwrap().report.records, 2);
}

#[test]
fn bad_records_are_skipped_when_asked() {
    let skip = ReadOptions { on_bad_record: OnBadRecord::Skip, ..ReadOptions::default() };
    let view = r#"{"lead":"z","at":"2025-03-20T10:00:00Z","type":"page_view","path":"/x","seconds":"no"}"#;
    let text = format!("{LOGIN}\n{view}\nx\n{LOGIN}\n");
    let read = read_text(text, Format::Ndjson, &native(), &skip).unwrap();
    assert_eq!(rows(&read).len(), 2);
    assert_eq!(read.report.skipped, 2);
    let said: Vec<String> = read.report.examples.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "log.ndjson:2: The value of seconds is \"no\", which is not a number.",
            "log.ndjson:3: The line is not a JSON object: a record begins with { and ends with }.",
        ]
    );
    // A bad record leaves no lead behind.
    assert_eq!(read.batches[0].leads.values.iter().collect::<Vec<_>>(), ["a"]);
}

#[test]
fn ids_are_there_for_all_or_for_none() {
    let with = r#"{"id":"e1","lead":"a","at":"2025-03-20T10:00:00Z","type":"login"}"#;
    let number = r#"{"id":17,"lead":"a","at":"2025-03-20T10:00:00Z","type":"login"}"#;
    let read = ndjson(format!("{with}\n{number}")).unwrap();
    assert_eq!(read.batches[0].ids.as_ref().unwrap().iter().collect::<Vec<_>>(), ["e1", "17"]);
    let said = |text: String| {
        let problem = ndjson(text).err().unwrap();
        (problem.code, problem.to_string())
    };
    assert_eq!(
        said(format!("{with}\n{LOGIN}")),
        (Some(Code::F606), "log.ndjson:2: The record has no id, but other records have one.".into())
    );
    assert_eq!(
        said(format!("{LOGIN}\n{with}")),
        (Some(Code::F606), "log.ndjson:2: The record has the id \"e1\", but records before it have none.".into())
    );
    let empty = with.replace("e1", " ");
    assert_eq!(said(format!("{with}\n{empty}")).0, Some(Code::F606));
    // Records that are left out do not count.
    let other = LOGIN.replace("login", "other");
    let read = ndjson(format!("{other}\n{with}\n{other}\n{with}")).unwrap();
    assert_eq!((read.report.has_ids, read.report.records), (Some(true), 2));
}

#[test]
fn all_files_are_one_log() {
    let with = r#"{"id":"e1","lead":"a","at":"2025-03-20T10:00:00Z","type":"login"}"#;
    let two =
        [Input::memory("a", Format::Ndjson, with.as_bytes()), Input::memory("b", Format::Ndjson, LOGIN.as_bytes())];
    let error = read_with(&two, &native(), &ReadOptions::default()).err().unwrap();
    assert_eq!(error.to_string(), "b:1: The record has no id, but other records have one.");
    let skip = ReadOptions { on_bad_record: OnBadRecord::Skip, first_source: 5, ..ReadOptions::default() };
    let read = read_with(&two, &native(), &skip).unwrap();
    assert_eq!((read.report.records, read.report.skipped), (1, 1));
    assert_eq!(read.batches[0].source, 5);
}

#[test]
fn ids_from_the_content() {
    let content = ReadOptions { ids: Ids::Content, ..ReadOptions::default() };
    let text = r#"{"lead":"a", "type":"login","at":"2025-03-20T10:00:00Z","n":1.50,"x":{"b":1,"a":2}}
{"x":{"a":2,"b":1},"n":1.50,"at":"2025-03-20T10:00:00Z","lead":"a","type":"login"}
{"x":{"a":2,"b":1},"n":1.5,"at":"2025-03-20T10:00:00Z","lead":"a","type":"login"}"#;
    let read = read_text(text, Format::Ndjson, &native(), &content).unwrap();
    let ids: Vec<&str> = read.batches[0].ids.as_ref().unwrap().iter().collect();
    let first = r#"{"at":"2025-03-20T10:00:00Z","lead":"a","n":1.50,"type":"login","x":{"a":2,"b":1}}"#;
    assert_eq!((ids[0], ids[1]), (first, first));
    assert_ne!(ids[2], first);
}

#[test]
fn times_without_offset_are_counted_with_their_first_place() {
    let local = LOGIN.replace("00Z", "00");
    let read = ndjson(format!("{LOGIN}\n{local}\n{local}")).unwrap();
    assert_eq!(warnings(&read.report), ["F604 log:2: 2 times are without offset, read in the zone Europe/Riga."]);
}

#[test]
fn threads_and_blocks_change_nothing() {
    // More than one block, names that differ from line to line, every tenth record bad, ids from the middle on.
    let mut text = String::new();
    for n in 0..120_000 {
        let id = if n >= 60_000 { format!("\"id\":\"e{n}\",") } else { String::new() };
        let extra = if n % 3 == 0 { format!(",\"x{}\":{n}", n % 7) } else { String::new() };
        let seconds = if n % 10 == 0 { "\"bad\"".into() } else { n.to_string() };
        text.push_str(&format!(
            "{{{id}\"lead\":\"L{}\",\"at\":\"2025-03-20T10:00:00Z\",\"type\":\"page_view\",\"path\":\"/{}\",\"seconds\":{seconds}{extra}}}\n",
            n % 1000,
            n % 50
        ));
    }
    let run = |threads, has_ids| {
        let options = ReadOptions { on_bad_record: OnBadRecord::Skip, threads, has_ids, ..ReadOptions::default() };
        read_text(&text, Format::Ndjson, &native(), &options)
    };
    // The log has ids, which shows in its middle only: its first records are bad ones.
    for threads in [1, 4] {
        let problem = run(threads, None).err().unwrap();
        assert_eq!((problem.code, problem.line), (Some(Code::F606), Some(60_002)));
    }
    let run = |threads| run(threads, Some(true)).unwrap();
    let one = run(1);
    assert!(one.batches.len() >= 2, "{}", one.batches.len());
    assert_eq!((one.report.records, one.report.skipped), (54_000, 66_000));
    assert_eq!(one.report.examples[0].line, Some(1));
    for threads in [2, 5] {
        let many = run(threads);
        assert_eq!(many.batches, one.batches);
        assert_eq!(format!("{:?}", many.report.examples), format!("{:?}", one.report.examples));
        assert_eq!(warnings(&many.report), warnings(&one.report));
    }
    // The bad record that stops the run is the first one, whatever the threads.
    for threads in [1, 4] {
        let text = text.replacen("\"bad\"", "1", 9_000);
        let options = ReadOptions { threads, ..ReadOptions::default() };
        let problem = read_text(&text, Format::Ndjson, &native(), &options).err().unwrap();
        assert_eq!((problem.code, problem.line), (Some(Code::F606), Some(60_001)));
    }
}
