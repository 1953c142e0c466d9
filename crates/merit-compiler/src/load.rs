//! Reads a file and everything it uses, each file once.

use std::collections::HashMap;

use merit_diagnostics::{Code, Diagnostic, FileId, Place, SourceFile, Sources, Span};
use merit_syntax::tree::{First, StatementKind, Tree};

use crate::files::{FileProblem, Files, join};
use crate::near::quote;
use crate::report::Reports;

/// A file of the project.
#[derive(Debug)]
pub(crate) struct LoadedFile {
    pub(crate) id: FileId,
    pub(crate) path: String,
    pub(crate) tree: Tree,
    /// It is used although it has a model (M318): its names count, nothing in it is reported.
    pub(crate) silent: bool,
}

/// All files of a project; the first one is the one asked for.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    pub(crate) files: Vec<LoadedFile>,
    /// Numbers of files, used ones before those that use them.
    pub(crate) order: Vec<usize>,
    /// Some file could not be read: names that are not known may be declared there.
    pub(crate) incomplete: bool,
}

/// Reads the file at `path` and everything it uses.
pub(crate) fn load(files: &dyn Files, path: &str, sources: &mut Sources, reports: &Reports) -> Loaded {
    let mut loader = Loader { files, sources, reports, loaded: Loaded::default(), known: HashMap::new() };
    if let Err(problem) = loader.add(path) {
        let id = loader.sources.add(SourceFile::new(path, ""));
        let place = Place { file: id, span: Span::default() };
        let message = format!("{} cannot be checked: {}.", quote(path), problem.words());
        loader.reports.plain(Code::F608, place, message);
        loader.loaded.incomplete = true;
        return loader.loaded;
    }
    loader.follow_all();
    loader.loaded
}

struct Loader<'a> {
    files: &'a dyn Files,
    sources: &'a mut Sources,
    reports: &'a Reports,
    loaded: Loaded,
    known: HashMap<String, usize>,
}

/// A file whose `use` lines are being followed.
struct Open {
    file: usize,
    uses: std::vec::IntoIter<(Span, String)>,
}

impl Loader<'_> {
    /// Follows `use` lines without recursion: a long chain of files must not exhaust the stack.
    fn follow_all(&mut self) {
        let mut stack = vec![Open { file: 0, uses: self.uses_of(0).into_iter() }];
        while let Some(open) = stack.last_mut() {
            let file = open.file;
            let Some((span, written)) = open.uses.next() else {
                self.loaded.order.push(file);
                stack.pop();
                continue;
            };
            if let Some(next) = self.follow(file, span, &written, &stack) {
                let uses = self.uses_of(next).into_iter();
                stack.push(Open { file: next, uses });
            }
        }
    }

    /// The file that a `use` line brings in, if it is a new one.
    fn follow(&mut self, file: usize, span: Span, written: &str, stack: &[Open]) -> Option<usize> {
        let user = self.loaded.files.get(file)?;
        let place = Place { file: user.id, span };
        let silent = user.silent;
        let path = match join(&user.path, written) {
            Ok(path) => path,
            Err(problem) => {
                return self.unread(
                    place,
                    silent,
                    &format!("{} cannot be used: {}.", quote(written), problem.words()),
                );
            }
        };
        if !path.ends_with(".score") {
            let message = format!("{} cannot be used: only files whose name ends in .score can.", quote(written));
            return self.unread(place, silent, &message);
        }
        if let Some(known) = self.known.get(&path).copied() {
            if stack.iter().any(|open| open.file == known) {
                self.report_circle(place, known, stack);
            }
            return None;
        }
        match self.add(&path) {
            Ok(new) => {
                self.refuse_model(new, place, &path);
                Some(new)
            }
            Err(problem) => {
                self.unread(place, silent, &format!("{} cannot be used: {}.", quote(written), problem.words()))
            }
        }
    }

    fn unread(&mut self, place: Place, silent: bool, message: &str) -> Option<usize> {
        self.loaded.incomplete = true;
        self.reports.about(silent, || self.reports.plain(Code::F608, place, message));
        None
    }

    fn report_circle(&self, place: Place, known: usize, stack: &[Open]) {
        let from = stack.iter().position(|open| open.file == known).unwrap_or(0);
        let name = |file: usize| self.loaded.files.get(file).map_or("", |file| file.path.as_str());
        let ring: Vec<&str> = stack.iter().skip(from).map(|open| name(open.file)).chain([name(known)]).collect();
        let message = match ring.as_slice() {
            [one, other] if one == other => format!("{one} uses itself."),
            _ => format!("These files use each other in a circle: {}.", ring.join(" uses ")),
        };
        let report = Diagnostic::new(Code::M317, place, message)
            .note("Move what both need into a third file, and let both use that one.");
        self.reports.add(report);
    }

    fn refuse_model(&mut self, new: usize, place: Place, path: &str) {
        let Some(file) = self.loaded.files.get_mut(new) else { return };
        let model = file.tree.statements.iter().find(|statement| match &statement.kind {
            StatementKind::Model(_) => true,
            StatementKind::Broken(broken) => broken.first == Some(First::Model),
            _ => false,
        });
        let Some(model) = model else { return };
        let at = Place { file: file.id, span: model.span };
        file.silent = true;
        let message = format!("{path} has a model of its own, so it cannot be used by another file.");
        let report = Diagnostic::new(Code::M318, place, message)
            .related(at, "the model begins here")
            .note("Move what both models need (events, attributes, lists, actions) into a file without a model.");
        self.reports.add(report);
    }

    fn uses_of(&self, file: usize) -> Vec<(Span, String)> {
        let Some(file) = self.loaded.files.get(file) else { return Vec::new() };
        let uses = file.tree.statements.iter().filter_map(|statement| match &statement.kind {
            StatementKind::Use(uses) => Some((uses.path.span, uses.path.text.clone())),
            _ => None,
        });
        uses.collect()
    }

    /// Reads a file and its statements.
    fn add(&mut self, path: &str) -> Result<usize, FileProblem> {
        let bytes = self.files.read(path)?;
        if bytes.len() as u64 > Sources::MAX_BYTES {
            return Err(FileProblem::TooLarge);
        }
        let number = self.loaded.files.len();
        self.known.insert(path.to_owned(), number);
        let (text, readable) = match String::from_utf8(bytes) {
            Ok(text) => (text, true),
            Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), false),
        };
        let id = self.sources.add(SourceFile::new(path, text));
        let tree = if readable { self.parse(id) } else { self.report_bytes(id) };
        self.loaded.files.push(LoadedFile { id, path: path.to_owned(), tree, silent: false });
        Ok(number)
    }

    fn parse(&self, id: FileId) -> Tree {
        let text = self.sources.get(id).map_or("", SourceFile::text);
        let parsed = merit_syntax::parse(id, text);
        for report in parsed.diagnostics {
            self.reports.add(report);
        }
        parsed.tree
    }

    fn report_bytes(&mut self, id: FileId) -> Tree {
        self.loaded.incomplete = true;
        let text = self.sources.get(id).map_or("", SourceFile::text);
        let at = text.find('\u{fffd}').unwrap_or(0);
        let place = Place { file: id, span: Span::of(at..at + '\u{fffd}'.len_utf8()) };
        let report = Diagnostic::new(Code::F608, place, "This file is not UTF-8 text, so it cannot be checked.")
            .label("the first bytes that are not UTF-8")
            .note("Save it as UTF-8 (without any other encoding) in the editor that wrote it.");
        self.reports.add(report);
        Tree::default()
    }
}
