//! Whether two compiled models are the same up to names.

use std::collections::HashMap;

use merit_compiler::Compilation;
use merit_ir::{Claim, Claimed, Group, Happening, Model, ModelClaim, Source, TestCase};
use merit_values::Kind;

/// True when two models differ in nothing but names and the texts of their lines.
#[must_use]
pub fn same_but_names(one: &Model, other: &Model) -> bool {
    Nameless::of(one).model == Nameless::of(other).model
}

/// The same for the tests and claims of two compilations.
#[must_use]
pub fn same_tests_but_names(one: &Compilation, other: &Compilation) -> bool {
    let tests = |compiled: &Compilation| {
        let nameless = compiled.understood.as_ref().map(Nameless::of).unwrap_or_default();
        let claims: Vec<ModelClaim> = compiled.claims.iter().map(|(claim, _)| nameless.claim(claim)).collect();
        (compiled.tests.iter().map(|test| nameless.test(test)).collect::<Vec<_>>(), claims)
    };
    tests(one) == tests(other)
}

/// A model whose names are gone; what is named by text and not by number has a number instead.
#[derive(Default)]
struct Nameless {
    model: Option<Model>,
    /// Cells in the order in which they first stand.
    cells: HashMap<String, usize>,
    labels: HashMap<String, usize>,
}

impl Nameless {
    fn of(model: &Model) -> Self {
        let mut bare = model.clone();
        let mut this = Self::default();
        bare.name.clear();
        for event in &mut bare.events {
            event.name.clear();
            for property in &mut event.properties {
                property.name.clear();
                property.kind = without_choices(&property.kind);
            }
        }
        for attribute in &mut bare.attributes {
            attribute.name.clear();
            attribute.kind = without_choices(&attribute.kind);
        }
        bare.lists.iter_mut().for_each(|list| list.name.clear());
        bare.actions.iter_mut().for_each(|action| action.name.clear());
        for score in &mut bare.scores {
            score.name.clear();
            wipe(&mut score.source);
            this.groups(&mut score.groups);
            for reset in &mut score.resets {
                reset.label = reset.label.as_ref().map(|_| String::new());
                wipe(&mut reset.source);
            }
            for block in &mut score.inactivity {
                wipe(&mut block.source);
                block.stages.iter_mut().for_each(|stage| wipe(&mut stage.source));
            }
        }
        for grade in &mut bare.grades {
            grade.name.clear();
            wipe(&mut grade.source);
            this.groups(&mut grade.groups);
            for letter in &mut grade.letters {
                letter.name.clear();
                wipe(&mut letter.source);
            }
        }
        for tiers in &mut bare.tiers {
            wipe(&mut tiers.source);
            for line in &mut tiers.lines {
                line.name.clear();
                wipe(&mut line.source);
            }
        }
        for matrix in &mut bare.matrices {
            matrix.name.clear();
            wipe(&mut matrix.source);
            for cell in matrix.cells.iter_mut().flatten() {
                *cell = numbered(&mut this.cells, cell);
            }
        }
        for segment in &mut bare.segments {
            segment.name.clear();
            wipe(&mut segment.source);
        }
        for trigger in &mut bare.triggers {
            trigger.name = this.cell(&trigger.name);
            wipe(&mut trigger.source);
        }
        this.model = Some(bare);
        this
    }

    fn groups(&mut self, groups: &mut [Group]) {
        for group in groups {
            group.name = group.name.as_ref().map(|_| String::new());
            wipe(&mut group.source);
            for rule in &mut group.rules {
                rule.label = rule.label.as_ref().map(|label| numbered(&mut self.labels, label));
                wipe(&mut rule.source);
            }
        }
    }

    /// Tiers and segments are named by number as well; of cells the name alone says which.
    fn cell(&self, name: &str) -> String {
        self.cells.get(name).map(usize::to_string).unwrap_or_default()
    }

    fn test(&self, test: &TestCase) -> TestCase {
        let mut test = test.clone();
        test.name.clear();
        wipe(&mut test.source);
        for happening in &mut test.happenings {
            let (Happening::Event { source, .. } | Happening::Change { source, .. }) = happening;
            wipe(source);
        }
        for expectation in &mut test.expectations {
            wipe(&mut expectation.source);
            for (claim, source) in &mut expectation.claims {
                wipe(source);
                match claim {
                    Claim::Label(label, _) => {
                        *label = self.labels.get(label).map(usize::to_string).unwrap_or_default();
                    }
                    Claim::In { name, .. } => *name = self.cell(name),
                    _ => {}
                }
            }
        }
        test
    }

    fn claim(&self, claim: &ModelClaim) -> ModelClaim {
        let mut claim = claim.clone();
        wipe(&mut claim.source);
        if let Claimed::In { name, .. } = &mut claim.claimed {
            *name = self.cell(name);
        }
        claim
    }
}

fn numbered(numbers: &mut HashMap<String, usize>, name: &str) -> String {
    let next = numbers.len();
    numbers.entry(name.to_owned()).or_insert(next).to_string()
}

fn wipe(source: &mut Source) {
    source.text.clear();
    source.column = 0;
}

/// As many choices without their texts.
fn without_choices(kind: &Kind) -> Kind {
    match kind {
        Kind::OneOf(choices) => Kind::OneOf(vec![String::new(); choices.len()]),
        Kind::SeveralOf(choices) => Kind::SeveralOf(vec![String::new(); choices.len()]),
        other => other.clone(),
    }
}
