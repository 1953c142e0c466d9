//! A text as a tree of statements, with everything wrong in it reported statement by statement.

use merit_diagnostics::{Code, Diagnostic, FileId, Place, Span};
use merit_values::Decimal;

use crate::build::EDITION;
use crate::report;
use crate::scan::{Replacement, Why};
use crate::split::{Piece, split};
use crate::statement::{Read, read};
use crate::tree::{First, Statement, StatementKind, Tree};
use crate::words::Begins;

/// A file as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// Its statements, the broken ones included.
    pub tree: Tree,
    /// What is wrong with its text, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a file. Never fails: what could not be understood is a broken statement with a report.
#[must_use]
pub fn parse(file: FileId, text: &str) -> Parsed {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let pieces = split(text, start);
    let mut parsed = Parsed::default();
    let mut stages = Stages::default();
    let mut earlier: Option<Earlier> = None;
    for mut piece in pieces.pieces {
        let mut read = read(file, text, &piece);
        let joined = earlier.take().and_then(|earlier| earlier.join(file, text, &piece));
        let mut joins = 0;
        if let Some((whole, faults, statement, count)) = joined {
            (piece, read, joins) = (whole, statement, count);
            parsed.diagnostics.truncate(faults);
            parsed.tree.statements.pop();
        }
        stages.follow(file, &mut read);
        let before = parsed.diagnostics.len();
        earlier = Earlier::of(&piece, before, joins);
        parsed.diagnostics.extend(character_faults(file, text, &piece.replacements, &read));
        parsed.diagnostics.extend(read.fault);
        parsed.tree.statements.push(Statement {
            span: Span::of(piece.range),
            kind: read.kind,
            faulty: parsed.diagnostics.len() > before,
            blank_before: piece.blank_before,
            before: piece.before,
            beside: piece.beside,
        });
    }
    parsed.tree.end = pieces.end;
    let loose: Vec<&Replacement> = pieces.loose.iter().collect();
    parsed.diagnostics.extend(group_loose(file, text, &loose));
    for (at, c) in pieces.comment_faults {
        let fault = Replacement { at: at..at + c.len_utf8(), text: String::new(), why: Why::Invisible };
        parsed.diagnostics.extend(report::invisible(file, text, &[&fault]));
    }
    editions(file, start, &mut parsed);
    parsed.diagnostics.sort_by_key(|diagnostic| diagnostic.main.place.span.start);
    parsed
}

/// Longer statements are not joined with the line below: nobody breaks them by hand.
const LONGEST_JOINED: usize = 2_000;

/// The statement before, in case the next line turns out to be a part of it.
struct Earlier {
    piece: Piece,
    /// How many reports there were before it.
    faults: usize,
    /// How many lines have been joined to it.
    joins: usize,
}

impl Earlier {
    fn of(piece: &Piece, faults: usize, joins: usize) -> Option<Self> {
        let known = matches!(piece.begins, Begins::Strong(_) | Begins::Weak(_));
        (known && joins < 8 && piece.range.len() <= LONGEST_JOINED).then(|| Self {
            piece: piece.clone(),
            faults,
            joins,
        })
    }

    /// A line that begins with no first word, and that makes sense when it stands on the line above, was broken off
    /// there: one report about the line break, instead of one about each half.
    fn join(self, file: FileId, text: &str, next: &Piece) -> Option<(Piece, usize, Read, usize)> {
        let Begins::Word(word) = &next.begins else { return None };
        if next.blank_before || !next.before.is_empty() || next.range.len() > LONGEST_JOINED {
            return None;
        }
        let end = self.piece.range.end;
        let whole = self.piece.joined(next);
        let read = read(file, text, &whole);
        let sound =
            !matches!(read.kind, StatementKind::Broken(_)) && read.fault.is_none() && read.bare_stage.is_none();
        if !sound {
            return None;
        }
        let place = |range: std::ops::Range<usize>| Place { file, span: Span::of(range) };
        let start = next.range.start;
        // As it is written: `word` has its look-alikes replaced, so it may be longer.
        let written = text.get(next.range.clone()).and_then(|line| line.split_whitespace().next()).unwrap_or("");
        let first = place(start..start + written.len());
        let message =
            format!("The line above does not go on with \"{}\": no line can begin with it.", report::clip(word));
        let between = place(end..start);
        let mut fault = Diagnostic::new(Code::S102, first, message)
            .label("this stands on the line above")
            .note("A line may break before words like where, and, or, once, up to, decays; and behind a comma.");
        // A comment at the end of the line above would swallow the words.
        if self.piece.beside.is_empty() {
            let line = report::one_line(text.get(whole.range.clone()).unwrap_or(""));
            fault = fault.fix(merit_diagnostics::Safety::Unsafe, line, [(between, " ".to_owned())]);
        }
        let read = Read { fault: Some(fault), ..read };
        Some((whole, self.faults, read, self.joins + 1))
    }
}

