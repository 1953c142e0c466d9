//! Damage is found, soundness is not doubted.

use merit_values::Decimal;

use super::*;
use crate::{
    Attribute, Check, Comparison, Condition, Frequency, History, Part, Property, Rule, Score, Segment, Source,
    Subject, SumPart, Test, Week,
};

/// A small model: one event with a number, one text attribute, one score with a rule on each, one segment.
fn model() -> Model {
    let rule = |kind| Rule { kind, label: None, cap: None, during: None, source: Source::default() };
    let kinds = [
        RuleKind::Event {
            occasion: Occasion::Single(Pattern { event: EventId(0), condition: Some(long_visit()) }),
            how_often: Frequencies::Flat {
                points: Points(1_000_000),
                how_often: HowOften::AtMost(1, Per::Property(PropertyId(0))),
            },
            decay: None,
            expires: None,
        },
        RuleKind::Standing { condition: named(AttributeId(0)), points: Points(1_000_000) },
    ];
    let group = Group { rules: kinds.map(rule).into(), ..Group::default() };
    let score = Score {
        name: "engagement".into(),
        title: None,
        range: (None, None),
        decimals: 0,
        starts_at: Points(0),
        sum_of: Vec::new(),
        groups: vec![group],
        resets: Vec::new(),
        inactivity: Vec::new(),
        source: Source::default(),
    };
    let seconds = Property { name: "seconds".into(), kind: Kind::Number, required: false, personal: false };
    Model {
        merit_ir: VERSION,
        edition: 1,
        name: "site".into(),
        title: None,
        timezone: "UTC".into(),
        week: Week::Monday,
        reviewed: None,
        sources: vec!["site.score".into()],
        events: vec![Event {
            name: "visit".into(),
            title: None,
            activity: true,
            weak_signal: false,
            properties: vec![seconds],
        }],
        attributes: vec![Attribute {
            name: "title".into(),
            kind: Kind::Text,
            required: false,
            first_seen: false,
            consent: false,
            personal: false,
        }],
        lists: Vec::new(),
        actions: Vec::new(),
        scores: vec![score],
        grades: Vec::new(),
        tiers: Vec::new(),
        matrices: Vec::new(),
        segments: vec![Segment {
            name: "All".into(),
            includes: vec![Membership::When(named(AttributeId(0)))],
            excludes: Vec::new(),
            source: Source::default(),
        }],
        triggers: Vec::new(),
    }
}

fn long_visit() -> Condition {
    Condition::Test(Test {
        subject: Subject::Property(PropertyId(0)),
        part: Part::Whole,
        check: Check::Number(Comparison::Greater, Decimal::whole(60)),
    })
}

fn named(attribute: AttributeId) -> Condition {
    Condition::Test(Test {
        subject: Subject::Attribute(attribute),
        part: Part::Whole,
        check: Check::TextIs(vec!["vp".into()]),
    })
}

fn damage(change: impl FnOnce(&mut Model)) -> String {
    let mut model = model();
    change(&mut model);
    model.validate().unwrap_err().to_string()
}

#[test]
fn a_sound_model_is_accepted_also_after_a_trip_through_json() {
    assert_eq!(model().validate(), Ok(()));
    let json = serde_json::to_string(&model()).unwrap();
    let again: Model = serde_json::from_str(&json).unwrap();
    assert_eq!(again, model());
}

#[test]
fn damage_is_told_and_never_reaches_the_engine() {
    assert!(damage(|model| model.merit_ir = VERSION + 1).contains("versions 1 to 1"));
    assert!(damage(|model| model.events.clear()).contains("event number 0, which is not there"));
    assert!(damage(|model| model.events[0].properties.clear()).contains("property number 0"));
    assert!(damage(|model| model.events[0].properties[0].kind = Kind::Text).contains("does not fit the kind"));
    assert!(damage(|model| model.attributes.clear()).contains("attribute number 0"));
    let circle = SumPart { of: SumSource::Score(ScoreId(0)), percent: 100_000 };
    assert!(damage(|model| model.scores[0].sum_of.push(circle)).contains("in a circle"));
    let huge = Points(2_000_000_000_000);
    assert!(damage(|model| model.scores[0].starts_at = huge).contains("too many"));
    let history = |condition| {
        Condition::Had(Box::new(History {
            event: EventId(0),
            condition,
            frequency: Frequency::AtLeast(1),
            within: None,
        }))
    };
    let nested = Membership::When(history(Some(history(None))));
    assert!(damage(|model| model.segments[0].includes.push(nested)).contains("inside a history"));
    let deep = (0..300).fold(long_visit(), |inner, _| Condition::Not(Box::new(inner)));
    assert!(damage(|model| model.segments[0].includes.push(Membership::When(deep))).contains("nests deeper"));
}
