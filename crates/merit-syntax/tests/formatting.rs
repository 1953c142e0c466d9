//! The formatter keeps every meaning and every comment, and knows one style.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::path::{Path, PathBuf};

use merit_diagnostics::{Code, FileId};
use merit_syntax::tree::{Clause, ClauseKind, StatementKind, Tree};
use merit_syntax::{format, parse};
use unicode_normalization::UnicodeNormalization;

/// Every sound score file of the repository.
fn sound_files() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    let mut folders = vec![root.join("examples"), root.join("tests/suite")];
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<PathBuf> =
            std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "score") {
                let text = std::fs::read_to_string(&path).unwrap();
                if format(&text).is_ok() {
                    files.push((path, text));
                }
            }
        }
    }
    assert!(files.len() > 10, "only {} sound files", files.len());
    files
}

/// What a text means: its statements without places, clauses in one order.
fn meaning(text: &str) -> Vec<String> {
    let parsed = parse(FileId(0), text);
    let sound = parsed.diagnostics.iter().all(|diagnostic| diagnostic.code == Code::S103);
    assert!(sound, "{:#?}\n{text}", parsed.diagnostics);
    statements(parsed.tree)
}

fn statements(tree: Tree) -> Vec<String> {
    let one = |mut kind: StatementKind| {
        match &mut kind {
            StatementKind::Rule(rule) => sort(&mut rule.clauses),
            StatementKind::Reset(reset) => sort(&mut reset.clauses),
            StatementKind::Group(group) => sort(&mut group.clauses),
            _ => {}
        }
        without_spans(&format!("{kind:?}"))
    };
    tree.statements.into_iter().map(|statement| one(statement.kind)).collect()
}

fn sort(clauses: &mut [Clause]) {
    clauses.sort_by_key(|clause| match clause.kind {
        ClauseKind::HowOften(_) => 0,
        ClauseKind::Cap { .. } => 1,
        ClauseKind::Decay(_) => 2,
        ClauseKind::Expires(_) => 3,
        ClauseKind::During(..) => 4,
        ClauseKind::Called(_) => 5,
        ClauseKind::BestOneOnly => 6,
    });
}

/// `Span { start: 1, end: 2 }` -> `Span`
fn without_spans(debug: &str) -> String {
    let mut parts = debug.split("Span { start: ");
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        out.push_str("Span");
        out.push_str(part.split_once(" }").map_or("", |(_, rest)| rest));
    }
    out
}

/// Every comment, sorted.
fn comments(text: &str) -> Vec<String> {
    let tree = parse(FileId(0), text).tree;
    let of_statements = tree.statements.iter().flat_map(|statement| statement.before.iter().chain(&statement.beside));
    let all = of_statements.chain(&tree.end);
    let mut comments: Vec<String> = all.map(|comment| text[comment.span.range()].trim_end().to_owned()).collect();
    comments.sort();
    comments
}

fn composed(comments: Vec<String>) -> Vec<String> {
    comments.into_iter().map(|comment| comment.nfc().collect()).collect()
}

/// Formats, and checks everything that holds for every text.
fn checked(text: &str) -> String {
    let formatted = format(text).unwrap_or_else(|findings| panic!("{findings:#?}\n{text}"));
    assert_eq!(meaning(&formatted), meaning(text), "the meaning changed\n--- before\n{text}\n--- after\n{formatted}");
    assert_eq!(
        comments(&formatted),
        composed(comments(text)),
        "comments\n--- before\n{text}\n--- after\n{formatted}"
    );
    assert_eq!(format(&formatted).unwrap(), formatted, "twice is not once\n--- before\n{text}");
    assert!(formatted.ends_with('\n') && !formatted.ends_with("\n\n") && !formatted.starts_with('\n'));
    assert!(!formatted.contains("\n\n\n") && !formatted.contains(" \n") && !formatted.contains('\r'), "{formatted}");
    formatted
}

#[test]
fn every_file_keeps_its_meaning() {
    for (_, text) in sound_files() {
        checked(&text);
    }
}

/// Small repeatable random numbers.
struct Dice(u64);

impl Dice {
    fn one_in(&mut self, n: u64) -> bool {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33).is_multiple_of(n)
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
    "once",
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
fn in_another_hand(text: &str, dice: &mut Dice) -> String {
    let mut out = String::new();
    let mut number = 0;
    let mut comment = |out: &mut String| {
        number += 1;
        out.push_str(&format!("# remark {number}"));
    };
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        if dice.one_in(4) {
            out.push('\n');
        }
        if dice.one_in(8) {
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
            if !quoted && !commented && (clause || item) && dice.one_in(3) {
                if dice.one_in(2) {
                    out.push(' ');
                    comment(&mut out);
                }
                if dice.one_in(4) {
                    out.push_str("\r\n   ");
                    comment(&mut out);
                }
                out.push_str(if dice.one_in(2) { "\n" } else { "\r\n" });
                out.push_str(&" ".repeat(indent * 3 + 7));
            } else {
                out.push(c);
                if c == ' ' && !quoted && !commented && dice.one_in(3) {
                    out.push_str("  ");
                }
            }
        }
        if !commented && dice.one_in(6) {
            out.push(' ');
            comment(&mut out);
        }
        out.push('\n');
    }
    if dice.one_in(2) {
        comment(&mut out);
    }
    out
}

