//! Collecting reports. While it is muted, nothing is collected: statements with a fault of their own are still resolved,
//! so that what they mention counts as used, but are not reported a second time.

use std::cell::{Cell, RefCell};

use merit_diagnostics::{Code, Diagnostic, Place};

#[derive(Debug, Default)]
pub(crate) struct Reports {
    found: RefCell<Vec<Diagnostic>>,
    muted: Cell<bool>,
}

impl Reports {
    pub(crate) fn add(&self, diagnostic: Diagnostic) {
        if !self.muted.get() {
            self.found.borrow_mut().push(diagnostic);
        }
    }

    /// A report without further parts.
    pub(crate) fn plain(&self, code: Code, place: Place, message: impl Into<String>) {
        self.add(Diagnostic::new(code, place, message));
    }

    /// Does something for a statement, silently if it is faulty.
    pub(crate) fn about<T>(&self, faulty: bool, work: impl FnOnce() -> T) -> T {
        let before = self.muted.replace(self.muted.get() || faulty);
        let result = work();
        self.muted.set(before);
        result
    }

    pub(crate) fn is_muted(&self) -> bool {
        self.muted.get()
    }

    pub(crate) fn take(self) -> Vec<Diagnostic> {
        self.found.into_inner()
    }
}
