//! The signs of patterns, `%` and `*`. The language has none of them, but people write them; what they mean is said in its words.

/// How a text is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// With all of it.
    Is,
    /// With its beginning.
    Starts,
    /// With its end.
    Ends,
    /// With any part of it.
    Contains,
}

impl How {
    /// The words for it, or for its contrary.
    #[must_use]
    pub const fn words(self, negated: bool) -> &'static str {
        match (self, negated) {
            (Self::Is, false) => "is",
            (Self::Is, true) => "is not",
            (Self::Starts, false) => "starts with",
            (Self::Starts, true) => "does not start with",
            (Self::Ends, false) => "ends with",
            (Self::Ends, true) => "does not end with",
            (Self::Contains, false) => "contains",
            (Self::Contains, true) => "does not contain",
        }
    }
}

/// What stands at the ends of a text that may be meant as a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signs<'t> {
    /// The text without them, which is not empty.
    pub plain: &'t str,
    before: bool,
    behind: bool,
    is_percentage: bool,
}

impl<'t> Signs<'t> {
    /// The signs of a text; nothing where it has none at its ends, or is nothing else.
    #[must_use]
    pub fn of(text: &'t str) -> Option<Self> {
        let sign = |c: char| matches!(c, '%' | '*');
        let plain = text.trim_matches(sign);
        let (before, behind) = (text.starts_with(sign), text.ends_with(sign));
        let last = plain.chars().next_back().filter(|_| before || behind)?;
        Some(Self { plain, before, behind, is_percentage: !before && text.ends_with('%') && last.is_numeric() })
    }

    /// The text can be meant as it stands: `50%`.
    #[must_use]
    pub const fn is_percentage(self) -> bool {
        self.is_percentage
    }

    /// How the text without its signs is compared, where the one with them is compared in this way.
    #[must_use]
    pub const fn how(self, how: How) -> How {
        match (how, self.before, self.behind) {
            (How::Contains, ..) | (How::Is, true, true) | (How::Starts, true, _) | (How::Ends, _, true) => {
                How::Contains
            }
            (How::Is | How::Ends, true, false) => How::Ends,
            (How::Is | How::Starts, false, _) => How::Starts,
            (How::Ends, false, false) => How::Ends,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_those_at_the_ends() {
        let how = |text: &'static str, how| Signs::of(text).map(|signs| (signs.plain, signs.how(how)));
        assert_eq!(how("%boss%", How::Is), Some(("boss", How::Contains)));
        assert_eq!(how("*.pdf", How::Is), Some((".pdf", How::Ends)));
        assert_eq!(how("/blog/*", How::Is), Some(("/blog/", How::Starts)));
        assert_eq!(how("*a", How::Starts), Some(("a", How::Contains)));
        assert_eq!(how("a*", How::Ends), Some(("a", How::Contains)));
        assert_eq!(how("a*b", How::Is), None);
        assert_eq!(how("**", How::Is), None);
        assert!(Signs::of("50%").unwrap().is_percentage() && !Signs::of("%50%").unwrap().is_percentage());
    }
}
