//! Occasions and how often they count: T201, T216, T217.

use merit_diagnostics::{Code, Diagnostic, FileId, Place};
use merit_ir::{self as ir, EventId, HowOften, Per, PropertyId, Restart};
use merit_syntax::tree::{self, HowOftenKind, Name, OccasionKind, PerKind};
use merit_values::Kind;

use super::{Bare, Scope};
use crate::context::Context;
use crate::resolved::Purpose;

/// What a property is named for.
#[derive(Clone, Copy)]
enum By {
    /// `once per PROPERTY`.
    Per,
    /// `in a row by PROPERTY`.
    Streak,
}

/// An occasion and the event at which it happens.
pub(crate) struct OccasionDone {
    pub(crate) ir: ir::Occasion,
    pub(crate) event: u16,
    pub(crate) streak: bool,
}

/// How often, or when a ladder begins again.
pub(crate) enum Often {
    Counts(HowOften),
    Restarts(Restart),
}

impl Context<'_> {
    /// An occasion of a rule, a reset or a segment; `None` for `if`, or when something could not be resolved.
    pub(crate) fn occasion(&self, file: FileId, occasion: &tree::Occasion, purpose: Purpose) -> Option<OccasionDone> {
        let done = |ir, event: EventId, streak| Some(OccasionDone { ir, event: event.0, streak });
        match &occasion.kind {
            OccasionKind::If(_) => None,
            OccasionKind::Single(pattern) => {
                let pattern = self.pattern(file, pattern, purpose)?;
                let event = pattern.event;
                done(ir::Occasion::Single(pattern), event, false)
            }
            OccasionKind::Times { pattern, count, window } => {
                let pattern = self.pattern(file, pattern, purpose)?;
                let event = pattern.event;
                done(ir::Occasion::Times { pattern, count: count.value, window: window.value }, event, false)
            }
            OccasionKind::Then { first, no, second, within } => {
                let (first, second) = (self.pattern(file, first, purpose), self.pattern(file, second, purpose));
                let (first, second, within) = (first?, second?, within.value);
                let event = if *no { first.event } else { second.event };
                let occasion = if *no {
                    ir::Occasion::ThenNo { first, second, within }
                } else {
                    ir::Occasion::Then { first, second, within }
                };
                done(occasion, event, false)
            }
            OccasionKind::Streak { answer, count, asked, by } => {
                self.streak(file, answer, count.value, asked, by, purpose)
            }
        }
    }

    fn streak(
        &self,
        file: FileId,
        answer: &tree::Pattern,
        count: u32,
        asked: &Name,
        by: &Name,
        purpose: Purpose,
    ) -> Option<OccasionDone> {
        let answer = self.pattern(file, answer, purpose);
        let asked = self.event(file, asked);
        let (answer, (asked, _)) = (answer?, asked?);
        // One report when both events lack it.
        let answer_by = Some(self.property_of(file, answer.event.0, by, By::Streak)?);
        let asked_by =
            if asked == answer.event.0 { answer_by } else { self.property_of(file, asked, by, By::Streak) };
        let ((answer_by, answer_kind), (asked_by, asked_kind)) = (answer_by?, asked_by?);
        if let (Some(one), Some(other)) = (answer_kind, asked_kind)
            && one != other
        {
            let (answer, asked) = (self.names.event_name(answer.event.0), self.names.event_name(asked));
            let message = format!(
                "{0} is not of the same kind in {answer} and in {asked}, so they cannot be matched.",
                by.text
            );
            self.reports.plain(Code::T217, Place { file, span: by.span }, message);
            return None;
        }
        let event = answer.event.0;
        let ir = ir::Occasion::Streak { answer, asked: EventId(asked), count, answer_by, asked_by };
        Some(OccasionDone { ir, event, streak: true })
    }

    fn pattern(&self, file: FileId, pattern: &tree::Pattern, purpose: Purpose) -> Option<ir::Pattern> {
        let (event, _) = self.event(file, &pattern.event)?;
        let condition = match &pattern.condition {
            None => None,
            Some(condition) => {
                let scope = Scope::of(file, Bare::Event(event));
                Some(self.whole_condition(condition, scope, purpose)?.ir())
            }
        };
        Some(ir::Pattern { event: EventId(event), condition })
    }

    /// A property that occasions are counted or matched by: T217 when it cannot be.
    fn property_of(
        &self,
        file: FileId,
        event: u16,
        name: &Name,
        for_what: By,
    ) -> Option<(PropertyId, Option<&Kind>)> {
        let entry = self.names.events.get(event)?;
        let place = Place { file, span: name.span };
        if let Some((number, field)) = entry.properties.find(&name.text) {
            field.used.set(true);
            if matches!(field.kind, Some(Kind::SeveralOf(_))) {
                let message = format!("{} holds several values at once, so nothing can be counted by it.", name.text);
                self.reports.plain(Code::T217, place, message);
                return None;
            }
            return Some((PropertyId(number), field.kind.as_ref()));
        }
        if self.names.may_be_declared(&name.text) || self.reports.is_muted() {
            return None;
        }
        if matches!(name.text.as_str(), "hour" | "hours" | "minute" | "minutes") && !name.quoted {
            let one = name.text.trim_end_matches('s');
            let message = format!("Limits are counted per day, week, month or year, not per {one}.");
            let report = Diagnostic::new(Code::T216, place, message).choice(format!("at most 1 time in any 1 {one}"));
            self.reports.add(report);
            return None;
        }
        let message = format!("The event {} has no property called \"{}\".", entry.name, name.text);
        let mut report = Diagnostic::new(Code::T217, place, message);
        let periods: &[&str] = match for_what {
            By::Per => &["day", "week", "month", "year"],
            By::Streak => &[],
        };
        let known = entry.properties.names().chain(periods.iter().copied());
        let meant = self.near.nearest(&name.text, known).map(str::to_owned);
        if let Some(meant) = meant {
            self.meant.borrow_mut().insert(meant.clone());
            report = report.label(format!("did you mean {meant}?"));
            report = report.fix(merit_diagnostics::Safety::Unsafe, meant.clone(), [(place, meant)]);
        }
        self.reports.add(report.note(match for_what {
            By::Per => "After \"per\" stands day, week, month, year, or a property of the event that happens.",
            By::Streak => "A streak is counted by a property that both of its events have.",
        }));
        None
    }

    /// How often an occasion counts. `at` is the event at which it happens; `None` in triggers.
    pub(crate) fn how_often(
        &self,
        file: FileId,
        how_often: &tree::HowOften,
        at: Option<&OccasionDone>,
    ) -> Option<Often> {
        let counts = |how_often| Some(Often::Counts(how_often));
        match &how_often.kind {
            HowOftenKind::EveryTime => counts(HowOften::EveryTime),
            HowOftenKind::EveryNth(n) => counts(HowOften::EveryNth(n.value)),
            HowOftenKind::Once(per) => counts(HowOften::AtMost(1, self.per(file, per.as_ref(), at)?)),
            HowOftenKind::AtMost(n, per) => counts(HowOften::AtMost(n.value, self.per(file, per.as_ref(), at)?)),
            HowOftenKind::RestartingEvery(period) => Some(Often::Restarts(Restart::Every(self::period(*period)))),
            HowOftenKind::RestartingAfter(gap) => Some(Often::Restarts(Restart::AfterGap(gap.value))),
        }
    }

    fn per(&self, file: FileId, per: Option<&tree::Per>, at: Option<&OccasionDone>) -> Option<Per> {
        let Some(per) = per else { return Some(Per::Ever) };
        let place = Place { file, span: per.span };
        match &per.kind {
            PerKind::Window(window) => Some(Per::Window(window.value)),
            PerKind::Period(period, word) => {
                let event = at.and_then(|at| self.names.events.get(at.event));
                if let Some((_, property)) = event.and_then(|event| event.properties.find(&word.text)) {
                    property.used.set(true);
                    let message = format!(
                        "\"per {0}\" is not clear here: {1} has a property called {0}, and there is the calendar {0}.",
                        word.text,
                        event.map_or("", |event| event.name.as_str())
                    );
                    let report = Diagnostic::new(Code::T217, place, message)
                        .related(property.place, "the property")
                        .note(format!(
                            "For the property, write   per `{0}`. For the calendar, rename the property.",
                            word.text
                        ));
                    self.reports.add(report);
                    return None;
                }
                Some(Per::Period(self::period(*period)))
            }
            PerKind::Property(name) => {
                let Some(at) = at else {
                    let message =
                        "A trigger cannot be counted per property: entering a place is no event with properties.";
                    self.reports.plain(Code::T217, place, message);
                    return None;
                };
                if at.streak {
                    let message =
                        "A streak cannot be counted per property: it is made of several values of one already.";
                    self.reports.plain(Code::T217, place, message);
                    return None;
                }
                self.property_of(file, at.event, name, By::Per).map(|(property, _)| Per::Property(property))
            }
        }
    }
}

pub(crate) const fn period(period: tree::Period) -> ir::Period {
    match period {
        tree::Period::Day => ir::Period::Day,
        tree::Period::Week => ir::Period::Week,
        tree::Period::Month => ir::Period::Month,
        tree::Period::Year => ir::Period::Year,
    }
}
