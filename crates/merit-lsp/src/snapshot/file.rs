//! One file at one moment.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use merit_compiler::FileProblem;
use merit_diagnostics::{FileId, SourceFile};
use merit_syntax::Parsed;

use crate::host::Host;

/// An open document, or a file as the disk has it.
pub(crate) struct File {
    content: Content,
    parsed: OnceLock<Arc<Parsed>>,
}

enum Content {
    Open { version: i32, source: Arc<SourceFile> },
    Disk { bytes: Result<Vec<u8>, FileProblem>, source: OnceLock<Option<Arc<SourceFile>>> },
}

impl File {
    /// A document that is open in the editor.
    pub(crate) fn open(path: &Path, version: i32, text: String) -> Self {
        let source = Arc::new(SourceFile::new(shown(path), text));
        Self { content: Content::Open { version, source }, parsed: OnceLock::new() }
    }

    /// A file that is read now.
    pub(crate) fn of_disk(host: &dyn Host, project: &Path, path: &Path) -> Self {
        let bytes = match inside(project, path) {
            Some(inside) => host.read(project, &inside),
            None => Err(FileProblem::Outside),
        };
        Self { content: Content::Disk { bytes, source: OnceLock::new() }, parsed: OnceLock::new() }
    }

    pub(crate) fn version(&self) -> Option<i32> {
        match &self.content {
            Content::Open { version, .. } => Some(*version),
            Content::Disk { .. } => None,
        }
    }

    /// The bytes, as the compiler wants them.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, FileProblem> {
        match &self.content {
            Content::Open { source, .. } => Ok(source.text().as_bytes().to_vec()),
            Content::Disk { bytes, .. } => bytes.clone(),
        }
    }

    /// The text, if it is one.
    pub(crate) fn source(&self) -> Option<&Arc<SourceFile>> {
        match &self.content {
            Content::Open { source, .. } => Some(source),
            Content::Disk { bytes, source } => {
                let read = || {
                    let text = std::str::from_utf8(bytes.as_deref().ok()?).ok()?;
                    Some(Arc::new(SourceFile::new("", text)))
                };
                source.get_or_init(read).as_ref()
            }
        }
    }

    /// The statements.
    pub(crate) fn parsed(&self) -> Option<Arc<Parsed>> {
        let source = self.source()?;
        let parsed = self.parsed.get_or_init(|| Arc::new(merit_syntax::parse(FileId(0), source.text())));
        Some(Arc::clone(parsed))
    }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The path of a file from the root of its project, with forward slashes.
pub(crate) fn inside(project: &Path, path: &Path) -> Option<String> {
    let inside = path.strip_prefix(project).ok()?;
    let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
    parts.map(|parts| parts.join("/"))
}
