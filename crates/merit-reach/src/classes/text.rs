//! Classes of texts. Texts that tests name whole are looked at one by one; of all others only the answers are known, as
//! far as beginnings, ends and parts of texts imply or exclude each other.

use merit_ir::{Check, ListEntries, ListId, Model, Part, Texts};
use merit_values::{Value, contains_word, email_domain, fold, is_domain_in, url_host, url_path};

use super::merged;
use super::value::{known, unknown};
use crate::space::{Class, Witness};
use crate::truth::Truth;

/// Texts that tests name are looked at one by one up to this number, over all tests.
const MOST_TEXTS: usize = 50_000;

/// So many tests of beginnings, ends and parts are told apart; the others are left open.
const MOST_OPEN: usize = 8;

/// Pairs of texts that are compared for one pair of tests.
const MOST_PAIRS: usize = 4_000;

pub(super) fn classes(model: &Model, part: Part, checks: &[&Check]) -> Vec<Class> {
    let subject = Texting { model, part };
    let mut named: Vec<&str> = Vec::new();
    let mut open: Vec<&Check> = Vec::new();
    for check in checks {
        match check {
            Check::TextIs(texts) => named.extend(texts.iter().map(String::as_str)),
            Check::InList(list) if !subject.is_domains(*list) => {
                named.extend(subject.entries(*list).iter().map(String::as_str));
            }
            Check::Known | Check::Unknown => {}
            other => open.push(other),
        }
    }
    if named.len().saturating_mul(checks.len()) > MOST_TEXTS {
        return Vec::new();
    }
    named.sort_unstable();
    named.dedup();
    named.retain(|text| subject.can_be(text));
    let of_text = |text: &str| Class {
        answers: checks.iter().map(|check| subject.answer(check, text)).collect(),
        witnesses: subject.witness(text).into_iter().collect(),
    };
    let mut found = vec![unknown(checks)];
    found.extend(named.iter().map(|text| of_text(text)));
    let (told, left) = open.split_at(open.len().min(MOST_OPEN));
    for bits in 0..1usize << told.len() {
        let holds = |at: usize| bits & (1 << at) != 0;
        if !subject.consistent(told, &holds) {
            continue;
        }
        let answer = |check: &&Check| match told.iter().position(|other| *other == *check) {
            Some(at) => Truth::sure(holds(at)),
            None if left.contains(check) => Truth::EITHER,
            None => known(check),
        };
        let answers: Vec<Truth> = checks.iter().map(answer).collect();
        let witnesses = if left.is_empty() { subject.witnesses(checks, &answers, told, &holds) } else { Vec::new() };
        found.push(Class { answers, witnesses });
    }
    merged(found.into_iter())
}

struct Texting<'m> {
    model: &'m Model,
    part: Part,
}

impl<'m> Texting<'m> {
    fn is_domains(&self, list: ListId) -> bool {
        matches!(self.model.lists.get(list.index()).map(|list| &list.entries), Some(ListEntries::Domains(_)))
    }

