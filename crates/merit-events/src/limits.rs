//! What no input may exceed.

use crate::problem::BadRecord;

/// The longest line, CSV record or single value, in bytes.
pub(crate) const LONGEST_LINE: usize = 16 << 20;

/// Bytes of text that are decoded at once: about 12 000 to 64 000 records. In fewer, hardly any lead comes twice, so that
/// more of them have to be looked up.
pub(crate) const BLOCK: usize = 4 << 20;

pub(crate) fn too_long() -> BadRecord {
    BadRecord::new("The record is longer than 16 MiB.")
}
