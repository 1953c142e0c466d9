//! The compiled model from its resolved parts.

use merit_ir::{self as ir, Check, Condition, ListId, Model, Occasion, RuleKind, Texts, VERSION};
use merit_reach::Known;
use merit_syntax::outline::ModelBlock;
use merit_values::{Day, Kind, Zone};

use crate::context::Context;
use crate::resolved::{GroupDone, Resolved};
use crate::table::Field;

/// What the lines under `model` say.
#[derive(Debug, Default)]
pub(crate) struct Head {
    pub(crate) name: String,
    pub(crate) title: Option<String>,
    pub(crate) zone: Option<String>,
    pub(crate) sunday: bool,
    pub(crate) reviewed: Option<Day>,
}

impl Head {
    pub(crate) fn of(block: Option<&ModelBlock<'_>>) -> Self {
        let Some(block) = block else { return Self::default() };
        Self {
            name: block.head.node.name.text.clone(),
            title: block.head.node.title.as_ref().map(|title| title.text.clone()),
            zone: block.timezones.first().map(|line| line.node.zone.text.clone()),
            sunday: block.weeks.first().is_some_and(|line| line.node.sunday),
            reviewed: block.reviewed.first().map(|line| line.node.date.day),
        }
    }
}

/// As much of the model as is understood. What is not understood is left out, or stands for nothing.
pub(crate) struct Assembled {
    /// The model.
    pub(crate) model: Model,
    /// Which of its scores and grades are whole.
    pub(crate) known: Known,
    /// Nothing is missing: this is what the file says.
    pub(crate) whole: bool,
}

/// Puts the parts together; what could not be resolved has been reported.
pub(crate) fn assemble(
    context: &Context<'_>,
    resolved: &Resolved<'_>,
    head: Head,
    sources: Vec<String>,
) -> Assembled {
    let names = &context.names;
    let mut known = Known { lenient: true, ..Known::default() };
    let mut whole = true;
    // A list that could not be read may hold anything, so nothing is said of what asks for it.
    let unread: Vec<ListId> =
        (0..).zip(&names.lists.items).filter(|(_, list)| list.entries.is_none()).map(|(at, _)| ListId(at)).collect();
    let mut scores = Vec::with_capacity(resolved.scores.len());
    for score in &resolved.scores {
        let (groups, all) = groups(&score.groups);
        known.scores.push(score.complete && all && !groups_ask_for(&groups, &unread));
        whole &= score.complete && all;
        scores.push(ir::Score { groups, ..score.ir.clone() });
    }
    let mut grades = Vec::with_capacity(resolved.grades.len());
    for grade in &resolved.grades {
        let (groups, all) = groups(&grade.groups);
        let none = grade.ir.no_grade_if.iter().any(|condition| asks_for(condition, &unread));
        known.grades.push(grade.complete && all && !none && !groups_ask_for(&groups, &unread));
        whole &= grade.complete && all;
        grades.push(ir::Grade { groups, ..grade.ir.clone() });
    }
    let events = names.events.items.iter().map(|event| ir::Event {
        name: event.name.clone(),
        title: event.title.clone(),
        activity: event.activity,
        weak_signal: event.weak_signal,
        properties: event.properties.items.iter().map(|field| property(field, &mut whole)).collect(),
    });
    let events = events.collect();
    let attributes = names.attributes.items.iter().map(|field| attribute(field, &mut whole)).collect();
    let lists = names.lists.items.iter().map(|list| {
        whole &= list.entries.is_some();
        let entries = list.entries.clone().unwrap_or_else(|| ir::ListEntries::Text(Vec::new()));
        ir::List { name: list.name.clone(), entries }
    });
    let lists = lists.collect();
    let actions = names
        .actions
        .items
        .iter()
        .map(|action| ir::Action { name: action.name.clone(), title: action.title.clone() });
    let zone = head.zone.as_deref().and_then(|zone| Zone::named(zone).ok());
    whole &= zone.is_some();
    whole &= resolved.matrices.iter().all(Option::is_some);
    whole &= resolved.segments.iter().all(|segment| segment.complete);
    whole &= resolved.triggers.iter().all(|(_, _, trigger)| trigger.is_some());
    let model = Model {
        merit_ir: VERSION,
        edition: 1,
        name: head.name,
        title: head.title,
        timezone: zone.map_or_else(String::new, |zone| zone.name().to_owned()),
        week: if head.sunday { ir::Week::Sunday } else { ir::Week::Monday },
        reviewed: head.reviewed,
        sources,
        events,
        attributes,
        lists,
        actions: actions.collect(),
        scores,
        grades,
        tiers: resolved.tiers.clone(),
        matrices: resolved.matrices.iter().flatten().cloned().collect(),
        segments: resolved.segments.iter().map(|segment| segment.ir.clone()).collect(),
        triggers: resolved.triggers.iter().filter_map(|(_, _, trigger)| trigger.clone()).collect(),
    };
    Assembled { model, known, whole }
}

