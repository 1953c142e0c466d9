//! Results and changes as they are written.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, unreachable_pub, dead_code)]

mod support;

use merit_events::write::{results_csv, results_ndjson, results_parquet, write_changes};
use merit_ir::{
    Bound, Due, Grade, GradeId, Letter, Matrix, MatrixColumns, Model, NO_GRADE, Results, Score, ScoreId, Segment,
    Source, Tier, Tiers, TiersId, Transition,
};
use merit_values::{Decimal, Instant, Points, Strings, Timestamp};

fn source() -> Source {
    Source { file: 0, line: 1, column: 1, text: String::new() }
}

fn score(name: &str, decimals: u8) -> Score {
    Score {
        name: name.into(),
        title: None,
        range: (None, None),
        decimals,
        starts_at: Points(0),
        sum_of: vec![],
        groups: vec![],
        resets: vec![],
        inactivity: vec![],
        source: source(),
    }
}

fn tier(name: &str, bound: Bound) -> Tier {
    Tier { name: name.into(), bound, until_below: None, source: source() }
}

fn letter(name: &str) -> Letter {
    Letter { name: name.into(), bound: Bound::Otherwise, source: source() }
}

fn segment(name: &str) -> Segment {
    Segment { name: name.into(), includes: vec![], excludes: vec![], source: source() }
}

fn model() -> Model {
    let mut model = support::model();
    model.scores = vec![score("engagement", 0), score("adoption", 2)];
    model.tiers = vec![Tiers {
        score: ScoreId(0),
        lines: vec![tier("Warm", Bound::From(Points(20_000_000))), tier("New, \"cold\"", Bound::Otherwise)],
        source: source(),
    }];
    model.grades = vec![Grade {
        name: "fit".into(),
        title: None,
        starts_at: Points(0),
        groups: vec![],
        letters: vec![letter("A"), letter("F")],
        no_grade_if: vec![],
        no_grade_if_no_rule_applies: false,
        source: source(),
    }];
    model.matrices = vec![Matrix {
        name: "priority".into(),
        rows: TiersId(0),
        columns: MatrixColumns::Grade(GradeId(0)),
        cells: vec![vec!["Call".into(), "Wait".into()], vec!["=Nurture".into(), "Ignore".into()]],
        source: source(),
    }];
    model.segments = vec![segment("MQL"), segment("A;B\\C"), segment("Ünder")];
    model
}

fn at(text: &str) -> Instant {
    match Timestamp::read(text).unwrap() {
        Timestamp::At(at) => at,
        other => panic!("{other:?}"),
    }
}

fn decimals(values: &[&str]) -> Vec<Decimal> {
    values.iter().map(|value| Decimal::read(value).unwrap()).collect()
}

fn results() -> Results {
    let mut leads = Strings::default();
    for lead in ["+1", "4711", "a\"b\u{1}"] {
        leads.push(lead);
    }
    Results {
        as_of: at("2025-04-10T20:59:59.999999Z"),
        leads,
        scores: vec![decimals(&["-5", "32", "0"]), decimals(&["1.5", "-0.25", "100"])],
        tiers: vec![vec![1, 0, 1]],
        grades: vec![vec![0, NO_GRADE, 1]],
        points: vec![decimals(&["70.125", "0", "-20"])],
        segments: vec![vec![true, false, true], vec![true, false, false], vec![false, false, true]],
    }
}

#[test]
fn ndjson() {
    let mut output = Vec::new();
    results_ndjson(&results(), &model(), &mut output).unwrap();
    assert_eq!(
        String::from_utf8(output).unwrap(),
        r#"{"lead":"+1","as_of":"2025-04-10T20:59:59.999999Z","scores":{"adoption":1.5,"engagement":-5},"tiers":{"engagement":"New, \"cold\""},"grades":{"fit":"A"},"points":{"fit":70.125},"cells":{"priority":"=Nurture"},"segments":["A;B\\C","MQL"]}
{"lead":"4711","as_of":"2025-04-10T20:59:59.999999Z","scores":{"adoption":-0.25,"engagement":32},"tiers":{"engagement":"Warm"},"grades":{"fit":null},"points":{"fit":0},"cells":{"priority":null},"segments":[]}
{"lead":"a\"b\u0001","as_of":"2025-04-10T20:59:59.999999Z","scores":{"adoption":100,"engagement":0},"tiers":{"engagement":"New, \"cold\""},"grades":{"fit":"F"},"points":{"fit":-20},"cells":{"priority":"Ignore"},"segments":["MQL","Ünder"]}
"#
    );
}

