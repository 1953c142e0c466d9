//! What the random models made happen: each construct is counted where it decided something.

use std::cell::RefCell;
use std::collections::BTreeMap;

thread_local! {
    static SEEN: RefCell<BTreeMap<&'static str, u64>> = const { RefCell::new(BTreeMap::new()) };
}

/// Counts that something happened.
pub fn seen(what: &'static str) {
    SEEN.with_borrow_mut(|seen| *seen.entry(what).or_default() += 1);
}

/// Takes what this thread has counted.
pub fn take() -> BTreeMap<&'static str, u64> {
    SEEN.take()
}
