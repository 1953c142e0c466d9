//! Applying fixes.

use std::collections::BTreeMap;

use merit_diagnostics::{Edit, FileId, Safety};

use crate::findings::Findings;

/// Fixed texts by file, and how many findings they mend.
#[derive(Debug, Default)]
pub(crate) struct Fixed {
    /// The new text of each changed file.
    pub(crate) texts: BTreeMap<FileId, String>,
    /// Number of fixes applied.
    pub(crate) count: usize,
}

/// Applies the first trustworthy fix of every finding, in order; one that touches a place already changed waits for the
/// next round. `may_change` tells which files may be changed at all.
pub(crate) fn apply(findings: &Findings, unsafe_too: bool, may_change: impl Fn(FileId) -> bool) -> Fixed {
    let mut taken: BTreeMap<FileId, BTreeMap<u32, &Edit>> = BTreeMap::new();
    let mut fixed = Fixed::default();
    for diagnostic in &findings.diagnostics {
        let trusted = |safety: Safety| safety == Safety::Safe || (unsafe_too && safety == Safety::Unsafe);
        let fix = diagnostic.fixes.iter().find(|fix| trusted(fix.safety) && !fix.edits.is_empty());
        let Some(fix) = fix else { continue };
        let free = |edit: &Edit| {
            let file = edit.place.file;
            may_change(file) && taken.get(&file).is_none_or(|taken| is_free(taken, edit))
        };
        if fix.edits.iter().all(free) {
            fixed.count += 1;
            for edit in &fix.edits {
                taken.entry(edit.place.file).or_default().insert(edit.place.span.start, edit);
            }
        }
    }
    for (file, edits) in taken {
        let Some(source) = findings.sources.get(file) else { continue };
        let mut text = String::with_capacity(source.text().len());
        let mut at = 0;
        for edit in edits.into_values() {
            let range = edit.place.span.range();
            text.push_str(source.text().get(at..range.start).unwrap_or(""));
            text.push_str(&edit.text);
            at = range.end;
        }
        text.push_str(source.text().get(at..).unwrap_or(""));
        fixed.texts.insert(file, text);
    }
    fixed
}

/// True when an edit neither overlaps another one nor inserts where another one begins or ends.
fn is_free(taken: &BTreeMap<u32, &Edit>, edit: &Edit) -> bool {
    let span = edit.place.span;
    let before = taken.range(..=span.start).next_back().is_none_or(|(start, other)| {
        let end = other.place.span.end;
        *start != span.start && end <= span.start && !(span.is_empty() && end == span.start)
    });
    before && taken.range(span.start..).next().is_none_or(|(start, _)| *start >= span.end)
}

#[cfg(test)]
mod tests {
    use merit_diagnostics::{Code, Diagnostic, Place, Span};

    use super::*;

    #[test]
    fn fixes_do_not_run_into_each_other() {
        let mut findings = Findings::default();
        let file = findings.file("a.score", "“a” “b”");
        let at = |start: u32, end: u32| Place { file, span: Span::new(start, end) };
        let quotes = |start: u32| {
            let edits = [(at(start, start + 3), "\"".to_owned()), (at(start + 4, start + 7), "\"".to_owned())];
            Diagnostic::new(Code::S103, at(start, start + 7), "x").fix(Safety::Safe, "x", edits)
        };
        findings.add(quotes(0));
        findings.add(quotes(8));
        let whole = [(at(0, 7), String::new())];
        findings.add(Diagnostic::new(Code::S102, at(0, 7), "y").fix(Safety::Safe, "y", whole));
        let fixed = apply(&findings, false, |_| true);
        assert_eq!((fixed.count, fixed.texts[&file].as_str()), (2, "\"a\" \"b\""));
        assert_eq!(apply(&findings, false, |_| false).count, 0);
    }
}
