//! The projects of the files of one run, each opened once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use merit_compiler::Compilation;

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
        self.look(input, None, findings)
    }

    /// The same, with the checks of best practice; the file's name for people comes back.
    ///
    /// # Errors
    /// When there is no such file, or the settings of its project are wrong.
    pub(crate) fn check(
        &mut self,
        input: &Input,
        options: &merit_lint::Options,
        findings: &mut Findings,
    ) -> Result<String, Problem> {
        self.look(input, Some(options), findings).map(|(_, shown)| shown)
    }

    fn look(
        &mut self,
        input: &Input,
        lint: Option<&merit_lint::Options>,
        findings: &mut Findings,
    ) -> Result<(Compilation, String), Problem> {
        let mut proved = 0;
        let member = self.member(input.path())?;
        let inside = member.project.inside(input.path())?;
        if let Input::Stdin { bytes, .. } = input {
            member.project.lay_over(inside.clone(), bytes.clone());
        }
        let mut compilation = merit_compiler::compile(&member.project, &inside);
        if let Some(options) = lint {
            let mut claims = merit_workbench::claims::check(&compilation);
            proved = claims.proved;
            compilation.diagnostics.append(&mut claims.findings);
            merit_lint::lint(&mut compilation, options);
        }
        let found = std::mem::take(&mut compilation.diagnostics);
        findings.absorb(&member.project, &member.checks, &compilation.sources, found);
        let shown = member.project.shown(&inside);
        self.proved += proved;
        Ok((compilation, shown))
    }
}
