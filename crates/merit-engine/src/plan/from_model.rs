//! From the compiled model to the plan.

use std::sync::Arc;

use merit_ir::{
    Condition, EventId, Frequencies, Group, HowOften, Layout, Membership, Model, Occasion, Pattern, Per, PropertyId,
    Rule, RuleKind, StageEffect, Subject, SumSource, Test,
};
use merit_values::{Kind, Zone};

use super::followed::{Followed, Parts};
use super::trend::{thresholds, trends};
use super::{
    AttributePlan, AttributeTest, Expression, GradePlan, GroupPlan, HistoryPlan, MembershipPlan, OccasionPlan,
    PatternPlan, Plan, ResetPlan, RowCondition, RowPlan, RuleKindPlan, RulePlan, ScorePlan, SegmentPlan,
};
use crate::EngineError;
use crate::check::{Checker, Lookup};
use crate::decay::days_to_nothing;

/// Lays out a model.
pub(crate) fn plan(model: &Model) -> Result<Plan, EngineError> {
    model.validate().map_err(|problem| EngineError::BrokenModel(problem.to_string()))?;
    let zone = Zone::named(&model.timezone).map_err(|_| EngineError::UnknownZone(model.timezone.clone()))?;
    let layout = Layout::of(model);
    let mut builder = Builder {
        layout: &layout,
        lists: model.lists.iter().map(Lookup::of).collect(),
        row_conditions: vec![Vec::new(); model.events.len()],
        key_slots: vec![Vec::new(); model.events.len()],
        attribute_tests: Vec::new(),
        patterns: Vec::new(),
        histories: Vec::new(),
        labels: Vec::new(),
        qualifiers: 0,
        order_matters: false,
    };
    let mut scores: Vec<ScorePlan> = model.scores.iter().map(|score| builder.score(score)).collect();
    for tiers in &model.tiers {
        scores[tiers.score.index()].sticky |= tiers.lines.iter().any(|line| line.until_below.is_some());
    }
    // Where there are segments, more than scores is followed; only tiers that are kept are followed by themselves.
    for score in scores.iter_mut().filter(|score| !score.sticky && !model.segments.is_empty()) {
        score.is_plain = false;
    }
    let grades: Vec<GradePlan> = model.grades.iter().map(|grade| builder.grade(grade)).collect();
    let segments = model.segments.iter().map(|segment| builder.segment(segment)).collect();
    let rows = builder.ready_rows();
    let (attribute_tests, attributes) = builder.ready_attributes(model);
    let grades_are_timeless = grades.iter().all(|grade| is_timeless(grade, &attribute_tests));
    let score_order = order_of_sums(model)?;
    let thresholds = thresholds(model);
    let Builder { key_slots, patterns, histories, labels, qualifiers, order_matters, .. } = builder;
    let deciding = (0..thresholds.len()).filter(|score| !thresholds[*score].is_empty()).collect();
    let parts = Parts {
        model,
        scores: &scores,
        grades: &grades,
        patterns: &patterns,
        histories: &histories,
        score_order: &score_order,
    };
    Ok(Plan {
        everything: Followed::everything(parts, deciding),
        sticky: Followed::sticky(parts),
        zone,
        week: model.week,
        answer_words: rows.iter().map(|row| row.conditions.len()).max().unwrap_or(0).div_ceil(32),
        rows,
        keys_per_row: key_slots.iter().map(Vec::len).max().unwrap_or(0),
        key_slots,
        attribute_tests,
        attributes,
        patterns_of_event: by_event(&patterns, model.events.len()),
        histories_decide: patterns.iter().any(|pattern| pattern.asks_history),
        patterns,
        histories,
        scores,
        grades,
        segments,
        trends: trends(model, &score_order),
        thresholds,
        grades_are_timeless,
        order_matters,
        qualifiers,
        labels,
        first_seen: model.attributes.iter().position(|attribute| attribute.first_seen),
        model: model.clone(),
        layout,
    })
}

