//! Text for people as Markdown.

/// A piece of the language, shown as it is written.
pub(super) fn code(text: &str) -> String {
    // A run of marks that does not occur inside.
    let mut marks = String::from("`");
    while text.contains(&marks) {
        marks.push('`');
    }
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{marks}{space}{text}{space}{marks}")
}

/// A line of a score file.
pub(super) fn line(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    // Three marks at the beginning of a line would end the block; no statement begins so.
    format!("```score\n{}\n```", lines.join("\n  "))
}

/// Text that was written by somebody, with nothing in it that Markdown reads as a mark.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '&' | '|' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
