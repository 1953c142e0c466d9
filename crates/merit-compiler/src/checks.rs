//! Checks of what was resolved: each in a file of its own.

mod always_true;
mod caps;
mod circular_sum;
mod confusable_names;
mod covered_rule;
mod doubles;
mod duplicate_rule;
mod empty_headings;
mod ladder_how_often;
mod mildest_penalty;
mod never_true;
mod no_timezone;
mod not_used;
mod nothing_enters;
mod once_and_expires;
mod outcome_bounds;
mod range;
mod stages;
mod standing_rule;
mod thousands;
mod tier_always;
mod tier_unreachable;
mod tiers_order;
mod unknown_left_out;
mod until_not_below;

mod clash;
mod literals;
pub(crate) mod sums;

use std::cell::RefCell;
use std::collections::HashSet;

use merit_diagnostics::FileId;
use merit_reach::Reach;
use merit_syntax::outline::Outline;

use crate::context::Context;
use crate::resolved::{GroupDone, Resolved, RuleDone};

/// Everything a check may look at.
pub(crate) struct Subject<'a, 't> {
    pub(crate) context: &'a Context<'t>,
    pub(crate) resolved: &'a Resolved<'t>,
    /// What the model can reach.
    pub(crate) reach: &'a Reach<'a>,
    /// The file asked for.
    pub(crate) main: &'a Outline<'t>,
    pub(crate) has_model: bool,
    /// Numbers of conditions that are never or always true: other checks stay silent about them.
    pub(crate) hopeless: RefCell<HashSet<usize>>,
}

/// All checks.
const CHECKS: &[fn(&Subject<'_, '_>)] = &[
    not_used::check,
    confusable_names::check,
    no_timezone::check,
    doubles::check,
    tiers_order::check,
    tier_unreachable::check,
    tier_always::check,
    until_not_below::check,
    caps::check,
    duplicate_rule::check,
    empty_headings::check,
    covered_rule::check,
    never_true::check,
    always_true::check,
    unknown_left_out::check,
    outcome_bounds::check,
    once_and_expires::check,
    ladder_how_often::check,
    standing_rule::check,
    range::check,
    stages::check,
    nothing_enters::check,
    circular_sum::check,
    mildest_penalty::check,
    thousands::check,
];

/// Runs all checks.
pub(crate) fn run<'t>(
    context: &Context<'t>,
    resolved: &Resolved<'t>,
    reach: &Reach<'_>,
    main: Option<&Outline<'t>>,
    has_model: bool,
) {
    let Some(main) = main else { return };
    let subject = Subject { context, resolved, reach, main, has_model, hopeless: RefCell::default() };
    for check in CHECKS {
        check(&subject);
    }
}

impl<'t> Subject<'_, 't> {
    /// All groups of scores and grades, with their files.
    fn groups(&self) -> impl Iterator<Item = (FileId, &GroupDone<'t>)> {
        let names = &self.context.names;
        let scores = self.resolved.scores.iter().zip(&names.scores);
        let scores = scores.flat_map(|(done, block)| done.groups.iter().map(|group| (block.file, group)));
        let grades = self.resolved.grades.iter().zip(&names.grades);
        let grades = grades.flat_map(|(done, block)| done.groups.iter().map(|group| (block.file, group)));
        scores.chain(grades)
    }

    /// All rules without a fault of their own.
    fn rules(&self) -> impl Iterator<Item = &RuleDone<'t>> {
        let rules = self.groups().flat_map(|(_, group)| &group.rules);
        rules.filter(|rule| !rule.line.statement.faulty)
    }
}
