//! What could have stood at the place where reading stopped, in people's words.

use std::collections::HashMap;
use std::sync::LazyLock;

use merit_diagnostics::{Code, Diagnostic};

use super::{Around, Case};
use crate::grammar::Rule;
use crate::report::{self, clip};

/// What a rule is called. A rule with a list of words begins with one of them.
pub(super) enum Says {
    /// Words of the language, as they are written.
    Words(&'static [&'static str]),
    /// Something a person fills in.
    Thing(&'static str),
    /// Not worth a word.
    Nothing,
}

/// From rules to people's words. Keywords say themselves.
pub(super) fn says(rule: Rule) -> Says {
    use Says::{Nothing, Thing, Words};
    match rule {
        Rule::name | Rule::path | Rule::sum_part => Thing("a name"),
        Rule::string => Thing("a text in quotation marks"),
        Rule::number | Rule::bound => Thing("a number"),
        Rule::whole => Thing("a whole number"),
        Rule::signed | Rule::cap_number => Thing("a number with its sign"),
        Rule::percent => Thing("a percentage like 25%"),
        Rule::ordinal => Thing("a number like 3rd"),
        Rule::date => Thing("a date like 2025-01-31"),
        Rule::clock => Thing("a time like 09:30"),
        Rule::letter => Thing("a letter from A to F"),
        Rule::duration => Thing("a duration like 30 days"),
        Rule::pattern | Rule::second => Thing("an event"),
        Rule::occasion => Thing("an event or \"if\""),
        Rule::standing => Words(&["if"]),
        Rule::condition | Rule::unary | Rule::comparison | Rule::subject => Thing("a condition"),
        Rule::negation => Words(&["not"]),
        Rule::history => Words(&["had"]),
        Rule::value | Rule::item | Rule::items => Thing("a value"),
        Rule::texts => Words(&["any of"]),
        Rule::setting | Rule::settings => Thing("a name and its value"),
        Rule::moment => Words(&["day"]),
        Rule::claim => Thing("what must hold"),
        Rule::claimed => Thing("an outcome"),
        Rule::claimed_number => Thing("a number"),
        Rule::claim_when => Words(&["when"]),
        Rule::range_both_from => Words(&["from"]),
        Rule::unit => Words(&["days", "weeks", "months", "years", "hours", "minutes"]),
        Rule::calendar => Words(&["day", "week", "month", "year"]),
        Rule::kind => Words(&["text", "number", "yes/no", "date", "time", "email", "url", "one of", "several of"]),
        Rule::list_kind => Words(&["text", "numbers", "domains"]),
        Rule::event_tag => Words(&["not activity", "weak signal"]),
        Rule::has_tag => Words(&["required", "first seen", "consent", "personal"]),
        Rule::operator => Words(&[
            "is",
            "is not",
            "is one of",
            "is in",
            "is known",
            "starts with",
            "contains",
            "<",
            "<=",
            ">",
            ">=",
            "from",
            "in the last",
            "more than",
            "does not",
            "includes",
            "ends with",
        ]),
        Rule::comparator | Rule::ordered => Words(&["<", "<=", ">", ">="]),
        Rule::how_often => Words(&["every time", "once", "at most", "restarting"]),
        Rule::clause => Words(&[
            "every time",
            "once",
            "at most",
            "up to",
            "down to",
            "decays",
            "never decays",
            "expires",
            "during",
            "called",
            "restarting",
        ]),
        Rule::group_clause => Words(&["up to", "down to", "best one only", "decays", "never decays", "expires"]),
        Rule::trigger_clause => Words(&["once", "every time", "at most", "even if they left"]),
        Rule::per => Words(&["per"]),
        Rule::in_any => Words(&["in any"]),
        Rule::cap => Words(&["up to", "down to"]),
        Rule::decay => Words(&["decays", "never decays"]),
        Rule::how => Words(&["by", "evenly over"]),
        Rule::where_part | Rule::history_where => Words(&["where"]),
        Rule::sequence => Words(&["then"]),
        Rule::streak => Words(&["for"]),
        Rule::times_in => Thing("a count like 3 times in any 14 days"),
        Rule::lower_bound => Words(&["from", "above", "otherwise"]),
        Rule::until_below => Words(&["until below"]),
        Rule::stage_effect => Words(&["total", "further", "reset"]),
        Rule::stage_repeat => Words(&["and every"]),
        Rule::range_both => Thing("a number"),
        Rule::range_from => Words(&["from"]),
        Rule::range_up_to => Words(&["up to"]),
        Rule::column_letters => Words(&["grade"]),
        Rule::column_tiers => Words(&["tier"]),
        Rule::include_when => Words(&["when"]),
        Rule::include_after => Words(&["after"]),
        Rule::include_for => Words(&["for"]),
        Rule::in_the_last => Words(&["in the last"]),
        Rule::frequency => Words(&["at least", "exactly", "fewer than"]),
        Rule::joiner => Words(&["and", "or"]),
        Rule::any_activity => Words(&["any activity"]),
        Rule::list_file => Words(&["from"]),
        Rule::list_column => Words(&["column"]),
        Rule::with_part => Words(&["with"]),
        Rule::changes => Words(&["lead has"]),
        Rule::happens => Thing("an event"),
        Rule::is_one_of => Words(&["one of"]),
        Rule::is_in => Words(&["in"]),
        Rule::comma => Words(&[","]),
        Rule::colon => Words(&[":"]),
        Rule::percent_sign => Words(&["%"]),
        Rule::bracket_open => Words(&["("]),
        Rule::bracket_close => Words(&[")"]),
        Rule::EOI => Thing("the end of the line"),
        // `or higher` would otherwise stand beside every `or`.
        Rule::or_part => Nothing,
        _ => Nothing,
    }
}

