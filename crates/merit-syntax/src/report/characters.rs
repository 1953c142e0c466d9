//! S103 and S110: characters.

use merit_diagnostics::{Code, Diagnostic, FileId, Place, Safety, Span};

use crate::characters::{plain_digit, shown};
use crate::scan::{Replacement, Why};

fn place(file: FileId, replacement: &Replacement) -> Place {
    Place { file, span: Span::of(replacement.at.clone()) }
}

/// The distinct characters, in order, at most six.
fn distinct(source: &str, found: &[&Replacement]) -> Vec<char> {
    let mut chars: Vec<char> = Vec::new();
    for c in found.iter().filter_map(|r| source.get(r.at.clone())).filter_map(|text| text.chars().next()) {
        if !chars.contains(&c) && chars.len() < 6 {
            chars.push(c);
        }
    }
    chars
}

fn edits(file: FileId, found: &[&Replacement]) -> Vec<(Place, String)> {
    found.iter().map(|r| (place(file, r), r.text.clone())).collect()
}

/// Look-alikes of one statement; `line` is the statement as it was read.
pub(crate) fn look_alikes(file: FileId, source: &str, found: &[&Replacement], line: &str) -> Option<Diagnostic> {
    let (first, rest) = found.split_first()?;
    let chars = distinct(source, found);
    let list = chars.iter().map(|c| shown(*c)).collect::<Vec<_>>().join(" ");
    let all = |why: Why| found.iter().all(|r| r.why == why);
    let (code, message, note) = if all(Why::Apostrophe) {
        let message = "Texts stand in double quotation marks (\"), not in single ones (').".to_owned();
        (Code::S103, message, "The rest of the line was checked as if they were double.")
    } else if found.iter().all(|r| matches!(r.why, Why::Quote | Why::Apostrophe)) {
        let message = format!("These quotation marks are the typographic kind ({list}); write straight ones (\").");
        (
            Code::S103,
            message,
            "They usually come from a word processor or a chat. The rest of the line was checked as if they were straight.",
        )
    } else if chars.iter().all(|c| plain_digit(*c).is_some()) {
        let message = format!("These digits ({list}) are not the plain ones; write 0 to 9.");
        (Code::S103, message, "The rest of the line was checked as if they were plain.")
    } else if let [c] = chars.as_slice() {
        let wanted = match first.text.trim() {
            "" => "an ordinary space".to_owned(),
            "-" => "the hyphen of the keyboard (-)".to_owned(),
            "," => "an ordinary comma (,)".to_owned(),
            ":" => "an ordinary colon (:)".to_owned(),
            "(" | ")" => format!("an ordinary bracket ({})", first.text),
            text => text.to_owned(),
        };
        let shown = shown(*c);
        let message = if *c == '–' || *c == '—' {
            format!("This is a typographic dash ({shown}); write {wanted}.")
        } else {
            format!("This character ({shown}) only looks like the plain one; write {wanted}.")
        };
        (Code::S103, message, "The rest of the line was checked as if it were the plain one.")
    } else {
        let message = format!("These characters ({list}) only look like the plain ones; write the plain ones.");
        (Code::S103, message, "The rest of the line was checked as if they were plain.")
    };
    let mut diagnostic = Diagnostic::new(code, place(file, first), message).note(note);
    for other in rest.iter().take(20) {
        diagnostic = diagnostic.related(place(file, other), "");
    }
    let title = super::showable(line).unwrap_or("write the plain characters");
    Some(diagnostic.fix(Safety::Safe, title, edits(file, found)))
}

/// Invisible characters of one statement or comment.
pub(crate) fn invisible(file: FileId, source: &str, found: &[&Replacement]) -> Option<Diagnostic> {
    let (first, rest) = found.split_first()?;
    let list = distinct(source, found).iter().map(|c| shown(*c)).collect::<Vec<_>>().join(", ");
    let message = if rest.is_empty() {
        format!("There is a character here that cannot be seen: {list}.")
    } else {
        format!("There are {} characters here that cannot be seen: {list}.", found.len())
    };
    let mut diagnostic = Diagnostic::new(Code::S110, place(file, first), message)
        .note("Two texts that look the same would differ, or a line would read differently from what it does.");
    for other in rest.iter().take(20) {
        diagnostic = diagnostic.related(place(file, other), "");
    }
    Some(diagnostic.fix(Safety::Safe, "remove what cannot be seen", edits(file, found)))
}
