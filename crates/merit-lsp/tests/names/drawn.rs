//! Files with a cursor in them, and answers drawn as lines.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use merit_diagnostics::Span;
use merit_lsp::{FileEdit, FileSpan, MemoryHost, Snapshot, Workspace};

/// What the models of these tests share.
pub(crate) const VOCABULARY: &str = r#"edition 1

# What can happen.
event page_view "Page viewed"
  has path: url
  has seconds: number
event form_submit
  has form: one of "contact", "quote", "Demo"
event email_sent, not activity
  has campaign: text
event email_click
  has campaign: text

lead
  has country: text
  has email: email
  has title: text

list free_email: domains "gmail.com", "web.de"
action call "Call them"
"#;

/// A model that uses it.
pub(crate) const MODEL: &str = r#"edition 1
use "vocabulary.score"

model shop
  timezone "Europe/Riga"
  reviewed 2025-06-02

score interest "What they do"
  range 0 to 100
  points decay by half every 30 days
  group "Pages" up to 30 points
    +5   page_view where path starts with "/pricing" and country is known  once per day
    +1 +2 +3  page_view  restarting every month
  group "Forms"
    +20  form_submit where form is one of "quote", "demo"  once  called "Serious form"
    +10  email_click for 3 email_sent in a row by campaign  once

tiers of interest
  "Hot"   above 50
  "Warm"  from 20  until below 15
  "Cold"  otherwise

grade fit
  +20  if email.domain is in free_email
  +30  if title contains "Chief"
  A  from 40
  B  from 20
  F  otherwise

matrix priority
  columns fit grade: A, B, F
  row "Hot": "Call", "Call", "Wait"
  row "Warm": "Call", "Wait", "Wait"
  row "Cold": "Wait", "Wait", "Wait"

segment "MQL"
  include when interest tier is "Warm" or higher and fit grade is B or better
  exclude when email.domain is in free_email

trigger call  on entering "MQL"  once

test "a quote"
  lead has country "LV"
  day 0  form_submit with form "quote"
  day 3  page_view with path "/pricing"
  expect "Serious form" 18.66, tier "Warm", not in "MQL" on day 3
"#;

/// A workspace, and where the cursor is in it.
pub(crate) struct Drawn {
    pub(crate) snapshot: Snapshot,
    pub(crate) file: PathBuf,
    pub(crate) byte: u32,
}

/// The files of a workspace; one of them may have a cursor.
pub(crate) fn files(files: &[(&str, &str)]) -> Drawn {
    let mut host = MemoryHost::new();
    let mut cursor = (PathBuf::from("/none.score"), 0);
    let mut paths = Vec::new();
    for (path, text) in files {
        let path = Path::new("/").join(path);
        if let Some(at) = text.find('‸') {
            cursor = (path.clone(), u32::try_from(at).unwrap());
        }
        host = host.with(path.clone(), text.replace('‸', ""));
        if path.extension().is_some_and(|ending| ending == "score") {
            paths.push(path);
        }
    }
    let mut workspace = Workspace::new(Arc::new(host));
    workspace.add_folder("/".into());
    workspace.found(Path::new("/"), paths);
    Drawn { snapshot: workspace.snapshot(), file: cursor.0, byte: cursor.1 }
}

/// The shop with the cursor behind `before` in the text that `around` finds once: `page_‸view where`.
pub(crate) fn shop(around: &str) -> Drawn {
    let plain = around.replace('‸', "");
    let draw = |text: &str| {
        let found: Vec<usize> = text.match_indices(&plain).map(|(at, _)| at).collect();
        found.first().map(|at| format!("{}{around}{}", &text[..*at], &text[at + plain.len()..]))
    };
    let (vocabulary, model) = (draw(VOCABULARY), draw(MODEL));
    assert!(vocabulary.is_some() || model.is_some(), "{around} is nowhere");
    // The model comes first: most tests look from there.
    match model {
        Some(model) => files(&[("vocabulary.score", VOCABULARY), ("shop.score", &model)]),
        None => files(&[("vocabulary.score", &vocabulary.unwrap()), ("shop.score", MODEL)]),
    }
}

impl Drawn {
    pub(crate) fn text(&self, file: &Path) -> String {
        self.snapshot.source(file).unwrap().text().to_owned()
    }

    /// `shop.score:12  +5 ⟦page_view⟧ where ...`
    pub(crate) fn line(&self, at: &FileSpan) -> String {
        let source = self.snapshot.source(&at.file).unwrap();
        let number = source.line_of(at.span.start);
        let line = source.line_span(number);
        let text = source.slice(line);
        let (start, end) = ((at.span.start - line.start) as usize, (at.span.end - line.start) as usize);
        let name = at.file.file_name().unwrap().to_string_lossy();
        let (before, marked, after) = (&text[..start], &text[start..end], &text[end..]);
        format!("{name}:{number} {}⟦{marked}⟧{}", close(before).trim_start(), close(after))
    }

    pub(crate) fn lines<'a>(&self, places: impl IntoIterator<Item = &'a FileSpan>) -> Vec<String> {
        places.into_iter().map(|at| self.line(at)).collect()
    }

    pub(crate) fn slice(&self, span: Span) -> String {
        self.snapshot.source(&self.file).unwrap().slice(span).to_owned()
    }

    /// The text of a file with the edits made.
    pub(crate) fn after(&self, edits: &[FileEdit], file: &str) -> String {
        let path = Path::new("/").join(file);
        let mut text = self.text(&path);
        for edit in edits.iter().rev().filter(|edit| *edit.at.file == path) {
            text.replace_range(edit.at.span.range(), &edit.text);
        }
        text
    }
}

/// With one blank where there are several.
fn close(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().filter(|c| *c != '\r') {
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out
}
