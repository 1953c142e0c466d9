//! What the editor knows about names, with the cursor drawn into the text as `‸`, and what it answers as the marked line.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod claims;
mod definition;
mod drawn;
mod hover;
mod protocol;
mod references;
mod rename;
mod structure;
mod test_hints;
mod tokens;
