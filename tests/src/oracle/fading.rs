//! The value of an entry at a time (section 3.8): rounded to 6 decimals, half away from zero.

use std::cell::RefCell;
use std::collections::HashMap;

use merit_syntax::tree::DecayKind;
use merit_values::{Duration, Unit};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::calendar::plus;

/// Bits after the point when powers of two are computed: about 77 decimal digits.
const BITS: u32 = 256;

thread_local! {
    static POWERS: RefCell<HashMap<(i128, [u32; 4]), i128>> = RefCell::default();
}

/// What `points` (millionths) of the day `then` are worth on the day `now`, in millionths.
pub fn worth(points: i128, decay: Option<DecayKind>, then: i32, now: i32) -> i128 {
    let age = now - then;
    match decay {
        None | Some(DecayKind::Never) => points,
        Some(DecayKind::Evenly(over)) => {
            let all = plus(then, over.value) - then;
            if age >= all { 0 } else { rounded_ratio(points * i128::from(all - age), i128::from(all)) }
        }
        Some(DecayKind::OfOriginal(percent, every)) => {
            let left = 100_000 - i128::from(percent.value) * i128::from(whole_periods(every.value, then, now));
            if left <= 0 { 0 } else { rounded_ratio(points * left, 100_000) }
        }
        Some(DecayKind::OfRemainder(percent, every)) => {
            let k = whole_periods(every.value, then, now);
            cached(points, [0, percent.value, k, 0], || {
                let left = BigRational::new(BigInt::from(100_000 - percent.value), BigInt::from(100_000));
                rounded(&(BigRational::from(BigInt::from(points)) * num_traits::pow(left, k as usize)))
            })
        }
        Some(DecayKind::Half(every)) => {
            let half_life = match every.value.unit {
                Unit::Days => every.value.count,
                Unit::Weeks => 7 * every.value.count,
                _ => unreachable!("half-lives are in days or weeks"),
            };
            let age = u32::try_from(age).unwrap();
            cached(points, [1, half_life, age, 0], || {
                rounded(&(BigRational::from(BigInt::from(points)) * power_of_half(age, half_life)))
            })
        }
    }
}

fn cached(points: i128, key: [u32; 4], compute: impl FnOnce() -> i128) -> i128 {
    if let Some(known) = POWERS.with_borrow(|powers| powers.get(&(points, key)).copied()) {
        return known;
    }
    let value = compute();
    POWERS.with_borrow_mut(|powers| powers.insert((points, key), value));
    value
}

/// The number of whole D since a day, each counted from that day.
fn whole_periods(every: Duration, then: i32, now: i32) -> u32 {
    (1..).find(|k| plus(then, Duration { count: every.count * k, unit: every.unit }) > now).unwrap() - 1
}

/// 2^(-age/H): whole halvings exactly, the rest by e^(-x) with x = ln 2 * rest / H, summed with [`BITS`] bits.
fn power_of_half(age: u32, half_life: u32) -> BigRational {
    let (whole, rest) = (age / half_life, age % half_life);
    let one = BigInt::one() << BITS;
    let fraction = if rest == 0 {
        one.clone()
    } else {
        let x = ln_2() * rest / half_life;
        let (mut sum, mut term, mut n) = (BigInt::zero(), one.clone(), 0u32);
        while !term.is_zero() {
            sum += &term;
            n += 1;
            term = -(term * &x / &one) / n;
        }
        sum
    };
    BigRational::new(fraction, one << whole)
}

/// ln 2 = sum of 1 / (k 2^k), with [`BITS`] bits after the point.
fn ln_2() -> BigInt {
    let one = BigInt::one() << BITS;
    (1..=BITS).map(|k| (&one >> k) / k).sum()
}

/// Half away from zero.
pub fn rounded_ratio(numerator: i128, denominator: i128) -> i128 {
    let half_up = (2 * numerator.abs() + denominator) / (2 * denominator);
    if numerator < 0 { -half_up } else { half_up }
}

fn rounded(value: &BigRational) -> i128 {
    let half = BigRational::new(BigInt::one(), BigInt::from(2));
    let magnitude = (value.abs() + half).floor().to_integer().to_i128().unwrap();
    if value.is_negative() { -magnitude } else { magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_have_twenty_correct_digits() {
        // 2^(-7/30) and 2^(-1/2), by another program.
        let digits = |age, half_life| {
            let scale = BigInt::from(10).pow(25);
            (power_of_half(age, half_life) * BigRational::from(scale)).floor().to_integer().to_string()
        };
        assert_eq!(&digits(1, 2)[..24], "707106781186547524400844");
        assert_eq!(rounded(&(power_of_half(7, 30) * BigRational::from(BigInt::from(10_000_000)))), 8_506_672);
        assert_eq!(digits(60, 30), "2500000000000000000000000");
    }
}
