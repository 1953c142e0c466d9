//! Sets of sums, in millionths of a point. A set holds at least every sum that a log can give; it may hold more.

mod bits;

use merit_values::Decimal;

/// Points in millionths.
pub type Millionths = i128;

/// A set with more members than this is kept as a grid.
const MOST: usize = 2_048;

/// Adding two sets may cost so many additions.
const MOST_WORK: usize = 20_000;

/// Sums that are possible. Everything that a log can give is in it; what is in it need not be attainable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sums {
    /// Exactly these, ascending, at least one.
    Set(Vec<Millionths>),
    /// Every `anchor + k · step` between the ends, which are on the grid; `None` is no end.
    Grid {
        /// Distance between neighbours, at least 1.
        step: Millionths,
        /// Any member of the grid.
        anchor: Millionths,
        /// The lowest.
        low: Option<Millionths>,
        /// The highest.
        high: Option<Millionths>,
    },
}

impl Sums {
    /// Nothing but zero.
    #[must_use]
    pub fn zero() -> Self {
        Self::one(0)
    }

    /// Nothing but this.
    #[must_use]
    pub fn one(points: Millionths) -> Self {
        Self::Set(vec![points])
    }

    /// These, in any order; zero when there are none.
    #[must_use]
    pub fn of(mut points: Vec<Millionths>) -> Self {
        points.sort_unstable();
        points.dedup();
        if points.is_empty() {
            points.push(0);
        }
        Self::Set(points).bounded()
    }

    /// `0, p, 2p ... n·p`; without `n` without end.
    #[must_use]
    pub fn multiples(points: Millionths, times: Option<Millionths>) -> Self {
        if points == 0 {
            return Self::zero();
        }
        let step = points.abs();
        match times {
            Some(times) if times < MOST as Millionths => {
                Self::of((0..=times).map(|k| k.saturating_mul(points)).collect())
            }
            times => {
                let end = times.map(|times| points.saturating_mul(times));
                let (low, high) = if points > 0 { (Some(0), end) } else { (end, Some(0)) };
                Self::Grid { step, anchor: 0, low, high }
            }
        }
    }

    /// Every number of millionths between zero and this end (none: without end) on the side of `sign`.
    #[must_use]
    pub fn between_zero_and(end: Option<Millionths>, sign: Millionths) -> Self {
        let (low, high) = if sign < 0 { (end, Some(0)) } else { (Some(0), end) };
        if low == Some(0) && high == Some(0) {
            return Self::zero();
        }
        Self::Grid { step: 1, anchor: 0, low, high }
    }

    /// The lowest; `None` is no end.
    #[must_use]
    pub fn low(&self) -> Option<Millionths> {
        match self {
            Self::Set(points) => points.first().copied(),
            Self::Grid { low, .. } => *low,
        }
    }

    /// The highest; `None` is no end.
    #[must_use]
    pub fn high(&self) -> Option<Millionths> {
        match self {
            Self::Set(points) => points.last().copied(),
            Self::Grid { high, .. } => *high,
        }
    }

    /// The lowest member that is at least `from` and less than `below`; where the members have no end below, any of them.
    #[must_use]
    pub fn first_in(&self, from: Option<Millionths>, below: Option<Millionths>) -> Option<Millionths> {
        let found = match self {
            Self::Set(points) => {
                let at = from.map_or(0, |from| points.partition_point(|point| *point < from));
                points.get(at).copied()?
            }
            Self::Grid { step, anchor, low, high } => {
                let start = match (from, low) {
                    (Some(from), Some(low)) => from.max(*low),
                    (Some(from), None) => from,
                    (None, Some(low)) => *low,
                    // Without an end below, something lies under every bound.
                    (None, None) => {
                        let below = below.into_iter().chain(high.map(|high| high + 1)).min().unwrap_or(*anchor + 1);
                        return Some(on_grid(*step, *anchor, below - *step));
                    }
                };
                let found = on_grid(*step, *anchor, start);
                if high.is_some_and(|high| found > high) {
                    return None;
                }
                found
            }
        };
        below.is_none_or(|below| found < below).then_some(found)
    }

