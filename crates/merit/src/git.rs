//! Files of a git revision, read through the `git` command: nothing is checked out, nothing is written, nothing is fetched.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};

use merit_compiler::{FileProblem, Files};
use merit_diagnostics::Sources;

use crate::problem::Problem;
use crate::project::SETTINGS;

/// The repository of the current folder.
#[derive(Clone, Debug)]
pub(crate) struct Repository {
    /// Its top folder.
    top: PathBuf,
    /// The current folder, as a path from the top; empty at the top, otherwise with `/` at its end.
    prefix: String,
}

/// A revision and its files.
#[derive(Debug)]
pub(crate) struct Revision {
    /// As it was written.
    pub(crate) name: String,
    /// The id of the commit.
    commit: String,
    top: PathBuf,
    /// Files by their paths from the top of the repository: id of the content.
    files: BTreeMap<String, String>,
    /// Contents that were read.
    known: RefCell<BTreeMap<String, Vec<u8>>>,
    /// A file whose content git has not got here: in a clone without contents.
    lacking: RefCell<Option<String>>,
}

/// The files of a project at a revision.
#[derive(Debug)]
pub(crate) struct RevisionFiles<'r> {
    revision: &'r Revision,
    /// The folder of the project, as a path from the top; empty at the top, otherwise with `/` at its end.
    root: String,
}

impl Repository {
    /// The repository of the current folder.
    ///
    /// # Errors
    /// When there is none, or git cannot be run.
    pub(crate) fn here() -> Result<Self, Problem> {
        let outside = || {
            Problem::new("This folder is in no git repository, so there is no revision to compare with.")
                .help("compare two files or folders instead: merit diff OLD NEW")
        };
        let ask = |what: &str| -> Result<String, Problem> {
            let answer = git(None, ["rev-parse", what])?.ok_or_else(outside)?;
            let text = String::from_utf8(answer)
                .map_err(|_| Problem::new("The path of the repository is not Unicode text."))?;
            Ok(text.trim_end_matches(['\n', '\r']).to_owned())
        };
        Ok(Self { top: PathBuf::from(ask("--show-toplevel")?), prefix: ask("--show-prefix")? })
    }

    /// Its top folder.
    pub(crate) fn top(&self) -> &Path {
        &self.top
    }

    /// A path of the command line as seen from the top of the repository; it need not be there.
    ///
    /// # Errors
    /// When it lies outside.
    pub(crate) fn inside(&self, path: &Path) -> Result<String, Problem> {
        let outside =
            || Problem::new(format!("{} lies outside the repository {}.", path.display(), self.top.display()));
        let mut parts: Vec<String> =
            self.prefix.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let relative = match path.is_absolute() {
            true => {
                parts.clear();
                path.strip_prefix(&self.top).map_err(|_| outside())?
            }
            false => path,
        };
        for component in relative.components() {
            match component {
                Component::CurDir => {}
                Component::ParentDir => {
                    parts.pop().ok_or_else(outside)?;
                }
                Component::Normal(part) => {
                    let part = part.to_str();
                    parts.push(part.ok_or_else(|| Problem::new("The path is not Unicode text."))?.to_owned());
                }
                Component::RootDir | Component::Prefix(_) => return Err(outside()),
            }
        }
        Ok(parts.join("/"))
    }

