//! What the name at a byte stands for, and everywhere else where it stands for the same.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use merit_diagnostics::Span;

use crate::names::{Role, SymbolId, SymbolKind};
use crate::snapshot::{Analysis, FileSpan, Snapshot};

/// Something with a name, whichever model is looked at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// What it is.
    pub kind: SymbolKind,
    /// Its name.
    pub name: String,
    /// Where it is declared, quotation marks and backticks included; a check is not.
    pub declared: Option<FileSpan>,
}

/// A name at a byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Where it stands, quotation marks and backticks included.
    pub span: Span,
    /// What it stands for: more than one thing for the property of a streak, or when models that use this file declare
    /// it each for themselves.
    pub origins: BTreeSet<Origin>,
}

/// A place where a name stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standing {
    /// Where, quotation marks and backticks included.
    pub at: FileSpan,
    /// Whether it is declared there.
    pub role: Role,
    /// What it stands for.
    pub kind: SymbolKind,
}

/// What the name at a byte stands for.
#[must_use]
pub fn at(snapshot: &Snapshot, file: &Path, byte: u32) -> Option<Named> {
    let mut named: Option<Named> = None;
    for analysis in snapshot.readers(file) {
        let Some(number) = analysis.number(file) else { continue };
        for mention in analysis.names().at(number, byte) {
            let span = mention.place.span;
            let named = named.get_or_insert_with(|| Named { span, origins: BTreeSet::new() });
            if named.span == span {
                named.origins.extend(origin(&analysis, mention.symbol));
            }
        }
    }
    named.filter(|named| !named.origins.is_empty())
}

/// A symbol of an analysis as seen from everywhere.
#[must_use]
pub fn origin(analysis: &Analysis, symbol: SymbolId) -> Option<Origin> {
    let symbol = analysis.names().symbol(symbol)?;
    let declared = symbol.declared.and_then(|declared| analysis.place(declared.place));
    Some(Origin { kind: symbol.kind, name: symbol.name.clone(), declared })
}

/// The analyses that may know these.
fn knowing(snapshot: &Snapshot, origins: &BTreeSet<Origin>) -> Vec<Arc<Analysis>> {
    let files: BTreeSet<&Arc<Path>> =
        origins.iter().filter_map(|origin| Some(&origin.declared.as_ref()?.file)).collect();
    // Checks are named anywhere.
    let anywhere = origins.iter().any(|origin| origin.declared.is_none());
    let all = snapshot.files().iter().map(|root| snapshot.analysis(root));
    all.filter(|analysis| anywhere || files.iter().any(|file| analysis.reads(file))).collect()
}

/// All places where these stand, in the order of files and bytes, each once.
#[must_use]
pub fn standing(snapshot: &Snapshot, origins: &BTreeSet<Origin>) -> Vec<Standing> {
    let mut found = BTreeSet::new();
    for analysis in knowing(snapshot, origins) {
        let names = analysis.names();
        let symbols = names.symbols().filter(|(id, _)| origin(&analysis, *id).is_some_and(|o| origins.contains(&o)));
        let symbols: BTreeSet<SymbolId> = symbols.map(|(id, _)| id).collect();
        for mention in names.mentions().iter().filter(|mention| symbols.contains(&mention.symbol)) {
            let (Some(at), Some(symbol)) = (analysis.place(mention.place), names.symbol(mention.symbol)) else {
                continue;
            };
            found.insert(Standing { at, role: mention.role, kind: symbol.kind });
        }
    }
    found.into_iter().collect()
}

/// These and everything that some name stands for together with them: what must be renamed at once.
#[must_use]
pub fn linked(snapshot: &Snapshot, mut origins: BTreeSet<Origin>) -> BTreeSet<Origin> {
    loop {
        let mut more = origins.clone();
        for analysis in knowing(snapshot, &origins) {
            let names = analysis.names();
            let mut rest = names.mentions();
            while let Some(first) = rest.first() {
                let same = rest.iter().take_while(|mention| mention.place == first.place).count();
                let (here, next) = rest.split_at(same);
                rest = next;
                // Most names stand for one thing, and need no look.
                if let [_, _, ..] = here {
                    let group: BTreeSet<Origin> =
                        here.iter().filter_map(|mention| origin(&analysis, mention.symbol)).collect();
                    if !group.is_disjoint(&origins) {
                        more.extend(group);
                    }
                }
            }
        }
        // A file that is used by several models may mean something else in each.
        for standing in standing(snapshot, &more) {
            if let Some(named) = at(snapshot, &standing.at.file, standing.at.span.start)
                && named.span == standing.at.span
            {
                more.extend(named.origins);
            }
        }
        if more == origins {
            return origins;
        }
        origins = more;
    }
}

/// The name itself, without its quotation marks or backticks.
#[must_use]
pub fn inner(text: &str, span: Span) -> Span {
    let written = text.get(span.range()).unwrap_or("");
    let marked = |mark: char| written.len() >= 2 && written.starts_with(mark) && written.ends_with(mark);
    if marked('"') || marked('`') { Span::new(span.start + 1, span.end - 1) } else { span }
}
