//! A folder to work in, and the built command.

#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests; every test file uses a part of them"
)]

pub mod editor;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// What a command did.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Asserts the exit status; shows everything when it is another.
    #[track_caller]
    pub fn status(self, expected: i32) -> Self {
        assert_eq!(self.status, expected, "\nstdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Asserts that standard output has a text.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.out.contains(text), "no {text:?} in\nstdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Asserts that standard error has a text.
    #[track_caller]
    pub fn warns(self, text: &str) -> Self {
        assert!(self.err.contains(text), "no {text:?} in\nstderr:\n{}\nstdout:\n{}", self.err, self.out);
        self
    }
}

/// A temporary project.
pub struct Folder {
    path: PathBuf,
    _temporary: Option<TempDir>,
}

impl Folder {
    pub fn new() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        Self { path: temporary.path().to_owned(), _temporary: Some(temporary) }
    }

    /// A folder that is there already.
    pub fn at(path: PathBuf) -> Self {
        Self { path, _temporary: None }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file, and the folders above it.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    /// Runs `merit` in this folder; arguments are split at blanks.
    pub fn merit(&self, arguments: &str) -> Ran {
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        self.run(&arguments, b"", &[])
    }

    /// Runs `merit` with standard input and environment.
    pub fn run(&self, arguments: &[&str], input: &[u8], environment: &[(&str, &str)]) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_merit"))
            .args(arguments)
            .current_dir(self.path())
            .env_remove("NO_COLOR")
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The command may end before it has read everything.
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Ran {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A small model: pages and a score with tiers.
pub const SITE: &str = r#"edition 1

event page_view
  has path: text, required
  has seconds: number

lead
  has country: text

model site
  timezone "Europe/Riga"

score engagement
  range 0 to 100
  +10  page_view where path starts with "/pricing"  every time
  +5   if country is "LV"
  +1   page_view where seconds > 600  every time

tiers of engagement
  "Hot"   from 20
  "Cold"  otherwise

segment "Buyers"
  include when engagement tier is "Hot"
"#;

/// One page view of a lead.
pub fn view(id: &str, lead: &str, at: &str, path: &str) -> String {
    format!("{{\"id\":\"{id}\",\"lead\":\"{lead}\",\"at\":\"{at}\",\"type\":\"page_view\",\"path\":\"{path}\"}}\n")
}

/// A small part of JSON schema: required properties, no unknown ones, types, references.
pub fn fits(value: &Value, schema: &Value, root: &Value, at: &str) {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap();
        return fits(value, &root["$defs"][name], root, at);
    }
    for choices in ["anyOf", "oneOf"] {
        if let Some(choices) = schema[choices].as_array() {
            let null = choices.iter().any(|choice| choice["type"] == "null");
            if value.is_null() {
                assert!(null, "{at} is null");
            }
            return;
        }
    }
    if let Some(properties) = schema["properties"].as_object() {
        let object = value.as_object().unwrap_or_else(|| panic!("{at} is no object"));
        for name in object.keys() {
            let open = schema.get("oneOf").is_some();
            assert!(open || properties.contains_key(name), "{at}.{name} is not in the schema");
        }
        for (name, schema) in properties {
            if let Some(value) = object.get(name) {
                fits(value, schema, root, &format!("{at}.{name}"));
            }
        }
        for name in schema["required"].as_array().into_iter().flatten() {
            assert!(object.contains_key(name.as_str().unwrap()), "{at} has no {name}");
        }
    }
    if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
        values.iter().for_each(|value| fits(value, items, root, &format!("{at}[]")));
    }
    if schema["type"] == "number" {
        assert!(value.is_number(), "{at} is no number");
    }
}
