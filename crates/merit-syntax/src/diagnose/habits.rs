//! Habits of other languages.

use merit_diagnostics::{Code, Safety};

use super::{Around, Candidate, Case, Kind};
use crate::grammar::Rule;
use crate::report::clip;

/// What a sign of other languages is here: (sign, what is written instead, the sentence).
const SIGNS: &[(&str, &str, &str)] = &[
    ("==", "is", "Two values are compared with \"is\", not with ==."),
    ("===", "is", "Two values are compared with \"is\", not with ===."),
    ("=", "is", "Two values are compared with \"is\", not with =."),
    ("!=", "is not", "\"Not equal\" is written \"is not\"."),
    ("≠", "is not", "\"Not equal\" is written \"is not\"."),
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
    ("[", "", "A list stands without brackets: its texts follow each other with commas."),
    (".", "", "No point ends a statement."),
    (":", "", "No colon is needed here."),
    (",", "", "No comma is needed here."),
];

/// Words of other languages: (word, what is written instead). They are proposed only if the statement is readable then.
const WORDS: &[(&str, &str)] = &[
    ("each time", "every time"),
    ("everytime", "every time"),
    ("once every", "once per"),
    ("twice", "at most 2 times"),
    ("thrice", "at most 3 times"),
    ("=", "from"),
    ("upto", "up to"),
    ("giveback", "give back"),
    ("firstseen", "first seen"),
    ("weaksignal", "weak signal"),
    ("no in", "not in"),
    ("monthly", "every month"),
    ("weekly", "every week"),
    ("daily", "every day"),
    ("yearly", "every year"),
    ("second", "2nd"),
    ("third", "3rd"),
    ("fourth", "4th"),
    ("fifth", "5th"),
    ("other", "2nd"),
    ("exists", "is known"),
    ("is set", "is known"),
    ("is missing", "is unknown"),
    ("not null", "known"),
    ("not blank", "known"),
    ("over", "above"),
    ("at least", "from"),
    ("more than", "above"),
    ("with", "at"),
    ("off", "of"),
    ("where", "with"),
    ("at", "on"),
    ("every day", "once per day"),
    ("every week", "once per week"),
    ("every month", "once per month"),
    ("every year", "once per year"),
    ("once per", "at most 1 time in any"),
    ("once in", "at most 1 time in any"),
    ("at most once", "at most 1 time"),
    ("at most twice", "at most 2 times"),
    ("each", "per"),
    ("max", "up to"),
    ("maximum", "up to"),
    ("from", "during"),
    ("after", "every"),
    ("in", "every"),
    ("half - life", "decays by half every"),
    ("half life", "decays by half every"),
    ("d", "days"),
    ("w", "weeks"),
    ("h", "hours"),
    ("min", "minutes"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
    ("twelve", "12"),
    ("fifteen", "15"),
    ("twenty", "20"),
    ("thirty", "30"),
    ("forty", "40"),
    ("fifty", "50"),
    ("sixty", "60"),
    ("seventy", "70"),
    ("eighty", "80"),
    ("ninety", "90"),
    ("hundred", "100"),
    ("a hundred", "100"),
    ("one hundred", "100"),
    ("thousand", "1000"),
    ("a thousand", "1000"),
    ("one thousand", "1000"),
    ("not", "no"),
    ("no", "had no"),
    ("no", "if had no"),
    ("yes / no", "yes/no"),
    ("yes", "yes/no"),
    ("emails", "text"),
    ("strings", "text"),
    ("when", "if"),
    ("when", "on"),
    ("is above", ">"),
    ("is over", ">"),
    ("is below", "<"),
    ("is under", "<"),
    ("twice", "2 times"),
    ("thrice", "3 times"),
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
    ("true", "yes"),
    ("false", "no"),
    ("null", "unknown"),
    ("none", "unknown"),
    ("empty", "unknown"),
    ("blank", "unknown"),
    ("not known", "unknown"),
    ("not unknown", "known"),
    ("not empty", "known"),
    ("in", "is in"),
    ("in", "is one of"),
    ("in", "one of"),
    ("is greater than", ">"),
    ("is higher than", ">"),
    ("is more than", ">"),
    ("is greater then", ">"),
    ("is more then", ">"),
    ("is less than", "<"),
    ("is less then", "<"),
    ("is lower than", "<"),
    ("is at least", ">="),
    ("is at most", "<="),
    ("above", ">"),
    ("over", ">"),
    ("below", "<"),
    ("under", "<"),
    ("doesn ' t", "does not"),
    ("isn ' t", "is not"),
    ("one of", "any of"),
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
    ("num", "number"),
    ("numeric", "number"),
    ("integer", "number"),
    ("count", "number"),
    ("amount", "number"),
    ("quantity", "number"),
    ("float", "number"),
    ("decimal", "number"),
    ("bool", "yes/no"),
    ("boolean", "yes/no"),
    ("datetime", "time"),
    ("timestamp", "time"),
    ("enum", "one of"),
    ("default", "otherwise"),
    ("else", "otherwise"),
    ("rest", "otherwise"),
    ("others", "otherwise"),
    ("all others", "otherwise"),
    ("all other", "otherwise"),
    ("the rest", "otherwise"),
    ("everything else", "otherwise"),
    ("anything else", "otherwise"),
    ("everyone else", "otherwise"),
    ("everybody else", "otherwise"),
    ("enter", "entering"),
    ("entry", "entering"),
    ("leave", "leaving"),
    ("exit", "leaving"),
    ("times", "every time"),
    (">=", "from"),
    (">", "above"),
    ("-", "to"),
    (". .", "to"),
    (". . .", "to"),
    ("pts", "points"),
    ("p", "points"),
    ("whole", "whole points"),
    ("integer", "whole points"),
];

/// A sign of another language.
pub(super) fn signs(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let Some(found) = around.found().filter(|token| token.kind == Kind::Sign) else { return Vec::new() };
    if let Some(candidate) = signs_apart(case, around, found) {
        return vec![candidate];
    }
    let written = case.word(found);
    // `.5` is a number.
    let glued =
        around.ahead.get(1).is_some_and(|next| next.kind == Kind::Number && next.range.start == found.range.end);
    if written == "." && glued {
        return Vec::new();
    }
    // Signs of comments are read one by one where they are no signs of the language.
    let begins = case.text().get(found.range.start..).unwrap_or("");
    let written = ["--", "/*"].into_iter().find(|mark| begins.starts_with(mark)).unwrap_or(written);
    let known = SIGNS
        .iter()
        .find(|(sign, ..)| *sign == written)
        .or_else(|| SIGNS.iter().find(|(sign, ..)| matches!(*sign, "//" | "/*" | "--") && written.starts_with(sign)));
    let Some((sign, better, sentence)) = known else { return Vec::new() };
    let comment = *better == "#";
    let range = if comment { found.range.start..case.text().len() } else { found.range.clone() };
    let sure = !matches!(*sign, "." | ":" | "," | "!");
    let mark = found.range.start..found.range.end.max(found.range.start + if comment { sign.len() } else { 0 });
    let fault = case.fault(Code::S102, mark, *sentence);
    let spaced = if better.is_empty() { " ".to_owned() } else { format!(" {better} ") };
    // Signs stand more than once: a repair changes all of a kind that follow.
    let mut repairs = Vec::new();
    if comment {
        let end =
            case.text().get(range.clone()).and_then(|rest| rest.find('\n')).map_or(range.end, |at| range.start + at);
        repairs.push(case.repair(found.range.start..end, ""));
    } else {
        let mut last = "";
        for token in super::tokens(case.text(), found.range.start) {
            let word = case.word(&token);
            let value = match word {
                "true" | "TRUE" | "True" => Some("yes"),
                "false" | "FALSE" | "False" => Some("no"),
                _ => None,
            };
            if let Some(value) = value.filter(|_| *better == "is" && last == written) {
                repairs.push(case.repair(token.range.clone(), value));
            }
            last = word;
            if token.kind == Kind::Sign && (word == written || is_pair(word, written)) {
                repairs.push(case.repair(widened(case.text(), token.range.clone()), spaced.clone()));
            }
            if repairs.len() == 16 {
                break;
            }
        }
    }
    let candidate = Candidate::new(fault, repairs, Safety::Unsafe);
    let mut candidates = vec![if sure { candidate.sure() } else { candidate }];
    for (signs, rule, better, sentence) in [
        (&["=", ":="][..], Rule::colon, ":", "A colon stands between a name and what it is, not =."),
        (&[";"][..], Rule::comma, ",", "The parts of a list follow each other with commas, not with ;."),
    ] {
        if signs.contains(sign) && case.stopped.expected.contains(&rule) {
            let fault = case.fault(Code::S102, found.range.clone(), sentence);
            let repairs = super::tokens(case.text(), found.range.start)
                .filter(|token| case.word(token) == written)
                .take(16)
                .map(|token| case.repair(widened(case.text(), token.range), format!("{better} ")));
            candidates.insert(0, Candidate::new(fault, repairs.collect(), Safety::Unsafe));
        }
    }
    if *sign == "=" {
        let fault = case.fault(Code::S102, found.range.clone(), "No sign stands between a name and its value here.");
        let signs = super::tokens(case.text(), found.range.start).filter(|token| case.word(token) == "=").take(16);
        let repairs = signs.map(|token| case.repair(widened(case.text(), token.range), " ")).collect();
        candidates.insert(0, Candidate::new(fault, repairs, Safety::Unsafe));
    }
    candidates
}

/// `> = 2`, `< > "LV"`: the two signs of a comparison stand together.
fn signs_apart(case: &Case<'_, '_>, around: &Around, found: &super::Token) -> Option<Candidate> {
    let sign = |token: &&super::Token| matches!(case.word(token), "<" | ">" | "=" | "!");
    let pairs = [(around.prev(), Some(found)), (Some(found), around.ahead.get(1))];
    let (one, other) = pairs.into_iter().find_map(|(one, other)| Some((one.filter(sign)?, other.filter(sign)?)))?;
    let better = match (case.word(one), case.word(other)) {
        (">", "=") | ("=", ">") => ">=",
        ("<", "=") | ("=", "<") => "<=",
        ("<", ">") | ("!", "=") => "is not",
        ("=", "=") => "is",
        _ => return None,
    };
    let range = one.range.start..other.range.end;
    let fault = case.fault(Code::S102, range.clone(), format!("This comparison is written \"{better}\"."));
    let repair = case.repair(widened(case.text(), range), format!(" {better} "));
    Some(Candidate::new(fault, vec![repair], Safety::Unsafe).sure())
}

/// Two signs that belong together.
fn is_pair(one: &str, other: &str) -> bool {
    [["{", "}"], ["[", "]"]].iter().any(|pair| pair.contains(&one) && pair.contains(&other))
}

/// `not country is "LV"`, `had login where path is "/x" ever`: the condition stands in brackets.
pub(super) fn unbracketed(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let (Some(prev), Some(found)) = (around.prev(), around.found()) else { return Vec::new() };
    let word = case.word(prev);
    if !case.stopped.expected.contains(&Rule::bracket_open) || !matches!(word, "not" | "where") {
        return Vec::new();
    }
    let fault = || {
        let message = if word == "not" {
            "Behind \"not\" the condition stands in brackets: not ( … )."
        } else {
            "Behind \"had\" the condition stands in brackets: where ( … )."
        };
        let fault = case.fault(Code::S102, prev.range.clone(), message);
        if word == "where" {
            return fault;
        }
        fault.note("For a single comparison, \"is not\" or \"does not contain\" says the same.")
    };
    let borders = |word: &str| {
        matches!(word, "and" | "or" | ")" | "in" | "at" | "exactly" | "fewer" | "ever")
            || crate::words::CLAUSE.contains(&word)
    };
    let mut last = found.range.end;
    let mut ends = Vec::new();
    for token in super::tokens(case.text(), found.range.start).skip(1) {
        if borders(case.word(&token)) {
            ends.push(last);
        }
        if ends.len() == 5 {
            break;
        }
        last = token.range.end;
    }
    ends.push(last);
    let start = found.range.start;
    let bracketed = |end: usize| vec![case.repair(start..start, "("), case.repair(end..end, ")")];
    ends.into_iter().map(|end| Candidate::new(fault(), bracketed(end), Safety::Unsafe).sure()).collect()
}

/// A sign with the blanks around it, when something is put in its place.
fn widened(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let before = text.get(..range.start).unwrap_or("");
    let start = before.trim_end_matches(' ').len();
    let after = text.get(range.end..).unwrap_or("");
    start..range.end + (after.len() - after.trim_start_matches(' ').len())
}

/// A word of another language, at the place; several words may begin up to two words before it.
pub(super) fn words(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let known = super::expected::words(&case.stopped.expected);
    let fits = |better: &str| {
        let head = better.split(' ').next();
        matches!(better, "yes" | "no") && case.stopped.expected.contains(&Rule::value)
            || better == "to" && case.stopped.expected.contains(&Rule::kw_to)
            || known.iter().any(|word| word.split(' ').next() == head)
            || better.starts_with(|c: char| c.is_ascii_digit())
            || better == "is known" && case.stopped.expected.contains(&Rule::operator)
    };
    for (word, better) in WORDS {
        let parts: Vec<&str> = word.split(' ').collect();
        // `in` is read as the beginning of several things.
        let most = if matches!(*word, "in" | "per" | "every") {
            1
        } else if parts.len() == 1 {
            0
        } else {
            parts.len() + 1
        };
        let most = most.min(around.before.len());
        for back in 0..=most {
            let before = around.before.iter().skip(around.before.len() - back);
            let tokens: Vec<&super::Token> = before.chain(&around.ahead).take(parts.len()).collect();
            let same = tokens.len() == parts.len()
                && tokens.iter().zip(&parts).all(|(token, part)| case.word(token).eq_ignore_ascii_case(part));
            let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { continue };
            if !same || back == 0 && !fits(better) {
                continue;
            }
            let range = first.range.start..last.range.end;
            let shown = clip(case.text().get(range.clone()).unwrap_or(""));
            let message = format!("Here the language says \"{better}\", not \"{shown}\".");
            let fault = case.fault(Code::S102, range.clone(), message);
            let repair = case.repair(widened(case.text(), range), format!(" {better} "));
            candidates.push(Candidate::new(fault, vec![repair], Safety::Unsafe));
        }
    }
    candidates
}
