//! NDJSON records in the native form.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs, unreachable_pub, dead_code)]

mod support;

use support::{ndjson, rows, warnings};

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
