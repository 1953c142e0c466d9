//! T221: one text where several are meant.

use merit_diagnostics::{Code, Diagnostic, Place, Safety};
use merit_syntax::tree::{Item, ItemValue, Text};

use crate::near::quote;

/// The text of an item that is one.
pub(crate) const fn text(item: &Item) -> Option<&Text> {
    match &item.value {
        ItemValue::Text(text) => Some(text),
        _ => None,
    }
}

/// T221: the only text of several, with commas in it.
pub(crate) fn several_in_one(item: &Item, place: Place) -> Option<Diagnostic> {
    let parts: Vec<&str> = text(item)?.text.split([',', ';', '|']).map(str::trim).collect();
    if parts.len() < 2 || parts.iter().any(|part| part.is_empty()) {
        return None;
    }
    let better = parts.iter().map(|part| quote(part)).collect::<Vec<_>>().join(", ");
    let message = "This is one text; several texts have quotation marks of their own each.";
    let report = Diagnostic::new(Code::T221, place, message);
    Some(report.fix(Safety::Unsafe, better.clone(), [(place, better)]))
}
