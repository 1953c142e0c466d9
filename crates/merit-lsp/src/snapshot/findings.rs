//! What `merit check` says about a file: the findings of every file that reads it, each once, with the levels of the
//! project, without those that wait.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use merit_diagnostics::{Diagnostic, Level};

use crate::snapshot::file::inside;
use crate::snapshot::{Analysis, Snapshot};

/// A finding in a file.
#[derive(Clone)]
pub struct Finding {
    /// The finding, with the level of the project. Its places belong to the analysis.
    pub diagnostic: Diagnostic,
    /// Whose finding it is.
    pub analysis: Arc<Analysis>,
}

/// The findings in `file` of some analyses, sorted. What is found about claims may take long: with `wait` it is worked out.
pub(crate) fn merge(snapshot: &Snapshot, file: &Path, analyses: &[Arc<Analysis>], wait: bool) -> Vec<Finding> {
    let mut seen = HashSet::new();
    let mut stopping = HashSet::new();
    let mut found: Vec<Finding> = Vec::new();
    for analysis in analyses {
        let Some(number) = analysis.number(file) else { continue };
        let rules = snapshot.rules(&analysis.project);
        let claims = if wait { analysis.claims() } else { analysis.known_claims().unwrap_or_default() };
        for diagnostic in analysis.compilation.diagnostics.iter().chain(claims) {
            let place = diagnostic.main.place;
            if place.file != number {
                continue;
            }
            let key = (place.span, diagnostic.code, diagnostic.message.as_str());
            if diagnostic.level == Level::Error {
                stopping.insert(key);
            }
            if let Some(level) = rules.level(diagnostic)
                && seen.insert(key)
            {
                let diagnostic = Diagnostic { level, ..diagnostic.clone() };
                found.push(Finding { diagnostic, analysis: Arc::clone(analysis) });
            }
        }
    }
    let order = |finding: &Finding| (finding.diagnostic.main.place.span, finding.diagnostic.code);
    found.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.diagnostic.message.cmp(&b.diagnostic.message)));
    // The project of the file is that of the first one that reads it.
    let first = analyses.iter().find_map(|analysis| Some((analysis, analysis.number(file)?)));
    let Some((analysis, number)) = first else { return found };
    let (Some(source), Some(inside)) = (analysis.compilation.sources.get(number), inside(&analysis.project, file))
    else {
        return found;
    };
    let may_wait = |diagnostic: &Diagnostic| {
        !stopping.contains(&(diagnostic.main.place.span, diagnostic.code, diagnostic.message.as_str()))
    };
    let judged: Vec<(&Diagnostic, bool)> =
        found.iter().map(|finding| (&finding.diagnostic, may_wait(&finding.diagnostic))).collect();
    let mut waiting = snapshot.rules(&analysis.project).waiting(&inside, source, &judged).into_iter();
    found.retain(|_| !waiting.next().unwrap_or(false));
    found
}
