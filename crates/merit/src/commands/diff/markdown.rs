//! The difference for a comment on a pull request. Text of data stands in `<code>` with every character that could mean
//! something written as an entity: there it is neither markup, nor a link, a mention, or a reference.

use super::report::Report;
use super::view::{Block, Line, Section, Text, sections};
use crate::terminal::{escape, fit};

/// A comment may have 65,536 characters; what does not fit is left out, and said so.
const MOST: usize = 60_000;

/// A text of data is not shown longer than this.
const LONGEST: usize = 160;

/// The whole comment.
pub(super) fn of(report: &Report) -> String {
    let mut text = String::from("## What this change means\n\n");
    let mut length = text.chars().count();
    let mut left_out = false;
    for section in sections(report) {
        let (opening, closing) = frame(&section);
        let mut body = String::new();
        let mut cut = false;
        for block in &section.blocks {
            for piece in pieces(block) {
                let more = length + (opening.len() + body.len() + piece.len() + closing.len());
                if more > MOST {
                    cut = true;
                    break;
                }
                body.push_str(&piece);
            }
            body.push_str(ending(block, &body));
        }
        left_out |= cut;
        if body.is_empty() && length + opening.len() + closing.len() > MOST {
            continue;
        }
        let whole = format!("{opening}{body}{}{closing}", if cut { "\n- … and more\n" } else { "" });
        // Bytes are counted where characters would do: that is on the safe side.
        length += whole.len();
        text.push_str(&whole);
    }
    if left_out {
        text.push_str("\nThis is not all: a comment has only so much room. `merit diff` shows the rest.\n");
    }
    text
}

fn frame(section: &Section) -> (String, String) {
    let title = line(&section.title);
    if section.open {
        (format!("### {title}\n\n"), "\n".to_owned())
    } else {
        (format!("<details>\n<summary>{title}</summary>\n\n"), "\n</details>\n\n".to_owned())
    }
}

/// A block in pieces that may be left out one by one.
fn pieces(block: &Block) -> Vec<String> {
    match block {
        Block::Line(depth, text) => vec![format!("{}- {}\n", "  ".repeat(*depth), line(text))],
        Block::Table { heads, right, rows } => {
            let head: Vec<String> = heads.iter().map(cell).collect();
            let ruler: Vec<&str> = right.iter().map(|right| if *right { "---:" } else { ":---" }).collect();
            let mut pieces = vec![format!("\n| {} |\n| {} |\n", head.join(" | "), ruler.join(" | "))];
            pieces.extend(
                rows.iter().map(|row| format!("| {} |\n", row.iter().map(cell).collect::<Vec<_>>().join(" | "))),
            );
            pieces
        }
    }
}

/// A table ends with an empty line.
const fn ending(block: &Block, body: &str) -> &'static str {
    match block {
        Block::Table { .. } if !body.is_empty() => "\n",
        _ => "",
    }
}

fn line(line: &Line) -> String {
    line.iter().map(cell).collect()
}

fn cell(text: &Text) -> String {
    match text {
        Text::Ours(text) => entities(text),
        Text::Data(text) if text.is_empty() => String::new(),
        Text::Data(text) => format!("<code>{}</code>", entities(&fit(&escape(text), LONGEST))),
    }
}

/// Everything but letters, digits, blanks and harmless signs as entities.
fn entities(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        let harmless =
            c.is_alphanumeric() || matches!(c, ' ' | '.' | ',' | '%' | '/' | '=' | '(' | ')' | '…' | '·' | '–');
        if harmless || !c.is_ascii() {
            safe.push(c);
        } else {
            safe.push_str(&format!("&#{};", u32::from(c)));
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_break_the_comment() {
        let evil =
            "a|b`c`@team #1 <img src=x onerror=1> </details> [x](http://e) **b** _i_ \\ ~~s~~ :tada:\n\r\u{202e}";
        let shown = cell(&Text::Data(evil.to_owned()));
        let inner = shown.strip_prefix("<code>").and_then(|rest| rest.strip_suffix("</code>")).unwrap();
        assert!(
            !inner.contains(['|', '`', '@', '<', '>', '[', ']', '*', '_', '\\', '~', ':', '\n', '\r', '\u{202e}']),
            "{inner}"
        );
        assert!(inner.replace("&#", "").chars().all(|c| c != '#'), "{inner}");
        assert_eq!(cell(&Text::Ours("a -> b".to_owned())), "a &#45;&#62; b");
        let long = cell(&Text::Data("字".repeat(10_000)));
        assert!(long.chars().count() < 250, "{}", long.len());
    }
}