    fn entries(&self, list: ListId) -> &'m [String] {
        match self.model.lists.get(list.index()).map(|list| &list.entries) {
            Some(ListEntries::Text(texts) | ListEntries::Domains(texts)) => texts,
            _ => &[],
        }
    }

    fn texts<'t>(&self, texts: &'t Texts) -> &'t [String]
    where
        'm: 't,
    {
        match texts {
            Texts::Given(texts) => texts,
            Texts::List(list) => self.entries(*list),
        }
    }

    /// A folded text that this part of a value can be at all. (Look-alikes of `@` and `/` become those when texts are
    /// folded, so domains and hosts may hold them.)
    fn can_be(&self, text: &str) -> bool {
        self.part != Part::Path || text.starts_with('/')
    }

    /// The answer about a folded text.
    fn answer(&self, check: &Check, text: &str) -> Truth {
        let any = |texts: &Texts, test: &dyn Fn(&str) -> bool| self.texts(texts).iter().any(|other| test(other));
        Truth::sure(match check {
            Check::TextIs(texts) => texts.iter().any(|other| other == text),
            Check::StartsWith(texts) => any(texts, &|other| text.starts_with(other)),
            Check::EndsWith(texts) => any(texts, &|other| text.ends_with(other)),
            Check::Contains(texts) => any(texts, &|other| text.contains(other)),
            Check::ContainsWord(texts) => any(texts, &|other| contains_word(text, other)),
            Check::InList(list) if self.is_domains(*list) => {
                let entries = self.entries(*list);
                is_domain_in(text, |domain| entries.binary_search_by(|entry| entry.as_str().cmp(domain)).is_ok())
            }
            Check::InList(list) => self.entries(*list).binary_search_by(|entry| entry.as_str().cmp(text)).is_ok(),
            other => return known(other),
        })
    }

    /// A value whose part is this text.
    fn witness(&self, text: &str) -> Option<Witness> {
        let value = match self.part {
            Part::Whole | Part::Path => text.to_owned(),
            Part::Domain => format!("ann@{text}"),
            Part::Host => format!("https://{text}/"),
        };
        let back = match self.part {
            Part::Whole => Some(fold(&value)),
            Part::Domain => email_domain(&value).map(fold),
            Part::Host => url_host(&value).map(|host| fold(&host)),
            Part::Path => Some(fold(url_path(&value))),
        };
        // Quotes and line ends cannot be written in a test, and a text of blanks is no value.
        let writable = !text.is_empty() && !value.contains(['"', '\n', '\r']);
        (writable && back.as_deref() == Some(text)).then(|| Witness::Value(Value::Text(value.into())))
    }

    /// Whether a text that no test names whole can have these answers.
    fn consistent(&self, told: &[&Check], holds: &dyn Fn(usize) -> bool) -> bool {
        told.iter().enumerate().all(|(at, check)| {
            if !holds(at) {
                return true;
            }
            self.possible(check)
                && told.iter().enumerate().all(|(other_at, other)| {
                    other_at == at
                        || if holds(other_at) { !self.excludes(check, other) } else { !self.implies(check, other) }
                })
        })
    }

    /// Whether the test can be true of this part of a value.
    fn possible(&self, check: &Check) -> bool {
        match check {
            Check::StartsWith(texts) if self.part == Part::Path => {
                self.texts(texts).iter().any(|text| text.starts_with('/'))
            }
            Check::StartsWith(texts) | Check::EndsWith(texts) | Check::Contains(texts) => {
                !self.texts(texts).is_empty()
            }
            Check::InList(list) => !self.entries(*list).is_empty(),
            _ => true,
        }
    }

    /// The texts of a test, and how they stand in a value.
    fn ways<'t>(&self, check: &'t Check) -> Option<(Way, &'t [String])>
    where
        'm: 't,
    {
        Some(match check {
            Check::StartsWith(texts) => (Way::Start, self.texts(texts)),
            Check::EndsWith(texts) => (Way::End, self.texts(texts)),
            Check::Contains(texts) => (Way::Inside, self.texts(texts)),
            Check::ContainsWord(texts) => (Way::Word, self.texts(texts)),
            Check::InList(list) => (Way::Domain, self.entries(*list)),
            _ => return None,
        })
    }

    /// True when every text with the first answer has the second, too.
    fn implies(&self, one: &Check, other: &Check) -> bool {
        let (Some((way, texts)), Some((other_way, others))) = (self.ways(one), self.ways(other)) else {
            return false;
        };
        if way == Way::Domain && other_way == Way::Domain {
            let found = |domain: &str| others.binary_search_by(|entry| entry.as_str().cmp(domain)).is_ok();
            return texts.iter().all(|domain| is_domain_in(domain, found));
        }
        let follows = |text: &str, other: &str| match (way, other_way) {
            (Way::Start, Way::Start) => text.starts_with(other),
            (Way::End | Way::Domain, Way::End) => text.ends_with(other),
            (_, Way::Inside) => text.contains(other),
            (Way::Word, Way::Word) => text == other,
            _ => false,
        };
        texts.len().saturating_mul(others.len()) <= MOST_PAIRS
            && texts.iter().all(|text| others.iter().any(|other| follows(text, other)))
    }

    /// True when no text has both answers.
    fn excludes(&self, one: &Check, other: &Check) -> bool {
        let (Some((way, texts)), Some((other_way, others))) = (self.ways(one), self.ways(other)) else {
            return false;
        };
        if way == Way::Domain && other_way == Way::Domain {
            let of = |entries: &'m [String]| {
                move |domain: &str| entries.binary_search_by(|entry| entry.as_str().cmp(domain)).is_ok()
            };
            let (Check::InList(one), Check::InList(other)) = (one, other) else { return false };
            let (of_one, of_other) = (of(self.entries(*one)), of(self.entries(*other)));
            return !texts.iter().any(|domain| is_domain_in(domain, of_other))
                && !others.iter().any(|domain| is_domain_in(domain, of_one));
        }
        let apart = |text: &str, other: &str| match (way, other_way) {
            (Way::Start, Way::Start) => !text.starts_with(other) && !other.starts_with(text),
            (Way::End, Way::End) => !text.ends_with(other) && !other.ends_with(text),
            _ => false,
        };
        texts.len().saturating_mul(others.len()) <= MOST_PAIRS
            && texts.iter().all(|text| others.iter().all(|other| apart(text, other)))
    }

    /// Values with exactly these answers, by trying texts put together from those of the tests.
    fn witnesses(
        &self,
        checks: &[&Check],
        answers: &[Truth],
        told: &[&Check],
        holds: &dyn Fn(usize) -> bool,
    ) -> Vec<Witness> {
        let chosen: Vec<(Way, &[String])> =
            told.iter().enumerate().filter(|(at, _)| holds(*at)).filter_map(|(_, check)| self.ways(check)).collect();
        if chosen.len() > 4 {
            return Vec::new();
        }
        let mut found = Vec::new();
        for base in self.put_together(&chosen) {
            for text in
                [base.clone(), format!("{base} 2"), format!("{base} 3"), format!("{base}-4"), format!("5-{base}")]
            {
                let folded = fold(&text);
                let fits = self.can_be(&folded)
                    && checks.iter().zip(answers).all(|(check, answer)| self.answer(check, &folded) == *answer);
                if fits {
                    found.extend(self.witness(&folded));
                }
            }
            if found.len() >= 4 {
                break;
            }
        }
        found
    }

    fn put_together(&self, chosen: &[(Way, &[String])]) -> Vec<String> {
        let nothing: &[&str] = match self.part {
            Part::Whole => &["other", "/", "nothing of this", "x"],
            Part::Domain => &["company.example", "elsewhere.example"],
            Part::Host => &["www.company.example", "elsewhere.example"],
            Part::Path => &["/", "/x"],
        };
        if chosen.is_empty() {
            return nothing.iter().map(|text| (*text).to_owned()).collect();
        }
        let mut found = Vec::new();
        for round in 0..4 {
            let pick = |texts: &[String]| texts.get(round.min(texts.len().saturating_sub(1))).cloned();
            let (mut start, mut middle, mut end) = (String::new(), Vec::new(), String::new());
            for (way, texts) in chosen {
                let Some(text) = pick(texts) else { continue };
                match way {
                    Way::Start if text.len() > start.len() => start = text,
                    Way::End | Way::Domain if text.len() > end.len() => end = text,
                    Way::Inside | Way::Word => middle.push(text),
                    _ => {}
                }
            }
            let root = if self.part == Part::Path && start.is_empty() { "/" } else { "" };
            let spaced: Vec<&str> =
                [start.as_str()].into_iter().chain(middle.iter().map(String::as_str)).chain([end.as_str()]).collect();
            let words: Vec<&str> = spaced.iter().copied().filter(|word| !word.is_empty()).collect();
            found.push(format!("{root}{}", words.join(" ")));
            found.push(format!("{root}{}", words.join("-")));
            found.push(format!("{root}{}", words.concat()));
            found.push(format!("mail.{}", words.join(".")));
            found.push(format!("x{}", words.join(" ")));
        }
        found.dedup();
        found
    }
}

/// How a text stands in a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Start,
    End,
    Inside,
    Word,
    Domain,
}
