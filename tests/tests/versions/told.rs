//! One change of a text at a time, and exactly what it is said to mean: `versions/agency/changes.txt`.

use merit_workbench::compare;

use crate::support::{folder, model, model_with, said};

/// Texts that are exchanged, each with its file, and the lines that must be told.
#[derive(Default)]
struct Case {
    name: String,
    exchanged: Vec<(String, String, String)>,
    told: Vec<String>,
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix("== ") {
            cases.push(Case { name: name.to_owned(), ..Case::default() });
            continue;
        }
        let case = cases.last_mut().expect("a case");
        match line.split_once(".score: ").zip(line.split_once(" => ")) {
            Some(((file, rest), _)) if !file.contains(' ') => {
                let (old, new) = rest.split_once(" => ").unwrap();
                let text = |text: &str| text.replace("\\n", "\n");
                case.exchanged.push((format!("{file}.score"), text(old), text(new)));
            }
            _ => case.told.push(line.to_owned()),
        }
    }
    cases
}

#[test]
fn each_change_is_told_as_what_it_means() {
    let folder = folder().join("agency");
    let old = model(&folder, "agency.score");
    let cases = cases(&std::fs::read_to_string(folder.join("changes.txt")).unwrap());
    assert!(cases.len() > 50, "{}", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let new = model_with(&folder, "agency.score", |name, mut text| {
            for (_, old, new) in case.exchanged.iter().filter(|(file, ..)| file == name) {
                assert!(text.contains(old), "{}: {name} has no {old}", case.name);
                text = text.replace(old, new);
            }
            text
        });
        let found: Vec<String> = compare(&old, &new).changes.iter().map(said).collect();
        if found != case.told {
            wrong.push(format!("== {}\n{}", case.name, found.join("\n")));
        }
        // The way back is told in as many lines.
        let back = compare(&new, &old).changes.len();
        if back != found.len() {
            wrong.push(format!("== {}: {} lines, and {back} on the way back", case.name, found.len()));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
