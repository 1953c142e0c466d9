//! S109, S114 and S115: rules, triggers and inactivity.

use merit_diagnostics::{Code, Diagnostic, Place};
use merit_values::Decimal;

use super::{clip, one_line, showable};

/// What does not say how often it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unlimited {
    /// A rule.
    Rule,
    /// A reset.
    Reset,
    /// A trigger.
    Trigger,
}

/// S114. `marked` is the text at the place, `before` the statement up to its end, `after` the rest.
pub(crate) fn how_often_missing(
    what: Unlimited,
    place: Place,
    marked: &str,
    before: &str,
    after: &str,
) -> Diagnostic {
    let (message, label, choices): (_, _, &[&str]) = match what {
        Unlimited::Rule => (
            "This rule does not say how often it counts.",
            one_or_every(marked),
            &["every time", "once", "once per day", "at most 3 times per week"],
        ),
        Unlimited::Reset => (
            "This reset does not say how often it counts.",
            "the first time, or every time?".to_owned(),
            &["every time", "once", "at most 1 time per month"],
        ),
        Unlimited::Trigger => (
            "This trigger does not say how often it counts.",
            "the first time, or every time?".to_owned(),
            &["once", "every time", "at most 1 time in any 90 days"],
        ),
    };
    let note = match what {
        Unlimited::Rule => "Scoring tools disagree on this, so it is always written down. Choose one:",
        Unlimited::Reset | Unlimited::Trigger => "It is always written down. Choose one:",
    };
    let mut diagnostic = Diagnostic::new(Code::S114, place, message).label(label).note(note);
    let gap = if after.is_empty() { "" } else { "  " };
    for choice in choices {
        let line = format!("{before}  {choice}{gap}{after}");
        diagnostic = diagnostic.choice(showable(&line).unwrap_or(choice));
    }
    diagnostic
}

/// "one click, or every click?" for an event whose name ends in a noun that is ours to repeat.
fn one_or_every(occasion: &str) -> String {
    const NOUNS: [&str; 14] = [
        "click", "view", "visit", "open", "download", "login", "demo", "submit", "quote", "call", "meeting", "order",
        "purchase", "reply",
    ];
    let event = occasion.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
    let noun = event.rsplit('_').next().unwrap_or("");
    if NOUNS.contains(&noun) {
        return format!("one {noun}, or every {noun}?");
    }
    "the first time, or every time?".to_owned()
}

/// S109: a clause stands twice.
pub(crate) fn clause_twice(place: Place, second: &str, earlier: Place, first: &str) -> Diagnostic {
    let (first, second) = (clip(&one_line(first)), clip(&one_line(second)));
    let message = if first == second {
        format!("\"{second}\" stands twice in this statement.")
    } else {
        format!("\"{second}\" says again, and differently, what \"{first}\" says.")
    };
    let message = if same_kind_word(&first, &second) {
        message
    } else {
        format!("\"{first}\" and \"{second}\" cannot stand together: both say the same kind of thing.")
    };
    Diagnostic::new(Code::S109, place, message).related(earlier, "the first one").note("Keep one of the two.")
}

fn same_kind_word(first: &str, second: &str) -> bool {
    first.split(' ').next() == second.split(' ').next()
}

/// A stage of an inactivity block, as far as messages need it.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    /// `60 days`
    pub(crate) after: String,
    /// What the silence costs from then on.
    pub(crate) in_all: Decimal,
}

/// S115: a stage without `total` or `further`. `line` is the statement, `after` its duration.
pub(crate) fn stage_word_missing(
    place: Place,
    line: &str,
    head: &str,
    after: &str,
    points: Decimal,
    earlier: Option<&Stage>,
) -> Diagnostic {
    let amount = Decimal(points.0.abs());
    let one_space = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let earlier_part = earlier.filter(|stage| stage.in_all != Decimal::ZERO);
    let message = match earlier_part {
        Some(stage) => format!(
            "\"{}\" does not say whether the {amount} points replace the earlier {} or come on top.",
            clip(&one_space),
            Decimal(stage.in_all.0.abs())
        ),
        None => format!(
            "\"{}\" does not say whether the {amount} points are the total of the silence or come on top.",
            clip(&one_space)
        ),
    };
    let signed = |value: Decimal| value.to_string();
    let mut choices = Vec::new();
    for (word, in_all) in
        [("total", points), ("further", Decimal(points.0 + earlier.map_or(0, |stage| stage.in_all.0)))]
    {
        let line = format!("{head}  {word} {}", if points.0 > 0 { format!("+{points}") } else { signed(points) });
        let outcome = match earlier_part {
            Some(stage) => format!("{}: {} · {after}: {} in all", stage.after, signed(stage.in_all), signed(in_all)),
            None => format!("{after}: {} in all", signed(in_all)),
        };
        choices.push((line, outcome));
    }
    let width = choices.iter().map(|(line, _)| line.chars().count()).max().unwrap_or(0) + 4;
    let mut diagnostic = Diagnostic::new(Code::S115, place, message);
    for (line, outcome) in choices {
        diagnostic = diagnostic.choice(format!("{line:<width$}{outcome}"));
    }
    diagnostic
}

/// S115: `total` and `further` in one block.
pub(crate) fn stage_words_mixed(place: Place, word: &str, earlier: Place, other: &str) -> Diagnostic {
    Diagnostic::new(Code::S115, place, format!("This stage says \"{word}\", and an earlier one says \"{other}\"."))
        .related(earlier, "")
        .note("All stages of one inactivity block use the same word: \"total\" is what the silence has cost so far, \"further\" comes on top.")
}

/// S115: no `on return`.
pub(crate) fn on_return_missing(place: Place) -> Diagnostic {
    Diagnostic::new(Code::S115, place, "This inactivity block does not say what happens when the lead comes back.")
        .note("Scoring tools disagree on this, so it is always written down. Choose one:")
        .choice("on return      keep")
        .choice("on return      give back")
}