fn groups_ask_for(groups: &[ir::Group], lists: &[ListId]) -> bool {
    let patterns = |occasion: &Occasion| match occasion {
        Occasion::Single(pattern) | Occasion::Times { pattern, .. } | Occasion::Streak { answer: pattern, .. } => {
            vec![pattern.condition.clone()]
        }
        Occasion::Then { first, second, .. } | Occasion::ThenNo { first, second, .. } => {
            vec![first.condition.clone(), second.condition.clone()]
        }
    };
    let of_rule = |rule: &ir::Rule| match &rule.kind {
        RuleKind::Standing { condition, .. } => asks_for(condition, lists),
        RuleKind::Event { occasion, .. } => {
            patterns(occasion).iter().flatten().any(|condition| asks_for(condition, lists))
        }
    };
    !lists.is_empty() && groups.iter().flat_map(|group| &group.rules).any(of_rule)
}

fn asks_for(condition: &Condition, lists: &[ListId]) -> bool {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(|part| asks_for(part, lists)),
        Condition::Not(part) => asks_for(part, lists),
        Condition::Test(test) => match &test.check {
            Check::InList(list)
            | Check::StartsWith(Texts::List(list))
            | Check::EndsWith(Texts::List(list))
            | Check::Contains(Texts::List(list))
            | Check::ContainsWord(Texts::List(list)) => lists.contains(list),
            _ => false,
        },
        Condition::Had(history) => history.condition.as_ref().is_some_and(|condition| asks_for(condition, lists)),
        Condition::Outcome(_) => false,
    }
}

/// The groups, and whether all their rules are understood.
fn groups(groups: &[GroupDone<'_>]) -> (Vec<ir::Group>, bool) {
    let all = groups.iter().flat_map(|group| &group.rules).all(|rule| rule.ir.is_some());
    let group = |group: &GroupDone<'_>| {
        let rules = group.rules.iter().filter_map(|rule| rule.ir.clone()).collect();
        ir::Group { rules, ..group.ir.clone() }
    };
    (groups.iter().map(group).collect(), all)
}

fn property(field: &Field, whole: &mut bool) -> ir::Property {
    ir::Property {
        name: field.name.clone(),
        kind: kind(field, whole),
        required: field.required,
        personal: field.personal,
    }
}

fn attribute(field: &Field, whole: &mut bool) -> ir::Attribute {
    ir::Attribute {
        name: field.name.clone(),
        kind: kind(field, whole),
        required: field.required,
        first_seen: field.first_seen,
        consent: field.consent,
        personal: field.personal,
    }
}

/// Nothing that asks for a field without a kind is understood, so any kind will do there.
fn kind(field: &Field, whole: &mut bool) -> Kind {
    *whole &= field.kind.is_some();
    field.kind.clone().unwrap_or(Kind::Text)
}
