//! Why a statement could not be read, and what would mend it.

mod tokens;

use merit_diagnostics::{Code, Diagnostic, FileId, Place};

use crate::normal::Normal;
use crate::split::Piece;
use crate::statement::Stopped;
use crate::tree::{First, StatementKind};

pub(crate) use tokens::{Kind, tokens};

/// A statement that could not be read.
pub(crate) struct Case<'a, 't> {
    pub(crate) file: FileId,
    pub(crate) source: &'t str,
    pub(crate) piece: &'a Piece,
    pub(crate) normal: &'a Normal<'t>,
    pub(crate) first: Option<First>,
    pub(crate) stopped: Stopped,
}

/// What was found out.
pub(crate) struct Explained {
    pub(crate) fault: Diagnostic,
    /// The statement as it was probably meant.
    pub(crate) kind: Option<StatementKind>,
    /// What it begins as.
    pub(crate) first: Option<First>,
}

/// Explains why a statement could not be read.
pub(crate) fn explain(case: &Case<'_, '_>) -> Explained {
    let place = Place { file: case.file, span: case.normal.span(case.stopped.at..case.normal.text.len()) };
    let fault = Diagnostic::new(Code::S102, place, format!("expected {:?}", case.stopped.expected));
    Explained { fault, kind: None, first: case.first }
}
