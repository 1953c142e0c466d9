//! Comparisons of properties and attributes: which fit which kind (T208), and what they mean.

use merit_diagnostics::{Code, Diagnostic, Safety, Span};
use merit_ir::{Check, ListEntries, ListId, Part, Texts};
use merit_syntax::tree::{self, Item, ListKind, Name, Operator};
use merit_values::Kind;

use super::Scope;
use super::kinds::Shape;
use crate::context::Context;
use crate::near::quote;
use crate::table::Field;

/// A property or attribute that is compared.
#[derive(Clone, Copy)]
pub(crate) struct Compared<'a> {
    pub(crate) field: &'a Field,
    pub(crate) kind: &'a Kind,
    pub(crate) part: Part,
    /// As written: `lead.email.domain`.
    pub(crate) shown: &'a str,
    pub(crate) subject_span: Span,
    pub(crate) operator_span: Span,
}

pub(crate) const fn comparison(comparison: tree::Comparison) -> merit_ir::Comparison {
    match comparison {
        tree::Comparison::Less => merit_ir::Comparison::Less,
        tree::Comparison::LessOrEqual => merit_ir::Comparison::LessOrEqual,
        tree::Comparison::Greater => merit_ir::Comparison::Greater,
        tree::Comparison::GreaterOrEqual => merit_ir::Comparison::GreaterOrEqual,
    }
}

