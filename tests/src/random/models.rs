//! Random models.

use merit_compiler::{MemoryFiles, compile};
use merit_diagnostics::{Code, Level};
use merit_values::Day;

use crate::oracle::coverage::seen;

use super::prng::Prng;
use super::rules::Sign;
use super::vocabulary::{LIST_FILES, VOCABULARY};

/// A zone, and a day near which its clocks change.
const ZONES: &[(&str, &str)] = &[
    ("Europe/Riga", "2025-03-30"),
    ("Europe/Riga", "2025-10-26"),
    ("America/New_York", "2025-03-09"),
    ("America/New_York", "2025-11-02"),
    ("Asia/Beirut", "2025-03-30"),
    ("Asia/Beirut", "2025-10-26"),
    ("Australia/Lord_Howe", "2025-04-06"),
    ("Australia/Lord_Howe", "2025-10-05"),
    ("Asia/Bangkok", "2024-12-31"),
    ("UTC", "2024-02-29"),
    ("Africa/Cairo", "2025-04-25"),
    ("Africa/Cairo", "2025-10-31"),
    ("America/Santiago", "2025-04-06"),
    ("America/Santiago", "2025-09-07"),
    ("Pacific/Apia", "2011-12-30"),
    ("America/Sao_Paulo", "2018-11-04"),
];

/// A score or grade that outcomes can be said of.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) name: String,
    pub(super) grade: bool,
    /// Tiers or letters, highest first.
    pub(super) lines: Vec<String>,
    pub(super) bounds: Vec<i64>,
}

/// Writes one model.
pub(super) struct Maker {
    pub(super) prng: Prng,
    pub(super) first: i32,
    pub(super) days: i32,
    pub(super) memory: bool,
    /// Scores are sums of what their entries are worth, and nothing else is asked of a lead: such scores are followed from threshold to
    /// threshold.
    pub(super) plain: bool,
    pub(super) labels: usize,
    pub(super) shapes: Vec<Shape>,
    pub(super) places: Vec<String>,
    /// Durations in the model: numbers and first letters of units.
    durations: Vec<(i64, String)>,
}

/// A model as text, and what a log for it must know.
#[derive(Clone, Debug)]
pub struct RandomModel {
    /// `model.score`, in blocks: a heading with its lines, or a line alone. Blocks may stand in any order after the first.
    pub blocks: Vec<Vec<String>>,
    /// `vocabulary.score`.
    pub vocabulary: String,
    /// List files by path.
    pub lists: Vec<(String, String)>,
    /// The zone.
    pub zone: &'static str,
    /// The first day of the log.
    pub first: i32,
    /// How many days it goes on.
    pub days: i32,
    /// Transitions and due triggers are to be compared, too.
    pub changes: bool,
    /// Durations in the model: numbers and units.
    pub durations: Vec<(i64, String)>,
}

impl RandomModel {
    /// The text of `model.score`.
    pub fn text(&self) -> String {
        self.blocks.iter().map(|block| block.join("\n") + "\n").collect::<Vec<_>>().join("\n")
    }
}

impl Maker {
    fn any_rule(&mut self, sign: Sign) -> String {
        if !self.plain && self.prng.chance(20) { self.standing_rule(sign) } else { self.rule(sign) }
    }

    /// Remembers a duration, so that logs can hit its edge.
    pub(super) fn uses(&mut self, count: i64, unit: &str) {
        let unit = format!("{}s", unit.trim_end_matches('s'));
        seen(match unit.as_str() {
            "minutes" => "a duration in minutes",
            "hours" => "a duration in hours",
            "days" => "a duration in days",
            "weeks" => "a duration in weeks",
            "months" => "a duration in months",
            _ => "a duration in years",
        });
        self.durations.push((count, unit));
    }

    pub(super) fn calendar_duration(&mut self) -> String {
        let (count, unit) = *self.prng.pick(&[
            (1, "day"),
            (2, "days"),
            (3, "days"),
            (5, "days"),
            (7, "days"),
            (14, "days"),
            (30, "days"),
            (1, "week"),
            (2, "weeks"),
            (1, "month"),
            (1, "year"),
        ]);
        self.uses(count, unit);
        format!("{count} {unit}")
    }

