//! Phrases of tests.

use merit_diagnostics::{Code, Safety};

use super::super::{Around, Candidate, Case, Kind};
use crate::report::clip;
use crate::tree::First;

/// All of them.
pub(super) fn phrases(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    if case.first == Some(First::Expect) {
        return no_what(case, around).into_iter().collect();
    }
    if !matches!(case.first, Some(First::Day | First::Date | First::Lead)) {
        return Vec::new();
    }
    let all = [several_values(case, around), value_alone(case, around)];
    all.into_iter().flatten().collect()
}

/// `lead has languages "English", "Spanish"`
fn several_values(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|found| found.kind == Kind::Quoted)?;
    let [.., earlier, comma] = around.before.as_slice() else { return None };
    if case.word(comma) != "," || earlier.kind != Kind::Quoted {
        return None;
    }
    let joined = format!("{} and {}", case.word(earlier), case.word(found));
    let message = format!("Several values of one property are joined with \"and\": {}.", clip(&joined));
    let fault = case.fault(Code::S102, comma.range.clone(), message);
    // Further ones follow in the same way.
    let mut commas = vec![comma.range.clone()];
    for pair in around.ahead.windows(3) {
        if let [one, between, other] = pair
            && one.kind == Kind::Quoted
            && case.word(between) == ","
            && other.kind == Kind::Quoted
        {
            commas.push(between.range.clone());
        }
    }
    let repairs = commas.into_iter().map(|comma| case.repair(comma, " and")).collect();
    Some(Candidate::new(fault, repairs, Safety::Unsafe).sure())
}

/// `day 0 form_submit "demo"`
fn value_alone(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|found| found.kind == Kind::Quoted && case.first != Some(First::Lead))?;
    let prev = around.prev().filter(|prev| matches!(prev.kind, Kind::Word | Kind::Backtick))?;
    let message = if case.word(prev) == "with" {
        format!("Before {} it is missing which property has this value: with form \"demo\".", clip(case.word(found)))
    } else {
        let event = clip(case.word(prev));
        let value = clip(case.word(found));
        format!(
            "What an event has is written with the name of the property: {event} with form \"demo\"; \
             what a lead has: lead has {event} {value}."
        )
    };
    let fault = case.fault(Code::S102, found.range.clone(), message);
    Some(Candidate::new(fault, Vec::new(), Safety::DisplayOnly).sure())
}

/// `expect no notify_sales on day 0`
fn no_what(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let [.., no, name] = around.before.as_slice() else { return None };
    let found = around.found().filter(|found| matches!(case.word(found), "on" | ","))?;
    if case.word(no) != "no" || name.kind != Kind::Word || found.range.start < name.range.end {
        return None;
    }
    let (word, range) = (case.word(name), name.range.clone());
    let message = format!("Is \"{}\" an action or a grade?", clip(word));
    let (action, grade) = (format!("trigger {word}"), format!("{word} grade"));
    let fault = case.fault(Code::S102, range.clone(), message);
    let fault = fault.choice(case.line_with(range.clone(), &action)).choice(case.line_with(range.clone(), &grade));
    Some(Candidate::new(fault, vec![case.repair(range, action)], Safety::DisplayOnly).sure())
}
