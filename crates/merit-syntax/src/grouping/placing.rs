//! Where statements belong, in people's words.

use crate::tree::{ClauseKind, First, Group, OccasionKind, StatementKind as Kind};

/// What a statement is called, and where it belongs.
pub(super) fn belongs(kind: &Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Has(_) => ("A \"has\" line", "under \"event\" or \"lead\""),
        Kind::Timezone(_) => ("The time zone", "under \"model\""),
        Kind::Week(_) => ("\"week starts\"", "under \"model\""),
        Kind::Reviewed(_) => ("\"reviewed\"", "under \"model\""),
        Kind::Range(_) => ("A range", "under \"score\""),
        Kind::Rounded(_) => ("\"rounded to\"", "under \"score\""),
        Kind::StartsAt(_) => ("\"starts at\"", "under \"score\" or \"grade\""),
        Kind::SumOf(_) => ("\"sum of\"", "under \"score\""),
        Kind::PointsDecay(_) => ("\"points decay\"", "under \"score\""),
        Kind::Group(_) => ("A group", "under \"score\"; under \"grade\" it may have a cap or \"best one only\""),
        Kind::Rule(rule) if !matches!(rule.occasion.kind, OccasionKind::If(_)) => {
            ("A rule about events", "under \"score\", before its \"inactivity\"")
        }
        Kind::Rule(_) => ("A rule", "under \"score\" or \"grade\", before its \"inactivity\""),
        Kind::Reset(_) => ("A reset", "under \"score\""),
        Kind::Inactivity(_) => ("\"inactivity\"", "under \"score\""),
        Kind::Stage(_) => ("A stage of inactivity", "under \"inactivity\""),
        Kind::OnReturn(_) => ("\"on return\"", "under \"inactivity\""),
        Kind::LetterLine(_) => ("The line of a letter", "under \"grade\""),
        Kind::NoGrade(_) => ("\"no grade\"", "under \"grade\""),
        Kind::TierLine(_) => ("The line of a tier", "under \"tiers of\""),
        Kind::Columns(_) => ("A \"columns\" line", "under \"matrix\""),
        Kind::Row(_) => ("A \"row\" line", "under \"matrix\""),
        Kind::Include(include) if include.exclude => ("An \"exclude\" line", "under \"segment\""),
        Kind::Include(_) => ("An \"include\" line", "under \"segment\""),
        Kind::Start(_) => ("\"start\"", "under \"test\""),
        Kind::LeadHas(_) => ("\"lead has\"", "under \"test\""),
        Kind::Happens(_) | Kind::Changes(_) => ("Something that happens on a day", "under \"test\""),
        Kind::Expect(_) => ("An \"expect\" line", "under \"test\""),
        _ => ("This line", "elsewhere"),
    }
}

/// Under a heading that was not understood everything may stand that belongs under a heading of its kind.
pub(super) fn may_stand_under(kind: &Kind, heading: First) -> bool {
    let words: &[First] = match kind {
        Kind::Has(_) => &[First::Event, First::Lead],
        Kind::Timezone(_) | Kind::Week(_) | Kind::Reviewed(_) => &[First::Model],
        Kind::Range(_)
        | Kind::Rounded(_)
        | Kind::SumOf(_)
        | Kind::PointsDecay(_)
        | Kind::Reset(_)
        | Kind::Inactivity(_)
        | Kind::Stage(_)
        | Kind::OnReturn(_) => &[First::Score],
        Kind::StartsAt(_) | Kind::Group(_) | Kind::Rule(_) => &[First::Score, First::Grade],
        Kind::LetterLine(_) | Kind::NoGrade(_) => &[First::Grade],
        Kind::TierLine(_) => &[First::Tiers],
        Kind::Columns(_) | Kind::Row(_) => &[First::Matrix],
        Kind::Include(_) => &[First::Segment],
        Kind::Start(_) | Kind::LeadHas(_) | Kind::Happens(_) | Kind::Changes(_) | Kind::Expect(_) => &[First::Test],
        _ => return true,
    };
    words.contains(&heading)
}

/// A group of a grade has a cap or `best one only`, nothing else.
pub(super) fn group_of_a_grade(group: &Group) -> bool {
    group.clauses.iter().all(|clause| matches!(clause.kind, ClauseKind::Cap { .. } | ClauseKind::BestOneOnly))
}
