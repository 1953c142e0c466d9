//! What something with a name is.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use merit_diagnostics::{Code, FileId};
use merit_ir::ListEntries;
use merit_syntax::tree::{Statement, StatementKind as Kind};

use super::markdown::{code, line, plain};
use super::{band, rule};
use crate::features::named::{Origin, standing};
use crate::names::{Role, SymbolKind};
use crate::snapshot::{Analysis, Snapshot};

/// What is known about something with a name.
pub(super) fn text(snapshot: &Snapshot, origins: &BTreeSet<Origin>) -> Option<String> {
    let pieces: Vec<String> = origins.iter().filter_map(|origin| one(snapshot, origin)).collect();
    (!pieces.is_empty()).then(|| pieces.join("\n\n---\n\n"))
}

fn one(snapshot: &Snapshot, origin: &Origin) -> Option<String> {
    if origin.kind == SymbolKind::Check {
        return check(&origin.name);
    }
    let declared = origin.declared.as_ref()?;
    let (analysis, number) = super::understood(snapshot, &declared.file)?;
    let tree = analysis.tree(number)?;
    let at = tree.statements.partition_point(|statement| statement.span.start <= declared.span.start);
    let statement = tree.statements.get(at.checked_sub(1)?)?;
    let source = analysis.compilation.sources.get(number)?;
    let of = belongs(&analysis, number, declared.span.start);
    let name = if origin.kind.is_text() { format!("\"{}\"", origin.name) } else { origin.name.clone() };
    let mut text = format!("**{}** {}", origin.kind.word(), code(&name));
    if let Some(of) = of {
        text.push_str(&format!(" of {}", code(&of)));
    }
    let mut pieces = vec![text];
    pieces.push(line(source.slice(statement.span)));
    pieces.extend(more(&analysis, number, statement, origin));
    pieces.push(places(snapshot, origin, &declared.file, source.line_of(declared.span.start)));
    Some(pieces.join("\n\n"))
}

/// What a symbol belongs to.
fn belongs(analysis: &Analysis, file: FileId, byte: u32) -> Option<String> {
    let names = analysis.names();
    let mention = names.at(file, byte).into_iter().find(|mention| mention.role == Role::Declares)?;
    let of = names.symbol(names.symbol(mention.symbol)?.of?)?;
    Some(of.name.clone())
}

/// What there is to say besides the line itself.
fn more(analysis: &Analysis, file: FileId, statement: &Statement, origin: &Origin) -> Option<String> {
    match origin.kind {
        SymbolKind::Event => properties(analysis, file, statement),
        SymbolKind::List => entries(analysis, &origin.name),
        SymbolKind::Score | SymbolKind::Grade => rule::heading(analysis, file, statement),
        SymbolKind::Tier | SymbolKind::Letter => band::text(analysis, file, statement),
        SymbolKind::Label => rule::text(analysis, file, statement),
        SymbolKind::Group => rule::group(analysis, file, statement, &origin.name),
        SymbolKind::Segment | SymbolKind::Cell => possible(analysis, origin),
        _ => None,
    }
}

/// The properties of an event.
fn properties(analysis: &Analysis, file: FileId, statement: &Statement) -> Option<String> {
    let tree = analysis.tree(file)?;
    let source = analysis.compilation.sources.get(file)?;
    let number = tree.statements.partition_point(|other| other.span.start <= statement.span.start);
    let lines = tree.statements.get(number..)?.iter().map_while(|line| match &line.kind {
        Kind::Has(node) => Some(format!("- {}: {}", code(&node.name.text), plain(source.slice(node.kind_span)))),
        _ => None,
    });
    let lines: Vec<String> = lines.take(30).collect();
    (!lines.is_empty()).then(|| format!("Properties:\n\n{}", lines.join("\n")))
}

/// How many entries a list has, and the first ones.
fn entries(analysis: &Analysis, name: &str) -> Option<String> {
    let lists = &analysis.compilation.understood.as_ref()?.lists;
    let list = lists.iter().find(|list| list.name == name)?;
    let (count, what, first): (usize, &str, Vec<String>) = match &list.entries {
        ListEntries::Text(texts) => (texts.len(), "texts", texts.iter().take(5).map(|text| plain(text)).collect()),
        ListEntries::Domains(texts) => {
            (texts.len(), "domains", texts.iter().take(5).map(|text| plain(text)).collect())
        }
        ListEntries::Numbers(numbers) => {
            (numbers.len(), "numbers", numbers.iter().take(5).map(ToString::to_string).collect())
        }
    };
    let rest = if count > first.len() { ", …" } else { "" };
    Some(format!("{count} {what}, compared whatever their case: {}{rest}", first.join(", ")))
}

/// That no lead can be in a segment or cell.
fn possible(analysis: &Analysis, origin: &Origin) -> Option<String> {
    let mut rows = analysis.bounds().iter();
    let row = rows.find(|row| {
        row.name == origin.name
            && matches!(
                (row.kind, origin.kind),
                (merit_workbench::BoundKind::Segment, SymbolKind::Segment)
                    | (merit_workbench::BoundKind::Cell, SymbolKind::Cell)
            )
    })?;
    (row.possible == Some(false)).then(|| "**No lead can be here.**".to_owned())
}

/// Where it is declared, and how often it is used.
fn places(snapshot: &Snapshot, origin: &Origin, file: &Arc<Path>, line: u32) -> String {
    let project = snapshot.project(file);
    let shown = file.strip_prefix(&project).unwrap_or(file).to_string_lossy().replace('\\', "/");
    let standing = standing(snapshot, &BTreeSet::from([origin.clone()]));
    let uses: Vec<_> = standing.iter().filter(|standing| standing.role == Role::Uses).collect();
    let files: BTreeSet<&Arc<Path>> = uses.iter().map(|standing| &standing.at.file).collect();
    let used = match (uses.len(), files.len()) {
        (0, _) => "not used".to_owned(),
        (1, _) => "used once".to_owned(),
        (uses, 1) => format!("used {uses} times"),
        (uses, files) => format!("used {uses} times in {files} files"),
    };
    format!("Declared in {}, line {line}; {used}.", plain(&shown))
}

fn check(name: &str) -> Option<String> {
    let code = Code::find(name)?;
    let (id, level) = (code.id(), code.level().word());
    Some(format!("**{id}** {}, {level}\n\n{}", self::code(name), code.summary()))
}