    /// Where the current branch left a revision that has gone on since, and the number of commits after that which touch the
    /// paths; nothing when everything of the revision is in the branch, or git does not know.
    pub(crate) fn left(&self, revision: &Revision, paths: &[String]) -> Result<Option<(String, u64)>, Problem> {
        let Some(base) = git(Some(&self.top), ["merge-base", &revision.commit, "HEAD"])? else { return Ok(None) };
        let base = String::from_utf8_lossy(&base).trim().to_owned();
        let mut arguments = vec!["rev-list".to_owned(), "--count".to_owned()];
        arguments.extend([format!("{base}..{}", revision.commit), "--".to_owned()]);
        // A file is told by its folder: what it uses stands beside it more often than not.
        let folder = |path: &String| match path.rsplit_once('/') {
            Some((folder, _)) if revision.has(path) => folder.to_owned(),
            None if revision.has(path) => String::new(),
            _ => path.clone(),
        };
        // Of a whole repository, only commits that touch models are told.
        let within = |folder: String| match folder.is_empty() {
            true => ":(top,glob)**/*.score".to_owned(),
            false => format!(":(top,literal){folder}"),
        };
        arguments.extend(paths.iter().map(|path| within(folder(path))));
        let count = git(Some(&self.top), arguments)?;
        let count = count.and_then(|count| String::from_utf8_lossy(&count).trim().parse::<u64>().ok());
        let short = git(Some(&self.top), ["rev-parse", "--short", &base])?;
        let short = short.map_or(base, |short| String::from_utf8_lossy(&short).trim().to_owned());
        Ok(count.filter(|count| *count > 0).map(|count| (short, count)))
    }

    /// True when the clone has only the last commits.
    pub(crate) fn is_shallow(&self) -> bool {
        let said = git(Some(&self.top), ["rev-parse", "--is-shallow-repository"]).ok().flatten();
        said.is_some_and(|said| said.starts_with(b"true"))
    }

    /// The files of a revision; nothing when there is no such revision.
    ///
    /// # Errors
    /// When git cannot read it.
    pub(crate) fn revision(&self, name: &str) -> Result<Option<Revision>, Problem> {
        // In a fresh clone only the branches of the remote are there.
        let remote = format!("origin/{name}");
        for candidate in [name, &remote] {
            let commit = format!("{candidate}^{{commit}}");
            let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit];
            let Some(id) = git(Some(&self.top), arguments)? else { continue };
            let id = String::from_utf8_lossy(&id).trim().to_owned();
            let tree = git(Some(&self.top), ["ls-tree", "-r", "-z", "--full-tree", &id])?;
            let tree = tree.ok_or_else(|| Problem::new(format!("git cannot list the files of {candidate}.")))?;
            return Ok(Some(Revision {
                name: candidate.to_owned(),
                commit: id,
                top: self.top.clone(),
                files: listed(&tree),
                known: RefCell::default(),
                lacking: RefCell::default(),
            }));
        }
        Ok(None)
    }
}

impl Revision {
    /// True when there is a file of this path.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Fails when the content of a file was asked for that git has not got here: what was compiled without it says nothing.
    ///
    /// # Errors
    /// Names the file.
    pub(crate) fn complete(&self) -> Result<(), Problem> {
        let name = &self.name;
        match &*self.lacking.borrow() {
            None => Ok(()),
            Some(path) => Err(Problem::new(format!("git has not got the content of {path} at {name} here.")).help(
                format!("a clone without contents (--filter) fetches them first with: git diff --stat {name}"),
            )),
        }
    }

    /// True when there is a file of this path in the working folder, too.
    pub(crate) fn is_still_there(&self, path: &str) -> bool {
        self.top.join(path).exists()
    }

    /// The score files in a folder, sorted; `""` is the top.
    pub(crate) fn score_files(&self, folder: &str) -> Vec<String> {
        let inside = |path: &&String| {
            let below = folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
            below && path.ends_with(".score")
        };
        self.files.keys().filter(inside).cloned().collect()
    }

