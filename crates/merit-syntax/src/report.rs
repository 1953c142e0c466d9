//! What people read: one function per finding. The words are kept apart from the code that finds the faults, so that
//! they can be translated; the English ones are normative.

mod characters;
mod conditions;
mod rules;
mod statements;

pub(crate) use characters::{invisible, look_alikes};
pub(crate) use conditions::mixed_and_or;
pub(crate) use rules::{
    Stage, Unlimited, clause_twice, how_often_missing, on_return_missing, stage_word_missing, stage_words_mixed,
};
pub(crate) use statements::{
    as_name, bad_name, decimal_comma, edition_missing, edition_not_first, group_of_a_grade, impossible_date,
    letter_of_a_score, misleading_indentation, misplaced, other_edition, quoted_text_wanted, second_model,
};

/// A text short enough for a message.
pub(crate) fn clip(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or("")),
        None => text.to_owned(),
    }
}

/// A statement or a part of one on one line, without comments.
pub(crate) fn one_line(text: &str) -> String {
    if !text.contains(['\n', '#']) {
        return text.trim().to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let mut quoted = false;
        let comment = line.char_indices().find(|(_, c)| {
            quoted ^= *c == '"';
            *c == '#' && !quoted
        });
        let words = line.get(..comment.map_or(line.len(), |(at, _)| at)).unwrap_or(line).trim();
        if !words.is_empty() {
            if !out.is_empty() {
                out.push_str("  ");
            }
            out.push_str(words);
        }
    }
    out
}

/// A whole statement short enough to be shown as a choice; `None` when it is not.
pub(crate) fn showable(line: &str) -> Option<&str> {
    (line.len() <= 400).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_shown_on_one_line() {
        assert_eq!(one_line("+10  a # one\n    where b is \"#\"  # two\n  once"), "+10  a  where b is \"#\"  once");
        assert_eq!(clip("ab"), "ab");
        assert_eq!(clip(&"ก".repeat(50)).chars().count(), 41);
    }
}
