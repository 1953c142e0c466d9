//! What an entry is worth after some time: exact, rounded once to millionths, half away from zero (section 3.8).

use std::cell::RefCell;

use merit_ir::Decay;
use merit_values::{Day, Duration, Unit};

/// 120 bits after the binary point.
const ONE: u128 = 1 << 120;
/// The natural logarithm of 2 in that form.
const LN_2: u128 = 921_350_637_599_661_305_226_344_307_672_478_455;
/// A thousandth of a percent is a hundred-thousandth.
const WHOLE: u128 = 100_000;

/// The factors of one half-life, by age in days; computed once for each age.
#[derive(Debug)]
struct HalfLife {
    days: u32,
    factors: Vec<u128>,
}

thread_local! {
    static HALF_LIVES: RefCell<Vec<HalfLife>> = const { RefCell::new(Vec::new()) };
}

/// The value at `today` of `points` millionths earned on `earned` (not after today), in millionths.
pub(crate) fn value(decay: Decay, points: i64, earned: Day, today: Day) -> i64 {
    let age = u32::try_from(i64::from(today.0) - i64::from(earned.0)).unwrap_or(0);
    if age == 0 {
        return points;
    }
    let magnitude = u128::from(points.unsigned_abs());
    let value = match decay {
        Decay::Half(every) => half(magnitude, age, days_of(every)),
        Decay::Evenly(over) => {
            let whole = i64::from(earned.plus(over).0) - i64::from(earned.0);
            evenly(magnitude, age, u32::try_from(whole).unwrap_or(u32::MAX))
        }
        Decay::OfOriginal(percent, every) => {
            let lost = u128::from(percent) * u128::from(periods(earned, today, every));
            divide(magnitude * WHOLE.saturating_sub(lost), WHOLE)
        }
        Decay::OfRemainder(percent, every) => remainder(magnitude, percent, periods(earned, today, every)),
    };
    let value = i64::try_from(value).unwrap_or(i64::MAX);
    if points < 0 { -value } else { value }
}

/// What entries are worth after some time, found out once for each number of points and age.
#[derive(Debug, Default)]
pub(crate) struct WorthByAge {
    known: Vec<(Decay, i64, Vec<i64>)>,
}

impl WorthByAge {
    /// The same as [`value`].
    pub(crate) fn value(&mut self, decay: Decay, points: i64, earned: Day, today: Day) -> i64 {
        const NOT_KNOWN: i64 = i64::MIN;
        let age = usize::try_from(i64::from(today.0) - i64::from(earned.0)).unwrap_or(0);
        // Months have different lengths, so there the age does not say it all; far back the table would be too large.
        let is_plain = match decay {
            Decay::Half(_) => true,
            Decay::Evenly(every) | Decay::OfOriginal(_, every) | Decay::OfRemainder(_, every) => {
                !matches!(every.unit, Unit::Months | Unit::Years)
            }
        };
        if !is_plain || age > 1 << 12 {
            return value(decay, points, earned, today);
        }
        let known = self.known.iter().position(|(of, of_points, _)| (*of, *of_points) == (decay, points));
        let known = known.unwrap_or_else(|| {
            // Points that differ from entry to entry are not worth a table each.
            if self.known.len() >= 1 << 8 {
                self.known.clear();
            }
            self.known.push((decay, points, Vec::new()));
            self.known.len() - 1
        });
        let ages = &mut self.known[known].2;
        if ages.len() <= age {
            ages.resize(age + 1, NOT_KNOWN);
        }
        if ages[age] == NOT_KNOWN {
            ages[age] = value(decay, points, earned, today);
        }
        ages[age]
    }
}

/// The next day after `today` on which an entry loses a part at once; none where it fades a little every day.
pub(crate) fn next_step(decay: Decay, earned: Day, today: Day) -> Option<Day> {
    match decay {
        Decay::Half(_) | Decay::Evenly(_) => None,
        Decay::OfOriginal(_, every) | Decay::OfRemainder(_, every) => {
            Some(earned.plus(every.times(periods(earned, today, every).saturating_add(1))))
        }
    }
}

/// The number of days after which `points` millionths, and every smaller number, are worth nothing under this decay.
pub(crate) fn days_to_nothing(decay: Decay, points: i64) -> u32 {
    // Points have at most 40 bits, so after 42 halvings less than half a millionth is left.
    let halvings = u64::BITS - points.unsigned_abs().leading_zeros() + 1;
    match decay {
        Decay::Half(every) => days_of(every).saturating_mul(halvings),
        Decay::Evenly(over) => longest(over),
        Decay::OfOriginal(percent, every) => longest(every).saturating_mul(100_000_u32.div_ceil(percent.max(1))),
        Decay::OfRemainder(percent, every) => {
            // (1 - q)^(1/q) < 1/2 for every q, so 1/q periods halve at least once.
            longest(every).saturating_mul(100_000_u32.div_ceil(percent.max(1)).saturating_mul(halvings))
        }
    }
}

