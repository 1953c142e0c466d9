//! What the words of a lead say of it at the instant they were made for.

use merit_values::Instant;

use super::layout::LATEST;
use super::run::{LeadFacts, Runner, instant, number};
use super::{Machine, Worth};
use crate::Options;
use crate::attributes::Answers;
use crate::check::Now;
use crate::lead::{Recorded, is_so_often};
use crate::part::{Change, Part};
use crate::plan::{Plan, RulePlan};
use crate::standing::Facts;
use crate::trit::Trit;

/// A lead as events see it, when no change record can have changed what they ask.
pub(crate) struct Account<'a> {
    plan: &'a Plan,
    part: &'a Part,
    answers: &'a Answers,
    pub(crate) lead: u32,
}

impl<'a> Account<'a> {
    pub(crate) const fn before_changes(plan: &'a Plan, part: &'a Part, answers: &'a Answers, lead: u32) -> Self {
        Self { plan, part, answers, lead }
    }
}

impl LeadFacts for Account<'_> {
    fn first_seen(&self) -> Option<Instant> {
        self.part.first_seen(self.plan, self.lead)
    }

    fn attribute_answer(&self, test: usize, now: Now) -> Trit {
        let attribute = self.plan.attribute_tests[test].attribute;
        self.answers.answer(self.plan, test, self.part.attributes.of_lead(attribute, self.lead), now)
    }
}

impl Machine {
    /// What the entries of the rule are worth. Points are bounded (see `MOST_POINTS`), so 63 bits are enough.
    #[inline(always)]
    fn worth_in(&self, words: &[u32]) -> i64 {
        match self.worth {
            Worth::Times(counted) => i64::from(counted.get(words)) * self.steps[0],
            Worth::Steps(step) => self.climbed[step.get(words) as usize],
            Worth::Sum(sum) => number(words, sum),
            Worth::Together(_) => {
                debug_assert!(false, "nobody asks for a rule that is summed together with others");
                0
            }
        }
    }
}

/// A lead's account at the instant it was made for.
pub(crate) struct Closed<'a> {
    pub(crate) runner: &'a Runner<'a>,
    pub(crate) words: &'a [u32],
    pub(crate) part: &'a Part,
    pub(crate) answers: &'a Answers,
    pub(crate) options: &'a Options,
    pub(crate) lead: u32,
    /// Changes of its attributes, by attribute, then in order.
    pub(crate) changes: &'a [Change],
    /// What the account does not hold is looked up in the records.
    pub(crate) recorded: Option<Recorded<'a>>,
}

impl Facts for Closed<'_> {
    fn plan(&self) -> &Plan {
        self.runner.plan
    }

    fn attribute_answer(&self, test: usize, now: Now) -> Trit {
        let plan = self.runner.plan;
        let attribute = plan.attribute_tests[test].attribute;
        let value = self.part.attribute(self.options.attributes, self.lead, self.changes, attribute, now.at);
        self.answers.answer(plan, test, value, now)
    }

    fn had(&self, history: usize, now: Now) -> bool {
        let Some(counter) = &self.runner.program.histories[history] else {
            return self.recorded.as_ref().is_some_and(|recorded| recorded.had(history, now));
        };
        let count = self.words.get(counter.count).copied().unwrap_or(0);
        is_so_often(self.runner.plan.histories[history].frequency, count as usize)
    }

    fn worth(&self, score: usize, rule: usize, plan: &RulePlan, now: Now) -> i128 {
        let program = self.runner.program;
        match program.of_score[score][rule] {
            Some(number) => i128::from(program.rules[number].worth_in(self.words)),
            None => self.recorded.as_ref().map_or(0, |recorded| recorded.worth(score, rule, plan, now)),
        }
    }

    fn steady(&self, score: usize, now: Now) -> (i128, bool) {
        let program = self.runner.program;
        let silence = self.silence(score, now);
        match &program.steady_of_score[score] {
            Some(steady) => {
                let mut sum = silence + i128::from(steady.together.map_or(0, |sum| number(self.words, sum)));
                for (counted, points) in &steady.times {
                    sum += i128::from(i64::from(counted.get(self.words)) * points);
                }
                for rule in &steady.others {
                    sum += i128::from(program.rules[*rule].worth_in(self.words));
                }
                (sum, true)
            }
            None => (silence, false),
        }
    }

    fn latest_occasion(&self, membership: usize, now: Now) -> Option<Instant> {
        match &self.runner.program.qualifiers[membership] {
            Some(latest) => instant(self.words, latest.at),
            None => self.recorded.as_ref()?.latest_occasion(membership, now),
        }
    }
}

impl Closed<'_> {
    /// What silences take away from a score.
    fn silence(&self, score: usize, now: Now) -> i128 {
        let (program, plan) = (self.runner.program, self.runner.plan);
        let of_silence = |number_of: &usize| {
            let silence = &program.silences[*number_of];
            let begin = match instant(self.words, LATEST) {
                Some(_) => instant(self.words, silence.begin),
                // Nothing happened yet: only the tables tell when the lead was seen.
                None => self.part.first_seen(plan, self.lead).filter(|seen| *seen <= now.at),
            };
            let taken = |begin| silence.deducted(&plan.zone, begin, None, self.runner.now.at, &mut Vec::new());
            let open = begin.map_or(0, taken);
            open + i128::from(number(self.words, silence.kept))
        };
        program.silences_of_score[score].iter().map(of_silence).sum()
    }
}
