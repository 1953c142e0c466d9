//! One word too few, or one word too many.

use merit_diagnostics::{Code, Safety};

use super::expected::{Says, context, quoted, says, unexpected, words};
use super::{Around, Candidate, Case, Kind, Token, tokens};
use crate::grammar::Rule;
use crate::report::clip;
use crate::scan::Replacement;
use crate::statement::attempt_with;
use crate::tree::First;

/// More words than this are no help.
const MOST: usize = 24;
/// Where more words than this may stand, one that fits is a guess.
const FEW: usize = 4;

/// A word of the language that makes the statement readable when it is put in.
pub(super) fn insertions(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let Some(first) = case.first else { return Vec::new() };
    if case.text().len() > super::LONGEST {
        return Vec::new();
    }
    let known = words(&case.stopped.expected);
    let thing = |rule: &Rule| matches!(says(*rule), Says::Thing(_)) && *rule != Rule::EOI;
    // At the end of a statement everything that could follow is named, not only what a single word would mend.
    if around.found().is_none() && (known.len() != 1 || case.stopped.expected.iter().any(thing)) {
        return Vec::new();
    }
    let at = around.prev().map_or(0, |token| token.range.end);
    let place = around.prev().map_or(0..0, |token| token.range.clone());
    let mut fitting = Vec::new();
    let before = around.prev().map_or("", |token| case.word(token));
    for word in known.iter().filter(|word| *word != before).take(MOST) {
        let glued = matches!(word.as_str(), "," | ":" | "%" | ")");
        let text = if glued { word.clone() } else { format!(" {word}") };
        let repair = case.repair(at..at, text);
        if let Some((sound, line)) =
            attempt_with(case.file, case.source, case.piece, first, std::slice::from_ref(&repair))
            && sound.fault.is_none_or(|fault| fault.code != Code::S109)
        {
            fitting.push((word, repair, line));
        }
    }
    // "is" alone explains itself better than every operator that begins with it.
    let before_number = around.found().is_some_and(|found| found.kind == Kind::Number);
    if fitting.iter().any(|(word, ..)| *word == "is") {
        fitting
            .retain(|(word, ..)| *word == "is" || before_number && matches!(word.as_str(), "<" | "<=" | ">" | ">="));
    }
    let context = quoted(&context(case, around));
    match fitting.as_slice() {
        [] => Vec::new(),
        [(word, repair, line)] if *word == "is known" => {
            let message = format!("After {context} it is missing what is asked, like \"is yes\" or \"is known\".");
            let yes = case.repair(at..at, " is yes");
            let yes = attempt_with(case.file, case.source, case.piece, first, &[yes]);
            let mut fault = case.fault(Code::S102, place, message).label("something is missing after this");
            for line in yes.map(|(_, line)| line).into_iter().chain([line.clone()]) {
                fault = fault.choice(line);
            }
            vec![Candidate::new(fault, vec![repair.clone()], Safety::DisplayOnly).sure()]
        }
        [(word, repair, _)] => {
            let message = format!("After {context} the word \"{word}\" is missing.");
            let message = if word.chars().any(char::is_alphabetic) {
                message
            } else {
                format!("After {context} a \"{word}\" is missing.")
            };
            let fault = case.fault(Code::S102, place, message).label(format!("\"{word}\" is missing after this"));
            vec![Candidate::new(fault, vec![repair.clone()], Safety::Unsafe).sure()]
        }
        [(_, repair, _), ..] => {
            let list: Vec<String> = fitting.iter().take(6).map(|(word, ..)| format!("\"{word}\"")).collect();
            let message = format!("After {context} a word is missing: {}.", list.join(" or "));
            let mut fault = case.fault(Code::S102, place, message).label("something is missing after this");
            for (.., line) in fitting.iter().take(6) {
                fault = fault.choice(line.clone());
            }
            vec![Candidate::new(fault, vec![repair.clone()], Safety::DisplayOnly).sure()]
        }
    }
}

/// `range 0 too 100`, `decays with half every 30 days`: the only word that fits in the place of another one.
pub(super) fn only_word(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let Some((first, found)) = case.first.zip(around.found()).filter(|(_, found)| found.kind == Kind::Word) else {
        return Vec::new();
    };
    let known = words(&case.stopped.expected);
    let things = case.stopped.expected.iter().any(|rule| matches!(says(*rule), Says::Thing(_)));
    // Of several words, what comes behind tells which one is meant. Behind "when" may come anything, so that it tells nothing, unless the
    // word that stands there does not either.
    let is_open = known.iter().any(|word| word == "when");
    let is_told = known.len() == 1 || around.ahead.len() > 1 && (!is_open || says_nothing(case.word(found)));
    if things || !is_told || known.len() > FEW || case.text().len() > super::LONGEST {
        return Vec::new();
    }
    let fits = |repair: &Replacement| {
        let read = attempt_with(case.file, case.source, case.piece, first, std::slice::from_ref(repair));
        read.is_some_and(|(sound, _)| sound.fault.is_none())
    };
    let repairs = known.iter().map(|word| case.repair(found.range.clone(), word.as_str())).filter(fits);
    match repairs.collect::<Vec<_>>().as_slice() {
        [repair] => vec![Candidate::new(unexpected(case, around), vec![repair.clone()], Safety::Unsafe)],
        _ => Vec::new(),
    }
}

