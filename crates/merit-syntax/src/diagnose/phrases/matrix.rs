//! Phrases of matrices.

use merit_diagnostics::{Code, Safety};

use super::super::{Around, Candidate, Case, Kind, Token, tokens};
use crate::report::clip;
use crate::tree::First;

/// All of them but [`in_a_row`].
pub(super) fn phrases(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    match case.first? {
        First::Matrix => heading(case),
        First::Row => letters(case, around),
        _ => None,
    }
}

/// Columns and cells with other signs than commas between them, for which more than one word is missing.
pub(in super::super) fn in_a_row(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let found = match case.first {
        Some(First::Columns) => columns(case, around),
        Some(First::Row) => row(case, around),
        _ => None,
    };
    found.into_iter().collect()
}

/// `matrix priority "Priority"`, `matrix of interest and fit`
fn heading(case: &Case<'_, '_>) -> Option<Candidate> {
    let all: Vec<Token> = tokens(case.text(), 0).collect();
    let (second, third) = (all.get(1)?, all.get(2)?);
    if matches!(case.word(second), "of" | "by" | "for") {
        let message =
            "A matrix has a name of its own: matrix priority. Whose rows and columns it has, the lines below it say.";
        return Some(
            Candidate::new(case.fault(Code::S102, second.range.clone(), message), Vec::new(), Safety::Unsafe).sure(),
        );
    }
    if third.kind != Kind::Quoted || all.len() > 3 {
        return None;
    }
    let fault = case.fault(Code::S102, third.range.clone(), "A matrix has a name, but no title.");
    let repair = case.repair(second.range.end..third.range.end, "");
    Some(Candidate::new(fault, vec![repair], Safety::Unsafe).sure())
}

/// `columns fit grade A B C`, `columns of fit: A | B | C`, `columns A, B, C`
fn columns(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let all: Vec<Token> = tokens(case.text(), 0).collect();
    let mut rest = all.get(1..)?;
    if let [of, more @ ..] = rest
        && matches!(case.word(of), "of" | "by" | "for" | "from")
    {
        rest = more;
    }
    let place = around.found().or(around.prev())?.range.clone();
    let Some((name, behind)) = rest.split_first().filter(|(name, _)| is_name(case, name)) else {
        let message = "The line says whose letters or tiers the columns are: columns fit grade: A, B, C.";
        return items(case, rest)
            .map(|_| Candidate::new(case.fault(Code::S102, place, message), Vec::new(), Safety::Unsafe).sure());
    };
    let (kind, behind) = match behind.split_first() {
        Some((kind, more)) if matches!(case.word(kind), "grade" | "tier") => (Some(case.word(kind)), more),
        _ => (None, behind),
    };
    let items = items(case, behind)?;
    let are_letters = items.iter().all(|item| is_letter(case.word(item)));
    let kind = kind.unwrap_or(if are_letters { "grade" } else { "tier" });
    let better = format!("{} {kind}: {}", case.word(name), joined(case, &items));
    let message = "After whose columns they are comes a colon, and commas stand between them.";
    let range = all.get(1)?.range.start..all.last()?.range.end;
    let fault = case.fault(Code::S102, place, message);
    Some(Candidate::new(fault, vec![case.repair(range, better)], Safety::Unsafe).sure())
}

/// `row "Hot" "Call" "Mail"`, `row "Hot": "Call" | "Mail"`
fn row(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let all: Vec<Token> = tokens(case.text(), 0).collect();
    let [_, tier, rest @ ..] = all.as_slice() else { return None };
    let items = items(case, rest).filter(|items| items.iter().all(|item| item.kind == Kind::Quoted))?;
    let place = around.found().or(around.prev())?.range.clone();
    let message = "After the tier comes a colon, and commas stand between the cells.";
    let fault = case.fault(Code::S102, place, message);
    let range = tier.range.end..all.last()?.range.end;
    let repair = case.repair(range, format!(": {}", joined(case, &items)));
    Some(Candidate::new(fault, vec![repair], Safety::Unsafe).sure())
}

/// `"Hot" "Call" "Mail"`, `"Hot" = "Call" | "Mail"`: as a line of a matrix.
pub(in super::super) fn row_of(case: &Case<'_, '_>) -> Option<String> {
    let all: Vec<Token> = tokens(case.text(), 0).collect();
    let (tier, rest) = all.split_first().filter(|(tier, _)| tier.kind == Kind::Quoted)?;
    // `"Chief", "VP"` rather goes on with a list.
    rest.first().filter(|next| case.word(next) != ",")?;
    let items = items(case, rest).filter(|items| items.iter().all(|item| item.kind == Kind::Quoted))?;
    Some(format!("row {}: {}", case.word(tier), joined(case, &items)))
}

/// Texts or letters in a row, whatever stands before, between and around them; nothing where something else is among them.
fn items<'t>(case: &Case<'_, '_>, rest: &'t [Token]) -> Option<Vec<&'t Token>> {
    let mut items = Vec::new();
    // `row "Hot" = "Call"`
    let rest = rest.split_first().filter(|(first, _)| case.word(first) == "=").map_or(rest, |(_, more)| more);
    // That one is too much by itself.
    if rest.last().is_some_and(|last| case.word(last) == ",") {
        return None;
    }
    for token in rest {
        match case.word(token) {
            ":" | "," | ";" | "|" | "||" | "/" | "(" | ")" | "[" | "]" => {}
            word if token.kind == Kind::Quoted || is_letter(word) => items.push(token),
            _ => return None,
        }
    }
    Some(items).filter(|items| !items.is_empty())
}

fn joined(case: &Case<'_, '_>, items: &[&Token]) -> String {
    items.iter().map(|item| case.word(item)).collect::<Vec<_>>().join(", ")
}

fn is_name(case: &Case<'_, '_>, token: &Token) -> bool {
    matches!(token.kind, Kind::Word | Kind::Backtick) && !is_letter(case.word(token))
}

/// A letter of a grade.
const fn is_letter(word: &str) -> bool {
    matches!(word.as_bytes(), [b'A'..=b'F'])
}

/// `row "Hot": A "Call", B "Mail"`
fn letters(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    around.found()?;
    let all: Vec<_> = tokens(case.text(), 0).collect();
    let mut repairs = Vec::new();
    for pair in all.windows(2) {
        if let [letter, cell] = pair
            && is_letter(case.word(letter))
            && cell.kind == Kind::Quoted
        {
            repairs.push(case.repair(letter.range.start..cell.range.start, ""));
        }
    }
    let first = all.iter().find(|token| is_letter(case.word(token)))?;
    let message =
        format!("The cells stand in the order of the columns, without the letter {}.", clip(case.word(first)));
    let fault = case.fault(Code::S102, first.range.clone(), message);
    Some(Candidate::new(fault, repairs, Safety::Unsafe).sure())
}
