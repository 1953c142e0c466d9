//! S107 as a warning: `1.000` is a number of the language, and probably not the one that is meant.

use std::ops::Range;

use merit_diagnostics::{Code, Diagnostic, Level, Place, Safety, Span};
use merit_syntax::tree::StatementKind;
use merit_values::Decimal;

use super::Subject;

pub(super) fn check(subject: &Subject<'_, '_>) {
    for file in subject.context.files.iter().filter(|file| !file.silent) {
        for statement in &file.tree.statements {
            if statement.faulty || matches!(statement.kind, StatementKind::Broken(_)) {
                continue;
            }
            let text = subject.context.slice(Place { file: file.id, span: statement.span });
            for range in grouped(text) {
                let start = statement.span.start;
                let at = Span::of(range.clone());
                let place = Place { file: file.id, span: Span::new(start + at.start, start + at.end) };
                subject.context.reports.add(report(text.get(range).unwrap_or(""), place));
            }
        }
    }
}

fn report(written: &str, place: Place) -> Diagnostic {
    let value = Decimal::read(written).map_or_else(|_| written.to_owned(), |value| value.to_string());
    let thousands = written.replace('.', "");
    let message = format!("{written} is read as {value} here, because a point begins the decimals.");
    let mut report = Diagnostic::new(Code::S107, place, message)
        .at_level(Level::Warning)
        .label(format!("is {thousands} meant, or {value}?"))
        .note("Numbers are written without a sign between the thousands.");
    for meant in [thousands, value] {
        report = report.fix(Safety::DisplayOnly, meant.clone(), [(place, meant)]);
    }
    report
}

/// Numbers like `1.000` and `12.500`: at most three digits, a point, and three digits of which the last is 0. Who writes
/// decimals leaves that out.
fn grouped(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' | b'`' => at = skip(bytes, at + 1, *byte),
            b'#' => at = skip(bytes, at + 1, b'\n'),
            b'0'..=b'9' => {
                let start = at;
                while digit(at) || bytes.get(at) == Some(&b'.') {
                    at += 1;
                }
                let alone = |byte: Option<&u8>| !byte.is_some_and(|b| b.is_ascii_alphanumeric() || b"_%".contains(b));
                let before = start.checked_sub(1).and_then(|before| bytes.get(before));
                let number = text.get(start..at).unwrap_or("");
                if alone(before) && alone(bytes.get(at)) && is_grouped(number) {
                    found.push(start..at);
                }
            }
            _ => at += 1,
        }
    }
    found
}

fn is_grouped(number: &str) -> bool {
    number.split_once('.').is_some_and(|(whole, rest)| {
        (1..=3).contains(&whole.len())
            && !whole.starts_with('0')
            && rest.len() == 3
            && rest.ends_with('0')
            && rest.bytes().all(|b| b.is_ascii_digit())
    })
}

/// The byte behind the next one of this kind.
fn skip(bytes: &[u8], from: usize, wanted: u8) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.iter().position(|byte| *byte == wanted).map_or(bytes.len(), |at| from + at + 1)
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn only_what_looks_like_thousands_is_found() {
        let text = "+1.000  a where b >= 12.500 and c is \"2.000\" and d < 1.25 and e > 0.500 # 3.000";
        assert_eq!(grouped(text), [1..6, 21..27]);
        assert!(grouped("decays by 12.500% of original, a2.000, `4.000`, 1234.000, 1.0000").is_empty());
    }
}
