//! Ways into every tier, cell and segment of the shipped models: they can be pasted into the file, and hold there.

use std::fs;
use std::path::{Path, PathBuf};

use merit_compiler::{FileProblem, Files, compile};
use merit_ir::{MatrixId, Model, SegmentId, Target, TiersId};
use merit_workbench::reach::{Ways, ways};
use merit_workbench::run_tests;

/// A folder of the repository, with one file changed.
struct Folder {
    path: PathBuf,
    changed: Option<(String, String)>,
}

impl Files for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileProblem> {
        if let Some((name, text)) = &self.changed
            && name == path
        {
            return Ok(text.clone().into_bytes());
        }
        fs::read(self.path.join(path)).map_err(|_| FileProblem::Missing)
    }
}

fn models() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    for folder in ["examples/models", "examples/pega", "examples/shop", "crates/merit/templates/new"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let name = entry.unwrap().file_name().to_string_lossy().into_owned();
            if name.ends_with(".score") && !["broken.score", "vocabulary.score"].contains(&name.as_str()) {
                found.push((root.join(folder), name));
            }
        }
    }
    found.sort();
    found
}

pub(crate) fn places(model: &Model) -> Vec<(String, Target)> {
    let id = |at: usize| u16::try_from(at).unwrap();
    let mut places: Vec<(String, Target)> = Vec::new();
    for (number, tiers) in model.tiers.iter().enumerate() {
        for (line, tier) in tiers.lines.iter().enumerate() {
            places.push((tier.name.clone(), Target::Tier(TiersId(id(number)), id(line))));
        }
    }
    for (number, matrix) in model.matrices.iter().enumerate() {
        for cell in matrix.cells.iter().flatten() {
            if !places.iter().any(|(name, _)| name == cell) {
                places.push((cell.clone(), Target::Cell(MatrixId(id(number)))));
            }
        }
    }
    for (number, segment) in model.segments.iter().enumerate() {
        places.push((segment.name.clone(), Target::Segment(SegmentId(id(number)))));
    }
    places
}

#[test]
fn every_place_of_the_shipped_models_has_a_way_that_can_be_pasted() {
    let (mut found, mut missing) = (0, Vec::new());
    for (path, name) in models() {
        let folder = Folder { path: path.clone(), changed: None };
        let compiled = compile(&folder, &name);
        let Some(model) = &compiled.model else { panic!("{name}: {:?}", compiled.diagnostics) };
        let mut text = fs::read_to_string(path.join(&name)).unwrap();
        let before = compiled.tests.len();
        let mut added = 0;
        for (place, target) in places(model) {
            match ways(model, target, &place, 2) {
                Ways::Found(paths) => {
                    for (number, way) in paths.iter().enumerate() {
                        let from = format!("test \"a way into {place}\"");
                        text += &format!(
                            "\n{}",
                            way.text.replacen(&from, &format!("test \"way {number} into {place}\""), 1)
                        );
                        added += 1;
                    }
                    found += 1;
                }
                other => missing.push(format!("{name}: {place}: {other:?}")),
            }
        }
        let changed = Folder { path, changed: Some((name.clone(), text.clone())) };
        let compiled = compile(&changed, &name);
        let errors: Vec<_> = compiled.diagnostics.iter().filter(|found| found.level.word() == "error").collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}\n{text}");
        assert_eq!(compiled.tests.len(), before + added, "{name}");
        for outcome in run_tests(model, &compiled.tests, None) {
            assert!(outcome.passed(), "{name}: {outcome:#?}");
        }
    }
    assert!(missing.is_empty(), "{found} found\n{}", missing.join("\n"));
    assert!(found > 50, "only {found} places");
}
