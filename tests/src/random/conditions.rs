//! Random conditions.

use super::models::Maker;
use super::vocabulary::{
    ATTRIBUTES, COUNTRIES, DOMAIN_LISTS, EVENTS, EventShape, NUMBER_LISTS, NUMBERS, Pool, TEXT_LISTS, URLS,
};

/// Where a condition stands.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    /// In the `where` of an event.
    Event(&'a EventShape),
    /// In the `where (...)` of a history condition.
    Past(&'a EventShape),
    /// In `if` and `no grade if`.
    Standing,
    /// In a segment.
    Segment,
}

impl Maker {
    /// A condition, perhaps of several parts.
    pub(super) fn condition(&mut self, place: Place<'_>) -> String {
        // One subject is tested once in a condition, so that its parts cannot contradict each other.
        let mut used = Vec::new();
        self.joined(place, &mut used, 0)
    }

    fn joined(&mut self, place: Place<'_>, used: &mut Vec<String>, depth: usize) -> String {
        match self.prng.below(10 + 8 * depth) {
            0 | 1 => self.chain(" and ", place, used, depth),
            2 | 3 => self.chain(" or ", place, used, depth),
            4 => format!("not ({})", self.joined(place, used, depth + 1)),
            _ => self.test(place, used),
        }
    }

    fn chain(&mut self, word: &str, place: Place<'_>, used: &mut Vec<String>, depth: usize) -> String {
        let count = 2 + self.prng.below(2);
        let parts: Vec<String> = (0..count)
            .map(|_| match self.prng.below(8 + 8 * depth) {
                0 => format!(
                    "({})",
                    self.chain(if word == " and " { " or " } else { " and " }, place, used, depth + 1)
                ),
                1 => format!("not ({})", self.joined(place, used, depth + 1)),
                _ => self.test(place, used),
            })
            .collect();
        parts.join(word)
    }

    fn test(&mut self, place: Place<'_>, used: &mut Vec<String>) -> String {
        if !matches!(place, Place::Past(_)) && self.prng.chance(22) {
            let event = &EVENTS[self.prng.below(EVENTS.len())];
            let key = format!("had {}", event.0);
            if !used.contains(&key) {
                used.push(key);
                return self.history(event);
            }
        }
        for _ in 0..50 {
            let outcome = matches!(place, Place::Segment) && self.prng.chance(60);
            if outcome {
                if let Some((subject, test)) = self.outcome_test()
                    && !used.contains(&subject)
                {
                    used.push(subject);
                    return test;
                }
                continue;
            }
            let (subject, pool) = self.subject(place);
            let key = subject.trim_start_matches("lead.").to_owned();
            if used.contains(&key) {
                continue;
            }
            used.push(key);
            return self.test_of(&subject, pool);
        }
        // Everything is used up, which no condition is long enough for.
        "size >= 1".to_owned()
    }

    fn subject(&mut self, place: Place<'_>) -> (String, Pool) {
        if let Place::Event((_, _, properties)) | Place::Past((_, _, properties)) = place {
            if self.prng.chance(65) {
                let (name, pool) = *self.prng.pick(properties);
                // A property that a lead attribute shares its name with cannot be written bare (T209).
                if !ATTRIBUTES.iter().any(|(attribute, _)| *attribute == name) {
                    return (name.to_owned(), pool);
                }
            }
            let (name, pool) = *self.prng.pick(ATTRIBUTES);
            let shared = properties.iter().any(|(property, _)| *property == name);
            let lead = shared || self.prng.chance(50);
            return (format!("{}{name}", if lead { "lead." } else { "" }), pool);
        }
        let (name, pool) = *self.prng.pick(ATTRIBUTES);
        (name.to_owned(), pool)
    }

    fn test_of(&mut self, subject: &str, pool: Pool) -> String {
        if self.prng.chance(8) {
            return format!("{subject} is {}", self.prng.pick(&["known", "unknown"]));
        }
        match pool {
            Pool::Text(values) => self.text_test(subject, values),
            Pool::Email => {
                if self.prng.chance(70) {
                    self.domain_test(&format!("{subject}.domain"))
                } else {
                    self.text_test(subject, super::vocabulary::EMAILS)
                }
            }
            Pool::Url => match self.prng.below(3) {
                0 => self.domain_test(&format!("{subject}.host")),
                1 => self.text_test(&format!("{subject}.path"), &["/pricing", "/", "/a", "/blog/a"]),
                _ => self.text_test(subject, URLS),
            },
            Pool::Number => self.number_test(subject),
            Pool::YesNo => format!("{subject} is {}{}", self.maybe("not "), self.prng.pick(&["yes", "no"])),
            Pool::Date | Pool::Time => self.date_test(subject, pool == Pool::Time),
            Pool::OneOf(choices) => match self.prng.below(4) {
                3 => format!("{subject} is {}in senior", self.maybe("not ")),
                0 => format!("{subject} is {}{:?}", self.maybe("not "), self.prng.pick(choices)),
                1 => {
                    let one = self.prng.pick(choices).to_lowercase();
                    format!("{subject} is {}{one:?}", self.maybe("not "))
                }
                _ => format!("{subject} is {}one of {:?}, {:?}", self.maybe("not "), choices[0], choices[2]),
            },
            Pool::SeveralOf(choices) => format!("{subject} includes {:?}", self.prng.pick(choices)),
        }
    }

    fn maybe(&mut self, word: &'static str) -> &'static str {
        if self.prng.chance(35) { word } else { "" }
    }

    fn text_test(&mut self, subject: &str, values: &[&str]) -> String {
        let value = *self.prng.pick(values);
        match self.prng.below(9) {
            0 => format!("{subject} is {}{value:?}", self.maybe("not ")),
            1 => format!("{subject} is {}one of {value:?}, {:?}", self.maybe("not "), self.prng.pick(values)),
            2 => {
                let lists = if self.prng.chance(15) { DOMAIN_LISTS } else { TEXT_LISTS };
                // Addresses and paths are no domains (T208).
                let whole = ["email", "sender", "page", "website", ".path"].iter().any(|end| subject.ends_with(end));
                let lists = if whole { TEXT_LISTS } else { lists };
                format!("{subject} is {}in {}", self.maybe("not "), self.prng.pick(lists))
            }
            3 | 4 => {
                let start: String = value.chars().take(2 + self.prng.below(4)).collect();
                let texts = self.texts(start.trim());
                let word = if self.prng.chance(30) { "does not start with" } else { "starts with" };
                format!("{subject} {word} {texts}")
            }
            5 => {
                let count = value.chars().count();
                let end: String = value.chars().skip(count - count.min(2 + self.prng.below(3))).collect();
                let texts = self.texts(end.trim());
                let word = if self.prng.chance(30) { "does not end with" } else { "ends with" };
                format!("{subject} {word} {texts}")
            }
            6 => {
                let middle: String = value.chars().skip(1).take(3).collect();
                let texts = self.texts(middle.trim());
                let word = if self.prng.chance(30) { "does not contain" } else { "contains" };
                format!("{subject} {word} {texts}")
            }
            _ => {
                let word =
                    *self.prng.pick(&["VP", "manager", "student", "ads", "1", "welcome", "pricing", "a", "lv"]);
                let texts = self.texts(word);
                let verb = if self.prng.chance(30) { "does not contain word" } else { "contains word" };
                format!("{subject} {verb} {texts}")
            }
        }
    }

    fn texts(&mut self, text: &str) -> String {
        let text = if text.is_empty() { "a" } else { text };
        match self.prng.below(6) {
            0 => format!("any of {}", self.prng.pick(TEXT_LISTS)),
            1 => format!("any of {text:?}, {:?}", self.prng.pick(COUNTRIES)),
            2 => format!("{:?}", text.to_uppercase()),
            _ => format!("{text:?}"),
        }
    }

    fn domain_test(&mut self, subject: &str) -> String {
        let domain = *self.prng.pick(&["gmail.com", "Shop.LV", "rival.com", "www.shop.lv"]);
        match self.prng.below(5) {
            0 => format!("{subject} is {}{domain:?}", self.maybe("not ")),
            1 => format!("{subject} ends with {:?}", self.prng.pick(&[".com", "lv", "GMAIL.COM"])),
            _ => format!("{subject} is {}in {}", self.maybe("not "), self.prng.pick(DOMAIN_LISTS)),
        }
    }

    fn number_test(&mut self, subject: &str) -> String {
        let value = *self.prng.pick(NUMBERS);
        match self.prng.below(8) {
            0 => format!("{subject} is {}{value}", self.maybe("not ")),
            1 => format!("{subject} is {}one of {value}, 10, -5", self.maybe("not ")),
            2 => format!("{subject} is {}in {}", self.maybe("not "), self.prng.pick(NUMBER_LISTS)),
            3 => {
                let (low, high) =
                    *self.prng.pick(&[("0", "10"), ("-5", "2.5"), ("10", "50"), ("49.999999", "1000000")]);
                format!("{subject} from {low} to {high}")
            }
            _ => format!("{subject} {} {value}", self.prng.pick(&["<", "<=", ">", ">="])),
        }
    }

    fn date_test(&mut self, subject: &str, time: bool) -> String {
        match self.prng.below(9) {
            0 => format!("{subject} is {}{}", self.maybe("not "), self.date()),
            1 => format!("{subject} is {}one of {}, {}", self.maybe("not "), self.date(), self.date()),
            2 => format!("{subject} {} {}", self.prng.pick(&["<", "<=", ">", ">="]), self.date()),
            3 => {
                let (from, to) = self.dates();
                format!("{subject} from {from} to {to}")
            }
            number => {
                let hours = time || self.prng.chance(30);
                let duration = if hours { self.any_duration() } else { self.calendar_duration() };
                match number {
                    4 | 5 => format!("{subject} in the last {duration}"),
                    6 => format!("{subject} in the next {duration}"),
                    _ => format!("{subject} more than {duration} ago"),
                }
            }
        }
    }

    fn history(&mut self, event: &EventShape) -> String {
        let when =
            if self.prng.chance(20) { "ever".to_owned() } else { format!("in the last {}", self.any_duration()) };
        let condition = if self.prng.chance(35) {
            format!(" where ({})", self.condition(Place::Past(event)))
        } else {
            String::new()
        };
        self.history_of(event, &condition, &when)
    }

    fn history_of(&mut self, (event, ..): &EventShape, condition: &str, when: &str) -> String {
        let n = self.prng.between(1, 3);
        let times = if n == 1 { "time" } else { "times" };
        match self.prng.below(6) {
            0 | 1 => format!("had no {event}{condition} {when}"),
            2 => format!("had {event}{condition} at least {n} {times} {when}"),
            3 => format!("had {event}{condition} exactly {n} {times} {when}"),
            4 => format!("had {event}{condition} fewer than {} times {when}", n + 1),
            _ => format!("had {event}{condition} {when}"),
        }
    }
}
