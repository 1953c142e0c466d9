//! Whether a compiled model that comes from a file holds together: every number refers to something that is there, and
//! every test fits the kind of its value. A model made by the compiler always does.

mod condition;
#[cfg(test)]
mod tests;

use std::fmt;

use merit_values::{Duration, Kind, Points, Unit};

use crate::{
    AttributeId, Event, EventId, Frequencies, GradeId, Group, HowOften, ListEntries, ListId, MatrixColumns, Measure,
    Membership, Model, Occasion, Pattern, Per, PropertyId, Restart, RuleKind, ScoreId, StageEffect, SumSource,
    Target, TiersId, VERSION,
};

/// Why a model cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelProblem {
    /// It was written by a newer program.
    NewerVersion(u32),
    /// Something refers to nothing, or does not fit; the text says what and where.
    Damaged(String),
}

impl fmt::Display for ModelProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NewerVersion(version) => write!(
                f,
                "The compiled model has version {version} of its form; this program knows versions 1 to {VERSION}."
            ),
            Self::Damaged(what) => write!(f, "The compiled model is damaged: {what}."),
        }
    }
}

impl std::error::Error for ModelProblem {}

type Valid = Result<(), String>;

/// Conditions nest at most this deep in files; a compiled model may add a few levels.
const DEEPEST: usize = 256;

impl Model {
    /// Checks a model that comes from a file.
    ///
    /// # Errors
    /// When the form is newer than this program, or the model is damaged.
    pub fn validate(&self) -> Result<(), ModelProblem> {
        if self.merit_ir > VERSION {
            return Err(ModelProblem::NewerVersion(self.merit_ir));
        }
        if self.merit_ir == 0 {
            return Err(ModelProblem::Damaged("its form has no version 0".to_owned()));
        }
        self.holds_together().map_err(ModelProblem::Damaged)
    }

    fn holds_together(&self) -> Valid {
        self.counts()?;
        for event in &self.events {
            event.properties.iter().try_for_each(|property| choices(&property.name, &property.kind))?;
        }
        self.attributes.iter().try_for_each(|attribute| choices(&attribute.name, &attribute.kind))?;
        for score in &self.scores {
            within(&format!("score {}", score.name), || self.score(score))?;
        }
        self.no_circular_sums()?;
        for grade in &self.grades {
            within(&format!("grade {}", grade.name), || {
                some("letter", &grade.letters)?;
                self.groups(&grade.groups)?;
                grade.no_grade_if.iter().try_for_each(|condition| self.condition(condition, None, false, 0))
            })?;
        }
        for tiers in &self.tiers {
            self.has_score(tiers.score)?;
            some("tier", &tiers.lines)?;
        }
        for (index, tiers) in self.tiers.iter().enumerate() {
            if self.tiers.iter().take(index).any(|other| other.score == tiers.score) {
                return Err("a score has tiers twice".to_owned());
            }
        }
        for matrix in &self.matrices {
            within(&format!("matrix {}", matrix.name), || {
                let rows = self.tiers_lines(matrix.rows)?;
                let columns = match matrix.columns {
                    MatrixColumns::Grade(grade) => self.letters(grade)?,
                    MatrixColumns::Tiers(tiers) => self.tiers_lines(tiers)?,
                };
                let fits = matrix.cells.len() == rows && matrix.cells.iter().all(|row| row.len() == columns);
                if fits { Ok(()) } else { Err("its cells do not fit its rows and columns".to_owned()) }
            })?;
        }
        for segment in &self.segments {
            within(&format!("segment {:?}", segment.name), || {
                segment.includes.iter().chain(&segment.excludes).try_for_each(|member| match member {
                    Membership::When(condition) => self.condition(condition, None, true, 0),
                    Membership::After(occasion, span) => {
                        self.occasion(occasion)?;
                        span.map_or(Ok(()), duration)
                    }
                })
            })?;
        }
        for trigger in &self.triggers {
            within(&format!("trigger on {:?}", trigger.name), || {
                has("action", trigger.action.index(), self.actions.len())?;
                self.target(trigger.target)?;
                trigger.delay.map_or(Ok(()), duration)?;
                self.how_often(trigger.how_often, None)
            })?;
        }
        Ok(())
    }

    /// Numbers of parts have 16 bits, and the highest stand for "none".
    fn counts(&self) -> Valid {
        let most = usize::from(u16::MAX) - 1;
        let lengths = [
            self.events.len(),
            self.attributes.len(),
            self.lists.len(),
            self.actions.len(),
            self.scores.len(),
            self.grades.len(),
            self.tiers.len(),
            self.matrices.len(),
            self.segments.len(),
            self.sources.len(),
        ];
        let lines = self.tiers.iter().map(|tiers| tiers.lines.len());
        let letters = self.grades.iter().map(|grade| grade.letters.len());
        let properties = self.events.iter().map(|event| event.properties.len());
        if lengths.into_iter().chain(lines).chain(letters).chain(properties).all(|length| length <= most) {
            Ok(())
        } else {
            Err(format!("it has more than {most} parts of one kind"))
        }
    }