/// The words of the language that may stand there, each as it is written.
pub(super) fn words(expected: &[Rule]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for rule in expected {
        match says(*rule) {
            Says::Words(list) => words.extend(list.iter().map(|word| (*word).to_owned())),
            Says::Thing(_) => {}
            Says::Nothing => words.extend(keyword(*rule)),
        }
    }
    words.sort();
    words.dedup();
    words
}

/// The word of a keyword rule.
fn keyword(rule: Rule) -> Option<String> {
    word(rule).map(str::to_owned)
}

/// The word of a keyword rule, from the grammar's names for them.
pub(crate) fn word(rule: Rule) -> Option<&'static str> {
    if rule == Rule::kw_yes_no {
        return Some("yes/no");
    }
    static WORDS: LazyLock<HashMap<Rule, String>> = LazyLock::new(|| {
        let words = Rule::all_rules().iter().filter_map(|rule| {
            let name = format!("{rule:?}");
            name.strip_prefix("kw_").map(|word| (*rule, word.to_owned()))
        });
        words.collect()
    });
    WORDS.get(&rule).map(String::as_str)
}

/// True when one of the rules begins with a name that a person gave.
pub(super) fn wants_name(expected: &[Rule]) -> bool {
    expected.iter().any(|rule| {
        matches!(
            rule,
            Rule::name
                | Rule::path
                | Rule::sum_part
                | Rule::pattern
                | Rule::second
                | Rule::occasion
                | Rule::setting
                | Rule::settings
                | Rule::happens
                | Rule::claim
                | Rule::claim_named
                | Rule::claimed_of
                | Rule::condition
                | Rule::unary
                | Rule::comparison
                | Rule::subject
        )
    })
}

/// True when one of the rules begins with a quoted text.
pub(super) fn wants_text(expected: &[Rule]) -> bool {
    expected.iter().any(|rule| {
        matches!(rule, Rule::string | Rule::texts | Rule::value | Rule::item | Rule::items | Rule::claim_label)
    })
}

/// The things and words expected, ready for a sentence: `"once"`, `"every time"` or a name.
fn list(expected: &[Rule]) -> String {
    const MOST: usize = 7;
    let mut parts: Vec<String> = Vec::new();
    let mut push = |part: String| {
        if !parts.contains(&part) {
            parts.push(part);
        }
    };
    // Behind a condition, what joins it with another one is asked for most.
    if expected.contains(&Rule::joiner) {
        ["and", "or"].iter().for_each(|word| push(format!("\"{word}\"")));
    }
    for rule in expected {
        if let Says::Thing(thing) = says(*rule)
            && *rule != Rule::EOI
        {
            push(thing.to_owned());
        }
    }
    for rule in expected {
        match says(*rule) {
            Says::Words(words) => words.iter().for_each(|word| push(format!("\"{word}\""))),
            Says::Thing(_) => {}
            Says::Nothing => keyword(*rule).into_iter().for_each(|word| push(format!("\"{word}\""))),
        }
    }
    let more = parts.len() > MOST;
    parts.truncate(MOST);
    if more {
        parts.push("…".to_owned());
    }
    if expected.contains(&Rule::EOI) {
        parts.push("the end of the line".to_owned());
    }
    match parts.split_last() {
        None => "something else".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, others)) if last == "…" => format!("{} …", others.join(", ")),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

/// The words before the place, as the sentence quotes them.
pub(super) fn context(case: &Case<'_, '_>, around: &Around) -> String {
    let from = around.before.len().saturating_sub(3);
    let (Some(first), Some(last)) = (around.before.get(from), around.before.last()) else { return String::new() };
    let text = report::one_line(case.text().get(first.range.start..last.range.end).unwrap_or(""));
    let words: Vec<&str> = text.split_whitespace().collect();
    clip(&words.join(" "))
}

/// A text as a sentence quotes it: in quotation marks, unless it has some of its own.
pub(super) fn quoted(text: &str) -> String {
    if text.contains('"') { text.to_owned() } else { format!("\"{text}\"") }
}

/// The last resort: what stands there, and what could.
pub(super) fn unexpected(case: &Case<'_, '_>, around: &Around) -> Diagnostic {
    let list = list(&case.stopped.expected);
    let context = context(case, around);
    let only_end = case.stopped.expected == [Rule::EOI];
    let Some(found) = around.found() else {
        let place = around.prev().map_or(0..0, |token| token.range.clone());
        let message = format!("This statement ends too early: after {} comes {list}.", quoted(&context));
        return case.fault(Code::S102, place, message).label("something is missing after this");
    };
    let shown = quoted(&clip(case.word(found)));
    let message = if context.is_empty() {
        format!("This statement begins with {list}, not with {shown}.")
    } else if only_end {
        format!("{shown} is too much: the statement is complete after {}.", quoted(&context))
    } else {
        format!("After {} comes {list}, not {shown}.", quoted(&context))
    };
    case.fault(Code::S102, found.range.clone(), message)
}
