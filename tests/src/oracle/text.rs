//! Texts, addresses and words (sections 3.7, 3.17.8, 3.17.9).

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// NFKC(casefold(NFKC(casefold(NFD(s))))), then White_Space cut at both ends.
pub fn fold(text: &str) -> String {
    let once: String = text.nfd().default_case_fold().nfkc().collect();
    let twice: String = once.chars().default_case_fold().nfkc().collect();
    twice.trim_matches(char::is_whitespace).to_owned()
}

/// True when `word` stands in `text` with no letter, digit or mark next to it; both folded.
pub fn contains_word(text: &str, word: &str) -> bool {
    let part_of_word = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    (0..text.len()).filter(|at| text.is_char_boundary(*at)).any(|at| {
        text[at..].starts_with(word)
            && !text[..at].chars().next_back().is_some_and(part_of_word)
            && !text[at + word.len()..].chars().next().is_some_and(part_of_word)
    })
}

/// What follows the last `@`, final dot dropped; unknown if empty.
pub fn email_domain(text: &str) -> Option<String> {
    let (_, domain) = text.rsplit_once('@')?;
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    (!domain.is_empty()).then(|| domain.to_owned())
}

/// The host of a URL in lower case without final dot; unknown for `/path`.
pub fn url_host(text: &str) -> Option<String> {
    let rest = match text.split_once("://") {
        Some((_, rest)) => rest,
        None if text.starts_with('/') => return None,
        None => text,
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest[..end].rsplit('@').next().unwrap();
    let host = host.split(':').next().unwrap();
    let host = host.strip_suffix('.').unwrap_or(host);
    (!host.is_empty()).then(|| host.to_lowercase())
}

/// From the first `/` up to `?` or `#`; `/` if empty.
pub fn url_path(text: &str) -> String {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap();
    rest.find('/').map_or("/", |at| &rest[at..]).to_owned()
}

/// `domains` membership: equal, or ends with `.` + entry.
pub fn in_domain(domain: &str, entry: &str) -> bool {
    domain == entry || domain.ends_with(&format!(".{entry}"))
}
