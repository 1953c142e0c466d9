//! Section 4 of the language's contract, asked of the oracle alone; and the tests written in the example models. The
//! oracle is what random models are compared with, so it must be right first.

use std::collections::BTreeMap;
use std::path::Path;

use merit_diagnostics::FileId;
use merit_syntax::parse;
use merit_syntax::tree::StatementKind;
use merit_tests::oracle::calendar::Calendar;
use merit_tests::oracle::{
    Answer, File, LeadsTable, Program, Question, Record, Value, Values, What, ask, written_tests,
};
use merit_values::{Day, Decimal, Instant, Timestamp};

const VOCABULARY: &str = r#"edition 1
event a
  has kind: text
  has path: text
event b
event trial
event login
event sent, not activity
event demo
lead
  has title: text
  has country: text
  has email: email
  has created: time, first seen
list mail: domains "gmail.com"
action notify
"#;

/// A model with one score `s`, and a lead.
struct World {
    zone: &'static str,
    body: String,
    lead: Values,
    records: Vec<Record>,
    from_the_beginning: bool,
}

fn world(body: &str) -> World {
    let (zone, lead, records) = ("Europe/Riga", Values::new(), Vec::new());
    World { zone, body: body.to_owned(), lead, records, from_the_beginning: false }
}

/// `+10 a every time` and so on, in whole points.
fn rule(rule: &str) -> World {
    world(&format!("score s\n  {rule}\n"))
}

impl World {
    fn zone(mut self, zone: &'static str) -> Self {
        self.zone = zone;
        self
    }

    /// Local times: `2025-05-05 10:00`; or `day 3`, at noon, counted from 2025-01-06; with an offset, an instant.
    fn at(&self, when: &str) -> i64 {
        let calendar = Calendar::new(self.zone, false);
        if let Some(day) = when.strip_prefix("day ") {
            let (day, clock) = day.split_once(' ').unwrap_or((day, "12:00"));
            return calendar.instant(20_094 + day.parse::<i32>().unwrap(), minutes(clock));
        }
        if when.ends_with('Z') {
            let Ok(Timestamp::At(at)) = Timestamp::read(when) else { panic!("{when}") };
            return at.0;
        }
        let (day, clock) = when.split_once(' ').unwrap_or((when, "12:00"));
        calendar.instant(Day::read(day).unwrap().0, minutes(clock))
    }

    fn end_of(&self, when: &str) -> i64 {
        let calendar = Calendar::new(self.zone, false);
        calendar.first_instant(calendar.day_of(self.at(when)) + 1) - 1
    }

    fn happens(mut self, name: &str, times: &[&str]) -> Self {
        for when in times {
            self = self.with(name, when, &[]);
        }
        self
    }

    fn with(mut self, name: &str, when: &str, properties: &[(&str, &str)]) -> Self {
        let values = properties.iter().map(|(name, text)| ((*name).to_owned(), Value::Text((*text).to_owned())));
        let what = What::Event(name.to_owned(), values.collect());
        let id = Some(format!("{:03}", self.records.len()));
        self.records.push(Record { id, lead: "l".to_owned(), at: self.at(when), what });
        self
    }

    fn changes(mut self, name: &str, value: &str, when: &str) -> Self {
        let what = What::Change([(name.to_owned(), Value::Text(value.to_owned()))].into());
        let id = Some(format!("{:03}", self.records.len()));
        self.records.push(Record { id, lead: "l".to_owned(), at: self.at(when), what });
        self
    }

    fn has(mut self, name: &str, value: Value) -> Self {
        self.lead.insert(name.to_owned(), value);
        self
    }

    fn ask(&self, as_of: i64) -> Answer {
        let text = format!("{VOCABULARY}model m\n  timezone {:?}\n{}", self.zone, self.body);
        let parsed = parse(FileId(0), &text);
        assert_eq!(parsed.diagnostics, [], "{text}");
        let files = [File { path: "m.score", tree: &parsed.tree }];
        let program = Program::gather(&files, &BTreeMap::new());
        let table = LeadsTable::from([("l".to_owned(), self.lead.clone())]);
        let question = Question { as_of, since: Some(i64::MIN), from_the_beginning: self.from_the_beginning };
        let answer = ask(&program, &table, &self.records, question);
        let mut other_order = self.records.clone();
        other_order.reverse();
        assert_eq!(answer, ask(&program, &table, &other_order, question), "the order of the input matters");
        answer
    }

    fn score_at(&self, as_of: i64) -> String {
        Decimal(self.ask(as_of).leads["l"].scores["s"]).to_string()
    }

    fn tier_at(&self, when: &str) -> usize {
        self.ask(self.end_of(when)).leads["l"].tiers["s"]
    }

