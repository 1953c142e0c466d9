//! Misspelt words of the language.

use merit_diagnostics::{Code, Safety};

use super::expected::{Says, says, words};
use super::{Around, Candidate, Case, Kind};
use crate::grammar::Rule;
use crate::report::clip;
use crate::tree::First;
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
        // "excludes" is the opposite of "includes".
        && !(written.starts_with("ex") && better.starts_with("in"))
    {
        propose(better, written.chars().count() > 3 && !crate::words::is_ours(written));
    }
    let tag = tag_without_comma(case, around);
    let again = again(case, around);
    let kind = kind_without_colon(case, around);
    tag.into_iter().chain(kind).chain(again).chain(candidates).collect()
}

/// `has price numbr`: a kind that is misspelt and has no colon before it.
fn kind_without_colon(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let kinds = match case.first? {
        First::Has => Rule::kind,
        First::List => Rule::list_kind,
        _ => return None,
    };
    without_mark(case, around, (Rule::colon, ":"), kinds)
}

/// `has email: email personl`: a tag that is misspelt and has no comma before it. Left out, it would be lost.
fn tag_without_comma(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let tags = match case.first? {
        First::Has => Rule::has_tag,
        First::Event => Rule::event_tag,
        _ => return None,
    };
    without_mark(case, around, (Rule::comma, ","), tags).map(Candidate::sure)
}

/// A misspelt word of some kind that has not the mark before it that belongs there.
fn without_mark(case: &Case<'_, '_>, around: &Around, (rule, mark): (Rule, &str), words: Rule) -> Option<Candidate> {
    let (prev, found) = (around.prev()?, around.found()?);
    let Says::Words(known) = says(words) else { return None };
    if !case.stopped.expected.contains(&rule) {
        return None;
    }
    let written = case.word(found);
    let heads = known.iter().filter_map(|word| word.split(' ').next()).filter(|head| *head != written);
    let better = nearest(written, heads)?;
    let message = format!("\"{}\" is not understood here; did you mean \"{mark} {better}\"?", clip(written));
    let fault = case.fault(Code::S102, found.range.clone(), message).label(format!("did you mean {better}?"));
    let repair = case.repair(prev.range.end..found.range.end, format!("{mark} {better}"));
    Some(Candidate::new(fault, vec![repair], Safety::Unsafe))
}

/// `once onec`, `onec once`: a word that stands beside it already.
fn again(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found()?;
    let written = case.word(found);
    let near =
        |word: &&str| crate::words::is_ours(word) && word.chars().count() > 3 && nearest(written, [*word]).is_some();
    let before = around.prev().filter(|prev| prev.range.start > 0).map(|prev| case.word(prev)).filter(near);
    let behind = around.ahead.get(1).map(|next| case.word(next)).filter(near);
    let better = before.or(behind).filter(|better| *better != written)?;
    let message = format!("\"{}\" is too much here: \"{better}\" stands beside it already.", clip(written));
    let fault = case.fault(Code::S102, found.range.clone(), message).label(format!("did you mean {better}?"));
    let start = around.prev()?.range.end;
    Some(Candidate::new(fault, vec![case.repair(start..found.range.end, "")], Safety::Unsafe).sure())
}
