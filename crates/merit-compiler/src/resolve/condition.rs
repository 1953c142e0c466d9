//! Conditions: every name resolved, every comparison checked, all errors reported.

use merit_diagnostics::{Code, Diagnostic};
use merit_ir as ir;
use merit_syntax::tree::{Condition, ConditionKind};

use super::operator::Compared;
use super::subject::Who;
use super::{Bare, Scope};
use crate::context::Context;
use crate::resolved::{Cond, CondKind, Purpose, Written};

impl Context<'_> {
    /// A whole condition: resolved, and kept for the checks.
    pub(crate) fn whole_condition(&self, condition: &Condition, scope: Scope, purpose: Purpose) -> Option<Cond> {
        let resolved = self.condition(condition, scope)?;
        if !self.reports.is_muted() {
            let event = match scope.names {
                Bare::Event(event) => Some(ir::EventId(event)),
                Bare::Lead | Bare::Segment | Bare::Claim => None,
            };
            let written = Written { file: scope.file, condition: resolved.clone(), purpose, event };
            self.conditions.borrow_mut().push(written);
        }
        Some(resolved)
    }

    /// A condition. Its nesting is capped where it is read, so recursion is safe.
    pub(super) fn condition(&self, condition: &Condition, scope: Scope) -> Option<Cond> {
        let all = |parts: &[Condition]| {
            let parts: Vec<_> = parts.iter().map(|part| self.condition(part, scope)).collect();
            parts.into_iter().collect::<Option<Vec<_>>>()
        };
        let kind = match &condition.kind {
            ConditionKind::And(parts) => CondKind::All(all(parts)?),
            ConditionKind::Or(parts) => CondKind::Any(all(parts)?),
            ConditionKind::Not(part) => CondKind::Not(Box::new(self.condition(part, scope)?)),
            ConditionKind::Had(_) if scope.names == Bare::Claim => {
                let message = "A claim asks who a lead is: what it did before cannot be asked for here.";
                let report = Diagnostic::new(Code::T208, scope.at(condition.span), message)
                    .note("A claim is looked at for every past that a lead can have.");
                self.reports.add(report);
                return None;
            }
            ConditionKind::Had(history) => self.history(history, condition.span, scope)?,
            ConditionKind::Compare { subject, operator, operator_span } => {
                let who = self.subject(subject, scope)?;
                match who {
                    Who::Field { subject: of, field, part } => {
                        let kind = field.kind.as_ref()?;
                        let shown = self.words(scope.at(subject.span));
                        let compared = Compared {
                            field,
                            kind,
                            part,
                            shown: &shown,
                            subject_span: subject.span,
                            operator_span: *operator_span,
                        };
                        let (check, negated) = self.check(compared, operator, scope)?;
                        self.hint_at_domains(compared, &check, scope);
                        self.warn_of_texts(compared, operator, scope);
                        CondKind::Test { test: ir::Test { subject: of, part, check }, negated }
                    }
                    outcome => {
                        let (outcome, negated) = self.outcome(&outcome, subject, operator, *operator_span, scope)?;
                        CondKind::Outcome { outcome, negated }
                    }
                }
            }
        };
        Some(Cond { kind, span: condition.span })
    }

    /// T219: a domain that is compared exactly misses its sub-domains.
    fn hint_at_domains(&self, of: Compared<'_>, check: &ir::Check, scope: Scope) {
        let (ir::Check::TextIs(_), ir::Part::Domain | ir::Part::Host) = (check, of.part) else { return };
        let place = scope.at(of.operator_span);
        let message = format!("{} is compared exactly here, so sub-domains are missed.", of.shown);
        let report = Diagnostic::new(Code::T219, place, message)
            .note("A list of domains includes them:   list my_domains: domains \"…\"   and   is in my_domains");
        self.reports.add(report);
    }
}
