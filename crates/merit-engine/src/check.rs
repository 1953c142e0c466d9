//! Tests of one value, made ready to run: lists are sets, texts are folded.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::Arc;

use foldhash::fast::FixedState;
use hashbrown::HashSet;
use merit_ir::{Check, Comparison, List, ListEntries, Part, Test, Texts};
use merit_values::{
    Day, Decimal, Duration, Instant, Value, Zone, contains_word, email_domain, fold, folded, is_domain_in, url_host,
    url_path,
};

use crate::trit::Trit;

type TextSet = HashSet<Box<str>, FixedState>;

/// The instant at which a condition is asked, with its local date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Now {
    pub(crate) at: Instant,
    pub(crate) day: Day,
}

impl Now {
    /// Whether something that runs a duration long from here on is over then: [`Zone::after`] of it is not later.
    #[inline]
    pub(crate) fn is_over(self, duration: Duration, then: Self) -> bool {
        match duration.clock_micros() {
            Some(micros) => self.at.0.saturating_add(micros) <= then.at.0,
            None => self.day.plus(duration) <= then.day,
        }
    }

    /// Whether then is still within a duration from here: not later than [`Zone::within`] of it.
    #[inline]
    pub(crate) fn reaches(self, duration: Duration, then: Self) -> bool {
        match duration.clock_micros() {
            Some(micros) => then.at.0 <= self.at.0.saturating_add(micros),
            None => then.day <= self.day.plus(duration),
        }
    }
}

/// The entries of a list, ready to look up.
#[derive(Debug)]
pub(crate) enum Lookup {
    Texts(TextSet, Vec<String>),
    Domains(TextSet, Vec<String>),
    Numbers(Vec<Decimal>),
}

impl Lookup {
    pub(crate) fn of(list: &List) -> Arc<Self> {
        let set = |texts: &[String]| texts.iter().map(|text| text.as_str().into()).collect();
        Arc::new(match &list.entries {
            ListEntries::Text(texts) => Self::Texts(set(texts), texts.clone()),
            ListEntries::Domains(texts) => Self::Domains(set(texts), texts.clone()),
            ListEntries::Numbers(numbers) => {
                let mut numbers = numbers.clone();
                numbers.sort_unstable();
                Self::Numbers(numbers)
            }
        })
    }

    fn texts(&self) -> &[String] {
        match self {
            Self::Texts(_, texts) | Self::Domains(_, texts) => texts,
            Self::Numbers(_) => &[],
        }
    }
}

/// A text as it is written. Folding it takes longer than most tests, so it is done once for all of them.
#[derive(Debug)]
pub(crate) struct Written<'t> {
    text: &'t str,
    folded: OnceCell<Cow<'t, str>>,
}

impl<'t> Written<'t> {
    pub(crate) const fn new(text: &'t str) -> Self {
        Self { text, folded: OnceCell::new() }
    }

    fn folded(&self) -> &str {
        self.folded.get_or_init(|| folded(self.text))
    }
}

/// A test of one value.
#[derive(Debug)]
pub(crate) struct Checker {
    part: Part,
    check: Ready,
}

#[derive(Debug)]
enum Ready {
    Known,
    Unknown,
    TextIs(TextSet),
    StartsWith(Vec<String>),
    EndsWith(Vec<String>),
    Contains(Vec<String>),
    ContainsWord(Vec<String>),
    InList(Arc<Lookup>),
    NumberIs(Vec<Decimal>),
    Number(Comparison, Decimal),
    NumberFrom(Decimal, Decimal),
    YesNo(bool),
    ChoiceIs(Vec<u16>),
    Includes(u16),
    DateIs(Vec<Day>),
    Date(Comparison, Day),
    DateFrom(Day, Day),
    InTheLast(Duration),
    InTheNext(Duration),
    MoreThanAgo(Duration),
}

