//! `merit.toml`: levels of checks, sources, and defaults of flags.

use std::collections::BTreeMap;
use std::path::Path;

use merit_diagnostics::{Code, Diagnostic, Level};
use merit_events::SourcesConfig;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::commands::run::{BadRecords, IdsArg, ResultFormat};
use crate::problem::Problem;
use crate::project::Project;
use crate::when::When;

/// The settings of a project.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// How records of other shapes are read: `[source]`, `[source.NAME]`.
    pub(crate) source: SourcesConfig,
    /// Levels of checks, by name or code: `not_used = "error"`.
    checks: BTreeMap<String, CheckLevel>,
    /// Defaults for the flags of `merit check`.
    pub(crate) check: CheckSettings,
    /// Defaults for the flags of `merit run` and the other commands that read records.
    pub(crate) run: RunSettings,
    /// Records that the editor counts on while a model is written.
    pub(crate) sample: Option<SampleSettings>,
}

/// Defaults for the flags of `merit check`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct CheckSettings {
    /// Warnings count as findings.
    pub(crate) strict: Option<bool>,
    /// The file of findings that wait, as a path from the folder of this file: they are left out.
    pub(crate) baseline: Option<String>,
}

/// Defaults for the flags of `merit run` and the other commands that read records.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct RunSettings {
    /// Number of threads.
    pub(crate) threads: Option<std::num::NonZeroU16>,
    /// What is done about the ids of records.
    pub(crate) ids: Option<IdsArg>,
    /// What is done about a record that cannot be understood.
    pub(crate) on_bad_record: Option<BadRecords>,
    /// The form of the results.
    pub(crate) format: Option<ResultFormat>,
    /// Rows of the table; 0 is all of them.
    pub(crate) limit: Option<usize>,
    /// The source that the event files are read by, when `--source` does not say.
    pub(crate) source: Option<String>,
}

/// Records that the editor counts on while a model is written; they are named as the flags of `merit run` name them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SampleSettings {
    /// Records: files or globs, as paths from the folder of this file.
    pub(crate) events: Vec<String>,
    /// Leads tables.
    #[serde(default)]
    pub(crate) leads: Vec<String>,
    /// The moment that scores are asked for: a date, or a time with offset.
    pub(crate) as_of: When,
    /// The sources that they are read by; the one of `[run]` when none is named.
    #[serde(default)]
    pub(crate) source: Vec<String>,
    /// At most so many records and rows of leads tables are kept. Of a log with more, every second lead is left out, or
    /// three of four, and so on.
    #[serde(default = "SampleSettings::records")]
    pub(crate) records: std::num::NonZeroU32,
    /// Reading, and counting, may each take so many seconds.
    #[serde(default = "SampleSettings::seconds")]
    pub(crate) seconds: std::num::NonZeroU16,
}

impl SampleSettings {
    const fn records() -> std::num::NonZeroU32 {
        std::num::NonZeroU32::MIN.saturating_add(99_999)
    }

    const fn seconds() -> std::num::NonZeroU16 {
        std::num::NonZeroU16::MIN.saturating_add(9)
    }
}

/// The level of a check in a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum CheckLevel {
    Error,
    Warning,
    Hint,
    Off,
}

/// The levels of checks in a project.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    levels: BTreeMap<Code, CheckLevel>,
}

impl Checks {
    /// The level of a finding; `None` when the check is switched off. Errors stay errors: a model with errors does not
    /// run, whatever a project says.
    pub(crate) fn level(&self, diagnostic: &Diagnostic) -> Option<Level> {
        if diagnostic.level == Level::Error {
            return Some(Level::Error);
        }
        match self.levels.get(&diagnostic.code) {
            None => Some(diagnostic.level),
            Some(CheckLevel::Error) => Some(Level::Error),
            Some(CheckLevel::Warning) => Some(Level::Warning),
            Some(CheckLevel::Hint) => Some(Level::Hint),
            Some(CheckLevel::Off) => None,
        }
    }
}

/// What is wrong with a text of settings.
#[derive(Debug)]
pub(crate) struct Fault {
    /// A sentence for people.
    pub(crate) message: String,
    /// Line and column, both from 1.
    pub(crate) at: Option<(usize, usize)>,
    /// What was probably meant.
    pub(crate) near: Option<String>,
}

