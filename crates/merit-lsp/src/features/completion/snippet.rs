//! Texts with places to fill in, as editors know them.

use std::fmt::Write;

/// A text with places to fill in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// As the protocol writes it: `once per ${1|day,week|}`.
    code: String,
    /// With the first choice at every place.
    filled: String,
    places: u32,
}

impl Snippet {
    /// A text without places.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::default().then(text)
    }

    /// Goes on with a text.
    #[must_use]
    pub fn then(mut self, text: &str) -> Self {
        self.code.push_str(&escaped(text, &['$', '}', '\\']));
        self.filled.push_str(text);
        self
    }

    /// A place where this stands until something else is written.
    #[must_use]
    pub fn hole(mut self, text: &str) -> Self {
        self.places += 1;
        let _ = write!(self.code, "${{{}:{}}}", self.places, escaped(text, &['$', '}', '\\']));
        self.filled.push_str(text);
        self
    }

    /// A place where one of these stands; nothing when there are none.
    #[must_use]
    pub fn choice<T: AsRef<str>>(mut self, choices: &[T]) -> Self {
        let Some(first) = choices.first() else { return self };
        if choices.len() == 1 {
            return self.hole(first.as_ref());
        }
        self.places += 1;
        let choices: Vec<String> =
            choices.iter().take(MOST).map(|choice| escaped(choice.as_ref(), &['$', '}', '\\', ',', '|'])).collect();
        let _ = write!(self.code, "${{{}|{}|}}", self.places, choices.join(","));
        self.filled.push_str(first.as_ref());
        self
    }

    /// As the protocol writes it.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// With the first choice at every place.
    #[must_use]
    pub fn filled(&self) -> String {
        self.filled.clone()
    }

    /// True when there is something to fill in.
    #[must_use]
    pub const fn has_places(&self) -> bool {
        self.places > 0
    }
}

/// Longer menus help nobody.
const MOST: usize = 30;

fn escaped(text: &str, special: &[char]) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if special.contains(&c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A text of the language, with its quotation marks.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_numbered_and_special_characters_escaped() {
        let snippet = Snippet::text("a$ ").hole("b}").then(" ").choice(&["x,y", "z|"]);
        assert_eq!(snippet.code(), "a\\$ ${1:b\\}} ${2|x\\,y,z\\||}");
        assert_eq!(snippet.filled(), "a$ b} x,y");
        assert!(!Snippet::text("once").has_places());
    }
}