    fn score(&self, score: &crate::Score) -> Valid {
        if score.decimals > 6 {
            return Err("it is rounded to more than 6 decimals".to_owned());
        }
        if matches!(score.range, (Some(low), Some(high)) if low > high) {
            return Err("its range is reversed".to_owned());
        }
        bounded(score.starts_at)?;
        for part in &score.sum_of {
            if part.percent > 100_000_000 {
                return Err("a part of its sum takes more than 100000 percent".to_owned());
            }
            match part.of {
                SumSource::Score(score) => self.has_score(score)?,
                SumSource::Grade(grade) => self.letters(grade).map(|_| ())?,
            }
        }
        self.groups(&score.groups)?;
        for reset in &score.resets {
            let event = self.occasion(&reset.occasion)?;
            self.how_often(reset.how_often, Some(event))?;
        }
        for block in &score.inactivity {
            if let Measure::Events(events) = &block.measured_by {
                events.iter().try_for_each(|event| self.event_of(*event).map(|_| ()))?;
            }
            for stage in &block.stages {
                duration(stage.after)?;
                stage.repeat.map_or(Ok(()), duration)?;
                if let StageEffect::Total(points) | StageEffect::Further(points) = stage.effect {
                    bounded(points)?;
                }
                if block.give_back && stage.effect == StageEffect::Reset {
                    return Err("an inactivity reset gives back".to_owned());
                }
            }
        }
        Ok(())
    }

    fn groups(&self, groups: &[Group]) -> Valid {
        for rule in groups.iter().flat_map(|group| &group.rules) {
            within(&format!("line {}", rule.source.line), || match &rule.kind {
                RuleKind::Standing { condition, points } => {
                    bounded(*points)?;
                    self.condition(condition, None, false, 0)
                }
                RuleKind::Event { occasion, how_often, decay, expires } => {
                    let event = self.occasion(occasion)?;
                    match how_often {
                        Frequencies::Flat { points, how_often } => {
                            bounded(*points)?;
                            self.how_often(*how_often, Some(event))?;
                        }
                        Frequencies::Ladder { steps, restart } => {
                            some("step", steps)?;
                            steps.iter().try_for_each(|step| bounded(*step))?;
                            if let Restart::AfterGap(gap) = restart {
                                duration(*gap)?;
                            }
                        }
                    }
                    decay.map_or(Ok(()), decays)?;
                    expires.map_or(Ok(()), duration)
                }
            })?;
        }
        Ok(())
    }

    /// Checks an occasion; returns the event at which it happens.
    fn occasion(&self, occasion: &Occasion) -> Result<EventId, String> {
        match occasion {
            Occasion::Single(pattern) => self.pattern(pattern),
            Occasion::Times { pattern, count, window } => {
                at_least_one(*count)?;
                duration(*window)?;
                self.pattern(pattern)
            }
            Occasion::Then { first, second, within } => {
                self.pattern(first)?;
                duration(*within)?;
                self.pattern(second)
            }
            Occasion::ThenNo { first, second, within } => {
                self.pattern(second)?;
                duration(*within)?;
                self.pattern(first)
            }
            Occasion::Streak { answer, asked, count, answer_by, asked_by } => {
                at_least_one(*count)?;
                self.property(*asked, *asked_by)?;
                self.property(answer.event, *answer_by)?;
                self.pattern(answer)
            }
        }
    }

    fn pattern(&self, pattern: &Pattern) -> Result<EventId, String> {
        self.event_of(pattern.event)?;
        if let Some(condition) = &pattern.condition {
            self.condition(condition, Some(pattern.event), false, 0)?;
        }
        Ok(pattern.event)
    }

    fn how_often(&self, how_often: HowOften, event: Option<EventId>) -> Valid {
        match how_often {
            HowOften::EveryTime => Ok(()),
            HowOften::EveryNth(count) => at_least_one(count),
            HowOften::AtMost(count, per) => {
                at_least_one(count)?;
                match (per, event) {
                    (Per::Ever | Per::Period(_), _) => Ok(()),
                    (Per::Window(window), _) => duration(window),
                    (Per::Property(property), Some(event)) => self.property(event, property).map(|_| ()),
                    (Per::Property(_), None) => Err("it counts per property, but there is no event".to_owned()),
                }
            }
        }
    }

    /// Sums of scores must not lead back to themselves.
    fn no_circular_sums(&self) -> Valid {
        let next = |score: usize| {
            let parts = self.scores.get(score).map_or(&[][..], |score| &score.sum_of);
            parts.iter().filter_map(|part| match part.of {
                SumSource::Score(score) => Some(score.index()),
                SumSource::Grade(_) => None,
            })
        };
        // Scores whose parts are all settled are settled; what is never settled goes in a circle.
        let mut settled = vec![false; self.scores.len()];
        loop {
            let ready: Vec<usize> = (0..settled.len())
                .filter(|score| !is_set(&settled, *score) && next(*score).all(|part| is_set(&settled, part)))
                .collect();
            if ready.is_empty() {
                break;
            }
            for score in ready {
                if let Some(settled) = settled.get_mut(score) {
                    *settled = true;
                }
            }
        }
        if settled.iter().all(|settled| *settled) {
            Ok(())
        } else {
            Err("scores sum each other in a circle".to_owned())
        }
    }

