//! As much of Markdown as links and headings need.

/// The lines outside of fenced code.
pub fn prose(text: &str) -> Vec<&str> {
    let mut fenced = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            lines.push(line);
        }
    }
    lines
}

/// The targets of all links in a page.
pub fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    // A link's text may go over the end of a line. Every second part stands in backticks.
    for (number, part) in prose(text).join("\n").split('`').enumerate() {
        if number % 2 == 1 {
            continue;
        }
        for rest in part.split("](").skip(1) {
            if let Some(end) = rest.find(')') {
                found.push(rest[..end].trim().to_owned());
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The anchors of all headings of a page.
pub fn anchors(text: &str) -> Vec<String> {
    prose(text)
        .into_iter()
        .filter(|line| line.starts_with('#'))
        .map(|line| slug(line.trim_start_matches('#')))
        .collect()
}

fn slug(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn links_in_code_are_no_links() {
    let page = "See [a](a.md), [`b`](b.md#c) and `[x](no.md)`.\n```text\n[y](no.md)\n```\n[two\nlines](c.md)";
    assert_eq!(links(page), ["a.md", "b.md#c", "c.md"]);
    assert_eq!(anchors("# One `two` three\n```\n# no\n```\n## What's *this*?"), ["one-two-three", "whats-this"]);
}
