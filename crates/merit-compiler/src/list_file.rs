//! Entries of lists: written in the file, one per line in a text file, or a column of a CSV file (1.2 and 3.17.14).

use merit_diagnostics::{Code, Diagnostic, Place, SourceFile, Sources, Span};
use merit_ir::ListEntries;
use merit_syntax::tree::{ItemValue, List, ListKind, ListSource, Text};
use merit_values::{Decimal, fold};

use crate::files::{Files, join};
use crate::near::{nearest_of, quote, quoted};
use crate::one_text::several_in_one;
use crate::report::Reports;

/// Everything that reading a list needs.
pub(crate) struct ListReader<'a> {
    pub(crate) files: &'a dyn Files,
    pub(crate) sources: &'a mut Sources,
    pub(crate) reports: &'a Reports,
}

/// How many lines of one list file are reported: a file of another kind than was meant is one mistake.
const MOST_PROBLEMS: usize = 10;

/// An entry as written, with its line in the list file (from 1).
type Written = (String, u32);

impl ListReader<'_> {
    /// The entries of a list and, when they come from a file, its path; `None` when some could not be read.
    pub(crate) fn entries(&mut self, list: &List, place: Place, base: &str) -> (Option<ListEntries>, Option<String>) {
        match &list.source {
            ListSource::Items(items) => {
                let mut entries = Entries::of(list.kind);
                // Entries of another kind are one mistake: the kind of the list, or the first of them.
                let mut strangers = None;
                if let ([item], ListKind::Text) = (items.as_slice(), list.kind)
                    && let Some(report) = several_in_one(item, Place { file: place.file, span: item.span })
                {
                    self.reports.add(report);
                }
                for item in items {
                    let written = match &item.value {
                        ItemValue::Text(text) => text.text.clone(),
                        ItemValue::Number(number) if list.kind == ListKind::Numbers => {
                            entries.numbers.push(number.value);
                            continue;
                        }
                        _ => String::new(),
                    };
                    let place = Place { file: place.file, span: item.span };
                    let fits = matches!(item.value, ItemValue::Text(_)) && list.kind != ListKind::Numbers;
                    if !fits {
                        let (_, more) = strangers.get_or_insert((place, 0));
                        *more += 1;
                        entries.sound = false;
                    } else if let Err(problem) = entries.add(&written) {
                        self.reports.plain(Code::F607, place, problem);
                        entries.sound = false;
                    }
                }
                if let Some((place, count)) = strangers {
                    let (kind, holds) = (kind_word(list.kind), entry_word(list.kind));
                    let mut report =
                        Diagnostic::new(Code::T208, place, format!("A list of {kind} holds only {holds}."));
                    if count > 1 {
                        report = report.note(format!("{count} of its {} entries are something else.", items.len()));
                    }
                    self.reports.add(report);
                }
                (entries.finish(), None)
            }
            ListSource::File { path, column } => {
                let entries = self.read_file(list, path, column.as_ref(), place, base);
                (entries, join(base, &path.text).ok())
            }
        }
    }

    fn read_file(
        &mut self,
        list: &List,
        path: &Text,
        column: Option<&Text>,
        place: Place,
        base: &str,
    ) -> Option<ListEntries> {
        let at = |span: Span| Place { file: place.file, span };
        let refuse = |reports: &Reports, span: Span, message: String| {
            reports.plain(Code::F607, at(span), message);
        };
        let shown = quote(&path.text);
        let full = match join(base, &path.text) {
            Ok(full) => full,
            Err(problem) => {
                refuse(
                    self.reports,
                    path.span,
                    format!("The list file {shown} cannot be read: {}.", problem.words()),
                );
                return None;
            }
        };
        let bytes = match self.files.read(&full) {
            Ok(bytes) => bytes,
            Err(problem) => {
                refuse(
                    self.reports,
                    path.span,
                    format!("The list file {shown} cannot be read: {}.", problem.words()),
                );
                return None;
            }
        };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let good = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or(&[]);
                let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
                refuse(self.reports, path.span, format!("The list file {shown} is not UTF-8 text (line {line})."));
                return None;
            }
        };
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        let csv = full.to_lowercase().ends_with(".csv");
        let written = match (csv, column) {
            (true, None) => {
                let heads = heads(&text);
                let mut report = Diagnostic::new(
                    Code::F607,
                    at(path.span),
                    format!("{shown} is a table, and the line does not say which column holds the entries."),
                );
                for head in &heads {
                    report = report.choice(format!("from {shown} column {}", quote(head)));
                }
                self.reports.add(report);
                return None;
            }
            (false, Some(column)) => {
                let message = format!("{shown} is not a .csv file, so it has no columns.");
                refuse(self.reports, column.span, message);
                return None;
            }
            (false, None) => Ok(lines(&text)),
            (true, Some(column)) => column_of(&text, &column.text).map_err(|problem| (problem, column.span)),
        };
        match written {
            Ok(written) => self.collect(list, &full, &text, written, at(path.span), &shown),
            Err((problem, span)) => {
                refuse(self.reports, span, format!("{shown} {problem}"));
                None
            }
        }
    }

    fn collect(
        &mut self,
        list: &List,
        full: &str,
        text: &str,
        written: Vec<Written>,
        place: Place,
        shown: &str,
    ) -> Option<ListEntries> {
        if written.is_empty() {
            self.reports.plain(Code::F607, place, format!("The list file {shown} has no entries."));
            return None;
        }
        let mut entries = Entries::of(list.kind);
        let mut problems = Vec::new();
        for (entry, line) in written {
            if let Err(problem) = entries.add(&entry) {
                problems.push((line, problem));
            }
        }
        if problems.is_empty() {
            return entries.finish();
        }
        let left = problems.len().saturating_sub(MOST_PROBLEMS);
        problems.truncate(MOST_PROBLEMS);
        let file = SourceFile::new(full, text);
        let spans: Vec<Span> = problems.iter().map(|(line, _)| file.line_span(*line)).collect();
        let id = self.sources.add(file);
        let last = problems.len();
        for (number, ((_, problem), span)) in (1..).zip(problems.into_iter().zip(spans)) {
            let mut report = Diagnostic::new(Code::F607, Place { file: id, span }, problem)
                .related(place, format!("the list {} is read from this file", list.name.text));
            if number == last && left > 0 {
                report = report.note(format!("{left} more of its lines do not fit."));
            }
            self.reports.add(report);
        }
        None
    }
}

