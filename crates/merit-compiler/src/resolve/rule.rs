//! Rules and groups: points, clauses, and what is inherited (3.8 and 3.17.4).

use merit_diagnostics::{Code, Diagnostic, FileId, Place};
use merit_ir::{self as ir, Decay, During, Frequencies, Restart, RuleKind};
use merit_syntax::outline::{GroupBlock, Line};
use merit_syntax::tree::{self, Clause, ClauseKind, DecayKind, Number, OccasionKind};
use merit_values::{Duration, Points, Unit};

use super::occasion::Often;
use super::{Bare, Scope};
use crate::context::Context;
use crate::resolved::{GroupDone, Purpose, RuleDone, points};

/// What positive rules take over from their group and score.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Inherited {
    pub(crate) decay: Option<Decay>,
    pub(crate) expires: Option<Duration>,
}

/// The clauses of a rule, group or reset; of two of a kind the first counts.
#[derive(Default)]
pub(crate) struct Clauses<'t> {
    pub(crate) how_often: Option<&'t tree::HowOften>,
    pub(crate) cap: Option<(bool, Number)>,
    pub(crate) decay: Option<&'t tree::Decay>,
    pub(crate) expires: Option<Duration>,
    pub(crate) during: Option<(tree::Date, tree::Date)>,
    pub(crate) label: Option<&'t str>,
    pub(crate) best_one_only: bool,
}

impl<'t> Clauses<'t> {
    pub(crate) fn of(clauses: &'t [Clause]) -> Self {
        let mut all = Self::default();
        for clause in clauses {
            match &clause.kind {
                ClauseKind::HowOften(how_often) => all.how_often = all.how_often.or(Some(how_often)),
                ClauseKind::Cap { up, number } => all.cap = all.cap.or(Some((*up, *number))),
                ClauseKind::Decay(decay) => all.decay = all.decay.or(Some(decay)),
                ClauseKind::Expires(length) => all.expires = all.expires.or(Some(length.value)),
                ClauseKind::During(from, to) => all.during = all.during.or(Some((*from, *to))),
                ClauseKind::Called(label) => all.label = all.label.or(Some(&label.text)),
                ClauseKind::BestOneOnly => all.best_one_only = true,
            }
        }
        all
    }
}