/// Whole periods from `earned` to `today`, each counted from `earned`: months never chain.
fn periods(earned: Day, today: Day, every: Duration) -> u32 {
    let age = u32::try_from(i64::from(today.0) - i64::from(earned.0)).unwrap_or(0);
    match every.unit {
        Unit::Minutes | Unit::Hours => 0,
        Unit::Days | Unit::Weeks => age / days_of(every).max(1),
        Unit::Months | Unit::Years => {
            // A month has at most 31 days, so the estimate is too low by little; then step up.
            let mut count = age / longest(every).max(1);
            while earned.plus(every.times(count + 1)) <= today {
                count += 1;
            }
            count
        }
    }
}

const fn days_of(duration: Duration) -> u32 {
    match duration.unit {
        Unit::Weeks => duration.count.saturating_mul(7),
        _ => duration.count,
    }
}

const fn longest(duration: Duration) -> u32 {
    match duration.unit {
        Unit::Minutes | Unit::Hours | Unit::Days => duration.count,
        Unit::Weeks => duration.count.saturating_mul(7),
        Unit::Months => duration.count.saturating_mul(31),
        Unit::Years => duration.count.saturating_mul(366),
    }
}

/// Half away from zero; both are magnitudes.
const fn divide(numerator: u128, denominator: u128) -> u128 {
    (numerator + denominator / 2) / denominator
}

fn evenly(magnitude: u128, age: u32, over: u32) -> u128 {
    if age >= over { 0 } else { divide(magnitude * u128::from(over - age), u128::from(over)) }
}

fn half(magnitude: u128, age: u32, days: u32) -> u128 {
    let days = days.max(1);
    let factor = half_life_factor(age % days, days);
    times_fraction(magnitude, factor, age / days)
}

/// `magnitude * factor / 2^halvings`, rounded half up; `factor` has 120 bits after the point and is at most 1.
fn times_fraction(magnitude: u128, factor: u128, halvings: u32) -> u128 {
    if halvings > 64 {
        return 0;
    }
    let (mut high, mut low) = wide_product(magnitude, factor);
    let shift = 120 + halvings;
    // Add one half, then cut.
    let (half_high, half_low) = if shift > 128 { (1 << (shift - 129), 0) } else { (0, 1_u128 << (shift - 1)) };
    let carry;
    (low, carry) = low.overflowing_add(half_low);
    high += half_high + u128::from(carry);
    if shift >= 128 { high >> (shift - 128) } else { (high << (128 - shift)) | (low >> shift) }
}

/// 2^(-age/days) for age < days, to more than 34 digits.
fn half_life_factor(age: u32, days: u32) -> u128 {
    if age == 0 {
        return ONE;
    }
    HALF_LIVES.with_borrow_mut(|known| {
        let at = known.iter().position(|half_life| half_life.days == days).unwrap_or_else(|| {
            known.push(HalfLife { days, factors: Vec::new() });
            known.len() - 1
        });
        let factors = &mut known[at].factors;
        while factors.len() <= age as usize {
            let next = factors.len() as u128;
            factors.push(two_to_minus(next, u128::from(days)));
        }
        factors[age as usize]
    })
}

/// 2^(-age/days) as e^(-ln2 * age / days), by its series.
fn two_to_minus(age: u128, days: u128) -> u128 {
    // ln2 * age may have more than 128 bits, so the quotient is formed in two steps.
    let (quotient, rest) = (LN_2 / days, LN_2 % days);
    let x = quotient * age + rest * age / days;
    let (mut sum, mut term) = (ONE, ONE);
    for n in 1_u128..60 {
        term = fraction_product(term, x) / n;
        if term == 0 {
            break;
        }
        sum = if n % 2 == 1 { sum - term } else { sum + term };
    }
    sum
}

/// The product of two numbers with 120 bits after the point, both at most 1.
const fn fraction_product(a: u128, b: u128) -> u128 {
    let (high, low) = wide_product(a, b);
    (high << 8) | (low >> 120)
}

/// The 256 bits of a product: high and low half.
const fn wide_product(a: u128, b: u128) -> (u128, u128) {
    const LOW: u128 = u64::MAX as u128;
    let (a1, a0) = (a >> 64, a & LOW);
    let (b1, b0) = (b >> 64, b & LOW);
    let low = a0 * b0;
    let middle = a1 * b0 + (low >> 64);
    let middle_low = (middle & LOW) + a0 * b1;
    let high = a1 * b1 + (middle >> 64) + (middle_low >> 64);
    (high, (middle_low << 64) | (low & LOW))
}