fn kind_word(kind: ListKind) -> &'static str {
    match kind {
        ListKind::Text => "text",
        ListKind::Numbers => "numbers",
        ListKind::Domains => "domains",
    }
}

fn entry_word(kind: ListKind) -> &'static str {
    match kind {
        ListKind::Text => "quoted texts",
        ListKind::Numbers => "numbers",
        ListKind::Domains => "quoted domains",
    }
}

/// The entries of a text file: one per line; `#` comments and blank lines are left out.
fn lines(text: &str) -> Vec<Written> {
    let numbered = text.lines().zip(1u32..);
    let kept = numbered.filter(|(line, _)| !line.starts_with('#') && !line.trim().is_empty());
    kept.map(|(line, number)| (line.to_owned(), number)).collect()
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes())
}

fn heads(text: &str) -> Vec<String> {
    let mut reader = reader(text);
    reader.headers().map(|heads| heads.iter().map(|head| head.trim().to_owned()).collect()).unwrap_or_default()
}

/// The columns of a table, each with the value in the row below it.
#[must_use]
pub fn columns(text: &str) -> Vec<(String, String)> {
    let first = reader(text).into_records().next().and_then(Result::ok).unwrap_or_default();
    let value = |column: usize| first.get(column).unwrap_or_default().trim().to_owned();
    let named = heads(text).into_iter().enumerate().filter(|(_, head)| !head.is_empty());
    named.map(|(column, head)| (head, value(column))).collect()
}

