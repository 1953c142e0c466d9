//! The projects of the files of one run, each opened once.

use std::collections::HashMap;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use merit_compiler::Compilation;
use merit_diagnostics::{Diagnostic, Sources};

use crate::config::{Checks, Settings};
use crate::findings::Findings;
use crate::paths::Input;
use crate::problem::Problem;
use crate::project::Project;

/// A project with its settings.
#[derive(Debug)]
pub(crate) struct Member {
    /// Its files.
    pub(crate) project: Project,
    /// Its settings.
    pub(crate) settings: Settings,
    /// The levels of checks in it.
    pub(crate) checks: Checks,
}

/// The projects of one run.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    members: HashMap<PathBuf, Member>,
    /// How many claims were proved.
    pub(crate) proved: usize,
}

impl Workspace {
    /// The project of a file or folder.
    ///
    /// # Errors
    /// When the folder is not there, or the settings are wrong.
    pub(crate) fn member(&mut self, path: &Path) -> Result<&mut Member, Problem> {
        let project = Project::of(path)?;
        match self.members.entry(project.root().to_owned()) {
            std::collections::hash_map::Entry::Occupied(known) => Ok(known.into_mut()),
            std::collections::hash_map::Entry::Vacant(new) => {
                let settings = Settings::of(&project)?;
                let checks = settings.checks()?;
                Ok(new.insert(Member { project, settings, checks }))
            }
        }
    }

    /// Compiles a file, and puts what is found into `findings`. The path that comes back is the file's name for people.
    ///
    /// # Errors
    /// When there is no such file, or the settings of its project are wrong.
    pub(crate) fn compile(
        &mut self,
        input: &Input,
        findings: &mut Findings,
    ) -> Result<(Compilation, String), Problem> {
        let (member, inside) = self.opened(input)?;
        let mut compilation = merit_compiler::compile(&member.project, &inside);
        let found = std::mem::take(&mut compilation.diagnostics);
        findings.absorb(&member.project, &member.checks, &compilation.sources, found);
        let shown = member.project.shown(&inside);
        Ok((compilation, shown))
    }

    /// Compiles and checks files, with the checks of best practice; their names for people come back. Several files are
    /// checked at a time; what is found is the same, in the same order.
    ///
    /// # Errors
    /// When there is no such file, or the settings of its project are wrong.
    pub(crate) fn check(
        &mut self,
        inputs: &[Input],
        options: &merit_lint::Options,
        findings: &mut Findings,
    ) -> Result<Vec<String>, Problem> {
        let mut jobs = Vec::with_capacity(inputs.len());
        for input in inputs {
            let (member, inside) = self.opened(input)?;
            jobs.push((member.project.root().to_owned(), inside));
        }
        let mut shown = Vec::with_capacity(inputs.len());
        for batch in jobs.chunks(BATCH) {
            let members: Vec<(&Member, &str)> =
                batch.iter().filter_map(|(root, inside)| Some((self.members.get(root)?, &**inside))).collect();
            let mut proved = 0;
            for ((member, inside), checked) in members.iter().zip(at_a_time(&members, options)) {
                findings.absorb(&member.project, &member.checks, &checked.sources, checked.found);
                shown.push(member.project.shown(inside));
                proved += checked.proved;
            }
            self.proved += proved;
        }
        Ok(shown)
    }

    /// The project of an input, and the path of the input in it.
    fn opened(&mut self, input: &Input) -> Result<(&mut Member, String), Problem> {
        let member = self.member(input.path())?;
        let inside = member.project.inside(input.path())?;
        if let Input::Stdin { bytes, .. } = input {
            member.project.lay_over(inside.clone(), bytes.clone());
        }
        Ok((member, inside))
    }
}

/// So many files are checked before what was found is kept: the rest of a compilation needs memory.
const BATCH: usize = 64;

/// More threads than this only take memory.
const MOST_THREADS: usize = 16;

/// As much as the main thread usually has.
const STACK: usize = 8 << 20;

/// What was found in a file.
struct Checked {
    sources: Sources,
    found: Vec<Diagnostic>,
    proved: usize,
}

fn checked(member: &Member, inside: &str, options: &merit_lint::Options) -> Checked {
    let mut compilation = merit_compiler::compile(&member.project, inside);
    let mut claims = merit_workbench::claims::check(&compilation);
    compilation.diagnostics.append(&mut claims.findings);
    merit_lint::lint(&mut compilation, options);
    Checked { sources: compilation.sources, found: compilation.diagnostics, proved: claims.proved }
}

/// What was found in each file, in their order.
fn at_a_time(files: &[(&Member, &str)], options: &merit_lint::Options) -> Vec<Checked> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(MOST_THREADS).min(files.len());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done: Vec<(usize, Checked)> = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some((member, inside)) = files.get(index) else { return done };
            done.push((index, checked(member, inside, options)));
        }
    };
    let mut all = std::thread::scope(|scope| {
        let helper = |_| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok();
        let helpers: Vec<_> = (1..threads).filter_map(helper).collect();
        // Where no thread can be had, this one does all the work.
        let mut all = work();
        for helper in helpers {
            all.extend(helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        all
    });
    all.sort_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, checked)| checked).collect()
}
