//! The difference for a comment on a pull request. Text of data stands in `<code>` with every character that could mean
//! something written as an entity: there it is neither markup, nor a link, a mention, or a reference.

use super::report::Report;
use super::view::{Block, Line, Section, Text, limits, sections};
use crate::terminal::{escape, fit};

/// A comment may have 65,536 characters; what does not fit is left out, and said so.
const MOST: usize = 60_000;

/// A text of data is not shown longer than this.
const LONGEST: usize = 160;

/// The whole comment. What decides comes first: the limits.
pub(super) fn of(report: &Report) -> String {
    let sections: Vec<Rendered> = limits(report).iter().chain(&sections(report)).map(Rendered::of).collect();
    let sizes: Vec<usize> = sections.iter().map(Rendered::size).collect();
    let room = room(&sizes, MOST);
    let mut text = String::from("## What this change means\n\n");
    let mut left_out = false;
    for section in &sections {
        left_out |= !section.write(room, &mut text);
    }
    if left_out {
        text.push_str("\nThis is not all: a comment has only so much room. `merit diff` shows the rest.\n");
    }
    text
}

/// A section in pieces that may be left out one by one.
struct Rendered {
    opening: String,
    pieces: Vec<String>,
    closing: String,
}

/// Stands where something is left out.
const MORE: &str = "\n- … and more\n";

impl Rendered {
    fn of(section: &Section) -> Self {
        let (opening, closing) = frame(section);
        let mut pieces = Vec::new();
        for block in &section.blocks {
            pieces.extend(self::pieces(block));
            if matches!(block, Block::Table { .. }) {
                pieces.push("\n".to_owned());
            }
        }
        Self { opening, pieces, closing }
    }

    /// Bytes are counted where characters would do: that is on the safe side.
    fn size(&self) -> usize {
        self.opening.len() + self.pieces.iter().map(String::len).sum::<usize>() + self.closing.len()
    }

    /// Writes what there is room for; false when something is left out.
    fn write(&self, room: usize, text: &mut String) -> bool {
        let whole = self.size() <= room;
        let mut used = self.opening.len() + self.closing.len() + if whole { 0 } else { MORE.len() };
        if used > room {
            return false;
        }
        text.push_str(&self.opening);
        for piece in &self.pieces {
            used += piece.len();
            if used > room {
                break;
            }
            text.push_str(piece);
        }
        text.push_str(if whole { "" } else { MORE });
        text.push_str(&self.closing);
        whole
    }
}

/// How much room each section may have, so that all fit: short ones stay whole, and the longest give way. A long list of changes does not
/// push out how many leads move.
fn room(sizes: &[usize], most: usize) -> usize {
    let mut sorted = sizes.to_vec();
    sorted.sort_unstable();
    let mut left = most;
    for (number, size) in sorted.iter().enumerate() {
        let share = left / (sorted.len() - number);
        if *size > share {
            return share;
        }
        left -= size;
    }
    most
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
    fn short_sections_stay_whole() {
        assert_eq!(room(&[10, 20, 30], 100), 100);
        assert_eq!(room(&[10, 2_000, 20], 100), 70);
        assert_eq!(room(&[500, 10, 500], 110), 50);
        let section = |title: &str, count: usize| Section {
            title: vec![Text::Ours(title.to_owned())],
            open: true,
            blocks: vec![Block::Line(0, vec![Text::Data("rule".to_owned())]); count],
        };
        let long = Rendered::of(&section("long", 1_000));
        let mut text = String::new();
        assert!(!long.write(200, &mut text));
        assert!(text.len() <= 200 && text.contains("… and more"), "{text}");
        assert!(Rendered::of(&section("short", 1)).write(200, &mut text));
        assert!(!long.write(20, &mut text));
    }

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
