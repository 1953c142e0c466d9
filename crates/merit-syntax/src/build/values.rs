//! Names, texts, numbers, dates and durations.

use merit_diagnostics::{Code, Safety, Span};
use merit_values::{Day, Decimal, DecimalError, Duration, Unit};
use unicode_normalization::UnicodeNormalization;

use super::{Builder, P, child, children, first};
use crate::characters::{continues_word, starts_word};
use crate::grammar::Rule;
use crate::report;
use crate::tree::{Date, Item, ItemValue, Length, Letter, Name, Number, Percent, Text, Whole};

/// The longest duration, in days.
const LONGEST: u64 = 3_660;
/// The largest points and bounds, in millionths.
const MOST_POINTS: i128 = 1_000_000 * 1_000_000;

/// The text in NFC.
pub(crate) fn nfc(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { text.nfc().collect() }
}

impl Builder<'_, '_> {
    /// The name inside `pair`.
    pub(super) fn name_in(&mut self, pair: &P<'_>) -> Option<Name> {
        child(pair, Rule::name).map(|name| self.name(&name))
    }

    pub(super) fn name(&mut self, pair: &P<'_>) -> Name {
        let written = pair.as_str();
        let inner = written.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
        let text = nfc(inner.unwrap_or(written));
        let mut chars = text.chars();
        let sound = chars.next().is_some_and(|c| starts_word(c) && c != '_') && chars.all(continues_word);
        if inner.is_some() && !sound {
            let span = self.span(pair);
            self.report(report::bad_name(self.place(span), &text));
        }
        Name { text, span: self.span(pair), quoted: inner.is_some() }
    }

    /// The quoted text inside `pair`.
    pub(super) fn text_in(&mut self, pair: &P<'_>) -> Option<Text> {
        child(pair, Rule::string).map(|text| self.text(&text))
    }

    pub(super) fn text(&self, pair: &P<'_>) -> Text {
        let written = pair.as_str();
        let inner = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or("");
        let text = if inner.contains("\"\"") { nfc(&inner.replace("\"\"", "\"")) } else { nfc(inner) };
        Text { text, span: self.span(pair) }
    }

    /// A number of a condition or a test: up to 18 digits, 6 after the point.
    pub(super) fn number(&mut self, pair: &P<'_>) -> Number {
        let written = pair.as_str();
        let value = Decimal::read(written.strip_prefix('+').unwrap_or(written)).unwrap_or_else(|error| {
            let shown = report::clip(written);
            let message = match error {
                DecimalError::TooManyDecimals => {
                    format!("{shown} has more than 6 digits after the point.")
                }
                _ => format!("{shown} has more than 18 digits."),
            };
            let fault = self
                .fault(Code::S102, pair, message)
                .note("Numbers are exact: up to 18 digits, 6 of them after the point.");
            self.report(fault);
            Decimal::ZERO
        });
        Number { value, span: self.span(pair) }
    }

