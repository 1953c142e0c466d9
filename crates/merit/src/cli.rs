//! The command line as a whole: commands, common flags, exit status.

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::commands;
use crate::problem::{Outcome, Problem, Status};
use crate::terminal::{Color, Paint, Terminal, escape, paint};

/// Lead scoring as code: models that say in words what a lead's actions are worth
#[derive(Debug, Parser)]
#[command(
    name = "merit",
    version = env!("CARGO_PKG_VERSION"),
    long_version = long_version(),
    arg_required_else_help = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,

    /// When to use colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        env = "MERIT_COLOR",
        hide_env_values = true
    )]
    color: Color,
}

/// One member per command; each has a file of its own.
#[derive(Debug, Subcommand)]
enum Command {
    New(commands::new::Args),
    Check(commands::check::Args),
    Fmt(commands::fmt::Args),
    Test(commands::test::Args),
    Run(commands::run::Args),
    Explain(commands::explain::Args),
    Changes(commands::changes::Args),
    Diff(commands::diff::Args),
    Bounds(commands::bounds::Args),
    Reach(commands::reach::Args),
    Compile(commands::compile::Args),
    Schema(commands::schema::Args),
    Lsp(commands::lsp::Args),
    Completions(commands::completions::Args),
}

impl Command {
    fn run(self, terminal: Terminal) -> Outcome {
        match self {
            Self::New(args) => commands::new::run(&args),
            Self::Check(args) => commands::check::run(&args, terminal),
            Self::Fmt(args) => commands::fmt::run(&args, terminal),
            Self::Test(args) => commands::test::run(&args, terminal),
            Self::Run(args) => commands::run::run(&args, terminal),
            Self::Explain(args) => commands::explain::run(&args, terminal),
            Self::Changes(args) => commands::changes::run(&args, terminal),
            Self::Diff(args) => commands::diff::run(&args, terminal),
            Self::Bounds(args) => commands::bounds::run(&args, terminal),
            Self::Reach(args) => commands::reach::run(&args, terminal),
            Self::Compile(args) => commands::compile::run(&args, terminal),
            Self::Schema(args) => commands::schema::run(&args),
            Self::Lsp(args) => commands::lsp::run(&args),
            Self::Completions(args) => commands::completions::run(&args),
        }
    }
}

/// Runs the command line; the exit status is the contract of the tool: 0 nothing to report, 1 findings, 2 the tool could
/// not do its work.
pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors. Nobody is left to tell when printing fails.
            let status = if error.use_stderr() { Status::Failed } else { Status::Clean };
            let _ = error.print();
            return status.into();
        }
    };
    let terminal = Terminal::look(cli.color);
    match cli.command.run(terminal) {
        Ok(status) => status.into(),
        Err(Problem::NobodyListens) => Status::Clean.into(),
        Err(Problem::Told { message, help }) => {
            let mut err = std::io::stderr().lock();
            let _ = writeln!(err, "{}: {}", paint("error", Paint::Red, terminal.color_err), escape(&message));
            for line in help {
                let _ = writeln!(err, "  {} {}", paint("=", Paint::Cyan, terminal.color_err), escape(&line));
            }
            Status::Failed.into()
        }
    }
}

/// What can change a score for the same model and records: it is printed with the version, and with results.
pub(crate) fn data_versions() -> String {
    format!("Unicode {} · time-zone data {}", merit_values::unicode_version(), merit_values::Zone::data_version())
}

fn long_version() -> String {
    let editions = commands::editions();
    format!("{}\nlanguage: {editions}\n{}", env!("CARGO_PKG_VERSION"), data_versions())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn flags_do_not_contradict_each_other() {
        Cli::command().debug_assert();
    }
}
