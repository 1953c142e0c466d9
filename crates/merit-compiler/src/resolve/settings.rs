//! Values written in tests, read as the kinds they are declared as.

use merit_diagnostics::{Code, Diagnostic};
use merit_syntax::tree::{ItemValue, Setting, SettingValue};
use merit_values::{Kind, KindError, LocalTime, Value};

use super::Scope;
use super::kinds::Shape;
use crate::context::Context;
use crate::near::quote;
use crate::table::Field;

impl Context<'_> {
    /// The value that a setting gives to a property or attribute.
    pub(super) fn setting(&self, field: &Field, setting: &Setting, scope: Scope) -> Option<Value> {
        let kind = field.kind.as_ref()?;
        let shape = Shape::of(kind, merit_ir::Part::Whole);
        let item = match &setting.value {
            SettingValue::Unknown(_) => return Some(Value::Unknown),
            SettingValue::Several(texts) => {
                if shape != Shape::SeveralOf {
                    let message = format!("{} holds one value, not several.", field.name);
                    self.reports.plain(Code::T208, scope.at(setting.span), message);
                    return None;
                }
                let choices: Vec<_> = texts.iter().map(|text| self.choice(field, text, "", scope)).collect();
                let mut choices: Vec<u16> = choices.into_iter().collect::<Option<_>>()?;
                choices.sort_unstable();
                choices.dedup();
                return Some(Value::Several(choices.into()));
            }
            SettingValue::One(item) => item,
        };
        match (shape, &item.value) {
            (Shape::OneOf, ItemValue::Text(text)) if !text.text.trim().is_empty() => {
                self.choice(field, text, "", scope).map(Value::Choice)
            }
            (Shape::SeveralOf, ItemValue::Text(text)) if !text.text.trim().is_empty() => {
                self.choice(field, text, "", scope).map(|choice| Value::Several([choice].into()))
            }
            (_, ItemValue::Text(text)) => match kind.read(&text.text, &self.zone) {
                Ok((value, _)) => Some(value),
                Err(error) => {
                    let code = if matches!(error, KindError::Choice(_)) { Code::T207 } else { Code::T208 };
                    let message = format!("{} {error}, and {} is {}.", quote(&text.text), field.name, shape.words());
                    self.reports.add(Diagnostic::new(code, scope.at(item.span), message));
                    None
                }
            },
            (Shape::Number, ItemValue::Number(number)) => Some(Value::Number(number.value)),
            (Shape::Text, ItemValue::Number(number)) => Some(Value::Text(number.value.to_string().into())),
            (Shape::YesNo, ItemValue::YesNo(yes)) => Some(Value::YesNo(*yes)),
            (Shape::Date, ItemValue::Date(date)) if *kind == Kind::Date => Some(Value::Date(date.day)),
            (Shape::Date, ItemValue::Date(date)) => {
                Some(Value::Time(self.zone.instant(LocalTime { day: date.day, micros: 0 })))
            }
            _ => self.wrong_value(&field.name, shape, item, scope),
        }
    }
}
