//! Fenced blocks of Markdown pages.

use std::fs;
use std::path::{Path, PathBuf};

/// A fenced block.
#[derive(Debug)]
pub struct Snippet {
    /// The page, from the root.
    pub page: String,
    /// The line of the fence, from 1.
    pub line: usize,
    /// The heading above it.
    pub section: String,
    /// The first word after the fence.
    pub language: String,
    /// The other words after the fence: `fragment`, `broken`, `file=PATH`, `same-as=PATH`.
    pub words: Vec<String>,
    /// What stands in it.
    pub text: String,
}

impl Snippet {
    /// True when the fence has this word.
    pub fn is(&self, word: &str) -> bool {
        self.words.iter().any(|found| found == word)
    }

    /// What follows `KEY=` after the fence.
    pub fn value(&self, key: &str) -> Option<&str> {
        self.words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
    }

    /// Page and line.
    pub fn place(&self) -> String {
        format!("{}:{}", self.page, self.line)
    }
}

/// All fenced blocks of a page.
pub fn snippets(root: &Path, page: &Path) -> Vec<Snippet> {
    let text = fs::read_to_string(page).unwrap();
    let page = page.strip_prefix(root).unwrap().display().to_string();
    let mut found: Vec<Snippet> = Vec::new();
    let (mut section, mut is_open) = (String::new(), false);
    for (number, line) in text.lines().enumerate() {
        if let Some(info) = line.strip_prefix("```") {
            is_open = !is_open;
            if is_open {
                let mut words = info.split_whitespace().map(str::to_owned);
                let language = words.next().unwrap_or_default();
                let (section, words) = (section.clone(), words.collect());
                found.push(Snippet {
                    page: page.clone(),
                    line: number + 1,
                    section,
                    language,
                    words,
                    text: String::new(),
                });
            }
        } else if is_open {
            let snippet = found.last_mut().unwrap();
            snippet.text.push_str(line);
            snippet.text.push('\n');
        } else if let Some(heading) = line.strip_prefix('#') {
            section = heading.trim_start_matches('#').trim().to_owned();
        }
    }
    assert!(!is_open, "{page}: a fence is not closed");
    found
}

/// All pages of a folder and the folders in it, sorted.
pub fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(pages(&path));
        } else if path.extension().is_some_and(|ending| ending == "md") {
            found.push(path);
        }
    }
    found.sort();
    found
}