/// Look-alikes and invisible characters of a statement, one report each.
fn character_faults(file: FileId, text: &str, replacements: &[Replacement], read: &Read) -> Vec<Diagnostic> {
    let (invisible, look_alikes): (Vec<_>, Vec<_>) =
        replacements.iter().partition(|replacement| replacement.why == Why::Invisible);
    let mut faults = Vec::new();
    // A typographic mark that opens a text and is never closed: the missing end is the cause.
    let open = read.fault.as_ref().filter(|fault| fault.code == Code::S104).map(|fault| fault.main.place.span.start);
    let look_alikes: Vec<_> =
        look_alikes.into_iter().filter(|one| open.is_none_or(|open| one.at.start != open as usize)).collect();
    faults.extend(report::look_alikes(file, text, &look_alikes, &read.line));
    faults.extend(report::invisible(file, text, &invisible));
    faults
}

/// Characters on lines without a statement: all look-alikes in one report, all invisible ones in another.
fn group_loose(file: FileId, text: &str, loose: &[&Replacement]) -> Vec<Diagnostic> {
    let of = |invisible: bool| -> Vec<&Replacement> {
        loose.iter().copied().filter(|r| (r.why == Why::Invisible) == invisible).collect()
    };
    // Blank-looking characters on an empty line are harmless.
    let look_alikes: Vec<&Replacement> = of(false).into_iter().filter(|r| r.text != " ").collect();
    let mut faults = Vec::new();
    faults.extend(report::look_alikes(file, text, &look_alikes, "write the plain characters"));
    faults.extend(report::invisible(file, text, &of(true)));
    faults
}

/// S113: every file begins with its edition.
fn editions(file: FileId, start: usize, parsed: &mut Parsed) {
    let is_edition = |statement: &Statement| match &statement.kind {
        StatementKind::Edition(_) => true,
        StatementKind::Broken(broken) => broken.first == Some(First::Edition),
        _ => false,
    };
    let place = |span| Place { file, span };
    let mut earlier: Option<Place> = None;
    for (index, statement) in parsed.tree.statements.iter_mut().enumerate() {
        if !is_edition(statement) {
            continue;
        }
        let here = place(statement.span);
        if (earlier.is_some() || index > 0) && !statement.faulty {
            parsed.diagnostics.push(report::edition_not_first(here, earlier));
            statement.faulty = true;
        }
        earlier = earlier.or(Some(here));
    }
    if earlier.is_none() {
        let start = place(Span::of(start..start));
        parsed.diagnostics.push(report::edition_missing(start, EDITION));
    }
}

/// The stages of the inactivity block so far: what a stage without its word could mean depends on them.
#[derive(Default)]
struct Stages {
    last: Option<report::Stage>,
}

impl Stages {
    fn follow(&mut self, file: FileId, read: &mut Read) {
        let StatementKind::Stage(stage) = &read.kind else {
            if !matches!(&read.kind, StatementKind::Broken(broken) if broken.first == Some(First::After)) {
                self.last = None;
            }
            return;
        };
        let after = stage.after.value.to_string();
        let earlier = self.last.as_ref().map_or(Decimal::ZERO, |stage| stage.in_all);
        let in_all = match (stage.effect, &read.bare_stage) {
            (Some(crate::tree::StageEffect::Total(number)), _) => number.value,
            (Some(crate::tree::StageEffect::Further(number)), _) => Decimal(earlier.0.saturating_add(number.value.0)),
            (Some(crate::tree::StageEffect::Reset), _) => Decimal::ZERO,
            (None, bare) => bare.as_ref().map_or(Decimal::ZERO, |bare| bare.points),
        };
        if let Some(bare) = &read.bare_stage {
            let place = Place { file, span: stage.effect_span };
            let last = self.last.as_ref();
            let fault = report::stage_word_missing(place, &read.line, &bare.head, &after, bare.points, last);
            read.fault.get_or_insert(fault);
        }
        self.last = Some(report::Stage { after, in_all });
    }
}
