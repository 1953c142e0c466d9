//! How a command ends: a status, or the reason why it could not do its work.

use std::fmt;
use std::io;
use std::process::ExitCode;

/// The exit status of a command that did its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// Nothing to report.
    Clean,
    /// Errors in a model, failed tests, files that are not formatted, records left out.
    Findings,
    /// Bad data, already reported.
    Failed,
}

impl Status {
    /// Findings when something was found.
    pub(crate) const fn found(anything: bool) -> Self {
        if anything { Self::Findings } else { Self::Clean }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Clean => Self::SUCCESS,
            Status::Findings => Self::from(1),
            Status::Failed => Self::from(2),
        }
    }
}

/// Why a command could not do its work. Ends with status 2.
#[derive(Debug)]
pub(crate) enum Problem {
    /// A sentence for people, and what may help.
    Told {
        /// What is wrong.
        message: String,
        /// What may help, one line each.
        help: Vec<String>,
    },
    /// The reader of the output went away (`merit run ... | head`): nobody is left to tell.
    NobodyListens,
}

/// How a command ends.
pub(crate) type Outcome = Result<Status, Problem>;

impl Problem {
    /// A sentence for people.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self::Told { message: message.into(), help: Vec::new() }
    }

    /// A file that cannot be read or written.
    pub(crate) fn file(doing: &str, path: impl fmt::Display, error: &io::Error) -> Self {
        let reason = match error.kind() {
            // A file that is to be made is never there; its folder should be.
            io::ErrorKind::NotFound if doing == "written" => "there is no such folder".to_owned(),
            _ => reason(error),
        };
        Self::new(format!("{path} cannot be {doing}: {reason}."))
    }

    /// All of it as text.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Told { message, help } => {
                std::iter::once(message).chain(help).map(String::as_str).collect::<Vec<_>>().join("\n")
            }
            Self::NobodyListens => String::new(),
        }
    }

    /// A line that may help.
    #[must_use]
    pub(crate) fn help(mut self, line: impl Into<String>) -> Self {
        if let Self::Told { help, .. } = &mut self {
            help.push(line.into());
        }
        self
    }
}

/// Errors of the output itself. Files are reported with their names by [`Problem::file`].
impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::NobodyListens;
        }
        Self::new(format!("The output cannot be written: {}.", reason(&error)))
    }
}

/// The reason of an error of the system in plain words, without a final dot.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission is denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        _ => error.to_string().trim_end_matches('.').to_owned(),
    }
}
