//! What the words before a place say about it.

use merit_syntax::tree::First;

use super::tokens::{Token, tokens};
use super::vocabulary::{Field, Grade, Vocabulary, bare};

/// Of what a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It is made up here.
    Declared,
    Check,
    Action,
    Event,
    ScoreWithoutTiers,
    Summand,
    ColumnOf,
    List,
    TextList,
    Property,
}

/// The beginning of a statement as far as it matters for what comes next.
#[derive(Clone, Debug)]
pub(super) struct Sense {
    pub(super) outer: Option<First>,
    first: String,
    words: Vec<String>,
    /// The event whose properties are asked for.
    pub(super) event: Option<String>,
    /// The last name outside of conditions.
    last_name: Option<String>,
    /// What the condition asks about: `form`, `lead.country`, `email.domain`, `engagement`.
    pub(super) subject: Option<String>,
    /// `tier`, `grade` or `points` after it.
    pub(super) part: Option<String>,
    /// The rule is `if ...`.
    pub(super) is_standing: bool,
    /// Points are below zero.
    pub(super) is_negative: bool,
    /// There are several points.
    pub(super) is_ladder: bool,
    /// The points as they are written.
    pub(super) points: Option<String>,
    /// Rules here may be about events.
    pub(super) takes_events: bool,
    /// The last number before the place, in whole points.
    last_number: Option<i64>,
    /// The texts of the values written since the subject.
    pub(super) said: Vec<String>,
}

impl Sense {
    pub(super) fn of(before: &str, outer: Option<First>) -> Self {
        let tokens = tokens(before);
        let words: Vec<String> = tokens.iter().filter_map(|token| token.word()).map(str::to_owned).collect();
        // A claim belongs to no heading, wherever it stands.
        let outer = outer.filter(|_| tokens.first().is_none_or(|token| !token.is("claim")));
        let points: Vec<&str> = tokens
            .iter()
            .map_while(|token| match token {
                Token::Number(number) if number.starts_with(['+', '-']) => Some(*number),
                _ => None,
            })
            .collect();
        let mut sense = Self {
            outer,
            first: words.first().cloned().unwrap_or_default(),
            event: None,
            last_name: None,
            subject: None,
            part: None,
            is_standing: !points.is_empty() && words.first().is_some_and(|word| word == "if"),
            is_negative: points.first().is_some_and(|points| points.starts_with('-')),
            is_ladder: points.len() > 1,
            points: points.first().map(|points| (*points).to_owned()),
            takes_events: outer != Some(First::Grade),
            last_number: tokens.iter().rev().find_map(|token| match token {
                Token::Number(number) => number.split('.').next()?.parse().ok(),
                _ => None,
            }),
            said: Vec::new(),
            words,
        };
        if sense.points.is_some() {
            sense.first = "+".to_owned();
        }
        sense.follow(&tokens);
        sense
    }

