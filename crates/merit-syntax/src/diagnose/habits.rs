//! Habits of other languages.

use merit_diagnostics::{Code, Safety};

use super::{Around, Candidate, Case, Kind};
use crate::report::clip;

/// What a sign of other languages is here: (sign, what is written instead, the sentence).
const SIGNS: &[(&str, &str, &str)] = &[
    ("==", "is", "Two values are compared with \"is\", not with ==."),
    ("===", "is", "Two values are compared with \"is\", not with ===."),
    ("=", "is", "Two values are compared with \"is\", not with =."),
    ("!=", "is not", "\"Not equal\" is written \"is not\"."),
    ("<>", "is not", "\"Not equal\" is written \"is not\"."),
    ("!==", "is not", "\"Not equal\" is written \"is not\"."),
    ("=<", "<=", "\"At most\" is written <=."),
    ("=>", ">=", "\"At least\" is written >=."),
    ("&&", "and", "Conditions are joined with the word \"and\", not with &&."),
    ("&", "and", "Conditions are joined with the word \"and\", not with &."),
    ("||", "or", "Conditions are joined with the word \"or\", not with ||."),
    ("|", "or", "Conditions are joined with the word \"or\", not with |."),
    ("//", "#", "A comment begins with #, not with //."),
    ("/*", "#", "A comment begins with #, not with /*."),
    ("--", "#", "A comment begins with #, not with --."),
    (";", "", "No sign ends a statement: a line is a statement, and ; is not needed."),
    ("{", "", "Braces are not needed: a heading goes on until the next one."),
    ("}", "", "Braces are not needed: a heading goes on until the next one."),
    ("!", "not", "\"Not\" is written as a word: is not, or not ( … )."),
    (".", "", "No point ends a statement."),
    (":", "", "No colon is needed here."),
    (",", "", "No comma is needed here."),
];

/// Words of other languages: (word, what is written instead). They are proposed only if the statement is readable then.
const WORDS: &[(&str, &str)] = &[
    ("each time", "every time"),
    ("each", "every"),
    ("always", "every time"),
    ("any time", "every time"),
    ("one time", "once"),
    ("first time", "once"),
    ("only once", "once"),
    ("max", "at most"),
    ("maximum", "at most"),
    ("no more than", "at most"),
    ("up to", "at most"),
    ("at most", "up to"),
    ("min", "at least"),
    ("when", "where"),
    ("if", "where"),
    ("with", "where"),
    ("where", "if"),
    ("where", "when"),
    ("if", "when"),
    ("equals", "is"),
    ("equal to", "is"),
    ("is equal to", "is"),
    ("isn't", "is not"),
    ("true", "yes"),
    ("false", "no"),
    ("null", "unknown"),
    ("none", "unknown"),
    ("empty", "unknown"),
    ("blank", "unknown"),
    ("not known", "unknown"),
    ("not unknown", "known"),
    ("not empty", "known"),
    ("in", "one of"),
    ("one of", "in"),
    ("any of", "one of"),
    ("like", "contains"),
    ("include", "contains"),
    ("begins with", "starts with"),
    ("startswith", "starts with"),
    ("start with", "starts with"),
    ("end with", "ends with"),
    ("contain", "contains"),
    ("between", "from"),
    ("greater than", ">"),
    ("less than", "<"),
    ("more than", ">"),
    ("fewer than", "<"),
    ("at least", ">="),
    ("and", "to"),
    ("until", "to"),
    ("till", "to"),
    ("in last", "in the last"),
    ("last", "in the last"),
    ("within the last", "in the last"),
    ("within", "in the last"),
    ("within", "in any"),
    ("in", "within"),
    ("in", "in any"),
    ("in a", "in any"),
    ("per", "once per"),
    ("a", "per"),
    ("every", "once per"),
    ("daily", "once per day"),
    ("weekly", "once per week"),
    ("monthly", "once per month"),
    ("yearly", "once per year"),
    ("decay", "decays"),
    ("expire", "expires"),
    ("expires", "expires after"),
    ("expires in", "expires after"),
    ("named", "called"),
    ("name", "called"),
    ("as", "called"),
    ("followed by", "then"),
    ("string", "text"),
    ("str", "text"),
    ("int", "number"),
    ("integer", "number"),
    ("float", "number"),
    ("decimal", "number"),
    ("bool", "yes/no"),
    ("boolean", "yes/no"),
    ("datetime", "time"),
    ("timestamp", "time"),
    ("enum", "one of"),
    ("default", "otherwise"),
    ("else", "otherwise"),
    ("enter", "entering"),
    ("entry", "entering"),
    ("leave", "leaving"),
    ("exit", "leaving"),
    ("times", "every time"),
    (">=", "from"),
    (">", "above"),
    ("pts", "points"),
    ("p", "points"),
    ("whole", "whole points"),
    ("integer", "whole points"),
];

