//! Texts that say something else than they seem to: signs of a pattern (T220), several texts in one (T221).

use merit_diagnostics::{Code, Diagnostic, Safety};
use merit_syntax::tree::{Item, Operator, Text, Texts};

use super::Scope;
use super::operator::Compared;
use crate::context::Context;
use crate::near::quote;
use crate::one_text::{several_in_one, text};

/// How a text is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Is,
    Starts,
    Ends,
    Contains,
}

/// What stands at the ends of a text that was meant as a pattern.
#[derive(Clone, Copy)]
struct Signs<'t> {
    plain: &'t str,
    before: bool,
    behind: bool,
}

impl<'t> Signs<'t> {
    /// `%x`, `*x`, `x*`, `x%`, but not `50%`.
    fn of(text: &'t str) -> Option<Self> {
        let sign = |c: char| matches!(c, '%' | '*');
        let plain = text.trim_matches(sign);
        let before = text.starts_with(sign);
        let last = plain.chars().next_back()?;
        let behind = text.ends_with('*') || text.ends_with('%') && (before || !last.is_numeric());
        let meant = (before || behind) && plain.chars().any(char::is_alphanumeric);
        meant.then_some(Self { plain, before, behind })
    }

    /// How the text without the signs is compared.
    const fn how(self, how: How) -> How {
        match (how, self.before, self.behind) {
            (How::Contains, ..) | (How::Is, true, true) | (How::Starts, true, _) | (How::Ends, _, true) => {
                How::Contains
            }
            (How::Is | How::Ends, true, false) => How::Ends,
            (How::Is | How::Starts, false, _) => How::Starts,
            (How::Ends, false, false) => How::Ends,
        }
    }
}

impl Context<'_> {
    /// T220, T221: the texts of a comparison.
    pub(super) fn warn_of_texts(&self, of: Compared<'_>, operator: &Operator, scope: Scope) {
        let (how, negated, texts): (How, bool, Vec<&Text>) = match operator {
            Operator::Is { negated, value, .. } => (How::Is, *negated, text(value).into_iter().collect()),
            Operator::IsOneOf { negated, values } => {
                self.warn_of_one_text(values, scope);
                (How::Is, *negated, values.iter().filter_map(text).collect())
            }
            Operator::StartsWith { negated, texts } => (How::Starts, *negated, self.given(texts, scope)),
            Operator::EndsWith { negated, texts } => (How::Ends, *negated, self.given(texts, scope)),
            Operator::Contains { negated, texts, .. } => (How::Contains, *negated, self.given(texts, scope)),
            _ => return,
        };
        let Some((found, signs)) = texts.iter().find_map(|text| Signs::of(&text.text).map(|signs| (*text, signs)))
        else {
            return;
        };
        let sign = if found.text.contains('%') { '%' } else { '*' };
        let message = format!("{sign} stands for itself in a text: it does not mean \"anything\".");
        let mut report = Diagnostic::new(Code::T220, scope.at(found.span), message);
        if let [_] = texts.as_slice() {
            let word = if matches!(operator, Operator::Contains { word: true, .. }) { " word" } else { "" };
            let better = format!("{}{word} {}", words(signs.how(how), negated), quote(signs.plain));
            let place = scope.at(of.operator_span);
            report = report.fix(Safety::Unsafe, format!("{} {better}", of.shown), [(place, better)]);
        } else {
            report = report.note(
                "What a text begins with, ends with or contains is asked by   starts with, ends with, contains",
            );
        }
        self.reports.add(report);
    }

    fn given<'t>(&self, texts: &'t Texts, scope: Scope) -> Vec<&'t Text> {
        match texts {
            Texts::One(text) => vec![text],
            Texts::AnyOf(items) => {
                self.warn_of_one_text(items, scope);
                items.iter().filter_map(text).collect()
            }
            Texts::AnyOfList(_) => Vec::new(),
        }
    }

    fn warn_of_one_text(&self, items: &[Item], scope: Scope) {
        if let [item] = items
            && let Some(report) = several_in_one(item, scope.at(item.span))
        {
            self.reports.add(report);
        }
    }
}

const fn words(how: How, negated: bool) -> &'static str {
    match (how, negated) {
        (How::Is, false) => "is",
        (How::Is, true) => "is not",
        (How::Starts, false) => "starts with",
        (How::Starts, true) => "does not start with",
        (How::Ends, false) => "ends with",
        (How::Ends, true) => "does not end with",
        (How::Contains, false) => "contains",
        (How::Contains, true) => "does not contain",
    }
}