#[test]
fn another_hand_changes_nothing() {
    let mut dice = Dice(7);
    for (path, text) in sound_files() {
        let formatted = format(&text).unwrap();
        for _ in 0..6 {
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

/// `before` under an edition is formatted as `after`.
fn assert_formats(before: &str, after: &str) {
    let formatted = checked(&format!("edition 1\n{before}"));
    assert_eq!(formatted.strip_prefix("edition 1\n").unwrap().trim_start_matches('\n'), after);
}

#[test]
fn clauses_stand_in_one_order_with_two_spaces_before_each() {
    assert_formats(
        r#"score s
 +10 a  called "A" expires after 1 days decays evenly over 010 day up to 40.50 point once per day
 -5 a  down to -1 points every 22 nd time during 2025-01-01 to 2025-02-01
 +1000 a every 11th time
 +1 +2 +2.5 a restarting after 1 days without one
 reset  a  called "R"  at most 1 times in any 1 hours
 group "G" expires after 2 day best one only up to 1 points
+1  a 3 times in any 2 day where x is 1 every 2nd time
"#
        .replace("22 nd", "22nd")
        .as_str(),
        r#"score s
  +10  a  once per day  up to 40.5 points  decays evenly over 10 days  expires after 1 day  called "A"
  -5   a  every 22nd time  down to -1 points  during 2025-01-01 to 2025-02-01
  +1000  a  every 11th time
  +1 +2 +2.5  a  restarting after 1 day without one
  reset  a  at most 1 time in any 1 hour  called "R"
  group "G" up to 1 point  best one only  expires after 2 days
    +1   a where x is 1 3 times in any 2 days  every 2nd time
"#,
    );
}

#[test]
fn long_lines_break_at_clauses_then_at_parts_then_at_and_then_at_commas() {
    assert_formats(
        r#"score s
  +10  page_view where path starts with "/pricing" and lead.country is known  at most 3 times per week  up to 40 points  expires after 90 days
  +10  page_view where path starts with "/a-long-path" then form_submit where form is one of "contact", "quote" within 2 days  once
  +10  page_view where (path starts with "/a-long-path-number-one" or path starts with "/a-long-path-number-two") and title is known and country is one of "Estonia", "Latvia", "Lithuania", "Finland", "Sweden", "Norway", "Denmark", "Iceland", "Poland"  once
list countries: text "Estonia", "Latvia", "Lithuania", "Finland", "Sweden", "Norway", "Denmark", "Iceland", "Poland", "Germany"
"#,
        r#"score s
  +10  page_view where path starts with "/pricing" and lead.country is known
      at most 3 times per week
      up to 40 points
      expires after 90 days
  +10  page_view
      where path starts with "/a-long-path"
      then form_submit
      where form is one of "contact", "quote"
      within 2 days
      once
  +10  page_view
      where (path starts with "/a-long-path-number-one" or path starts with "/a-long-path-number-two")
      and title is known
      and country is one of "Estonia", "Latvia", "Lithuania", "Finland", "Sweden", "Norway", "Denmark", "Iceland",
      "Poland"
      once
list countries: text "Estonia", "Latvia", "Lithuania", "Finland", "Sweden", "Norway", "Denmark", "Iceland", "Poland",
    "Germany"
"#,
    );
}

#[test]
fn width_is_what_is_seen() {
    // Each of these characters takes 2 columns: the line is 119 columns wide, though it has fewer characters.
    let title = "点击邮件访问页面".repeat(4) + "nine more";
    let before = format!("score s\n  +10  点击邮件 where 表单 is \"{title}\"  once per day\n");
    let after = format!("score s\n  +10  点击邮件 where 表单 is \"{title}\"\n      once per day\n");
    assert_formats(&before, &after);
    let shorter = before.replace("nine", "nin");
    assert_formats(&shorter, &shorter);
}

#[test]
fn only_closed_lists_align_and_by_display_width() {
    assert_formats(
        r#"score s
  +1  a  once
  inactivity measured by any activity
  after 7 days and every 10 days further -5
  on return keep
tiers of s
  "潜在客户" from 50 until below 45
  "ใหม่" above 20
  "Giám đốc" otherwise
grade g
  +1  if x is 1
  A+ from 10
  B otherwise
matrix m
  columns g grade: A+, B
  row "潜在客户": "a", "b"
  row "ใหม่":   "a", "b"
"#,
        r#"score s
  +1   a  once
  inactivity measured by any activity
    after 7 days and every 10 days  further -5
    on return                       keep

tiers of s
  "潜在客户"  from 50  until below 45
  "ใหม่"       above 20
  "Giám đốc"  otherwise

grade g
  +1   if x is 1
  A+  from 10
  B   otherwise

matrix m
  columns g grade: A+, B
  row "潜在客户": "a", "b"
  row "ใหม่": "a", "b"
"#,
    );
}

#[test]
fn brackets_stand_only_where_they_are_needed() {
    assert_formats(
        r#"segment "S"
  include when ((a is 1)) and (b is 2 or (c is 3)) and not ((d is 4))
  include when (a is 1 and b is 2) or (had x where ((y is 1)) ever)
  include when a is 1 and (b is 2 and c is 3)
"#,
        r#"segment "S"
  include when a is 1 and (b is 2 or c is 3) and not (d is 4)
  include when (a is 1 and b is 2) or had x where (y is 1) ever
  include when a is 1 and (b is 2 and c is 3)
"#,
    );
}

#[test]
fn comments_keep_their_place() {
    assert_formats(
        r#"# about the score

# and this
score s # beside the heading
  # above the rule
  +10 a # after the event
     # alone
     where x is 1 # after the condition
     once # after the end
  +10 a where x is one of "a", # first
       "b" # second
     expires after 2 days # the expiry
     once # how often
  # +10 b once
  # the last rule was taken out

# about the tiers
tiers of s
 "A" from 1 # good
 "B" otherwise
# the end

# really
"#,
        r#"# about the score

# and this
score s  # beside the heading
  # above the rule
  +10  a  # after the event
      # alone
      where x is 1  # after the condition
      once  # after the end
  +10  a where x is one of "a",  # first
      "b"  # second
      once  # how often
      expires after 2 days  # the expiry
  # +10 b once
  # the last rule was taken out

# about the tiers
tiers of s
  "A"  from 1  # good
  "B"  otherwise
# the end

# really
"#,
    );
}

#[test]
fn blank_lines_stand_between_headings_and_are_never_doubled() {
    assert_formats(
        "\n\n\nmodel m\n  timezone \"UTC\"\nevent a\n  has x: text\nevent b\n\n\n\nevent c\nallow no_decay because \"x\"\n# why\nscore s\n  range 0 to 1\n\n  +1  a  once\n  group \"G\"\n  \n\n    +1  b  once\ntrigger t on entering \"X\" once\ntrigger u on entering \"X\" once\n\n\n",
        "model m\n  timezone \"UTC\"\n\nevent a\n  has x: text\nevent b\n\nevent c\n\nallow no_decay because \"x\"\n# why\nscore s\n  range 0 to 1\n\n  +1   a  once\n  group \"G\"\n\n    +1   b  once\ntrigger t  on entering \"X\"  once\ntrigger u  on entering \"X\"  once\n",
    );
}

#[test]
fn allow_stands_like_what_it_covers() {
    assert_formats(
        "score s\nallow no_decay because \"x\"\n  +1 a once\nallow no_decay because \"x\"\n  group \"G\"\n  allow no_decay because \"x\"\n    +1 a once\n",
        "score s\n  allow no_decay because \"x\"\n  +1   a  once\n  allow no_decay because \"x\"\n  group \"G\"\n    allow no_decay because \"x\"\n    +1   a  once\n",
    );
}

#[test]
fn look_alikes_are_mended_and_nothing_else() {
    let before = "edition 1\nscore s\n  –10  a where x is “y” and z ≥ ２  once\n";
    assert_eq!(checked_loosely(before), "edition 1\n\nscore s\n  -10  a where x is \"y\" and z >= 2  once\n");
    for refused in [
        "edition 1\nscore s\n  +0,5  a  once\n",
        "edition 1\nscore s\n  +5  a\n",
        "edition 1\nscore s\n  +5  a  once\n  nonsense\n",
        "edition 1\nscore s\n  +5  a where x is \"y  once\n",
        "score s\n  +5  a  once\n",
    ] {
        let findings = format(refused).unwrap_err();
        assert!(findings.iter().all(|finding| finding.code.id().starts_with('S')), "{findings:#?}");
        assert!(!findings.is_empty());
    }
}

fn checked_loosely(text: &str) -> String {
    let formatted = format(text).unwrap_or_else(|findings| panic!("{findings:#?}"));
    assert_eq!(format(&formatted).unwrap(), formatted);
    formatted
}

#[test]
fn text_is_composed_and_names_keep_their_backticks() {
    assert_formats(
        "event `mo\u{31b}\u{309}` \"Ri\u{304}ga \"\"x\"\"\" # e\u{301}\nevent `once`\n",
        "event `m\u{1edf}` \"R\u{12b}ga \"\"x\"\"\"  # \u{e9}\nevent `once`\n",
    );
}

#[test]
fn many_comments_and_items_take_no_more_than_linear_time() {
    let items: String = (0..20_000).map(|n| format!("    \"entry {n}\", # remark {n}\n")).collect();
    let text = format!("edition 1\n\nlist many: text \"first\",\n{items}    \"last\"\n");
    let began = std::time::Instant::now();
    assert_eq!(format(&text).unwrap().lines().count(), 20_003);
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}
