//! Names in statements that were not understood: what most probably is meant, because a line is broken as long as it is
//! being written.

use merit_diagnostics::Span;
use merit_syntax::tree::Broken;
use unicode_normalization::UnicodeNormalization;

use super::SymbolId;
use super::resolve::Resolver;
use crate::pieces::{Lexed, is_word, lex};

impl Resolver<'_> {
    /// Notes the words and quoted texts that are names.
    pub(super) fn broken(&mut self, statement: Span, node: &Broken) {
        let declared = node.declares.as_ref().map(|name| name.span);
        let mut event = None;
        let mut at = statement.start;
        while let Some((span, what)) = lex(self.text, at).filter(|(span, _)| span.end <= statement.end) {
            at = span.end;
            let text: String = self.text.get(span.range()).unwrap_or("").nfc().collect();
            let found = match what {
                // The first word says what the line is.
                _ if span.start == statement.start || declared.is_some_and(|name| name.contains(span)) => None,
                Lexed::Word => self.word(&text, &mut event),
                Lexed::Text => {
                    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(&text);
                    let text = text.replace("\"\"", "\"");
                    let found = self.tables.places.get(&text).or_else(|| self.tables.labels.get(&text));
                    found.copied()
                }
                Lexed::Comment | Lexed::Number | Lexed::Sign => None,
            };
            self.uses(found, span);
        }
    }

    fn word(&self, text: &str, event: &mut Option<SymbolId>) -> Option<SymbolId> {
        let bare = text.strip_prefix('`').and_then(|text| text.strip_suffix('`'));
        // A word of the language is taken for one, unless it is in backticks.
        if bare.is_none() && is_word(text) {
            return None;
        }
        let name = bare.unwrap_or(text);
        if let Some(found) = self.tables.events.get(name) {
            *event = Some(*found);
            return Some(*found);
        }
        let property = event.and_then(|event| self.tables.property(event, name));
        let others = [&self.tables.outcomes, &self.tables.lists, &self.tables.actions];
        property.or_else(|| others.iter().find_map(|table| table.get(name).copied()))
    }
}
