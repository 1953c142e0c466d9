//! Which checks there are. Name, level and summary of a code stand in the one list of codes; what belongs to a check
//! alone stands in its file.

use merit_diagnostics::{Code, Diagnostic};

use crate::checks;
use crate::subject::Subject;

/// Whether a check comes with a change that would mend what it finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixable {
    /// There is no such change, or only the writer knows it.
    No,
    /// It shows changes to choose from, and applies none.
    Shown,
}

/// A check.
pub struct Check {
    /// Its code; name, level and summary belong to it.
    pub code: Code,
    /// The version of Merit that has it first.
    pub since: &'static str,
    /// Whether it comes with a change.
    pub fixable: Fixable,
    /// Adds what it finds in a model.
    pub(crate) run: fn(&Subject<'_>, &mut Vec<Diagnostic>),
}

/// Every check, by code.
pub const CHECKS: &[Check] = &[
    checks::no_thresholds::CHECK,
    checks::no_negative_points::CHECK,
    checks::no_decay::CHECK,
    checks::weak_signal_unlimited::CHECK,
    checks::one_action_too_heavy::CHECK,
    checks::range_is_not_the_sum::CHECK,
    checks::fit_in_behaviour::CHECK,
    checks::too_many_rules::CHECK,
    checks::repetition_not_rewarded::CHECK,
    checks::all_pages_equal::CHECK,
    checks::no_direct_qualifier::CHECK,
    checks::tier_too_narrow::CHECK,
    checks::no_way_out::CHECK,
    checks::review_overdue::CHECK,
    checks::products_share_a_model::CHECK,
    checks::message_without_consent::CHECK,
    checks::cap_hides_decay::CHECK,
    checks::silence_counted_twice::CHECK,
    checks::flapping::CHECK,
    checks::no_tests::CHECK,
    checks::threshold_untested::CHECK,
    checks::more_earns_less::CHECK,
    checks::count_gap::CHECK,
    checks::bands_overlap::CHECK,
    checks::worse_earns_more::CHECK,
];

#[cfg(test)]
mod tests {
    use merit_diagnostics::Family;

    use super::*;

    #[test]
    fn every_practice_code_has_its_check_and_no_other_has() {
        let of_checks: Vec<Code> = CHECKS.iter().map(|check| check.code).collect();
        let practice = Code::ALL.iter().copied().filter(|code| code.family() == Family::Practice);
        assert_eq!(of_checks, practice.collect::<Vec<_>>());
    }
}
