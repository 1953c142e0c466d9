//! Checks of what was resolved: each in a file of its own.

use merit_syntax::outline::Outline;

use crate::context::Context;
use crate::resolved::Resolved;

/// Everything a check may look at.
pub(crate) struct Subject<'a, 't> {
    pub(crate) context: &'a Context<'t>,
    pub(crate) resolved: &'a Resolved<'t>,
    /// The file asked for.
    pub(crate) main: &'a Outline<'t>,
    pub(crate) has_model: bool,
}

/// All checks.
const CHECKS: &[fn(&Subject<'_, '_>)] = &[];

/// Runs all checks.
pub(crate) fn run<'t>(context: &Context<'t>, resolved: &Resolved<'t>, main: Option<&Outline<'t>>, has_model: bool) {
    let Some(main) = main else { return };
    let subject = Subject { context, resolved, main, has_model };
    for check in CHECKS {
        check(&subject);
    }
}
