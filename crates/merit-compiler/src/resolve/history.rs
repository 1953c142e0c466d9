//! `had ...`: conditions on past events.

use merit_diagnostics::{Code, Diagnostic, Span};
use merit_ir as ir;
use merit_syntax::tree;

use super::{Bare, Scope};
use crate::context::Context;
use crate::resolved::CondKind;

impl Context<'_> {
    pub(super) fn history(&self, history: &tree::History, span: Span, scope: Scope) -> Option<CondKind> {
        if scope.in_history {
            let report = Diagnostic::new(Code::T208, scope.at(span), "One \"had\" cannot stand inside another.")
                .note("Inside \"where ( … )\" only properties and attributes can be asked for.");
            self.reports.add(report);
            return None;
        }
        let event = self.event(scope.file, &history.event).map(|(number, _)| number);
        let inner = match (&history.condition, event) {
            (Some(condition), Some(event)) => {
                let scope = Scope { file: scope.file, names: Bare::Event(event), in_history: true };
                Some(self.condition(condition, scope)?)
            }
            _ => None,
        };
        let frequency = match (history.none, history.frequency) {
            (true, _) => ir::Frequency::FewerThan(1),
            (false, None) => ir::Frequency::AtLeast(1),
            (false, Some(tree::Frequency::AtLeast(count))) => ir::Frequency::AtLeast(count.value),
            (false, Some(tree::Frequency::Exactly(count))) => ir::Frequency::Exactly(count.value),
            (false, Some(tree::Frequency::FewerThan(count))) => ir::Frequency::FewerThan(count.value),
        };
        let history = ir::History {
            event: ir::EventId(event?),
            condition: inner.as_ref().map(crate::resolved::Cond::ir),
            frequency,
            within: history.within.map(|within| within.value),
        };
        Some(CondKind::Had { history, inner: inner.map(Box::new) })
    }
}