    /// Scores at the ends of days.
    fn scores(&self, days: &[&str]) -> Vec<String> {
        days.iter().map(|day| self.score_at(self.end_of(day))).collect()
    }

    fn score(&self) -> String {
        self.score_at(self.end_of("2026-12-31"))
    }
}

fn minutes(clock: &str) -> i64 {
    let (hour, minute) = clock.split_once(':').unwrap();
    (hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap()) * 60_000_000
}

#[test]
fn rows_1_to_5_days_and_hours() {
    let night = ["2025-05-05 23:50", "2025-05-05 23:55", "2025-05-06 00:05"];
    assert_eq!(rule("+10  a  once per day").happens("a", &night).score(), "20");
    assert_eq!(rule("+10  a  at most 1 time in any 24 hours").happens("a", &night).score(), "10");

    let mut twice = rule("+10  a  every time").happens("a", &["day 0"]);
    twice.records.push(twice.records[0].clone());
    assert_eq!(twice.score(), "10");

    let bangkok = rule("+10  a  once per day").zone("Asia/Bangkok");
    assert_eq!(bangkok.happens("a", &["2025-05-05T16:30:00Z", "2025-05-05T17:30:00Z"]).score(), "20");

    let spring = ["2025-03-29 12:00", "2025-03-30 11:30", "2025-03-30 12:30", "2025-03-30 13:30"];
    assert_eq!(rule("+10  a  once per day").happens("a", &spring).score(), "20");
    let limited = rule("+10  a  at most 1 time in any 24 hours");
    assert_eq!(limited.happens("a", &spring).score(), "20");
    let refused = rule("+10  a  at most 1 time in any 24 hours").happens("a", &spring[..3]);
    assert_eq!(refused.score(), "10");

    let autumn = ["2025-10-26 00:30", "2025-10-26 23:30"];
    assert_eq!(rule("+10  a  once per day").happens("a", &autumn).score(), "10");
}

#[test]
fn row_6_a_day_that_begins_at_one() {
    let silent = |events: &[&str]| {
        let body =
            "score s\n  inactivity measured by any activity\n    after 30 days  total -15\n    on return  keep\n";
        world(body).zone("Asia/Beirut").happens("a", &["2025-02-28"]).happens("a", events)
    };
    // The first instant of 30 March in Beirut.
    assert_eq!(silent(&["2025-03-29T22:00:00Z"]).scores(&["2025-03-30"]), ["0"]);
    assert_eq!(silent(&[]).scores(&["2025-03-29", "2025-03-30"]), ["0", "-15"]);
}

#[test]
fn rows_7_to_13_limits_caps_and_decay() {
    let limited = || rule("+10  a  at most 1 time in any 7 days");
    assert_eq!(limited().happens("a", &["day 0", "day 6", "day 7"]).score(), "20");
    assert_eq!(limited().happens("a", &["day 0", "day 4", "day 8"]).score(), "20");

    let capped =
        rule("+10  a  every time  up to 40 points  decays by half every 30 days").happens("a", &["day 0"; 10]);
    assert_eq!(capped.scores(&["day 0", "day 30", "day 60"]), ["40", "40", "25"]);
    let two = rule("+10  a  every time  decays by half every 30 days").happens("a", &["day 0"; 2]);
    assert_eq!(two.scores(&["day 7"]), ["17"]);
    let once = rule("+10  a  once  expires after 90 days").happens("a", &["day 0", "day 100"]);
    assert_eq!(once.scores(&["day 89", "day 90", "day 100"]), ["10", "0", "0"]);

    let of = |what: &str| {
        let body = format!(
            "score s\n  rounded to 2 decimals\n  +10  a  every time  decays by 25% of {what} every 1 month\n"
        );
        world(&body).happens("a", &["2025-01-31"])
    };
    let days = ["2025-02-27", "2025-02-28", "2025-03-30", "2025-03-31", "2025-05-31"];
    assert_eq!(of("original").scores(&days), ["10", "7.5", "7.5", "5", "0"]);
    assert_eq!(of("remainder").scores(&["2025-03-31", "2025-05-31"]), ["5.63", "3.16"]);

    let body = "score s\n  rounded to 2 decimals\n  +10  a  every time  decays evenly over 90 days\n";
    let evenly = world(body).happens("a", &["day 0"]);
    assert_eq!(evenly.scores(&["day 45", "day 89", "day 90"]), ["5", "0.11", "0"]);
}

