//! Sets of sums added up as bits on their common grid.

use super::Millionths;

/// Longer rows of bits are not made.
const MOST_WORDS: usize = 4_096;

/// Words that one addition may touch.
const MOST_WORK: usize = 400_000;

/// Every sum of one of these and one of those, ascending; both ascending. `None` when their grid is too fine for that.
pub(super) fn sums(one: &[Millionths], other: &[Millionths]) -> Option<Vec<Millionths>> {
    let (large, small) = if one.len() >= other.len() { (one, other) } else { (other, one) };
    let (first, begin) = (*large.first()?, *small.first()?);
    let far = |points: &[Millionths], first: Millionths| -> Option<Vec<u64>> {
        points.iter().map(|point| u64::try_from(point.checked_sub(first)?).ok()).collect()
    };
    let (large, small) = (far(large, first)?, far(small, begin)?);
    let step = large.iter().chain(&small).fold(0, |step, distance| gcd(step, *distance)).max(1);
    let place = |distance: u64| usize::try_from(distance / step).ok();
    let span = place(*large.last()?)?.checked_add(place(*small.last()?)?)?;
    let words = span / 64 + 1;
    if words > MOST_WORDS || words.saturating_mul(small.len()) > MOST_WORK {
        return None;
    }
    let mut bits = vec![0u64; words];
    for distance in &large {
        let at = place(*distance)?;
        *bits.get_mut(at / 64)? |= 1 << (at % 64);
    }
    let mut found = vec![0u64; words];
    for distance in &small {
        let at = place(*distance)?;
        let (skip, shift) = (at / 64, at % 64);
        let mut carried = 0;
        for (word, into) in bits.iter().zip(found.iter_mut().skip(skip)) {
            *into |= (word << shift) | carried;
            carried = if shift == 0 { 0 } else { word >> (64 - shift) };
        }
    }
    let from = first.checked_add(begin)?;
    let mut sums = Vec::new();
    for (at, word) in found.into_iter().enumerate() {
        let mut left = word;
        while left != 0 {
            let bit = left.trailing_zeros() as usize;
            left &= left - 1;
            sums.push(from + Millionths::from(step) * (at * 64 + bit) as Millionths);
        }
    }
    Some(sums)
}

pub(super) const fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::sums;

    #[test]
    fn bits_and_pairs_say_the_same() {
        let mut state: u64 = 3;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i128::from((state >> 33) % below)
        };
        for round in 0..500 {
            let unit = [1, 500_000, 1_000_000][round % 3];
            let mut set = |count: i128| {
                let mut points: Vec<i128> = (0..count).map(|_| (random(400) - 200) * unit).collect();
                points.sort_unstable();
                points.dedup();
                points
            };
            let (one, other) = (set(12), set(1 + round as i128 % 9));
            let mut pairs: Vec<i128> = one.iter().flat_map(|a| other.iter().map(move |b| a + b)).collect();
            pairs.sort_unstable();
            pairs.dedup();
            assert_eq!(sums(&one, &other), Some(pairs));
        }
    }
}
