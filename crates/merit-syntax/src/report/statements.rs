//! S107, S108, S111, S112, S113 and S117: numbers, names, dates, editions, and where statements stand.

use merit_diagnostics::{Code, Diagnostic, Place, Safety};

use super::clip;

/// S111: a name that is none.
pub(crate) fn bad_name(place: Place, written: &str) -> Diagnostic {
    let shown = clip(written);
    let better = as_name(written);
    let why = if written.starts_with(|c: char| c.is_ascii_digit()) {
        "begins with a digit"
    } else if written.contains(char::is_whitespace) {
        "has a space in it"
    } else if written.contains('-') {
        "has a hyphen in it"
    } else if written.starts_with('_') {
        "begins with _"
    } else {
        "has a character in it that names do not have"
    };
    let diagnostic = Diagnostic::new(Code::S111, place, format!("\"{shown}\" is no name: it {why}."))
        .note("Names have letters, digits and _ of any script, and begin with a letter.");
    match better {
        Some(better) => diagnostic.fix(Safety::Unsafe, better.clone(), [(place, better)]),
        None => diagnostic,
    }
}

/// The nearest thing to a name.
pub(crate) fn as_name(written: &str) -> Option<String> {
    if written.len() > 120 {
        return None;
    }
    let parts = written.split(|c: char| !crate::characters::continues_word(c)).filter(|part| !part.is_empty());
    let joined = parts.collect::<Vec<_>>().join("_");
    let joined = joined.trim_matches('_').to_owned();
    let first = joined.chars().next()?;
    if crate::characters::starts_word(first) { Some(joined) } else { Some(format!("n{joined}")) }
}

/// S107: a number with a comma or with spaces. The fix that reads it as a decimal is for the caller to judge.
pub(crate) fn decimal_comma(place: Place, written: &str) -> Diagnostic {
    let shown = clip(written);
    if thousands(written) {
        let decimals = written.replace(',', ".");
        let decimals = decimals.trim_end_matches('0').trim_end_matches('.').to_owned();
        let readings = [written.replace(',', ""), decimals];
        let [thousand, decimals] = &readings;
        let message = format!("{shown} can be read as {thousand} or as {decimals}: write it without a comma.");
        let fault = Diagnostic::new(Code::S107, place, message);
        let readings = readings.into_iter();
        return readings.fold(fault, |fault, meant| fault.fix(Safety::DisplayOnly, meant.clone(), [(place, meant)]));
    }
    let plain = plain_number(written);
    let message = if written.matches(',').count() == 1 && !written.contains(['.', ' ']) {
        format!("{shown} is written with a comma; decimals have a point: {plain}.")
    } else {
        format!("{shown} is written with signs between its digits; write it plainly: {plain}.")
    };
    let safety = if written.matches(',').count() == 1 && !written.contains(['.', ' ']) {
        Safety::Safe
    } else {
        Safety::Unsafe
    };
    Diagnostic::new(Code::S107, place, message).fix(safety, plain.clone(), [(place, plain)])
}

/// `1,000` could be a thousand or one.
fn thousands(written: &str) -> bool {
    written.split_once(',').is_some_and(|(whole, rest)| {
        let whole = whole.trim_start_matches(['+', '-']);
        (1..=3).contains(&whole.len()) && whole != "0" && rest.len() == 3 && rest.bytes().all(|b| b.is_ascii_digit())
    })
}

/// `1.000,5` and `1 000` as they are meant: the last sign is the decimal one if it is a comma or stands alone.
fn plain_number(written: &str) -> String {
    let last = written.rfind([',', '.']);
    let groups = written.matches([',', '.']).count() > 1
        && !written.contains(['\'', ' '])
        && written.matches(',').count() != 1
        && written.matches('.').count() != 1;
    let mut out = String::new();
    for (at, c) in written.char_indices() {
        if c.is_ascii_digit() || c == '+' || c == '-' || c == '%' {
            out.push(c);
        } else if Some(at) == last && !groups {
            out.push('.');
        }
    }
    out
}

/// S112: no such date.
pub(crate) fn impossible_date(place: Place, written: &str, year: u32) -> Diagnostic {
    let rest = written.get(4..).unwrap_or("");
    if year >= 3000 {
        let date = format!("2399{rest}");
        return Diagnostic::new(Code::S112, place, format!("The year {year} is too far away: years go up to 2399."))
            .fix(Safety::Unsafe, date.clone(), [(place, date)]);
    }
    if year >= 2400 {
        let real = year.saturating_sub(543);
        let date = format!("{real:04}{rest}");
        return Diagnostic::new(
            Code::S112,
            place,
            format!("The year {year} looks like the Thai Buddhist calendar: {year} is {real}."),
        )
        .note("Dates are written in the international calendar.")
        .fix(Safety::Unsafe, date.clone(), [(place, date)]);
    }
    let diagnostic = Diagnostic::new(Code::S112, place, format!("There is no such date as {written}."));
    let part = |range| written.get(range).and_then(|digits: &str| digits.parse::<u32>().ok()).unwrap_or(0);
    let (month, day) = (part(5..7), part(8..10));
    if year == 0 {
        return diagnostic.note("There was no year 0.");
    }
    if month == 0 || month > 12 {
        return diagnostic.note("Dates are written year-month-day, and months go from 01 to 12.");
    }
    let last = [31, 30, 29, 28]
        .into_iter()
        .find(|last| merit_values::Day::read(&format!("{:.7}-{last}", written)).is_some());
    match last {
        Some(last) if day > last => diagnostic.note(format!("That month ends on the {last}{}.", ordinal(last))),
        _ => diagnostic.note("Days go from 01 to the end of the month."),
    }
}

