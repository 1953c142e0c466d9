//! Tests written in the language: T210, X502, and everything that names can be wrong about.

use std::collections::HashMap;

use merit_diagnostics::{Code, Diagnostic, FileId, Place};
use merit_ir::{
    self as ir, ActionId, AttributeId, EventId, Expectation, GradeId, Happening, PropertyId, ScoreId, TestMoment,
    TiersId,
};
use merit_syntax::outline::{Line, TestBlock, TestLine};
use merit_syntax::tree::{self, ClaimKind, MomentDay, Name, Setting, Text};
use merit_values::{Day, Duration, Unit, Value};

use super::{Bare, Scope};
use crate::context::Context;
use crate::near::quote;

const MICROS_PER_MINUTE: i64 = 60_000_000;

impl<'t> Context<'t> {
    /// The tests of a file; those with an error are left out.
    pub(crate) fn tests(&self, file: FileId, blocks: &[TestBlock<'t>]) -> Vec<ir::TestCase> {
        let mut names: HashMap<&str, Place> = HashMap::new();
        let mut tests = Vec::new();
        for block in blocks {
            let name = &block.head.node.name;
            let place = Place { file, span: name.span };
            if let Some(first) = names.get(name.text.as_str()) {
                let report =
                    Diagnostic::new(Code::T210, place, format!("Two tests are called {}.", quote(&name.text)))
                        .label("called so again")
                        .related(*first, "called so first");
                self.reports.add(report);
            } else {
                names.insert(&name.text, place);
            }
            tests.extend(self.test(file, block));
        }
        tests
    }

    fn test(&self, file: FileId, block: &TestBlock<'t>) -> Option<ir::TestCase> {
        let start = block.start.first().map_or(ir::TestCase::USUAL_START, |line| line.node.date.day);
        let moments = Moments { start };
        let mut sound = !block.damaged;
        let mut attributes = Vec::new();
        for line in &block.lead_has {
            let settings = self.about(file, line.statement, || self.attributes(file, &line.node.settings));
            sound &= settings.is_some();
            attributes.extend(settings.unwrap_or_default());
        }
        let mut happenings = Vec::new();
        for line in &block.happenings {
            let happening = match line {
                TestLine::Happens(line) => self.about(file, line.statement, || self.happens(file, *line, moments)),
                TestLine::Changes(line) => self.about(file, line.statement, || {
                    Some(Happening::Change {
                        moment: moments.of(&line.node.moment),
                        attributes: self.attributes(file, &line.node.settings)?,
                        source: self.statement_source(file, line.statement),
                    })
                }),
            };
            sound &= happening.is_some();
            happenings.extend(happening);
        }
        let mut expectations = Vec::new();
        for line in &block.expectations {
            let expectation = self.about(file, line.statement, || self.expectation(file, *line, moments));
            sound &= expectation.is_some() && !line.statement.faulty;
            expectations.extend(expectation);
        }
        sound.then(|| ir::TestCase {
            name: block.head.node.name.text.clone(),
            start,
            attributes,
            happenings,
            expectations,
            source: self.statement_source(file, block.head.statement),
        })
    }

    fn attributes(&self, file: FileId, settings: &[Setting]) -> Option<Vec<(AttributeId, Value)>> {
        let scope = Scope::of(file, Bare::Lead);
        let read = |setting: &Setting| {
            let Some((number, field)) = self.names.attributes.find(&setting.name.text) else {
                return self.unknown_attribute(&setting.name, scope);
            };
            Some((AttributeId(number), self.setting(field, setting, scope)?))
        };
        self.settings(file, settings, read)
    }

    fn happens(&self, file: FileId, line: Line<'_, tree::Happens>, moments: Moments) -> Option<Happening> {
        let node = line.node;
        let (event, entry) = self.event(file, &node.event)?;
        let scope = Scope::of(file, Bare::Event(event));
        let read = |setting: &Setting| {
            let Some((number, field)) = entry.properties.find(&setting.name.text) else {
                self.unknown_property(entry, &setting.name, scope);
                return None;
            };
            field.used.set(true);
            Some((PropertyId(number), self.setting(field, setting, scope)?))
        };
        Some(Happening::Event {
            moment: moments.of(&node.moment),
            event: EventId(event),
            properties: self.settings(file, &node.settings, read)?,
            times: node.times.map_or(1, |times| times.value),
            source: self.statement_source(file, line.statement),
        })
    }

    fn settings<T>(
        &self,
        file: FileId,
        settings: &[Setting],
        read: impl Fn(&Setting) -> Option<T>,
    ) -> Option<Vec<T>> {
        let mut seen: HashMap<&str, &Name> = HashMap::new();
        let mut sound = true;
        let mut read_settings = Vec::with_capacity(settings.len());
        for setting in settings {
            if seen.insert(&setting.name.text, &setting.name).is_some() {
                let place = Place { file, span: setting.name.span };
                self.reports.plain(Code::T210, place, format!("{} is given twice.", setting.name.text));
                sound = false;
            }
            let setting = read(setting);
            sound &= setting.is_some();
            read_settings.extend(setting);
        }
        sound.then_some(read_settings)
    }

    fn expectation(&self, file: FileId, line: Line<'_, tree::Expect>, moments: Moments) -> Option<Expectation> {
        let node = line.node;
        let moment = moments.of(&node.moment);
        let mut sound = true;
        if moment.day < moments.start {
            let message = format!("This looks at {}, and the test begins on {}.", moment.day, moments.start);
            self.reports.plain(Code::X502, Place { file, span: node.moment.span }, message);
            sound = false;
        }
        let mut claims = Vec::with_capacity(node.claims.len());
        for claim in &node.claims {
            let done = self.claim(file, &claim.kind);
            sound &= done.is_some();
            claims.extend(done.map(|done| (done, self.source(Place { file, span: claim.span }))));
        }
        sound.then(|| Expectation { moment, claims, source: self.statement_source(file, line.statement) })
    }

    fn claim(&self, file: FileId, claim: &ClaimKind) -> Option<ir::Claim> {
        Some(match claim {
            ClaimKind::Trigger { no, action } => {
                ir::Claim::Trigger { action: ActionId(self.action(file, action)?), expected: !no }
            }
            ClaimKind::In { not, place } => {
                let target = self.place(file, place)?.target;
                ir::Claim::In { target, name: place.text.clone(), expected: !not }
            }
            ClaimKind::Tier { score, tier } => {
                let (tiers, line) = self.claimed_tier(file, score.as_ref(), tier)?;
                ir::Claim::Tier(TiersId(tiers), line)
            }
            ClaimKind::Grade { grade, letter } => {
                let number = self.grade(file, grade)?;
                let letters = self.names.letters.get(usize::from(number))?;
                let place = Place { file, span: letter.span };
                ir::Claim::Grade(GradeId(number), self.letter(letters, &letter.text, &grade.text, place)?)
            }
            ClaimKind::NoGrade { grade } => ir::Claim::NoGrade(GradeId(self.grade(file, grade)?)),
            ClaimKind::Points { grade, number } => ir::Claim::Points(GradeId(self.grade(file, grade)?), number.value),
            ClaimKind::Label { label, number } => {
                if !self.names.labels.contains_key(&label.text) {
                    self.unknown_label(file, label);
                    return None;
                }
                ir::Claim::Label(label.text.clone(), number.value)
            }
            ClaimKind::Score { score, number } => {
                if self.names.grade(&score.text).is_some() {
                    let place = Place { file, span: score.span };
                    let report =
                        Diagnostic::new(Code::T206, place, format!("There is no score called \"{}\".", score.text))
                            .note(format!(
                                "{0} is a grade: its points are expected with   {0} points {1}",
                                score.text, number.value
                            ));
                    self.reports.add(report);
                    return None;
                }
                ir::Claim::Score(ScoreId(self.score(file, score)?), number.value)
            }
        })
    }

    pub(super) fn claimed_tier(&self, file: FileId, score: Option<&Name>, tier: &Text) -> Option<(u16, u16)> {
        let place = Place { file, span: tier.span };
        let tiers = match score {
            Some(name) => {
                let score = self.score(file, name)?;
                let Some((number, _)) = self.names.tiers(score) else {
                    if !self.names.may_be_declared(&name.text) {
                        let message = format!("{} has no tiers.", name.text);
                        self.reports.plain(Code::T206, Place { file, span: name.span }, message);
                    }
                    return None;
                };
                number
            }
            None => match self.names.tiers.as_slice() {
                [_] => 0,
                [] if self.names.may_be_declared(&tier.text) => return None,
                [] => {
                    self.reports.plain(Code::T206, place, "There are no tiers.");
                    return None;
                }
                several => {
                    let mut report = Diagnostic::new(
                        Code::T206,
                        place,
                        "It is not clear whose tier this is: several scores have tiers.",
                    );
                    for tiers in several.iter().take(5) {
                        report = report.choice(format!("{} tier {}", tiers.block.name, quote(&tier.text)));
                    }
                    self.reports.add(report);
                    return None;
                }
            },
        };
        let entry = self.names.tiers.get(usize::from(tiers))?;
        let line = self.tier_line(&entry.lines, tier, &entry.block.name, place)?;
        Some((tiers, line))
    }

    fn unknown_label(&self, file: FileId, label: &Text) {
        if self.names.may_be_declared(&label.text) || self.reports.is_muted() || self.names.mentions(&label.text) {
            return;
        }
        let place = Place { file, span: label.span };
        let message = format!("No rule is called {}.", quote(&label.text));
        let mut report = Diagnostic::new(Code::T206, place, message);
        if let Some(meant) = self.near.nearest(&label.text, self.names.label_names.iter().map(String::as_str)) {
            report = report.label(format!("did you mean {}?", quote(meant)));
            report = report.fix(merit_diagnostics::Safety::Unsafe, quote(meant), [(place, quote(meant))]);
        }
        let report = report.note("A rule gets a name by   called \"…\"   in its line.");
        self.reports.add(report);
    }
}

/// The days of a test, counted from its start.
#[derive(Clone, Copy)]
struct Moments {
    start: Day,
}

impl Moments {
    fn of(self, moment: &tree::Moment) -> TestMoment {
        let day = match moment.day {
            MomentDay::Day(count) => self.start.plus(Duration { count: count.value, unit: Unit::Days }),
            MomentDay::Date(date) => date.day,
        };
        TestMoment { day, clock: moment.clock.map(|minutes| i64::from(minutes) * MICROS_PER_MINUTE) }
    }
}
