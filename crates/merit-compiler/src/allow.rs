//! `allow NAME because "..."`: silences warnings of a check, and T218 for lines that silence nothing.

use merit_diagnostics::{Code, Diagnostic, Family, FileId, Level, Place, Span};

use crate::load::LoadedFile;
use crate::near::nearest_of;
use merit_syntax::outline::Outline;

/// An `allow` line of a file, for the checks that come after compiling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The check.
    pub code: Code,
    /// Where the name of the check stands.
    pub place: Place,
    /// The part of the file in which it is silent.
    pub covers: Place,
    /// It has silenced something already.
    pub used: bool,
}

/// The allowances of a file; unknown checks and checks that cannot be silenced are reported.
pub(crate) fn allowances(
    file: &LoadedFile,
    outline: &Outline<'_>,
    reports: &crate::report::Reports,
) -> Vec<Allowance> {
    let mut found = Vec::new();
    for allow in outline.allows.iter().filter(|allow| !allow.line.statement.faulty) {
        let name = &allow.line.node.check;
        let place = Place { file: file.id, span: name.span };
        let Some(code) = Code::ALL.iter().copied().find(|code| code.name() == name.text) else {
            reports.about(file.silent, || reports.add(unknown(&name.text, place)));
            continue;
        };
        let fixed = matches!(code.family(), Family::Text | Family::Files | Family::Tests) && code != Code::X505;
        if code.level() == Level::Error || fixed {
            let message = format!("{} ({}) cannot be allowed, so this line has no effect.", name.text, code.id());
            let report = Diagnostic::new(Code::T218, place, message)
                .note("Only warnings and hints about the model can be allowed.");
            reports.about(file.silent, || reports.add(report));
            continue;
        }
        let covered = file.tree.statements.get(allow.covers.clone()).unwrap_or(&[]);
        let span = match (covered.first(), covered.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => Span::new(name.span.end, name.span.end),
        };
        found.push(Allowance { code, place, covers: Place { file: file.id, span }, used: false });
    }
    found
}

/// Checks that run after compiling.
fn comes_later(code: Code) -> bool {
    code.family() == Family::Practice || code == Code::X505
}

fn unknown(name: &str, place: Place) -> Diagnostic {
    let mut report = Diagnostic::new(
        Code::T218,
        place,
        format!("There is no check called \"{name}\", so this line has no effect."),
    );
    let names = Code::ALL.iter().filter(|code| code.level() != Level::Error).map(|code| code.name());
    if let Some(code) = Code::find(name) {
        let right = code.name().to_owned();
        report = report.label(format!("checks are allowed by name: {right}"));
        report = report.fix(merit_diagnostics::Safety::Safe, right.clone(), [(place, right)]);
    } else if let Some(meant) = nearest_of(name, names) {
        report = report.label(format!("did you mean {meant}?"));
        report = report.fix(merit_diagnostics::Safety::Unsafe, meant, [(place, meant.to_owned())]);
    }
    report
}

/// Takes out what is allowed, and reports what has silenced nothing. Best-practice checks run later: their lines are
/// not judged here.
pub(crate) fn apply(diagnostics: &mut Vec<Diagnostic>, allowances: &mut [Allowance]) {
    silence(diagnostics, allowances);
    let unused = allowances.iter().filter(|allowance| !comes_later(allowance.code));
    diagnostics.extend(unused.filter_map(without_effect));
}

/// The same for the findings of best-practice checks. Lines of other files than the model's own are not judged: another
/// model may need them.
pub fn apply_practice(diagnostics: &mut Vec<Diagnostic>, allowances: &mut [Allowance]) {
    silence(diagnostics, allowances);
    judge_own(diagnostics, allowances, |code| code.family() == Family::Practice);
}

/// The same for what was found about claims.
pub fn apply_claims(diagnostics: &mut Vec<Diagnostic>, allowances: &mut [Allowance]) {
    silence(diagnostics, allowances);
    judge_own(diagnostics, allowances, |code| code == Code::X505);
}

fn judge_own(diagnostics: &mut Vec<Diagnostic>, allowances: &[Allowance], judged: fn(Code) -> bool) {
    let unused = allowances.iter().filter(|allowance| judged(allowance.code));
    let own = unused.filter(|allowance| allowance.place.file == FileId(0));
    diagnostics.extend(own.filter_map(without_effect));
}

fn silence(diagnostics: &mut Vec<Diagnostic>, allowances: &mut [Allowance]) {
    diagnostics.retain(|report| {
        let mut kept = true;
        if report.level == Level::Error {
            return kept;
        }
        for allowance in allowances.iter_mut().filter(|allowance| allowance.code == report.code) {
            let place = report.main.place;
            if allowance.covers.file == place.file && allowance.covers.span.contains(place.span) {
                allowance.used = true;
                kept = false;
            }
        }
        kept
    });
}

fn without_effect(allowance: &Allowance) -> Option<Diagnostic> {
    let message = format!("\"allow {}\" silences nothing here.", allowance.code.name());
    let report = || Diagnostic::new(Code::T218, allowance.place, message).note("The line can be taken out.");
    (!allowance.used).then(report)
}