impl Checker {
    pub(crate) fn of(test: &Test, lists: &[Arc<Lookup>]) -> Self {
        let texts = |texts: &Texts| match texts {
            Texts::Given(texts) => texts.clone(),
            Texts::List(list) => lists[list.index()].texts().to_vec(),
        };
        let check = match &test.check {
            Check::Known => Ready::Known,
            Check::Unknown => Ready::Unknown,
            Check::TextIs(texts) => Ready::TextIs(texts.iter().map(|text| text.as_str().into()).collect()),
            Check::StartsWith(given) => Ready::StartsWith(texts(given)),
            Check::EndsWith(given) => Ready::EndsWith(texts(given)),
            Check::Contains(given) => Ready::Contains(texts(given)),
            Check::ContainsWord(given) => Ready::ContainsWord(texts(given)),
            Check::InList(list) => Ready::InList(Arc::clone(&lists[list.index()])),
            Check::NumberIs(numbers) => Ready::NumberIs(numbers.clone()),
            Check::Number(comparison, number) => Ready::Number(*comparison, *number),
            Check::NumberFrom(from, to) => Ready::NumberFrom(*from, *to),
            Check::YesNo(yes) => Ready::YesNo(*yes),
            Check::ChoiceIs(choices) => Ready::ChoiceIs(choices.clone()),
            Check::Includes(choice) => Ready::Includes(*choice),
            Check::DateIs(days) => Ready::DateIs(days.clone()),
            Check::Date(comparison, day) => Ready::Date(*comparison, *day),
            Check::DateFrom(from, to) => Ready::DateFrom(*from, *to),
            Check::InTheLast(duration) => Ready::InTheLast(*duration),
            Check::InTheNext(duration) => Ready::InTheNext(*duration),
            Check::MoreThanAgo(duration) => Ready::MoreThanAgo(*duration),
        };
        Self { part: test.part, check }
    }

    /// The duration by which the answer depends on when it is asked.
    pub(crate) const fn relative(&self) -> Option<Duration> {
        match self.check {
            Ready::InTheLast(duration) | Ready::InTheNext(duration) | Ready::MoreThanAgo(duration) => Some(duration),
            _ => None,
        }
    }

    /// Of a text, it asks for nothing but the domain.
    pub(crate) fn asks_domain(&self) -> bool {
        self.part == Part::Domain
    }

    /// It asks whether there is a value at all.
    pub(crate) const fn asks_known(&self) -> bool {
        matches!(self.check, Ready::Known)
    }

    /// The answer for a text.
    pub(crate) fn text(&self, text: &Written<'_>) -> Trit {
        let part = match self.part {
            Part::Whole => Cow::Borrowed(text.folded()),
            Part::Domain => match email_domain(text.text) {
                Some(domain) => folded(domain),
                None => return self.unknown(),
            },
            Part::Host => match url_host(text.text) {
                Some(host) => fold(&host).into(),
                None => return self.unknown(),
            },
            Part::Path => folded(url_path(text.text)),
        };
        let folded = &*part;
        match &self.check {
            Ready::Known => Trit::True,
            Ready::TextIs(texts) => texts.contains(folded).into(),
            Ready::StartsWith(texts) => texts.iter().any(|text| folded.starts_with(text.as_str())).into(),
            Ready::EndsWith(texts) => texts.iter().any(|text| folded.ends_with(text.as_str())).into(),
            Ready::Contains(texts) => texts.iter().any(|text| folded.contains(text.as_str())).into(),
            Ready::ContainsWord(texts) => texts.iter().any(|text| contains_word(folded, text)).into(),
            Ready::InList(list) => match &**list {
                Lookup::Texts(texts, _) => texts.contains(folded).into(),
                Lookup::Domains(domains, _) => is_domain_in(folded, |domain| domains.contains(domain)).into(),
                Lookup::Numbers(_) => Trit::False,
            },
            _ => Trit::False,
        }
    }

