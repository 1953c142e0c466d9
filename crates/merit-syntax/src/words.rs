//! First words, clause words, and the nearest word to a misspelt one.

use crate::characters::{continues_word, starts_word};
use crate::tree::First;

/// The strong first words: they always begin a statement.
pub(crate) const STRONG: &[(&str, First)] = &[
    ("edition", First::Edition),
    ("use", First::Use),
    ("list", First::List),
    ("event", First::Event),
    ("lead", First::Lead),
    ("has", First::Has),
    ("action", First::Action),
    ("allow", First::Allow),
    ("model", First::Model),
    ("timezone", First::Timezone),
    ("week", First::Week),
    ("reviewed", First::Reviewed),
    ("score", First::Score),
    ("range", First::Range),
    ("rounded", First::Rounded),
    ("group", First::Group),
    ("reset", First::Reset),
    ("inactivity", First::Inactivity),
    ("grade", First::Grade),
    ("tiers", First::Tiers),
    ("matrix", First::Matrix),
    ("columns", First::Columns),
    ("row", First::Row),
    ("segment", First::Segment),
    ("include", First::Include),
    ("exclude", First::Exclude),
    ("trigger", First::Trigger),
    ("test", First::Test),
    ("expect", First::Expect),
];

/// The weak first words: after `,` `(` `:` or a joining word they continue the line before.
pub(crate) const WEAK: &[(&str, First)] = &[
    ("after", First::After),
    ("on", First::On),
    ("no", First::No),
    ("starts", First::Starts),
    ("sum", First::Sum),
    ("points", First::Points),
    ("day", First::Day),
    ("start", First::Start),
    ("claim", First::Claim),
];

/// Words that continue the statement before them.
pub(crate) const CLAUSE: &[&str] = &[
    "where",
    "and",
    "or",
    "not",
    "then",
    "within",
    "every",
    "once",
    "at",
    "up",
    "down",
    "decays",
    "expires",
    "never",
    "during",
    "called",
    "restarting",
    "until",
    "even",
    "best",
    "with",
    "for",
];

/// Words after which a statement goes on with the next line.
pub(crate) const ASKING: &[&str] = &["and", "or", "not", "of", "where", "then"];

/// True for statements whose first word is followed by a name that they declare.
pub(crate) const fn takes_a_name(first: Option<First>) -> bool {
    matches!(
        first,
        Some(
            First::Event
                | First::Has
                | First::List
                | First::Action
                | First::Model
                | First::Score
                | First::Grade
                | First::Matrix
        )
    )
}

/// How a line begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Begins {
    /// With a first word that always begins a statement.
    Strong(First),
    /// With one that begins a statement unless the line before wants more.
    Weak(First),
    /// With a clause word.
    Clause,
    /// With a number that has no sign.
    Number,
    /// With another word.
    Word(String),
    /// With something else.
    Other,
}

/// How a statement begins; `line` starts with its first word, look-alikes already replaced.
pub(crate) fn begins(line: &str) -> Begins {
    let Some(c) = line.chars().next() else { return Begins::Other };
    match c {
        '+' | '-' => return Begins::Strong(First::Sign),
        '"' => return Begins::Weak(First::Quoted),
        '0'..='9' => return if is_date(line) { Begins::Weak(First::Date) } else { Begins::Number },
        _ if !starts_word(c) => return Begins::Other,
        _ => {}
    }
    let length = line.find(|c: char| !continues_word(c) && c != '_').unwrap_or(line.len());
    let (word, rest) = line.split_at_checked(length).unwrap_or((line, ""));
    if rest.starts_with('.') {
        return Begins::Word(word.to_owned());
    }
    if let Some(first) = find(STRONG, word) {
        return Begins::Strong(first);
    }
    if let Some(first) = find(WEAK, word) {
        return if is_claim(first, rest) { Begins::Strong(first) } else { Begins::Weak(first) };
    }
    if matches!(word, "A" | "B" | "C" | "D" | "E" | "F") {
        return Begins::Weak(First::Letter);
    }
    if CLAUSE.contains(&word) { Begins::Clause } else { Begins::Word(word.to_owned()) }
}

