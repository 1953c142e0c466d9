//! A small generator of random numbers (splitmix64): the same everywhere and for ever.

/// The state.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The numbers of one row: rows can be made in any order, each as often as needed.
    pub(super) const fn at(seed: u64, number: u64) -> Self {
        Self(Self(Self(seed).next() ^ number).next())
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a limit, all equally likely.
    pub(super) const fn below(&mut self, limit: u64) -> u64 {
        ((self.next() as u128 * limit as u128) >> 64) as u64
    }

    /// A number below a limit, small ones far more likely: the product of three draws.
    pub(super) const fn uneven(&mut self, limit: u64) -> u64 {
        let product = (self.next() >> 32) as u128 * (self.next() >> 32) as u128 * (self.next() >> 32) as u128;
        (((product >> 32) * limit as u128) >> 64) as u64
    }

    /// A number below a limit as activity is spread among people: the first thousandth of them does a fortieth of
    /// everything, the first tenth a half, and the last do a thousandth of what the first do.
    pub(super) fn active(&mut self, limit: u64) -> u64 {
        const LEAST: u128 = (1 << 32) / 10;
        const WHOLE: u128 = 1 << 32;
        let place = LEAST + (((self.next() >> 32) as u128 * (WHOLE - LEAST)) >> 32);
        let power = |of: u128| ((of * of) >> 32) * ((of * of) >> 32);
        (((power(place) - power(LEAST)) * limit as u128) / (power(WHOLE) - power(LEAST))) as u64
    }

    /// True once in so many times.
    pub(super) const fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// One of these.
    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let place = usize::try_from(self.below(from.len() as u64)).unwrap_or(0);
        from.get(place).or(from.first()).copied().unwrap_or_else(|| unreachable!("nothing to pick from"))
    }
}
