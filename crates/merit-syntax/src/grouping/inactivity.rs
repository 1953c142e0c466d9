//! S115: what is missing or mixed in an inactivity block.

use merit_diagnostics::{Diagnostic, FileId, Place};

use crate::outline::{InactivityBlock, Outline};
use crate::report;
use crate::tree::StageEffect;

pub(super) fn faults(outline: &Outline<'_>, file: FileId) -> Vec<Diagnostic> {
    let blocks = outline.scores.iter().flat_map(|score| &score.inactivity);
    blocks.flat_map(|block| [mixed(block, file), no_return(block, file)]).flatten().collect()
}

fn mixed(block: &InactivityBlock<'_>, file: FileId) -> Option<Diagnostic> {
    let mut first = None;
    for stage in block.stages.iter().filter(|stage| !stage.statement.faulty) {
        let word = match stage.node.effect {
            Some(StageEffect::Total(_)) => "total",
            Some(StageEffect::Further(_)) => "further",
            Some(StageEffect::Reset) => "reset",
            None => continue,
        };
        let place = Place { file, span: stage.node.effect_span };
        match first {
            None => first = Some((word, place)),
            Some((earlier, at)) if earlier != word => {
                return Some(report::stage_words_mixed(place, word, at, earlier));
            }
            Some(_) => {}
        }
    }
    None
}

fn no_return(block: &InactivityBlock<'_>, file: FileId) -> Option<Diagnostic> {
    let silent = block.damaged || block.head.statement.faulty || !block.on_return.is_empty();
    (!silent).then(|| report::on_return_missing(Place { file, span: block.head.statement.span }))
}
