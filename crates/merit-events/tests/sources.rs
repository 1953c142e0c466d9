//! Other shapes, mapped.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, unreachable_pub, dead_code)]

mod support;

use merit_events::{Format, Input, Mapping, Problem, ReadOptions, SourceConfig, SourcesConfig};
use support::{Read, model, read_lead_table, read_text, rows, warnings};

fn source(toml: &str) -> SourceConfig {
    toml::from_str(toml).unwrap()
}

fn mapping(toml: &str) -> Mapping {
    Mapping::of(&source(toml), &model()).unwrap()
}

fn read(toml: &str, format: Format, text: &str) -> Result<Read, Problem> {
    read_text(text, format, &mapping(toml), &ReadOptions::default())
}

fn errors(toml: &str) -> Vec<String> {
    Mapping::of(&source(toml), &model()).err().unwrap()
}

#[test]
fn the_source_of_the_contract() {
    let toml = r#"
        id = "event.id"
        lead = "user_id"
        at = "time_stamp"
        time = "%Y-%m-%d"
        zone = "UTC"
        type = "event.kind"
        empty = ["", "Select", "NULL"]
        [types]
        "Viewed" = "page_view"
        "Heartbeat" = false
        [properties]
        path = "context.page.path"
    "#;
    let read = read(
        toml,
        Format::Ndjson,
        r#"{"event":{"kind":"Viewed","id":7},"user_id":1,"time_stamp":"2025-03-20","context":{"page":{"path":"/a"}},"seconds":"Select"}
{"event":{"kind":"Heartbeat"}}
{"event":{"id":8,"kind":"login"},"user_id":1,"time_stamp":"2025-03-20","browser":"NULL","os":"x"}"#,
    )
    .unwrap();
    assert_eq!(rows(&read), ["1 7 1 2025-03-20T00:00:00Z page_view path=\"/a\"", "3 8 1 2025-03-20T00:00:00Z login"]);
    assert_eq!(read.report.left_out, 1);
    // The source names its zone, so a time without offset is no surprise.
    assert_eq!(
        warnings(&read.report),
        ["F601 log:3: The property \"os\" of login is not declared: it was left out in 1 record."]
    );
}

#[test]
fn one_type_for_all() {
    let toml = "lead = \"who\"\nat = \"when\"\ntime = \"seconds\"\ntype = { value = \"visited\" }\n[types]\nvisited = \"login\"";
    let read = read(toml, Format::Csv, "who,when\na,1742464800\nb,1742464800.1234567\n").unwrap();
    assert_eq!(rows(&read), ["2  a 2025-03-20T10:00:00Z login", "3  b 2025-03-20T10:00:00.123456Z login"]);
}

