//! Misspelt words of the language.

use merit_diagnostics::{Code, Safety};

use super::expected::words;
use super::{Around, Candidate, Case, Kind};
use crate::grammar::Rule;
use crate::report::clip;
use crate::words::nearest;

/// Words that are near to one of the language and mean something else, often the opposite.
const OTHERS: &[&str] = &["never", "none", "capped", "least", "later", "other", "long", "most"];

/// The word at the place, if it is close to one that could stand there.
pub(super) fn spelling(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let Some(found) = around.found().filter(|token| token.kind == Kind::Word) else { return Vec::new() };
    let written = case.word(found);
    let known = words(&case.stopped.expected);
    let mut heads: Vec<&str> = known.iter().filter_map(|word| word.split(' ').next()).collect();
    if case.stopped.expected.contains(&Rule::value) {
        heads.extend(["yes", "no"].iter().filter(|word| word.eq_ignore_ascii_case(written)));
    }
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
    } else if let Some(better) = nearest(written, heads.iter().copied().filter(|head| *head != written))
        && !OTHERS.contains(&written)
    {
        propose(better, written.chars().count() > 3);
    }
    candidates
}
