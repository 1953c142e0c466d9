//! Leads and events that fit: values for those who put a log together.

use merit_ir::{AttributeId, Condition, EventId, Model, PropertyId, Subject};

use crate::space::{About, Space, Variable, Witness, World, set};
use crate::{Reach, Spot};

/// Values that make an event fit some conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventWay {
    /// Properties that must have a value, each with some that fit.
    pub properties: Vec<(PropertyId, Vec<Witness>)>,
    /// Attributes that the lead must have then.
    pub attributes: Vec<(AttributeId, Witness)>,
    /// For each condition that was asked about: whether it can be true of such an event.
    pub meets: Vec<bool>,
}

/// Worlds looked at for each condition.
const MOST_STEPS: usize = 3_000;

/// Different ways to meet at least one of these conditions, up to so many for each.
#[must_use]
pub fn event_ways(model: &Model, event: EventId, conditions: &[&Condition], most: usize) -> Vec<EventWay> {
    let mut space = Space::new(model, Some(event));
    let nodes: Vec<_> = conditions.iter().map(|condition| space.add(condition)).collect();
    space.finish();
    let mut found: Vec<EventWay> = Vec::new();
    for node in &nodes {
        let mut variables = Vec::new();
        Space::variables_of(node, &mut variables);
        // What other conditions ask about the same event comes after.
        for other in &nodes {
            Space::variables_of(other, &mut variables);
        }
        variables.retain(|variable| {
            space
                .variables
                .get(*variable)
                .is_some_and(|v| matches!(v.about, About::Value(..)) && !v.classes.is_empty())
        });
        let (mut world, mut left, mut ways) = (space.open_world(), MOST_STEPS, Vec::new());
        collect(&space, &variables, &mut world, &mut left, &mut |world| {
            if !space.truth(node, world).can_be_true() {
                return false;
            }
            let fixed = variables.iter().all(|variable| world.get(*variable).copied().flatten().is_some());
            if fixed && let Some(way) = way(&space, world, &nodes) {
                ways.push(way);
            }
            !fixed
        });
        // Few values first; of those with equal answers one is enough.
        ways.sort_by_key(|way: &EventWay| {
            (way.properties.len() + way.attributes.len(), way.meets.iter().filter(|m| **m).count())
        });
        let mut kept = 0;
        let mut answers: Vec<Vec<bool>> = Vec::new();
        for way in ways {
            if kept < most && !answers.contains(&way.meets) {
                answers.push(way.meets.clone());
                kept += 1;
                if !found.contains(&way) {
                    found.push(way);
                }
            }
        }
    }
    found
}

/// Goes through worlds as long as `go_on` says so.
fn collect(
    space: &Space<'_>,
    variables: &[usize],
    world: &mut World,
    left: &mut usize,
    go_on: &mut dyn FnMut(&World) -> bool,
) {
    if *left == 0 {
        return;
    }
    *left -= 1;
    if !go_on(world) {
        return;
    }
    let Some((first, rest)) = variables.split_first() else { return };
    for class in 0..space.count(*first) {
        set(world, *first, u16::try_from(class).ok());
        collect(space, rest, world, left, go_on);
    }
    set(world, *first, None);
}

fn way(space: &Space<'_>, world: &World, nodes: &[crate::space::Node]) -> Option<EventWay> {
    let mut way = EventWay { properties: Vec::new(), attributes: Vec::new(), meets: Vec::new() };
    for (number, variable) in space.variables.iter().enumerate() {
        let Some(witnesses) = witnesses(variable, number, world)? else { continue };
        match variable.about {
            About::Value(Subject::Property(property), _)
                if !way.properties.iter().any(|(other, _)| *other == property) =>
            {
                way.properties.push((property, witnesses.to_vec()));
            }
            About::Value(Subject::Attribute(attribute), _) => {
                if let Some(first) =
                    witnesses.first().filter(|_| !way.attributes.iter().any(|(a, _)| *a == attribute))
                {
                    way.attributes.push((attribute, first.clone()));
                }
            }
            _ => {}
        }
    }
    way.meets = nodes.iter().map(|node| space.truth(node, world).can_be_true()).collect();
    Some(way)
}

/// The values of a fixed variable; nothing when it is not fixed or without value. `None` when no value is known.
fn witnesses<'s>(variable: &'s Variable, number: usize, world: &World) -> Option<Option<&'s [Witness]>> {
    let class = world.get(number).copied().flatten().and_then(|class| variable.classes.get(usize::from(class)));
    let Some(class) = class.filter(|_| matches!(variable.about, About::Value(..))) else { return Some(None) };
    match class.witnesses.first() {
        None => None,
        Some(Witness::Value(merit_values::Value::Unknown)) => Some(None),
        Some(_) => Some(Some(&class.witnesses)),
    }
}

impl Reach<'_> {
    /// Attributes of leads that are not ruled out for a spot, fewest first.
    #[must_use]
    pub fn lead_ways(&self, spot: &Spot, steps: usize, most: usize) -> Vec<Vec<(AttributeId, Witness)>> {
        let mut found: Vec<Vec<(AttributeId, Witness)>> = Vec::new();
        for world in self.worlds(spot, steps, most) {
            let mut attributes: Vec<(AttributeId, Witness)> = Vec::new();
            let mut known = true;
            for (number, variable) in self.space().variables.iter().enumerate() {
                let About::Value(Subject::Attribute(attribute), _) = variable.about else { continue };
                match witnesses(variable, number, &world) {
                    None => known = false,
                    Some(Some([first, ..])) if !attributes.iter().any(|(other, _)| *other == attribute) => {
                        attributes.push((attribute, first.clone()));
                    }
                    Some(_) => {}
                }
            }
            if known && !found.contains(&attributes) {
                found.push(attributes);
            }
        }
        found.sort_by_key(Vec::len);
        found
    }

    /// The names of what decides about a spot: attributes, events of the past.
    #[must_use]
    pub fn decided_by(&self, spot: &Spot) -> Vec<String> {
        let mut variables = Vec::new();
        self.variables_of_spot(spot, &mut variables);
        let mut names: Vec<String> = Vec::new();
        for variable in variables.iter().filter_map(|variable| self.space().variables.get(*variable)) {
            let name = match variable.about {
                About::Value(Subject::Attribute(attribute), _) => {
                    self.model.attributes.get(attribute.index()).map(|attribute| attribute.name.clone())
                }
                About::Events(event) => {
                    self.model.events.get(event.index()).map(|event| format!("past {}", event.name))
                }
                _ => None,
            };
            names.extend(name.filter(|name| !names.contains(name)));
        }
        names
    }
}
