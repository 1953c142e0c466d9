//! Best-practice checks (family B): what a careful colleague would say about a model that runs.
//!
//! Every check has a file of its own in [`checks`], with what a reader of the registry must know about it. A check looks
//! at the compiled model, and finds the places of its parts in the source. Nothing here reads a file or a clock.

mod bounds;
mod checks;
mod conditions;
mod counts;
mod first_day;
mod registry;
mod subject;
mod words;

use merit_compiler::Compilation;
use merit_diagnostics::Diagnostic;
use merit_values::Day;

pub use registry::{CHECKS, Check, Fixable};

/// What the checks cannot know from a model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Today, for what becomes old. Without it nothing is old.
    pub today: Option<Day>,
}

/// Runs all checks on a model, and adds what they find to its findings. What an `allow` line covers is left out; an
/// `allow` line that silences nothing is found, too. A file without a model, or one that is not understood, has no
/// findings of this kind.
pub fn lint(compilation: &mut Compilation, options: &Options) {
    let Some(model) = &compilation.understood else { return };
    let subject = subject::Subject::new(compilation, model, options);
    let mut found = Vec::new();
    for check in CHECKS {
        (check.run)(&subject, &mut found);
    }
    found.iter_mut().for_each(clip);
    merit_compiler::apply_practice(&mut found, &mut compilation.allowances);
    compilation.diagnostics.append(&mut found);
    compilation.diagnostics.sort_by_key(|report| (report.main.place, report.code));
}

/// Texts of the model stand in messages as they are; a line of megabytes would help nobody.
fn clip(diagnostic: &mut Diagnostic) {
    let texts = diagnostic.notes.iter_mut().chain(&mut diagnostic.choices);
    for text in texts.chain([&mut diagnostic.message]) {
        if let Some((at, _)) = text.char_indices().nth(LONGEST) {
            text.truncate(at);
            text.push('…');
        }
    }
}

/// Characters of a message, note or choice.
const LONGEST: usize = 500;
