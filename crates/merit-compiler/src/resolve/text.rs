//! Texts that say something else than they seem to: signs of a pattern (T220), several texts in one (T221).

use merit_diagnostics::{Code, Diagnostic, Safety};
use merit_syntax::tree::{Item, Operator, Text, Texts};
use merit_syntax::{How, Signs};

use super::Scope;
use super::operator::Compared;
use crate::context::Context;
use crate::near::quote;
use crate::one_text::{several_in_one, text};

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
        let Some((found, signs)) = texts.iter().find_map(|text| meant(&text.text).map(|signs| (*text, signs))) else {
            return;
        };
        let sign = if found.text.contains('%') { '%' } else { '*' };
        let message = format!("{sign} stands for itself in a text: it does not mean \"anything\".");
        let mut report = Diagnostic::new(Code::T220, scope.at(found.span), message);
        if let [_] = texts.as_slice() {
            let word = if matches!(operator, Operator::Contains { word: true, .. }) { " word" } else { "" };
            let better = format!("{}{word} {}", signs.how(how).words(negated), quote(signs.plain));
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

/// The signs of a text that was meant as a pattern: not `50%`, and not of a text that is nothing but signs of some kind.
fn meant(text: &str) -> Option<Signs<'_>> {
    Signs::of(text).filter(|signs| !signs.is_percentage() && signs.plain.chars().any(char::is_alphanumeric))
}
