//! What is offered at each kind of place (`tests/suite/completion`), and that nothing that is offered makes an error.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use merit_diagnostics::{Code, Diagnostic, Level};
use merit_lsp::features::completion::{Completion, complete};
use merit_lsp::{MemoryHost, Snapshot, Workspace};

const CURSOR: char = '‸';

fn suite() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/suite/completion")
}

/// A case: where its lines are put, the lines, and what is offered.
struct Case {
    title: String,
    place: String,
    lines: String,
    offers: Vec<String>,
}

fn cases(text: &str) -> Vec<Case> {
    let read = |part: &str| {
        let (title, rest) = part.split_once('\n').unwrap();
        let (place, rest) = rest.split_once('\n').unwrap();
        let (lines, offers) = rest.split_once("-- offers\n").unwrap();
        Case {
            title: title.to_owned(),
            place: place.strip_prefix("in ").unwrap().to_owned(),
            lines: lines.trim_end_matches('\n').to_owned(),
            offers: offers.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        }
    };
    text.split("== ").filter(|part| !part.trim().is_empty()).map(read).collect()
}

struct World {
    host: MemoryHost,
    model: String,
}

impl World {
    fn read() -> Self {
        let folder = suite().join("files");
        let mut host = MemoryHost::new();
        for file in ["vocabulary.score", "more.score", "lists/domains.txt", "lists/domains.csv", "model.score"] {
            host = host.with(Path::new("/p").join(file), std::fs::read(folder.join(file)).unwrap());
        }
        host = host.with("/p/merit.toml", "");
        Self { host, model: std::fs::read_to_string(folder.join("model.score")).unwrap() }
    }

    fn snapshot(&self, text: &str) -> Snapshot {
        let mut workspace = Workspace::new(Arc::new(self.host.clone()));
        workspace.add_folder("/p".into());
        workspace.found(
            Path::new("/p"),
            ["vocabulary.score", "more.score", "model.score"].map(|file| Path::new("/p").join(file)),
        );
        workspace.open(Path::new("/p/model.score"), 1, text.to_owned());
        workspace.snapshot()
    }

    /// The text of a case, and the byte of its cursor.
    fn text(&self, case: &Case) -> (String, usize) {
        let marker = format!("#@{}\n", case.place);
        assert!(self.model.contains(&marker), "{}: there is no {marker}", case.title);
        let text = self.model.replace(&marker, &format!("{}\n", case.lines));
        let at = text.find(CURSOR).unwrap();
        (text.replace(CURSOR, ""), at)
    }
}

const MODEL: &str = "/p/model.score";

fn errors(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let found = snapshot.findings(Path::new(MODEL)).into_iter().map(|finding| finding.diagnostic);
    found.filter(|found| found.level == Level::Error).collect()
}

fn offered(world: &World, case: &Case) -> (String, usize, Completion) {
    let (text, at) = world.text(case);
    let found = complete(&world.snapshot(&text), Path::new(MODEL), u32::try_from(at).unwrap());
    (text, at, found)
}

/// The files of the suite with their cases.
fn files() -> BTreeMap<PathBuf, Vec<Case>> {
    let entries = std::fs::read_dir(suite()).unwrap().map(|entry| entry.unwrap().path());
    let texts = entries.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    texts.map(|path| (path.clone(), cases(&std::fs::read_to_string(&path).unwrap()))).collect()
}

#[test]
fn the_tables_say_what_is_offered() {
    let world = World::read();
    let update = std::env::var_os("MERIT_UPDATE").is_some();
    let mut wrong = String::new();
    let mut count = 0;
    for (path, cases) in files() {
        let mut now = String::new();
        for (at, case) in cases.iter().enumerate() {
            count += 1;
            let (_, _, found) = offered(&world, case);
            let labels: Vec<String> = found.items.iter().map(|item| item.label.clone()).collect();
            if labels != case.offers {
                let _ = writeln!(
                    wrong,
                    "{}: {}\n  is       {labels:?}\n  expected {:?}",
                    path.display(),
                    case.title,
                    case.offers
                );
            }
            let break_ = if at > 0 { "\n" } else { "" };
            let _ = write!(now, "{break_}== {}\nin {}\n{}\n-- offers\n", case.title, case.place, case.lines);
            for label in labels {
                let _ = writeln!(now, "{label}");
            }
        }
        if update {
            std::fs::write(&path, now).unwrap();
        }
    }
    assert!(count > 100, "only {count} cases were found");
    assert!(wrong.is_empty() || update, "{wrong}");
}

