//! What comes again in every period or window, and fades or ends: the highest sum that can stand at once.

use merit_ir::{Decay, Period};
use merit_values::{Duration, Unit};

use crate::sums::Millionths;

/// How often a limit begins again.
#[derive(Clone, Copy, Debug)]
pub(super) enum Every {
    /// In each calendar period.
    Period(Period),
    /// In each window.
    Window(Duration),
}

/// How long entries last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lasting {
    /// How they fade.
    pub(super) decay: Option<Decay>,
    /// When they end.
    pub(super) expires: Option<Duration>,
}

/// The highest sum of what comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Most {
    /// How much.
    pub(super) sum: Millionths,
    /// How it comes about.
    pub(super) how: How,
}

/// How a highest sum comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// So many periods or windows are touched by a time at whose end entries are worth nothing.
    Touched(Millionths, Duration),
    /// Entries never end, but fade.
    Fading(Decay),
}

/// A thousandth of a percent is a hundred-thousandth.
const WHOLE: Millionths = 100_000;

/// The highest magnitude of the sum of entries of `points`, at most `count` of them in every period or window; `None` is
/// no end. Never too low.
pub(super) fn most(points: Millionths, count: Millionths, every: Every, lasting: Lasting) -> Option<Most> {
    let each = points.checked_mul(count)?;
    let touched = |length: Duration| periods(dates(length), every);
    let ending = |length: Duration| each.checked_mul(touched(length));
    let whole = |length: Duration| Some(Most { sum: ending(length)?, how: How::Touched(touched(length), length) });
    let by_expiry = lasting.expires.and_then(whole);
    let fading = |sum: Millionths| lasting.decay.map(|decay| Most { sum, how: How::Fading(decay) });
    let by_decay = match lasting.decay {
        None => None,
        Some(Decay::Evenly(length)) => whole(length),
        Some(Decay::Half(length)) => half_life(each, count, every, days(length)?).and_then(fading),
        Some(Decay::OfOriginal(percent, length)) => {
            let percent = Millionths::from(percent.max(1));
            let steps = (WHOLE + percent - 1) / percent;
            // 1 + (1 - q) + (1 - 2q) ... of what one period of the decay can hold.
            let parts = steps * WHOLE - percent * steps * (steps - 1) / 2;
            let exact = ending(length)?.checked_mul(parts)? / WHOLE + 1;
            fading(exact + count.checked_mul(touched(length))?.checked_mul(steps)?)
        }
        Some(Decay::OfRemainder(percent, length)) => {
            let percent = Millionths::from(percent.max(1));
            let exact = ending(length)?.checked_mul(WHOLE)? / percent + 1;
            // An entry is rounded up by less than a millionth, at most until nothing is left of it.
            let steps = 45 * (WHOLE / percent + 1);
            fading(exact + count.checked_mul(touched(length))?.checked_mul(steps)?)
        }
    };
    match (by_expiry, by_decay) {
        (Some(one), Some(other)) => Some(if one.sum <= other.sum { one } else { other }),
        (one, other) => one.or(other),
    }
}

/// The largest number of local dates that a duration can touch before it is over.
fn dates(length: Duration) -> Millionths {
    let count = Millionths::from(length.count);
    match length.unit {
        Unit::Minutes => count / (24 * 60) + 3,
        Unit::Hours => count / 24 + 3,
        Unit::Days => count,
        Unit::Weeks => count * 7,
        Unit::Months => count * 31,
        Unit::Years => count * 366,
    }
}

const fn days(length: Duration) -> Option<Millionths> {
    match length.unit {
        Unit::Days => Some(length.count as Millionths),
        Unit::Weeks => Some(length.count as Millionths * 7),
        _ => None,
    }
}

/// The largest number of periods or windows that so many consecutive dates can touch.
pub(super) fn periods(dates: Millionths, every: Every) -> Millionths {
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

/// The sum of a geometric series. With at most `each` on every m dates, halved every H, it is less than
/// each · (1.442696 · H/m + 1/2 + 0.057763 · m/H), because 1/(1 − e^(−x)) ≤ 1/x + 1/2 + x/12 for x = m · ln 2/H. Two
/// neighbouring weeks, months or years can lie one day apart, so there one more is added.
fn half_life(each: Millionths, count: Millionths, every: Every, half: Millionths) -> Option<Millionths> {
    let (apart, per, more) = match every {
        Every::Period(Period::Day) => (1, 1, 0),
        Every::Period(Period::Week) => (7, 1, 1),
        Every::Period(Period::Month) => (28, 1, 1),
        Every::Period(Period::Year) => (365, 1, 1),
        Every::Window(window) => {
            let length = Millionths::from(window.count.max(1));
            match window.unit {
                Unit::Minutes | Unit::Hours => (1, periods(1, every), 0),
                Unit::Days => (length, 1, 0),
                Unit::Weeks => (length * 7, 1, 0),
                Unit::Months => (length * 28, 1, 0),
                Unit::Years => (length * 365, 1, 0),
            }
        }
    };
    let factor = 1_442_696 * half / apart + 57_763 * apart / half.max(1) + 500_000 + more * 1_000_000 + 2;
    let exact = each.checked_mul(per)?.checked_mul(factor)? / 1_000_000 + 1;
    // Every entry is rounded up by less than a millionth, at most until nothing is left of it.
    let entries = count.checked_mul(per)?.checked_mul(45 * (half / apart + 2))?;
    exact.checked_add(entries)
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
        let sum = half_life(10_000_000, 1, Every::Period(Period::Day), 1).unwrap();
        assert!((20_000_000..20_020_000).contains(&sum), "{sum}");
    }

    #[test]
    fn quarters_of_the_original_end_after_four_periods() {
        // 8 on every day, a quarter less after each day: 8 + 6 + 4 + 2.
        let day = Duration { count: 1, unit: Unit::Days };
        let lasting = Lasting { decay: Some(Decay::OfOriginal(25_000, day)), expires: None };
        let sum = most(8_000_000, 1, Every::Period(Period::Day), lasting).unwrap().sum;
        assert!((20_000_000..20_000_100).contains(&sum), "{sum}");
    }
}
