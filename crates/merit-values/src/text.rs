//! How texts are compared: folded (section 3.7 and 3.17.8 of the language).

use std::borrow::Cow;

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The folded form of a text: NFKC and full, locale-free case folding, white space cut at both ends. Accents stay.
#[must_use]
pub fn fold(text: &str) -> String {
    folded(text).into_owned()
}

/// The same, without a copy of what is folded already.
#[must_use]
pub fn folded(text: &str) -> Cow<'_, str> {
    // Most texts are folded already.
    if is_bare(text) && !has_capital_or_other(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    if text.is_ascii() {
        let trimmed = text.trim_matches(|c: char| c.is_whitespace());
        if trimmed.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Cow::Owned(trimmed.to_ascii_lowercase());
        }
        return Cow::Borrowed(trimmed);
    }
    let folded: String = text.nfd().default_case_fold().nfkc().default_case_fold().nfkc().collect();
    Cow::Owned(folded.trim_matches(char::is_whitespace).to_owned())
}

/// True when nothing at the ends is to be cut, as is plainly seen.
fn is_bare(text: &str) -> bool {
    match text.as_bytes() {
        [first, .., last] => first.is_ascii_graphic() && last.is_ascii_graphic(),
        [only] => only.is_ascii_graphic(),
        [] => true,
    }
}

/// True when a capital letter or something else than ASCII is among the bytes; eight of them are looked at together.
fn has_capital_or_other(bytes: &[u8]) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;
    // The high bit of each byte that is not ASCII, or from A on and not behind Z; what carries over does not matter, because
    // then there is such a byte.
    let marks = |word: u64| {
        let from_a = word.wrapping_add((0x80 - b'A' as u64) * ONES);
        let behind_z = word.wrapping_add((0x7f - b'Z' as u64) * ONES);
        (word | from_a & !behind_z) & HIGH
    };
    let (words, rest) = bytes.as_chunks::<8>();
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    words.iter().chain([&last]).fold(0, |all, word| all | marks(u64::from_le_bytes(*word))) != 0
}

/// The versions of the Unicode data that comparisons use: case folding, then normalization.
#[must_use]
pub fn unicode_version() -> String {
    let (major, minor, patch) = caseless::UNICODE_VERSION;
    let folding = format!("{major}.{minor}.{patch}");
    let (major, minor, patch) = unicode_normalization::UNICODE_VERSION;
    let normalization = format!("{major}.{minor}.{patch}");
    if folding == normalization { folding } else { format!("{folding} (normalization {normalization})") }
}

/// What follows the last `@`, without a final dot; `None` when there is no `@` or nothing follows.
#[must_use]
pub fn email_domain(email: &str) -> Option<&str> {
    // Shorter than what a library needs to begin looking for it.
    let at = email.bytes().rposition(|byte| byte == b'@')?;
    let domain = email.get(at + 1..)?;
    let domain = if is_bare(domain) { domain } else { domain.trim() };
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    (!domain.is_empty()).then_some(domain)
}

/// The host of a URL in lower case, without user, port and final dot. A value that begins with `/` has none.
#[must_use]
pub fn url_host(url: &str) -> Option<String> {
    let url = url.trim();
    let authority = match url.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => rest,
        _ if url.starts_with('/') => return None,
        _ => url,
    };
    let authority = authority.split(['/', '?', '#']).next().unwrap_or("");
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = if host.starts_with('[') {
        host.split_inclusive(']').next().unwrap_or(host)
    } else {
        host.split(':').next().unwrap_or(host)
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    (!host.is_empty()).then(|| host.to_lowercase())
}

/// The path of a URL from the first `/` up to `?` or `#`, undecoded; `/` when it is empty.
#[must_use]
pub fn url_path(url: &str) -> &str {
    let url = url.trim();
    let rest = match url.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => rest,
        _ => url,
    };
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let before = rest.get(..end).unwrap_or("");
    before.find('/').and_then(|at| before.get(at..)).unwrap_or("/")
}

/// True when a folded domain equals an entry or is a sub-domain of it: the entry after a dot.
#[must_use]
pub fn is_domain_in(domain: &str, contains: impl Fn(&str) -> bool) -> bool {
    let mut rest = domain;
    loop {
        if contains(rest) {
            return true;
        }
        match rest.split_once('.') {
            Some((_, parent)) => rest = parent,
            None => return false,
        }
    }
}

/// True when `word` stands in `text` with no letter, digit or mark next to it; both are folded.
#[must_use]
pub fn contains_word(text: &str, word: &str) -> bool {
    let belongs = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    let mut before = None;
    for (at, c) in text.char_indices() {
        // Every beginning is looked at: two matches may overlap, as `a-a` does in `a-a-a`.
        if !before.is_some_and(belongs) {
            let after = text.get(at..).and_then(|rest| rest.strip_prefix(word));
            if after.is_some_and(|after| !after.chars().next().is_some_and(belongs)) {
                return true;
            }
        }
        before = Some(c);
    }
    false
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_ignores_case_and_width_and_keeps_accents() {
        assert_eq!(fold(" ｍｖｐ Manager\u{a0}"), "mvp manager");
        assert_eq!(fold("STRASSE"), fold("straße"));
        assert_ne!(fold("café"), fold("cafe"));
        assert_eq!(fold("e\u{301}"), fold("É"));
    }

    /// The quick look at many bytes sees what looking at each of them sees.
    #[test]
    fn capitals_and_other_bytes_are_seen_wherever_they_stand() {
        for length in 0..20 {
            for place in 0..length {
                for byte in 0..=255_u8 {
                    let mut bytes = vec![b'z'; length];
                    bytes[place] = byte;
                    // Neighbours that carries of sums could reach.
                    bytes.iter_mut().skip(place + 1).for_each(|other| *other = b'@');
                    let expected = byte.is_ascii_uppercase() || !byte.is_ascii();
                    assert_eq!(has_capital_or_other(&bytes), expected, "{byte} at {place} of {length}");
                }
            }
        }
        for text in ["", "a", " a", "a ", "\u{a0}a", "a\u{a0}", "\u{7f}", "\u{1f}a", "A", "é"] {
            assert_eq!(is_bare(text) && !text.is_empty(), text == "a" || text == "A", "{text:?}");
            assert_eq!(folded(text), text.trim().to_lowercase(), "{text:?}");
        }
    }

    #[test]
    fn words_have_borders() {
        assert!(contains_word("vp sales", "vp"));
        assert!(contains_word("sales-vp", "vp"));
        assert!(!contains_word("mvp", "vp"));
        assert!(!contains_word("e\u{331}x", "e"));
        assert!(contains_word("xc++ c++", "c++"));
        assert!(contains_word("a-a-b", "a-b"));
    }

    #[test]
    fn parts_of_addresses() {
        assert_eq!(email_domain("a@b@Shop.lv."), Some("Shop.lv"));
        assert_eq!(email_domain("nobody"), None);
        assert_eq!(email_domain("x@"), None);
        assert_eq!(url_host("https://u:p@WWW.Shop.LV.:8080/a?b#c").as_deref(), Some("www.shop.lv"));
        assert_eq!(url_host("/pricing"), None);
        assert_eq!(url_host("shop.lv/pricing").as_deref(), Some("shop.lv"));
        assert_eq!(url_path("https://shop.lv?x=/y"), "/");
        assert_eq!(url_path("shop.lv/a/b?c"), "/a/b");
        assert_eq!(url_path("/a#b"), "/a");
        let list = |d: &str| d == "gmail.com";
        assert!(is_domain_in("mail.gmail.com", list));
        assert!(!is_domain_in("notgmail.com", list));
    }
}
