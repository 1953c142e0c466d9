//! The same text in another hand, and damaged.

use merit_syntax::format;
use merit_tests::random::{Prng, model};

use crate::meaning::{checked, meaning};
use crate::sound_files;

#[test]
fn every_file_keeps_its_meaning() {
    for (_, text) in sound_files() {
        checked(&text);
    }
}

/// Words that never begin a statement.
const CLAUSE_WORDS: &[&str] = &[
    "where ",
    "and ",
    "or ",
    "then ",
    "within ",
    "every ",
    "once ",
    "at most ",
    "up to ",
    "down to ",
    "decays ",
    "expires ",
    "never ",
    "during ",
    "called ",
    "restarting ",
    "until ",
    "best ",
    "with ",
    "for ",
];

/// The same text in another hand: other spaces, line breaks, blank lines and comments.
fn in_another_hand(text: &str, dice: &mut Prng) -> String {
    let mut out = String::new();
    let mut number = 0;
    let mut comment = |out: &mut String| {
        number += 1;
        out.push_str(&format!("# remark {number}"));
    };
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        if dice.below(4) == 0 {
            out.push('\n');
        }
        if dice.below(8) == 0 {
            out.push_str(&" ".repeat(indent));
            comment(&mut out);
            out.push('\n');
        }
        out.push_str(&"   ".repeat(indent));
        let (mut quoted, mut commented) = (false, false);
        let body = line.trim_start();
        for (at, c) in body.char_indices() {
            quoted ^= c == '"';
            commented |= c == '#' && !quoted;
            let rest = &body[at + c.len_utf8()..];
            let clause = c == ' ' && CLAUSE_WORDS.iter().any(|word| rest.starts_with(word));
            let item = c == ' ' && body[..at].ends_with(',') && rest.starts_with('"');
            if !quoted && !commented && (clause || item) && dice.below(3) == 0 {
                if dice.below(2) == 0 {
                    out.push(' ');
                    comment(&mut out);
                }
                if dice.below(4) == 0 {
                    out.push_str("\r\n   ");
                    comment(&mut out);
                }
                out.push_str(if dice.below(2) == 0 { "\n" } else { "\r\n" });
                out.push_str(&" ".repeat(indent * 3 + 7));
            } else {
                out.push(c);
                if c == ' ' && !quoted && !commented && dice.below(3) == 0 {
                    out.push_str("  ");
                }
            }
        }
        if !commented && dice.below(6) == 0 {
            out.push(' ');
            comment(&mut out);
        }
        out.push('\n');
    }
    if dice.below(2) == 0 {
        comment(&mut out);
    }
    out
}

#[test]
fn another_hand_changes_nothing() {
    let mut dice = Prng::new(7);
    for (path, text) in sound_files() {
        let formatted = format(&text).unwrap();
        for _ in 0..3 {
            let other = in_another_hand(&text, &mut dice);
            assert_eq!(meaning(&other), meaning(&text), "{}: not the same text\n{other}", path.display());
            checked(&other);
        }
        // Without comments and blank lines of its own, another hand leads to the very same file.
        let respaced: String = formatted.lines().map(|line| respaced(line) + "\r\n").collect();
        assert_eq!(checked(&respaced), formatted, "{}", path.display());
    }
}

/// A line with its spaces doubled, those of texts and comments excepted.
fn respaced(line: &str) -> String {
    let (mut quoted, mut commented) = (false, false);
    let mut out = String::new();
    for c in line.chars() {
        quoted ^= c == '"';
        commented |= c == '#' && !quoted;
        out.push(c);
        if c == ' ' && !quoted && !commented {
            out.push('\t');
        }
    }
    out
}

#[test]
fn random_models_keep_their_meaning() {
    let mut prng = Prng::new(11);
    for seed in 0..300 {
        let text = model(seed).text();
        checked(&text);
        let other = in_another_hand(&text, &mut prng);
        assert_eq!(meaning(&other), meaning(&text), "{seed}: not the same text\n{other}");
        checked(&other);
    }
}

/// Pieces that matter to the language, and pieces that look like them.
const PIECES: &[&str] = &[
    "\"",
    "(",
    ")",
    ",",
    "#",
    "\n",
    "\r\n",
    "\r",
    ":",
    "+",
    "-",
    "`",
    " ",
    "\t",
    "“",
    "”",
    "，",
    "０",
    "\u{3000}",
    "\u{a0}",
    "\u{feff}",
    "\u{200b}",
    "e\u{301}",
    "%",
    ".",
    "and",
    "or",
    "not",
    "where",
    "+5",
    "\"\"",
    "# x",
    "lead",
    "A",
    "A+",
    "1",
    "no",
    "if",
    "on",
    "after",
    "day",
    "allow x because \"y\"\n",
];

fn damaged(text: &str, prng: &mut Prng) -> String {
    let mut characters: Vec<String> = text.chars().map(String::from).collect();
    for _ in 0..prng.between(1, 4) {
        let at = prng.below(characters.len());
        match prng.below(5) {
            0 => {
                let end = (at + prng.below(12)).min(characters.len());
                characters.drain(at..end);
            }
            1 | 2 => characters.insert(at, (*prng.pick(PIECES)).to_owned()),
            3 => characters[at] = (*prng.pick(PIECES)).to_owned(),
            _ => {
                let end = (at + prng.below(30)).min(characters.len());
                let piece: Vec<String> = characters[at..end].to_vec();
                let to = prng.below(characters.len());
                characters.splice(to..to, piece);
            }
        }
        if characters.is_empty() {
            characters.push(" ".to_owned());
        }
    }
    characters.concat()
}

/// What is understood in spite of the damage is formatted like any other text; the rest is refused, never rearranged.
#[test]
fn damaged_texts_are_refused_or_keep_their_meaning() {
    let mut prng = Prng::new(13);
    let (mut refused, mut formatted) = (0, 0);
    for (_, text) in sound_files() {
        for _ in 0..15 {
            let text = damaged(&text, &mut prng);
            if let Err(findings) = format(&text) {
                assert!(!findings.is_empty());
                refused += 1;
            } else {
                checked(&text);
                formatted += 1;
            }
        }
    }
    assert!(refused > 300 && formatted > 300, "{refused} refused, {formatted} formatted");
}
