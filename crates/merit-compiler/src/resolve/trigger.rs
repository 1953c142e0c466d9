//! Triggers.

use merit_diagnostics::{Code, FileId, Place};
use merit_ir::{self as ir, ActionId};
use merit_syntax::outline::Line;
use merit_syntax::tree;

use super::occasion::Often;
use crate::context::Context;

impl Context<'_> {
    pub(crate) fn trigger(&self, file: FileId, line: Line<'_, tree::Trigger>) -> Option<ir::Trigger> {
        let node = line.node;
        let action = self.action(file, &node.action);
        let target = self.place(file, &node.place);
        let written = node.how_often.as_ref();
        let how_often = written.and_then(|how_often| match self.how_often(file, how_often, None)? {
            Often::Counts(how_often) => Some(how_often),
            Often::Restarts(_) => {
                let place = Place { file, span: how_often.span };
                self.reports.plain(
                    Code::T217,
                    place,
                    "\"restarting\" belongs to a ladder of points, and a trigger has none.",
                );
                None
            }
        });
        Some(ir::Trigger {
            action: ActionId(action?),
            leaving: node.leaving,
            name: node.place.text.clone(),
            target: target?.target,
            delay: node.delay.map(|delay| delay.value),
            how_often: how_often?,
            even_if_they_left: node.even_if_they_left,
            source: self.statement_source(file, line.statement),
        })
    }
}
