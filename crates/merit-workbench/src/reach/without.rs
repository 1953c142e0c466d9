//! Whether a goal is possible at all when some events do not happen: a search that cannot arrive is not begun.

use merit_ir::{EventId, Membership, Model, Occasion, RuleKind};
use merit_reach::{Reach, Spot};

/// False is proved.
pub(super) fn possible(model: &Model, spot: &Spot, events: &[EventId]) -> bool {
    let mut model = model.clone();
    let happens = |occasion: &Occasion| !needs(occasion).iter().any(|event| events.contains(event));
    for group in model.scores.iter_mut().flat_map(|score| &mut score.groups) {
        group.rules.retain(|rule| match &rule.kind {
            RuleKind::Event { occasion, .. } => happens(occasion),
            RuleKind::Standing { .. } => true,
        });
    }
    for segment in &mut model.segments {
        let stays = |line: &Membership| match line {
            Membership::After(occasion, _) => happens(occasion),
            Membership::When(_) => true,
        };
        segment.includes.retain(stays);
        segment.excludes.retain(stays);
    }
    Reach::of(&model).can_be(spot)
}

/// Events without which an occasion never comes.
fn needs(occasion: &Occasion) -> Vec<EventId> {
    match occasion {
        Occasion::Single(pattern) | Occasion::Times { pattern, .. } => vec![pattern.event],
        Occasion::Then { first, second, .. } => vec![first.event, second.event],
        Occasion::ThenNo { first, .. } => vec![first.event],
        Occasion::Streak { answer, asked, .. } => vec![answer.event, *asked],
    }
}
