//! The kinds of pieces under the names that editors have colours for.

use gen_lsp_types::SemanticTokensLegend;

use crate::features::tokens::TokenKind;
use crate::names::SymbolKind;

/// The names, in the order of their numbers. All are of the protocol, so every theme has a colour for them.
const TYPES: [&str; 15] = [
    "keyword",
    "modifier",
    "operator",
    "type",
    "event",
    "property",
    "parameter",
    "enumMember",
    "variable",
    "function",
    "namespace",
    "class",
    "string",
    "number",
    "comment",
];

/// What the numbers stand for.
pub(super) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: TYPES.map(str::to_owned).to_vec(),
        token_modifiers: vec!["declaration".to_owned()],
    }
}

const fn name(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::First => "keyword",
        TokenKind::Clause => "modifier",
        TokenKind::Word | TokenKind::Sign => "operator",
        TokenKind::Kind => "type",
        TokenKind::Name(SymbolKind::Event) => "event",
        TokenKind::Name(SymbolKind::Property) => "property",
        TokenKind::Name(SymbolKind::Attribute) => "parameter",
        TokenKind::Name(
            SymbolKind::Choice | SymbolKind::Letter | SymbolKind::Tier | SymbolKind::Cell | SymbolKind::Segment,
        ) => "enumMember",
        TokenKind::Name(SymbolKind::List) => "variable",
        TokenKind::Name(SymbolKind::Action | SymbolKind::Check) => "function",
        TokenKind::Name(SymbolKind::Model) => "namespace",
        TokenKind::Name(SymbolKind::Score | SymbolKind::Grade | SymbolKind::Matrix) => "class",
        TokenKind::Name(SymbolKind::Group | SymbolKind::Label | SymbolKind::Test) | TokenKind::Text => "string",
        TokenKind::Number => "number",
        TokenKind::Comment => "comment",
    }
}

/// The number of a kind.
pub(super) fn number(kind: TokenKind) -> u32 {
    let wanted = name(kind);
    let number = TYPES.iter().position(|known| *known == wanted);
    number.and_then(|number| u32::try_from(number).ok()).unwrap_or(0)
}
