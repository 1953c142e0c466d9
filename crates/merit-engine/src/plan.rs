//! The model laid out for evaluation: conditions split into what depends on a row alone, on the lead and on the time;
//! patterns and tests numbered once, however many rules use them.

mod followed;
mod from_model;
mod trend;

use merit_ir::{Decay, During, Frequencies, Frequency, HowOften, Inactivity, Layout, Model, Outcome, Week};
use merit_values::{Decimal, Duration, Instant, Points, Zone};

use crate::check::{Checker, Now};

pub(crate) use followed::{AskedPatterns, Followed};
pub(crate) use from_model::plan;
pub(crate) use trend::Trend;

/// Everything that evaluation needs to know of a model.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) model: Model,
    pub(crate) layout: Layout,
    pub(crate) zone: Zone,
    pub(crate) week: Week,
    /// For each event: what is asked of its rows alone.
    pub(crate) rows: Vec<RowPlan>,
    /// Words that hold the answers of the row conditions of any event.
    pub(crate) answer_words: usize,
    /// For each event: the slots whose values rules are counted by.
    pub(crate) key_slots: Vec<Vec<usize>>,
    /// The most slots that rules count rows of one event by.
    pub(crate) keys_per_row: usize,
    /// Tests of attributes.
    pub(crate) attribute_tests: Vec<AttributeTest>,
    /// For each attribute: what is kept of its values.
    pub(crate) attributes: Vec<AttributePlan>,
    pub(crate) patterns: Vec<PatternPlan>,
    /// For each event: the patterns of its rows, those without history first.
    pub(crate) patterns_of_event: Vec<Vec<usize>>,
    pub(crate) histories: Vec<HistoryPlan>,
    /// Some pattern asks for history.
    pub(crate) histories_decide: bool,
    pub(crate) scores: Vec<ScorePlan>,
    pub(crate) grades: Vec<GradePlan>,
    pub(crate) segments: Vec<SegmentPlan>,
    /// All scores and grades.
    pub(crate) everything: Followed,
    /// What tells whether a lead stays in tiers with `until below`.
    pub(crate) sticky: Followed,
    /// For each score: which way it moves while nothing but time happens.
    pub(crate) trends: Vec<Trend>,
    /// Grades change with attributes only.
    pub(crate) grades_are_timeless: bool,
    /// For each score: the values that decide something, ascending.
    pub(crate) thresholds: Vec<Vec<Decimal>>,
    /// The order of records of one instant can matter.
    pub(crate) order_matters: bool,
    /// Number of `After` memberships.
    pub(crate) qualifiers: usize,
    /// Labels of rules, in the order of the model.
    pub(crate) labels: Vec<String>,
    /// The attribute in which the inactivity clock may start.
    pub(crate) first_seen: Option<usize>,
}

/// What is asked of the rows of one event.
#[derive(Debug, Default)]
pub(crate) struct RowPlan {
    /// Tests of properties.
    pub(crate) tests: Vec<Checker>,
    /// The slots that are asked, each with the numbers of its tests.
    pub(crate) slots: Vec<(usize, Vec<usize>)>,
    /// The conditions over these tests.
    pub(crate) conditions: Vec<RowCondition>,
}

/// A condition on the properties of one event.
#[derive(Debug)]
pub(crate) enum RowCondition {
    All(Vec<RowCondition>),
    Any(Vec<RowCondition>),
    Not(Box<RowCondition>),
    /// The test of this number.
    Test(usize),
}

/// A test of an attribute.
#[derive(Debug)]
pub(crate) struct AttributeTest {
    pub(crate) attribute: usize,
    pub(crate) checker: Checker,
    /// Its place among the tests of the attribute.
    pub(crate) place: usize,
}

/// What is kept of the values of an attribute.
#[derive(Debug, Default)]
pub(crate) struct AttributePlan {
    /// The tests that ask it.
    pub(crate) tests: Vec<usize>,
    /// Dates and times are kept as they are, because what is asked of them may depend on the time. Of other values, only
    /// the answers of the tests.
    pub(crate) is_dated: bool,
}

/// A condition on an event or a lead at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expression {
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Not(Box<Expression>),
    /// The row condition of this number, of the event at hand.
    Row(usize),
    /// The attribute test of this number.
    Attribute(usize),
    /// The history of this number.
    Had(usize),
    /// An outcome.
    Outcome(Outcome),
}

/// Events of a type for which an expression is true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PatternPlan {
    pub(crate) event: u16,
    pub(crate) expression: Option<Expression>,
    /// It asks what the lead did before.
    pub(crate) asks_history: bool,
}

/// A condition on past events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HistoryPlan {
    pub(crate) pattern: usize,
    pub(crate) frequency: Frequency,
    pub(crate) within: Option<Duration>,
}

/// What counts as an occasion; numbers are patterns.
#[derive(Clone, Copy, Debug)]
pub(crate) enum OccasionPlan {
    Single(usize),
    Times { pattern: usize, count: u32, window: Duration },
    Then { first: usize, second: usize, within: Duration },
    ThenNo { first: usize, second: usize, within: Duration },
    Streak { answer: usize, asked: usize, count: u32, answer_key: usize, asked_key: usize },
}