impl Settings {
    /// The settings of a project; all defaults without a file.
    ///
    /// # Errors
    /// What is wrong with the file, with line and column.
    pub(crate) fn of(project: &Project) -> Result<Self, Problem> {
        let Some(path) = project.settings() else { return Ok(Self::default()) };
        let text = std::fs::read_to_string(&path).map_err(|error| Problem::file("read", path.display(), &error))?;
        let settings = Self::read(&text, Path::new(&project.shown(crate::project::SETTINGS)))?;
        settings.checks().map(|_| settings)
    }

    fn read(text: &str, path: &Path) -> Result<Self, Problem> {
        Self::from_text(text).map_err(|fault| {
            let place = fault.at.map_or_else(String::new, |(line, column)| format!(":{line}:{column}"));
            let problem = Problem::new(format!("{}{place}: {}", path.display(), fault.message));
            fault.near.into_iter().fold(problem, |problem, near| problem.help(format!("did you mean {near}?")))
        })
    }

    /// The settings that a text holds.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub(crate) fn from_text(text: &str) -> Result<Self, Fault> {
        toml::from_str(text).map_err(|error| {
            let at = error.span().map(|span| {
                let before = text.get(..span.start).unwrap_or(text);
                (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap_or("").chars().count() + 1)
            });
            let (message, near) = reworded(error.message());
            Fault { message, at, near }
        })
    }

    /// The levels of checks.
    ///
    /// # Errors
    /// When a name is no check, or a level cannot be changed.
    pub(crate) fn checks(&self) -> Result<Checks, Problem> {
        let mut levels = BTreeMap::new();
        for (name, level) in &self.checks {
            let code = Code::find(name).ok_or_else(|| unknown_check(name))?;
            if code.level() == Level::Error && *level != CheckLevel::Error {
                let code = format!("{code} ({})", code.name());
                return Err(Problem::new(format!("{code} in [checks] is an error of the model and stays one.")));
            }
            levels.insert(code, *level);
        }
        Ok(Checks { levels })
    }
}

/// A name in `[checks]`, or after `--explain`, that is no check.
pub(crate) fn unknown_check(name: &str) -> Problem {
    let known = Code::ALL.iter().flat_map(|code| [code.id(), code.name()]);
    let problem = Problem::new(format!("There is no check called {name:?}."));
    match nearest(name, known) {
        Some(near) => problem.help(format!("did you mean {near}?")),
        None => problem,
    }
}

/// The nearest of some words, if one is near.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let near = known.into_iter().map(|known| (strsim::damerau_levenshtein(&lower, &known.to_lowercase()), known));
    near.filter(|(distance, _)| *distance <= 2).min_by_key(|(distance, _)| *distance).map(|(_, known)| known)
}

/// What the reader of TOML says, in our words, and the nearest key for an unknown one.
fn reworded(message: &str) -> (String, Option<String>) {
    let message = message.trim().trim_end_matches('.');
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match quoted.as_slice() {
        [unknown, known @ ..] if message.contains("unknown field") => {
            let all = known.join(", ");
            let near = nearest(unknown, known.iter().copied()).map(str::to_owned);
            (format!("there is no setting called {unknown}; there are {all}."), near)
        }
        [unknown, known @ ..] if message.contains("unknown variant") => {
            let all = known.join(", ");
            let near = nearest(unknown, known.iter().copied()).map(str::to_owned);
            (format!("{unknown:?} is not possible here; possible are {all}."), near)
        }
        [missing] if message.contains("missing field") => (format!("{missing} is missing here."), None),
        _ => (wrong_type(message).unwrap_or_else(|| format!("{message}.")), None),
    }
}

