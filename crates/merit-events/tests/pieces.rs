//! Logs at random, usual and damaged, cut in every place: the quick way, the general way and all pieces agree.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, unreachable_pub, dead_code)]

mod support;

use std::num::NonZeroUsize;

use merit_events::{Format, Input, Mapping, OnBadRecord, ReadOptions, SourceConfig, TypeConfig};
use support::{model, native, read_with, rows, warnings};

struct Random(u64);

impl Random {
    fn below(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len())]
    }
}

/// The same records, but with an attribute that is looked for in vain: such mappings are read the general way.
fn general() -> Mapping {
    let config = SourceConfig {
        id: Some("id".into()),
        event: Some(TypeConfig::Path("type".into())),
        set: [("country".to_owned(), "nowhere".to_owned())].into(),
        ..SourceConfig::default()
    };
    Mapping::of(&config, &model()).unwrap()
}

/// Everything that reading gave, or why it stopped.
fn told(text: &[u8], format: Format, mapping: &Mapping, options: &ReadOptions) -> Vec<String> {
    let input = Input::memory("log", format, text);
    match read_with(&[input], mapping, options) {
        Ok(read) => {
            let mut told = rows(&read);
            // Names come piece by piece in their order; they are the same ones.
            let mut warnings = warnings(&read.report);
            warnings.sort();
            told.extend(warnings);
            told.extend(read.report.examples.iter().map(ToString::to_string));
            told.push(format!("{} {} {:?}", read.report.records, read.report.skipped, read.report.has_ids));
            told
        }
        Err(error) => vec![error.to_string()],
    }
}

const LEADS: &[&str] = &["a", "b17", " c ", "L-0000000000000000000000001", "Jānis", "ผู้ใช้", "", "4711"];
const TIMES: &[&str] = &[
    "2025-03-20T10:00:00Z",
    "2025-03-20T10:00:00.123Z",
    "2025-03-21T23:59:59.1234567+05:30",
    "2025-03-20 10:00:00Z",
    "2025-03-20T10:00:00",
    "2568-03-20T10:00:00Z",
    "2025-03-20",
    "2024-02-29T12:00:60Z",
];
const TYPES: &[&str] = &["page_view", "form_submit", "login", "page_view", "other", " login ", ""];
const NUMBERS: &[&str] = &["5", "-0.50", "140.1234567", "12345678901234567890", "1e3", "007", "0", "", "x"];
const TEXTS: &[&str] =
    &["/pricing", "/", " ", "a,b", "SAP;HubSpot", "Demo", "newsletter", "ĀBC ไทย", "no", "2025-01-01"];

/// A JSON value of some form.
fn json_value(random: &mut Random, usual: &str) -> String {
    match random.below(24) {
        0 => "null".into(),
        1 => "true".into(),
        2 => random.one(&["1.5e3", "-0", "17", "0.25", "01", "1."]).into(),
        3 => "[\"SAP\",null]".into(),
        4 => "{\"x\":[1,{}]}".into(),
        5 => format!("\"{}\\n\\u00e9\"", usual.replace('"', "")),
        _ => format!("\"{usual}\""),
    }
}

fn json_line(random: &mut Random) -> Vec<u8> {
    let mut members = Vec::new();
    let spaced = random.below(12) == 0;
    if random.below(30) > 0 {
        members.push(("id", format!("\"e{}\"", random.below(1000))));
    }
    let lead = random.one(LEADS);
    members.push(("lead", if random.below(20) == 0 { "4711.0".into() } else { json_value(random, lead) }));
    let at = if random.below(4) > 0 { TIMES[random.below(2)] } else { random.one(TIMES) };
    members.push(("at", json_value(random, at)));
    let kind = random.one(TYPES);
    members.push(("type", if random.below(9) > 0 { format!("\"{kind}\"") } else { json_value(random, kind) }));
    for name in
        ["path", "seconds", "first", "planned", "seen", "form", "tools", "colour", "a name that is rather long"]
    {
        if random.below(3) == 0 || name == "path" {
            let usual = if name == "seconds" { random.one(NUMBERS) } else { random.one(TEXTS) };
            let number = name == "seconds" && random.below(2) == 0 && usual.parse::<f64>().is_ok();
            members.push((name, if number { usual.to_owned() } else { json_value(random, usual) }));
        }
    }
    if random.below(20) == 0 {
        let twice = members[random.below(members.len())].clone();
        members.push(twice);
    }
    if random.below(15) == 0 {
        members.rotate_left(1);
    }
    let (comma, colon) = if spaced { (", ", ": ") } else { (",", ":") };
    let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\"{colon}{value}")).collect();
    let mut line = format!("{{{}}}", members.join(comma)).into_bytes();
    if random.below(15) == 0 {
        let place = random.below(line.len());
        match random.below(3) {
            0 => line.truncate(place),
            1 => line[place] = b"\"\\{},:\x01\xff\xc4 "[random.below(10)],
            _ => line.insert(place, b"\"\\{},:\x01\xff\xc4 "[random.below(10)]),
        }
    }
    line.extend_from_slice(random.one(&["\n", "\n", "\n", "\r\n", " \n", "\n\n", "\n \t\n"]).as_bytes());
    line
}