/// Whether a grade changes with attributes only.
fn is_timeless(grade: &GradePlan, tests: &[AttributeTest]) -> bool {
    let of_rule = |rule: &RulePlan| match &rule.kind {
        RuleKindPlan::Standing { expression, .. } => rule.during.is_none() && asks_no_time(expression, tests),
        RuleKindPlan::Event { .. } => false,
    };
    grade.groups.iter().flat_map(|group| &group.rules).all(of_rule)
        && grade.no_grade_if.iter().all(|condition| asks_no_time(condition, tests))
}

fn asks_no_time(expression: &Expression, tests: &[AttributeTest]) -> bool {
    match expression {
        Expression::All(parts) | Expression::Any(parts) => parts.iter().all(|part| asks_no_time(part, tests)),
        Expression::Not(inner) => asks_no_time(inner, tests),
        Expression::Attribute(test) => tests[*test].checker.relative().is_none(),
        Expression::Row(_) => true,
        Expression::Had(_) | Expression::Outcome(_) => false,
    }
}

/// For each event its patterns, those that ask for history last.
fn by_event(patterns: &[PatternPlan], events: usize) -> Vec<Vec<usize>> {
    let mut of_event = vec![Vec::new(); events];
    for asks_history in [false, true] {
        for (number, pattern) in patterns.iter().enumerate().filter(|(_, known)| known.asks_history == asks_history) {
            of_event[usize::from(pattern.event)].push(number);
        }
    }
    of_event
}

struct Builder<'m> {
    layout: &'m Layout,
    lists: Vec<Arc<Lookup>>,
    row_conditions: Vec<Vec<Condition>>,
    key_slots: Vec<Vec<usize>>,
    attribute_tests: Vec<Test>,
    patterns: Vec<PatternPlan>,
    histories: Vec<HistoryPlan>,
    labels: Vec<String>,
    qualifiers: usize,
    order_matters: bool,
}

/// The rules that decay: group and place in the group.
fn decaying(groups: &[GroupPlan]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (group, plan) in groups.iter().enumerate() {
        let decays = |rule: &RulePlan| matches!(rule.kind, RuleKindPlan::Event { decay: Some(_), .. });
        found.extend((0..plan.rules.len()).filter(|rule| decays(&plan.rules[*rule])).map(|rule| (group, rule)));
    }
    found
}

/// Finds the rules that are steady: the numbers among the event rules.
fn find_steady(groups: &mut [GroupPlan]) -> Vec<usize> {
    let mut found = Vec::new();
    for group in groups.iter_mut().filter(|group| group.cap.is_none() && !group.best_one_only) {
        let GroupPlan { rules, unsteady, .. } = group;
        unsteady.retain(|rule| match rules[*rule] {
            RulePlan { cap: None, kind: RuleKindPlan::Event { decay: None, number, .. }, .. } => {
                found.push(number);
                false
            }
            _ => true,
        });
    }
    found
}

/// True when no entry moves the sum of a group by more than its points, whatever else there is. Caps only hold it back.
fn is_plain(group: &GroupPlan) -> bool {
    let of_entries = |rule: &RulePlan| matches!(rule.kind, RuleKindPlan::Event { .. });
    !group.best_one_only && group.rules.iter().all(of_entries)
}

