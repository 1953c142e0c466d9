//! The highest and the lowest present sum of one rule.

use merit_diagnostics::{FileId, Place};
use merit_ir::{Decay, Frequencies, HowOften, Per, Period, Restart, Rule, RuleKind};
use merit_values::{Duration, Kind, Points, Unit};

use super::{Millionths, Term, shown};
use crate::context::Context;
use crate::resolved::RuleDone;

/// The highest sum; `None` is no end.
pub(super) fn most(context: &Context<'_>, rule: &RuleDone<'_>, file: FileId) -> Option<Term> {
    let ir = rule.ir.as_ref()?;
    let place = Place { file: rule.file, span: rule.line.statement.span };
    let line = context.line_seen_from(place, file);
    let (points, detail) = match bound(context, ir, 1) {
        Some(found) => found,
        None => (ir.cap.filter(|cap| cap.0 >= 0)?.0.into(), String::new()),
    };
    Some(match ir.cap.map(|cap| Millionths::from(cap.0)).filter(|cap| (0..=points).contains(cap)) {
        Some(cap) => Term { points: cap, line, detail: String::new() },
        None => Term { points, line, detail },
    })
}

/// The lowest sum; `None` is no end.
pub(super) fn least(context: &Context<'_>, rule: &RuleDone<'_>) -> Option<Millionths> {
    let ir = rule.ir.as_ref()?;
    let cap = ir.cap.filter(|cap| cap.0 < 0).map(|cap| Millionths::from(cap.0));
    match (bound(context, ir, -1), cap) {
        (Some((points, _)), Some(cap)) => Some((-points).max(cap)),
        (Some((points, _)), None) => Some(-points),
        (None, cap) => cap,
    }
}

/// The magnitude of the sum in the direction of `sign`, with how it comes about; `None` is no end. A rule of the other
/// sign adds nothing.
pub(crate) fn bound(context: &Context<'_>, rule: &Rule, sign: i64) -> Option<(Millionths, String)> {
    let towards = |points: Points| Millionths::from(points.0.saturating_mul(sign)).max(0);
    match &rule.kind {
        RuleKind::Standing { points, .. } => Some((towards(*points), String::new())),
        RuleKind::Event { how_often: Frequencies::Flat { points, how_often }, occasion, decay, expires } => {
            let points = towards(*points);
            if points == 0 {
                return Some((0, String::new()));
            }
            let HowOften::AtMost(count, per) = how_often else { return None };
            let each = points * Millionths::from(*count);
            let times = |times: Millionths| {
                if times == 1 { String::new() } else { format!("{times} × {}", shown(points)) }
            };
            match per {
                Per::Ever => Some((each, times((*count).into()))),
                Per::Property(property) => {
                    let event = event_of(occasion);
                    let kind = context.names.events.get(event)?.properties.get(property.0)?.kind.as_ref()?;
                    let values = match kind {
                        Kind::OneOf(choices) => choices.len() + 1,
                        Kind::YesNo => 3,
                        _ => return None,
                    };
                    let values = Millionths::try_from(values).ok()?;
                    Some((each * values, times(values * Millionths::from(*count))))
                }
                Per::Period(period) => recurring(each, Every::Period(*period), *decay, *expires),
                Per::Window(window) => recurring(each, Every::Window(*window), *decay, *expires),
            }
        }
        RuleKind::Event { how_often: Frequencies::Ladder { steps, restart }, decay, expires, .. } => {
            let sum: Millionths = steps.iter().map(|step| towards(*step)).sum();
            if sum == 0 {
                return Some((0, String::new()));
            }
            let detail = steps.iter().take(10).map(ToString::to_string).collect::<Vec<_>>().join("+");
            let detail = if steps.len() > 10 { format!("{detail}+…") } else { detail };
            match restart {
                Restart::Never => Some((sum, detail)),
                Restart::Every(period) => recurring(sum, Every::Period(*period), *decay, *expires),
                Restart::AfterGap(gap) => {
                    // Two beginnings of the ladder lie at least the gap apart; one more may have begun before.
                    let (points, _) = recurring(sum, Every::Window(*gap), *decay, *expires)?;
                    Some((points + sum, String::new()))
                }
            }
        }
    }
}

