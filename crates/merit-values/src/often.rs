//! What nearly always happens, told to the compiler: it lays out that way in one piece, which took a twentieth off reading a log of text.

use std::hint::cold_path;

/// Something that nearly always turns out one way. This changes no result.
pub trait Often {
    /// The same; it is nearly always there, or true.
    #[must_use]
    fn often(self) -> Self;
}

impl<T> Often for Option<T> {
    #[inline(always)]
    fn often(self) -> Self {
        if self.is_none() {
            cold_path();
        }
        self
    }
}

impl Often for bool {
    #[inline(always)]
    fn often(self) -> Self {
        if !self {
            cold_path();
        }
        self
    }
}

/// The same; it is nearly always false.
#[inline(always)]
pub fn seldom(is_so: bool) -> bool {
    if is_so {
        cold_path();
    }
    is_so
}

/// Appends to what nearly always has room: what is done otherwise does not stand in the way.
#[inline(always)]
pub fn push<T>(to: &mut Vec<T>, value: T) {
    if seldom(to.len() == to.capacity()) {
        to.reserve(1);
    }
    to.push(value);
}
