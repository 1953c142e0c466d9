//! Models from files and texts, evaluated and explained.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use merit_compiler::{MemoryFiles, compile};
use merit_diagnostics::Level;
use merit_engine::{Engine, Evaluation, Explained, Explainer, Options};
use merit_ir::Model;
use merit_values::{EventBatch, Instant, LeadBatch};
use merit_workbench::{Change, ChangeKind};

/// The folder of the versions.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("versions")
}

/// A file of a folder, compiled with everything the folder holds.
pub fn model(folder: &Path, file: &str) -> Model {
    model_with(folder, file, |_, text| text)
}

/// The same with texts of score files that are changed before.
pub fn model_with(folder: &Path, file: &str, change: impl Fn(&str, String) -> String) -> Model {
    let mut files = MemoryFiles::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let text = if name.ends_with(".score") { change(&name, text) } else { text };
            files.add(name, text);
        }
    }
    let compilation = compile(&files, file);
    let errors: Vec<_> = compilation.diagnostics.iter().filter(|found| found.level == Level::Error).collect();
    compilation.model.unwrap_or_else(|| panic!("{file}: {errors:?}"))
}

/// A model made of texts, if it has no errors.
pub fn compiled(files: &MemoryFiles, file: &str) -> Option<Model> {
    let compilation = compile(files, file);
    let sound = compilation.diagnostics.iter().all(|found| found.level != Level::Error);
    compilation.model.filter(|_| sound)
}

pub fn evaluated(model: &Model, leads: &LeadBatch, events: &EventBatch, options: Options) -> Evaluation {
    let mut engine = Engine::new(model, options).unwrap();
    engine.add_leads(leads.clone()).unwrap();
    engine.add_events(events.clone()).unwrap();
    engine.finish().unwrap()
}

/// With everything that every lead entered and left.
pub fn with_changes(options: Options) -> Options {
    Options { changes_since: Some(Instant(i64::MIN)), ..options }
}

pub fn explained(
    model: &Model,
    leads: &LeadBatch,
    events: &EventBatch,
    options: Options,
    wanted: BTreeSet<String>,
) -> Explained {
    let mut explainer = Explainer::new(model, options, wanted).unwrap();
    explainer.add_leads(leads).unwrap();
    explainer.add_events(events).unwrap();
    explainer.finish()
}

/// What a change says, on one line.
pub fn said(change: &Change) -> String {
    let sign = match change.kind {
        ChangeKind::Added => "+",
        ChangeKind::Removed => "-",
        ChangeKind::Altered => "~",
        ChangeKind::Moved => ">",
    };
    let fields = change.fields.iter().map(|field| {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
        format!("; {}: {} -> {}", field.field, value(&field.old), value(&field.new))
    });
    let lists =
        [("came", &change.came), ("went", &change.went)].into_iter().filter(|(_, entries)| !entries.is_empty());
    let lists = lists.map(|(word, entries)| format!("; {word}: {}", entries.join(", ")));
    let (what, within, name) = (change.what.word(), &change.within, &change.name);
    let words = if change.only_words { " (words)" } else { "" };
    format!("{sign} {what} [{within}] {name}{}{}{words}", fields.collect::<String>(), lists.collect::<String>())
}