#[test]
fn ndjson_of_a_model_without_outcomes() {
    let mut results = results();
    (results.scores, results.tiers, results.grades, results.points, results.segments) = Default::default();
    let mut output = Vec::new();
    results_ndjson(&results, &support::model(), &mut output).unwrap();
    assert!(String::from_utf8(output).unwrap().starts_with(
        r#"{"lead":"+1","as_of":"2025-04-10T20:59:59.999999Z","scores":{},"tiers":{},"grades":{},"points":{},"cells":{},"segments":[]}"#
    ));
}

#[test]
fn csv() {
    let csv = |raw| {
        let mut output = Vec::new();
        results_csv(&results(), &model(), raw, &mut output).unwrap();
        String::from_utf8(output).unwrap()
    };
    assert_eq!(
        csv(false),
        "lead,adoption,engagement,engagement.tier,fit,fit.points,priority,segments\n\
         '+1,1.5,-5,\"New, \"\"cold\"\"\",A,70.125,'=Nurture,A\\;B\\\\C;MQL\n\
         4711,-0.25,32,Warm,,0,,\n\
         \"a\"\"b\u{1}\",100,0,\"New, \"\"cold\"\"\",F,-20,Ignore,MQL;Ünder\n"
    );
    assert!(csv(true).contains("\n+1,1.5,-5,\"New, \"\"cold\"\"\",A,70.125,=Nurture,"));
    let mut results = results();
    for dangerous in ["=1", "+1", "-1", "@x", "\tx", "\rx"] {
        results.leads = Strings::default();
        results.leads.push(dangerous);
        let mut output = Vec::new();
        results_csv(&results, &model(), false, &mut output).unwrap();
        let text = String::from_utf8(output).unwrap();
        assert!(text.contains(&format!("'{dangerous}")), "{text:?}");
    }
}

/// Cells are quoted where the library for CSV does it.
#[test]
fn csv_of_any_texts() {
    let marks = ["", ",", "\"", "\n", "\r", ";", " ", "'", "=", "é", "กิ", "-", "#", "a,b\"c", "\"\""];
    let texts: Vec<String> = marks
        .iter()
        .flat_map(|a| marks.iter().map(move |b| format!("{a}x{b}")))
        .chain(["".into(), ",".into()])
        // Short and long ones are written in different ways.
        .chain((10..20).chain([70_000, 3]).map(|length| "y".repeat(length)))
        .collect();
    let numbers: Vec<String> = (0..).take(texts.len()).map(|row| 10_u64.pow(row % 18).to_string()).collect();
    let mut model = model();
    model.tiers[0].lines = texts.iter().map(|text| tier(text, Bound::Otherwise)).collect();
    model.matrices.clear();
    let mut results = results();
    let all = |value: &str| decimals(&vec![value; texts.len()]);
    results.leads = Strings::default();
    texts.iter().for_each(|text| _ = results.leads.push(text));
    let numbers_of: Vec<&str> = numbers.iter().map(String::as_str).collect();
    results.scores = vec![decimals(&numbers_of), all("2")];
    results.tiers = vec![(0..).take(texts.len()).collect()];
    (results.grades, results.points) = (vec![vec![0; texts.len()]], vec![all("3")]);
    results.segments = vec![vec![false; texts.len()]; 3];
    for raw in [true, false] {
        let mut output = Vec::new();
        results_csv(&results, &model, raw, &mut output).unwrap();
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer
            .write_record(["lead", "adoption", "engagement", "engagement.tier", "fit", "fit.points", "segments"])
            .unwrap();
        for (text, number) in texts.iter().zip(&numbers) {
            let text = if !raw && text.starts_with(['=', '-', '\r']) { format!("'{text}") } else { text.clone() };
            writer.write_record([&*text, "2", number, &*text, "A", "3", ""]).unwrap();
        }
        assert_eq!(String::from_utf8(output), String::from_utf8(writer.into_inner().unwrap()));
    }
}

