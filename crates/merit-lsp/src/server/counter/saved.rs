//! The model as it is saved: what a changed threshold is compared with.

use std::path::Path;

use merit_compiler::{FileProblem, Files};
use merit_ir::Model;

use crate::host::Host;
use crate::snapshot::{Analysis, Snapshot, inside};

/// The model as its files are on the disk; nothing where they are as in the editor, or where it has errors.
pub(super) fn model(snapshot: &Snapshot, analysis: &Analysis) -> Option<Model> {
    let saved = Saved { host: snapshot.host(), project: &analysis.project };
    let is_changed = |file: &&std::sync::Arc<Path>| {
        let (Some(source), Some(name)) = (snapshot.source(file), inside(&analysis.project, file)) else {
            return false;
        };
        snapshot.is_open(file) && saved.read(&name).is_ok_and(|bytes| bytes != source.text().as_bytes())
    };
    analysis.files().iter().find(is_changed)?;
    merit_compiler::compile(&saved, &inside(&analysis.project, &analysis.root)?).model
}

/// The files of a project as they are on the disk.
struct Saved<'a> {
    host: &'a dyn Host,
    project: &'a Path,
}

impl Files for Saved<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileProblem> {
        self.host.read(self.project, path)
    }
}