impl<'t> Context<'t> {
    /// The groups of a score or grade, the rules before the first one included.
    pub(crate) fn groups(
        &self,
        file: FileId,
        head: &tree::Name,
        rules: &'t [Line<'t, tree::Rule>],
        groups: &'t [GroupBlock<'t>],
        inherited: Inherited,
    ) -> Vec<GroupDone<'t>> {
        let mut done = Vec::with_capacity(groups.len() + 1);
        if !rules.is_empty() {
            let source = self.source(Place { file, span: head.span });
            let ir = ir::Group { source, ..ir::Group::default() };
            let rules = rules.iter().map(|line| self.rule(file, *line, inherited)).collect();
            done.push(GroupDone { head: None, ir, rules });
        }
        for group in groups {
            done.push(self.group(file, group, inherited));
        }
        done
    }

    fn group(&self, file: FileId, group: &'t GroupBlock<'t>, inherited: Inherited) -> GroupDone<'t> {
        let clauses = Clauses::of(&group.head.node.clauses);
        let (ir, inherited) = self.about(file, group.head.statement, || {
            let decay = match clauses.decay {
                Some(decay) => self.decay(file, decay),
                None => inherited.decay,
            };
            let inherited = Inherited { decay, expires: clauses.expires };
            let group = ir::Group {
                name: Some(group.head.node.name.text.clone()),
                cap: clauses.cap.and_then(|(_, number)| self.points(file, number)),
                best_one_only: clauses.best_one_only,
                rules: Vec::new(),
                source: self.statement_source(file, group.head.statement),
            };
            (group, inherited)
        });
        let rules = group.rules.iter().map(|line| self.rule(file, *line, inherited)).collect();
        GroupDone { head: Some(group.head), ir, rules }
    }

    fn rule(&self, file: FileId, line: Line<'t, tree::Rule>, inherited: Inherited) -> RuleDone<'t> {
        let ir = self.about(file, line.statement, || self.rule_ir(file, line, inherited));
        RuleDone { file, line, ir: ir.filter(|_| !line.statement.faulty) }
    }

    fn rule_ir(&self, file: FileId, line: Line<'t, tree::Rule>, inherited: Inherited) -> Option<ir::Rule> {
        let node = line.node;
        let clauses = Clauses::of(&node.clauses);
        let steps: Vec<_> = node.points.iter().map(|number| self.points(file, *number)).collect();
        let steps: Option<Vec<Points>> = steps.into_iter().collect();
        let cap = clauses.cap.map(|(_, number)| self.points(file, number));
        let during = clauses.during.map(|(from, to)| self.during(file, from, to));
        let kind = if let OccasionKind::If(condition) = &node.occasion.kind {
            let condition = self.whole_condition(condition, Scope::of(file, Bare::Lead), Purpose::Rule);
            RuleKind::Standing { condition: condition?.ir(), points: *steps.as_deref()?.first()? }
        } else {
            self.event_rule(file, node, &clauses, steps, inherited)?
        };
        Some(ir::Rule {
            kind,
            label: clauses.label.map(str::to_owned),
            cap: cap.map_or(Some(None), |cap| cap.map(Some))?,
            during: during.map_or(Some(None), |during| during.map(Some))?,
            source: self.statement_source(file, line.statement),
        })
    }

    fn event_rule(
        &self,
        file: FileId,
        node: &tree::Rule,
        clauses: &Clauses<'_>,
        steps: Option<Vec<Points>>,
        inherited: Inherited,
    ) -> Option<RuleKind> {
        let own_decay = clauses.decay.map(|decay| self.decay(file, decay));
        let occasion = self.occasion(file, &node.occasion, Purpose::Rule)?;
        let often = clauses.how_often.map(|how_often| self.how_often(file, how_often, Some(&occasion)));
        let often = often.map_or(Some(None), |often| often.map(Some))?;
        let steps = steps?;
        let positive = steps.first().is_some_and(|step| step.0 > 0);
        let how_often = match (steps.as_slice(), often) {
            ([points], Some(Often::Counts(how_often))) => Frequencies::Flat { points: *points, how_often },
            ([_], _) => return None,
            (_, Some(Often::Restarts(restart))) => Frequencies::Ladder { steps, restart },
            (_, None) => Frequencies::Ladder { steps, restart: Restart::Never },
            (_, Some(Often::Counts(_))) => return None,
        };
        let decay = own_decay.unwrap_or(inherited.decay.filter(|_| positive));
        let expires = clauses.expires.or(inherited.expires.filter(|_| positive));
        Some(RuleKind::Event { occasion: occasion.ir, how_often, decay, expires })
    }

    /// A decay; T216 when its unit is not allowed.
    pub(crate) fn decay(&self, file: FileId, decay: &tree::Decay) -> Option<Decay> {
        let (length, made) = match decay.kind {
            DecayKind::Never => return None,
            DecayKind::Half(length) => (length, Decay::Half(length.value)),
            DecayKind::Evenly(length) => (length, Decay::Evenly(length.value)),
            DecayKind::OfOriginal(percent, length) => (length, Decay::OfOriginal(percent.value, length.value)),
            DecayKind::OfRemainder(percent, length) => (length, Decay::OfRemainder(percent.value, length.value)),
        };
        let place = Place { file, span: length.span };
        let clock = matches!(length.value.unit, Unit::Minutes | Unit::Hours);
        let half = matches!(decay.kind, DecayKind::Half(_));
        if clock {
            let report = Diagnostic::new(Code::T216, place, "Points decay by whole days, not by hours or minutes.")
                .note("Decay is counted on the calendar: in days, weeks, months or years (a half-life in days or weeks).");
            self.reports.add(report);
        } else if half && !matches!(length.value.unit, Unit::Days | Unit::Weeks) {
            let days = match length.value.unit {
                Unit::Months => length.value.count.saturating_mul(30),
                _ => length.value.count.saturating_mul(365),
            };
            let written = length.value.to_string();
            let message = format!("A half-life is given in days or weeks, not as {written}.");
            let report = Diagnostic::new(Code::T216, place, message)
                .note("Months and years are not all of one length, so half of them is no fixed time.")
                .fix(merit_diagnostics::Safety::Unsafe, format!("{days} days"), [(place, format!("{days} days"))]);
            self.reports.add(report);
        }
        Some(made)
    }

    pub(crate) fn during(&self, file: FileId, from: tree::Date, to: tree::Date) -> Option<During> {
        if from.day > to.day {
            let place = Place { file, span: from.span.to(to.span) };
            let message = format!("This rule can never count: {} is after {}.", from.day, to.day);
            self.reports.plain(Code::M310, place, message);
            return None;
        }
        Some(During { from: from.day, to: to.day })
    }

    /// Points or a bound: at most 3 decimals and a million.
    pub(crate) fn points(&self, file: FileId, number: Number) -> Option<Points> {
        let place = Place { file, span: number.span };
        if number.value.0 % 1_000 != 0 {
            self.reports.plain(Code::S102, place, "Points and bounds have at most 3 digits after the point.");
            return None;
        }
        let points = points(number.value);
        if points.is_none() {
            self.reports.plain(Code::S102, place, "Points and bounds lie between -1000000 and 1000000.");
        }
        points
    }
}
