//! How the sums of a rule come about, in a few words.

use merit_ir::{Decay, Period};
use merit_values::{Decimal, Duration};

use super::recurring::{Every, How};
use super::values::Values;
use crate::sums::Millionths;

/// `3 × 5`; empty for what counts once.
pub(super) fn times(count: Millionths, points: Millionths) -> String {
    if count == 1 { String::new() } else { format!("{count} × {}", Decimal(points)) }
}

/// `(3 values of form + unknown) × 5`
pub(super) fn values(values: Values, property: &str, count: Millionths, points: Millionths) -> String {
    let Values { known, unknown } = values;
    let known_ones = match known {
        1 => format!("1 value of {property}"),
        known => format!("{known} values of {property}"),
    };
    let all = match (known, unknown) {
        (0, _) => return times(count, points),
        (_, true) => format!("({known_ones} + unknown)"),
        (_, false) => known_ones,
    };
    format!("{all} × {}{}", several(count), Decimal(points))
}

/// `14 weeks in 90 days × 3 × 5`, or `3 × 5 a week, halved every 30 days`
pub(super) fn recurring(how: How, count: Millionths, points: Millionths, every: Every) -> String {
    let each = format!("{}{}", several(count), Decimal(points));
    match how {
        How::Touched(number, time) => format!("{} in {time} × {each}", touched(number, every)),
        How::Fading(decay) => format!("{each} {}, {}", per(every), fading(decay)),
    }
}

/// `4 times in 90 days × (1+2+3)`, or `1+2+3 a month, halved every 30 days`; `extra` for a beginning that is not one of them.
pub(super) fn ladder(how: How, steps: &str, every: Every, extra: bool) -> String {
    match how {
        How::Touched(number, time) => {
            let number = number + Millionths::from(extra);
            let times = if number == 1 { "time" } else { "times" };
            format!("{number} {times} in {time} × ({steps})")
        }
        How::Fading(decay) => {
            let before = if extra { ", and once more before" } else { "" };
            format!("{steps} {}{before}, {}", per(every), fading(decay))
        }
    }
}

fn several(count: Millionths) -> String {
    if count == 1 { String::new() } else { format!("{count} × ") }
}

fn touched(number: Millionths, every: Every) -> String {
    let s = if number == 1 { "" } else { "s" };
    match every {
        Every::Period(period) => format!("{number} {}{s}", name(period)),
        Every::Window(window) => format!("{number} window{s} of {window}"),
    }
}

fn per(every: Every) -> String {
    match every {
        Every::Period(period) => format!("a {}", name(period)),
        Every::Window(window) => format!("in any {window}"),
    }
}

const fn name(period: Period) -> &'static str {
    match period {
        Period::Day => "day",
        Period::Week => "week",
        Period::Month => "month",
        Period::Year => "year",
    }
}

fn fading(decay: Decay) -> String {
    let percent = |thousandths: u32| Decimal(Millionths::from(thousandths) * 1_000);
    let every = |length: Duration| format!("every {length}");
    match decay {
        Decay::Half(length) => format!("halved {}", every(length)),
        Decay::Evenly(length) => format!("fading over {length}"),
        Decay::OfOriginal(part, length) => format!("less {}% of the original {}", percent(part), every(length)),
        Decay::OfRemainder(part, length) => format!("less {}% of what is left {}", percent(part), every(length)),
    }
}
