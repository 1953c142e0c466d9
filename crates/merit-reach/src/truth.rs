//! The answers that a condition can still have.

/// A set of answers out of false, unknown and true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Truth(u8);

impl Truth {
    /// Certainly false.
    pub const FALSE: Self = Self(1);
    /// Certainly unknown.
    pub const UNKNOWN: Self = Self(2);
    /// Certainly true.
    pub const TRUE: Self = Self(4);
    /// True or false.
    pub const EITHER: Self = Self(5);
    /// Anything.
    pub const ANY: Self = Self(7);
    /// No answer yet.
    pub const NONE: Self = Self(0);

    /// The one answer.
    #[must_use]
    pub const fn sure(holds: bool) -> Self {
        if holds { Self::TRUE } else { Self::FALSE }
    }

    /// True is among them.
    #[must_use]
    pub const fn can_be_true(self) -> bool {
        self.0 & Self::TRUE.0 != 0
    }

    /// Something else than true is among them.
    #[must_use]
    pub const fn can_fail(self) -> bool {
        self.0 & !Self::TRUE.0 != 0
    }

    /// Answers of either.
    #[must_use]
    pub const fn or_else(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The answers of the opposite.
    #[must_use]
    pub const fn not(self) -> Self {
        Self((self.0 & 2) | ((self.0 & 1) << 2) | (self.0 >> 2))
    }

    /// The answers of both together: false wins, then unknown.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.pairs(other, u8::min)
    }

    /// The answers of any of them: true wins, then unknown.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.pairs(other, u8::max)
    }

    fn pairs(self, other: Self, join: fn(u8, u8) -> u8) -> Self {
        let mut found = 0;
        for one in [1, 2, 4].into_iter().filter(|one| self.0 & one != 0) {
            for two in [1, 2, 4].into_iter().filter(|two| other.0 & two != 0) {
                found |= join(one, two);
            }
        }
        Self(found)
    }
}

#[cfg(test)]
mod tests {
    use super::Truth;

    #[test]
    fn three_answers() {
        assert_eq!(Truth::FALSE.and(Truth::UNKNOWN), Truth::FALSE);
        assert_eq!(Truth::TRUE.or(Truth::UNKNOWN), Truth::TRUE);
        assert_eq!(Truth::UNKNOWN.not(), Truth::UNKNOWN);
        assert_eq!(Truth::EITHER.and(Truth::UNKNOWN), Truth::FALSE.or_else(Truth::UNKNOWN));
        assert_eq!(Truth::EITHER.not(), Truth::EITHER);
    }
}