/// The kinds of statements that the grammar knows, as the syntax tree calls them.
fn statement_kinds() -> Vec<String> {
    let grammar = std::fs::read_to_string(suite().join("../../../grammar/score.pest")).unwrap();
    let mut kinds = Vec::new();
    let mut rule = "";
    for line in grammar.lines() {
        if let Some((name, _)) = line.split_once('=').filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase())) {
            rule = name.trim();
        }
        // A rule that takes everything up to the end is a statement.
        if line.ends_with("~ EOI }") {
            kinds.extend(match rule {
                "rule_line" => vec!["Rule".to_owned()],
                "use_file" => vec!["Use".to_owned()],
                "model_claim" => vec!["Claim".to_owned()],
                "happening" => vec!["Happens".to_owned(), "Changes".to_owned()],
                rule => {
                    let word = |word: &str| word[..1].to_uppercase() + &word[1..];
                    vec![rule.split('_').map(word).collect()]
                }
            });
        }
    }
    kinds
}

#[test]
fn every_kind_of_statement_has_a_table() {
    let world = World::read();
    let mut missing = statement_kinds();
    assert!(missing.len() > 40, "{missing:?}");
    let kind = |text: &str, at: usize| {
        let parsed = merit_syntax::parse(merit_diagnostics::FileId(0), text);
        let inside = |span: merit_diagnostics::Span| (span.start as usize) < at && at <= span.end as usize + 1;
        let found = parsed.tree.statements.into_iter().find(|statement| inside(statement.span));
        found.map_or_else(String::new, |found| {
            format!("{:?}", found.kind).split(['(', ' ']).next().unwrap().to_owned()
        })
    };
    for case in files().into_values().flatten() {
        let (text, at, found) = offered(&world, &case);
        let mut known = vec![kind(&text, at)];
        // What is half written is what becomes of it.
        known.extend(found.items.iter().map(|item| {
            let mut after = text.clone();
            after.replace_range(found.replaces.range(), &item.insert.filled());
            kind(&after, at)
        }));
        missing.retain(|missing| !known.contains(missing));
    }
    assert!(missing.is_empty(), "no table of tests/suite/completion has the cursor in {missing:?}");
}

#[test]
fn no_item_makes_an_error() {
    let world = World::read();
    let sound = errors(&world.snapshot(&world.model));
    assert!(sound.is_empty(), "{sound:?}");
    let mut wrong = String::new();
    let mut applied = 0;
    for (path, cases) in files() {
        for case in &cases {
            let (text, at, found) = offered(&world, case);
            let before = errors(&world.snapshot(&text));
            let line = |byte: u32, text: &str| text[..byte as usize].matches('\n').count();
            let here = line(u32::try_from(at).unwrap(), &text);
            // A statement that is not finished yet has an error that says so; it may still not be finished.
            let unfinished = |found: &Diagnostic| match found.code {
                Code::S102 | Code::S104 | Code::S114 => true,
                // The word is missing; two words that do not go together are a mistake.
                Code::S115 => !found.message.contains("an earlier one says"),
                _ => false,
            };
            let mut may_be_unfinished = before.iter().any(|found| found.code.id().starts_with('S'));
            let rest = &text[found.replaces.end as usize..];
            // Brackets that an editor closes by itself may follow.
            may_be_unfinished &= rest.lines().next().is_none_or(|rest| rest.trim_matches([' ', ')']).is_empty());
            for item in &found.items {
                applied += 1;
                let mut after = text.clone();
                after.replace_range(found.replaces.range(), &item.insert.filled());
                for error in errors(&world.snapshot(&after)) {
                    let known = before.iter().any(|known| known.code == error.code && known.message == error.message);
                    let still = may_be_unfinished
                        && unfinished(&error)
                        && line(error.main.place.span.start, &after).abs_diff(here) <= 1;
                    // A claim that does not hold is well written: it asks something of the model, and has its answer.
                    let answer = error.code == Code::X504;
                    if !known && !still && !answer {
                        let _ = writeln!(
                            wrong,
                            "{}: {}: {:?}\n   {} {}\n   {:?}",
                            path.file_name().unwrap().display(),
                            case.title,
                            item.label,
                            error.code,
                            error.message,
                            item.insert.filled()
                        );
                    }
                }
            }
        }
    }
    assert!(applied > 500, "only {applied} items were applied");
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn any_place_of_any_text_is_answered() {
    let world = World::read();
    let text = world.model.replace("page_view", "ไทย_😀 \"“’").replace("once", "onc(e`");
    for model in [world.model.clone(), text, "\u{feff}+".to_owned(), String::new()] {
        let snapshot = world.snapshot(&model);
        for at in (0..=model.len() + 3).step_by(7) {
            let found = complete(&snapshot, Path::new(MODEL), u32::try_from(at).unwrap());
            assert!(model.get(found.replaces.range()).is_some());
        }
    }
}
