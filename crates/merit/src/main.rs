//! The `merit` command: arguments in, findings and results out. The only part of Merit that prints.

mod cli;
mod commands;
mod config;
mod findings;
mod fixes;
mod inputs;
mod model;
mod output;
mod pages;
mod paths;
mod problem;
mod progress;
mod project;
mod render;
mod table;
mod terminal;
mod unified;
mod when;
mod workspace;

fn main() -> std::process::ExitCode {
    cli::main()
}