#[test]
fn counted_times() {
    let at = |time: &str, written: &str| {
        let text = format!(r#"{{"lead":"a","at":{written},"type":"login"}}"#);
        let toml = format!("time = {time:?}\ntype = \"type\"");
        read(&toml, Format::Ndjson, &text)
            .map(|read| read.batches[0].at[0].to_string())
            .map_err(|problem| problem.message)
    };
    assert_eq!(at("seconds", "1742464800").unwrap(), "2025-03-20T10:00:00Z");
    assert_eq!(at("seconds", "\"1742464800.5\"").unwrap(), "2025-03-20T10:00:00.5Z");
    assert_eq!(at("seconds", "-0.5").unwrap(), "1969-12-31T23:59:59.5Z");
    assert_eq!(at("seconds", "1.7424648e9").unwrap(), "2025-03-20T10:00:00Z");
    assert_eq!(at("milliseconds", "1742464800123.9").unwrap(), "2025-03-20T10:00:00.1239Z");
    assert_eq!(at("milliseconds", "1742464800123.9999").unwrap(), "2025-03-20T10:00:00.123999Z");
    assert_eq!(at("microseconds", "1742464800123456.9").unwrap(), "2025-03-20T10:00:00.123456Z");
    assert_eq!(
        at("seconds", "1742464800123").unwrap_err(),
        "The value of at is 1742464800123, which is not in the years 1 to 9999; perhaps it is counted in another unit."
    );
    for wrong in ["\"\"", "\"soon\"", "\"2025-03-20T10:00:00Z\"", "[]", "true", "1e99999"] {
        assert!(at("seconds", wrong).is_err(), "{wrong}");
    }
}

#[test]
fn patterns() {
    let at = |time: &str, written: &str| {
        let text = format!(r#"{{"lead":"a","at":{written:?},"type":"login"}}"#);
        let toml = format!("time = {time:?}\ntype = \"type\"");
        read(&toml, Format::Ndjson, &text)
            .map(|read| (read.batches[0].at[0].to_string(), read.report.no_offset))
            .map_err(|problem| problem.to_string())
    };
    let pega = "%Y%m%dT%H%M%S%.3f GMT";
    assert_eq!(at(pega, "20210127T132203.201 GMT"), Ok(("2021-01-27T11:22:03.201Z".into(), 1)));
    assert_eq!(at("%d.%m.%Y %H:%M", "20.03.2025 12:00"), Ok(("2025-03-20T10:00:00Z".into(), 1)));
    assert_eq!(at("%Y-%m-%dT%H:%M:%S%z", "2025-03-20T12:00:00+0200"), Ok(("2025-03-20T10:00:00Z".into(), 0)));
    assert_eq!(at("%s", "1742464800"), Ok(("2025-03-20T10:00:00Z".into(), 0)));
    assert_eq!(at("%Y%m%d", "20250320"), Ok(("2025-03-19T22:00:00Z".into(), 1)));
    assert_eq!(at("%m/%d/%y %I:%M %p", "03/20/25 12:00 PM"), Ok(("2025-03-20T10:00:00Z".into(), 1)));
    assert_eq!(
        at("%d.%m.%Y", "20.03.2568").unwrap_err(),
        "log.ndjson:1: The value of at is \"20.03.2568\", which looks like the Thai Buddhist calendar: 2568 is 2025."
    );
    assert!(at("%d.%m.%Y", "20.13.2025").is_err());
    assert!(at("%d.%m.%Y", "20.03.2025 x").is_err());
    let zoned = format!("time = {pega:?}\nzone = \"UTC\"\ntype = \"type\"");
    let text = r#"{"lead":"a","at":"20210127T132203.201 GMT","type":"login"}"#;
    let read = read(&zoned, Format::Ndjson, text).unwrap();
    assert_eq!((read.batches[0].at[0].to_string(), read.report.no_offset), ("2021-01-27T13:22:03.201Z".into(), 0));
}

#[test]
fn a_property_of_kind_time_is_written_as_the_records_are_or_plainly() {
    let toml = "time = \"milliseconds\"\ntype = \"type\"";
    let seen = |written: &str| {
        let text = format!(r#"{{"lead":"a","at":1742464800000,"type":"page_view","path":"/","seen":{written}}}"#);
        rows(&read(toml, Format::Ndjson, &text).unwrap()).remove(0).split_once("seen=").unwrap().1.to_owned()
    };
    assert_eq!(seen("1742464800123"), "2025-03-20T10:00:00.123Z");
    assert_eq!(seen("\"2025-03-20\""), "2025-03-19T22:00:00Z");
    assert_eq!(seen("\"2025-03-20T10:00:00Z\""), "2025-03-20T10:00:00Z");
}

#[test]
fn change_records() {
    let toml = "lead = \"who\"\nat = \"when\"\n[set]\ncountry = \"new.country\"\nsize = \"employees\"";
    let text = r#"{"who":"a","when":"2025-03-20T10:00:00Z","new":{"country":"LV"},"employees":5}
{"who":"a","when":"2025-03-20T10:00:00Z","new":{"country":null}}"#;
    assert_eq!(
        rows(&read(toml, Format::Ndjson, text).unwrap()),
        ["1  a 2025-03-20T10:00:00Z set country=\"LV\" size=5", "2  a 2025-03-20T10:00:00Z set country=-"]
    );
    let error = read(toml, Format::Ndjson, r#"{"who":"a","when":"2025-03-20T10:00:00Z"}"#).err().unwrap();
    assert_eq!(error.message, "The record has neither a type nor a set.");
    let flat = toml.replace("new.country", "land");
    let csv = "who,when,land,employees\na,2025-03-20T10:00:00Z,(unknown),\na,2025-03-20T10:00:00Z,,7\n";
    assert_eq!(
        rows(&read(&flat, Format::Csv, csv).unwrap()),
        ["2  a 2025-03-20T10:00:00Z set country=-", "3  a 2025-03-20T10:00:00Z set size=7"]
    );
    // With both, each record is one of the two.
    let both = format!("type = \"what\"\n{flat}");
    let csv = "who,when,what,land,employees\na,2025-03-20T10:00:00Z,login,,\na,2025-03-20T10:00:00Z,,LV,7\n";
    assert_eq!(
        rows(&read(&both, Format::Csv, csv).unwrap()),
        ["2  a 2025-03-20T10:00:00Z login", "3  a 2025-03-20T10:00:00Z set country=\"LV\" size=7"]
    );
}

#[test]
fn a_name_with_dots_is_a_column_or_a_key() {
    let toml = "lead = \"user.id\"\ntype = \"type\"";
    let row = "a 2025-03-20T10:00:00Z login";
    let key = r#"{"user.id":"a","user":{"id":"b"},"at":"2025-03-20T10:00:00Z","type":"login"}"#;
    assert_eq!(rows(&read(toml, Format::Ndjson, key).unwrap()), [format!("1  {row}")]);
    let key = r#"{"user":{"id":"b"},"user.id":"a","at":"2025-03-20T10:00:00Z","type":"login"}"#;
    assert_eq!(rows(&read(toml, Format::Ndjson, key).unwrap()), [format!("1  {row}")]);
    let csv = "user.id,at,type\na,2025-03-20T10:00:00Z,login\n";
    assert_eq!(rows(&read(toml, Format::Csv, csv).unwrap()), [format!("2  {row}")]);
    let error = read(toml, Format::Csv, "user,at,type\n").err().unwrap();
    assert_eq!(error.message, "There is no column \"user.id\"; the columns are user, at, type.");
}

#[test]
fn leads_tables() {
    let toml = "kind = \"leads\"\nlead = \"uid\"\nempty = [\"n/a\"]\n[attributes]\ncountry = \"address.country\"";
    let text = r#"{"uid":"a","address":{"country":"LV"},"size":"n/a","email":"a@b.lv"}"#;
    let (rows, report) =
        read_lead_table(Input::memory("x", Format::Ndjson, text.as_bytes()), &mapping(toml), &ReadOptions::default())
            .unwrap();
    assert_eq!(rows, ["1 a country=\"LV\" email=\"a@b.lv\""]);
    assert_eq!(warnings(&report), Vec::<String>::new());
}

#[test]
fn names_of_the_native_form_that_a_source_does_not_use_are_told() {
    let toml = "lead = \"who\"\nat = \"when\"\ntype = \"what\"";
    let json = r#"{"who":"a","when":"2025-03-20T10:00:00Z","what":"login","id":"7","lead":"b","at":1,"type":"c","set":{"size":1}}"#;
    let csv = "who,when,what,id,lead,at,type,set\na,2025-03-20T10:00:00Z,login,7,b,1,c,x";
    for (format, text) in [(Format::Ndjson, json), (Format::Csv, csv)] {
        let read = read(toml, format, text).unwrap();
        let warnings = warnings(&read.report);
        assert_eq!((read.report.records, warnings.len()), (1, 5), "{warnings:?}");
        for name in ["id", "lead", "at", "type", "set"] {
            assert!(
                warnings.iter().any(|told| told.contains(&format!("The property \"{name}\" of login"))),
                "{name}"
            );
        }
    }
}

#[test]
fn what_does_not_fit_is_said_with_what_to_change() {
    assert_eq!(
        errors("type = \"t\"\n[types]\nx = \"page_veiw\"\ny = true"),
        [
            "[types] maps \"x\" to page_veiw, which is not declared as an event; declared are page_view, form_submit, login. Did you mean page_view?",
            "[types] maps \"y\" to true; write the name of an event, or false.",
        ]
    );
    assert_eq!(
        errors("type = { value = \"visited\" }\n[set]\nsize = \"s\""),
        [
            "type is always \"visited\", which is not declared as an event; declared are page_view, form_submit, login.",
            "A source with one type for all records cannot have [set], too: no record is both an event and a change.",
        ]
    );
    assert_eq!(
        errors("[properties]\ncolour = \"c\""),
        ["colour in [properties] is not a property of any declared event."]
    );
    assert_eq!(
        errors("[set]\nshoe = \"s\""),
        ["shoe in [set] is not an attribute of a lead; declared are country, size, software, created, email."]
    );
    assert!(errors("[properties]\nsecond = \"s\"")[0].ends_with("Did you mean seconds?"));
    assert!(errors("[set]\ncuontry = \"s\"")[0].ends_with("Did you mean country?"));
    let error = toml::from_str::<SourceConfig>("type = { val = \"x\" }").err().unwrap().to_string();
    assert!(error.contains("type is a path, or one constant: type = { value = \"NAME\" }"), "{error}");
    let error = toml::from_str::<SourceConfig>("[types]\nx = 1").err().unwrap().to_string();
    assert!(error.contains("the name of one of our events, or to false"), "{error}");
    assert!(errors("[attributes]\ncountry = \"c\"")[0].starts_with("[attributes] belongs to a leads table"));
    assert!(errors("kind = \"leads\"\nat = \"x\"")[0].starts_with("A leads table has no at;"));
    assert_eq!(
        errors("zone = \"Europe/Rīga\""),
        [
            "There is no time zone called \"Europe/Rīga\"; write a name like Europe/Riga or UTC. Did you mean Europe/Riga?"
        ]
    );
    assert!(errors("time = \"iso\"")[0].starts_with("time = \"iso\" is not a form of time; write rfc3339, seconds"));
    assert!(errors("time = \"%Q\"")[0].contains("a % letter that is not known"));
    assert!(errors("time = \"%H:%M\"")[0].contains("does not hold a whole date"));
    assert!(errors("lead = \"a..b\"")[0].starts_with("The path of lead has an empty part"));
}

#[test]
fn named_and_unnamed_sources() {
    let sources: SourcesConfig = toml::from_str(
        "lead = \"who\"\n[types]\nx = false\n[login_log]\nkind = \"leads\"\n[other]\ntype = { value = \"login\" }",
    )
    .unwrap();
    assert_eq!(sources.unnamed.unwrap().lead.as_deref(), Some("who"));
    assert_eq!(sources.named.keys().collect::<Vec<_>>(), ["login_log", "other"]);
    let error = |text: &str| toml::from_str::<SourcesConfig>(text).err().unwrap().to_string();
    assert!(error("leed = \"who\"").contains("unknown field `leed`, expected one of `kind`, `id`, `lead`"));
    assert!(error("[x]\nleed = \"who\"").contains("[source.x] is not understood: unknown field `leed`"));
    assert!(toml::from_str::<SourcesConfig>("").unwrap().unnamed.is_none());
}
