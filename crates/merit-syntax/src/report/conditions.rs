//! S106: conditions.

use merit_diagnostics::{Code, Diagnostic, Place};

/// `and` and `or` side by side. `places` are the second kind of joiner and the first; `ors` says of each joiner
/// whether it is `or`.
pub(crate) fn mixed_and_or(places: (Place, Place), lead_in: &str, parts: &[String], ors: &[bool]) -> Diagnostic {
    let message = "\"and\" and \"or\" are mixed here, and it is not clear which belong together.";
    let note = "Put brackets around the part that belongs together. Both are possible and mean different things:";
    let mut diagnostic = Diagnostic::new(Code::S106, places.0, message).related(places.1, "").note(note);
    if parts.iter().map(String::len).sum::<usize>() <= 400 {
        for inner in [true, false] {
            diagnostic = diagnostic.choice(format!("{lead_in} {}", grouped(parts, ors, inner)).trim().to_owned());
        }
    }
    diagnostic
}

/// The condition with brackets around each run joined by `inner` (`or` if true).
fn grouped(parts: &[String], ors: &[bool], inner: bool) -> String {
    let mut out = String::new();
    let mut run: Vec<&str> = Vec::new();
    let word = |or: bool| if or { " or " } else { " and " };
    let close = |run: &mut Vec<&str>, out: &mut String| {
        let joined = run.join(word(inner));
        if run.len() > 1 {
            out.push_str(&format!("({joined})"));
        } else {
            out.push_str(&joined);
        }
        run.clear();
    };
    for (index, part) in parts.iter().enumerate() {
        run.push(part);
        match ors.get(index) {
            Some(or) if *or == inner => {}
            Some(or) => {
                close(&mut run, &mut out);
                out.push_str(word(*or));
            }
            None => close(&mut run, &mut out),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_groupings_are_offered() {
        let parts = ["a", "b", "c", "d"].map(str::to_owned);
        assert_eq!(grouped(&parts, &[true, false, true], true), "(a or b) and (c or d)");
        assert_eq!(grouped(&parts, &[true, false, true], false), "a or (b and c) or d");
    }
}
