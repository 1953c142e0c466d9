//! Brings near what is needed soon, while something else is done: waiting for the memory is most of what a record costs.

/// Asks the memory for an entry that is looked at or written soon, without waiting for it. Where there is no such entry, nothing happens.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
#[expect(
    unsafe_code,
    reason = "a look at the entry would wait for it, which costs some per cent of the time of a log"
)]
pub(crate) fn ask_for<T>(all: &[T], place: usize) {
    use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
    // SAFETY: it belongs to x86_64 itself, reads nothing whatever the address is, and changes nothing but what is near.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(all.as_ptr().wrapping_add(place).cast()) }
}

#[cfg(not(target_arch = "x86_64"))]
pub(crate) const fn ask_for<T>(_: &[T], _: usize) {}