/// `claim` was a name like any other before it began statements. No name is ever followed by `never` or `always` at the
/// beginning of a line, so before those it is strong; elsewhere a name on a continuation line stays a name.
fn is_claim(first: First, rest: &str) -> bool {
    first == First::Claim && matches!(rest.split_whitespace().next(), Some("never" | "always"))
}

fn find(words: &[(&str, First)], word: &str) -> Option<First> {
    words.iter().find(|(known, _)| *known == word).map(|(_, first)| *first)
}

/// True for words of the language that a person may have meant as such, so that they are no part of a name.
pub(crate) fn is_ours(word: &str) -> bool {
    const OTHERS: &[&str] = &[
        "if", "is", "had", "in", "by", "of", "to", "from", "per", "any", "time", "times", "day", "days", "week",
        "weeks", "month", "months", "year", "years", "at", "a", "the",
    ];
    let weak = find(WEAK, word).is_some_and(|first| first != First::Claim);
    find(STRONG, word).is_some() || weak || CLAUSE.contains(&word) || OTHERS.contains(&word)
}

/// True when the text begins with four digits, a hyphen and a digit: a date, possible or not.
fn is_date(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.iter().take(4).filter(|b| b.is_ascii_digit()).count() == 4
        && bytes.get(4) == Some(&b'-')
        && bytes.get(5).is_some_and(u8::is_ascii_digit)
}

/// The words nearest to `word`: at most two changes away, one for short words, fewer changes than letters kept.
pub(crate) fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let length = word.chars().count();
    if !(2..=32).contains(&length) {
        return None;
    }
    let lower = word.to_lowercase();
    let most = if length <= 4 { 1 } else { 2 };
    known
        .into_iter()
        .map(|other| (strsim::osa_distance(&lower, other), other))
        .filter(|(distance, other)| *distance <= most && other.chars().count() > *distance + 1)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other)
}

/// The first word nearest to a word that is none.
pub(crate) fn nearest_first(word: &str) -> Option<(&'static str, First)> {
    let all = || STRONG.iter().chain(WEAK);
    let found = nearest(word, all().map(|(known, _)| *known))?;
    all().find(|(known, _)| *known == found).copied()
}

/// The clause word nearest to a word that is none.
pub(crate) fn nearest_clause(word: &str) -> Option<&'static str> {
    nearest(word, CLAUSE.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses_find_their_word() {
        assert_eq!(nearest_first("tier"), Some(("tiers", First::Tiers)));
        assert_eq!(nearest_first("scor"), Some(("score", First::Score)));
        assert_eq!(nearest_first("Score"), Some(("score", First::Score)));
        assert_eq!(nearest_first("evnet"), Some(("event", First::Event)));
        assert_eq!(nearest_first("page_view"), None);
        assert_eq!(nearest_first("when"), None);
        assert_eq!(nearest_clause("onec"), Some("once"));
    }

    #[test]
    fn first_words_are_told_apart() {
        assert_eq!(begins("lead.country is \"LV\""), Begins::Word("lead".to_owned()));
        assert_eq!(begins("lead has title"), Begins::Strong(First::Lead));
        assert_eq!(begins("2025-01-06 login"), Begins::Weak(First::Date));
        assert_eq!(begins("10 page_view"), Begins::Number);
        assert_eq!(begins("A+ from 70"), Begins::Weak(First::Letter));
        assert_eq!(begins("claim never in \"Hot\""), Begins::Strong(First::Claim));
        assert_eq!(begins("claim is known"), Begins::Weak(First::Claim));
        assert_eq!(begins("claim.amount > 5"), Begins::Word("claim".to_owned()));
        assert_eq!(begins("scores x"), Begins::Word("scores".to_owned()));
    }
}