#[test]
fn parquet() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let mut output = Vec::new();
    results_parquet(&results(), &model(), &mut output).unwrap();
    let mut again = Vec::new();
    results_parquet(&results(), &model(), &mut again).unwrap();
    assert_eq!(output, again);
    let reader = SerializedFileReader::new(bytes::Bytes::from(output)).unwrap();
    let metadata = reader.metadata().file_metadata();
    assert_eq!(metadata.key_value_metadata().unwrap()[0].value.as_deref(), Some("2025-04-10T20:59:59.999999Z"));
    let mut schema = Vec::new();
    parquet::schema::printer::print_schema(&mut schema, metadata.schema());
    assert_eq!(
        String::from_utf8(schema).unwrap(),
        "message results {
  REQUIRED BYTE_ARRAY lead (STRING);
  REQUIRED INT64 adoption (DECIMAL(18,2));
  REQUIRED INT64 engagement (DECIMAL(18,0));
  OPTIONAL BYTE_ARRAY engagement.tier (STRING);
  OPTIONAL BYTE_ARRAY fit (STRING);
  REQUIRED INT64 fit.points (DECIMAL(18,3));
  OPTIONAL BYTE_ARRAY priority (STRING);
  REQUIRED group segments (LIST) {
    REPEATED group list {
      REQUIRED BYTE_ARRAY element (STRING);
    }
  }
}
"
    );
    let rows: Vec<String> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
    assert_eq!(
        rows[0],
        "{lead: \"+1\", adoption: 1.50, engagement: -5., engagement.tier: \"New, \"cold\"\", fit: \"A\", \
         fit.points: 70.125, priority: \"=Nurture\", segments: [\"A;B\\C\", \"MQL\"]}"
    );
    assert_eq!(
        rows[1],
        "{lead: \"4711\", adoption: -0.25, engagement: 32., engagement.tier: \"Warm\", fit: null, fit.points: 0.000, \
         priority: null, segments: []}"
    );
    assert!(rows[2].ends_with("segments: [\"MQL\", \"Ünder\"]}"), "{}", rows[2]);
}

#[test]
fn changes_in_order() {
    let transition = |time: &str, lead: &str, enters, name: &str| Transition {
        at: at(time),
        lead: lead.into(),
        enters,
        name: name.into(),
    };
    let due = |time: &str, lead: &str, enters, name: &str, action: &str, delay: &str| Due {
        due: at(time),
        lead: lead.into(),
        enters,
        name: name.into(),
        action: action.into(),
        delay: delay.into(),
        at: at("2025-03-20T10:00:00Z"),
    };
    let (early, late) = ("2025-03-20T10:00:00Z", "2025-03-22T10:00:00Z");
    let transitions = [
        transition(late, "4711", true, "MQL"),
        transition(early, "4711", true, "Warm"),
        transition(early, "4711", false, "New"),
        transition(early, "10", true, "Warm"),
    ];
    let due = [
        due(late, "4711", true, "Warm", "send_sms", "2 days"),
        due(early, "4711", true, "Warm", "b", "0"),
        due(early, "4711", true, "Warm", "a", "0"),
        due(early, "4711", false, "Zero", "a", "0"),
    ];
    let mut output = Vec::new();
    write_changes(&transitions, &due, &model(), &mut output).unwrap();
    let key = |what: &str, name: &str| format!("\"key\":\"acme/{what}/{name}/0/4711/2025-03-20T10%3A00%3A00Z\"}}");
    let expected = [
        r#"{"at":"2025-03-20T10:00:00Z","lead":"10","change":"enters","name":"Warm"}"#.to_owned(),
        r#"{"at":"2025-03-20T10:00:00Z","lead":"4711","change":"leaves","name":"New"}"#.to_owned(),
        r#"{"at":"2025-03-20T10:00:00Z","lead":"4711","change":"enters","name":"Warm"}"#.to_owned(),
        format!(
            r#"{{"due":"2025-03-20T10:00:00Z","lead":"4711","trigger":"a","after":"leaves","name":"Zero","at":"2025-03-20T10:00:00Z",{}"#,
            key("a/leaves", "Zero")
        ),
        format!(
            r#"{{"due":"2025-03-20T10:00:00Z","lead":"4711","trigger":"a","after":"enters","name":"Warm","at":"2025-03-20T10:00:00Z",{}"#,
            key("a/enters", "Warm")
        ),
        format!(
            r#"{{"due":"2025-03-20T10:00:00Z","lead":"4711","trigger":"b","after":"enters","name":"Warm","at":"2025-03-20T10:00:00Z",{}"#,
            key("b/enters", "Warm")
        ),
        r#"{"at":"2025-03-22T10:00:00Z","lead":"4711","change":"enters","name":"MQL"}"#.to_owned(),
        r#"{"due":"2025-03-22T10:00:00Z","lead":"4711","trigger":"send_sms","after":"enters","name":"Warm","at":"2025-03-20T10:00:00Z","key":"acme/send_sms/enters/Warm/2%20days/4711/2025-03-20T10%3A00%3A00Z"}"#.to_owned(),
    ];
    assert_eq!(String::from_utf8(output).unwrap().lines().collect::<Vec<_>>(), expected);
}
