//! Where a line may break: the continuation rule of the language (section 1.1) seen from the printing side.

use crate::words::{ASKING, CLAUSE, STRONG, WEAK};

/// True when a line may end after `before` and the next one begin with `text`, and both are still one statement.
pub(super) fn may_begin(before: &str, in_brackets: bool, text: &str) -> bool {
    let word = first_word(text);
    // Only a claim has its "when" as a piece of its own, and there it is a clause word.
    if CLAUSE.contains(&word) || text == "when" {
        return true;
    }
    if STRONG.iter().any(|(strong, _)| *strong == word) || text.starts_with(['+', '-']) {
        return false;
    }
    let asks =
        before.ends_with([',', '(', ':']) || before.split_whitespace().last().is_some_and(|w| ASKING.contains(&w));
    asks || (in_brackets && !is_weak(text, word))
}

fn is_weak(text: &str, word: &str) -> bool {
    let mut characters = word.chars();
    let letter = matches!(characters.next(), Some('A'..='F')) && matches!(characters.as_str(), "" | "+" | "-");
    WEAK.iter().any(|(weak, _)| *weak == word)
        || text.starts_with('"')
        || text.starts_with(|c: char| c.is_ascii_digit())
        || letter
}

/// The first word, empty for a name: `lead.country`, or a name in backticks.
fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '(' | ')')).unwrap_or(text.len());
    let word = text.get(..end).unwrap_or("");
    if word.contains('.') { "" } else { word }
}
