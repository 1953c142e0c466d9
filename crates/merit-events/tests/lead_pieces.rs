//! Leads tables at random, cut in every place: the quick way, the general way and all pieces agree.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, unreachable_pub, dead_code)]

mod support;

use std::num::NonZeroUsize;

use merit_events::{Format, Ids, Input, Mapping, OnBadRecord, ReadOptions};
use support::{model, read_lead_table, warnings};

/// Everything that reading gave, or why it stopped.
fn told(text: &str, format: Format, options: &ReadOptions) -> Vec<String> {
    let mapping = Mapping::leads(&model()).unwrap();
    match read_lead_table(Input::memory("leads", format, text.as_bytes()), &mapping, options) {
        Ok((mut rows, report)) => {
            let mut warnings = warnings(&report);
            warnings.sort();
            rows.extend(warnings);
            rows.extend(report.examples.iter().map(ToString::to_string));
            rows.push(format!("{} {} {}", report.records, report.skipped, report.no_offset));
            rows
        }
        Err(problem) => vec![problem.to_string()],
    }
}

const VALUES: [&[&str]; 7] = [
    &["a", " b ", "Jānis", "ผู้ใช้", "4711", "", " "],
    &["LV", "", " ", "\"VN\"", "ไทย"],
    &["12", "1.50", "", "x", "-7", "1234567890123456789"],
    &["SAP", "SAP; hubspot", ";", "[]", "Oracle", "Oracle;SAP", ""],
    &["2025-01-01", "2025-01-01T10:00:00Z", "2025-01-01T10:00:00", "2568-01-01", ""],
    &["a@b.lv", "", "null"],
    &["red", "", " "],
];
const NAMES: [&str; 7] = ["lead", "country", "size", "software", "created", "email", "colour"];

#[test]
fn leads_tables_at_random() {
    let mut state = 3u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut good = 0;
    for round in 0..300 {
        let format = if round % 2 == 0 { Format::Csv } else { Format::Ndjson };
        let mut text = if format == Format::Csv { NAMES.join(",") + "\n" } else { String::new() };
        for _ in 0..random(30) {
            // Wrong values are rare, so that most rows are good.
            let cells: Vec<&str> =
                VALUES.iter().map(|values| values[if random(3) > 0 { 0 } else { random(values.len()) }]).collect();
            if format == Format::Csv {
                text += &cells.join(",");
            } else {
                let member = |(name, cell): (&&str, &&str)| match *cell {
                    "" => format!("\"{name}\":null"),
                    cell if cell.starts_with("\"") => format!("\"{name}\":{cell}"),
                    cell if cell.parse::<f64>().is_ok() => format!("\"{name}\":{cell}"),
                    cell => format!("\"{name}\":\"{cell}\""),
                };
                let members: Vec<String> = NAMES.iter().zip(&cells).map(member).collect();
                text += &format!("{{{}}}", members.join(","));
            }
            text += ["\n", "\r\n", "\n\n"][random(3)];
        }
        let whole = ReadOptions { on_bad_record: OnBadRecord::Skip, ..ReadOptions::default() };
        let quick = told(&text, format, &whole);
        good += quick.len();
        // Where ids are made of the content, every row takes the general way.
        assert_eq!(quick, told(&text, format, &ReadOptions { ids: Ids::Content, ..whole.clone() }), "{text}");
        for _ in 0..3 {
            let cut =
                ReadOptions { piece: NonZeroUsize::new(1 + random(200)), threads: 1 + random(2), ..whole.clone() };
            assert_eq!(quick, told(&text, format, &cut), "{text}");
        }
    }
    assert!(good > 2000, "{good}");
}