    /// The answer for a missing value.
    pub(crate) const fn unknown(&self) -> Trit {
        match self.check {
            Ready::Known => Trit::False,
            Ready::Unknown => Trit::True,
            _ => Trit::Unknown,
        }
    }

    /// The answer for a value.
    pub(crate) fn value(&self, value: &Value, now: Now, zone: &Zone) -> Trit {
        match value {
            Value::Unknown => self.unknown(),
            Value::Text(text) => self.text(&Written::new(text)),
            Value::Number(number) => self.number(*number),
            Value::YesNo(yes) => self.yes_no(*yes),
            Value::Choice(choice) => self.choice(*choice),
            Value::Several(choices) => self.several(choices),
            Value::Date(day) => self.date(*day, zone.start_of(*day), true, now),
            Value::Time(at) => self.date(zone.day_of(*at), *at, false, now),
        }
    }

    pub(crate) fn yes_no(&self, yes: bool) -> Trit {
        match self.check {
            Ready::YesNo(wanted) => (yes == wanted).into(),
            _ => self.known(),
        }
    }

    pub(crate) fn choice(&self, choice: u16) -> Trit {
        match &self.check {
            Ready::ChoiceIs(choices) => choices.contains(&choice).into(),
            _ => self.known(),
        }
    }

    pub(crate) fn several(&self, choices: &[u16]) -> Trit {
        match self.check {
            Ready::Includes(choice) => choices.contains(&choice).into(),
            _ => self.known(),
        }
    }

    pub(crate) fn number(&self, number: Decimal) -> Trit {
        match &self.check {
            Ready::NumberIs(numbers) => numbers.contains(&number).into(),
            Ready::Number(comparison, bound) => compare(*comparison, &number, bound).into(),
            Ready::NumberFrom(from, to) => (*from <= number && number <= *to).into(),
            Ready::InList(list) => match &**list {
                Lookup::Numbers(numbers) => numbers.binary_search(&number).is_ok().into(),
                Lookup::Texts(..) | Lookup::Domains(..) => Trit::False,
            },
            _ => self.known(),
        }
    }

    /// A date, or a time with its local date; `at` is the time, or the first instant of the date.
    fn date(&self, day: Day, at: Instant, whole_day: bool, now: Now) -> Trit {
        let past = if whole_day { day <= now.day } else { at <= now.at };
        let elapsed = now.at.0.saturating_sub(at.0);
        let recent = |duration: &Duration| {
            duration.clock_micros().map_or_else(|| now.day < day.plus(*duration), |micros| elapsed < micros)
        };
        match &self.check {
            Ready::DateIs(days) => days.contains(&day).into(),
            Ready::Date(comparison, bound) => compare(*comparison, &day, bound).into(),
            Ready::DateFrom(from, to) => (*from <= day && day <= *to).into(),
            Ready::InTheLast(duration) => (past && recent(duration)).into(),
            Ready::MoreThanAgo(duration) => (past && !recent(duration)).into(),
            Ready::InTheNext(duration) => {
                let ahead = if whole_day { day >= now.day } else { at >= now.at };
                let soon = duration
                    .clock_micros()
                    .map_or_else(|| day < now.day.plus(*duration), |micros| at.0.saturating_sub(now.at.0) < micros);
                (ahead && soon).into()
            }
            _ => self.known(),
        }
    }

    /// The answer for a known value that only `is known` and `is unknown` ask for.
    const fn known(&self) -> Trit {
        if matches!(self.check, Ready::Known) { Trit::True } else { Trit::False }
    }
}

fn compare<T: Ord>(comparison: Comparison, value: &T, bound: &T) -> bool {
    match comparison {
        Comparison::Less => value < bound,
        Comparison::LessOrEqual => value <= bound,
        Comparison::Greater => value > bound,
        Comparison::GreaterOrEqual => value >= bound,
    }
}

/// Compares two decimals.
pub(crate) fn compares(comparison: Comparison, value: Decimal, bound: Decimal) -> bool {
    compare(comparison, &value, &bound)
}