/// A value of another kind: `invalid type: string "x", expected a nonzero u16`.
fn wrong_type(message: &str) -> Option<String> {
    let (_, found) = message.split_once("invalid type: ").or_else(|| message.split_once("invalid value: "))?;
    let (found, wanted) = found.split_once(", expected ")?;
    let found = found.trim_start_matches("string ").trim_start_matches("integer ").replace('`', "");
    let wanted = match wanted {
        "a nonzero u16" => "a whole number from 1 to 65535",
        "a nonzero u32" => "a whole number from 1 to 4294967295",
        "usize" => "a whole number",
        "a boolean" => "true or false",
        "a string" => "a text in quotes",
        "a sequence" => "a list in square brackets",
        "a map" => "a table",
        wanted if wanted.starts_with("struct ") => "a table",
        wanted => wanted,
    };
    Some(format!("{found} is not possible here; it should be {wanted}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> String {
        let read = Settings::read(text, Path::new("merit.toml")).and_then(|settings| settings.checks());
        match read.unwrap_err() {
            Problem::Told { message, help } => format!("{message} {}", help.join(" ")),
            Problem::NobodyListens => panic!("nobody listens"),
        }
    }

    #[test]
    fn mistakes_are_told_with_their_place_and_the_nearest_key() {
        let told = problem("[run]\nthread = 4\n");
        assert!(told.starts_with("merit.toml:2:1: there is no setting called thread;"), "{told}");
        assert!(told.ends_with("did you mean threads?"), "{told}");
        let told = problem("[run]\nids = \"chekc\"\n");
        assert!(told.contains("did you mean check?"), "{told}");
        let told = problem("[run]\nthreads = \"many\"\n");
        assert!(
            told.contains("\"many\" is not possible here; it should be a whole number from 1 to 65535."),
            "{told}"
        );
        let told = problem("[run]\nthreads = 0\n");
        assert!(told.contains("0 is not possible here; it should be a whole number from 1"), "{told}");
        assert!(problem("[check]\nstrict = \"yes\"\n").contains("it should be true or false."));
        assert!(problem("run = 1\n").contains("it should be a table."));
        assert!(problem("[run]\nlimit = -1\n").contains("it should be a whole number."));
        assert!(problem("[source]\nempty = \"x\"\n").contains("it should be a list in square brackets."));
        assert!(problem("[source]\nled = \"user\"\n").ends_with("did you mean lead?"));
        assert!(problem("[checks]\nnot_usd = \"off\"\n").contains("did you mean not_used?"));
        assert!(problem("[checks]\nT201 = \"off\"\n").contains("stays one"));
        assert!(problem("[source]\nled = \"user\"\n").contains("led"));
        let told = problem("[sample]\nevents = [\"x.csv\"]\n");
        assert!(told.contains("as-of is missing here."), "{told}");
        let told = problem("[sample]\nevent = [\"x.csv\"]\nas-of = \"2026-10-31\"\n");
        assert!(told.contains("did you mean events?"), "{told}");
        let told = problem("[sample]\nevents = [\"x.csv\"]\nas-of = \"yesterday\"\n");
        assert!(told.starts_with("merit.toml:3:9: this is neither a date"), "{told}");
        assert!(problem("[sample]\nevents = \"x\"\nas-of = 2026-10-31\n").contains("a list in square brackets"));
    }

    #[test]
    fn a_sample_may_name_its_moment_with_and_without_quotes() {
        for written in ["\"2026-10-31\"", "2026-10-31", "2026-10-31T12:00:00Z", "\"2026-10-31T12:00:00Z\""] {
            let text = format!("[sample]\nevents = [\"x.csv\"]\nas-of = {written}\n");
            let settings = Settings::read(&text, Path::new("x")).unwrap();
            let sample = settings.sample.unwrap();
            assert_eq!((sample.records.get(), sample.seconds.get()), (100_000, 10));
            assert_eq!(matches!(sample.as_of, When::At(_)), written.contains('T'), "{written}");
        }
    }

    #[test]
    fn levels_change_what_is_not_an_error() {
        let settings = Settings::read("[checks]\nnot_used = \"error\"\nB401 = \"off\"\n", Path::new("x")).unwrap();
        let checks = settings.checks().unwrap();
        let of = |code| checks.level(&Diagnostic::new(code, Default::default(), "x"));
        assert_eq!(of(Code::T211), Some(Level::Error));
        assert_eq!(of(Code::B401), None);
        assert_eq!(of(Code::T212), Some(Level::Warning));
        assert_eq!(of(Code::T201), Some(Level::Error));
    }
}
