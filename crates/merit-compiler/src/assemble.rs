//! The compiled model from its resolved parts.

use merit_ir::{self as ir, Model, VERSION};
use merit_syntax::outline::ModelBlock;
use merit_values::{Day, Zone};

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

/// The model; `None` when some part could not be resolved, which has been reported.
pub(crate) fn assemble(
    context: &Context<'_>,
    resolved: &Resolved<'_>,
    head: Head,
    sources: Vec<String>,
) -> Option<Model> {
    let names = &context.names;
    let scores = resolved.scores.iter().map(|score| {
        let groups = groups(&score.groups)?;
        score.complete.then(|| ir::Score { groups, ..score.ir.clone() })
    });
    let grades = resolved.grades.iter().map(|grade| {
        let groups = groups(&grade.groups)?;
        grade.complete.then(|| ir::Grade { groups, ..grade.ir.clone() })
    });
    let events = names.events.items.iter().map(|event| {
        Some(ir::Event {
            name: event.name.clone(),
            title: event.title.clone(),
            activity: event.activity,
            weak_signal: event.weak_signal,
            properties: event.properties.items.iter().map(property).collect::<Option<_>>()?,
        })
    });
    let lists = names
        .lists
        .items
        .iter()
        .map(|list| Some(ir::List { name: list.name.clone(), entries: list.entries.clone()? }));
    let actions = names
        .actions
        .items
        .iter()
        .map(|action| ir::Action { name: action.name.clone(), title: action.title.clone() });
    Some(Model {
        merit_ir: VERSION,
        edition: 1,
        name: head.name,
        title: head.title,
        timezone: Zone::named(&head.zone?).ok()?.name().to_owned(),
        week: if head.sunday { ir::Week::Sunday } else { ir::Week::Monday },
        reviewed: head.reviewed,
        sources,
        events: events.collect::<Option<_>>()?,
        attributes: names.attributes.items.iter().map(attribute).collect::<Option<_>>()?,
        lists: lists.collect::<Option<_>>()?,
        actions: actions.collect(),
        scores: scores.collect::<Option<_>>()?,
        grades: grades.collect::<Option<_>>()?,
        tiers: resolved.tiers.clone(),
        matrices: resolved.matrices.iter().cloned().collect::<Option<_>>()?,
        segments: resolved
            .segments
            .iter()
            .map(|segment| segment.complete.then(|| segment.ir.clone()))
            .collect::<Option<_>>()?,
        triggers: resolved.triggers.iter().map(|(_, _, trigger)| trigger.clone()).collect::<Option<_>>()?,
    })
}

fn groups(groups: &[GroupDone<'_>]) -> Option<Vec<ir::Group>> {
    let group = |group: &GroupDone<'_>| {
        let rules = group.rules.iter().map(|rule| rule.ir.clone()).collect::<Option<_>>()?;
        Some(ir::Group { rules, ..group.ir.clone() })
    };
    groups.iter().map(group).collect()
}

fn property(field: &Field) -> Option<ir::Property> {
    Some(ir::Property {
        name: field.name.clone(),
        kind: field.kind.clone()?,
        required: field.required,
        personal: field.personal,
    })
}

fn attribute(field: &Field) -> Option<ir::Attribute> {
    Some(ir::Attribute {
        name: field.name.clone(),
        kind: field.kind.clone()?,
        required: field.required,
        first_seen: field.first_seen,
        consent: field.consent,
        personal: field.personal,
    })
}
