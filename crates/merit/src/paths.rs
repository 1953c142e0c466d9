//! Paths of the command line: files, folders and standard input.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use ignore::WalkBuilder;
use merit_diagnostics::Sources;

use crate::problem::Problem;

/// The paths that `check`, `fmt` and `test` take.
#[derive(Debug, Args)]
pub(crate) struct PathArgs {
    /// Files, folders (searched for *.score, without what .gitignore leaves out), or - for standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,

    /// The name of the file that standard input stands for
    #[arg(long, value_name = "FILE")]
    pub(crate) stdin_filename: Option<PathBuf>,
}

/// A file to look at.
#[derive(Debug)]
pub(crate) enum Input {
    /// A file on the disk.
    File(PathBuf),
    /// Standard input, in the place of a file that need not be there.
    Stdin { name: PathBuf, bytes: Vec<u8> },
}

impl Input {
    /// The path of the file.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::File(path) | Self::Stdin { name: path, .. } => path,
        }
    }
}

impl PathArgs {
    /// All files, in the order of the paths, those of a folder sorted; each once.
    ///
    /// # Errors
    /// When a path is not there, or there is nothing to look at.
    pub(crate) fn inputs(&self) -> Result<Vec<Input>, Problem> {
        let mut inputs: Vec<Input> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for path in &self.paths {
            if path == Path::new("-") {
                inputs.push(self.stdin()?);
            } else if path.is_dir() {
                for file in score_files(path)? {
                    if seen.insert(file.clone()) {
                        inputs.push(Input::File(file));
                    }
                }
            } else if path.exists() {
                if seen.insert(path.clone()) {
                    inputs.push(Input::File(path.clone()));
                }
            } else {
                return Err(Problem::new(format!("There is no file or folder {}.", path.display())));
            }
        }
        if inputs.is_empty() {
            let folders: Vec<String> = self.paths.iter().map(|path| path.display().to_string()).collect();
            return Err(Problem::new(format!("There is no *.score file in {}.", folders.join(", "))));
        }
        Ok(inputs)
    }

    /// True when standard input is one of the paths.
    pub(crate) fn has_stdin(&self) -> bool {
        self.paths.iter().any(|path| path == Path::new("-"))
    }

    fn stdin(&self) -> Result<Input, Problem> {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().take(Sources::MAX_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(|error| Problem::file("read", "Standard input", &error))?;
        if bytes.len() as u64 > Sources::MAX_BYTES {
            return Err(Problem::new("Standard input is longer than 64 MB."));
        }
        let name = self.stdin_filename.clone().unwrap_or_else(|| PathBuf::from("stdin.score"));
        Ok(Input::Stdin { name, bytes })
    }
}

/// The score files of a folder, sorted, without hidden ones and those that `.gitignore` leaves out.
pub(crate) fn score_files(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    files_of(folder, &["score"])
}

/// The files of a folder with one of these endings, sorted, without hidden ones and those that `.gitignore` leaves out.
pub(crate) fn files_of(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, Problem> {
    let mut files = Vec::new();
    for entry in WalkBuilder::new(folder).require_git(false).build() {
        let entry =
            entry.map_err(|error| Problem::new(format!("{} cannot be searched: {error}.", folder.display())))?;
        let ending = entry.path().extension().and_then(|extension| extension.to_str()).unwrap_or("");
        if endings.contains(&ending) && entry.file_type().is_some_and(|kind| kind.is_file()) {
            // `merit check` says `a.score`, not `./a.score`.
            files.push(entry.path().strip_prefix("./").unwrap_or(entry.path()).to_owned());
        }
    }
    files.sort();
    Ok(files)
}
