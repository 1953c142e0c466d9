//! Misspelt words of the language.

use merit_diagnostics::{Code, Safety};

use super::expected::words;
use super::{Around, Candidate, Case, Kind};
use crate::report::clip;
use crate::words::nearest;

/// The word at the place, if it is close to one that could stand there.
pub(super) fn spelling(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let Some(found) = around.found().filter(|token| token.kind == Kind::Word) else { return Vec::new() };
    let written = case.word(found);
    let known = words(&case.stopped.expected);
    let heads: Vec<&str> = known.iter().filter_map(|word| word.split(' ').next()).collect();
    let mut candidates = Vec::new();
    let mut propose = |better: &str, sure: bool| {
        let message = if better.eq_ignore_ascii_case(written) {
            format!("Words of the language are written in small letters: {better}.")
        } else {
            format!("\"{}\" is not understood here; did you mean \"{better}\"?", clip(written))
        };
        let fault = case.fault(Code::S102, found.range.clone(), message).label(format!("did you mean {better}?"));
        let candidate = Candidate::new(fault, vec![case.repair(found.range.clone(), better)], Safety::Unsafe);
        candidates.push(if sure { candidate.sure() } else { candidate });
    };
    if let Some(better) = heads.iter().find(|head| head.eq_ignore_ascii_case(written)) {
        propose(better, true);
    } else if let Some(better) = nearest(written, heads.iter().copied().filter(|head| *head != written)) {
        propose(better, written.chars().count() > 3);
    }
    candidates
}
