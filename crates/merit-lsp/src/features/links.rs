//! Paths that can be followed, and names of checks that have a page.

use std::path::Path;
use std::sync::Arc;

use merit_diagnostics::{Code, Span};
use merit_syntax::tree::{ListSource, StatementKind};

use crate::features::named::inner;
use crate::snapshot::Snapshot;

/// Something that can be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What stands there, without quotation marks.
    pub span: Span,
    /// Where it leads.
    pub target: Target,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To a file of the project. It need not be there.
    File(Arc<Path>),
    /// To the page of a check.
    Page(Code),
}

/// The links of a file, in order.
#[must_use]
pub fn links(snapshot: &Snapshot, file: &Path) -> Vec<Link> {
    let (Some(source), Some(parsed)) = (snapshot.source(file), snapshot.parsed(file)) else { return Vec::new() };
    let project = snapshot.project(file);
    let base = file.strip_prefix(&project).unwrap_or(file).to_string_lossy().replace('\\', "/");
    let mut found = Vec::new();
    let mut path = |span: Span, written: &str| {
        if let Some(path) = merit_compiler::resolve_path(&base, written) {
            found.push(Link { span: inner(source.text(), span), target: Target::File(project.join(path).into()) });
        }
    };
    let mut pages = Vec::new();
    for statement in &parsed.tree.statements {
        match &statement.kind {
            StatementKind::Use(node) => path(node.path.span, &node.path.text),
            StatementKind::List(node) => {
                if let ListSource::File { path: text, .. } = &node.source {
                    path(text.span, &text.text);
                }
            }
            StatementKind::Allow(node) => {
                if let Some(code) = Code::find(&node.check.text).filter(|code| code.name() == node.check.text) {
                    pages.push(Link { span: node.check.span, target: Target::Page(code) });
                }
            }
            _ => {}
        }
    }
    found.extend(pages);
    found.sort_by_key(|link| link.span);
    found
}