/// `magnitude * (1 - q)^k` with q in thousandths of a percent.
fn remainder(magnitude: u128, percent: u32, k: u32) -> u128 {
    let kept = WHOLE.saturating_sub(u128::from(percent));
    if kept == 0 {
        return if k == 0 { magnitude } else { 0 };
    }
    let common = gcd(kept, WHOLE);
    let (kept, whole) = (kept / common, WHOLE / common);
    // A tie needs whole^k to divide twice the magnitude, which has at most 41 bits: there the fraction is formed
    // exactly. Elsewhere no tie is possible and 120 bits are enough.
    let power = u32::try_from(kept).ok().zip(u32::try_from(whole).ok()).and_then(|_| {
        let bottom = whole.checked_pow(k)?;
        (bottom <= 1 << 41).then_some(())?;
        Some((kept.checked_pow(k)?, bottom))
    });
    match power {
        Some((top, bottom)) => divide(magnitude * top, bottom),
        None => {
            let step = (ONE / whole) * kept + (ONE % whole) * kept / whole;
            times_fraction(magnitude, fraction_power(step, k), 0)
        }
    }
}

fn fraction_power(base: u128, mut exponent: u32) -> u128 {
    let (mut result, mut base) = (ONE, base);
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = fraction_product(result, base);
        }
        base = fraction_product(base, base);
        exponent /= 2;
    }
    result
}

const fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(count: u32) -> Duration {
        Duration { count, unit: Unit::Days }
    }

    fn worth(decay: Decay, points: i64, from: &str, to: &str) -> i64 {
        value(decay, points, Day::read(from).unwrap(), Day::read(to).unwrap())
    }

    #[test]
    fn the_rows_of_the_contract() {
        let half = Decay::Half(days(30));
        assert_eq!(worth(half, 10_000_000, "2025-01-01", "2025-01-08"), 8_506_672);
        assert_eq!(worth(half, -10_000_000, "2025-01-01", "2025-03-02"), -2_500_000);
        let month = Duration { count: 1, unit: Unit::Months };
        let original = Decay::OfOriginal(25_000, month);
        for (day, expected) in [
            ("2025-02-27", 10_000_000),
            ("2025-02-28", 7_500_000),
            ("2025-03-30", 7_500_000),
            ("2025-03-31", 5_000_000),
            ("2025-05-31", 0),
        ] {
            assert_eq!(worth(original, 10_000_000, "2025-01-31", day), expected, "{day}");
        }
        let remainder = Decay::OfRemainder(25_000, month);
        assert_eq!(worth(remainder, 10_000_000, "2025-01-31", "2025-03-31"), 5_625_000);
        assert_eq!(worth(remainder, 10_000_000, "2025-01-31", "2025-05-31"), 3_164_063);
        let evenly = Decay::Evenly(days(90));
        assert_eq!(worth(evenly, 10_000_000, "2025-01-01", "2025-03-31"), 111_111);
        assert_eq!(worth(evenly, 10_000_000, "2025-01-01", "2025-04-01"), 0);
    }

    #[test]
    fn ties_of_remainders_go_away_from_zero() {
        // 1 / 2^7 = 0.0078125: a tie at the sixth decimal.
        assert_eq!(worth(Decay::OfRemainder(50_000, days(1)), 1_000_000, "2025-01-01", "2025-01-08"), 7_813);
        assert_eq!(worth(Decay::OfRemainder(50_000, days(1)), -1_000_000, "2025-01-01", "2025-01-08"), -7_813);
    }

    #[test]
    fn half_lives_are_exact_to_many_digits() {
        // 2^(-1/3) = 0.793700525984099737375852819636154130195746...
        let factor = half_life_factor(1, 3);
        let digits = ((factor >> 20) * 10_u128.pow(8)) >> 100;
        assert_eq!(digits, 79_370_052);
        let (high, low) = wide_product(factor, 10_u128.pow(30));
        assert_eq!((high << 8) | (low >> 120), 793_700_525_984_099_737_375_852_819_636);
        assert!(half_life_factor(3659, 3660) < ONE / 2 + ONE / 1000);
    }

    #[test]
    fn nothing_is_left_after_the_days_to_nothing() {
        for points in [1, 999, 10_000_000, 1_000_000_000_000] {
            for decay in [
                Decay::Half(days(7)),
                Decay::Evenly(days(90)),
                Decay::OfOriginal(33_000, days(5)),
                Decay::OfRemainder(1_500, days(2)),
                Decay::OfRemainder(99_000, Duration { count: 2, unit: Unit::Weeks }),
            ] {
                let end = i32::try_from(days_to_nothing(decay, points)).unwrap();
                assert_eq!(value(decay, points, Day(0), Day(end)), 0, "{decay:?} {points}");
            }
        }
    }
}