const fn ordinal(day: u32) -> &'static str {
    if day == 31 { "st" } else { "th" }
}

/// S113: no edition.
pub(crate) fn edition_missing(start: Place, edition: u32) -> Diagnostic {
    Diagnostic::new(
        Code::S113,
        start,
        format!("The file does not say its edition: its first line is \"edition {edition}\"."),
    )
    .note("The edition keeps the meaning of a file when the language grows.")
    .fix(Safety::Safe, format!("edition {edition}"), [(start, format!("edition {edition}\n\n"))])
}

/// S113: an edition that this program does not know.
pub(crate) fn other_edition(place: Place, written: u32, known: u32) -> Diagnostic {
    let message = if written > known {
        format!("This file is written in edition {written}, and this program knows only edition {known}.")
    } else {
        format!("There is no edition {written}: this program knows edition {known}.")
    };
    let diagnostic = Diagnostic::new(Code::S113, place, message);
    if written > known {
        return diagnostic.note("A newer program may understand it.");
    }
    diagnostic.fix(Safety::Unsafe, format!("edition {known}"), [(place, known.to_string())])
}

/// S113: an edition that is not the first line.
pub(crate) fn edition_not_first(place: Place, earlier: Option<Place>) -> Diagnostic {
    match earlier {
        Some(earlier) => {
            Diagnostic::new(Code::S113, place, "The edition is said twice.").related(earlier, "the first time")
        }
        None => Diagnostic::new(Code::S113, place, "The edition stands first in a file, before everything else."),
    }
}

/// S102: a text that needs quotation marks.
pub(crate) fn quoted_text_wanted(place: Place) -> Diagnostic {
    Diagnostic::new(Code::S102, place, "Here stand texts in quotation marks.")
}

/// S108: a statement under the wrong heading.
pub(crate) fn misplaced(place: Place, what: &str, belongs: &str, heading: Option<(Place, String)>) -> Diagnostic {
    let message = match &heading {
        Some((_, heading)) => format!("{what} does not belong under \"{}\"; it belongs {belongs}.", clip(heading)),
        None => format!("{what} stands alone here; it belongs {belongs}."),
    };
    let mut diagnostic = Diagnostic::new(Code::S108, place, message);
    if heading.as_ref().is_some_and(|(_, heading)| heading.starts_with("grade")) && what.contains("tier") {
        diagnostic = diagnostic.note("The letters of a grade stand without quotation marks: A from 70.");
    }
    match heading {
        Some((place, _)) => diagnostic.related(place, "this heading goes on until the next one"),
        None => diagnostic,
    }
}

/// The same for the first letter under a score, which may be meant as a grade.
pub(crate) fn letter_of_a_score(misplaced: Diagnostic, word: Place, heading: &str) -> Diagnostic {
    let better = format!("grade{heading}");
    let note = "A score has tiers, a grade has letters: what somebody does, and who somebody is.";
    misplaced.note(note).fix(Safety::Unsafe, better, [(word, "grade".to_owned())])
}

/// S117: a line that stands under a group without being indented under it.
pub(crate) fn misleading_indentation(place: Place, heading: Place, group: &str) -> Diagnostic {
    Diagnostic::new(
        Code::S117,
        place,
        format!("This rule belongs to the group {} above, but it is not indented under it.", clip(group)),
    )
    .related(heading, "a group goes on until the next heading")
    .note("If it belongs to the group, indent it; if it does not, write it before the first group.")
}

/// S108: two models in one file.
pub(crate) fn second_model(place: Place, earlier: Place) -> Diagnostic {
    Diagnostic::new(Code::S108, place, "This file has two models; a file has at most one.")
        .related(earlier, "the first one")
        .note("Put the second model into a file of its own; both can \"use\" the same vocabulary.")
}

/// S108: a group of a grade with clauses that only groups of scores have.
pub(crate) fn group_of_a_grade(place: Place, heading: Option<(Place, String)>) -> Diagnostic {
    let message = "A group of a grade may have a cap or \"best one only\"; points of a grade do not fade.";
    let diagnostic = Diagnostic::new(Code::S108, place, message);
    match heading {
        Some((place, _)) => diagnostic.related(place, ""),
        None => diagnostic,
    }
}