    /// The project of a file, and the path of the file in it: its root is the nearest folder above with a `merit.toml`, as
    /// on the disk.
    pub(crate) fn project<'r>(&'r self, path: &str) -> (RevisionFiles<'r>, String) {
        let mut folders: Vec<&str> = path.split('/').collect();
        folders.pop();
        let own = folders.len();
        let root = (0..=own).rev().map(|count| folder(folders.get(..count).unwrap_or(&[])));
        let root =
            root.clone().find(|root| self.has(&format!("{root}{SETTINGS}"))).unwrap_or_else(|| folder(&folders));
        let inside = path.strip_prefix(&root).unwrap_or(path).to_owned();
        (RevisionFiles { revision: self, root }, inside)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FileProblem> {
        let failed = |why: &str| FileProblem::NotReadable(why.to_owned());
        let id = self.files.get(path).ok_or(FileProblem::Missing)?;
        if let Some(bytes) = self.known.borrow().get(id) {
            return Ok(bytes.clone());
        }
        let size = git(Some(&self.top), ["cat-file", "-s", id]).ok().flatten();
        let size = size.and_then(|text| String::from_utf8_lossy(&text).trim().parse::<u64>().ok());
        match size {
            None => {
                *self.lacking.borrow_mut() = Some(path.to_owned());
                return Err(failed("git has not got its content here"));
            }
            Some(size) if size > Sources::MAX_BYTES => return Err(FileProblem::TooLarge),
            Some(_) => {}
        }
        let bytes = git(Some(&self.top), ["cat-file", "blob", id]).ok().flatten();
        let bytes = bytes.ok_or_else(|| failed("git has not got its content here"))?;
        self.known.borrow_mut().insert(id.clone(), bytes.clone());
        Ok(bytes)
    }
}

impl RevisionFiles<'_> {
    /// The folder of the project, as a path from the top, with `/` at its end.
    pub(crate) fn root(&self) -> &str {
        &self.root
    }
}

impl Files for RevisionFiles<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileProblem> {
        self.revision.read(&format!("{}{path}", self.root))
    }
}

fn folder(parts: &[&str]) -> String {
    parts.iter().map(|part| format!("{part}/")).collect()
}

/// The regular files of `git ls-tree -z`: mode, type, id, a tab, and the path. Links and submodules are left out.
fn listed(tree: &[u8]) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in tree.split(|byte| *byte == 0) {
        let Ok(entry) = std::str::from_utf8(entry) else { continue };
        let Some((head, path)) = entry.split_once('\t') else { continue };
        let mut head = head.split(' ');
        let (mode, kind, id) = (head.next().unwrap_or(""), head.next(), head.next());
        if let (true, Some("blob"), Some(id)) = (mode.starts_with("100"), kind, id) {
            files.insert(path.to_owned(), id.to_owned());
        }
    }
    files
}

/// What git says, or nothing when it ends with an error.
fn git<S: AsRef<OsStr>>(
    folder: Option<&Path>,
    arguments: impl IntoIterator<Item = S>,
) -> Result<Option<Vec<u8>>, Problem> {
    let mut command = Command::new("git");
    if let Some(folder) = folder {
        command.arg("-C").arg(folder);
    }
    command
        .args(["--no-pager", "-c", "core.quotePath=false"])
        .args(arguments)
        // Nothing is asked for at a terminal, nothing is written, and nothing is fetched.
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    let output = command.output().map_err(|error| {
        Problem::new(format!("git cannot be run: {}.", crate::problem::reason(&error)))
            .help("comparing with a revision needs git; two files or folders can be compared without it")
    })?;
    Ok(output.status.success().then_some(output.stdout))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_top() {
        let repository = Repository { top: PathBuf::from("/home/ann/r"), prefix: "models/eu/".to_owned() };
        let inside = |path: &str| repository.inside(Path::new(path)).ok();
        assert_eq!(inside("a.score").as_deref(), Some("models/eu/a.score"));
        assert_eq!(inside(".").as_deref(), Some("models/eu"));
        assert_eq!(inside("../../b.score").as_deref(), Some("b.score"));
        assert_eq!(inside("../../../c.score"), None);
        assert_eq!(inside("/home/ann/r/x/y.score").as_deref(), Some("x/y.score"));
        assert_eq!(inside("/etc/passwd"), None);
    }

    #[test]
    fn only_regular_files_are_listed() {
        let tree = b"100644 blob aa\tmodels/a b.score\x00120000 blob bb\tlink.score\x00160000 commit cc\tsub\x00";
        assert_eq!(listed(tree), BTreeMap::from([("models/a b.score".to_owned(), "aa".to_owned())]));
    }
}
