//! Kinds in people's words, and values as their kind: T207 and T208.

use merit_diagnostics::{Code, Diagnostic, Place, Safety};
use merit_ir::Part;
use merit_syntax::tree::{Item, ItemValue, Text};
use merit_values::{Day, Decimal, Kind, fold};

use super::{Bare, Scope};
use crate::context::Context;
use crate::near::{quote, some_of};
use crate::table::Field;

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Text,
    Number,
    YesNo,
    Date,
    OneOf,
    SeveralOf,
}

impl Shape {
    pub(crate) const fn of(kind: &Kind, part: Part) -> Self {
        match (kind, part) {
            (_, Part::Domain | Part::Host | Part::Path) | (Kind::Text | Kind::Email | Kind::Url, _) => Self::Text,
            (Kind::Number, _) => Self::Number,
            (Kind::YesNo, _) => Self::YesNo,
            (Kind::Date | Kind::Time, _) => Self::Date,
            (Kind::OneOf(_), _) => Self::OneOf,
            (Kind::SeveralOf(_), _) => Self::SeveralOf,
        }
    }

    /// What holds such a value, as the end of a sentence.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "a number",
            Self::YesNo => "yes or no",
            Self::Date => "a date or time",
            Self::OneOf => "one of some choices",
            Self::SeveralOf => "several of some choices",
        }
    }

    /// The comparisons that fit.
    pub(crate) const fn fitting(self) -> &'static str {
        match self {
            Self::Text => {
                "Text is compared by: is, is not, is one of, is in, starts with, ends with, contains, is known, is unknown."
            }
            Self::Number => {
                "Numbers are compared by: is, is not, is one of, is in, <, <=, >, >=, from … to, is known, is unknown."
            }
            Self::YesNo => "Yes and no are compared by: is yes, is no, is known, is unknown.",
            Self::Date => {
                "Dates and times are compared by: is, <, <=, >, >=, from … to, in the last, in the next, more than … ago, is known, is unknown."
            }
            Self::OneOf => "Choices are compared by: is, is not, is one of, is not one of, is known, is unknown.",
            Self::SeveralOf => "Several choices are compared by: includes, is known, is unknown.",
        }
    }
}

/// What an item is, in people's words.
const fn item_words(value: &ItemValue) -> &'static str {
    match value {
        ItemValue::Text(_) => "a quoted text",
        ItemValue::Number(_) => "a number",
        ItemValue::Date(_) => "a date",
        ItemValue::YesNo(_) => "yes or no",
        ItemValue::Letter(_) => "a letter of a grade",
    }
}

