//! The registry of codes. Codes never change meaning and are never reused.

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The model does not run.
    Error,
    /// Probably a mistake.
    Warning,
    /// Worth a look.
    Hint,
}

impl Level {
    /// The word shown to people.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        }
    }
}

/// What a code is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// The text.
    Text,
    /// Names and kinds.
    Names,
    /// The model contradicts itself.
    Model,
    /// Best practice.
    Practice,
    /// Files and data.
    Files,
    /// Tests.
    Tests,
}

macro_rules! codes {
    ($($code:ident $name:literal $level:ident $summary:literal)*) => {
        /// A stable code of a finding.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $summary] $code,)* }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Self] = &[$(Self::$code,)*];

            /// The code itself, e.g. `T201`.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$code => stringify!($code),)* }
            }

            /// The name used by `allow`, e.g. `unknown_event`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$code => $name,)* }
            }

            /// The level it has unless a project says otherwise.
            #[must_use]
            pub const fn level(self) -> Level {
                match self { $(Self::$code => Level::$level,)* }
            }

            /// What it means, in one sentence.
            #[must_use]
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$code => $summary,)* }
            }
        }
    };
}

codes! {
    S101 "unknown_first_word" Error "The line begins with a word that begins no statement."
    S102 "unfinished_statement" Error "Something is missing in this statement, or something is too much."
    S103 "look_alike_character" Error "A typographic or full-width character stands where a plain one belongs."
    S104 "unclosed_quote" Error "A quotation mark is opened and not closed."
    S105 "unclosed_bracket" Error "A bracket is opened and not closed, or closed and not opened."
    S106 "mixed_and_or" Error "\"and\" and \"or\" are mixed without brackets."
    S107 "decimal_comma" Error "A number is written with a comma or with spaces."
    S108 "misplaced_statement" Error "The line does not belong under this heading."
    S109 "clause_twice" Error "A clause stands twice in one statement."
    S110 "invisible_character" Error "The text holds a character that cannot be seen."
    S111 "bad_name" Error "A name has a space or a hyphen in it, or begins with a digit."
    S112 "impossible_date" Error "There is no such date."
    S113 "edition" Error "The edition is missing, or newer than this program."
    S114 "how_often_missing" Error "A rule or trigger does not say how often it counts."
    S115 "stage_word" Error "An inactivity stage does not say what it does, or stages are mixed, or \"on return\" is missing."
    S116 "sign_missing" Error "Points are written without their sign."
    S117 "misleading_indentation" Error "The indentation contradicts the structure."
    S118 "nothing_included" Warning "A segment says nothing that takes a lead in."
    T201 "unknown_event" Error "There is no event of this name."
    T202 "unknown_property" Error "The event has no property of this name."
    T203 "unknown_attribute" Error "A lead has no attribute of this name."
    T204 "unknown_list" Error "There is no list of this name."
    T205 "unknown_action" Error "There is no action of this name."
    T206 "unknown_outcome" Error "There is no score, grade, tier, segment, cell or label of this name."
    T207 "value_not_in_choices" Error "The value is not one of the choices."
    T208 "wrong_comparison" Error "The comparison does not fit the kind of the value."
    T209 "ambiguous_name" Error "A property and an attribute have the same name."
    T210 "declared_twice" Error "A name is declared twice."
    T211 "not_used" Warning "Something is declared and never used."
    T212 "unknown_left_out" Warning "A negative test leaves out leads of whom the value is unknown."
    T213 "confusable_names" Warning "Two names look the same, or a name mixes scripts."
    T214 "word_test_without_spaces" Error "\"contains word\" with a script that writes no spaces between words."
    T215 "own_word_as_name" Error "A word of the language is used as a name."
    T216 "unit_not_allowed" Error "This unit of time is not allowed here."
    T217 "per_what" Error "What follows \"per\" is not clear, or not possible here."
    T218 "allow_without_effect" Warning "An allow line silences nothing."
    T219 "domain_compared_exactly" Hint "A domain is compared exactly, so sub-domains are missed."
    T220 "pattern_in_text" Warning "A text holds signs of a pattern, which stand for themselves."
    T221 "several_in_one_text" Warning "The only text of a list has commas in it."
    M301 "no_timezone" Error "The model does not name its time zone."
    M302 "tiers_out_of_order" Error "Tiers or letters are not listed highest first, or do not end in \"otherwise\"."
    M303 "tier_unreachable" Error "No lead can reach the lower bound."
    M304 "tier_always" Warning "Nobody can be below a tier, or nobody can be in it."
    M305 "until_not_below" Error "\"until below\" is not below the bound of its own line."
    M306 "matrix_incomplete" Error "A row or a column of the matrix is missing, doubled or of another length."
    M307 "cap_smaller_than_one" Warning "A cap is smaller than one occasion, or has the wrong sign."
    M308 "duplicate_rule" Warning "Two rules have the same occasion and condition."
    M309 "covered_rule" Warning "Every event of one rule also counts in another of the same group."
    M310 "never_true" Error "A condition can never be true, or is always true."
    M311 "once_and_expires" Warning "A rule that counts once expires, and will never earn again."
    M312 "ladder_with_how_often" Error "A ladder says itself how often it counts."
    M313 "decay_on_standing_rule" Error "A standing rule cannot decay, expire or be limited."
    M314 "range_reversed" Error "A range is reversed, or has more decimals than the rounding."
    M315 "stages_out_of_order" Error "Inactivity stages do not ascend, or do not fit together."
    M316 "nothing_enters" Error "A trigger waits for a name that nobody can enter."
    M317 "circular_use" Error "Files use each other, or scores sum each other, in a circle."
    M318 "used_file_has_model" Error "A file that is used has a model of its own."
    M319 "mildest_penalty" Warning "\"best one only\" over penalties keeps the mildest."
    B401 "no_thresholds" Warning "A score that no tiers, segment, matrix or other score uses."
    B402 "no_negative_points" Warning "Nothing takes points away."
    B403 "no_decay" Warning "Points never fade."
    B404 "weak_signal_unlimited" Warning "A weak signal counts without limit."
    B405 "one_action_too_heavy" Warning "One action decides the score alone."
    B406 "range_is_not_the_sum" Warning "The top of the range is not the highest attainable sum."
    B407 "fit_in_behaviour" Warning "Who the lead is counts in a score of what the lead does."
    B408 "too_many_rules" Hint "More than 12 rules and no tests."
    B409 "repetition_not_rewarded" Hint "Every rule counts once."
    B410 "all_pages_equal" Hint "Every page counts the same."
    B411 "no_direct_qualifier" Hint "A request is scored, but no segment takes it at once."
    B412 "tier_too_narrow" Hint "A band is narrower than the smallest rule."
    B413 "no_way_out" Hint "A segment that a lead can never leave."
    B414 "review_overdue" Hint "The model was reviewed too long ago."
    B415 "products_share_a_model" Hint "Events tell the product, and no rule asks for it."
    B416 "message_without_consent" Warning "A message is sent without looking at consent."
    B417 "cap_hides_decay" Hint "The cap hides the decay for long."
    B418 "silence_counted_twice" Hint "Inactivity and decay both punish silence."
    B419 "flapping" Hint "A trigger may fire again and again."
    B420 "no_tests" Hint "The model has no tests."
    B421 "threshold_untested" Hint "No test stands on both sides of a bound."
    B422 "more_earns_less" Warning "More of the same is worth less."
    B423 "count_gap" Warning "A number of events between two that count gives nothing."
    B424 "bands_overlap" Warning "A number counts in two rows that were meant to follow each other."
    B425 "worse_earns_more" Warning "A worse letter is worth more than a better one."
    F601 "unknown_in_data" Warning "The data hold a type, property or value that the model does not declare."
    F602 "wrong_kind" Error "A value cannot be read as its kind."
    F603 "same_id_other_content" Error "One id stands for two different contents."
    F604 "no_offset" Warning "A time has no offset; it was read in the model's time zone."
    F605 "buddhist_year" Error "The year looks like the Thai Buddhist calendar."
    F606 "no_id" Error "A record has no id in a log that has ids."
    F607 "list_file" Error "A list file is missing, empty, or not readable as a list."
    F608 "score_file" Error "A score file is missing, or not readable as text."
    X501 "expectation_failed" Error "An expectation of a test does not hold."
    X502 "expectation_before_start" Error "An expectation looks at a time before the test begins."
    X503 "nothing_expected" Warning "A test expects nothing, so it always passes."
    X504 "claim_refuted" Error "A claim does not hold: there is a log that breaks it."
    X505 "claim_undecided" Warning "A claim could neither be proved nor refuted."
}

impl Code {
    /// What the code is about, by its letter.
    #[must_use]
    pub fn family(self) -> Family {
        match self.id().as_bytes().first() {
            Some(b'S') => Family::Text,
            Some(b'T') => Family::Names,
            Some(b'M') => Family::Model,
            Some(b'B') => Family::Practice,
            Some(b'F') => Family::Files,
            _ => Family::Tests,
        }
    }

    /// The code with this id (`T201`) or name (`unknown_event`).
    #[must_use]
    pub fn find(id_or_name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.id().eq_ignore_ascii_case(id_or_name) || code.name() == id_or_name)
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_names_are_unique_and_found() {
        for (index, code) in Code::ALL.iter().enumerate() {
            assert_eq!(Code::find(code.id()), Some(*code));
            assert_eq!(Code::find(code.name()), Some(*code));
            assert!(Code::ALL.iter().skip(index + 1).all(|other| other.name() != code.name()));
        }
    }
}
