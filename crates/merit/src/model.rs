//! MODEL on the command line: a score file, or what `merit compile` made of one.

use std::io::Write;
use std::path::Path;

use merit_ir::Model;
use serde::Deserialize;

use crate::config::Settings;
use crate::data::{self, Data};
use crate::findings::Findings;
use crate::paths::Input;
use crate::problem::{Problem, Status};
use crate::render;
use crate::terminal::Terminal;
use crate::workspace::Workspace;

/// A model that can run, and the settings of its project.
pub(crate) struct LoadedModel {
    pub(crate) model: Model,
    pub(crate) settings: Settings,
}

/// What became of MODEL.
pub(crate) enum Loaded {
    /// It can run.
    Model(Box<LoadedModel>),
    /// It has errors, which are already shown.
    Errors(Status),
}

/// Files larger than this are no compiled models.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// Compiled models nest less deep than this; deeper text would exhaust the stack.
const DEEPEST: usize = 600;

/// Reads MODEL; errors of a score file go to standard error.
///
/// # Errors
/// When there is no such file, or it is no model.
pub(crate) fn load(path: &Path, terminal: Terminal) -> Result<Loaded, Problem> {
    if path.is_dir() {
        return Err(Problem::new(format!("{} is a folder; MODEL is one file.", path.display())));
    }
    if let Some(data) = data::of(path) {
        let (what, flag) = match data {
            Data::Records => ("records", "--events"),
            Data::Leads => ("a leads table", "--leads"),
        };
        let path = path.display();
        return Err(Problem::new(format!("{path} is {what}, not a model."))
            .help(format!("the file is given as {flag} {path}")));
    }
    let mut workspace = Workspace::default();
    if path.extension().is_some_and(|extension| extension == "json") {
        let model = read_compiled(path)?;
        let settings = std::mem::take(&mut workspace.member(path)?.settings);
        return Ok(Loaded::Model(Box::new(LoadedModel { model, settings })));
    }
    if !path.exists() {
        return Err(Problem::new(format!("There is no file {}.", path.display())));
    }
    let mut findings = Findings::default();
    let (compilation, shown) = workspace.compile(&Input::File(path.to_owned()), &mut findings)?;
    match compilation.model {
        Some(model) => {
            let settings = std::mem::take(&mut workspace.member(path)?.settings);
            Ok(Loaded::Model(Box::new(LoadedModel { model, settings })))
        }
        None => {
            // Warnings of a model are told by `merit check`; here only what stops it.
            findings.diagnostics.retain(|diagnostic| diagnostic.level == merit_diagnostics::Level::Error);
            if findings.diagnostics.is_empty() {
                return Err(Problem::new(format!("{shown} has no model: there is nothing to run."))
                    .help("a file with a model has a line that begins with the word model"));
            }
            findings.sort();
            let mut err = std::io::stderr().lock();
            render::write_human(&findings, terminal.color_err, &mut err)?;
            let words = findings.counts().words().unwrap_or_default();
            writeln!(err, "{words}: a model with errors does not run.")?;
            Ok(Loaded::Errors(Status::Findings))
        }
    }
}

/// Reads a compiled model, which may come from anywhere: nothing in it is taken on trust.
fn read_compiled(path: &Path) -> Result<Model, Problem> {
    let failed = |error: std::io::Error| Problem::file("read", path.display(), &error);
    let size = std::fs::metadata(path).map_err(failed)?.len();
    if size > MOST_BYTES {
        return Err(Problem::new(format!("{} is larger than 256 MB.", path.display())));
    }
    let text = std::fs::read_to_string(path).map_err(failed)?;
    if depth(&text) > DEEPEST {
        return Err(Problem::new(format!("{} is no compiled model: it nests too deep.", path.display())));
    }
    // The version first: a newer form may not fit this one.
    #[derive(Deserialize)]
    struct Version {
        merit_ir: u32,
    }
    let told = |error: serde_json::Error| {
        Problem::new(format!(
            "{}:{}:{}: This is no compiled model: {}.",
            path.display(),
            error.line(),
            error.column(),
            reason(&error)
        ))
        .help("merit compile MODEL makes one from a score file")
    };
    if !text.trim_start().starts_with('{') {
        return Err(Problem::new(format!("{} is no compiled model: it is not a JSON object.", path.display()))
            .help("merit compile MODEL makes one from a score file"));
    }
    let version: Version = read_json(&text).map_err(told)?;
    if version.merit_ir > merit_ir::VERSION {
        let problem = merit_ir::ModelProblem::NewerVersion(version.merit_ir);
        return Err(Problem::new(format!("{}: {problem}", path.display())));
    }
    let model: Model = read_json(&text).map_err(told)?;
    if !(1..=merit_syntax::EDITION).contains(&model.edition) {
        return Err(Problem::new(format!(
            "{}: The model is written in edition {}; this program knows {}.",
            path.display(),
            model.edition,
            crate::commands::editions()
        )));
    }
    model.validate().map_err(|problem| Problem::new(format!("{}: {problem}", path.display())))?;
    Ok(model)
}

fn read_json<'de, T: Deserialize<'de>>(text: &'de str) -> serde_json::Result<T> {
    let mut reader = serde_json::Deserializer::from_str(text);
    reader.disable_recursion_limit();
    let value = T::deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// The reason without the place, which stands elsewhere.
fn reason(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "the file ends before the model does".to_owned();
    }
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason).to_owned()
}

/// How deep brackets nest outside texts.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut quoted, mut escaped) = (0usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}