#[test]
fn rows_14_to_18_occasions() {
    let pairs = rule("+10  a then b within 7 days  every time");
    let pairs = pairs.happens("a", &["day 0", "day 1"]).happens("b", &["day 2", "day 3", "day 4"]);
    assert_eq!(pairs.score(), "20");

    let absence = "+10  a then b within 7 days  every time\n  -10  a then no b within 7 days  every time";
    let in_time = rule(absence).happens("a", &["day 0"]).happens("b", &["day 7 23:59"]);
    assert_eq!(in_time.scores(&["day 7", "day 8"]), ["10", "10"]);
    let late = rule(absence).happens("a", &["day 0"]).happens("b", &["day 8 00:00"]);
    assert_eq!(late.score_at(late.at("day 8 00:00") - 1), "0");
    assert_eq!(late.score_at(late.at("day 8 00:00")), "-10");

    let together = rule("+10  a then b within 7 days  every time");
    assert_eq!(together.happens("b", &["day 0"]).happens("a", &["day 0"]).score(), "10");

    let three = rule("+10  a 3 times in any 7 days  every time");
    let three = three.happens("a", &["day 0", "day 3", "day 7", "day 8", "day 9"]);
    assert_eq!(three.scores(&["day 7", "day 8", "day 9"]), ["0", "10", "10"]);

    let kinds = rule("+10  a  once per kind").happens("a", &["day 0", "day 1"]);
    assert_eq!(kinds.with("a", "day 2", &[("kind", "x")]).score(), "20");
}

#[test]
fn rows_19_and_20_unknown_and_texts() {
    assert_eq!(rule("+10  if title is not \"Student\"").score(), "0");
    assert_eq!(rule("+10  if not (title is \"Student\")").score(), "0");
    assert_eq!(rule("+10  if title is unknown or title is not \"Student\"").score(), "10");

    let titled = |condition: &str| {
        let title = Value::Text("ｍｖｐ Manager".to_owned());
        rule(&format!("+10  if title {condition}")).has("title", title).score()
    };
    assert_eq!(titled("contains \"VP\""), "10");
    assert_eq!(titled("contains word \"VP\""), "0");
    let mail =
        |address: &str| rule("+10  if email.domain is in mail").has("email", Value::Text(address.to_owned())).score();
    assert_eq!((mail("x@mail.GMAIL.com"), mail("x@notgmail.com")), ("10".to_owned(), "0".to_owned()));
}

#[test]
fn row_21_attributes_over_time() {
    let body = "score s\n  +1  a where lead.country is \"LV\"  every time\n  +10  if country is \"LV\"\n";
    let mut moved = world(body).has("country", Value::Text("LV".to_owned()));
    moved = moved.happens("a", &["day 0", "day 6"]).changes("country", "EE", "day 5");
    assert_eq!(moved.scores(&["day 0", "day 6"]), ["0", "0"]);
    moved.from_the_beginning = true;
    assert_eq!(moved.scores(&["day 0", "day 6"]), ["11", "1"]);
}

#[test]
fn rows_22_to_24_range_and_penalties() {
    let debt = "score s\n  range 0 to 100\n  -50  b  once\n  +30  a  every time\n";
    assert_eq!(world(debt).happens("b", &["day 0"]).happens("a", &["day 1"]).score(), "0");
    let fading = "score s\n  points decay by half every 30 days\n  +20  a  once\n  -20  b  once\n";
    assert_eq!(world(fading).happens("a", &["day 0"]).happens("b", &["day 0"]).scores(&["day 30"]), ["-10"]);
}

#[test]
fn rows_25_and_26_tiers() {
    let body = "score s
  rounded to 1 decimals
  +52  a  every time
  -5   b  every time
  +5.2 login  every time
tiers of s
  \"Qualified\"  from 50  until below 45
  \"Warm\"       otherwise
";
    let log = world(body).happens("a", &["day 0"]).happens("b", &["day 1", "day 2"]).happens("login", &["day 3"]);
    assert_eq!(log.scores(&["day 0", "day 1", "day 2", "day 3"]), ["52", "47", "42", "47.2"]);
    assert_eq!(["day 0", "day 1", "day 2", "day 3"].map(|day| log.tier_at(day)), [0, 0, 1, 1]);

    let body = |rounding: &str| {
        format!(
            "score s\n  rounded to {rounding}\n  +79.4 a  every time\n  +0.8 b  every time\ntiers of s\n  \
             \"Sales-qualified\"  above 80\n  \"Qualified\"  otherwise\n"
        )
    };
    let tier = |rounding: &str, events: &[&str]| {
        world(&body(rounding)).happens("a", &["day 0"]).happens("b", events).tier_at("day 1")
    };
    assert_eq!((tier("1 decimals", &[]), tier("1 decimals", &["day 0"])), (1, 0));
    assert_eq!(tier("whole points", &["day 0"]), 1);
}

