//! What statements become in the compiled model.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

use merit_compiler::{Compilation, MemoryFiles, compile};
use merit_ir::{
    Check, Condition, Decay, Frequencies, Happening, HowOften, Model, Per, Rule, RuleKind, Target, Texts,
};
use merit_values::{Duration, Points, Unit, Value};

fn compiled(rest: &str) -> Compilation {
    let text = format!(
        "edition 1\n\nevent page_view\n  has path: text\nevent order\n  has plan: one of \"Free\", \"Pro\"\n\nlead\n  has title: text\n  has size: number\n  has seen: time\n  has tools: several of \"SAP\", \"HubSpot\"\n\naction call\n\nmodel m\n  timezone \"Europe/Riga\"\n\n{rest}"
    );
    let compiled = compile(&MemoryFiles::new().with("models/m.score", text), "models/m.score");
    let errors: Vec<_> =
        compiled.diagnostics.iter().map(|report| format!("{} {}", report.code, report.message)).collect();
    assert!(compiled.model.is_some(), "{errors:#?}");
    compiled
}

fn model(rest: &str) -> Model {
    compiled(rest).model.unwrap()
}

fn rules(model: &Model) -> Vec<&Rule> {
    model.scores.iter().flat_map(|score| &score.groups).flat_map(|group| &group.rules).collect()
}

const fn days(count: u32) -> Duration {
    Duration { count, unit: Unit::Days }
}

#[test]
fn positive_rules_inherit_decay_and_expiry_and_penalties_do_not() {
    let model = model(
        "score s
  points decay by half every 30 days
  +1  page_view  every time
  -1  page_view where path is \"/x\"  every time
  group \"g\" decays evenly over 60 days  expires after 90 days
    +2  page_view where path is \"/a\"  every time
    +3  page_view where path is \"/b\"  every time  never decays  expires after 10 days
    -4  page_view where path is \"/c\"  every time  decays evenly over 5 days
    +5  if size > 3
  group \"h\" never decays
    +6  page_view where path is \"/d\"  every time
",
    );
    let fading: Vec<_> = rules(&model)
        .into_iter()
        .map(|rule| match &rule.kind {
            RuleKind::Event { decay, expires, .. } => (*decay, *expires),
            RuleKind::Standing { .. } => (None, None),
        })
        .collect();
    assert_eq!(
        fading,
        [
            (Some(Decay::Half(days(30))), None),
            (None, None),
            (Some(Decay::Evenly(days(60))), Some(days(90))),
            (None, Some(days(10))),
            (Some(Decay::Evenly(days(5))), None),
            (None, None),
            (None, None),
        ]
    );
}

#[test]
fn conditions_are_folded_and_negations_are_explicit() {
    let model = model(
        "score s\n  +1  if title is unknown or title is not \"  STUDENT \" \n  +1  order where plan is \"PRO\" and lead.title does not contain any of \"A\", \"ß\"  once per plan\n",
    );
    let rules = rules(&model);
    let RuleKind::Standing { condition: Condition::Any(parts), .. } = &rules[0].kind else { panic!("{rules:#?}") };
    let Condition::Not(not) = &parts[1] else { panic!("{parts:#?}") };
    assert!(matches!(&**not, Condition::Test(test) if test.check == Check::TextIs(vec!["student".into()])));
    let RuleKind::Event { occasion, how_often, .. } = &rules[1].kind else { panic!("{rules:#?}") };
    let text = format!("{occasion:?}");
    assert!(text.contains("ChoiceIs([1])"), "{text}");
    assert!(text.contains(&format!("{:?}", Check::Contains(Texts::Given(vec!["a".into(), "ss".into()])))), "{text}");
    assert!(matches!(
        how_often,
        Frequencies::Flat { points: Points(1_000_000), how_often: HowOften::AtMost(1, Per::Property(_)) }
    ));
}

#[test]
fn cells_follow_the_order_of_tiers_and_letters_and_better_is_above() {
    let model = model(
        "score s
  +1  page_view  every time
tiers of s
  \"Hot\"  from 10
  \"New\"  otherwise
grade fit
  +10  if size > 3
  starts at B
  A  from 10
  B  from 5
  F  otherwise
matrix m
  columns fit grade: F, A, B
  row \"New\": \"nf\", \"na\", \"nb\"
  row \"Hot\": \"hf\", \"ha\", \"hb\"
segment \"x\"
  include when fit grade is B or better and s tier is \"Hot\" or higher and fit grade is B or worse
trigger call  on entering \"hb\"  once
",
    );
    assert_eq!(model.matrices[0].cells, [["ha", "hb", "hf"], ["na", "nb", "nf"]]);
    assert_eq!(model.grades[0].starts_at, Points(5_000_000));
    assert_eq!(model.triggers[0].target, Target::Cell(merit_ir::MatrixId(0)));
    assert_eq!(model.triggers[0].how_often, HowOften::AtMost(1, Per::Ever));
    let text = format!("{:?}", model.segments[0].includes);
    assert!(text.contains("Grade(GradeId(0), [0, 1])") && text.contains("Grade(GradeId(0), [1, 2])"), "{text}");
}

#[test]
fn sources_are_seen_from_the_folder_of_the_model() {
    let files = MemoryFiles::new()
        .with("models/m.score", "edition 1\nuse \"../shared/v.score\"\nmodel m\n  timezone \"UTC\"\nscore s\n  +1  visit where # why\n    place is in places  once\n")
        .with("shared/v.score", "edition 1\nevent visit\n  has place: text\nlist places: text from \"lists/p.txt\"\n")
        .with("shared/lists/p.txt", "# places\n Riga \nriga\nRīga\n");
    let model = compile(&files, "models/m.score").model.unwrap();
    assert_eq!(model.sources, ["m.score", "../shared/v.score", "../shared/lists/p.txt"]);
    let source = &rules(&model)[0].source;
    assert_eq!((source.file, source.line, source.column), (0, 6, 3));
    assert_eq!(source.text, "+1  visit where place is in places  once");
    assert_eq!(model.lists[0].entries, merit_ir::ListEntries::Text(vec!["riga".into(), "rīga".into()]));
}

#[test]
fn tests_count_their_days_and_convert_their_values() {
    let compiled = compiled(
        "score s
  +1  page_view  every time
test \"t\"
  lead has title \"VP\", size 2.5, seen 2025-01-06, tools \"HubSpot\" and \"sap\"
  day 2 09:30  order with plan \"pro\" 3 times
  2025-02-01  lead has title unknown
  expect s 0 on day 31
",
    );
    let test = &compiled.tests[0];
    let values: Vec<&Value> = test.attributes.iter().map(|(_, value)| value).collect();
    // The first instant of the day in Riga.
    let seen = merit_values::Instant(1_736_114_400_000_000);
    assert_eq!(
        values,
        [
            &Value::Text("VP".into()),
            &Value::Number(merit_values::Decimal(2_500_000)),
            &Value::Time(seen),
            &Value::Several([0, 1].into()),
        ]
    );
    let Happening::Event { moment, times, properties, .. } = &test.happenings[0] else { panic!("an event") };
    assert_eq!((moment.day.to_string().as_str(), moment.clock, *times), ("2025-01-08", Some(34_200_000_000), 3));
    assert_eq!(properties[0].1, Value::Choice(1));
    assert_eq!(test.expectations[0].moment.day.to_string(), "2025-02-06");
}
