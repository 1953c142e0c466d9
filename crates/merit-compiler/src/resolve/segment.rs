//! Segments.

use merit_ir::{self as ir, Membership};
use merit_syntax::outline::SegmentBlock;
use merit_syntax::tree::IncludeWhat;

use super::{Bare, Scope};
use crate::context::Context;
use crate::names::Block;
use crate::resolved::{Purpose, SegmentDone};

impl<'t> Context<'t> {
    pub(crate) fn segment_block(&self, entry: &Block<'t, SegmentBlock<'t>>) -> SegmentDone {
        let block = entry.block;
        let (mut includes, mut excludes) = (Vec::new(), Vec::new());
        let mut complete = !block.damaged;
        for line in &block.lines {
            let node = line.node;
            let purpose = if node.exclude { Purpose::Exclude } else { Purpose::Include };
            let member = self.about(entry.file, line.statement, || match &node.what {
                IncludeWhat::When(condition) => {
                    let scope = Scope::of(entry.file, Bare::Segment);
                    self.whole_condition(condition, scope, purpose).map(|condition| Membership::When(condition.ir()))
                }
                IncludeWhat::After(occasion, length) => self
                    .occasion(entry.file, occasion, purpose)
                    .map(|occasion| Membership::After(occasion.ir, length.map(|length| length.value))),
            });
            complete &= member.is_some() && !line.statement.faulty;
            if node.exclude { excludes.extend(member) } else { includes.extend(member) }
        }
        let source = self.statement_source(entry.file, block.head.statement);
        let ir = ir::Segment { name: entry.name.clone(), includes, excludes, source };
        SegmentDone { ir, complete }
    }
}
