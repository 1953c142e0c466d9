//! What conditions ask about, cut into classes: two leads (or events) of the same class get the same answers. A class may
//! be impossible in truth; every lead and every event has one.

use std::collections::HashMap;

use merit_ir::{Check, Condition, During, EventId, History, Model, Outcome, Part, Subject};
use merit_values::{Kind, Value};

use crate::classes;
use crate::truth::Truth;

/// What a variable is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// A property or an attribute, or a part of it.
    Value(Subject, Part),
    /// How often events of a type happened.
    Events(EventId),
    /// The local date.
    Today,
    /// Something that only the log decides, such as whether an occasion ever happened.
    Alone(u32),
}

/// A question about a variable.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Atom {
    /// A test of a value.
    Test(Check),
    /// A condition on past events.
    Had(History),
    /// Today is one of these dates.
    During(During),
    /// True or false, by itself.
    Alone,
}

/// A value that stands for a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Witness {
    /// This value. A date stands for a time, too.
    Value(Value),
    /// The date so many days before today (after it, when negative).
    DaysAgo(i32),
}

/// Leads or events that get the same answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// The answers to the questions, in their order.
    pub(crate) answers: Vec<Truth>,
    /// Values of this class; none when none was found.
    pub witnesses: Vec<Witness>,
}

/// Something that conditions ask about.
#[derive(Clone, Debug)]
pub struct Variable {
    /// What it is.
    pub about: About,
    atoms: Vec<Atom>,
    numbers: HashMap<Atom, usize>,
    /// Its classes; none when there would be too many: then every answer is possible.
    pub classes: Vec<Class>,
    /// Answers when nothing is known of it.
    open: Vec<Truth>,
}

/// A condition whose questions are numbered.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Atom(usize, usize),
    Outcome(Outcome),
    Always,
}

/// The class of each variable, as far as it is fixed.
pub type World = Vec<Option<u16>>;

/// Variables and their classes.
#[derive(Clone, Debug)]
pub struct Space<'m> {
    pub(crate) model: &'m Model,
    /// The event whose properties are asked for.
    event: Option<EventId>,
    /// The variables.
    pub variables: Vec<Variable>,
    numbers: HashMap<About, usize>,
}

/// A variable with more answers than this in all its classes is left open.
const MOST_ANSWERS: usize = 50_000;

/// A variable with more questions than this is left open.
const MOST_ATOMS: usize = 200;

impl<'m> Space<'m> {
    /// For conditions on a lead, or on events of a type.
    pub(crate) fn new(model: &'m Model, event: Option<EventId>) -> Self {
        Self { model, event, variables: Vec::new(), numbers: HashMap::new() }
    }

    /// Takes up a condition.
    pub(crate) fn add(&mut self, condition: &Condition) -> Node {
        match condition {
            Condition::All(parts) => Node::All(parts.iter().map(|part| self.add(part)).collect()),
            Condition::Any(parts) => Node::Any(parts.iter().map(|part| self.add(part)).collect()),
            Condition::Not(part) => Node::Not(Box::new(self.add(part))),
            Condition::Test(test) => self.atom(About::Value(test.subject, test.part), Atom::Test(test.check.clone())),
            Condition::Had(history) => self.atom(About::Events(history.event), Atom::Had((**history).clone())),
            Condition::Outcome(outcome) => Node::Outcome(outcome.clone()),
        }
    }

    /// A question of its own.
    pub(crate) fn alone(&mut self, number: u32) -> Node {
        self.atom(About::Alone(number), Atom::Alone)
    }

    /// A condition that holds only on some dates.
    pub(crate) fn during(&mut self, node: Node, during: Option<During>) -> Node {
        let Some(during) = during else { return node };
        Node::All(vec![node, self.atom(About::Today, Atom::During(during))])
    }

    fn atom(&mut self, about: About, atom: Atom) -> Node {
        let next = self.variables.len();
        let number = *self.numbers.entry(about).or_insert(next);
        if number == next {
            let (atoms, numbers, classes, open) = (Vec::new(), HashMap::new(), Vec::new(), Vec::new());
            self.variables.push(Variable { about, atoms, numbers, classes, open });
        }
        let Some(variable) = self.variables.get_mut(number) else { return Node::Always };
        let next = variable.atoms.len();
        let of_atom = *variable.numbers.entry(atom.clone()).or_insert(next);
        if of_atom == next {
            variable.atoms.push(atom);
        }
        Node::Atom(number, of_atom)
    }

