//! Engine and oracle on random models and logs: `MERIT_ORACLE_PAIRS` says how many (3,000 without it), and
//! `MERIT_ORACLE_FIRST` the first seed. Every result, transition, due trigger and labelled subtotal must be equal, with
//! records in order and shuffled, in large and small batches, on one thread and two; every construct of the language
//! must have decided something.

use merit_tests::comparison::{Case, Feeding, Verdict, be_quiet, judge, run};
use merit_tests::oracle::{LeadsTable, Question, Record, Value, Values, What};
use merit_tests::random::number;
use merit_values::{Day, Instant, Timestamp};

#[test]
fn engine_and_oracle_agree() {
    let (first, pairs) = (number("MERIT_ORACLE_FIRST", 0), number("MERIT_ORACLE_PAIRS", 3_000));
    be_quiet();
    let totals = run(first..first + pairs, 2, 5);
    let _ = std::panic::take_hook();
    assert_eq!(totals.reports, Vec::<String>::new(), "\n{}\n", totals.reports.join("\n\n"));
    assert_eq!((totals.pairs, totals.different, totals.rejected), (pairs, 0, 0));
    if pairs >= 1_000 {
        assert_eq!(totals.missing(), Vec::<&str>::new(), "never decided anything in {pairs} pairs");
    }
}

/// A model of these lines and one lead, with what random models found once.
fn case(lines: &str, vocabulary: &str) -> Case {
    Case {
        lines: lines.lines().map(str::to_owned).collect(),
        vocabulary: format!("edition 1\n{vocabulary}"),
        lists: Vec::new(),
        table: LeadsTable::new(),
        records: Vec::new(),
        question: Question::default(),
        feeding: Feeding { batch: 1, ..Feeding::plain() },
    }
}

fn at(text: &str) -> i64 {
    match Timestamp::read(text) {
        Ok(Timestamp::At(Instant(at))) => at,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn a_window_of_a_date_that_the_zone_skipped() {
    let model = r#"edition 1
use "vocabulary.score"
model m
  timezone "Pacific/Apia"
score s
  +20  if known_since more than 3 days ago
tiers of s
  "High"  from 20
  "Low"   otherwise"#;
    let mut case = case(model, "event visit\nlead\n  has known_since: date\n");
    let skipped = Value::Date(Day::read("2011-12-30").unwrap().0);
    case.table.insert("l".to_owned(), [("known_since".to_owned(), skipped)].into());
    let (lead, what) = ("l".to_owned(), What::Event("visit".to_owned(), Values::new()));
    case.records.push(Record { id: None, lead, at: at("2011-12-24T22:00:00Z"), what });
    case.question = Question { as_of: at("2012-01-13T22:00:00Z"), since: Some(i64::MIN), from_the_beginning: false };
    assert_eq!(judge(&case), Verdict::Same);
}

#[test]
fn a_copy_in_a_batch_with_other_columns() {
    let model = "edition 1\nuse \"vocabulary.score\"\nmodel m\n  timezone \"UTC\"\nscore s\n  +1  visit  every time";
    let mut case = case(model, "event visit\n  has path: text\n  has seconds: number\n");
    let record = |id: &str, values: Values| {
        let (id, lead) = (Some(id.to_owned()), "l".to_owned());
        Record { id, lead, at: at("2025-01-06T10:00:00Z"), what: What::Event("visit".to_owned(), values) }
    };
    let full = [("path".to_owned(), Value::Text("/".to_owned())), ("seconds".to_owned(), Value::Number(1))].into();
    // In order and at once, the copy shares a batch with a record that has values; one by one, it does not.
    case.records = vec![record("1", Values::new()), record("2", full), record("1", Values::new())];
    case.question.as_of = at("2025-01-07T00:00:00Z");
    assert_eq!(judge(&case), Verdict::Same);
    case.feeding.batch = 2;
    for seed in 0..20 {
        case.feeding.shuffled = Some(seed);
        assert_eq!(judge(&case), Verdict::Same);
    }
}