    /// The highest member that is at least `from` and less than `below`; where the members have no end above, any of them.
    #[must_use]
    pub fn last_in(&self, from: Option<Millionths>, below: Option<Millionths>) -> Option<Millionths> {
        self.negated().first_in(below.map(|below| -below + 1), from.map(|from| -from + 1)).map(|found| -found)
    }

    /// True when a member lies between: at least `from`, less than `below`.
    #[must_use]
    pub fn any_in(&self, from: Option<Millionths>, below: Option<Millionths>) -> bool {
        self.first_in(from, below).is_some()
    }

    /// True when it holds this number.
    #[must_use]
    pub fn holds(&self, points: Millionths) -> bool {
        self.any_in(Some(points), Some(points + 1))
    }

    /// The members when they are few enough to be kept one by one.
    #[must_use]
    pub fn members(&self) -> Option<&[Millionths]> {
        match self {
            Self::Set(points) => Some(points),
            Self::Grid { .. } => None,
        }
    }

    /// Every sum of one of these and one of those.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Set(one), sums) | (sums, Self::Set(one)) if one.len() == 1 => {
                return sums.moved(one.first().copied().unwrap_or(0));
            }
            _ => {}
        }
        if let (Self::Set(a), Self::Set(b)) = (self, other)
            && let Some(sums) = bits::sums(a, b)
        {
            return Self::Set(sums).bounded();
        }
        if let (Self::Set(a), Self::Set(b)) = (self, other)
            && a.len().saturating_mul(b.len()) <= MOST_WORK
        {
            let mut sums = Vec::with_capacity(a.len().saturating_mul(b.len()));
            for one in a {
                sums.extend(b.iter().map(|other| one.saturating_add(*other)));
            }
            return Self::of(sums);
        }
        let (one, other) = (self.grid(), other.grid());
        let add = |a: Option<Millionths>, b: Option<Millionths>| Some(a?.saturating_add(b?));
        Self::Grid {
            step: gcd(one.step, other.step).max(1),
            anchor: one.anchor.saturating_add(other.anchor),
            low: add(one.low, other.low),
            high: add(one.high, other.high),
        }
        .settled()
    }

    /// Every member and so much more.
    #[must_use]
    pub fn moved(&self, by: Millionths) -> Self {
        let end = |end: &Option<Millionths>| end.map(|end| end.saturating_add(by));
        match self {
            _ if by == 0 => self.clone(),
            Self::Set(points) => Self::Set(points.iter().map(|point| point.saturating_add(by)).collect()),
            Self::Grid { step, anchor, low, high } => {
                Self::Grid { step: *step, anchor: anchor.saturating_add(by), low: end(low), high: end(high) }
            }
        }
    }

    /// Members of either.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        if let (Self::Set(a), Self::Set(b)) = (self, other) {
            return Self::of(a.iter().chain(b).copied().collect());
        }
        let (one, other) = (self.grid(), other.grid());
        let step = gcd(gcd(one.step, other.step), (one.anchor.saturating_sub(other.anchor)).abs()).max(1);
        Self::Grid {
            step,
            anchor: one.anchor,
            low: one.low.zip(other.low).map(|(a, b)| a.min(b)),
            high: one.high.zip(other.high).map(|(a, b)| a.max(b)),
        }
        .settled()
    }

    /// Every member, but none above (below) a lid: what would lie beyond lies on it.
    #[must_use]
    pub fn under(&self, lid: Millionths) -> Self {
        match self {
            Self::Set(points) => Self::of(points.iter().map(|point| (*point).min(lid)).collect()),
            Self::Grid { high: Some(high), .. } if *high <= lid => self.clone(),
            Self::Grid { step, anchor, low, .. } => {
                if low.is_some_and(|low| low >= lid) {
                    return Self::one(lid);
                }
                if let Some(low) = low
                    && let Some(few) = few(*step, *low, lid)
                {
                    let mut points = few;
                    points.push(lid);
                    return Self::of(points);
                }
                let step = gcd(*step, lid.saturating_sub(*anchor).abs()).max(1);
                Self::Grid { step, anchor: lid, low: *low, high: Some(lid) }.settled()
            }
        }
    }

    /// Every member, but none below a floor.
    #[must_use]
    pub fn above(&self, floor: Millionths) -> Self {
        self.negated().under(-floor).negated()
    }

    /// The members that are at least `from` and less than `below`; `None` when there are none.
    #[must_use]
    pub fn within(&self, from: Option<Millionths>, below: Option<Millionths>) -> Option<Self> {
        match self {
            Self::Set(points) => {
                let inside =
                    |point: &Millionths| from.is_none_or(|from| *point >= from) && below.is_none_or(|b| *point < b);
                let points: Vec<Millionths> = points.iter().copied().filter(inside).collect();
                (!points.is_empty()).then_some(Self::Set(points))
            }
            Self::Grid { step, anchor, low, high } => {
                let first = self.first_in(from, below)?;
                let low = if from.is_none() && low.is_none() { None } else { Some(first) };
                let high = if below.is_none() && high.is_none() { None } else { Some(self.last_in(from, below)?) };
                Some(Self::Grid { step: *step, anchor: *anchor, low, high }.settled())
            }
        }
    }

    /// The opposite of every member.
    #[must_use]
    pub fn negated(&self) -> Self {
        match self {
            Self::Set(points) => Self::Set(points.iter().rev().map(|point| -point).collect()),
            Self::Grid { step, anchor, low, high } => {
                Self::Grid { step: *step, anchor: -anchor, low: high.map(|high| -high), high: low.map(|low| -low) }
            }
        }
    }

    /// So much of every member, in thousandths of a percent; a part of a millionth counts as none and as one.
    #[must_use]
    pub fn share(&self, percent: u32) -> Self {
        let percent = Millionths::from(percent);
        let part = |points: Millionths| {
            let exact = points.saturating_mul(percent);
            let floor = exact.div_euclid(100_000);
            (floor, floor + Millionths::from(exact.rem_euclid(100_000) != 0))
        };
        match self {
            Self::Set(points) => {
                Self::of(points.iter().map(|point| part(*point)).flat_map(|(a, b)| [a, b]).collect())
            }
            Self::Grid { step, anchor, low, high } => {
                let whole =
                    step.saturating_mul(percent) % 100_000 == 0 && anchor.saturating_mul(percent) % 100_000 == 0;
                let step = if whole { (step.saturating_mul(percent) / 100_000).max(1) } else { 1 };
                Self::Grid {
                    step,
                    anchor: part(*anchor).0,
                    low: low.map(|low| part(low).0),
                    high: high.map(|high| part(high).1),
                }
                .settled()
            }
        }
    }

    /// Every member rounded to so many decimals, half away from zero.
    #[must_use]
    pub fn rounded(&self, decimals: u8) -> Self {
        let unit = unit(decimals);
        match self {
            Self::Set(points) => Self::of(points.iter().map(|point| rounded(*point, decimals)).collect()),
            Self::Grid { step, anchor, .. } if step % unit == 0 && anchor % unit == 0 => self.clone(),
            Self::Grid { low, high, .. } => Self::Grid {
                step: unit,
                anchor: 0,
                low: low.map(|low| rounded(low, decimals)),
                high: high.map(|high| rounded(high, decimals)),
            }
            .settled(),
        }
    }

    /// A set that became too large is kept as a grid, and a small grid as a set.
    fn bounded(self) -> Self {
        match &self {
            Self::Set(points) if points.len() > MOST => {
                let grid = self.grid();
                Self::Grid { step: grid.step, anchor: grid.anchor, low: grid.low, high: grid.high }
            }
            _ => self,
        }
    }

    fn settled(self) -> Self {
        match self {
            Self::Grid { step, low: Some(low), high: Some(high), .. } if low >= high || step <= 0 => {
                Self::of(vec![low, high])
            }
            Self::Grid { step, low: Some(low), high: Some(high), .. }
                if high.saturating_sub(low) / step < MOST as Millionths / 4 =>
            {
                few(step, low, high).map_or(self, Self::of)
            }
            _ => self,
        }
    }

    fn grid(&self) -> Grid {
        match self {
            Self::Grid { step, anchor, low, high } => Grid { step: *step, anchor: *anchor, low: *low, high: *high },
            Self::Set(points) => {
                let anchor = points.first().copied().unwrap_or(0);
                let step = points.iter().fold(0, |step, point| gcd(step, point.saturating_sub(anchor)));
                // One member alone lies on every grid.
                Grid { step, anchor, low: points.first().copied(), high: points.last().copied() }
            }
        }
    }
}

