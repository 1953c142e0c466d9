//! What may come next in a statement that is being written: the grammar itself says so.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

use crate::diagnose::keyword;
use crate::grammar::{Grammar, Rule};
use crate::statement::rule_of;
use crate::tree::First;
use crate::words::{Begins, begins};

/// Something that may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Next {
    /// A name; the words before it say of what.
    Name,
    /// An event, with what belongs to it.
    Event,
    /// An event, or `if` and a condition.
    Occasion,
    /// What a condition asks about, or `had`, `not (`, `(`.
    Condition,
    /// What must hold of what was asked about.
    Operator,
    /// A value.
    Value,
    /// A quoted text.
    Text,
    /// One text, or `any of`.
    Texts,
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// A number with its sign.
    Signed,
    /// A percentage.
    Percent,
    /// A number like 3rd.
    Ordinal,
    /// A date.
    Date,
    /// A time of day.
    Clock,
    /// A letter of a grade.
    Letter,
    /// A number and its unit.
    Duration,
    /// The unit of a duration.
    Unit,
    /// `day`, `week`, `month`, `year`.
    Calendar,
    /// How often something counts.
    HowOften,
    /// `per ...`
    Per,
    /// `in any ...`
    InAny,
    /// `up to`, `down to`
    Cap,
    /// `decays ...`, `never decays`
    Decay,
    /// `by half every ...`, `evenly over ...`
    How,
    /// `expires after ...`
    Expires,
    /// `during ...`
    During,
    /// `called ...`
    Called,
    /// `best one only`
    BestOneOnly,
    /// `even if they left`
    EvenIfTheyLeft,
    /// `where ...`
    Where,
    /// `then ...`
    Then,
    /// `for 3 ... in a row by ...`
    Streak,
    /// `3 times in any ...`
    Times,
    /// The kind of a property or attribute.
    Kind,
    /// The kind of a list.
    ListKind,
    /// `from "file"`
    ListFile,
    /// `column "name"`
    ListColumn,
    /// `not activity`, `weak signal`
    EventTag,
    /// `required`, `first seen`, `consent`, `personal`
    HasTag,
    /// `from`, `above`, `otherwise`
    LowerBound,
    /// `until below`
    UntilBelow,
    /// `and every ...`
    StageRepeat,
    /// `total`, `further`, `reset`
    StageEffect,
    /// The forms of a range.
    Range,
    /// `grade: ...`
    ColumnLetters,
    /// `tier: ...`
    ColumnTiers,
    /// `when ...`
    When,
    /// `after ...`
    After,
    /// `for 90 days`
    For,
    /// `and`, `or`
    Joiner,
    /// `or higher`, `or better` ...
    OrPart,
    /// `at least 3 times` ...
    Frequency,
    /// `in the last ...`
    InTheLast,
    /// `any activity`
    AnyActivity,
    /// `no rule applies`
    NoRuleApplies,
    /// What a test expects.
    Claim,
    /// An outcome that is claimed of every lead.
    Claimed,
    /// A number that is claimed, with a comparison or not.
    ClaimedNumber,
    /// A name and its value.
    Setting,
    /// A day or a date.
    Moment,
    /// `lead has ...` on a day of a test
    Changes,
    /// `with ...`
    With,
    /// `2 times`
    HappensTimes,
    /// This word.
    Word(&'static str),
    /// This sign: `,` `:` `%` `(` `)`.
    Sign(char),
    /// Nothing: the statement may end here.
    End,
}

/// What may come next after the beginning of a statement, which ends where a word could begin. `None` when the beginning
/// itself is not understood.
#[must_use]
pub fn next(beginning: &str) -> Option<Vec<Next>> {
    let (Begins::Strong(first) | Begins::Weak(first)) = begins(beginning.trim_start()) else { return None };
    // No word of the language begins with this character, so reading always stops at it.
    let text = format!("{beginning}\u{1}");
    let mut found = Vec::new();
    let mut rules = vec![rule_of(first, beginning)];
    // `lead has` is a line of its own; `lead` alone is a heading.
    if first == First::Lead {
        rules = vec![Rule::lead, Rule::lead_has];
    }
    let mut understood = false;
    for rule in rules {
        let Err(error) = Grammar::parse(rule, &text) else { continue };
        let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
        if at != beginning.len() {
            continue;
        }
        if let ErrorVariant::ParsingError { positives, .. } = error.variant {
            understood = true;
            positives.into_iter().for_each(|rule| add(rule, &mut found));
        }
    }
    found.sort_unstable();
    found.dedup();
    understood.then_some(found)
}

