//! Claims: proved for every possible log and lead at every instant, or refuted by a test that passes, or undecided.
//!
//! A claim is broken by a lead for which its condition is true and its outcome is not as claimed. That is what a segment
//! says, so each claim becomes segments of leads that break it: where the analysis proves that nobody can be in them, the
//! claim is proved; where the search for a way into one of them arrives, it is refuted. The engine has the last word: a
//! counterexample is run before it is given out.

mod breach;
mod counterexample;
mod negation;
mod report;

use merit_ir::{Model, ModelClaim, SegmentId, TestCase};
use merit_reach::{Reach, Spot, Verdict};

use crate::reach;

pub use report::{Checked, check, report};

/// What became of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It holds for every possible log and lead.
    Proved,
    /// There is a log that breaks it.
    Refuted(Box<Counterexample>),
    /// Neither a proof nor a log that breaks it was found.
    Undecided(Undecided),
}

/// A log that breaks a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterexample {
    /// A test that passes and says what the claim denies.
    pub test: TestCase,
    /// The same in the language.
    pub text: String,
    /// What happens: `6 email_click and 10 page_view`.
    pub events: String,
    /// What the lead has in the end: `title "Chief", country "LV"`.
    pub lead: String,
    /// It has not had that from the beginning.
    pub changes: bool,
}

/// Why nothing could be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undecided {
    /// There are too many combinations of these to look at each.
    TooMany(Vec<String>),
    /// Such a lead is not ruled out, and no log was found that gets it there.
    NotRuledOut(String),
}

/// A proof takes at most so many steps.
const PROOF_STEPS: usize = 20_000;

/// Logs that are tried for the claims of a model that are not proved, all together.
const MOST_LOGS: usize = 60_000;

/// Logs that are tried for one of them: at most, and at least.
const LOGS_FOR_ONE: (usize, usize) = (20_000, 2_000);

/// Claims that are not proved beyond this number are not searched for a log that breaks them.
const MOST_SEARCHED: usize = 30;

/// Answers each claim about a model without errors.
#[must_use]
pub fn answers(model: &Model, claims: &[&ModelClaim]) -> Vec<Answer> {
    answers_within(model, claims, MOST_LOGS)
}

/// The same, when for all claims together so many logs are tried.
#[must_use]
pub fn answers_within(model: &Model, claims: &[&ModelClaim], most_logs: usize) -> Vec<Answer> {
    let open: Vec<Option<Open>> = claims.iter().map(|claim| Open::of(model, claim)).collect();
    let unproved = open.iter().flatten().count().max(1);
    let logs = (most_logs / unproved).clamp(LOGS_FOR_ONE.1.min(most_logs), LOGS_FOR_ONE.0);
    let mut searched = 0;
    let answer = |(open, claim): (Option<Open>, &&ModelClaim)| match open {
        None => Answer::Proved,
        Some(open) => {
            searched += 1;
            open.answer(model, claim, if searched > MOST_SEARCHED { 0 } else { logs })
        }
    };
    open.into_iter().zip(claims).map(answer).collect()
}

/// The segments of leads that break a claim, added to a model.
#[must_use]
pub fn with_breaches(model: &Model, claim: &ModelClaim) -> (Model, Vec<SegmentId>) {
    breach::added(model, breach::breaches(model, claim))
}

/// A claim that is not proved.
struct Open {
    /// The model as far as the claim is concerned, with the segments of leads that break it.
    model: Model,
    /// Those of them that are not ruled out.
    breaches: Vec<SegmentId>,
    /// There were too many combinations for a proof.
    too_many: bool,
}

impl Open {
    /// Nothing when the claim is proved.
    fn of(model: &Model, claim: &ModelClaim) -> Option<Self> {
        let breaches = breach::breaches(model, claim);
        let count = breaches.len();
        let (model, breaches) = breach::added(&breach::concerned(model, &breaches), breaches);
        if breaches.is_empty() || breaches.len() < count {
            return Some(Self { model, breaches: Vec::new(), too_many: true });
        }
        let reach = Reach::of(&model);
        let mut too_many = false;
        let possible = breaches.into_iter().filter(|breach| {
            let verdict = reach.verdict(&Spot::Segment(*breach), PROOF_STEPS);
            too_many |= verdict == Verdict::TooMany;
            verdict != Verdict::Impossible
        });
        let breaches: Vec<SegmentId> = possible.collect();
        drop(reach);
        (!breaches.is_empty()).then_some(Self { model, breaches, too_many })
    }

    fn answer(&self, model: &Model, claim: &ModelClaim, logs: usize) -> Answer {
        let reach = Reach::of(&self.model);
        let each = logs / self.breaches.len().max(1);
        for breach in self.breaches.iter().filter(|_| each > 0) {
            let way = reach::way_into(&self.model, &reach, *breach, &breach::name(*breach), each);
            let found = way.and_then(|way| counterexample::of(model, claim, &way.test));
            if let Some(found) = found {
                return Answer::Refuted(Box::new(found));
            }
        }
        Answer::Undecided(match self.breaches.first() {
            Some(breach) if self.too_many => Undecided::TooMany(reach.decided_by(&Spot::Segment(*breach))),
            Some(breach) => Undecided::NotRuledOut(reach::not_ruled_out(&self.model, &reach, *breach)),
            None => Undecided::TooMany(Vec::new()),
        })
    }
}
