//! The passes in their order.

use std::cell::{Cell, RefCell};

use merit_diagnostics::{Code, Diagnostic, Family, FileId, Level, Place, SourceFile, Sources, Span};
use merit_ir::{ListEntries, Model, ModelClaim, TestCase};
use merit_reach::Reach;
use merit_syntax::outline::Outline;
use merit_syntax::tree::{First, StatementKind, Tree};
use merit_values::Zone;

use crate::allow::{self, Allowance};
use crate::assemble::{Head, assemble};
use crate::bounds::{self, Bounds};
use crate::checks;
use crate::context::Context;
use crate::declare::{FileOutline, declare};
use crate::files::{Files, relative};
use crate::list_file::ListReader;
use crate::load::{Loaded, LoadedFile, load};
use crate::near::Near;
use crate::report::Reports;
use crate::resolved::Resolved;
use crate::table::ListEntry;

/// What became of a file and everything it uses.
#[derive(Clone, Debug, Default)]
pub struct Compilation {
    /// All files that were read; the one asked for is the first.
    pub sources: Sources,
    /// Everything found, sorted by file, place and code.
    pub diagnostics: Vec<Diagnostic>,
    /// The compiled model; `None` when there is an error, or no `model` in the file.
    pub model: Option<Model>,
    /// The same, also when the model contradicts itself (family M), so that checks that come later can still tell what
    /// else they see. It is never run.
    pub understood: Option<Model>,
    /// How many points there can be in what was understood.
    pub bounds: Bounds,
    /// The tests of the file itself that have no error.
    pub tests: Vec<TestCase>,
    /// The claims of the file itself that have no error, each with the place of what it claims.
    pub claims: Vec<(ModelClaim, Place)>,
    /// The file has a `model` (understood or not).
    pub has_model: bool,
    /// The syntax trees of the score files, with their numbers in `sources`.
    pub trees: Vec<(FileId, Tree)>,
    /// The `allow` lines of all files, for checks that come later.
    pub allowances: Vec<Allowance>,
    /// Paths of everything that was read or looked for, relative to the project, score files first.
    pub paths: Vec<String>,
}

impl Compilation {
    /// True when there is an error (a wrong expectation of a test is none: the model runs all the same).
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(is_error)
    }
}

fn is_error(report: &Diagnostic) -> bool {
    report.level == Level::Error && report.code.family() != Family::Tests
}

/// Compiles the file at `path` (relative to the project's root) with everything it uses. A file without `model`, such as
/// a shared vocabulary, is checked in the same way.
#[must_use]
pub fn compile(files: &dyn Files, path: &str) -> Compilation {
    let reports = Reports::default();
    let mut sources = Sources::new();
    let loaded = load(files, path, &mut sources, &reports);
    let Loaded { files: loaded_files, order, incomplete } = loaded;
    let (outlines, misplaced) = outline_all(&loaded_files, &sources, &reports);
    let mut paths: Vec<String> = loaded_files.iter().map(|file| file.path.clone()).collect();
    let lists = read_lists(files, &loaded_files, &outlines, &mut sources, &reports, &mut paths);

    let main = outlines.first();
    let model_block = main.and_then(|outline| outline.model.as_ref());
    let has_model = loaded_files.first().is_some_and(|file| has_model(&file.tree));
    let mut allowances: Vec<Allowance> = Vec::new();
    for (file, outline) in loaded_files.iter().zip(&outlines) {
        allowances.extend(allow::allowances(file, outline, &reports));
    }
    let mut compiled = Compilation { has_model, ..Compilation::default() };
    {
        let mut lists: Vec<Option<Vec<ListEntry>>> = lists.into_iter().map(Some).collect();
        let in_order = order.iter().filter_map(|index| {
            let lists = lists.get_mut(*index)?.take().unwrap_or_default();
            let misplaced = misplaced.get(*index).map_or(&[][..], Vec::as_slice);
            Some(FileOutline { file: loaded_files.get(*index)?, outline: outlines.get(*index)?, misplaced, lists })
        });
        let silent = |file: FileId| loaded_files.get(file.0 as usize).is_some_and(|file| file.silent);
        let names = declare(in_order.collect(), incomplete, silent, &reports, |place| sources.slice(place));
        let head = Head::of(model_block);
        let zone = head.zone.as_deref().and_then(|zone| Zone::named(zone).ok());
        let context = Context {
            sources: &sources,
            files: &loaded_files,
            reports: &reports,
            near: Near::default(),
            names,
            zone: zone.unwrap_or_else(Zone::utc),
            meant: RefCell::default(),
            conditions: RefCell::default(),
        };
        let resolved = resolve_all(&context, &order, &outlines);
        let sources_of_model = paths.iter().map(|other| relative(path, other)).collect();
        let assembled = assemble(&context, &resolved, head, sources_of_model);
        {
            let reach = Reach::partial(&assembled.model, &assembled.known);
            checks::run(&context, &resolved, &reach, main, has_model);
            if has_model && assembled.whole {
                compiled.bounds = bounds::bounds(&context, &reach, &assembled.model);
            }
        }
        if has_model && assembled.whole {
            compiled.understood = Some(assembled.model);
        }
        compiled.tests = resolved.tests;
        compiled.claims = resolved.claims;
    }
    let mut diagnostics = reports.take();
    allow::apply(&mut diagnostics, &mut allowances);
    let silent = |file: FileId| loaded_files.get(file.0 as usize).is_some_and(|file| file.silent);
    diagnostics.retain(|report| !silent(report.main.place.file));
    diagnostics.sort_by_key(|report| (report.main.place, report.code));
    diagnostics.dedup_by(|one, other| {
        one.code == other.code && one.main.place == other.main.place && one.message == other.message
    });
    drop(outlines);
    compiled.trees = loaded_files.into_iter().map(|file| (file.id, file.tree)).collect();
    compiled.sources = sources;
    compiled.diagnostics = diagnostics;
    compiled.allowances = allowances;
    compiled.paths = paths;
    let errors = || compiled.diagnostics.iter().filter(|report| is_error(report));
    // What a text does not say clearly is not judged further.
    let sound = |report: &Diagnostic| report.code.family() == Family::Model && report.code != Code::M318;
    if !errors().all(sound) {
        compiled.understood = None;
    }
    if errors().next().is_none() {
        compiled.model.clone_from(&compiled.understood);
    }
    compiled
}