impl Context<'_> {
    /// The check that an operator makes, and whether it is negated.
    pub(crate) fn check(&self, of: Compared<'_>, operator: &Operator, scope: Scope) -> Option<(Check, bool)> {
        let shape = Shape::of(of.kind, of.part);
        let check = match operator {
            Operator::IsKnown => Check::Known,
            Operator::IsUnknown => Check::Unknown,
            Operator::Is { negated, value, or } => {
                if let Some((_, span)) = or {
                    let message = format!("\"{}\" can follow only a tier or a grade.", self.words(scope.at(*span)));
                    self.reports.plain(Code::T208, scope.at(*span), message);
                    return None;
                }
                return self
                    .is(of, shape, std::slice::from_ref(value), *negated, scope)
                    .map(|check| (check, *negated));
            }
            Operator::IsOneOf { negated, values } => {
                return self.is(of, shape, values, *negated, scope).map(|check| (check, *negated));
            }
            Operator::IsIn { negated, list } => {
                return self.is_in(of, shape, list, scope).map(|check| (check, *negated));
            }
            Operator::StartsWith { negated, texts } => {
                let texts = self.texts(of, shape, texts, ("starts with", *negated), scope)?;
                return Some((Check::StartsWith(texts), *negated));
            }
            Operator::EndsWith { negated, texts } => {
                let texts = self.texts(of, shape, texts, ("ends with", *negated), scope)?;
                return Some((Check::EndsWith(texts), *negated));
            }
            Operator::Contains { negated, word, texts } => {
                let found = self.texts(of, shape, texts, ("contains", *negated), scope)?;
                if *word {
                    self.words_need_spaces(texts, &found, scope)?;
                    return Some((Check::ContainsWord(found), *negated));
                }
                return Some((Check::Contains(found), *negated));
            }
            Operator::Includes(text) => match shape {
                Shape::SeveralOf => {
                    Check::Includes(self.choice(of.field, text, "this condition could never be true", scope)?)
                }
                Shape::Text => {
                    return self.wrong_operator(of, shape, scope, Some(format!("contains {}", quote(&text.text))));
                }
                Shape::OneOf => {
                    return self.wrong_operator(of, shape, scope, Some(format!("is {}", quote(&text.text))));
                }
                _ => return self.wrong_operator(of, shape, scope, None),
            },
            Operator::Compare(order, value) => match shape {
                Shape::Number => Check::Number(comparison(*order), self.number_item(of.shown, value, scope)?),
                Shape::Date => Check::Date(comparison(*order), self.date_item(of.shown, value, scope)?),
                _ => return self.wrong_operator(of, shape, scope, None),
            },
            Operator::From(low, high) => match shape {
                Shape::Number => {
                    let (low, high) =
                        (self.number_item(of.shown, low, scope), self.number_item(of.shown, high, scope));
                    Check::NumberFrom(low?, high?)
                }
                Shape::Date => {
                    let (low, high) = (self.date_item(of.shown, low, scope), self.date_item(of.shown, high, scope));
                    Check::DateFrom(low?, high?)
                }
                _ => return self.wrong_operator(of, shape, scope, None),
            },
            Operator::InTheLast(length) if shape == Shape::Date => Check::InTheLast(length.value),
            Operator::InTheNext(length) if shape == Shape::Date => Check::InTheNext(length.value),
            Operator::MoreThanAgo(length) if shape == Shape::Date => Check::MoreThanAgo(length.value),
            Operator::InTheLast(_) | Operator::InTheNext(_) | Operator::MoreThanAgo(_) => {
                return self.wrong_operator(of, shape, scope, None);
            }
        };
        Some((check, false))
    }

    /// `is V`, `is one of V, V`.
    fn is(&self, of: Compared<'_>, shape: Shape, values: &[Item], negated: bool, scope: Scope) -> Option<Check> {
        match shape {
            Shape::Text => {
                let texts: Vec<_> = values.iter().map(|item| self.text_item(of.shown, item, scope)).collect();
                texts.into_iter().collect::<Option<_>>().map(Check::TextIs)
            }
            Shape::Number => {
                let numbers: Vec<_> = values.iter().map(|item| self.number_item(of.shown, item, scope)).collect();
                numbers.into_iter().collect::<Option<_>>().map(Check::NumberIs)
            }
            Shape::Date => {
                let dates: Vec<_> = values.iter().map(|item| self.date_item(of.shown, item, scope)).collect();
                dates.into_iter().collect::<Option<_>>().map(Check::DateIs)
            }
            Shape::YesNo => {
                if let [Item { value: tree::ItemValue::YesNo(yes), .. }] = values {
                    return Some(Check::YesNo(*yes));
                }
                match values.iter().find(|item| !matches!(item.value, tree::ItemValue::YesNo(_))) {
                    Some(item) => self.wrong_value(of.shown, shape, item, scope),
                    None => self.wrong_operator(of, shape, scope, None),
                }
            }
            Shape::OneOf => {
                let label = match (values, negated) {
                    ([_], false) => "this condition could never be true",
                    ([_], true) => "this condition would be true for every known value",
                    _ => "this value never occurs",
                };
                let choices: Vec<_> =
                    values.iter().map(|item| self.choice_item(of.field, item, label, scope)).collect();
                let mut choices: Vec<u16> = choices.into_iter().collect::<Option<_>>()?;
                choices.sort_unstable();
                choices.dedup();
                Some(Check::ChoiceIs(choices))
            }
            Shape::SeveralOf => {
                let written = values.first().map(|item| self.words(scope.at(item.span))).unwrap_or_default();
                if values.len() == 1 && negated {
                    return self.not_included(of, shape, scope, &written);
                }
                self.wrong_operator(
                    of,
                    shape,
                    scope,
                    (values.len() == 1 && !negated).then(|| format!("includes {written}")),
                )
            }
        }
    }

    fn is_in(&self, of: Compared<'_>, shape: Shape, name: &Name, scope: Scope) -> Option<Check> {
        let (number, list) = self.list(scope.file, name)?;
        let place = scope.at(name.span);
        let wrong = |message: String, better: Option<String>| {
            let mut report = Diagnostic::new(Code::T208, place, message).related(list.place, "the list");
            if let Some(better) = better {
                let span = of.subject_span;
                report = report.fix(Safety::Unsafe, better.clone(), [(scope.at(span), better)]);
            }
            self.reports.add(report);
        };
        let holds = match list.kind {
            ListKind::Text => "text",
            ListKind::Numbers => "numbers",
            ListKind::Domains => "domains",
        };
        let part = match (of.kind, of.part) {
            (Kind::Email, Part::Whole) => Some(("domain", "an e-mail address")),
            (Kind::Url, Part::Whole) => Some(("host", "a whole address")),
            (Kind::Url, Part::Path) => Some(("host", "a path")),
            _ => None,
        };
        match (shape, list.kind) {
            (Shape::Text, ListKind::Domains) if part.is_some() => {
                let (wanted, is) = part?;
                let base = of.shown.strip_suffix(".path").unwrap_or(of.shown);
                let better = format!("{base}.{wanted}");
                wrong(
                    format!("{} is a list of domains, and {} is {is}: ask for {better}.", name.text, of.shown),
                    Some(better),
                );
                None
            }
            (Shape::Text, ListKind::Text | ListKind::Domains) | (Shape::Number, ListKind::Numbers) => {
                Some(Check::InList(ListId(number)))
            }
            (Shape::OneOf, ListKind::Text) => {
                let Some(ListEntries::Text(entries)) = &list.entries else { return None };
                let listed = of.field.choices.iter().filter(|(choice, _)| entries.binary_search(choice).is_ok());
                let mut choices: Vec<u16> = listed.map(|(_, number)| *number).collect();
                choices.sort_unstable();
                if choices.is_empty() {
                    let message = format!("No entry of {} is one of the values of {}.", name.text, of.field.name);
                    self.reports.plain(Code::T207, place, message);
                    return None;
                }
                Some(Check::ChoiceIs(choices))
            }
            (Shape::Text | Shape::OneOf | Shape::Number, _) => {
                wrong(format!("{} is {}, and {} is a list of {holds}.", of.shown, shape.words(), name.text), None);
                None
            }
            (Shape::YesNo | Shape::Date | Shape::SeveralOf, _) => self.wrong_operator(of, shape, scope, None),
        }
    }

    /// The texts of `starts with`, `ends with`, `contains`.
    fn texts(
        &self,
        of: Compared<'_>,
        shape: Shape,
        texts: &tree::Texts,
        (word, negated): (&str, bool),
        scope: Scope,
    ) -> Option<Texts> {
        if shape != Shape::Text {
            let better = match (shape, texts) {
                (Shape::SeveralOf, tree::Texts::One(text)) if negated => {
                    return self.not_included(of, shape, scope, &quote(&text.text));
                }
                (Shape::OneOf, tree::Texts::One(text)) if negated => Some(format!("is not {}", quote(&text.text))),
                (Shape::SeveralOf, tree::Texts::One(text)) if word == "contains" => {
                    Some(format!("includes {}", quote(&text.text)))
                }
                (Shape::OneOf, tree::Texts::One(text)) => Some(format!("is {}", quote(&text.text))),
                _ => None,
            };
            return self.wrong_operator(of, shape, scope, better);
        }
        match texts {
            tree::Texts::One(text) => Some(Texts::Given(vec![self.folded(text, scope)?])),
            tree::Texts::AnyOf(items) => {
                let texts: Vec<_> = items.iter().map(|item| self.text_item(of.shown, item, scope)).collect();
                texts.into_iter().collect::<Option<_>>().map(Texts::Given)
            }
            tree::Texts::AnyOfList(name) => {
                let (number, list) = self.list(scope.file, name)?;
                if list.kind == ListKind::Text {
                    return Some(Texts::List(ListId(number)));
                }
                let holds = if list.kind == ListKind::Numbers { "numbers" } else { "domains" };
                let message = format!("\"{word}\" needs a list of text, and {} is a list of {holds}.", name.text);
                let mut report =
                    Diagnostic::new(Code::T208, scope.at(name.span), message).related(list.place, "the list");
                if list.kind == ListKind::Domains {
                    report = report.note(format!("Domains are asked for with   is in {}", name.text));
                }
                self.reports.add(report);
                None
            }
        }
    }

    /// T214: scripts that write no spaces between words have no words to look for.
    fn words_need_spaces(&self, written: &tree::Texts, found: &Texts, scope: Scope) -> Option<()> {
        let spaceless = |text: &str| crate::scripts::writes_no_spaces(text);
        let (text, at) = match (written, found) {
            (tree::Texts::One(text), _) if spaceless(&text.text) => (text.text.clone(), text.span),
            (tree::Texts::AnyOf(items), _) => {
                let texts = items.iter().filter_map(|item| match &item.value {
                    tree::ItemValue::Text(text) => Some(text),
                    _ => None,
                });
                let Some(text) = texts.into_iter().find(|text| spaceless(&text.text)) else { return Some(()) };
                (text.text.clone(), text.span)
            }
            (tree::Texts::AnyOfList(name), Texts::List(list)) => {
                let Some(text) = self.names.lists.get(list.0).and_then(|list| list.spaceless.clone()) else {
                    return Some(());
                };
                (text, name.span)
            }
            _ => return Some(()),
        };
        let message = format!(
            "{} is written in a script without spaces between words, so \"contains word\" cannot find it.",
            quote(&text)
        );
        let report = Diagnostic::new(Code::T214, scope.at(at), message).note("Write   contains   instead.");
        self.reports.add(report);
        None
    }

    /// T208: a negative operator where several choices are asked of; of them only `includes` asks.
    fn not_included<T>(&self, of: Compared<'_>, shape: Shape, scope: Scope, choice: &str) -> Option<T> {
        let better = format!("not ({} includes {choice})", of.shown);
        let whole = scope.at(Span::new(of.subject_span.start, of.operator_span.end));
        let report = self.does_not_fit(of, shape, scope);
        self.reports.add(report.fix(Safety::Unsafe, better.clone(), [(whole, better)]));
        None
    }

    fn does_not_fit(&self, of: Compared<'_>, shape: Shape, scope: Scope) -> Diagnostic {
        let place = scope.at(of.operator_span);
        let written = self.words(place);
        let message = format!(
            "{} is {}, so it cannot be compared by \"{}\".",
            of.shown,
            shape.words(),
            operator_words(&written)
        );
        Diagnostic::new(Code::T208, place, message).note(shape.fitting())
    }

    /// T208: an operator that does not fit the kind.
    fn wrong_operator<T>(&self, of: Compared<'_>, shape: Shape, scope: Scope, better: Option<String>) -> Option<T> {
        let place = scope.at(of.operator_span);
        let mut report = self.does_not_fit(of, shape, scope);
        if let Some(better) = better {
            report = report.fix(Safety::Unsafe, format!("{} {better}", of.shown), [(place, better)]);
        }
        self.reports.add(report);
        None
    }
}

/// The words of an operator without its values.
pub(super) fn operator_words(written: &str) -> String {
    let words = written.split_whitespace();
    let kept = words.take_while(|word| {
        let first = word.chars().next();
        word.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '<' | '>' | '='))
            && first.is_some()
            && *word != "yes"
    });
    kept.collect::<Vec<_>>().join(" ")
}
