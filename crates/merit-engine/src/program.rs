//! What has to be kept of a lead to know its standing at one known instant, laid out as numbers: with that instant known,
//! an event that counts is worth a known amount, so sums can be kept instead of events. It needs the events of a lead in
//! the order of time, and rules that look at single events; for the others records have to be kept. See [`Program::of`].

mod account;
mod counter;
mod grades;
mod layout;
mod op;
mod run;
mod silence;

use merit_ir::{During, Restart};
use merit_values::{Day, Duration};

pub(crate) use account::{Account, Closed};
pub(crate) use grades::KnownGrades;
pub(crate) use run::{Desk, Fading, Happening, Runner, Stage};

use crate::classes::Class;
use crate::plan::Expression;
use counter::Place;
use op::Op;
use silence::SilencePlan;

/// How a model is evaluated event by event.
#[derive(Debug)]
pub(crate) struct Program {
    /// Words of 32 bits for each lead.
    pub(crate) words: usize,
    /// For each pattern: what its events change.
    uses: Vec<Vec<Use>>,
    rules: Vec<Machine>,
    /// For each score, for each of its event rules: the number in `rules`; none where records are needed.
    of_score: Vec<Vec<Option<usize>>>,
    /// For each score: its steady rules (see `ScorePlan::steady`); none where one of them needs records.
    steady_of_score: Vec<Option<Steady>>,
    histories: Vec<Option<Counter>>,
    qualifiers: Vec<Option<Latest>>,
    silences: Vec<SilencePlan>,
    /// For each score: its numbers in `silences`.
    silences_of_score: Vec<Vec<usize>>,
    /// Attributes that decide whether an event matches: their values must not change in the course of time.
    pub(crate) asked_by_events: Vec<bool>,
    /// Nothing needs records.
    pub(crate) is_whole: bool,
    /// For each pattern: something that needs records asks for it.
    pub(crate) asked_of_records: Vec<bool>,
    /// The event rules whose entries are looked up in records: score, group, and place in the group.
    pub(crate) rest: Vec<(usize, usize, usize)>,
}

impl Program {
    /// Whether the occasions of a membership are looked up in records.
    pub(crate) fn membership_needs_records(&self, membership: usize) -> bool {
        self.qualifiers[membership].is_none()
    }
}

/// The steady rules of a score.
#[derive(Debug, Default)]
struct Steady {
    /// Those with a number of equal entries: where it is, and the points of each.
    times: Vec<(Place, i64)>,
    /// The sum of those of which nobody asks one by one.
    together: Option<usize>,
    /// The numbers of the others in `rules`.
    others: Vec<usize>,
}

/// What an event of a pattern changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Rule(usize),
    History(usize),
    Qualifier(usize),
}

/// A rule: which events count, and what they are worth.
#[derive(Debug)]
struct Machine {
    counts: Counts,
    during: Option<During>,
    /// Points of an occasion, or of each step of a ladder.
    steps: Vec<i64>,
    /// What so many steps are worth together.
    climbed: Vec<i64>,
    worth: Worth,
    decay: Option<merit_ir::Decay>,
    /// Events before this day are worth nothing any more.
    alive: Alive,
    key: usize,
}

/// Where it is kept what the entries of a rule are worth at the instant asked for; numbers are places of words.
#[derive(Clone, Copy, Debug)]
enum Worth {
    /// A number of equal entries.
    Times(Place),
    /// A number of steps of a ladder.
    Steps(Place),
    /// Their sum, in two words.
    Sum(usize),
    /// The sum of the entries of several steady rules of a score (see [`Steady`]), in two words.
    Together(usize),
}

/// Which events count; numbers are places of words.
#[derive(Debug)]
enum Counts {
    Always,
    Nth {
        n: u32,
        seen: usize,
    },
    Ever {
        n: u32,
        counted: Place,
    },
    /// The period at hand and its count in one word, for limits that fit there.
    Period {
        n: u32,
        period: merit_ir::Period,
        word: usize,
    },
    /// In two words.
    WidePeriod {
        n: u32,
        period: merit_ir::Period,
        current: usize,
        counted: usize,
    },
    /// Instants, each of two words, at which a counted event leaves the window.
    Window {
        n: usize,
        window: Duration,
        leaves: usize,
    },
    /// Counted in a table of its own, by lead, rule and value.
    Property {
        n: u32,
        table: u16,
    },
    Ladder {
        restart: Restart,
        step: Place,
        before: usize,
    },
}

/// From when on something that lasts for a duration is still alive at the instant asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alive {
    Always,
    /// From this day on.
    FromDay(Day),
    /// After this instant.
    After(merit_values::Instant),
}

/// Events of a history that are inside its window at the instant asked for.
#[derive(Debug)]
struct Counter {
    alive: Alive,
    count: usize,
}

/// The latest occasion of a membership.
#[derive(Debug)]
struct Latest {
    at: usize,
}

/// What the events of a class change.
#[derive(Debug, Default)]
pub(crate) struct ClassProgram {
    class: Option<Class>,
    always: Vec<Op>,
    /// Where attributes of the lead decide.
    asked: Vec<(Expression, Vec<Use>)>,
    /// The silences that end.
    silences: Vec<usize>,
    /// They take something away only so many microseconds after the latest record; 0 where that does not tell.
    shortest: u64,
    /// The record becomes the latest one of its lead.
    is_latest: bool,
}
