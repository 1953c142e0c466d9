//! The name that was probably meant, and lists of names for people.

use std::cell::Cell;

/// How many names may still be compared in this run: suggestions must not make a file of mistakes slow.
#[derive(Debug)]
pub(crate) struct Near {
    left: Cell<usize>,
}

impl Default for Near {
    fn default() -> Self {
        Self { left: Cell::new(1_000_000) }
    }
}

impl Near {
    /// Takes time for looking at so many names; false when there is none left.
    pub(crate) fn spend(&self, names: usize) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(names));
        left >= names
    }

    /// Like [`nearest_of`], as long as there is time.
    pub(crate) fn nearest<'a>(&self, written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        let mut seen = 0;
        let left = self.left.get();
        let names = names.into_iter().take(left).inspect(|_| seen += 1);
        let found = nearest_of(written, names);
        self.left.set(left.saturating_sub(seen));
        found
    }
}

/// The nearest of some names by edit distance, at most two edits away; the first of equals. Of a short name one letter is
/// too much of it, and of codes of one or two letters ("LT", "LV") none is like another.
pub fn nearest_of<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = written.chars().count();
    let most = match length {
        0 | 1 => 0,
        2 if written.is_ascii() => 0,
        2 | 3 => 1,
        _ => 2,
    };
    let lower = written.to_lowercase();
    let mut best: Option<(usize, &str)> = None;
    for name in names {
        if name == written || name.chars().count().abs_diff(length) > most {
            continue;
        }
        let distance = if name.to_lowercase() == lower { 0 } else { strsim::osa_distance(written, name) };
        if distance <= most && best.is_none_or(|(nearest, _)| distance < nearest) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}

/// `a, b, c` with an ellipsis when there are more than `most`.
pub fn some_of<'a>(names: impl IntoIterator<Item = &'a str>, most: usize) -> String {
    let mut names = names.into_iter();
    let mut shown: Vec<&str> = names.by_ref().take(most).collect();
    if names.next().is_some() {
        shown.push("…");
    }
    shown.join(", ")
}

/// `"a", "b", "c"`.
pub fn quoted<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    texts.into_iter().map(quote).collect::<Vec<_>>().join(", ")
}

/// A text as the language writes it.
pub fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// `A`, `A and B`, `A, B and C`.
pub fn listed(parts: &[String], joint: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {joint} {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_at_most_two_edits_away() {
        assert_eq!(nearest_of("page_veiw", ["login", "page_view"]), Some("page_view"));
        assert_eq!(nearest_of("Page_View", ["page_views", "page_view"]), Some("page_view"));
        assert_eq!(nearest_of("abc", ["xyc"]), None);
        assert_eq!(nearest_of("LT", ["LV"]), None);
        assert_eq!(nearest_of("hot", ["Hot"]), Some("Hot"));
        assert_eq!(nearest_of("lv", ["LV"]), Some("LV"));
        assert_eq!(nearest_of("w", ["e"]), None);
        assert_eq!(nearest_of("点击邮件", ["点击邮"]), Some("点击邮"));
    }
}