fn csv_cell(random: &mut Random, text: &str) -> String {
    if text.is_empty() {
        // The last column is nowhere for the general mapping: a value there would be a change.
        return random.one(&["", "\"\""]).to_owned();
    }
    match random.below(12) {
        0 => format!("\"{}\"", text.replace('"', "\"\"")),
        1 => format!("\"{text}\r\n\"\"{text}\"\"\n\""),
        2 => format!("{text}\"quote"),
        3 => format!("\"{text}\"behind\""),
        _ if text.contains(',') => format!("\"{text}\""),
        _ => text.to_owned(),
    }
}

fn csv_text(random: &mut Random, records: usize) -> Vec<u8> {
    let mut text = random.one(&["", "\u{feff}", "\r\n"]).as_bytes().to_vec();
    text.extend_from_slice(b"id,lead,at,type,path,seconds,first,planned,seen,form,tools,colour,nowhere");
    text.extend_from_slice(random.one(&["\n", "\r\n", "\n\n"]).as_bytes());
    for _ in 0..records {
        let mut cells = vec![format!("e{}", random.below(1000)), random.one(LEADS).to_owned()];
        cells.push(if random.below(4) > 0 { TIMES[random.below(2)] } else { random.one(TIMES) }.to_owned());
        cells.push(random.one(TYPES).to_owned());
        cells.push(random.one(TEXTS).to_owned());
        cells.push(if random.below(2) > 0 { random.one(NUMBERS) } else { "" }.to_owned());
        cells.extend((6..12).map(|_| if random.below(3) == 0 { random.one(TEXTS) } else { "" }.to_owned()));
        cells.push(String::new());
        match random.below(40) {
            0 => cells.truncate(5),
            1 => cells.push("more".to_owned()),
            _ => {}
        }
        let plain = random.below(3) > 0;
        let cells: Vec<String> = cells
            .iter()
            .map(|cell| if plain && !cell.contains(',') { cell.clone() } else { csv_cell(random, cell) })
            .collect();
        let mut row = cells.join(",").into_bytes();
        if random.below(40) == 0 {
            let place = random.below(row.len());
            row[place] = b"\",\xff\n\r"[random.below(5)];
        }
        text.extend_from_slice(&row);
        text.extend_from_slice(random.one(&["\n", "\n", "\r\n", "\r", "\n\r\n"]).as_bytes());
    }
    if random.below(3) == 0 {
        text.pop();
    }
    if random.below(10) == 0 {
        text.extend_from_slice(b"e1,a,\"never closed\n,");
    }
    text
}

fn agree(seed: u64, text: &[u8], format: Format, random: &mut Random) {
    let on_bad_record = if random.below(4) == 0 { OnBadRecord::Stop } else { OnBadRecord::Skip };
    let has_ids = if random.below(3) == 0 { None } else { Some(true) };
    let whole = ReadOptions { on_bad_record, has_ids, ..ReadOptions::default() };
    let quick = told(text, format, &native(), &whole);
    assert_eq!(quick, told(text, format, &general(), &whole), "seed {seed}: the quick and the general way");
    for _ in 0..4 {
        let piece = NonZeroUsize::new(1 + random.below(400));
        let threads = 1 + random.below(3);
        let cut = ReadOptions { piece, threads, ..whole.clone() };
        assert_eq!(quick, told(text, format, &native(), &cut), "seed {seed}: pieces of {piece:?} bytes");
    }
    // The same through a pipe: whoever reads cuts.
    let folder = tempfile::tempdir().unwrap();
    let ending = if format == Format::Csv { "csv" } else { "ndjson" };
    let path = folder.path().join(format!("log.{ending}.zst"));
    std::fs::write(&path, zstd::encode_all(text, 1).unwrap()).unwrap();
    let input = Input { name: "log".into(), ..Input::file(&path, None).unwrap() };
    let options = ReadOptions { piece: NonZeroUsize::new(1 + random.below(300)), ..whole };
    let piped = match read_with(&[input], &native(), &options) {
        Ok(read) => rows(&read),
        Err(error) => vec![error.to_string()],
    };
    assert_eq!(piped, quick[..piped.len()], "seed {seed}: a stream");
}

