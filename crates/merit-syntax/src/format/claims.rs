//! Claims as atoms.

use merit_diagnostics::Span;

use super::line::{Level, Row};
use super::{conditions, words};
use crate::tree::{ClaimedKind, ClaimedNumber, ModelClaim};

/// `claim never in "Sales-qualified"  when email.domain is in free_email`
pub(super) fn claim(text: &str, claim: &ModelClaim) -> Row {
    let mut row = Row::of(format!("claim {}", if claim.always { "always" } else { "never" }));
    row.word(claim.claimed.span.start, claimed_words(text, &claim.claimed.kind));
    if let Some(condition) = &claim.when {
        row.put(2, Level::Clause, condition.span.start, "when");
        conditions::condition(&mut row, text, condition);
    }
    row
}

fn claimed_words(text: &str, kind: &ClaimedKind) -> String {
    let or = |or: &Option<(bool, Span)>| match or {
        None => String::new(),
        Some((_, span)) => {
            let written = text.get(span.range()).unwrap_or("");
            format!(" or {}", written.split_whitespace().last().unwrap_or(""))
        }
    };
    match kind {
        ClaimedKind::In(place) => format!("in {}", words::quoted(place)),
        ClaimedKind::NoGrade(grade) => format!("no {} grade", words::name(grade)),
        ClaimedKind::Tier { score, tier, or: part } => {
            let score = score.as_ref().map(|score| format!("{} ", words::name(score)));
            format!("{}tier {}{}", score.unwrap_or_default(), words::quoted(tier), or(part))
        }
        ClaimedKind::Grade { grade, letter, or: part } => {
            format!("{} grade {}{}", words::name(grade), letter.text, or(part))
        }
        ClaimedKind::Points { grade, number } => format!("{} points {}", words::name(grade), number_words(number)),
        ClaimedKind::Score { score, number } => format!("{} {}", words::name(score), number_words(number)),
    }
}

fn number_words(number: &ClaimedNumber) -> String {
    match number {
        ClaimedNumber::Is(number) => words::number(number),
        ClaimedNumber::Compare(order, number) => format!("{} {}", words::order(*order), words::number(number)),
        ClaimedNumber::From(low, high) => format!("from {} to {}", words::number(low), words::number(high)),
    }
}