struct Grid {
    step: Millionths,
    anchor: Millionths,
    low: Option<Millionths>,
    high: Option<Millionths>,
}

/// The members of a grid from its low end, when they are few.
fn few(step: Millionths, low: Millionths, high: Millionths) -> Option<Vec<Millionths>> {
    let count = usize::try_from(high.saturating_sub(low) / step.max(1)).ok().filter(|count| *count < MOST)?;
    Some((0..=count).map(|k| low + step * k as Millionths).collect())
}

/// The first member of a grid that is not below `from`.
const fn on_grid(step: Millionths, anchor: Millionths, from: Millionths) -> Millionths {
    from.saturating_add((anchor.saturating_sub(from)).rem_euclid(step))
}

const fn gcd(mut a: Millionths, mut b: Millionths) -> Millionths {
    if a.unsigned_abs() <= u64::MAX as u128 && b.unsigned_abs() <= u64::MAX as u128 {
        // Divisions of 64 bits are many times faster, and nearly all points fit.
        return bits::gcd(a.unsigned_abs() as u64, b.unsigned_abs() as u64) as Millionths;
    }
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.abs()
}

/// The last place that is kept with so many decimals.
#[must_use]
pub fn unit(decimals: u8) -> Millionths {
    10i128.pow(6 - u32::from(decimals.min(6)))
}