    /// Cuts everything that was taken up into classes.
    pub(crate) fn finish(&mut self) {
        let mut variables = std::mem::take(&mut self.variables);
        for variable in &mut variables {
            let mut classes = self.classes(variable);
            let most = MOST_ANSWERS / variable.atoms.len().max(1);
            if classes.len() > most || classes.len() > usize::from(u16::MAX) {
                classes.clear();
            }
            variable.open = (0..variable.atoms.len())
                .map(|atom| {
                    let answers = classes.iter().filter_map(|class| class.answers.get(atom));
                    let found = answers.fold(Truth::NONE, |one, other| one.or_else(*other));
                    if found == Truth::NONE { Truth::ANY } else { found }
                })
                .collect();
            variable.classes = classes;
        }
        self.variables = variables;
    }

    fn classes(&self, variable: &Variable) -> Vec<Class> {
        if variable.atoms.len() > MOST_ATOMS {
            return Vec::new();
        }
        match variable.about {
            About::Value(subject, part) => match self.kind(subject) {
                Some(kind) => classes::of_value(self.model, kind, part, &variable.atoms),
                None => Vec::new(),
            },
            About::Events(_) => classes::of_events(&variable.atoms),
            About::Today => classes::of_today(&variable.atoms),
            About::Alone(_) => [Truth::FALSE, Truth::TRUE]
                .map(|answer| Class { answers: vec![answer; variable.atoms.len()], witnesses: Vec::new() })
                .to_vec(),
        }
    }

    fn kind(&self, subject: Subject) -> Option<&'m Kind> {
        match subject {
            Subject::Attribute(attribute) => Some(&self.model.attributes.get(attribute.index())?.kind),
            Subject::Property(property) => {
                let event = self.model.events.get(self.event?.index())?;
                Some(&event.properties.get(property.index())?.kind)
            }
        }
    }

    /// A world in which nothing is fixed.
    #[must_use]
    pub fn open_world(&self) -> World {
        vec![None; self.variables.len()]
    }

    /// The answers of a condition without outcomes.
    pub(crate) fn truth(&self, node: &Node, world: &World) -> Truth {
        self.truth_with(node, world, &|_| Truth::ANY)
    }

    /// The answers of a condition; `outcomes` answers for scores, tiers and grades.
    pub(crate) fn truth_with(&self, node: &Node, world: &World, outcomes: &dyn Fn(&Outcome) -> Truth) -> Truth {
        match node {
            Node::All(parts) => {
                parts.iter().fold(Truth::TRUE, |before, part| before.and(self.truth_with(part, world, outcomes)))
            }
            Node::Any(parts) => {
                parts.iter().fold(Truth::FALSE, |before, part| before.or(self.truth_with(part, world, outcomes)))
            }
            Node::Not(part) => self.truth_with(part, world, outcomes).not(),
            Node::Atom(variable, atom) => self.answer(*variable, *atom, world),
            Node::Outcome(outcome) => outcomes(outcome),
            Node::Always => Truth::TRUE,
        }
    }

    fn answer(&self, variable: usize, atom: usize, world: &World) -> Truth {
        let Some(of) = self.variables.get(variable) else { return Truth::ANY };
        let fixed = world.get(variable).copied().flatten().and_then(|class| of.classes.get(usize::from(class)));
        let answer = fixed.map_or_else(|| of.open.get(atom), |class| class.answers.get(atom));
        answer.copied().unwrap_or(Truth::ANY)
    }

    /// The variables that a condition asks about.
    pub(crate) fn variables_of(node: &Node, found: &mut Vec<usize>) {
        match node {
            Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|part| Self::variables_of(part, found)),
            Node::Not(part) => Self::variables_of(part, found),
            Node::Atom(variable, _) if !found.contains(variable) => found.push(*variable),
            Node::Atom(..) | Node::Outcome(_) | Node::Always => {}
        }
    }

    /// The number of classes of a variable; one when it is left open.
    pub(crate) fn count(&self, variable: usize) -> usize {
        self.variables.get(variable).map_or(1, |variable| variable.classes.len().max(1))
    }

    /// Whether a condition can be true at all, as far as that can be found with so many steps. Never a false "no".
    pub(crate) fn can_hold(&self, node: &Node, steps: usize) -> bool {
        let mut variables = Vec::new();
        Self::variables_of(node, &mut variables);
        variables.retain(|variable| self.count(*variable) > 1);
        let mut left = steps;
        self.search(node, &variables, &mut self.open_world(), &mut left)
    }

    fn search(&self, node: &Node, variables: &[usize], world: &mut World, left: &mut usize) -> bool {
        if !self.truth(node, world).can_be_true() {
            return false;
        }
        let Some((first, rest)) = variables.split_first() else { return true };
        for class in 0..self.count(*first) {
            if *left == 0 {
                return true;
            }
            *left -= 1;
            set(world, *first, u16::try_from(class).ok());
            if self.search(node, rest, world, left) {
                return true;
            }
        }
        set(world, *first, None);
        false
    }
}

/// Fixes a variable, or leaves it open.
pub(crate) fn set(world: &mut World, variable: usize, class: Option<u16>) {
    if let Some(place) = world.get_mut(variable) {
        *place = class;
    }
}