    pub(super) fn any_duration(&mut self) -> String {
        if self.prng.chance(65) {
            return self.calendar_duration();
        }
        let (count, unit) = *self.prng.pick(&[
            (1, "hour"),
            (2, "hours"),
            (24, "hours"),
            (36, "hours"),
            (72, "hours"),
            (30, "minutes"),
        ]);
        self.uses(count, unit);
        format!("{count} {unit}")
    }

    /// A date of the log.
    pub(super) fn date(&mut self) -> Day {
        Day(self.first + i32::try_from(self.prng.between(-3, i64::from(self.days) + 3)).unwrap())
    }

    /// Two dates of the log, in order.
    pub(super) fn dates(&mut self) -> (Day, Day) {
        let (one, other) = (self.date(), self.date());
        (one.min(other), one.max(other))
    }

    fn score(&mut self, number: usize, sums: &[String]) -> Vec<Vec<String>> {
        let name = format!("score_{number}");
        let mut lines = vec![format!("score {name}")];
        let decimals = if self.prng.chance(60) { 0 } else { self.prng.between(1, 6) };
        if decimals > 0 {
            lines.push(format!("  rounded to {decimals} decimals"));
        } else if self.prng.chance(30) {
            lines.push("  rounded to whole points".to_owned());
        }
        let tiers = self.prng.chance(80);
        let anchor = self.prng.between(1, 10);
        let (mut low, mut high) = (-30, anchor * 4);
        match self.prng.below(6) {
            0 => {
                (low, high) = (self.prng.between(-20, 0), 20 + self.prng.between(0, 30));
                let fraction = if decimals > 0 { ".5" } else { "" };
                lines.push(format!("  range {low} to {high}{fraction}"));
            }
            1 => {
                low = self.prng.between(-10, 0);
                lines.push(format!("  range from {low}"));
            }
            2 => {
                high = 15 + self.prng.between(0, 30);
                lines.push(format!("  range up to {high}"));
            }
            _ => {}
        }
        high = high.min(anchor * 4).max(low + 4);
        if self.prng.chance(25) {
            lines.push(format!("  starts at {} points", self.prng.pick(&["1", "5", "-2.5", "0.125", "-10"])));
        }
        if !self.plain && !sums.is_empty() && self.prng.chance(60) {
            let parts: Vec<String> = sums
                .iter()
                .filter_map(|part| match self.prng.below(3) {
                    0 => None,
                    1 => Some(part.clone()),
                    _ => Some(format!("{} of {part}", self.prng.pick(&["50%", "33.333%", "0.001%", "100%"]))),
                })
                .collect();
            if !parts.is_empty() {
                lines.push(format!("  sum of {}", parts.join(", ")));
            }
        }
        if self.prng.chance(35) {
            let decay = self.points_decay();
            lines.push(format!("  {decay}"));
        }
        if tiers {
            // Every tier must be attainable.
            let event = *self.prng.pick(&["visit", "visit", "click"]);
            lines.push(format!("  +{anchor}  {event}  every time"));
            // And so must the lowest one.
            let (event, less) = (*self.prng.pick(&["退订", "sent", "click"]), self.prng.between(1, 10));
            lines.push(format!("  -{less}  {event}  every time"));
        }
        for _ in 0..usize::from(!tiers) + self.prng.below(4) {
            let rule = self.any_rule(Sign::Any);
            lines.push(format!("  {rule}"));
        }
        if !self.plain && self.prng.chance(20) {
            let reset = self.reset_line();
            lines.push(format!("  {reset}"));
        }
        for group in 0..self.prng.below(3) {
            let (heading, sign) = self.group_heading(group, false);
            lines.push(format!("  {heading}"));
            for _ in 0..1 + self.prng.below(3) {
                let rule = self.any_rule(sign);
                lines.push(format!("    {rule}"));
            }
        }
        for _ in 0..[0, 0, 1, 2][self.prng.below(4)] {
            let block = self.inactivity();
            lines.extend(block.iter().map(|line| format!("  {line}")));
        }
        if !self.plain && self.prng.chance(10) {
            let reset = self.reset_line();
            lines.push(format!("  {reset}"));
        }
        let mut blocks = vec![lines];
        if tiers {
            let (lines, shape) = self.tiers(&name, number, low, high, anchor);
            blocks.push(lines);
            self.shapes.push(shape);
        } else {
            self.shapes.push(Shape { name, grade: false, lines: Vec::new(), bounds: Vec::new() });
        }
        blocks
    }
}