    /// Points or a bound: up to 3 decimals, at most a million.
    pub(super) fn points(&mut self, pair: &P<'_>) -> Number {
        let written = pair.as_str();
        let digits = written.trim_start_matches(['+', '-']);
        let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.trim_end_matches('0').len());
        let value = Decimal::read(written.strip_prefix('+').unwrap_or(written)).ok();
        let small = value.is_some_and(|value| value.0.abs() <= MOST_POINTS);
        if decimals > 3 {
            let message = format!("{} has more than 3 digits after the point.", report::clip(written));
            let fault = self.fault(Code::S102, pair, message).note("Points and bounds have up to 3 decimals.");
            self.report(fault);
        } else if !small {
            let message = format!("{} points are too many.", report::clip(written));
            let fault = self
                .fault(Code::S102, pair, message)
                .note("Points and bounds go up to 1000000, above and below zero.");
            self.report(fault);
        }
        Number { value: value.filter(|_| small).unwrap_or(Decimal::ZERO), span: self.span(pair) }
    }

    /// Points inside `pair`, written as `rule`.
    pub(super) fn points_in(&mut self, pair: &P<'_>, rule: Rule) -> Option<Number> {
        child(pair, rule).map(|number| self.points(&number))
    }

    /// A whole number of at least 0.
    pub(super) fn whole(&mut self, pair: &P<'_>) -> Whole {
        let digits = pair.as_str().trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let value = digits.parse().ok().filter(|value: &u32| *value <= 1_000_000_000).unwrap_or_else(|| {
            let message = format!("{} is too large a number here.", report::clip(pair.as_str()));
            let fault = self.fault(Code::S102, pair, message).note("Whole numbers go up to 1000000000.");
            self.report(fault);
            1
        });
        Whole { value, span: self.span(pair) }
    }

    /// A whole number of at least 1.
    pub(super) fn count(&mut self, pair: &P<'_>) -> Whole {
        let mut whole = self.whole(pair);
        if whole.value == 0 {
            let message = format!("{} counts nothing: the smallest number here is 1.", report::clip(pair.as_str()));
            let fault = self.fault(Code::S102, pair, message);
            self.report(fault);
            whole.value = 1;
        }
        whole
    }

    /// The count inside `pair`.
    pub(super) fn count_in(&mut self, pair: &P<'_>) -> Option<Whole> {
        child(pair, Rule::whole).map(|whole| self.count(&whole))
    }

    pub(super) fn percent(&mut self, pair: &P<'_>) -> Option<Percent> {
        let number = child(pair, Rule::number)?;
        let decimals = number.as_str().split_once('.').map_or(0, |(_, d)| d.trim_end_matches('0').len());
        let value = Decimal::read(number.as_str()).ok().filter(|value| value.0 > 0 && value.0 <= 100_000_000);
        let thousandths = value.filter(|_| decimals <= 3).and_then(|value| u32::try_from(value.0 / 1000).ok());
        if thousandths.is_none() {
            let message = if decimals > 3 && value.is_some() {
                format!("{} % has more than 3 digits after the point.", report::clip(number.as_str()))
            } else {
                format!("{} % is not possible here.", report::clip(number.as_str()))
            };
            let fault = self.fault(Code::S102, pair, message);
            self.report(fault.note("A percentage is more than 0 % and at most 100 %, with up to 3 decimals."));
        }
        Some(Percent { value: thousandths.unwrap_or(100_000), span: self.span(pair) })
    }

    /// The date inside `pair`.
    pub(super) fn date_in(&mut self, pair: &P<'_>) -> Option<Date> {
        child(pair, Rule::date).map(|date| self.date(&date))
    }

    pub(super) fn date(&mut self, pair: &P<'_>) -> Date {
        let span = self.span(pair);
        let written = pair.as_str();
        let day = Day::read(written);
        let year = written.get(..4).and_then(|year| year.parse().ok()).unwrap_or(0);
        if year >= 2400 || day.is_none() {
            self.report(report::impossible_date(self.place(span), written, year));
        }
        Date { day: day.unwrap_or_default(), span }
    }

    /// The duration inside `pair`.
    pub(super) fn length_in(&mut self, pair: &P<'_>) -> Option<Length> {
        let duration = child(pair, Rule::duration)?;
        self.length(&duration)
    }

    pub(super) fn length(&mut self, pair: &P<'_>) -> Option<Length> {
        let written = child(pair, Rule::whole)?;
        let unit = match first(&child(pair, Rule::unit)?)?.as_rule() {
            Rule::kw_minutes => Unit::Minutes,
            Rule::kw_hours => Unit::Hours,
            Rule::kw_days => Unit::Days,
            Rule::kw_weeks => Unit::Weeks,
            Rule::kw_months => Unit::Months,
            _ => Unit::Years,
        };
        // Months have 30.5 days here: 3 660 days are 10 years or 120 months.
        let most = match unit {
            Unit::Minutes => LONGEST * 24 * 60,
            Unit::Hours => LONGEST * 24,
            Unit::Days => LONGEST,
            Unit::Weeks => LONGEST / 7,
            Unit::Months => 120,
            Unit::Years => 10,
        };
        let count = written.as_str().parse().ok().filter(|count: &u32| u64::from(*count) <= most);
        let span = self.span(pair);
        if count.is_none() {
            let shown = report::clip(&report::one_line(pair.as_str()));
            let fault = self.fault(Code::S102, pair, format!("{shown} is too long: durations go up to 3660 days."));
            self.report(fault.note("That is 10 years, 120 months, 522 weeks or 87840 hours."));
        } else if count == Some(0) {
            let shown = report::one_line(pair.as_str());
            let fault =
                self.fault(Code::S102, pair, format!("{shown} is no time at all: the smallest number here is 1."));
            self.report(fault);
        }
        let count = count.unwrap_or(1).max(1);
        Some(Length { value: Duration { count, unit }, span })
    }

    pub(super) fn letter_in(&mut self, pair: &P<'_>) -> Option<Letter> {
        child(pair, Rule::letter).map(|letter| self.letter(&letter))
    }

    pub(super) fn letter(&self, pair: &P<'_>) -> Letter {
        Letter { text: pair.as_str().to_owned(), span: self.span(pair) }
    }

    /// The items inside `pair`, one by one.
    pub(super) fn items_in(&mut self, pair: &P<'_>) -> Option<Vec<Item>> {
        let items = child(pair, Rule::items)?;
        let values: Vec<Item> = children(&items, Rule::item).filter_map(|item| self.item(&item)).collect();
        self.decimal_commas(&items, &values);
        Some(values)
    }

    /// `0,5` in a list: two numbers without a space between them, while others have one.
    fn decimal_commas(&mut self, items: &P<'_>, values: &[Item]) {
        let number = |item: &Item| matches!(item.value, ItemValue::Number(_));
        let tight = |pair: &&[Item]| match pair {
            [a, b] => number(a) && number(b) && b.span.start == a.span.end + 1,
            _ => false,
        };
        let pairs = || values.windows(2);
        let Some([a, b]) = pairs().find(tight) else { return };
        if pairs().filter(|pair| !tight(pair)).count() == 0 && values.len() > 2 {
            return;
        }
        let span = a.span.to(b.span);
        let start = span.start.saturating_sub(self.span(items).start) as usize;
        let written = items.as_str().get(start..start + span.len() as usize).unwrap_or("").to_owned();
        let place = self.place(span);
        self.report(report::decimal_comma(place, &written).fix(
            Safety::Unsafe,
            format!("two numbers: {}", written.replace(',', ", ")),
            [(place, written.replace(',', ", "))],
        ));
    }

    /// The value in an `item` or `value`.
    pub(super) fn item(&mut self, pair: &P<'_>) -> Option<Item> {
        let inner = first(pair)?;
        let span = self.span(&inner);
        let value = match inner.as_rule() {
            Rule::string => ItemValue::Text(self.text(&inner)),
            Rule::date => ItemValue::Date(self.date(&inner)),
            Rule::bound => ItemValue::Number(self.number(&inner)),
            Rule::kw_yes => ItemValue::YesNo(true),
            Rule::kw_no => ItemValue::YesNo(false),
            Rule::letter => ItemValue::Letter(self.letter(&inner)),
            _ => return None,
        };
        Some(Item { value, span })
    }

    /// Where a pair stands, for words that stand for something by themselves.
    pub(super) fn span_of(&self, pair: &P<'_>, rule: Rule) -> Span {
        child(pair, rule).map_or_else(|| self.span(pair), |found| self.span(&found))
    }
}
