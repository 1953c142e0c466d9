//! How a new name may be written.

use unicode_normalization::UnicodeNormalization;

use super::Refusal;
use crate::names::SymbolKind;

/// Names that every record has for itself.
const OWN_FIELDS: [&str; 5] = ["id", "lead", "at", "type", "set"];

/// The new name as it is compared, without the quotation marks or backticks that somebody may have typed.
///
/// # Errors
/// Why nothing can be called so.
pub(super) fn spelled(kind: SymbolKind, typed: &str) -> Result<String, Refusal> {
    let typed: String = typed.trim().nfc().collect();
    let name = if kind.is_text() { unmarked(&typed, '"') } else { unmarked(&typed, '`') };
    if name.trim().is_empty() {
        return Err(Refusal(format!("The new name of {} is empty.", kind.a())));
    }
    if let Some(c) = name.chars().find(|c| c.is_control() || is_invisible(*c)) {
        return Err(Refusal(format!("A name has no invisible characters, and this one has U+{:04X}.", u32::from(c))));
    }
    if kind.is_text() {
        return Ok(name.to_owned());
    }
    if kind == SymbolKind::Letter {
        let mut chars = name.chars();
        let letter = chars.next().is_some_and(|c| ('A'..='F').contains(&c));
        let rest = chars.as_str();
        return if letter && matches!(rest, "" | "+" | "-") {
            Ok(name.to_owned())
        } else {
            Err(Refusal("The letters of a grade are A to F, perhaps with + or -.".to_owned()))
        };
    }
    let mut chars = name.chars();
    if !chars.next().is_some_and(unicode_ident::is_xid_start) {
        return Err(Refusal(format!("A name begins with a letter, and \"{name}\" does not.")));
    }
    if let Some(c) = chars.find(|c| !unicode_ident::is_xid_continue(*c)) {
        let what = if c == ' ' { "a blank".to_owned() } else { format!("\"{c}\"") };
        return Err(Refusal(format!("A name is made of letters, digits and _, and \"{name}\" has {what}.")));
    }
    if matches!(kind, SymbolKind::Property | SymbolKind::Attribute) && OWN_FIELDS.contains(&name) {
        return Err(Refusal(format!(
            "\"{name}\" cannot be the name of {}: every record has fields called id, lead, at, type and set of its own.",
            kind.a()
        )));
    }
    Ok(name.to_owned())
}

/// Without the marks around it, if it has them.
fn unmarked(text: &str, mark: char) -> &str {
    text.strip_prefix(mark).and_then(|text| text.strip_suffix(mark)).unwrap_or(text)
}

/// Zero-width characters, direction marks, byte-order marks.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

/// The name as it is written in a file.
pub(super) fn written(kind: SymbolKind, name: &str, backticks: bool) -> String {
    if kind.is_text() {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else if backticks && kind != SymbolKind::Letter {
        format!("`{name}`")
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_as_people_type_them() {
        assert_eq!(spelled(SymbolKind::Event, " page_view "), Ok("page_view".to_owned()));
        assert_eq!(spelled(SymbolKind::Event, "`once`"), Ok("once".to_owned()));
        assert_eq!(spelled(SymbolKind::Tier, "\"Very hot\""), Ok("Very hot".to_owned()));
        assert_eq!(spelled(SymbolKind::Tier, "say \"yes\""), Ok("say \"yes\"".to_owned()));
        assert_eq!(spelled(SymbolKind::Event, "lượt_xem"), Ok("lượt_xem".to_owned()));
        assert_eq!(written(SymbolKind::Tier, "say \"yes\"", false), "\"say \"\"yes\"\"\"");
    }

    #[test]
    fn what_cannot_be_a_name_is_told() {
        let why = |kind, text| spelled(kind, text).unwrap_err().0;
        assert_eq!(
            why(SymbolKind::Event, "page view"),
            "A name is made of letters, digits and _, and \"page view\" has a blank."
        );
        assert_eq!(why(SymbolKind::Event, "2nd"), "A name begins with a letter, and \"2nd\" does not.");
        assert_eq!(why(SymbolKind::Tier, " "), "The new name of a tier is empty.");
        assert_eq!(why(SymbolKind::Letter, "G"), "The letters of a grade are A to F, perhaps with + or -.");
        assert!(why(SymbolKind::Property, "type").starts_with("\"type\" cannot be the name of a property"));
        assert!(why(SymbolKind::Tier, "Wa\u{200b}rm").ends_with("U+200B."));
    }
}
