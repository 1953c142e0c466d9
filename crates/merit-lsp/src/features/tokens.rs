//! What each word of a file is, for colours that know the model: names by what they stand for, the clauses of a rule
//! apart from its condition.

use std::path::Path;

use merit_diagnostics::{FileId, Span};
use merit_syntax::tree::{ClauseKind, Statement, StatementKind as Kind};

use crate::names::{Mention, Role, SymbolKind};
use crate::pieces::{Lexed, is_unit_of_number, is_word, lex};
use crate::snapshot::Snapshot;

/// A coloured piece of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands; never over the end of a line.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
    /// A name is declared here.
    pub declares: bool,
}

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// The word that says what a line is.
    First,
    /// A word of a clause: how often, caps, decay and so on, tags.
    Clause,
    /// Another word of the language.
    Word,
    /// What a property, attribute or list holds.
    Kind,
    /// A name.
    Name(SymbolKind),
    /// A quoted text that is no name.
    Text,
    /// A number, a date, a time of day.
    Number,
    /// `<`, `>=` and so on.
    Sign,
    /// A comment.
    Comment,
}

/// The coloured pieces of a file, or of the lines that a part of it touches, in order.
#[must_use]
pub fn tokens(snapshot: &Snapshot, file: &Path, part: Option<Span>) -> Vec<Token> {
    let (Some(source), Some(parsed)) = (snapshot.source(file), snapshot.parsed(file)) else { return Vec::new() };
    let analysis = snapshot.analysis(file);
    let names = analysis.names();
    // The file that was asked for is the first one of its analysis.
    let mut mentions = names.in_file(FileId(0)).iter().peekable();
    let mut statements = parsed.tree.statements.iter().peekable();
    let mut found = Vec::new();
    let text = source.text();
    let mut at = 0;
    while let Some((span, what)) = lex(text, at) {
        at = span.end;
        if what == Lexed::Comment {
            found.push(Token { span, kind: TokenKind::Comment, declares: false });
            continue;
        }
        while mentions.next_if(|mention| mention.place.span.end <= span.start).is_some() {}
        if let Some(mention) = mentions.peek().filter(|mention| mention.place.span.start <= span.start) {
            at = at.max(mention.place.span.end);
            found.extend(name(names, mention));
            continue;
        }
        while statements.next_if(|statement| statement.span.end <= span.start).is_some() {}
        let statement = statements.peek().filter(|statement| statement.span.start <= span.start);
        let kind = match (what, statement) {
            (Lexed::Text, _) => Some(TokenKind::Text),
            (Lexed::Number, _) => Some(TokenKind::Number),
            (Lexed::Sign, _) => Some(TokenKind::Sign),
            (Lexed::Word, Some(statement)) => word(statement, span, text.get(span.range()).unwrap_or("")),
            (Lexed::Word | Lexed::Comment, _) => None,
        };
        found.extend(kind.map(|kind| Token { span, kind, declares: false }));
    }
    if let Some(part) = part {
        found.retain(|token| token.span.start < part.end.max(part.start + 1) && part.start < token.span.end);
    }
    found
}

fn name(names: &crate::names::Names, mention: &Mention) -> Option<Token> {
    let kind = names.symbol(mention.symbol)?.kind;
    let declares = mention.role == Role::Declares;
    Some(Token { span: mention.place.span, kind: TokenKind::Name(kind), declares })
}

/// What a word of the language is where it stands; nothing for a name that is not known.
fn word(statement: &Statement, span: Span, text: &str) -> Option<TokenKind> {
    if span.start == statement.span.start {
        return Some(TokenKind::First);
    }
    if is_unit_of_number(text) {
        return Some(TokenKind::Number);
    }
    if !is_word(text) {
        return None;
    }
    let inside = |part: Span| part.contains(span);
    Some(match &statement.kind {
        Kind::Has(node) if inside(node.kind_span) => TokenKind::Kind,
        Kind::Has(node) if node.tags.iter().any(|tag| inside(tag.span)) => TokenKind::Clause,
        Kind::Event(node) if node.tags.iter().any(|tag| inside(tag.span)) => TokenKind::Clause,
        Kind::List(_) if matches!(text, "text" | "numbers" | "domains") => TokenKind::Kind,
        Kind::Rule(node) if node.clauses.iter().any(|clause| inside(clause.span)) => TokenKind::Clause,
        Kind::Reset(node) if node.clauses.iter().any(|clause| inside(clause.span)) => TokenKind::Clause,
        Kind::Group(node)
            if node.clauses.iter().any(|clause| inside(clause.span))
                || node.clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::BestOneOnly)) =>
        {
            TokenKind::Clause
        }
        Kind::Trigger(node) if node.how_often.as_ref().is_some_and(|often| inside(often.span)) => TokenKind::Clause,
        _ => TokenKind::Word,
    })
}