/// Two words that make the statement readable when they change places: `-15 total`.
pub(super) fn swaps(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let pairs = [(around.prev(), around.found()), (around.found(), around.ahead.get(1))];
    let swap = |(one, other): (Option<&Token>, Option<&Token>)| {
        let (one, other) = (one?, other?);
        let is_mark = |token: &Token| token.kind == Kind::Sign && !matches!(case.word(token), "+" | "-");
        if is_mark(one) || is_mark(other) {
            return None;
        }
        let turned = format!("{} {}", case.word(other), case.word(one));
        let range = one.range.start..other.range.end;
        let fault =
            case.fault(Code::S102, range.clone(), format!("The words stand the other way round: {}.", clip(&turned)));
        Some(Candidate::new(fault, vec![case.repair(range, turned)], Safety::Unsafe))
    };
    pairs.into_iter().filter_map(swap).collect()
}

/// Words and marks that can be left out without a loss. Without any other one, a statement says something else than was meant.
fn says_nothing(word: &str) -> bool {
    const WORDS: &str = "the a an of to is be are was in on at for by as with if that it and points point score event \
        events lead leads segment tier grade list name named called please also just immediately \
        directly automatically day days time times when equals every once per has have than";
    let is_mark = word.chars().all(|c| !c.is_alphanumeric() && !c.is_whitespace());
    let counts = word.contains(['+', '-', '%', '<', '>', '=', '!', '*', '~', '^', '&', '|', '/']);
    WORDS.split(' ').any(|known| word.eq_ignore_ascii_case(known)) || is_mark && !counts
}

/// Words that make the statement readable when they are left out.
pub(super) fn deletions(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let Some(found) = around.found() else { return Vec::new() };
    let end = case.text().len();
    let start = around.prev().map_or(found.range.start, |token| token.range.end);
    let harmless = |token: &Token| {
        matches!(token.kind, Kind::Word | Kind::Sign)
            && !matches!(case.word(token), "no" | "not" | "-" | "or" | "and")
    };
    let mut candidates = Vec::new();
    // A tag that is not understood may say that something is personal: it is not left out.
    let tags = case.first == Some(First::Has) && case.stopped.expected.contains(&Rule::comma);
    if let (true, Says::Words(tags)) = (tags, says(Rule::has_tag)) {
        let tags: Vec<String> = tags.iter().map(|tag| format!("\", {tag}\"")).collect();
        let shown = quoted(&clip(case.word(found)));
        let message =
            format!("{shown} is not understood here: behind the kind comes {} or nothing.", tags.join(", "));
        let fault = case.fault(Code::S102, found.range.clone(), message);
        candidates.push(Candidate::new(fault, Vec::new(), Safety::DisplayOnly).sure());
    }
    let mut leave_out = |token: &Token, from: usize| {
        if tags {
            return;
        }
        let message = format!("{} is too much here.", quoted(&clip(case.word(token))));
        let fault = case.fault(Code::S102, token.range.clone(), message);
        // `row interest "Warm"`: what the quoted name belongs to.
        let next = tokens(case.text(), token.range.end).next();
        let names_a_place = matches!(case.first, Some(First::Row | First::Segment | First::Trigger | First::Group));
        let before_a_name = names_a_place && next.is_some_and(|next| next.kind == Kind::Quoted);
        let says_nothing = says_nothing(case.word(token)) || before_a_name && token.kind == Kind::Word;
        let fault = if says_nothing { fault } else { unexpected(case, around) };
        // Words that would touch keep a blank; words that stand apart keep only one.
        let rest = case.text().get(token.range.end..).unwrap_or("");
        let blanks = if from < token.range.start { 0 } else { rest.len() - rest.trim_start_matches(' ').len() };
        let touches = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | ',' | ':'));
        let before = case.text().get(..from).and_then(|text| text.chars().next_back());
        let after = rest.get(blanks..).and_then(|text| text.chars().next());
        // `90 day's` is one word.
        let kept = if touches(before) && touches(after) && case.word(token) != "'" { " " } else { "" };
        let repair = case.repair(from..token.range.end + blanks, kept);
        let candidate = Candidate::new(fault, vec![repair], Safety::Unsafe);
        candidates.push(if says_nothing { candidate } else { candidate.quiet() });
    };
    let prev = around.prev().filter(|prev| prev.kind == Kind::Word && harmless(prev) && prev.range.start > 0);
    // `+10 points page_view`: a word of the language before a name is the one too much.
    let filler = |word: &str| super::names::FILLERS.contains(&word);
    let ours = prev.is_some_and(|prev| crate::words::is_ours(case.word(prev)) || filler(case.word(prev)));
    if let Some(prev) = prev.filter(|_| ours) {
        leave_out(prev, prev.range.start);
    }
    if harmless(found) {
        leave_out(found, start);
    }
    if let Some(prev) = prev.filter(|_| !ours) {
        leave_out(prev, prev.range.start);
    }
    // What stands before is understood all the same.
    let rest = vec![case.repair(start..end, "")];
    candidates.push(Candidate::new(unexpected(case, around), rest, Safety::Unsafe).quiet());
    candidates
}
