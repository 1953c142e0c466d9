//! Nothing that stands in a file makes reading it fail, hang, or take more than linear time.
//!
//! `MERIT_MUTATIONS` sets how many damaged files are read (20,000 without it).
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests say what went wrong by failing"
)]

use std::time::Duration;

use merit_diagnostics::{FileId, Span};
use merit_syntax::tree::StatementKind;
use merit_syntax::{outline, parse};

const EXAMPLES: [&str; 9] = [
    include_str!("examples/acme.score"),
    include_str!("examples/ads.score"),
    include_str!("examples/b2b.score"),
    include_str!("examples/broken.score"),
    include_str!("examples/small_ladders.score"),
    include_str!("examples/vocabulary.score"),
    include_str!("examples/website.score"),
    include_str!("examples/workspace.score"),
    include_str!("cases/conditions.score"),
];

/// What mutations put in.
const PIECES: [&str; 40] = [
    "\"",
    "\"\"",
    "'",
    "“",
    "”",
    "`",
    "(",
    ")",
    ",",
    ":",
    "#",
    "\n",
    "\r\n",
    "\r",
    "\t",
    " ",
    "\0",
    "\u{feff}",
    "\u{200b}",
    "\u{a0}",
    "–",
    "０",
    "๕",
    "×",
    "≥",
    "=",
    "-",
    "+",
    "1",
    "99999999999999999999",
    "0.0001",
    "2025-02-30",
    "where ",
    "not ",
    "or ",
    "every ",
    "score ",
    "group ",
    "ก",
    "e\u{301}",
];

/// A small generator of random numbers (xorshift), so that every run reads the same files.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap()
    }

    /// A place between two characters.
    fn place(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// A stretch of text: a character, a word, a line, or anything.
    fn stretch(&mut self, text: &str) -> std::ops::Range<usize> {
        let at = self.place(text);
        let border = |c: char| c.is_whitespace();
        match self.below(4) {
            0 => at..at + text[at..].chars().next().map_or(0, char::len_utf8),
            1 => {
                let start = text[..at].rfind(border).map_or(0, |found| found + 1);
                let start = if text.is_char_boundary(start) { start } else { at };
                start..text[at..].find(border).map_or(text.len(), |found| at + found)
            }
            2 => {
                let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
                start..text[at..].find('\n').map_or(text.len(), |found| at + found + 1)
            }
            _ => {
                let other = self.place(text);
                let length = at.abs_diff(other).min(60);
                let mut end = at.min(other) + length;
                while !text.is_char_boundary(end) {
                    end += 1;
                }
                at.min(other)..end
            }
        }
    }

    fn mutate(&mut self, text: &mut String) {
        let stretch = self.stretch(text);
        match self.below(5) {
            0 => text.replace_range(stretch, ""),
            1 => {
                let copy = text[stretch.clone()].to_owned();
                text.insert_str(stretch.end, &copy);
            }
            2 => {
                let taken = text[stretch.clone()].to_owned();
                text.replace_range(stretch, "");
                let at = self.place(text);
                text.insert_str(at, &taken);
            }
            3 => {
                let piece = PIECES[self.below(PIECES.len())];
                text.replace_range(stretch, piece);
            }
            _ => {
                let piece = PIECES[self.below(PIECES.len())];
                let at = self.place(text);
                text.insert_str(at, piece);
            }
        }
    }
}

