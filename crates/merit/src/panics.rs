//! A state that should be impossible is told in one plain line, and ends with status 2.

use std::io::Write;
use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::terminal::escape;

/// From now on a panic prints one line, once; those that are handled where they happen print nothing.
pub(crate) fn told_in_one_line() {
    // A panic of one thread makes others panic that wait for it.
    static IS_TOLD: AtomicBool = AtomicBool::new(false);
    std::panic::set_hook(Box::new(|info| {
        if !merit_events::panic_is_handled() && !IS_TOLD.swap(true, Ordering::Relaxed) {
            // Nobody is left to tell when this fails.
            let _ = writeln!(std::io::stderr(), "{}", line(info));
        }
    }));
}

fn line(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map_or_else(String::new, |place| format!(" ({}:{})", place.file(), place.line()));
    let reason = info.payload_as_str().unwrap_or("no reason given");
    format!("error: This is a mistake in Merit itself, please report it{place}: {}", escape(reason))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    #[test]
    fn a_panic_is_one_line_with_its_place() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let hook_told = Arc::clone(&told);
        let mine = std::thread::current().id();
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if std::thread::current().id() == mine {
                hook_told.lock().unwrap().push(super::line(info));
            }
        }));
        let caught = std::panic::catch_unwind(|| panic!("two\nlines \u{1b}[31m"));
        std::panic::set_hook(before);
        assert!(caught.is_err());
        let told = told.lock().unwrap();
        assert_eq!(told.len(), 1);
        let line = &told[0];
        assert!(line.starts_with("error: This is a mistake in Merit itself, please report it ("), "{line}");
        assert!(line.contains("panics.rs:"), "{line}");
        assert!(!line.contains(['\n', '\u{1b}']), "{line}");
    }
}
