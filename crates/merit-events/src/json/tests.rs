//! The quick reader and serde_json agree.

use std::borrow::Cow;

use super::members;
use super::scan::Scan;
use crate::raw::Raw;

/// What the quick reader makes of a line.
fn quick(text: &str) -> Option<Vec<(Cow<'_, str>, Raw<'_>)>> {
    let mut scan = Scan::new(text);
    let mut found = Vec::new();
    scan.take(b'{')?;
    let mut more = !scan.is_empty_object()?;
    while more {
        let name = scan.name()?;
        found.push((Cow::Borrowed(name), scan.value()?));
        more = scan.has_more()?;
    }
    scan.is_done().then_some(found)
}

fn agree(text: &str) -> bool {
    match quick(text) {
        Some(found) => {
            assert_eq!(members(text).as_ref(), Ok(&found), "{text}");
            true
        }
        None => false,
    }
}

#[test]
fn usual_lines_are_read_quickly() {
    for line in [
        r#"{"a":"b"}"#,
        r#"{}"#,
        r#" { "a" : 1 , "b" : -0.5e+3 , "c":true,"d":false,"e":null } "#,
        r#"{"a":"x\ny","b":[1,[2,"]"]],"c":{"d":{"e":"}"}},"f":"Giám đốc ผู้"}"#,
        r#"{"a":"😀"}"#,
    ] {
        assert!(agree(line), "{line}");
    }
}

#[test]
fn what_is_no_json_is_not_read_quickly() {
    for line in [
        "",
        "{",
        "}",
        "[]",
        "{}x",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":-}",
        "{\"a\":1e}",
        "{\"a\":+1}",
        "{\"a\":nul}",
        "{\"a\":nullx}",
        "{\"a\":truefalse}",
        "{\"a\":\"\u{1}\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":[1,]}",
        "{\"a\":{\"b\"}}",
        "{\"a\":1}{\"b\":2}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":NaN}",
        "{\"a\":1 2}",
        "{\"a\":\"b",
    ] {
        assert!(!agree(line), "{line}");
        assert!(members(line).is_err(), "{line}");
    }
}

#[test]
fn they_agree_on_lines_changed_at_random() {
    let seeds = [
        r#"{"id":"e1","lead":"4711","at":"2025-03-20T10:00:00Z","type":"page_view","path":"/pricing","seconds":140.5e1}"#,
        r#"{"a":[1,{"b":"\u00e9\"\\"}],"c":null,"d":-0,"e":"ĀB","f":{},"g":[],"a2":true}"#,
    ];
    let mut state = 7u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let (mut read, mut refused) = (0, 0);
    for round in 0..60_000 {
        let mut bytes = seeds[round % 2].as_bytes().to_vec();
        for _ in 0..=random(3) {
            let place = random(bytes.len());
            let bytes_to_put = b"\"\\{}[]:,0123456789.eE+-tfnul \t\x01a\xc3";
            let byte = bytes_to_put[random(bytes_to_put.len())];
            match random(3) {
                0 => bytes[place] = byte,
                1 => bytes.insert(place, byte),
                _ => {
                    bytes.remove(place);
                }
            }
        }
        let Ok(text) = String::from_utf8(bytes) else { continue };
        if agree(&text) {
            read += 1;
        } else {
            refused += 1;
            // Only escapes in names are left to serde_json; so a refused line is mostly no JSON.
            assert!(members(&text).is_err() || text.contains('\\'), "{text}");
        }
    }
    assert!(read > 5_000 && refused > 5_000, "{read} {refused}");
}