/// Half away from zero, to so many decimals.
#[must_use]
pub fn rounded(points: Millionths, decimals: u8) -> Millionths {
    Decimal(points).rounded(decimals).0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(points: &[i128]) -> Sums {
        Sums::of(points.iter().map(|point| point * 1_000_000).collect())
    }

    #[test]
    fn three_small_ladders_leave_gaps() {
        let ladder = whole(&[0, 1, 3, 6, 10, 15]);
        let sums = ladder.plus(&ladder).plus(&ladder);
        let missing: Vec<i128> = (0..=45).filter(|points| !sums.holds(points * 1_000_000)).collect();
        assert_eq!(missing, [29, 32, 34, 37, 38, 39, 41, 42, 43, 44]);
        let from = |points: i128| sums.first_in(Some(points * 1_000_000), None);
        assert_eq!(from(37), from(40));
        assert_ne!(from(35), from(36));
    }

    #[test]
    fn lids_leave_what_is_below_them() {
        let clicks = Sums::multiples(3_000_000, None).under(20_000_000);
        assert_eq!(clicks, whole(&[0, 3, 6, 9, 12, 15, 18, 20]));
        let penalties = Sums::multiples(-5_000_000, None).above(-20_000_000);
        assert_eq!(penalties, whole(&[-20, -15, -10, -5, 0]));
        let open = Sums::multiples(10_000_000, None).plus(&Sums::multiples(-4_000_000, None));
        assert!(open.holds(2_000_000) && !open.holds(1_000_000) && open.low().is_none() && open.high().is_none());
        assert_eq!(open.under(5_000_000).high(), Some(5_000_000));
    }

    #[test]
    fn ends_are_found_from_both_sides() {
        let sums = Sums::multiples(7_000_000, None);
        assert_eq!(sums.first_in(Some(50_000_000), None), Some(56_000_000));
        assert_eq!(sums.last_in(None, Some(50_000_000)), Some(49_000_000));
        assert_eq!(sums.first_in(Some(1), Some(7_000_000)), None);
        assert!(!sums.any_in(None, Some(0)));
        let down = sums.negated();
        assert!(down.any_in(None, Some(-1_000_000_000)));
    }

    #[test]
    fn shares_and_rounding_keep_every_possible_value() {
        assert_eq!(whole(&[0, 3]).share(50_000).rounded(0), whole(&[0, 2]));
        assert_eq!(Sums::of(vec![1]).share(33_333), Sums::of(vec![0, 1]));
        assert_eq!(Sums::of(vec![-500_000, 500_000]).rounded(0), whole(&[-1, 1]));
        let fading = Sums::between_zero_and(Some(9_400_000), 1).rounded(0);
        assert_eq!(fading, whole(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    }
}