#[test]
fn ndjson_at_random() {
    let mut kept = 0;
    for seed in 0..250 {
        let mut random = Random(seed);
        let mut text = if seed % 7 == 0 { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
        for _ in 0..random.below(40) {
            text.extend(json_line(&mut random));
        }
        if random.below(3) == 0 {
            text.pop();
        }
        kept += told(&text, Format::Ndjson, &native(), &skip()).len();
        agree(seed, &text, Format::Ndjson, &mut random);
    }
    assert!(kept > 1000, "{kept}");
}

#[test]
fn many_names_in_any_order() {
    for seed in 0..40 {
        let mut random = Random(seed);
        // More names than cells have bits and than steps have followers; short, long, and some of them twice. Some differ in
        // one letter only, anywhere.
        let mut names: Vec<String> = (0..150).map(|name| format!("{name}{}", "x".repeat(name % 40))).collect();
        for length in [20, 40] {
            names.extend((0..length).map(|place| format!("{}b{}", "a".repeat(place), "a".repeat(length - place))));
        }
        let mut text = Vec::new();
        for record in 0..60 {
            let mut line = format!("{{\"id\":\"e{record}\",\"lead\":\"L\",\"at\":\"{}\"", TIMES[0]);
            let type_comes = random.below(8);
            for member in 0..8 {
                if member == type_comes {
                    line.push_str(&format!(",\"type\":\"{}\"", random.one(TYPES)));
                }
                let value = json_value(&mut random, "a");
                line.push_str(&format!(",\"{}\":{value}", names[random.below(names.len())]));
            }
            text.extend_from_slice(line.as_bytes());
            text.extend_from_slice(b"}\n");
        }
        agree(seed, &text, Format::Ndjson, &mut random);
    }
}

#[test]
fn csv_at_random() {
    let mut kept = 0;
    for seed in 0..250 {
        let mut random = Random(seed);
        let records = random.below(30);
        let text = csv_text(&mut random, records);
        kept += told(&text, Format::Csv, &native(), &skip()).len();
        agree(seed, &text, Format::Csv, &mut random);
    }
    assert!(kept > 1000, "{kept}");
}

#[test]
fn many_columns_in_any_order() {
    for seed in 0..40 {
        let mut random = Random(seed);
        // More columns than have bits; those that matter stand anywhere among them.
        let mut names: Vec<String> =
            ["id", "lead", "at", "type", "path", "seconds", "first", "form"].map(String::from).into();
        names.extend((0..random.below(100)).map(|name| format!("more {name}")));
        // Asked for by the general mapping; a value there would be a change.
        names.push("nowhere".into());
        for place in (1..names.len()).rev() {
            names.swap(place, random.below(place + 1));
        }
        let mut text = names.join(",").into_bytes();
        text.push(b'\n');
        for record in 0..40 {
            let cells: Vec<String> = names
                .iter()
                .map(|name| match &**name {
                    "id" => format!("e{record}"),
                    "lead" => random.one(LEADS).to_owned(),
                    "at" => TIMES[random.below(2)].to_owned(),
                    "type" => random.one(TYPES).to_owned(),
                    "seconds" => random.one(NUMBERS).to_owned(),
                    "nowhere" => String::new(),
                    _ if random.below(3) > 0 => String::new(),
                    _ => random.one(TEXTS).to_owned(),
                })
                .collect();
            let cells: Vec<String> = cells.iter().map(|cell| csv_cell(&mut random, cell)).collect();
            text.extend_from_slice(cells.join(",").as_bytes());
            if random.below(30) == 0 {
                text.extend_from_slice(b",one too many");
            }
            text.push(b'\n');
        }
        agree(seed, &text, Format::Csv, &mut random);
    }
}

fn skip() -> ReadOptions {
    ReadOptions { on_bad_record: OnBadRecord::Skip, has_ids: Some(true), ..ReadOptions::default() }
}

#[test]
fn csv_is_cut_as_csv_core_cuts_it() {
    // Records as the csv crate reads them. No record is good: those of three cells have no time.
    for seed in 0..3000 {
        let mut random = Random(seed);
        let mut body = Vec::new();
        for _ in 0..random.below(60) {
            body.extend_from_slice(
                random.one(&["a", "é", ",", ",", "\"", "\"\"", "\n", "\r\n", "\r", " ", ",\""]).as_bytes(),
            );
        }
        let text = [b"lead,at,set.size\n".as_slice(), &body].concat();
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(&*text);
        let expected: Vec<String> = reader
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
            .map(|cells| match &*cells {
                [_, _, _] => "three".to_owned(),
                [_] => "The row has 1 cell, but the header has 3 columns.".to_owned(),
                cells => format!("The row has {} cells, but the header has 3 columns.", cells.len()),
            })
            .collect();
        let options = ReadOptions { piece: NonZeroUsize::new(1 + random.below(50)), ..skip() };
        let read = read_with(&[Input::memory("log", Format::Csv, &*text)], &native(), &options).unwrap();
        assert_eq!(read.report.skipped as usize, expected.len(), "seed {seed}: {:?}", String::from_utf8_lossy(&text));
        for (expected, found) in expected.iter().zip(&read.report.examples) {
            let is_three = !found.message.starts_with("The row has");
            assert!(found.message == *expected || is_three && expected == "three", "seed {seed}: {found} {expected}");
        }
    }
}