fn event_of(occasion: &merit_ir::Occasion) -> u16 {
    use merit_ir::Occasion::{Single, Streak, Then, ThenNo, Times};
    match occasion {
        Single(pattern) | Times { pattern, .. } => pattern.event.0,
        Then { second, .. } => second.event.0,
        ThenNo { first, .. } => first.event.0,
        Streak { answer, .. } => answer.event.0,
    }
}

/// How often a limit begins again.
#[derive(Clone, Copy)]
enum Every {
    Period(Period),
    Window(Duration),
}

/// The highest sum of what gives at most `each` in every period or window, and fades or ends.
fn recurring(
    each: Millionths,
    every: Every,
    decay: Option<Decay>,
    expires: Option<Duration>,
) -> Option<(Millionths, String)> {
    let by_expiry = expires.and_then(dates).map(|dates| each * periods(dates, every));
    let by_decay = match decay {
        Some(Decay::Evenly(length)) => dates(length).map(|dates| each * periods(dates, every)),
        Some(Decay::Half(length)) => half_life(each, every, length),
        _ => None,
    };
    let least = match (by_expiry, by_decay) {
        (Some(one), Some(other)) => one.min(other),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return None,
    };
    Some((least, "at most".to_owned()))
}

/// The largest number of local dates that a duration can touch before it is over.
fn dates(length: Duration) -> Option<Millionths> {
    let count = Millionths::from(length.count);
    Some(match length.unit {
        Unit::Minutes => count / (24 * 60) + 3,
        Unit::Hours => count / 24 + 3,
        Unit::Days => count,
        Unit::Weeks => count * 7,
        Unit::Months => count * 31,
        Unit::Years => count * 366,
    })
}

/// The largest number of periods or windows that so many consecutive dates can touch.
fn periods(dates: Millionths, every: Every) -> Millionths {
    let up = |dates: Millionths, length: Millionths| (dates + length - 1) / length;
    match every {
        Every::Period(Period::Day) => dates,
        Every::Period(Period::Week) => up(dates, 7) + 1,
        Every::Period(Period::Month) => up(dates, 28) + 1,
        Every::Period(Period::Year) => up(dates, 365) + 1,
        Every::Window(window) => {
            let count = Millionths::from(window.count.max(1));
            match window.unit {
                // A day has at most 25 hours.
                Unit::Minutes => up(dates * 25 * 60, count) + 1,
                Unit::Hours => up(dates * 25, count) + 1,
                Unit::Days => up(dates, count),
                Unit::Weeks => up(dates, count * 7),
                Unit::Months => up(dates, count * 28),
                Unit::Years => up(dates, count * 365),
            }
        }
    }
}

/// The sum of a geometric series: at most `each` on every date, halved every H days, is less than
/// each · (1.442696 · H + 0.557763), because 1/(1 − 2^(−1/H)) ≤ H/ln 2 + 1/2 + ln 2/12. A little is added for the
/// rounding of every entry.
fn half_life(each: Millionths, every: Every, length: Duration) -> Option<Millionths> {
    let days = match length.unit {
        Unit::Days => Millionths::from(length.count),
        Unit::Weeks => Millionths::from(length.count) * 7,
        _ => return None,
    };
    let per_date = match every {
        Every::Period(_) => each,
        Every::Window(_) => each * periods(1, every),
    };
    let factor = days * 1_442_696 + 557_763;
    let exact = per_date.checked_mul(factor)? / 1_000_000;
    Some(exact + exact / 10_000 + 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_dates_touch_three_weeks() {
        assert_eq!(periods(9, Every::Period(Period::Week)), 3);
        assert_eq!(periods(90, Every::Period(Period::Day)), 90);
        assert_eq!(periods(8, Every::Window(Duration { count: 7, unit: Unit::Days })), 2);
    }

    #[test]
    fn a_half_life_has_a_finite_sum() {
        // 10 a day, halved every day: 10 + 5 + 2.5 ... is 20.
        let day = Duration { count: 1, unit: Unit::Days };
        let sum = half_life(10_000_000, Every::Period(Period::Day), day).unwrap();
        assert!((20_000_000..20_020_000).contains(&sum), "{sum}");
    }
}