    /// Follows conditions: which event they are about, and what the last one asks.
    fn follow(&mut self, tokens: &[Token<'_>]) {
        let mut last_name: Option<String> = None;
        // The events of brackets that are open, for `had x where ( ... )`.
        let mut open: Vec<Option<String>> = Vec::new();
        let mut in_history = false;
        let mut asks = false;
        for (at, token) in tokens.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| tokens.get(at)).copied();
            match *token {
                Token::Sign('(') => {
                    open.push(self.event.clone());
                    if in_history && before.is_some_and(|token| token.is("where")) {
                        self.event.clone_from(&last_name);
                        in_history = false;
                    }
                    asks = true;
                }
                Token::Sign(')') => {
                    self.event = open.pop().unwrap_or_default();
                    self.subject = None;
                }
                Token::Word("where") => {
                    if !in_history {
                        self.event.clone_from(&last_name);
                    }
                    asks = true;
                }
                Token::Word("if" | "when" | "and" | "or") => asks = true,
                Token::Word("had") => {
                    in_history = true;
                    asks = false;
                    self.subject = None;
                }
                Token::Word("no") if in_history => {}
                Token::Word("not") if asks => {}
                Token::Word("lead") if tokens.get(at + 1).is_some_and(|token| token.is("has")) => {}
                Token::Word("then" | "after") => asks = false,
                Token::Word(word) if asks => {
                    self.subject = Some(word.to_owned());
                    self.part = None;
                    self.said.clear();
                    asks = false;
                }
                Token::Word(word @ ("tier" | "grade" | "points"))
                    if before.and_then(Token::word) == self.subject.as_deref() && self.subject.is_some() =>
                {
                    self.part = Some(word.to_owned());
                }
                Token::Word(word) => last_name = Some(word.to_owned()),
                text @ Token::Text(_) => self.said.extend(text.said()),
                Token::Number(_) | Token::Sign(_) => {}
            }
        }
        self.last_name = last_name;
        // Outside of conditions, the last event is the one that clauses are about.
        if self.event.is_none() {
            self.event = self.occasion();
        }
    }

    /// The event of the rule: the first name after the points or the first words.
    fn occasion(&self) -> Option<String> {
        match self.first.as_str() {
            "+" => self.words.first().cloned(),
            "reset" => self.words.get(1).cloned(),
            "include" | "exclude" if self.words.get(1).is_some_and(|word| word == "after") => {
                self.words.get(2).cloned()
            }
            "day" => self.words.get(1).cloned(),
            _ => None,
        }
    }

    /// The last word, and those before it counted backwards.
    pub(super) fn back(&self, count: usize) -> &str {
        self.words.len().checked_sub(count + 1).and_then(|at| self.words.get(at)).map_or("", String::as_str)
    }

    pub(super) fn first(&self) -> &str {
        &self.first
    }

    pub(super) fn has(&self, word: &str) -> bool {
        self.words.iter().any(|known| known == word)
    }

    /// Of what a name is that stands here.
    pub(super) fn role(&self) -> Role {
        match (self.back(0), self.first.as_str()) {
            ("per", _) => Role::Property,
            ("by", _) if self.has("row") => Role::Property,
            ("by", "inactivity") => Role::Event,
            ("in", first) if !matches!(first, "expect") => Role::List,
            ("of", "tiers") => Role::ScoreWithoutTiers,
            ("of", "sum") => Role::Summand,
            ("of", _) if self.back(1) == "any" => Role::TextList,
            (_, "sum") => Role::Summand,
            (_, "inactivity") => Role::Event,
            ("trigger", "trigger" | "expect") => Role::Action,
            ("columns", _) => Role::ColumnOf,
            ("allow", _) => Role::Check,
            ("had", _) => Role::Event,
            ("no", _) if self.back(1) == "had" => Role::Event,
            (_, "event" | "has" | "list" | "action" | "model" | "score" | "grade" | "matrix") => Role::Declared,
            _ => Role::Event,
        }
    }

    pub(super) const fn last_number(&self) -> Option<i64> {
        self.last_number
    }

    /// The same as if `where` came next: about the last event that is named.
    pub(super) fn inside(&self) -> Self {
        let event = self.last_name.clone().or_else(|| self.event.clone());
        Self { event, subject: None, ..self.clone() }
    }

    /// The event that a streak is about: `for 3 EVENT in a row`.
    pub(super) fn asked(&self) -> Option<&str> {
        let at = self.words.iter().position(|word| word == "for")?;
        self.words.get(at + 1).map(String::as_str)
    }

    pub(super) fn is_sum(&self) -> bool {
        self.first == "sum"
    }

    /// Half-lives and shares of what remains are in days.
    pub(super) fn is_half_life(&self) -> bool {
        self.has("half") || self.has("remainder")
    }

    /// A number that makes sense here, where one can be guessed.
    pub(super) fn number(&self) -> Option<&'static str> {
        match (self.first.as_str(), self.back(0)) {
            ("edition", _) => Some("1"),
            (_, "most" | "least" | "exactly" | "than" | "for") => Some("3"),
            ("rounded", "to") => Some("1"),
            (_, "day") => Some("0"),
            _ => None,
        }
    }

    /// A number and its unit come next.
    pub(super) fn is_before_duration(&self) -> bool {
        match (self.back(1), self.back(0)) {
            (_, "within" | "over" | "any" | "last" | "next") => true,
            ("half" | "original" | "remainder" | "and", "every") | ("expires" | "restarting", "after") => true,
            (_, "after") => self.words.len() == 1,
            (_, "for") => self.first() == "include",
            _ => false,
        }
    }

    /// The properties of the event that is asked about.
    pub(super) fn fields(&self, words: &Vocabulary) -> Vec<Field> {
        let event = self.event.as_deref().and_then(|event| words.event(event));
        event.map_or_else(Vec::new, |event| event.fields.clone())
    }

    /// The property or attribute that the condition asks about.
    pub(super) fn field(&self, words: &Vocabulary) -> Option<Field> {
        let subject = self.subject.as_deref()?;
        if let Some(attribute) = subject.strip_prefix("lead.") {
            return words.attribute(attribute.split('.').next()?).cloned();
        }
        let name = subject.split('.').next()?;
        let property = self.fields(words).into_iter().find(|field| bare(&field.name) == name);
        property.or_else(|| words.attribute(name).cloned())
    }

    /// A part of the value is asked about: `.domain`, `.host`, `.path`.
    pub(super) fn asks_part(&self) -> Option<&str> {
        let (_, part) = self.subject.as_deref()?.rsplit_once('.')?;
        matches!(part, "domain" | "host" | "path").then_some(part)
    }

    /// The condition asks about a score or a grade.
    pub(super) fn is_outcome(&self, words: &Vocabulary) -> bool {
        let Some(subject) = self.subject.as_deref().filter(|_| self.outer == Some(First::Segment)) else {
            return false;
        };
        words.scores.iter().any(|(name, _)| bare(name) == subject) || words.grade(subject).is_some()
    }

    /// The grade that letters belong to.
    pub(super) fn grade<'a>(&self, words: &'a Vocabulary) -> Option<&'a Grade> {
        let name = match self.first.as_str() {
            "columns" => self.words.get(1)?.as_str(),
            "expect" | "claim" => self.back(1),
            _ => self.subject.as_deref()?,
        };
        words.grade(name)
    }
}