/// What begins with this rule.
fn add(rule: Rule, found: &mut Vec<Next>) {
    use Next as N;
    let many: &[Next] = match rule {
        Rule::EOI => &[N::End],
        Rule::name | Rule::path => &[N::Name],
        Rule::sum_part => &[N::Name, N::Percent],
        Rule::pattern | Rule::second | Rule::happens => &[N::Event],
        Rule::occasion => &[N::Occasion],
        Rule::standing => &[N::Word("if")],
        Rule::condition | Rule::unary | Rule::comparison | Rule::subject => &[N::Condition],
        Rule::operator | Rule::is_operator => &[N::Operator],
        Rule::value => &[N::Value],
        Rule::item | Rule::items => &[N::Value],
        Rule::string => &[N::Text],
        Rule::texts => &[N::Texts],
        Rule::number | Rule::bound | Rule::cap_number => &[N::Number],
        Rule::whole => &[N::Whole],
        Rule::signed => &[N::Signed],
        Rule::percent => &[N::Percent],
        Rule::ordinal => &[N::Ordinal],
        Rule::date => &[N::Date],
        Rule::clock => &[N::Clock],
        Rule::letter => &[N::Letter],
        Rule::duration => &[N::Duration],
        Rule::unit => &[N::Unit],
        Rule::calendar => &[N::Calendar],
        Rule::clause => &[N::HowOften, N::Cap, N::Decay, N::Expires, N::During, N::Called],
        Rule::group_clause => &[N::BestOneOnly, N::Cap, N::Decay, N::Expires],
        Rule::trigger_clause => &[N::HowOften, N::EvenIfTheyLeft],
        Rule::how_often => &[N::HowOften],
        Rule::every_time => &[N::Word("every")],
        Rule::at_most => &[N::Word("at")],
        Rule::per => &[N::Per],
        Rule::in_any => &[N::InAny],
        Rule::cap => &[N::Cap],
        Rule::decay => &[N::Decay],
        Rule::how => &[N::How],
        Rule::decay_part => &[N::Percent],
        Rule::expires => &[N::Expires],
        Rule::during => &[N::During],
        Rule::called => &[N::Called],
        Rule::best_one_only => &[N::BestOneOnly],
        Rule::even_if_they_left => &[N::EvenIfTheyLeft],
        Rule::where_part | Rule::history_where => &[N::Where],
        Rule::sequence => &[N::Then],
        Rule::streak => &[N::Streak],
        Rule::times_in => &[N::Times],
        Rule::kind => &[N::Kind],
        Rule::list_kind => &[N::ListKind],
        Rule::list_file => &[N::ListFile],
        Rule::list_column => &[N::ListColumn],
        Rule::event_tag => &[N::EventTag],
        Rule::has_tag => &[N::HasTag],
        Rule::lower_bound => &[N::LowerBound],
        Rule::until_below => &[N::UntilBelow],
        Rule::stage_repeat => &[N::StageRepeat],
        Rule::stage_effect => &[N::StageEffect],
        Rule::range_from | Rule::range_up_to | Rule::range_both => &[N::Range],
        Rule::column_letters => &[N::ColumnLetters],
        Rule::column_tiers => &[N::ColumnTiers],
        Rule::include_when | Rule::claim_when => &[N::When],
        Rule::include_after => &[N::After],
        Rule::include_for => &[N::For],
        Rule::joiner => &[N::Joiner],
        Rule::or_part => &[N::OrPart],
        Rule::frequency => &[N::Frequency],
        Rule::in_the_last => &[N::InTheLast],
        Rule::history => &[N::Word("had")],
        Rule::negation => &[N::Word("not")],
        Rule::bracketed => &[N::Sign('(')],
        Rule::is_one_of => &[N::Word("one")],
        Rule::is_in => &[N::Word("in")],
        Rule::any_activity => &[N::AnyActivity],
        Rule::no_rule_applies => &[N::NoRuleApplies],
        Rule::claim => &[N::Claim],
        Rule::claimed => &[N::Claimed],
        Rule::claimed_number => &[N::ClaimedNumber],
        Rule::setting | Rule::settings => &[N::Setting],
        Rule::moment => &[N::Moment],
        Rule::changes => &[N::Changes],
        Rule::with_part => &[N::With],
        Rule::happens_times => &[N::HappensTimes],
        Rule::comma => &[N::Sign(',')],
        Rule::colon => &[N::Sign(':')],
        Rule::percent_sign => &[N::Sign('%')],
        Rule::bracket_open => &[N::Sign('(')],
        Rule::bracket_close => &[N::Sign(')')],
        rule => return found.extend(keyword(rule).map(Next::Word)),
    };
    found.extend_from_slice(many);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_says_what_may_come() {
        let after = |text: &str| next(text).unwrap_or_default();
        assert_eq!(after("+10  "), [Next::Occasion, Next::Signed]);
        let rule = after("+10  page_view ");
        // A phrase that begins with one word only is that word.
        for expected in
            [Next::Word("where"), Next::Word("then"), Next::Whole, Next::HowOften, Next::Called, Next::End]
        {
            assert!(rule.contains(&expected), "{expected:?} in {rule:?}");
        }
        assert!(!after("+10  page_view once ").contains(&Next::Word("where")));
        assert_eq!(after("tiers of "), [Next::Name]);
        assert_eq!(after("has form: "), [Next::Kind]);
        assert!(after("+10  page_view where path ").contains(&Next::Operator));
        assert!(after("trigger x on ").contains(&Next::Word("entering")));
        assert_eq!(after("claim "), [Next::Word("always"), Next::Word("never")]);
        assert_eq!(after("claim never "), [Next::Claimed]);
        assert!(after("claim never engagement ").contains(&Next::ClaimedNumber));
        let when = after("claim never in \"Hot\" ");
        assert!(when.contains(&Next::Word("when")) && when.contains(&Next::End), "{when:?}");
        assert_eq!(after("claim never in \"Hot\" when "), [Next::Condition]);
        assert_eq!(next("+10  page_view twice "), None);
        assert_eq!(next("10  page_view "), None);
        assert!(after("lead ").contains(&Next::Word("has")));
    }
}
