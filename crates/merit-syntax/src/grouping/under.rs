//! Lines under their headings.

use super::{Grouper, Inner, Outer, placing};
use crate::outline::{GroupBlock, InactivityBlock, Line, TestLine};
use crate::report;
use crate::tree::{OccasionKind, Statement, StatementKind as Kind};

impl<'t> Grouper<'t, '_> {
    /// Puts a line under the heading in force; false when it does not belong there.
    pub(super) fn under(&mut self, statement: &'t Statement) -> bool {
        if let Outer::Unknown(first) = self.outer {
            return placing::may_stand_under(&statement.kind, first);
        }
        match self.outer {
            Outer::Score => self.under_score(statement),
            Outer::Grade => self.under_grade(statement),
            Outer::Test => self.under_test(statement),
            _ => self.under_other(statement),
        }
    }

    fn under_other(&mut self, statement: &'t Statement) -> bool {
        macro_rules! push {
            ($list:expr, $node:expr) => {
                match $list {
                    Some(list) => list.push(Line { statement, node: $node }),
                    None => return false,
                }
            };
        }
        let out = &mut self.out;
        match (self.outer, &statement.kind) {
            (Outer::Event, Kind::Has(node)) => push!(out.events.last_mut().map(|e| &mut e.properties), node),
            (Outer::Lead, Kind::Has(node)) => out.attributes.push(Line { statement, node }),
            (Outer::Model, Kind::Timezone(node)) => push!(out.model.as_mut().map(|m| &mut m.timezones), node),
            (Outer::Model, Kind::Week(node)) => push!(out.model.as_mut().map(|m| &mut m.weeks), node),
            (Outer::Model, Kind::Reviewed(node)) => push!(out.model.as_mut().map(|m| &mut m.reviewed), node),
            (Outer::Tiers, Kind::TierLine(node)) => push!(out.tiers.last_mut().map(|t| &mut t.lines), node),
            (Outer::Matrix, Kind::Columns(node)) => push!(out.matrices.last_mut().map(|m| &mut m.columns), node),
            (Outer::Matrix, Kind::Row(node)) => push!(out.matrices.last_mut().map(|m| &mut m.rows), node),
            (Outer::Segment, Kind::Include(node)) => push!(out.segments.last_mut().map(|s| &mut s.lines), node),
            _ => return false,
        }
        true
    }

    fn under_score(&mut self, statement: &'t Statement) -> bool {
        let group = match &statement.kind {
            Kind::Group(_) | Kind::Rule(_) if self.inner != Inner::Inactivity => self.group_span(),
            _ => None,
        };
        let Some(block) = self.out.scores.last_mut() else { return false };
        match (&statement.kind, self.inner) {
            (Kind::Range(node), _) => block.ranges.push(Line { statement, node }),
            (Kind::Rounded(node), _) => block.rounded.push(Line { statement, node }),
            (Kind::StartsAt(node), _) => block.starts.push(Line { statement, node }),
            (Kind::SumOf(node), _) => block.sums.push(Line { statement, node }),
            (Kind::PointsDecay(node), _) => block.decays.push(Line { statement, node }),
            (Kind::Reset(node), _) => block.resets.push(Line { statement, node }),
            (Kind::Group(node), _) => {
                block.groups.push(GroupBlock { head: Line { statement, node }, rules: Vec::new() });
                self.inner(Inner::Group, statement);
            }
            (Kind::Inactivity(node), _) => {
                let (stages, on_return) = (Vec::new(), Vec::new());
                let head = Line { statement, node };
                block.inactivity.push(InactivityBlock { head, stages, on_return, damaged: false });
                self.inner(Inner::Inactivity, statement);
            }
            (Kind::Rule(node), Inner::None) => block.rules.push(Line { statement, node }),
            (Kind::Rule(node), Inner::Group) => {
                let Some(last) = block.groups.last_mut() else { return false };
                last.rules.push(Line { statement, node });
                self.indentation(statement, group);
            }
            (Kind::Rule(_) | Kind::Stage(_) | Kind::OnReturn(_), Inner::Unknown) => {}
            (Kind::Stage(node), Inner::Inactivity) => {
                let Some(last) = block.inactivity.last_mut() else { return false };
                last.stages.push(Line { statement, node });
            }
            (Kind::OnReturn(node), Inner::Inactivity) => {
                let Some(last) = block.inactivity.last_mut() else { return false };
                last.on_return.push(Line { statement, node });
            }
            _ => return false,
        }
        true
    }

    fn under_grade(&mut self, statement: &'t Statement) -> bool {
        let group = self.group_span();
        let Some(block) = self.out.grades.last_mut() else { return false };
        match &statement.kind {
            Kind::StartsAt(node) => block.starts.push(Line { statement, node }),
            Kind::LetterLine(node) => block.letters.push(Line { statement, node }),
            Kind::NoGrade(node) => block.no_grade.push(Line { statement, node }),
            Kind::Group(node) => {
                block.groups.push(GroupBlock { head: Line { statement, node }, rules: Vec::new() });
                if !placing::group_of_a_grade(node) && !statement.faulty {
                    let heading = self.head.map(|span| (self.place(span), self.shown(span)));
                    self.faults.push(report::group_of_a_grade(self.place(statement.span), heading));
                }
                self.inner(Inner::Group, statement);
            }
            Kind::Rule(node) => {
                if !matches!(node.occasion.kind, OccasionKind::If(_)) {
                    return false;
                }
                match (self.inner, block.groups.last_mut()) {
                    (Inner::Group, Some(last)) => {
                        last.rules.push(Line { statement, node });
                        self.indentation(statement, group);
                    }
                    (Inner::Unknown, _) => {}
                    _ => block.rules.push(Line { statement, node }),
                }
            }
            _ => return false,
        }
        true
    }

    fn under_test(&mut self, statement: &'t Statement) -> bool {
        let Some(block) = self.out.tests.last_mut() else { return false };
        match &statement.kind {
            Kind::Start(node) => block.start.push(Line { statement, node }),
            Kind::LeadHas(node) => block.lead_has.push(Line { statement, node }),
            Kind::Happens(node) => block.happenings.push(TestLine::Happens(Line { statement, node })),
            Kind::Changes(node) => block.happenings.push(TestLine::Changes(Line { statement, node })),
            Kind::Expect(node) => block.expectations.push(Line { statement, node }),
            _ => return false,
        }
        true
    }
}
