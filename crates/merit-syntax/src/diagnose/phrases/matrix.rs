//! Phrases of matrices.

use merit_diagnostics::{Code, Safety};

use super::super::{Around, Candidate, Case, Kind, tokens};
use crate::report::clip;
use crate::tree::First;

/// `row "Hot": A "Call", B "Mail"`
pub(super) fn letters(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    around.found().filter(|_| case.first == Some(First::Row))?;
    let all: Vec<_> = tokens(case.text(), 0).collect();
    let mut repairs = Vec::new();
    for pair in all.windows(2) {
        if let [letter, cell] = pair
            && matches!(case.word(letter).as_bytes(), [b'A'..=b'F'])
            && cell.kind == Kind::Quoted
        {
            repairs.push(case.repair(letter.range.start..cell.range.start, ""));
        }
    }
    let first = all.iter().find(|token| matches!(case.word(token).as_bytes(), [b'A'..=b'F']))?;
    let message =
        format!("The cells stand in the order of the columns, without the letter {}.", clip(case.word(first)));
    let fault = case.fault(Code::S102, first.range.clone(), message);
    Some(Candidate::new(fault, repairs, Safety::Unsafe).sure())
}
