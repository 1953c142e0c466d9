//! What no input may exceed.

use crate::problem::BadRecord;

/// The longest line, CSV record or single value, in bytes.
pub(crate) const LONGEST_LINE: usize = 16 << 20;

/// Bytes of text that are decoded at once: about 64 000 short records.
pub(crate) const BLOCK: usize = 4 << 20;

/// The same where the decoder reads its bytes itself: they stay in the processor's cache.
pub(crate) const STRETCH: usize = 1 << 20;

pub(crate) fn too_long() -> BadRecord {
    BadRecord::new("The record is longer than 16 MiB.")
}
