//! What makes a finding the same one after the file has changed elsewhere: its code, its file, and the text it is about;
//! not its line, and not its message, which may tell of other lines.

use std::collections::HashMap;

use merit_diagnostics::{Diagnostic, SourceFile};

use crate::findings::Findings;

/// The fingerprints of all findings, in their order, as 32 hexadecimal digits. Findings that are the same in everything
/// are numbered, so that all fingerprints differ.
pub(crate) fn fingerprints(findings: &Findings) -> Vec<String> {
    let mut prints = Fingerprints::default();
    let print = |diagnostic: &Diagnostic| {
        let file = diagnostic.main.place.file;
        prints.of(findings.inside(file), findings.sources.get(file), diagnostic)
    };
    findings.diagnostics.iter().map(print).collect()
}

/// Makes fingerprints, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Fingerprints {
    seen: HashMap<u128, u32>,
}

impl Fingerprints {
    /// The fingerprint of the next finding; `inside` is the path of its file from the root of the project.
    pub(crate) fn of(&mut self, inside: &str, file: Option<&SourceFile>, diagnostic: &Diagnostic) -> String {
        let base = of(inside, file, diagnostic);
        let number = self.seen.entry(base).or_default();
        *number += 1;
        let hash = if *number == 1 { base } else { mixed(base, number.to_string().as_bytes()) };
        format!("{hash:032x}")
    }
}

fn of(inside: &str, file: Option<&SourceFile>, diagnostic: &Diagnostic) -> u128 {
    let place = diagnostic.main.place;
    let (line, marked) = file.map_or(("", ""), |file| {
        (file.slice(file.line_span(file.line_of(place.span.start))), file.slice(place.span))
    });
    let parts = [diagnostic.code.id(), inside];
    let hash = parts.iter().fold(START, |hash, part| mixed(mixed(hash, part.as_bytes()), b"\n"));
    // Blanks do not matter: the formatter may have moved the line.
    let texts = line.split_whitespace().chain(["|"]).chain(marked.split_whitespace());
    texts.fold(hash, |hash, word| mixed(mixed(hash, word.as_bytes()), b" "))
}

const START: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

/// FNV-1a with 128 bits: the same on every machine and in every version.
fn mixed(hash: u128, bytes: &[u8]) -> u128 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u128::from(*byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use merit_diagnostics::{Code, Place, Span};

    use super::*;

    fn one(text: &str, marked: &str) -> Vec<String> {
        let mut findings = Findings::default();
        let file = findings.file("a.score", text);
        for (at, _) in text.match_indices(marked) {
            let span = Span::of(at..at + marked.len());
            findings.add(Diagnostic::new(Code::T201, Place { file, span }, format!("at {at}")));
        }
        fingerprints(&findings)
    }

    #[test]
    fn a_fingerprint_stays_when_lines_and_blanks_move_and_changes_with_the_text() {
        let before = one("+10  view  once\n", "view");
        assert_eq!(before, one("# more\n\n  +10  view   once\n", "view"));
        assert_ne!(before, one("+20  view  once\n", "view"));
        let twice = one("+10  view  once\n+10  view  once\n", "view");
        assert_eq!((twice.len(), &twice[0]), (2, &before[0]));
        assert_ne!(twice[0], twice[1]);
        assert_eq!(mixed(START, b"a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
    }
}
