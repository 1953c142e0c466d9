//! The `merit` command.
fn main() {}
