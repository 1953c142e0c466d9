//! What the entries of one rule can be worth together.

mod recurring;
mod told;
mod values;

use merit_ir::{During, Frequencies, HowOften, Model, Occasion, Pattern, Per, Restart, Rule, RuleKind};
use merit_values::{Decimal, Duration, Points, Unit};

use crate::space::Space;
use crate::sums::{Millionths, Sums};
use recurring::{Every, How, Lasting, Most};

/// What a rule can be worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleReach {
    /// Sums of its entries before its own cap.
    pub before_cap: Sums,
    /// Sums after its own cap.
    pub sums: Sums,
    /// How the highest (of a penalty: the lowest) sum comes about: `3 × 5`, `1+2+3`; empty when it is plain, or when its cap
    /// ends it.
    pub detail: String,
    /// The same for the sum before its cap.
    pub detail_before_cap: String,
    /// The points of its heaviest occasion.
    pub heaviest: Millionths,
    /// No event and no lead can meet its condition.
    pub never: bool,
}

/// Looking for a lead or event that a condition fits takes at most so many steps.
const MOST_STEPS: usize = 2_000;

/// Ladders longer than this are not looked at step by step.
const LONGEST_LADDER: usize = 60;

/// The sums of one rule; `resets` says that the entries of its score may be reset, `lenient` that a rule that can never
/// count is taken for one that can.
pub(crate) fn reach(model: &Model, rule: &Rule, resets: bool, lenient: bool) -> RuleReach {
    let (before_cap, detail, heaviest, never) = match &rule.kind {
        RuleKind::Standing { condition, points } => {
            let mut space = Space::new(model, None);
            let node = space.add(condition);
            space.finish();
            let points = Millionths::from(points.0);
            let never = !space.can_hold(&node, MOST_STEPS);
            let sums = if never && !lenient { Sums::zero() } else { Sums::of(vec![0, points]) };
            (sums, String::new(), points, never)
        }
        RuleKind::Event { occasion, how_often, decay, expires } => {
            let never = !can_happen(model, occasion);
            let lasting = Lasting { decay: *decay, expires: *expires };
            let (sums, detail) = match how_often {
                _ if never && !lenient => (Sums::zero(), String::new()),
                Frequencies::Flat { points, how_often } => flat(model, rule, occasion, *points, *how_often, lasting),
                Frequencies::Ladder { steps, restart } => ladder(rule, steps, *restart, lasting, resets),
            };
            (sums, detail, heaviest(how_often), never)
        }
    };
    let sums = capped(&before_cap, rule.cap);
    let ends = if sums == before_cap { detail.clone() } else { String::new() };
    RuleReach { before_cap, sums, detail: ends, detail_before_cap: detail, heaviest, never }
}

/// A lid: positive from above, negative from below.
pub(crate) fn capped(sums: &Sums, cap: Option<Points>) -> Sums {
    match cap {
        None => sums.clone(),
        Some(cap) if cap.0 >= 0 => sums.under(cap.0.into()),
        Some(cap) => sums.above(cap.0.into()),
    }
}

fn heaviest(how_often: &Frequencies) -> Millionths {
    match how_often {
        Frequencies::Flat { points, .. } => points.0.into(),
        Frequencies::Ladder { steps, .. } => {
            steps.iter().map(|step| Millionths::from(step.0)).max_by_key(|step| step.abs()).unwrap_or(0)
        }
    }
}

/// Whether some events make an occasion.
pub(crate) fn can_happen(model: &Model, occasion: &Occasion) -> bool {
    let can = |pattern: &Pattern| {
        let Some(condition) = &pattern.condition else { return true };
        let mut space = Space::new(model, Some(pattern.event));
        let node = space.add(condition);
        space.finish();
        space.can_hold(&node, MOST_STEPS)
    };
    match occasion {
        Occasion::Single(pattern) | Occasion::Times { pattern, .. } | Occasion::Streak { answer: pattern, .. } => {
            can(pattern)
        }
        Occasion::Then { first, second, .. } => can(first) && can(second),
        Occasion::ThenNo { first, .. } => can(first),
    }
}