#[test]
fn rows_27_and_28_transitions_and_triggers() {
    let body = "score s
  +52  a  every time
  -50  b  every time
tiers of s
  \"Hot\"   from 50
  \"Cold\"  otherwise
trigger notify  on entering \"Hot\"  every time
trigger notify  2 days after entering \"Hot\"  every time
";
    let nothing = world(body).happens("a", &["day 0"]).happens("b", &["day 0"]);
    let answer = nothing.ask(nothing.end_of("day 5"));
    assert_eq!(answer.transitions.iter().map(|change| change.name.as_str()).collect::<Vec<_>>(), ["Cold"]);
    assert_eq!(answer.due, []);

    let due = |world: World| -> Vec<String> {
        let answer = world.ask(world.end_of("day 5"));
        answer.due.iter().map(|due| format!("{} {}", due.delay, Instant(due.due))).collect()
    };
    let left = world(body).happens("a", &["day 0"]).happens("b", &["day 1"]);
    assert_eq!(due(left), ["0 2025-01-06T10:00:00Z"]);
    let stayed = world(body).happens("a", &["day 0"]);
    assert_eq!(due(stayed), ["0 2025-01-06T10:00:00Z", "2 days 2025-01-08T10:00:00Z"]);
}

#[test]
fn rows_29_to_33_silence_and_segments() {
    let stages = |word: &str, back: &str| {
        format!(
            "score s\n  inactivity measured by any activity\n    after 30 days  {word} -15\n    \
             after 60 days  {word} -30\n    after 90 days  {word} -50\n    on return  {back}\n"
        )
    };
    let imported = world(&stages("total", "keep"));
    let created = imported.at("day 0");
    let imported = imported.has("created", Value::Time(created));
    assert_eq!(imported.scores(&["day 29", "day 30"]), ["0", "-15"]);

    let returns = |word: &str, back: &str| {
        let back = world(&stages(word, back)).happens("a", &["day 0", "day 95"]);
        back.scores(&["day 94", "day 95", "day 125"])
    };
    assert_eq!(returns("total", "keep"), ["-50", "-50", "-65"]);
    assert_eq!(returns("further", "give back"), ["-95", "0", "-15"]);

    let ours = world(&stages("total", "keep")).happens("a", &["day 0"]).happens("sent", &["day 20"]);
    assert_eq!(ours.scores(&["day 30"]), ["-15"]);

    let direct = world("score s\n  +10  a  every time\nsegment \"MQL\"\n  include after demo for 90 days\n");
    let direct = direct.happens("demo", &["day 0"]);
    let inside = |day: &str| direct.ask(direct.end_of(day)).leads["l"].segments.contains("MQL");
    assert_eq!((inside("day 89"), inside("day 90")), (true, false));

    let future = rule("+10  a  every time").happens("a", &["day 0", "day 9"]);
    assert_eq!(future.scores(&["day 8"]), ["10"]);
}

/// All tests written in the example models.
#[test]
fn tests_of_the_examples_hold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("examples");
    let mut models = 0;
    for folder in std::fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let read = |path: &Path| std::fs::read_to_string(path).unwrap();
        for entry in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.extension().is_none_or(|extension| extension != "score") {
                continue;
            }
            let mut trees = vec![parse(FileId(0), &read(&entry)).tree];
            let broken = |kind: &StatementKind| matches!(kind, StatementKind::Broken(_));
            let is_model =
                trees[0].statements.iter().any(|statement| matches!(statement.kind, StatementKind::Model(_)));
            if !is_model || trees[0].statements.iter().any(|statement| broken(&statement.kind)) {
                continue;
            }
            let mut paths = vec![entry.file_name().unwrap().to_string_lossy().into_owned()];
            let mut at = 0;
            while at < trees.len() {
                for statement in trees[at].statements.clone() {
                    if let StatementKind::Use(node) = statement.kind
                        && !paths.contains(&node.path.text)
                    {
                        trees.push(parse(FileId(0), &read(&folder.join(&node.path.text))).tree);
                        paths.push(node.path.text);
                    }
                }
                at += 1;
            }
            let mut texts = BTreeMap::new();
            for entry in std::fs::read_dir(folder.join("lists")).into_iter().flatten() {
                let path = entry.unwrap().path();
                texts.insert(format!("lists/{}", path.file_name().unwrap().to_string_lossy()), read(&path));
            }
            let files: Vec<File<'_>> = paths.iter().zip(&trees).map(|(path, tree)| File { path, tree }).collect();
            let program = Program::gather(&files, &texts);
            assert_eq!(written_tests::failures(&program), Vec::<String>::new(), "{}", entry.display());
            models += usize::from(!program.tests.is_empty());
        }
    }
    assert!(models >= 4, "only {models} example models with tests were found in {}", root.display());
}
