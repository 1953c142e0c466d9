//! What the entries of one rule can be worth together.

mod recurring;
mod values;

use merit_ir::{Frequencies, HowOften, Model, Occasion, Pattern, Per, Restart, Rule, RuleKind};
use merit_values::{Decimal, Points};

use crate::space::Space;
use crate::sums::{Millionths, Sums};
use recurring::{Every, Lasting};

/// What a rule can be worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleReach {
    /// Sums of its entries before its own cap.
    pub before_cap: Sums,
    /// Sums after its own cap.
    pub sums: Sums,
    /// How the highest (of a penalty: the lowest) sum comes about: `3 × 5`, `1+2+3`; empty when it is plain.
    pub detail: String,
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
    let detail = if sums == before_cap { detail } else { String::new() };
    RuleReach { before_cap, sums, detail, heaviest, never }
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
    let times = |times: Millionths| {
        if times == 1 { String::new() } else { format!("{times} × {}", Decimal(points)) }
    };
    let HowOften::AtMost(count, per) = how_often else {
        return (many(points, None, lasting), String::new());
    };
    let count = Millionths::from(count);
    let every = match per {
        Per::Ever => return (many(points, Some(count), lasting), times(count)),
        Per::Property(property) => {
            let values = values::count(model, occasion, property).map(|values| count.saturating_mul(values));
            let detail = values.map_or_else(String::new, times);
            return (many(points, values, lasting), detail);
        }
        Per::Period(period) => Every::Period(period),
        Per::Window(window) => Every::Window(window),
    };
    if let Some(during) = rule.during {
        let dates = Millionths::from(during.to.0) - Millionths::from(during.from.0) + 1;
        let most = count.saturating_mul(recurring::periods(dates.max(0), every));
        return (many(points, Some(most), lasting), times(most));
    }
    let most = recurring::most(points.abs(), count, every, lasting);
    let detail = if most.is_some() { "at most".to_owned() } else { String::new() };
    let sums = match most {
        None => many(points, None, lasting),
        // Entries that only expire are whole.
        Some(most) if lasting.decay.is_none() => Sums::multiples(points, Some(most / points.abs().max(1))),
        Some(most) => Sums::between_zero_and(Some(most * points.signum()), points),
    };
    (sums, detail)
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
    let begins = |whole: Millionths| -> Option<Millionths> {
        if whole == 0 {
            return Some(0);
        }
        let every = match restart {
            Restart::Never => return Some(whole),
            Restart::Every(period) => Every::Period(period),
            Restart::AfterGap(gap) => Every::Window(gap),
        };
        if let Some(during) = rule.during {
            let dates = Millionths::from(during.to.0) - Millionths::from(during.from.0) + 1;
            return Some(whole.saturating_mul(recurring::periods(dates.max(0), every) + 1));
        }
        // Two beginnings lie at least the gap apart; one more may have begun before.
        let extra = if matches!(restart, Restart::AfterGap(_)) { whole } else { 0 };
        recurring::most(whole, 1, every, lasting).map(|most| most.saturating_add(extra))
    };
    if restart == Restart::Never && lasting.decay.is_none() && steps.len() <= LONGEST_LADDER {
        return (runs(&steps, resets || lasting.expires.is_some()), detail);
    }
    let (most, least) = (begins(gives), begins(-takes));
    let detail = match (restart, most, least) {
        (Restart::Never, ..) => detail,
        (_, Some(_), Some(_)) => "at most".to_owned(),
        _ => String::new(),
    };
    (side(most, 1, step).plus(&side(least, -1, step)), detail)
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