impl Builder<'_> {
    fn score(&mut self, score: &merit_ir::Score) -> ScorePlan {
        let mut number = 0;
        let mut groups: Vec<_> = score.groups.iter().map(|group| self.group(group, &mut number)).collect();
        let mut resets = Vec::with_capacity(score.resets.len());
        for reset in &score.resets {
            let occasion = self.occasion(&reset.occasion);
            let key = self.key(&reset.occasion, reset.how_often);
            resets.push(ResetPlan { occasion, how_often: reset.how_often, key, during: reset.during });
        }
        let decaying = decaying(&groups);
        let stages = || score.inactivity.iter().flat_map(|block| &block.stages);
        let is_reset = !resets.is_empty() || stages().any(|stage| stage.effect == StageEffect::Reset);
        let steady = if is_reset { Vec::new() } else { find_steady(&mut groups) };
        let steady_silence = !is_reset && stages().all(|stage| stage.repeat.is_none());
        ScorePlan {
            is_plain: steady_silence && score.sum_of.is_empty() && groups.iter().all(is_plain),
            steady_silence,
            fades_by_its_own: score.sum_of.is_empty()
                && decaying.iter().all(|(group, _)| !groups[*group].best_one_only),
            groups,
            unit: 10_i64.pow(11 - u32::from(score.decimals.min(6))),
            resets,
            inactivity: score.inactivity.clone(),
            sticky: false,
            event_rules: number,
            decaying,
            steady,
        }
    }

    fn grade(&mut self, grade: &merit_ir::Grade) -> GradePlan {
        let groups = grade.groups.iter().map(|group| self.group(group, &mut 0)).collect();
        let no_grade_if = grade.no_grade_if.iter().map(|condition| self.expression(condition, None)).collect();
        GradePlan { groups, no_grade_if }
    }

    fn group(&mut self, group: &Group, number: &mut usize) -> GroupPlan {
        let rules: Vec<_> = group.rules.iter().map(|rule| self.rule(rule, number)).collect();
        GroupPlan { cap: group.cap, best_one_only: group.best_one_only, unsteady: (0..rules.len()).collect(), rules }
    }

    fn rule(&mut self, rule: &Rule, number: &mut usize) -> RulePlan {
        let label = rule.label.as_ref().map(|label| {
            self.labels.push(label.clone());
            self.labels.len() - 1
        });
        let kind = match &rule.kind {
            RuleKind::Standing { condition, points } => {
                RuleKindPlan::Standing { expression: self.expression(condition, None), points: *points }
            }
            RuleKind::Event { occasion, how_often, decay, expires } => {
                let (key, largest) = match how_often {
                    Frequencies::Flat { points, how_often } => (self.key(occasion, *how_often), points.0.abs()),
                    Frequencies::Ladder { steps, .. } => {
                        (0, steps.iter().map(|step| step.0.abs()).max().unwrap_or(0))
                    }
                };
                *number += 1;
                RuleKindPlan::Event {
                    occasion: self.occasion(occasion),
                    frequencies: how_often.clone(),
                    key,
                    decay: *decay,
                    days_to_nothing: decay.map_or(0, |decay| days_to_nothing(decay, largest)),
                    expires: *expires,
                    number: *number - 1,
                }
            }
        };
        RulePlan { kind, cap: rule.cap, during: rule.during, label }
    }

    fn segment(&mut self, segment: &merit_ir::Segment) -> SegmentPlan {
        let includes = segment.includes.iter().map(|line| self.membership(line)).collect();
        let excludes = segment.excludes.iter().map(|line| self.membership(line)).collect();
        SegmentPlan { includes, excludes }
    }

    fn membership(&mut self, line: &Membership) -> MembershipPlan {
        match line {
            Membership::When(condition) => MembershipPlan::When(self.expression(condition, None)),
            Membership::After(occasion, lasts) => {
                self.qualifiers += 1;
                let occasion = self.occasion(occasion);
                MembershipPlan::After { occasion, lasts: *lasts, number: self.qualifiers - 1 }
            }
        }
    }

    fn occasion(&mut self, occasion: &Occasion) -> OccasionPlan {
        self.order_matters |= !matches!(occasion, Occasion::Single(_) | Occasion::ThenNo { .. });
        match occasion {
            Occasion::Single(pattern) => OccasionPlan::Single(self.pattern(pattern)),
            Occasion::Times { pattern, count, window } => {
                OccasionPlan::Times { pattern: self.pattern(pattern), count: *count, window: *window }
            }
            Occasion::Then { first, second, within } => {
                OccasionPlan::Then { first: self.pattern(first), second: self.pattern(second), within: *within }
            }
            Occasion::ThenNo { first, second, within } => {
                OccasionPlan::ThenNo { first: self.pattern(first), second: self.pattern(second), within: *within }
            }
            Occasion::Streak { answer, asked, count, answer_by, asked_by } => OccasionPlan::Streak {
                answer: self.pattern(answer),
                asked: self.pattern(&Pattern { event: *asked, condition: None }),
                count: *count,
                answer_key: self.key_of(answer.event, *answer_by),
                asked_key: self.key_of(*asked, *asked_by),
            },
        }
    }

    fn key(&mut self, occasion: &Occasion, how_often: HowOften) -> usize {
        let HowOften::AtMost(_, Per::Property(property)) = how_often else { return 0 };
        let event = match occasion {
            Occasion::Single(pattern)
            | Occasion::Times { pattern, .. }
            | Occasion::Then { second: pattern, .. }
            | Occasion::ThenNo { first: pattern, .. }
            | Occasion::Streak { answer: pattern, .. } => pattern.event,
        };
        self.key_of(event, property)
    }

    fn key_of(&mut self, event: EventId, property: PropertyId) -> usize {
        let Some(slot) = self.layout.slot(event, property) else { return 0 };
        number_of(&mut self.key_slots[event.index()], slot)
    }

    fn pattern(&mut self, pattern: &Pattern) -> usize {
        let expression = pattern.condition.as_ref().map(|condition| self.expression(condition, Some(pattern.event)));
        let asks_history = expression.as_ref().is_some_and(asks_history);
        let plan = PatternPlan { event: pattern.event.0, expression, asks_history };
        number_of(&mut self.patterns, plan)
    }

    /// A condition, in which everything that depends on the row alone is one part.
    fn expression(&mut self, condition: &Condition, event: Option<EventId>) -> Expression {
        if let Some(event) = event
            && asks_row_only(condition)
        {
            return self.row(event, condition.clone());
        }
        match condition {
            Condition::All(parts) => Expression::All(self.parts(parts, event, Condition::All)),
            Condition::Any(parts) => Expression::Any(self.parts(parts, event, Condition::Any)),
            Condition::Not(inner) => Expression::Not(Box::new(self.expression(inner, event))),
            Condition::Test(test) => Expression::Attribute(number_of(&mut self.attribute_tests, test.clone())),
            Condition::Had(history) => {
                let pattern = Pattern { event: history.event, condition: history.condition.clone() };
                let pattern = self.pattern(&pattern);
                let plan = HistoryPlan { pattern, frequency: history.frequency, within: history.within };
                Expression::Had(number_of(&mut self.histories, plan))
            }
            Condition::Outcome(outcome) => Expression::Outcome(outcome.clone()),
        }
    }

    fn parts(
        &mut self,
        parts: &[Condition],
        event: Option<EventId>,
        joined: fn(Vec<Condition>) -> Condition,
    ) -> Vec<Expression> {
        let (of_row, others): (Vec<_>, Vec<_>) =
            parts.iter().cloned().partition(|part| event.is_some() && asks_row_only(part));
        let mut result = Vec::new();
        if let Some(event) = event
            && !of_row.is_empty()
        {
            result.push(self.row(event, joined(of_row)));
        }
        result.extend(others.iter().map(|part| self.expression(part, event)));
        result
    }

    fn row(&mut self, event: EventId, condition: Condition) -> Expression {
        Expression::Row(number_of(&mut self.row_conditions[event.index()], condition))
    }

    fn ready_rows(&self) -> Vec<RowPlan> {
        let of_event = |(event, conditions): (usize, &Vec<Condition>)| {
            let event = EventId(u16::try_from(event).unwrap_or(u16::MAX));
            let mut row = RowPlan::default();
            for condition in conditions {
                let condition = self.row_condition(event, condition, &mut row);
                row.conditions.push(condition);
            }
            row
        };
        self.row_conditions.iter().enumerate().map(of_event).collect()
    }

    fn row_condition(&self, event: EventId, condition: &Condition, row: &mut RowPlan) -> RowCondition {
        let mut parts = |parts: &[Condition]| parts.iter().map(|part| self.row_condition(event, part, row)).collect();
        match condition {
            Condition::All(all) => RowCondition::All(parts(all)),
            Condition::Any(any) => RowCondition::Any(parts(any)),
            Condition::Not(inner) => RowCondition::Not(Box::new(self.row_condition(event, inner, row))),
            Condition::Test(test) => {
                let slot = match test.subject {
                    Subject::Property(property) => self.layout.slot(event, property),
                    Subject::Attribute(_) => None,
                };
                let number = row.tests.len();
                row.tests.push(Checker::of(test, &self.lists));
                let slot = slot.unwrap_or(usize::MAX);
                match row.slots.iter_mut().find(|(known, _)| *known == slot) {
                    Some((_, tests)) => tests.push(number),
                    None => row.slots.push((slot, vec![number])),
                }
                RowCondition::Test(number)
            }
            // Only conditions on the row alone come here.
            Condition::Had(_) | Condition::Outcome(_) => RowCondition::Any(Vec::new()),
        }
    }

    fn ready_attributes(&self, model: &Model) -> (Vec<AttributeTest>, Vec<AttributePlan>) {
        let dated = |kind: &Kind| matches!(kind, Kind::Date | Kind::Time);
        let plan_of =
            |attribute: &merit_ir::Attribute| AttributePlan { tests: Vec::new(), is_dated: dated(&attribute.kind) };
        let mut attributes: Vec<AttributePlan> = model.attributes.iter().map(plan_of).collect();
        let mut tests = Vec::with_capacity(self.attribute_tests.len());
        for (number, test) in self.attribute_tests.iter().enumerate() {
            let attribute = attribute_of(test);
            let place = attributes[attribute].tests.len();
            attributes[attribute].tests.push(number);
            tests.push(AttributeTest { attribute, checker: Checker::of(test, &self.lists), place });
        }
        (tests, attributes)
    }
}

