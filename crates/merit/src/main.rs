//! The `merit` command: arguments in, findings and results out. The only part of Merit that prints.

mod baseline;
mod cli;
mod commands;
mod config;
mod data;
mod findings;
mod fingerprint;
mod fixes;
mod git;
mod grid;
mod inputs;
mod memory;
mod model;
mod nameless;
mod output;
mod pages;
mod panics;
mod paths;
mod problem;
mod progress;
mod project;
mod render;
mod results;
mod scratch;
mod table;
mod terminal;
mod threads;
mod timings;
mod unified;
mod when;
mod workspace;

/// An allocator made for many threads. It does not ask for large pages: what is touched in part would be paid for as a whole, and fresh
/// memory costs more than finding small pages does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    panics::told_in_one_line();
    // Unwinding to here removes temporary files on the way.
    std::panic::catch_unwind(cli::main).unwrap_or_else(|_| problem::Status::Failed.into())
}