fn flat(
    model: &Model,
    rule: &Rule,
    occasion: &Occasion,
    points: Points,
    how_often: HowOften,
    lasting: Lasting,
) -> (Sums, String) {
    let points = Millionths::from(points.0);
    let HowOften::AtMost(count, per) = how_often else {
        return (many(points, None, lasting), String::new());
    };
    let count = Millionths::from(count);
    let every = match per {
        Per::Ever => return (many(points, Some(count), lasting), told::times(count, points)),
        Per::Property(property) => {
            let values = values::values(model, occasion, property);
            let most = values.map(|values| count.saturating_mul(values.count()));
            let name = values::name(model, occasion, property);
            let detail = values.map_or_else(String::new, |values| told::values(values, name, count, points));
            return (many(points, most, lasting), detail);
        }
        Per::Period(period) => Every::Period(period),
        Per::Window(window) => Every::Window(window),
    };
    if let Some((dates, time)) = rule.during.map(length) {
        let periods = recurring::periods(dates, every);
        let detail = told::recurring(How::Touched(periods, time), count, points, every);
        return (many(points, Some(count.saturating_mul(periods)), lasting), detail);
    }
    let Some(Most { sum, how }) = recurring::most(points.abs(), count, every, lasting) else {
        return (many(points, None, lasting), String::new());
    };
    let sums = if lasting.decay.is_none() {
        // Entries that only expire are whole.
        Sums::multiples(points, Some(sum / points.abs().max(1)))
    } else {
        Sums::between_zero_and(Some(sum * points.signum()), points)
    };
    (sums, told::recurring(how, count, points, every))
}

/// The number of dates, also as a duration.
fn length(during: During) -> (Millionths, Duration) {
    let dates = (Millionths::from(during.to.0) - Millionths::from(during.from.0) + 1).max(0);
    (dates, Duration { count: u32::try_from(dates).unwrap_or(u32::MAX), unit: Unit::Days })
}

/// Up to so many entries of equal points.
fn many(points: Millionths, count: Option<Millionths>, lasting: Lasting) -> Sums {
    if points != 0 && lasting.decay.is_some() {
        return Sums::between_zero_and(count.map(|count| count.saturating_mul(points)), points);
    }
    Sums::multiples(points, count)
}

fn ladder(rule: &Rule, steps: &[Points], restart: Restart, lasting: Lasting, resets: bool) -> (Sums, String) {
    let steps: Vec<Millionths> = steps.iter().map(|step| Millionths::from(step.0)).collect();
    let of_sign = |sign: Millionths| steps.iter().filter(|step| **step * sign > 0).sum::<Millionths>();
    let (gives, takes) = (of_sign(1), of_sign(-1));
    let detail = steps.iter().take(10).map(|step| Decimal(*step).to_string()).collect::<Vec<_>>().join("+");
    let detail = if steps.len() > 10 { format!("{detail}+…") } else { detail };
    let side = |most: Option<Millionths>, sign: Millionths, step: Millionths| {
        if most == Some(0) {
            return Sums::zero();
        }
        if lasting.decay.is_some() {
            return Sums::between_zero_and(most.map(|most| most * sign), sign);
        }
        Sums::multiples(step * sign, most.map(|most| most / step.max(1)))
    };
    let step = steps.iter().fold(0, |step, other| gcd(step, other.abs())).max(1);
    // How often it begins, and whether one more may have begun before: two beginnings lie at least the gap apart.
    let (every, extra) = match restart {
        Restart::Never => (None, false),
        Restart::Every(period) => (Some(Every::Period(period)), false),
        Restart::AfterGap(gap) => (Some(Every::Window(gap)), true),
    };
    let begins = |whole: Millionths| -> Option<(Millionths, String)> {
        let Some(every) = every else { return Some((whole, detail.clone())) };
        if let Some((dates, time)) = rule.during.map(length) {
            let times = recurring::periods(dates, every) + 1;
            let told = told::ladder(How::Touched(times, time), &detail, every, false);
            return Some((whole.saturating_mul(times), told));
        }
        let Most { sum, how } = recurring::most(whole, 1, every, lasting)?;
        let more = if extra { whole } else { 0 };
        Some((sum.saturating_add(more), told::ladder(how, &detail, every, extra)))
    };
    if restart == Restart::Never && lasting.decay.is_none() && steps.len() <= LONGEST_LADDER {
        return (runs(&steps, resets || lasting.expires.is_some()), detail);
    }
    let nothing = Some((0, String::new()));
    let of_side = |whole: Millionths| if whole == 0 { nothing.clone() } else { begins(whole) };
    let (most, least) = (of_side(gives), of_side(-takes));
    let told = match (&most, &least) {
        (Some((_, one)), Some((_, other))) if one.is_empty() || other.is_empty() => format!("{one}{other}"),
        _ => String::new(),
    };
    let sum = |side: Option<(Millionths, String)>| side.map(|(sum, _)| sum);
    (side(sum(most), 1, step).plus(&side(sum(least), -1, step)), told)
}

/// Sums of the first steps; when earlier entries can end before later ones, of any steps in a row.
fn runs(steps: &[Millionths], any: bool) -> Sums {
    let mut sums = vec![0];
    for from in 0..if any { steps.len() } else { 1 } {
        let mut sum: Millionths = 0;
        for step in steps.iter().skip(from) {
            sum += step;
            sums.push(sum);
        }
    }
    Sums::of(sums)
}

const fn gcd(mut a: Millionths, mut b: Millionths) -> Millionths {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