/// The statements of each file under their headings, and the places of those that stand where they do not belong.
fn outline_all<'t>(
    files: &'t [LoadedFile],
    sources: &Sources,
    reports: &Reports,
) -> (Vec<Outline<'t>>, Vec<Vec<Span>>) {
    let outlines = files.iter().map(|file| {
        let text = sources.get(file.id).map_or("", SourceFile::text);
        let (outline, found) = merit_syntax::outline(&file.tree, file.id, text);
        let misplaced = found.iter().filter(|report| report.code == Code::S108).map(|report| report.main.place.span);
        let misplaced = misplaced.collect();
        found.into_iter().for_each(|report| reports.add(report));
        (outline, misplaced)
    });
    outlines.unzip()
}

fn has_model(tree: &Tree) -> bool {
    tree.statements.iter().any(|statement| match &statement.kind {
        StatementKind::Model(_) => true,
        StatementKind::Broken(broken) => broken.first == Some(First::Model),
        _ => false,
    })
}

/// The lists of each file with their entries.
fn read_lists(
    files: &dyn Files,
    loaded: &[LoadedFile],
    outlines: &[Outline<'_>],
    sources: &mut Sources,
    reports: &Reports,
    paths: &mut Vec<String>,
) -> Vec<Vec<ListEntry>> {
    let mut all = Vec::with_capacity(outlines.len());
    for (file, outline) in loaded.iter().zip(outlines) {
        let mut lists = Vec::with_capacity(outline.lists.len());
        for line in &outline.lists {
            let place = Place { file: file.id, span: line.node.name.span };
            let mut reader = ListReader { files, sources, reports };
            let faulty = line.statement.faulty || file.silent;
            let (entries, path) = reports.about(faulty, || reader.entries(line.node, place, &file.path));
            paths.extend(path.filter(|path| !paths.contains(path)));
            let spaceless = match &entries {
                Some(ListEntries::Text(texts)) => {
                    texts.iter().find(|text| crate::scripts::writes_no_spaces(text)).cloned()
                }
                _ => None,
            };
            lists.push(ListEntry {
                name: line.node.name.text.clone(),
                place,
                kind: line.node.kind,
                entries: entries.filter(|_| !faulty),
                spaceless,
                used: Cell::new(false),
            });
        }
        all.push(lists);
    }
    all
}

fn resolve_all<'t>(context: &Context<'t>, order: &[usize], outlines: &[Outline<'t>]) -> Resolved<'t> {
    let mut resolved = Resolved::default();
    let silent = |file: FileId| context.is_silent(file);
    for entry in &context.names.scores {
        resolved.scores.push(context.reports.about(silent(entry.file), || context.score_block(entry)));
    }
    for entry in &context.names.grades {
        resolved.grades.push(context.reports.about(silent(entry.file), || context.grade_block(entry)));
    }
    for entry in &context.names.tiers {
        resolved.tiers.push(context.reports.about(silent(entry.block.file), || context.tiers_block(entry)));
    }
    for entry in &context.names.matrices {
        resolved.matrices.push(context.reports.about(silent(entry.file), || context.matrix_block(entry)));
    }
    for entry in &context.names.segments {
        resolved.segments.push(context.reports.about(silent(entry.file), || context.segment_block(entry)));
    }
    for index in order {
        let (Some(outline), Some(file)) = (outlines.get(*index), context.files.get(*index)) else { continue };
        for line in &outline.triggers {
            let trigger = context.about(file.id, line.statement, || context.trigger(file.id, *line));
            resolved.triggers.push((file.id, *line, trigger));
        }
    }
    // The tests and claims of used files are checked when those files are.
    if let (Some(outline), Some(file)) = (outlines.first(), context.files.first()) {
        resolved.tests = context.tests(file.id, &outline.tests);
        resolved.claims = context.claims(file.id, &outline.claims);
    }
    resolved
}
