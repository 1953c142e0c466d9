//! Rules and their clauses in words.

use merit_ir::{
    Decay, Frequencies, HowOften, Membership, Occasion, Pattern, Per, Period, PropertyId, Restart, Rule, RuleKind,
    Stage, StageEffect, Trigger,
};

use super::{Words, percent, quoted, signed};

impl Words<'_> {
    /// A whole rule, on one line.
    #[must_use]
    pub fn rule(self, rule: &Rule) -> String {
        let mut clauses = vec![format!("{:<5}", self.points(rule)).trim_end().to_owned(), self.earns(rule)];
        clauses.extend(self.clauses(rule).into_iter().map(|(_, text)| text));
        clauses.join("  ")
    }

    /// The points of a rule: one number, or the steps of a ladder.
    #[must_use]
    pub fn points(self, rule: &Rule) -> String {
        match &rule.kind {
            RuleKind::Standing { points, .. }
            | RuleKind::Event { how_often: Frequencies::Flat { points, .. }, .. } => signed(*points),
            RuleKind::Event { how_often: Frequencies::Ladder { steps, .. }, .. } => {
                steps.iter().map(|step| signed(*step)).collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// What earns the points.
    #[must_use]
    pub fn earns(self, rule: &Rule) -> String {
        match &rule.kind {
            RuleKind::Event { occasion, .. } => self.occasion(occasion),
            RuleKind::Standing { condition, .. } => format!("if {}", self.condition(condition, None)),
        }
    }

    /// The clauses that are there, each with the name of its field.
    #[must_use]
    pub fn clauses(self, rule: &Rule) -> Vec<(&'static str, String)> {
        let mut clauses = Vec::new();
        if let RuleKind::Event { occasion, how_often, .. } = &rule.kind {
            match how_often {
                Frequencies::Flat { how_often, .. } => {
                    clauses.push(("how often", self.how_often(*how_often, Some(occasion))))
                }
                Frequencies::Ladder { restart, .. } => {
                    let restart = match restart {
                        Restart::Never => None,
                        Restart::Every(period) => Some(format!("restarting every {}", calendar(*period))),
                        Restart::AfterGap(gap) => {
                            Some(format!("restarting after {} without one", self.duration(*gap)))
                        }
                    };
                    clauses.extend(restart.map(|restart| ("how often", restart)));
                }
            }
        }
        let cap = |cap: merit_values::Points| format!("{} {cap} points", if cap.0 < 0 { "down to" } else { "up to" });
        clauses.extend(rule.cap.map(|points| ("cap", cap(points))));
        if let RuleKind::Event { decay, expires, .. } = &rule.kind {
            clauses.extend(decay.map(|decay| ("decay", self.decay(decay))));
            clauses.extend(expires.map(|after| ("expires", format!("expires after {}", self.duration(after)))));
        }
        clauses.extend(rule.during.map(|during| ("during", format!("during {} to {}", during.from, during.to))));
        clauses.extend(rule.label.as_ref().map(|label| ("called", format!("called {}", quoted(label)))));
        clauses
    }

    /// An occasion.
    #[must_use]
    pub fn occasion(self, occasion: &Occasion) -> String {
        match occasion {
            Occasion::Single(pattern) => self.pattern(pattern),
            Occasion::Times { pattern, count, window } => {
                format!("{} {count} times in any {}", self.pattern(pattern), self.duration(*window))
            }
            Occasion::Then { first, second, within } => {
                format!("{} then {} within {}", self.pattern(first), self.pattern(second), self.duration(*within))
            }
            Occasion::ThenNo { first, second, within } => {
                format!("{} then no {} within {}", self.pattern(first), self.pattern(second), self.duration(*within))
            }
            Occasion::Streak { answer, asked, count, answer_by, .. } => format!(
                "{} for {count} {} in a row by {}",
                self.pattern(answer),
                self.event(*asked),
                self.property(answer.event, *answer_by)
            ),
        }
    }

    fn pattern(self, pattern: &Pattern) -> String {
        let event = self.event(pattern.event);
        match &pattern.condition {
            Some(condition) => format!("{event} where {}", self.condition(condition, Some(pattern.event))),
            None => event.to_owned(),
        }
    }

    /// How often something counts; the occasion tells whose property a limit is counted per.
    #[must_use]
    pub fn how_often(self, how_often: HowOften, occasion: Option<&Occasion>) -> String {
        let property = |property: PropertyId| match occasion {
            Some(
                Occasion::Single(pattern)
                | Occasion::Times { pattern, .. }
                | Occasion::Then { second: pattern, .. }
                | Occasion::ThenNo { first: pattern, .. }
                | Occasion::Streak { answer: pattern, .. },
            ) => self.property(pattern.event, property).to_owned(),
            None => "?".to_owned(),
        };
        let times = |n: u32| format!("{n} {}", if n == 1 { "time" } else { "times" });
        match how_often {
            HowOften::EveryTime => "every time".to_owned(),
            HowOften::EveryNth(1) if self.sorted => "every time".to_owned(),
            HowOften::EveryNth(n) => format!("every {} time", ordinal(n)),
            HowOften::AtMost(1, Per::Ever) => "once".to_owned(),
            HowOften::AtMost(1, Per::Period(period)) => format!("once per {}", calendar(period)),
            HowOften::AtMost(1, Per::Property(id)) => format!("once per {}", property(id)),
            HowOften::AtMost(n, Per::Ever) => format!("at most {}", times(n)),
            HowOften::AtMost(n, Per::Period(period)) => format!("at most {} per {}", times(n), calendar(period)),
            HowOften::AtMost(n, Per::Property(id)) => format!("at most {} per {}", times(n), property(id)),
            HowOften::AtMost(n, Per::Window(window)) => {
                format!("at most {} in any {}", times(n), self.duration(window))
            }
        }
    }

    /// How an entry fades.
    #[must_use]
    pub fn decay(self, decay: Decay) -> String {
        match decay {
            Decay::Half(every) => format!("decays by half every {}", self.duration(every)),
            Decay::Evenly(over) => format!("decays evenly over {}", self.duration(over)),
            Decay::OfOriginal(part, every) => {
                format!("decays by {} of original every {}", percent(part), self.duration(every))
            }
            Decay::OfRemainder(part, every) => {
                format!("decays by {} of remainder every {}", percent(part), self.duration(every))
            }
        }
    }

    /// A stage of a silence.
    #[must_use]
    pub fn stage(self, stage: &Stage) -> String {
        let repeat = stage.repeat.map(|every| format!(" and every {}", self.duration(every))).unwrap_or_default();
        let effect = match stage.effect {
            StageEffect::Total(points) => format!("total {}", signed(points)),
            StageEffect::Further(points) => format!("further {}", signed(points)),
            StageEffect::Reset => "reset".to_owned(),
        };
        format!("after {}{repeat}  {effect}", self.duration(stage.after))
    }

    /// An `include` or `exclude`, without that word.
    #[must_use]
    pub fn membership(self, line: &Membership) -> String {
        match line {
            Membership::When(condition) => format!("when {}", self.condition(condition, None)),
            Membership::After(occasion, lasts) => {
                let lasts = lasts.map(|lasts| format!(" for {}", self.duration(lasts))).unwrap_or_default();
                format!("after {}{lasts}", self.occasion(occasion))
            }
        }
    }

    /// What a trigger is known by: action, moment and place. Its delay is part of the key of delivery, so it is written as
    /// it is.
    #[must_use]
    pub fn trigger(self, trigger: &Trigger) -> String {
        let action = self.model.actions.get(trigger.action.index()).map_or("?", |action| &action.name);
        let when = trigger.delay.map_or_else(|| "on".to_owned(), |delay| format!("{delay} after"));
        let what = if trigger.leaving { "leaving" } else { "entering" };
        format!("{action}  {when} {what} {}", quoted(&trigger.name))
    }
}

const fn calendar(period: Period) -> &'static str {
    match period {
        Period::Day => "day",
        Period::Week => "week",
        Period::Month => "month",
        Period::Year => "year",
    }
}

fn ordinal(n: u32) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}
