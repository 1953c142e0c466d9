//! What is left of points after some days.

use merit_ir::{
    Decay, Event, EventId, Frequencies, Group, Happening, HowOften, Model, Occasion, Pattern, Rule, RuleKind, Score,
    Source, TestCase, TestMoment, VERSION, Week,
};
use merit_values::{Day, Decimal, Duration, Points, Unit};

use crate::timeline::{Order, Timeline};

/// What points that are earned on a day are worth at the end of the days so many days later, rounded to hundredths. A
/// model of one rule is evaluated for it, so the answer is that of a real run. `None` when the engine refuses.
#[must_use]
pub fn fading(
    decay: Option<Decay>,
    expires: Option<Duration>,
    points: Points,
    earned: Day,
    ages: &[u32],
) -> Option<Vec<Decimal>> {
    let moment = TestMoment { day: earned, clock: None };
    let happening =
        Happening::Event { moment, event: EventId(0), properties: Vec::new(), times: 1, source: Source::default() };
    let test = TestCase {
        name: String::new(),
        start: earned,
        attributes: Vec::new(),
        happenings: vec![happening],
        expectations: Vec::new(),
        source: Source::default(),
    };
    let model = model(decay, expires, points);
    let timeline = Timeline::of(&model, &test).ok()?;
    let after = |age: &u32| {
        let day = earned.plus(Duration { count: *age, unit: Unit::Days });
        let at = timeline.day(TestMoment { day, clock: None });
        let evaluation = timeline.evaluate(&model, at.moment, None, false, Order::OfTheLines).ok()?;
        evaluation.results.scores.first()?.first().copied()
    };
    ages.iter().map(after).collect()
}

fn model(decay: Option<Decay>, expires: Option<Duration>, points: Points) -> Model {
    let rule = Rule {
        kind: RuleKind::Event {
            occasion: Occasion::Single(Pattern { event: EventId(0), condition: None }),
            how_often: Frequencies::Flat { points, how_often: HowOften::EveryTime },
            decay,
            expires,
        },
        label: None,
        cap: None,
        during: None,
        source: Source::default(),
    };
    let score = Score {
        name: "points".to_owned(),
        title: None,
        range: (None, None),
        decimals: 2,
        starts_at: Points::default(),
        sum_of: Vec::new(),
        groups: vec![Group { rules: vec![rule], ..Group::default() }],
        resets: Vec::new(),
        inactivity: Vec::new(),
        source: Source::default(),
    };
    let event =
        Event { name: "event".to_owned(), title: None, activity: true, weak_signal: false, properties: Vec::new() };
    Model {
        merit_ir: VERSION,
        edition: 1,
        name: "fading".to_owned(),
        title: None,
        timezone: "UTC".to_owned(),
        week: Week::Monday,
        reviewed: None,
        sources: Vec::new(),
        events: vec![event],
        attributes: Vec::new(),
        lists: Vec::new(),
        actions: Vec::new(),
        scores: vec![score],
        grades: Vec::new(),
        tiers: Vec::new(),
        matrices: Vec::new(),
        segments: Vec::new(),
        triggers: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(decay: Option<Decay>, expires: Option<Duration>) -> String {
        let earned = Day::from_ymd(2025, 1, 6).unwrap();
        let left = fading(decay, expires, Points(20_000_000), earned, &[0, 30, 60, 90]).unwrap();
        left.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_left_is_what_a_run_would_say() {
        let days = |count| Duration { count, unit: Unit::Days };
        assert_eq!(shown(Some(Decay::Half(days(30))), None), "20 10 5 2.5");
        assert_eq!(shown(Some(Decay::Evenly(days(90))), None), "20 13.33 6.67 0");
        assert_eq!(shown(None, Some(days(60))), "20 20 0 0");
        let month = Duration { count: 1, unit: Unit::Months };
        // From the 6th of January, two months are over on the 7th of March, three on the 6th of April.
        assert_eq!(shown(Some(Decay::OfOriginal(25_000, month)), None), "20 20 10 5");
    }
}