/// A random model. One whose tiers or letters turn out to be out of reach (M303, M310) is no use: another one takes its
/// place. That is rare.
pub fn model(seed: u64) -> RandomModel {
    let out_of_reach = |model: &RandomModel| {
        let mut files =
            MemoryFiles::new().with("model.score", model.text()).with("vocabulary.score", model.vocabulary.as_str());
        model.lists.iter().for_each(|(path, text)| files.add(path.as_str(), text.as_str()));
        let found = compile(&files, "model.score").diagnostics;
        let mut errors = found.iter().filter(|found| found.level == Level::Error).peekable();
        errors.peek().is_some() && errors.all(|error| matches!(error.code, Code::M303 | Code::M310))
    };
    let mut attempts = (0..50u64).map(|attempt| one_model(seed ^ (attempt << 48)));
    attempts.find(|model| !out_of_reach(model)).expect("a model in fifty")
}

fn one_model(seed: u64) -> RandomModel {
    let mut prng = Prng::new(seed);
    let (zone, change) = *prng.pick(ZONES);
    seen(zone);
    let changes = prng.chance(50);
    let memory = prng.chance(40);
    let plain = prng.chance(25);
    let long = prng.chance(4);
    let days = i32::try_from(match (changes || memory, long) {
        (_, true) => prng.between(150, 420),
        (true, false) => prng.between(20, 45),
        (false, false) => prng.between(40, 120),
    });
    let days = days.unwrap();
    let first = Day::read(change).unwrap().0 - i32::try_from(prng.between(0, i64::from(days))).unwrap();
    let (labels, shapes, places, durations) = (0, Vec::new(), Vec::new(), Vec::new());
    let mut maker = Maker { prng, first, days, memory, plain, labels, shapes, places, durations };

    let mut head = vec!["edition 1".to_owned(), "use \"vocabulary.score\"".to_owned(), "model m".to_owned()];
    head.push(format!("  timezone {zone:?}"));
    if maker.prng.chance(40) {
        head.push(format!("  week starts {}", maker.prng.pick(&["monday", "sunday", "sunday"])));
    }
    let mut blocks = Vec::new();
    let mut sums: Vec<String> = Vec::new();
    for number in 0..if plain { 0 } else { maker.prng.below(3) } {
        let name = format!("grade_{number}");
        let (lines, shape) = maker.grade(&name);
        blocks.push(lines);
        maker.shapes.push(shape);
        sums.push(name);
    }
    for number in 0..1 + maker.prng.below(3) {
        blocks.extend(maker.score(number, &sums));
        sums.push(format!("score_{number}"));
    }
    for number in 0..maker.prng.below(3) {
        blocks.extend(maker.matrix(number));
    }
    for number in 0..if plain { 0 } else { maker.prng.below(4) } {
        blocks.push(maker.segment(number));
    }
    if changes && !maker.places.is_empty() {
        blocks.extend(maker.triggers().into_iter().map(|line| vec![line]));
    }
    // The first blocks speak of nothing that comes later: they may stand in the file that is used.
    let mut shared = Vec::new();
    if maker.prng.chance(25) {
        maker.prng.shuffle(&mut blocks);
    } else if maker.prng.chance(25) {
        seen("a used file with scores");
        shared = blocks.drain(..1 + maker.prng.below(blocks.len())).collect();
    }
    blocks.insert(0, head);

    let (time, date) = *maker.prng.pick(&[(", first seen", ""), ("", ", first seen"), ("", "")]);
    let mut vocabulary = VOCABULARY.replace("FIRST_SEEN_TIME", time).replace("FIRST_SEEN_DATE", date);
    for block in shared {
        vocabulary.push('\n');
        vocabulary.push_str(&(block.join("\n") + "\n"));
    }
    let lists = LIST_FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    RandomModel { blocks, vocabulary, lists, zone, first, days, changes, durations: maker.durations }
}
