//! The one style of score files (section 6 of the language).
//!
//! A file is printed from its tree, statement by statement: [`statements`] turns each into a row of atoms, [`placing`]
//! says how far it is indented and which columns align, [`layout`] decides where the row breaks. Only the order of
//! clauses, spaces, line breaks and needless brackets change; the meaning never does.

mod breaks;
mod claims;
mod comments;
mod conditions;
mod layout;
mod line;
mod mending;
mod placing;
mod rules;
mod statements;
mod test_lines;
mod words;

use merit_diagnostics::Diagnostic;

use crate::tree::Tree;
use comments::Comments;
use placing::Placing;

/// Lines longer than this are broken (display width, without the comment at their end).
const WIDTH: usize = 118;
/// How far continuation lines stand to the right of their statement.
const CONTINUATION: usize = 4;

/// A score file in the one style. Characters that only look like the plain ones (S103) are mended on the way.
///
/// # Errors
/// What is wrong with the text, when it cannot be understood as a whole: a damaged file is never rearranged.
pub fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    let (text, tree) = mending::sound(text)?;
    Ok(print(&text, &tree))
}

/// A line to be written.
struct OutLine {
    text: String,
    blank_before: bool,
}

fn print(text: &str, tree: &Tree) -> String {
    let comments = Comments::of(text);
    let placing = Placing::of(text, tree);
    let mut lines: Vec<OutLine> = Vec::new();
    let mut unit = 0;
    let mut indent_above = 0;
    for (index, statement) in tree.statements.iter().enumerate() {
        let place = placing.of_statement(index);
        if place.begins_unit {
            unit = lines.len();
        }
        let mut row = statements::row(text, &statement.kind);
        row.align_second(place.column);
        let laid_out = layout::lay_out(&row, place.indent, &comments.inside(&statement.beside));
        let start = statement.span.start as usize;
        for (comment, indent) in comments.above(&statement.before, Some(start), indent_above, place.indent) {
            lines.push(comment_line(&comment.text, indent, comment.blank_before));
        }
        let mut blank_before = comments.blank_above(start);
        for homeless in laid_out.homeless {
            lines.push(comment_line(&homeless, place.indent, std::mem::take(&mut blank_before)));
        }
        let first = lines.len();
        for text in laid_out.lines {
            lines.push(OutLine { text, blank_before: std::mem::take(&mut blank_before) });
        }
        let unit_lines = lines.get_mut(unit..=first).unwrap_or_default();
        if place.blank_before
            && !unit_lines.iter().any(|line| line.blank_before)
            && let Some(line) = unit_lines.first_mut()
        {
            line.blank_before = true;
        }
        indent_above = place.indent;
    }
    for (comment, indent) in comments.above(&tree.end, None, indent_above, 0) {
        lines.push(comment_line(&comment.text, indent, comment.blank_before));
    }
    join(&lines)
}

fn comment_line(text: &str, indent: usize, blank_before: bool) -> OutLine {
    OutLine { text: format!("{:indent$}{text}", ""), blank_before }
}

fn join(lines: &[OutLine]) -> String {
    let mut out = String::new();
    for (number, line) in lines.iter().enumerate() {
        if line.blank_before && number > 0 {
            out.push('\n');
        }
        out.push_str(&line.text);
        out.push('\n');
    }
    out
}