fn column_of(text: &str, column: &str) -> Result<Vec<Written>, String> {
    let heads = heads(text);
    if heads.iter().all(String::is_empty) {
        return Err("has no first line with the names of its columns.".to_owned());
    }
    let Some(at) = heads.iter().position(|head| head == column.trim()) else {
        let meant = nearest_of(column, heads.iter().map(String::as_str)).map_or_else(
            || format!("; it has {}", quoted(heads.iter().map(String::as_str))),
            |head| format!("; did you mean {}?", quote(head)),
        );
        let end = if meant.ends_with('?') { "" } else { "." };
        return Err(format!("has no column called {}{meant}{end}", quote(column)));
    };
    let mut written = Vec::new();
    for record in reader(text).records() {
        let record = record.map_err(|error| format!("cannot be read as a table: {error}."))?;
        let line = record.position().map_or(1, |position| u32::try_from(position.line()).unwrap_or(u32::MAX));
        if let Some(entry) = record.get(at).filter(|entry| !entry.trim().is_empty()) {
            written.push((entry.to_owned(), line));
        }
    }
    Ok(written)
}

struct Entries {
    kind: ListKind,
    texts: Vec<String>,
    numbers: Vec<Decimal>,
    sound: bool,
}

impl Entries {
    const fn of(kind: ListKind) -> Self {
        Self { kind, texts: Vec::new(), numbers: Vec::new(), sound: true }
    }

    fn add(&mut self, written: &str) -> Result<(), String> {
        match self.kind {
            ListKind::Numbers => {
                let number =
                    Decimal::read(written.trim()).map_err(|error| format!("{} {error}.", quote(written.trim())))?;
                self.numbers.push(number);
            }
            ListKind::Text => {
                let folded = fold(written);
                if folded.is_empty() {
                    return Err("This entry is empty: no text can be equal to it.".to_owned());
                }
                self.texts.push(folded);
            }
            ListKind::Domains => self.texts.push(domain(written)?),
        }
        Ok(())
    }

    fn finish(mut self) -> Option<ListEntries> {
        self.texts.sort_unstable();
        self.texts.dedup();
        self.numbers.sort_unstable();
        self.numbers.dedup();
        self.sound.then_some(match self.kind {
            ListKind::Text => ListEntries::Text(self.texts),
            ListKind::Numbers => ListEntries::Numbers(self.numbers),
            ListKind::Domains => ListEntries::Domains(self.texts),
        })
    }
}

/// A domain as an entry: folded, without a leading `@`, `.` or `*.` and without a final dot.
fn domain(written: &str) -> Result<String, String> {
    let folded = fold(written);
    let bare = folded.strip_prefix("*.").or_else(|| folded.strip_prefix(['@', '.'])).unwrap_or(&folded);
    let bare = bare.strip_suffix('.').unwrap_or(bare);
    if bare.is_empty() {
        return Err(format!("{} is not a domain.", quote(written.trim())));
    }
    let separator = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '/' | '@' | ':' | '"');
    if let Some(separator) = bare.chars().find(|c| separator(*c)) {
        let shown = match separator {
            '\t' => "a tab".to_owned(),
            c if c.is_whitespace() => "a space".to_owned(),
            c => format!("the character {c}"),
        };
        return Err(format!(
            "{} is not one domain: it has {shown} in it. Every entry of a list of domains is one domain.",
            quote(written.trim())
        ));
    }
    Ok(bare.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_lose_their_decoration() {
        assert_eq!(domain("*.Shop.LV."), Ok("shop.lv".to_owned()));
        assert_eq!(domain("@gmail.com"), Ok("gmail.com".to_owned()));
        assert!(domain("a.com, b.com").is_err());
        assert!(domain("@").is_err());
    }

    #[test]
    fn columns_are_told_with_what_stands_below() {
        let told = |head: &str, value: &str| (head.to_owned(), value.to_owned());
        let table = "\u{feff}name , ,\"do,main\"\n\"Rival, Inc.\",1\nOther,2,b.com\n";
        assert_eq!(columns(table), [told("name", "Rival, Inc."), told("do,main", "")]);
        assert_eq!(columns("a;b\n1;2\n"), [told("a;b", "1;2")]);
        assert_eq!(columns(""), []);
    }

    #[test]
    fn columns_of_tables_may_be_quoted() {
        let table = "name,domain\n\"Rival, Inc.\",rival.com\nOther,\n\"a\nb\",c.com\n";
        assert_eq!(column_of(table, "domain"), Ok(vec![("rival.com".into(), 2), ("c.com".into(), 4)]));
        assert!(column_of(table, "domian").unwrap_err().contains("did you mean \"domain\"?"));
    }
}
