//! Scores and grades.

use merit_diagnostics::{Code, Diagnostic, FileId, Place};
use merit_ir::{self as ir, EventId, GradeId, ScoreId, SumSource};
use merit_syntax::outline::{GradeBlock, InactivityBlock, Line, ScoreBlock};
use merit_syntax::tree::{self, Bound, StageEffect, StartsAt};
use merit_values::Points;

use super::occasion::Often;
use super::rule::{Clauses, Inherited};
use super::{Bare, Scope};
use crate::context::Context;
use crate::names::{Block, Meaning};
use crate::resolved::{GradeDone, Purpose, ScoreDone};

/// All of a sum.
const WHOLE: u32 = 100_000;

impl<'t> Context<'t> {
    pub(crate) fn score_block(&self, entry: &Block<'t, ScoreBlock<'t>>) -> ScoreDone<'t> {
        let (file, block) = (entry.file, entry.block);
        let mut complete = !block.damaged && !block.head.statement.faulty;
        let first = |statement_faulty: bool, complete: &mut bool| *complete &= !statement_faulty;
        let mut range = (None, None);
        if let Some(line) = block.ranges.first() {
            first(line.statement.faulty, &mut complete);
            let bound = |number: Option<tree::Number>| {
                self.about(file, line.statement, || number.and_then(|number| self.points(file, number)))
            };
            range = (bound(line.node.from), bound(line.node.to));
            // A reversed range is reported; nothing follows from it.
            if let (Some(from), Some(to)) = range
                && from > to
            {
                range = (None, None);
            }
        }
        let decimals = block.rounded.first().and_then(|line| line.node.decimals).map_or(0, |decimals| decimals.value);
        let mut starts_at = Points::default();
        if let Some(line) = block.starts.first() {
            let starts = self.about(file, line.statement, || self.starts(file, line.node, None));
            complete &= starts.is_some();
            starts_at = starts.unwrap_or_default();
        }
        let mut sum_of = Vec::new();
        for line in &block.sums {
            first(line.statement.faulty, &mut complete);
            for part in &line.node.parts {
                let part = self.about(file, line.statement, || self.sum_part(file, part));
                complete &= part.is_some();
                sum_of.extend(part);
            }
        }
        let decay = block
            .decays
            .first()
            .and_then(|line| self.about(file, line.statement, || self.decay(file, &line.node.decay)));
        let inherited = Inherited { decay, expires: None };
        let groups = self.groups(file, &block.head.node.name, &block.rules, &block.groups, inherited);
        let mut resets = Vec::new();
        for line in &block.resets {
            let reset = self.about(file, line.statement, || self.reset(file, *line));
            complete &= reset.is_some() && !line.statement.faulty;
            resets.extend(reset);
        }
        let mut inactivity = Vec::new();
        for block in &block.inactivity {
            let done = self.about(file, block.head.statement, || self.inactivity(file, block));
            complete &= done.is_some() && !block.damaged;
            inactivity.extend(done);
        }
        let rules = groups.iter().flat_map(|group| &group.rules);
        complete &= rules.into_iter().all(|rule| rule.ir.is_some());
        complete &= groups.iter().all(|group| group.head.is_none_or(|head| !head.statement.faulty));
        let ir = ir::Score {
            name: entry.name.clone(),
            title: block.head.node.title.as_ref().map(|title| title.text.clone()),
            range,
            decimals: u8::try_from(decimals).unwrap_or(6),
            starts_at,
            sum_of,
            groups: Vec::new(),
            resets,
            inactivity,
            source: self.statement_source(file, block.head.statement),
        };
        ScoreDone { ir, groups, complete }
    }

    pub(crate) fn grade_block(&self, entry: &Block<'t, GradeBlock<'t>>) -> GradeDone<'t> {
        let (file, block) = (entry.file, entry.block);
        let mut complete = !block.damaged && !block.head.statement.faulty;
        let mut starts_at = Points::default();
        if let Some(line) = block.starts.first() {
            let starts = self.about(file, line.statement, || self.starts(file, line.node, Some(block)));
            complete &= starts.is_some();
            starts_at = starts.unwrap_or_default();
        }
        let groups = self.groups(file, &block.head.node.name, &block.rules, &block.groups, Inherited::default());
        complete &= groups.iter().flat_map(|group| &group.rules).all(|rule| rule.ir.is_some());
        let mut letters = Vec::new();
        for line in &block.letters {
            let bound = self.about(file, line.statement, || self.bound(file, line.node.bound));
            complete &= bound.is_some() && !line.statement.faulty;
            let source = self.statement_source(file, line.statement);
            let name = line.node.letter.text.clone();
            letters.extend(bound.map(|bound| ir::Letter { name, bound, source }));
        }
        let (mut no_grade_if, mut no_rule) = (Vec::new(), false);
        for line in &block.no_grade {
            match line.node {
                tree::NoGrade::NoRuleApplies => no_rule = true,
                tree::NoGrade::If(condition) => {
                    let scope = Scope::of(file, Bare::Lead);
                    let done =
                        self.about(file, line.statement, || self.whole_condition(condition, scope, Purpose::NoGrade));
                    complete &= done.is_some();
                    no_grade_if.extend(done.map(|condition| condition.ir()));
                }
            }
        }
        let ir = ir::Grade {
            name: entry.name.clone(),
            title: block.head.node.title.as_ref().map(|title| title.text.clone()),
            starts_at,
            groups: Vec::new(),
            letters,
            no_grade_if,
            no_grade_if_no_rule_applies: no_rule,
            source: self.statement_source(file, block.head.statement),
        };
        GradeDone { ir, groups, complete }
    }

    /// The points that are added once; a grade may name one of its letters.
    fn starts(&self, file: FileId, node: &StartsAt, grade: Option<&GradeBlock<'_>>) -> Option<Points> {
        let letter = match node {
            StartsAt::Points(number) => return self.points(file, *number),
            StartsAt::Letter(letter) => letter,
        };
        let place = Place { file, span: letter.span };
        let Some(grade) = grade else {
            self.reports.plain(Code::T208, place, "A score has no letters: write how many points it starts at.");
            return None;
        };
        let Some(line) = grade.letters.iter().find(|line| line.node.letter.text == letter.text) else {
            if !grade.damaged && !self.names.incomplete {
                let letters: Vec<&str> = grade.letters.iter().map(|line| line.node.letter.text.as_str()).collect();
                let report = Diagnostic::new(
                    Code::T206,
                    place,
                    format!("{} has no letter {}.", grade.head.node.name.text, letter.text),
                )
                .note(format!("Its letters are {}.", letters.join(", ")));
                self.reports.add(report);
            }
            return None;
        };
        match line.node.bound {
            Bound::From(number) | Bound::Above(number) => self.points(file, number),
            Bound::Otherwise(_) => {
                let message =
                    format!("The line of {} says \"otherwise\", so it gives no number to start at.", letter.text);
                self.reports.plain(Code::T208, place, message);
                None
            }
        }
    }

    fn sum_part(&self, file: FileId, part: &tree::SumPart) -> Option<ir::SumPart> {
        let of = match self.score_or_grade(file, &part.name)? {
            Meaning::Score(score) => SumSource::Score(ScoreId(score)),
            Meaning::Grade(grade) => SumSource::Grade(GradeId(grade)),
            Meaning::Matrix(_) | Meaning::Attribute(_) => return None,
        };
        Some(ir::SumPart { of, percent: part.percent.map_or(WHOLE, |percent| percent.value) })
    }

    fn reset(&self, file: FileId, line: Line<'t, tree::Reset>) -> Option<ir::Reset> {
        let clauses = Clauses::of(&line.node.clauses);
        let occasion = self.occasion(file, &line.node.occasion, Purpose::Rule)?;
        let how_often = clauses.how_often?;
        let often = self.how_often(file, how_often, Some(&occasion))?;
        let Often::Counts(how_often) = often else {
            let place = Place { file, span: how_often.span };
            self.reports.plain(Code::M312, place, "\"restarting\" belongs to a ladder, and a reset has no points.");
            return None;
        };
        let during = clauses.during.map(|(from, to)| self.during(file, from, to));
        Some(ir::Reset {
            occasion: occasion.ir,
            how_often,
            during: during.map_or(Some(None), |during| during.map(Some))?,
            label: clauses.label.map(str::to_owned),
            source: self.statement_source(file, line.statement),
        })
    }

    fn inactivity(&self, file: FileId, block: &InactivityBlock<'t>) -> Option<ir::Inactivity> {
        let measured_by = match &block.head.node.measured_by {
            tree::Measure::AnyActivity => {
                for event in &self.names.events.items {
                    event.used.set(true);
                }
                Some(ir::Measure::AnyActivity)
            }
            tree::Measure::Events(names) => {
                let events: Vec<_> = names.iter().map(|name| self.event(file, name)).collect();
                let events: Option<Vec<EventId>> =
                    events.into_iter().map(|event| event.map(|(number, _)| EventId(number))).collect();
                events.map(ir::Measure::Events)
            }
        };
        let mut stages = Vec::new();
        let mut complete = true;
        for line in &block.stages {
            let stage = self.about(file, line.statement, || self.stage(file, *line));
            complete &= stage.is_some();
            stages.extend(stage);
        }
        let give_back = block.on_return.first().map(|line| line.node.give_back);
        complete.then_some(ir::Inactivity {
            measured_by: measured_by?,
            stages,
            give_back: give_back?,
            source: self.statement_source(file, block.head.statement),
        })
    }

    fn stage(&self, file: FileId, line: Line<'t, tree::Stage>) -> Option<ir::Stage> {
        let effect = match line.node.effect? {
            StageEffect::Total(number) => ir::StageEffect::Total(self.points(file, number)?),
            StageEffect::Further(number) => ir::StageEffect::Further(self.points(file, number)?),
            StageEffect::Reset => ir::StageEffect::Reset,
        };
        Some(ir::Stage {
            after: line.node.after.value,
            repeat: line.node.repeat.map(|repeat| repeat.value),
            effect,
            source: self.statement_source(file, line.statement),
        })
    }

    pub(crate) fn bound(&self, file: FileId, bound: Bound) -> Option<ir::Bound> {
        Some(match bound {
            Bound::From(number) => ir::Bound::From(self.points(file, number)?),
            Bound::Above(number) => ir::Bound::Above(self.points(file, number)?),
            Bound::Otherwise(_) => ir::Bound::Otherwise,
        })
    }
}