/// A sign of another language.
pub(super) fn signs(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let Some(found) = around.found().filter(|token| token.kind == Kind::Sign) else { return Vec::new() };
    let written = case.word(found);
    let known = SIGNS.iter().find(|(sign, ..)| *sign == written).or_else(|| {
        SIGNS.iter().find(|(sign, ..)| matches!(*sign, "//" | "/*" | "--") && written.starts_with(sign))
    });
    let Some((sign, better, sentence)) = known else { return Vec::new() };
    let comment = *better == "#";
    let range = if comment { found.range.start..case.text().len() } else { found.range.clone() };
    let sure = !matches!(*sign, "." | ":" | "," | "=" | "!");
    let fault = || case.fault(Code::S102, found.range.clone(), *sentence);
    let spaced = if better.is_empty() || comment { (*better).to_owned() } else { format!(" {better} ") };
    // Signs stand more than once: a repair changes all of a kind that follow.
    let mut repairs = Vec::new();
    if comment {
        let end = case.text().get(range.clone()).and_then(|rest| rest.find('\n')).map_or(range.end, |at| range.start + at);
        repairs.push(case.repair(found.range.start..end, ""));
    } else {
        for token in super::tokens(case.text(), found.range.start) {
            let word = case.word(&token);
            if token.kind == Kind::Sign && (word == written || (matches!(word, "{" | "}") && matches!(written, "{" | "}"))) {
                repairs.push(case.repair(widened(case.text(), token.range.clone()), spaced.clone()));
            }
            if repairs.len() == 16 {
                break;
            }
        }
    }
    let mut candidates = vec![Candidate::new(fault(), repairs, Safety::Unsafe)];
    if *better == "is" && let Some(first) = candidates.first_mut() {
        first.sure = true;
    }
    if sure && let Some(first) = candidates.first_mut() {
        first.sure = true;
    }
    candidates
}

/// A sign with the blanks around it, when something is put in its place.
fn widened(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let before = text.get(..range.start).unwrap_or("");
    let start = before.trim_end_matches(' ').len();
    let after = text.get(range.end..).unwrap_or("");
    start..range.end + (after.len() - after.trim_start_matches(' ').len())
}

/// A word of another language, at the place or ending right before it.
pub(super) fn words(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for (word, better) in WORDS {
        let parts: Vec<&str> = word.split(' ').collect();
        // The place may be at the word, or one or two words into it.
        for back in 0..=2_usize.min(around.before.len()) {
            let tokens: Vec<&super::Token> = around
                .before
                .iter()
                .skip(around.before.len() - back)
                .chain(&around.ahead)
                .take(parts.len())
                .collect();
            let same = tokens.len() == parts.len()
                && tokens.iter().zip(&parts).all(|(token, part)| case.word(token).eq_ignore_ascii_case(part));
            let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { continue };
            if same && last.range.end > case.stopped.at.saturating_sub(24) {
                let range = first.range.start..last.range.end;
                let shown = clip(case.text().get(range.clone()).unwrap_or(""));
                let message = format!("Here the language says \"{better}\", not \"{shown}\".");
                let fault = case.fault(Code::S102, range.clone(), message);
                candidates.push(Candidate::new(fault, vec![case.repair(range, *better)], Safety::Unsafe));
            }
        }
    }
    candidates
}