    fn target(&self, target: Target) -> Valid {
        match target {
            Target::Tier(tiers, line) => all_below("tier", &[line], self.tiers_lines(tiers)?),
            Target::Segment(segment) => has("segment", segment.index(), self.segments.len()),
            Target::Cell(matrix) => has("matrix", matrix.index(), self.matrices.len()),
        }
    }

    fn event_of(&self, event: EventId) -> Result<&Event, String> {
        self.events.get(event.index()).ok_or_else(|| missing("event", event.index()))
    }

    fn property(&self, event: EventId, property: PropertyId) -> Result<&Kind, String> {
        let properties = &self.event_of(event)?.properties;
        let property = properties.get(property.index()).ok_or_else(|| missing("property", property.index()))?;
        Ok(&property.kind)
    }

    fn attribute_kind(&self, attribute: AttributeId) -> Result<&Kind, String> {
        let attribute =
            self.attributes.get(attribute.index()).ok_or_else(|| missing("attribute", attribute.index()))?;
        Ok(&attribute.kind)
    }

    fn list(&self, list: ListId) -> Result<&ListEntries, String> {
        self.lists.get(list.index()).map(|list| &list.entries).ok_or_else(|| missing("list", list.index()))
    }

    fn has_score(&self, score: ScoreId) -> Valid {
        has("score", score.index(), self.scores.len())
    }

    fn letters(&self, grade: GradeId) -> Result<usize, String> {
        let grade = self.grades.get(grade.index()).ok_or_else(|| missing("grade", grade.index()))?;
        Ok(grade.letters.len())
    }

    fn tiers_lines(&self, tiers: TiersId) -> Result<usize, String> {
        let tiers = self.tiers.get(tiers.index()).ok_or_else(|| missing("tiers", tiers.index()))?;
        Ok(tiers.lines.len())
    }
}

fn within(what: &str, check: impl FnOnce() -> Valid) -> Valid {
    check().map_err(|problem| format!("{what}: {problem}"))
}

fn missing(what: &str, number: usize) -> String {
    format!("it refers to {what} number {number}, which is not there")
}

/// Points and bounds of the language go to a million; a compiled model may not say more.
fn bounded(points: Points) -> Valid {
    if points.0.unsigned_abs() <= 1_000_000_000_000 { Ok(()) } else { Err(format!("{points} points are too many")) }
}

fn has(what: &str, number: usize, count: usize) -> Valid {
    if number < count { Ok(()) } else { Err(missing(what, number)) }
}

fn all_below(what: &str, numbers: &[u16], count: usize) -> Valid {
    numbers.iter().try_for_each(|number| has(what, usize::from(*number), count))
}

fn some<T>(what: &str, parts: &[T]) -> Valid {
    if parts.is_empty() { Err(format!("there is no {what}")) } else { Ok(()) }
}

fn is_set(flags: &[bool], index: usize) -> bool {
    flags.get(index).copied().unwrap_or(false)
}

fn at_least_one(count: u32) -> Valid {
    if count >= 1 { Ok(()) } else { Err("a count is 0".to_owned()) }
}

fn duration(duration: Duration) -> Valid {
    let longest = match duration.unit {
        Unit::Minutes => 3_660 * 24 * 60,
        Unit::Hours => 3_660 * 24,
        Unit::Days => 3_660,
        Unit::Weeks => 3_660 / 7,
        Unit::Months => 122,
        Unit::Years => 10,
    };
    if (1..=longest).contains(&duration.count) {
        Ok(())
    } else {
        Err(format!("a duration is not between 1 and 3660 days: {duration}"))
    }
}

fn decays(decay: crate::Decay) -> Valid {
    use crate::Decay::{Evenly, Half, OfOriginal, OfRemainder};
    let (span, percent) = match decay {
        Half(span) | Evenly(span) => (span, None),
        OfOriginal(percent, span) | OfRemainder(percent, span) => (span, Some(percent)),
    };
    duration(span)?;
    if span.clock_micros().is_some() || (matches!(decay, Half(_)) && !matches!(span.unit, Unit::Days | Unit::Weeks)) {
        return Err(format!("a decay has a unit that is not allowed: {span}"));
    }
    if percent.is_none_or(|percent| (1..=100_000).contains(&percent)) {
        Ok(())
    } else {
        Err("a decay takes no percentage, or more than 100".to_owned())
    }
}

fn choices(name: &str, kind: &Kind) -> Valid {
    let most = usize::from(u16::MAX) - 1;
    if kind.choices().len() > most { Err(format!("{name} has more than {most} choices")) } else { Ok(()) }
}