/// Reads a text and checks what must hold of every reading.
fn check(text: &str) {
    let parsed = parse(FileId::default(), text);
    let (_, placed) = outline(&parsed.tree, FileId::default(), text);
    let sound = |span: Span| {
        assert!(span.start <= span.end, "{span:?} in {text:?}");
        assert!(text.get(span.range()).is_some(), "{span:?} does not fit {text:?}");
    };
    let mut end = 0;
    for statement in &parsed.tree.statements {
        sound(statement.span);
        assert!(statement.span.start >= end, "statements overlap in {text:?}");
        end = statement.span.end;
        statement.before.iter().chain(&statement.beside).for_each(|comment| sound(comment.span));
        if matches!(statement.kind, StatementKind::Broken(_)) {
            assert!(statement.faulty, "a broken statement without a report in {text:?}");
        }
        // What is wrong may stand in the indentation, or behind the last word.
        let line = text[..statement.span.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let here = parsed.diagnostics.iter().any(|found| {
            let at = found.main.place.span.start as usize;
            line <= at && !text[(statement.span.end as usize).min(at)..at].contains('\n')
        });
        assert!(here || !statement.faulty, "a faulty statement without a report in {text:?}");
    }
    for found in parsed.diagnostics.iter().chain(&placed) {
        sound(found.main.place.span);
        found.related.iter().for_each(|mark| sound(mark.place.span));
        assert!(!found.message.is_empty() && found.message.len() < 400, "{}", found.message);
        for fix in &found.fixes {
            let mut edits: Vec<_> = fix.edits.iter().map(|edit| edit.place.span).collect();
            edits.sort();
            edits.iter().for_each(|span| sound(*span));
            assert!(edits.windows(2).all(|pair| pair[0].end <= pair[1].start), "edits overlap: {fix:?}");
        }
    }
}

#[test]
fn damaged_files_are_read_all_the_same() {
    let count = std::env::var("MERIT_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(20_000);
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..count {
        // A part of an example, so that a run reads many different places in little time.
        let whole = EXAMPLES[random.below(EXAMPLES.len())];
        let lines: Vec<&str> = whole.split_inclusive('\n').collect();
        let from = random.below(lines.len());
        let mut text = lines[from..lines.len().min(from + 1 + random.below(12))].concat();
        for _ in 0..=random.below(4) {
            random.mutate(&mut text);
        }
        check(&text);
    }
}

#[test]
fn odd_files_have_a_defined_outcome() {
    for text in [
        "",
        "\n",
        "\u{feff}",
        "\u{feff}edition 1\n",
        "\0",
        "\r",
        "\r\n\r\n",
        "#",
        "\"",
        "`",
        "(",
        ")",
        "+",
        "-",
        "+1",
        "“",
        "edition",
        "edition 1 edition 1",
        "\u{2028}",
        "a\u{feff}b",
        "'",
        "lead.",
        ".",
        "1",
        "2025-",
        "edition 1\r\nlead\r",
        "\nscore \n×",
    ] {
        check(text);
    }
}

/// Processor time of this thread: a busy machine does not count.
fn clock() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap())
}

/// The shortest of several readings.
fn time(text: &str) -> Duration {
    let read = || {
        let start = clock();
        let parsed = parse(FileId::default(), text);
        let (_, placed) = outline(&parsed.tree, FileId::default(), text);
        assert!(parsed.tree.statements.len() + placed.len() < usize::MAX);
        clock().saturating_sub(start)
    };
    (0..3).map(|_| read()).min().unwrap()
}

/// Sixteen times the text takes about sixteen times as long. The machine may be busy and interrupts the longer reading
/// more often, so eight times as much is accepted: quadratic growth would be 256.
fn grows_linearly(name: &str, make: impl Fn(usize) -> String, small: usize) {
    let (few, many) = (make(small), make(small * 16));
    let mut measured = Vec::new();
    for _ in 0..5 {
        let (short, long) = (time(&few), time(&many));
        if long.as_nanos() / short.as_nanos().max(10_000) < 128 {
            return;
        }
        measured.push((short, long));
    }
    panic!("{name}: {} and {} bytes took {measured:?}", few.len(), many.len());
}

#[test]
fn files_take_linear_time() {
    let rule = "  +10  page_view where path starts with \"/p\" and lead.country is known  at most 3 times per week\n";
    grows_linearly("sound rules", |n| format!("edition 1\nscore s\n{}", rule.repeat(n)), 1_000);
    let broken = "  +10  page_view wher path starts with /p  at most 3 tmes per week\n";
    grows_linearly("broken rules", |n| format!("edition 1\nscore s\n{}", broken.repeat(n)), 200);
    grows_linearly("comments", |n| "# c\n\n".repeat(n), 5_000);
    grows_linearly("unknown words", |n| "fubar x\n".repeat(n), 1_000);
    grows_linearly("allow lines", |n| format!("{}score s\n", "allow no_decay because \"x\"\n".repeat(n)), 1_000);
}

#[test]
fn long_statements_take_linear_time() {
    let cases: [(&str, &str, &str, &str); 18] = [
        ("brackets", "+1 a where ", "(", " once"),
        ("closed brackets", "+1 a where ", "()", " once"),
        ("closing brackets", "+1 a where ", ")", " once"),
        ("negations", "+1 a where ", "not (", " once"),
        ("items", "list x: text \"a\"", ", \"a\"", ""),
        ("items without end", "list x: text \"a\"", ", \"a\"", ","),
        ("and", "+1 a where b is 1", " and b is 1", " once"),
        ("and or", "+1 a where b is 1", " and b is 1 or c is 2", " once"),
        ("ladder", "+1", " +1", " a"),
        ("clauses", "+1 a", " once", ""),
        ("letters", "event ", "x", " x"),
        ("digits", "+", "1", " a once"),
        ("text", "segment \"", "x", "\""),
        ("open text", "segment \"", "x", ""),
        ("quotes", "segment ", "\"", ""),
        ("typographic quotes", "segment ", "“", ""),
        ("spaces", "+1 a where", "\u{3000}", "b is known once"),
        ("signs", "+1 a where b ", "= ", "c once"),
    ];
    for (name, start, middle, end) in cases {
        grows_linearly(name, |n| format!("edition 1\n{start}{}{end}\n", middle.repeat(n)), 4_000);
    }
}