impl Context<'_> {
    /// Reports a value of the wrong kind.
    pub(crate) fn wrong_value<T>(&self, shown: &str, shape: Shape, item: &Item, scope: Scope) -> Option<T> {
        let place = scope.at(item.span);
        let written = self.words(place);
        let message = format!("{shown} is {}, and {written} is {}.", shape.words(), item_words(&item.value));
        let mut report = Diagnostic::new(Code::T208, place, message);
        let better = match (shape, &item.value) {
            (Shape::Text | Shape::OneOf, ItemValue::Number(_) | ItemValue::YesNo(_) | ItemValue::Letter(_)) => {
                Some(quote(&written))
            }
            (Shape::Number, ItemValue::Text(text)) if Decimal::read(text.text.trim()).is_ok() => {
                Some(text.text.trim().to_owned())
            }
            (Shape::Date, ItemValue::Text(text)) if Day::read(text.text.trim()).is_some() => {
                Some(text.text.trim().to_owned())
            }
            (Shape::YesNo, ItemValue::Text(text)) if matches!(fold(&text.text).as_str(), "yes" | "no") => {
                Some(fold(&text.text))
            }
            _ => None,
        };
        if let Some(better) = better {
            report = report.fix(Safety::Unsafe, better.clone(), [(place, better)]);
        } else if shape == Shape::Date {
            report = report.note("A date is written year-month-day, without quotation marks: 2025-01-31.");
        }
        self.reports.add(report);
        None
    }

    /// A folded text to compare with; an empty one is refused, because an empty value is unknown.
    pub(crate) fn folded(&self, text: &Text, scope: Scope) -> Option<String> {
        let folded = fold(&text.text);
        if folded.is_empty() {
            let report =
                Diagnostic::new(Code::T208, scope.at(text.span), "Nothing can be compared with an empty text.")
                    .note("An empty value is unknown. To ask for that, write   is unknown   or   is known.");
            self.reports.add(report);
            return None;
        }
        Some(folded)
    }

    pub(crate) fn text_item(&self, shown: &str, item: &Item, scope: Scope) -> Option<String> {
        match &item.value {
            ItemValue::Text(text) => self.folded(text, scope),
            _ => self.wrong_value(shown, Shape::Text, item, scope),
        }
    }

    pub(crate) fn number_item(&self, shown: &str, item: &Item, scope: Scope) -> Option<Decimal> {
        match &item.value {
            ItemValue::Number(number) => Some(number.value),
            _ => self.wrong_value(shown, Shape::Number, item, scope),
        }
    }

    pub(crate) fn date_item(&self, shown: &str, item: &Item, scope: Scope) -> Option<Day> {
        match &item.value {
            ItemValue::Date(date) => Some(date.day),
            _ => self.wrong_value(shown, Shape::Date, item, scope),
        }
    }

    pub(crate) fn choice_item(&self, field: &Field, item: &Item, label: &str, scope: Scope) -> Option<u16> {
        match &item.value {
            ItemValue::Text(text) => self.choice(field, text, label, scope),
            _ => self.wrong_value(&field.name, Shape::OneOf, item, scope),
        }
    }

    /// The number of a choice: T207 when there is none.
    pub(crate) fn choice(&self, field: &Field, text: &Text, label: &str, scope: Scope) -> Option<u16> {
        if let Some(choice) = field.choices.get(&fold(&text.text)) {
            return Some(*choice);
        }
        if self.reports.is_muted() {
            return None;
        }
        let place = scope.at(text.span);
        let kind = field.kind.as_ref();
        let choices = || kind.into_iter().flat_map(|kind| kind.choices()).map(String::as_str);
        let message = format!("{} is not one of the values of {}.", quote(&text.text), field.name);
        let mut report = Diagnostic::new(Code::T207, place, message).label(label);
        if self.near.spend(choices().count()) {
            let all: Vec<String> = choices().map(quote).collect();
            let at = self.location(self.start_of_choices(field));
            report = report.note(format!("{at} allows: {}.", some_of(all.iter().map(String::as_str), 40)));
        }
        if let Some(meant) = self.near.nearest(&text.text, choices()) {
            report = report.note(format!("Did you mean {}?", quote(meant)));
            report = report.fix(Safety::Unsafe, quote(meant), [(place, quote(meant))]);
        } else if let Some(page) = self.page_hint(field, &text.text, scope).filter(|_| !label.is_empty()) {
            report = report.note(page);
        }
        self.reports.add(report);
        None
    }

    const fn start_of_choices(&self, field: &Field) -> Place {
        field.kind_place
    }

    /// A value that is no choice is often the name of a page: how to ask for that page, if an event has paths.
    /// Only a property of an event, in a condition about that event, is taken for one.
    fn page_hint(&self, field: &Field, value: &str, scope: Scope) -> Option<String> {
        let Bare::Event(of) = scope.names else { return None };
        let property = self.names.events.get(of)?.properties.find(&field.name)?.1;
        if !std::ptr::eq(property, field) || !matches!(field.kind, Some(Kind::OneOf(_))) {
            return None;
        }
        let like_a_page = !value.is_empty() && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        let event = self
            .names
            .events
            .items
            .iter()
            .take(1000)
            .find(|event| event.properties.find("path").is_some_and(|(_, path)| path.kind == Some(Kind::Text)))?;
        like_a_page.then(|| {
            format!("For the {value} page you probably want:  {} where path starts with \"/{value}\"", event.name)
        })
    }
}
