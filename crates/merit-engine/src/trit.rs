//! The three answers of a condition.

/// False, unknown or true, in this order: `and` is the least, `or` the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Trit {
    /// It does not hold.
    False = 0,
    /// A value is missing.
    Unknown = 1,
    /// It holds.
    True = 2,
}

impl Trit {
    /// The opposite; unknown stays unknown.
    pub(crate) const fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }

    /// The answer with this number.
    pub(crate) const fn of_bits(bits: u64) -> Self {
        match bits & 3 {
            0 => Self::False,
            1 => Self::Unknown,
            _ => Self::True,
        }
    }

    /// Only true counts.
    pub(crate) const fn counts(self) -> bool {
        matches!(self, Self::True)
    }
}

impl From<bool> for Trit {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

/// `and` over the parts of a condition, or `or` when `any` is set; stops as soon as the answer is certain.
pub(crate) fn join<T>(parts: &[T], any: bool, mut answer: impl FnMut(&T) -> Trit) -> Trit {
    let (neutral, decisive) = if any { (Trit::False, Trit::True) } else { (Trit::True, Trit::False) };
    let mut result = neutral;
    for part in parts {
        let part = answer(part);
        if part == decisive {
            return decisive;
        }
        result = if any { result.max(part) } else { result.min(part) };
    }
    result
}
