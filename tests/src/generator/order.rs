//! The orders in which a log is written. Time order and the shuffled order need no memory, whatever the size of the log.

use super::random::Random;

/// The order of the records of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By time, as logs are written.
    Time,
    /// By lead, and by time for each lead, as exports often are.
    Lead,
    /// No order at all.
    Shuffled,
}

impl Order {
    /// The numbers of the records (time order is 0, 1, 2 ...) in this order; `lead` is the place of a record's lead among `leads`.
    pub(super) fn numbers(
        self,
        events: u64,
        leads: u64,
        seed: u64,
        lead: impl Fn(u64) -> u64,
    ) -> Box<dyn Iterator<Item = u64>> {
        match self {
            Self::Time => Box::new(0..events),
            Self::Shuffled => {
                let shuffle = Shuffle::new(events, seed);
                Box::new((0..events).map(move |place| shuffle.number(place)))
            }
            Self::Lead => Box::new(by_lead(events, leads, lead).into_iter()),
        }
    }
}

/// Counting: how many records each lead has says where its first one goes.
fn by_lead(events: u64, leads: u64, lead: impl Fn(u64) -> u64) -> Vec<u64> {
    let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let mut next = vec![0_usize; size(leads) + 1];
    for number in 0..events {
        next[size(lead(number)) + 1] += 1;
    }
    for place in 1..next.len() {
        next[place] += next[place - 1];
    }
    let mut numbers = vec![0; size(events)];
    for number in 0..events {
        let place = &mut next[size(lead(number))];
        numbers[*place] = number;
        *place += 1;
    }
    numbers
}

/// A permutation of the numbers below a limit that is computed and not stored: a Feistel network over the next even
/// number of bits, applied again where it leaves the limit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shuffle {
    limit: u64,
    half: u32,
    keys: [u64; 4],
}

impl Shuffle {
    pub(super) fn new(limit: u64, seed: u64) -> Self {
        let half = (u64::BITS - limit.saturating_sub(1).leading_zeros()).div_ceil(2).max(1);
        Self { limit, half, keys: [1, 2, 3, 4].map(|round| Random::at(seed, round).next()) }
    }

    /// The number that stands at a place below the limit.
    pub(super) fn number(&self, place: u64) -> u64 {
        let mask = (1 << self.half) - 1;
        let mut number = place;
        loop {
            let (mut left, mut right) = (number >> self.half, number & mask);
            for key in self.keys {
                (left, right) = (right, left ^ (Random::at(key, right).next() & mask));
            }
            number = left << self.half | right;
            if number < self.limit {
                return number;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Order, Shuffle};

    #[test]
    fn every_order_holds_every_record_once() {
        let lead = |number: u64| number * number % 7;
        let mut orders = Vec::new();
        for order in [Order::Time, Order::Lead, Order::Shuffled] {
            let numbers: Vec<u64> = order.numbers(1000, 7, 1, lead).collect();
            let mut sorted = numbers.clone();
            sorted.sort_unstable();
            assert!(sorted.into_iter().eq(0..1000), "{order:?}");
            orders.push(numbers);
        }
        assert!(orders[1].is_sorted_by_key(|number| (lead(*number), *number)));
        let rises = orders[2].windows(2).filter(|pair| pair[0] < pair[1]).count();
        assert!((450..550).contains(&rises), "{rises} of 999 neighbours are still in order");
    }

    #[test]
    fn small_limits_are_shuffled_too() {
        for limit in 1..40 {
            let shuffle = Shuffle::new(limit, 9);
            let mut numbers: Vec<u64> = (0..limit).map(|place| shuffle.number(place)).collect();
            numbers.sort_unstable();
            assert!(numbers.into_iter().eq(0..limit), "{limit}");
        }
    }
}