#[derive(Debug)]
pub(crate) struct ScorePlan {
    pub(crate) groups: Vec<GroupPlan>,
    /// Its decimals as a divisor of hundred-billionths.
    pub(crate) unit: i64,
    pub(crate) resets: Vec<ResetPlan>,
    pub(crate) inactivity: Vec<Inactivity>,
    /// Some tier of this score has `until below`.
    pub(crate) sticky: bool,
    /// Number of its event rules.
    pub(crate) event_rules: usize,
    /// Its rules that decay: group and place in the group.
    pub(crate) decaying: Vec<(usize, usize)>,
    /// Its steady rules, by their numbers among the event rules: an entry is worth the same from beginning to end, and nothing
    /// caps, resets or chooses among them. What they are worth together changes only with entries that come and go.
    pub(crate) steady: Vec<usize>,
    /// Its silences are steady, too: nothing resets the score, and each stage takes away once.
    pub(crate) steady_silence: bool,
    /// It is the sum of what entries and steady silences give, under caps or not, so no entry moves it by more than its points; and it is
    /// followed for itself.
    pub(crate) is_plain: bool,
    /// What fades moves the score by as much at most: no `best one only` takes it, and no part of a sum fades.
    pub(crate) fades_by_its_own: bool,
}

impl ScorePlan {
    /// Its event rules that are not steady, each with its number among the event rules.
    pub(crate) fn unsteady(&self) -> impl Iterator<Item = (&RulePlan, usize)> {
        let rules = self.groups.iter().flat_map(|group| group.unsteady.iter().map(|rule| &group.rules[*rule]));
        rules.filter_map(|rule| match rule.kind {
            RuleKindPlan::Event { number, .. } => Some((rule, number)),
            RuleKindPlan::Standing { .. } => None,
        })
    }

    /// Its rules that decay, each with its number among the event rules.
    pub(crate) fn decaying(&self) -> impl Iterator<Item = (&RulePlan, usize)> {
        self.decaying.iter().filter_map(|(group, rule)| {
            let rule = &self.groups[*group].rules[*rule];
            let RuleKindPlan::Event { number, .. } = rule.kind else { return None };
            Some((rule, number))
        })
    }
}

#[derive(Debug)]
pub(crate) struct GradePlan {
    pub(crate) groups: Vec<GroupPlan>,
    pub(crate) no_grade_if: Vec<Expression>,
}

#[derive(Debug)]
pub(crate) struct GroupPlan {
    pub(crate) cap: Option<Points>,
    pub(crate) best_one_only: bool,
    pub(crate) rules: Vec<RulePlan>,
    /// The places of its rules that are not steady (see [`ScorePlan::steady`]).
    pub(crate) unsteady: Vec<usize>,
}

#[derive(Debug)]
pub(crate) struct RulePlan {
    pub(crate) kind: RuleKindPlan,
    pub(crate) cap: Option<Points>,
    pub(crate) during: Option<During>,
    /// Index into `Plan::labels`.
    pub(crate) label: Option<usize>,
}

#[derive(Debug)]
pub(crate) enum RuleKindPlan {
    Event {
        occasion: OccasionPlan,
        frequencies: Frequencies,
        /// Which key of the row a limit is counted per.
        key: usize,
        decay: Option<Decay>,
        /// After so many days an entry of this rule is worth nothing.
        days_to_nothing: u32,
        expires: Option<Duration>,
        /// Number of the rule among the event rules of its score.
        number: usize,
    },
    Standing {
        expression: Expression,
        points: Points,
    },
}

#[derive(Debug)]
pub(crate) struct ResetPlan {
    pub(crate) occasion: OccasionPlan,
    pub(crate) how_often: HowOften,
    pub(crate) key: usize,
    pub(crate) during: Option<During>,
}

#[derive(Debug)]
pub(crate) struct SegmentPlan {
    pub(crate) includes: Vec<MembershipPlan>,
    pub(crate) excludes: Vec<MembershipPlan>,
}

#[derive(Debug)]
pub(crate) enum MembershipPlan {
    When(Expression),
    After {
        occasion: OccasionPlan,
        lasts: Option<Duration>,
        /// Number among all `After` memberships of the model.
        number: usize,
    },
}

impl Plan {
    /// An instant with its local date.
    pub(crate) fn now(&self, at: Instant) -> Now {
        Now { at, day: self.zone.day_of(at) }
    }

    /// For each slot: some rule asks for its value, or counts by it.
    pub(crate) fn slots_asked(&self) -> Vec<bool> {
        let mut asked = vec![false; self.layout.slots().len()];
        let tested = self.rows.iter().flat_map(|row| row.slots.iter().map(|(slot, _)| slot));
        for slot in self.key_slots.iter().flatten().chain(tested) {
            if let Some(asked) = asked.get_mut(*slot) {
                *asked = true;
            }
        }
        asked
    }

    /// True when some tiers have `until below`.
    pub(crate) fn is_sticky(&self) -> bool {
        !self.sticky.scores.is_empty()
    }
}

/// The rounded value of a sum in hundred-billionths, in millionths; half away from zero.
pub(crate) const fn round(sum: i128, unit: i64) -> Decimal {
    const HALF: i128 = i64::MAX as i128 / 2;
    const FINE: i64 = 100_000;
    let magnitude = if sum.abs() < HALF {
        // Numbers of 64 bits are divided much faster.
        ((sum.abs() as i64 + unit / 2) / unit * unit / FINE) as i128
    } else {
        let unit = unit as i128;
        (sum.abs() + unit / 2) / unit * unit / FINE as i128
    };
    Decimal(if sum < 0 { -magnitude } else { magnitude })
}
