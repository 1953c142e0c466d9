//! The checks, one file for each; [`crate::registry`] lists them.

pub(crate) mod all_pages_equal;
pub(crate) mod bands_overlap;
pub(crate) mod cap_hides_decay;
pub(crate) mod count_gap;
pub(crate) mod fit_in_behaviour;
pub(crate) mod flapping;
pub(crate) mod message_without_consent;
pub(crate) mod more_earns_less;
pub(crate) mod no_decay;
pub(crate) mod no_direct_qualifier;
pub(crate) mod no_negative_points;
pub(crate) mod no_tests;
pub(crate) mod no_thresholds;
pub(crate) mod no_way_out;
pub(crate) mod one_action_too_heavy;
pub(crate) mod products_share_a_model;
pub(crate) mod range_is_not_the_sum;
pub(crate) mod repetition_not_rewarded;
pub(crate) mod review_overdue;
pub(crate) mod silence_counted_twice;
pub(crate) mod threshold_untested;
pub(crate) mod tier_too_narrow;
pub(crate) mod too_many_rules;
pub(crate) mod weak_signal_unlimited;
pub(crate) mod worse_earns_more;