fn asks_row_only(condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().all(asks_row_only),
        Condition::Not(inner) => asks_row_only(inner),
        Condition::Test(test) => matches!(test.subject, Subject::Property(_)),
        Condition::Had(_) | Condition::Outcome(_) => false,
    }
}

fn asks_history(expression: &Expression) -> bool {
    match expression {
        Expression::All(parts) | Expression::Any(parts) => parts.iter().any(asks_history),
        Expression::Not(inner) => asks_history(inner),
        Expression::Had(_) => true,
        Expression::Row(_) | Expression::Attribute(_) | Expression::Outcome(_) => false,
    }
}

fn attribute_of(test: &Test) -> usize {
    match test.subject {
        Subject::Attribute(attribute) => attribute.index(),
        Subject::Property(_) => usize::MAX,
    }
}

/// The number of an entry, which is added when it is new.
fn number_of<T: PartialEq>(known: &mut Vec<T>, entry: T) -> usize {
    known.iter().position(|other| *other == entry).unwrap_or_else(|| {
        known.push(entry);
        known.len() - 1
    })
}

/// Scores in an order in which sums come after their parts.
fn order_of_sums(model: &Model) -> Result<Vec<usize>, EngineError> {
    let count = model.scores.len();
    let (mut order, mut done) = (Vec::with_capacity(count), vec![false; count]);
    while order.len() < count {
        let before = order.len();
        for (number, score) in model.scores.iter().enumerate() {
            let ready = score.sum_of.iter().all(|part| match part.of {
                SumSource::Score(score) => done[score.index()],
                SumSource::Grade(_) => true,
            });
            if !done[number] && ready {
                done[number] = true;
                order.push(number);
            }
        }
        if order.len() == before {
            return Err(EngineError::BrokenModel("scores sum each other in a circle".to_owned()));
        }
    }
    Ok(order)
}
