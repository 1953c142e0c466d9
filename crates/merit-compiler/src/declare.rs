//! Collects everything that is declared: T210 (twice), T215 (a word of the language as a name), T207/T208 in choices.

mod outcomes;
mod vocabulary;

use merit_diagnostics::{Code, Diagnostic, FileId, Place, Span};
use merit_syntax::outline::Outline;
use merit_syntax::tree::{First, Name, StatementKind};

use crate::load::LoadedFile;
use crate::names::{Block, Meaning, Names};
use crate::report::Reports;
use crate::table::{ListEntry, MOST, Refused};

/// A file and its outline, in the order in which files are declared.
pub(crate) struct FileOutline<'t> {
    pub(crate) file: &'t LoadedFile,
    pub(crate) outline: &'t Outline<'t>,
    /// Places of statements that stand where they do not belong, in the order of the file.
    pub(crate) misplaced: &'t [Span],
    /// Its lists, with their entries.
    pub(crate) lists: Vec<ListEntry>,
}

/// Collects the names of all files, used ones first.
pub(crate) fn declare<'t>(
    files: Vec<FileOutline<'t>>,
    incomplete: bool,
    silent: impl Fn(FileId) -> bool,
    reports: &Reports,
    text_of: impl Fn(Place) -> &'t str,
) -> Names<'t> {
    let mut names = Names { incomplete, ..Names::default() };
    let outlines: Vec<_> = files.iter().map(|file| (file.file, file.outline)).collect();
    for file in &files {
        words_of_faults(&mut names, file.file, file.misplaced, &text_of);
    }
    let mut declare = Declare { names, reports, silent: &silent, full: false };
    for file in files {
        reports.about(file.file.silent, || declare.vocabulary(file));
    }
    // Scores and grades of every file come before what names them: files may stand in any order.
    for (file, outline) in &outlines {
        reports.about(file.silent, || declare.scores(file, outline));
    }
    for (file, outline) in &outlines {
        reports.about(file.silent, || declare.tiers(file, outline));
    }
    for (file, outline) in &outlines {
        reports.about(file.silent, || declare.matrices_and_segments(file, outline));
    }
    declare.names
}

struct Declare<'a, 't> {
    names: Names<'t>,
    reports: &'a Reports,
    silent: &'a dyn Fn(FileId) -> bool,
    /// The limit on the number of things was reported already.
    full: bool,
}

impl Declare<'_, '_> {
    /// Reports why a name was refused. `what` comes with its article.
    fn refused(&mut self, refused: Refused, what: &str, shown: &str, place: Place) {
        match refused {
            Refused::Twice(first) => self.twice(what, shown, place, first),
            Refused::TooMany if !self.full => {
                self.full = true;
                let message = format!("There are too many: a project has at most {MOST} things of one kind.");
                self.reports.plain(Code::S102, place, message);
            }
            Refused::TooMany => {}
        }
    }

    fn twice(&self, what: &str, shown: &str, place: Place, first: Place) {
        // A file that must not be used is reported once, not for every name it has.
        if (self.silent)(first.file) {
            return;
        }
        let report = Diagnostic::new(Code::T210, place, format!("{what} {shown} is declared twice."))
            .label("declared again")
            .related(first, "declared here first");
        self.reports.add(report);
    }

    /// Enters a name into the name space of scores, grades, matrices and attributes; false when it is taken.
    fn outcome(&mut self, name: &str, place: Place, what: Meaning) -> bool {
        if let Some((first, first_place)) = self.names.outcomes.get(name).copied() {
            // Whoever uses the name may mean this one.
            self.names.maybe.insert(name.to_owned());
            let place_known = (self.silent)(first_place.file);
            if !place_known {
                let (one, other) = (first.word(), what.word());
                let message = if one == other {
                    format!("\"{name}\" is declared twice.")
                } else {
                    format!("\"{name}\" is declared twice: as {one} and as {other}.")
                };
                let report = Diagnostic::new(Code::T210, place, message)
                    .label("declared again")
                    .related(first_place, "declared here first")
                    .note("Scores, grades, matrices and attributes of a lead need different names.");
                self.reports.add(report);
            }
            return false;
        }
        self.names.outcomes.insert(name.to_owned(), (what, place));
        true
    }

    /// A number for one more thing of a kind of which there are `count`; `None` when there are too many.
    fn number(&mut self, count: usize, place: Place) -> Option<u16> {
        let number = u16::try_from(count).ok().filter(|number| usize::from(*number) < MOST);
        if number.is_none() {
            self.refused(Refused::TooMany, "", "", place);
        }
        number
    }
}

fn block<'t, T>(file: &LoadedFile, block: &'t T, name: &Name) -> Block<'t, T> {
    Block { file: file.id, block, name: name.text.clone(), place: Place { file: file.id, span: name.span } }
}

/// What statements with faults mention counts as used; what they may declare counts as declared.
fn words_of_faults<'t>(
    names: &mut Names<'_>,
    file: &LoadedFile,
    misplaced: &[Span],
    text_of: &impl Fn(Place) -> &'t str,
) {
    let mut misplaced = misplaced.iter().copied().peekable();
    for statement in &file.tree.statements {
        let mut out_of_place = false;
        while let Some(span) = misplaced.next_if(|span| span.start < statement.span.end) {
            out_of_place |= statement.span.start <= span.start;
        }
        let broken = match &statement.kind {
            StatementKind::Broken(broken) => Some(broken),
            _ if statement.faulty || out_of_place => None,
            _ => continue,
        };
        let text = text_of(Place { file: file.id, span: statement.span });
        let mut words: Vec<String> = words(text);
        if let Some(broken) = broken {
            words.extend(broken.words.iter().cloned());
            words.extend(broken.declares.iter().map(|name| name.text.clone()));
        }
        if out_of_place || broken.is_some_and(|broken| may_declare(broken.first)) {
            names.maybe.extend(words.iter().cloned());
        }
        names.mentioned.extend(words);
    }
}

/// Statements that declare something.
const fn may_declare(first: Option<First>) -> bool {
    matches!(
        first,
        None | Some(
            First::Use
                | First::List
                | First::Event
                | First::Has
                | First::Lead
                | First::Action
                | First::Score
                | First::Grade
                | First::Letter
                | First::Tiers
                | First::Quoted
                | First::Matrix
                | First::Columns
                | First::Row
                | First::Segment
                | First::Sign
        )
    )
}

/// The names and quoted texts in a piece of text, roughly: enough to know what is mentioned.
fn words(text: &str) -> Vec<String> {
    use unicode_normalization::UnicodeNormalization;
    let names =
        text.split(|c: char| !(c.is_alphanumeric() || c == '_' || unicode_normalization::char::is_combining_mark(c)));
    let quoted = text.split(['"', '“', '”', '„', '`']).skip(1).step_by(2);
    // A name in quotation marks is read as it would be written.
    let joined = quoted.clone().map(|text| text.replace(' ', "_"));
    let written = names.chain(quoted).filter(|word| !word.is_empty()).map(|word| word.nfc().collect());
    written.chain(joined).collect()
}
