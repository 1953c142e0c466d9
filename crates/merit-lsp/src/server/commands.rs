//! What the server does when it is told to: one file for each command.
//!
//! Each takes one object, of which `uri` is a score file, and answers with an object whose `text` is for people. The same
//! is shown, because most clients show no answers.

mod explain_lead;
mod explain_test;
mod run_test;
mod test_of_lead;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use gen_lsp_types::Uri;
use merit_ir::{Model, TestCase};
use merit_workbench::sample::LeadRecords;
use serde::Deserialize;
use serde_json::Value;

use crate::live::{SampleRead, State, of_lead};
use crate::server::context::{Context, Failure};
use crate::server::said::Said;
use crate::snapshot::Analysis;

/// Runs a test.
pub(super) const RUN_TEST: &str = "merit.runTest";
/// Shows the ledger of the lead of a test.
pub(super) const EXPLAIN_TEST: &str = "merit.explainTest";
/// Shows the ledger of a lead of the sample.
pub(super) const EXPLAIN_LEAD: &str = "merit.explainLead";
/// Makes a test of a lead of the sample.
pub(super) const TEST_OF_LEAD: &str = "merit.testOfLead";

/// Does what a command says.
type Run = fn(&Context, &Asked) -> Result<Value, Failure>;

/// Every command.
pub(super) const COMMANDS: &[(&str, Run)] = &[
    (RUN_TEST, run_test::run),
    (EXPLAIN_TEST, explain_test::run),
    (EXPLAIN_LEAD, explain_lead::run),
    (TEST_OF_LEAD, test_of_lead::run),
];

/// What a command is asked.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// A score file.
    uri: Uri,
    /// The name of a test.
    test: Option<String>,
    /// The id of a lead.
    lead: Option<String>,
    /// The line of a rule, from 1.
    line: Option<u32>,
}

/// A model that has no errors.
struct OfModel {
    analysis: Arc<Analysis>,
    /// The file that was asked about.
    file: Arc<Path>,
}

impl OfModel {
    /// The model of a file, or the first one that uses the file.
    fn of(context: &Context, asked: &Asked) -> Result<Self, Failure> {
        let file = context.path(&asked.uri);
        let own = context.snapshot.analysis(&file);
        let has_model = |analysis: &Arc<Analysis>| analysis.compilation.model.is_some();
        let found =
            if has_model(&own) { Some(own) } else { context.snapshot.readers(&file).into_iter().find(has_model) };
        let none = || Failure::refused("There is no model without errors here: nothing can be evaluated.");
        Ok(Self { analysis: found.ok_or_else(none)?, file })
    }

    fn model(&self) -> Result<&Model, Failure> {
        self.analysis.compilation.model.as_ref().ok_or_else(|| Failure::refused("There is no model here."))
    }

    /// The file of the model, as people call it.
    fn name(&self) -> String {
        let model = self.analysis.compilation.model.as_ref();
        model.and_then(|model| model.sources.first()).cloned().unwrap_or_default()
    }

    fn test(&self, asked: &Asked) -> Result<&TestCase, Failure> {
        let wanted = asked.test.as_deref().unwrap_or_default();
        let found = self.analysis.compilation.tests.iter().find(|test| test.name == wanted);
        found.ok_or_else(|| Failure::refused(format!("There is no test called {wanted:?} here.")))
    }

    /// The lead that is asked for, or the one that shows best what the rule in a line does.
    fn lead(&self, context: &Context, asked: &Asked) -> Result<String, Failure> {
        if let Some(lead) = asked.lead.as_deref().map(str::trim).filter(|lead| !lead.is_empty()) {
            return Ok(lead.to_owned());
        }
        let none = || Failure::refused("Which lead? Neither an id is given, nor the line of a rule.");
        let place = self.rule(asked).ok_or_else(none)?;
        let State::Counted(counted) = context.numbers.of(&self.analysis) else {
            return Err(Failure::refused("The leads of the sample are not counted yet."));
        };
        let rule = counted.counts.rule(place).ok_or_else(none)?;
        let nobody = || Failure::refused("The rule in this line gave points to no lead of the sample.");
        rule.telling.as_ref().map(|telling| telling.lead.to_string()).ok_or_else(nobody)
    }

    /// The records of a lead of the sample, how they were read, and how long what is done with them may take.
    ///
    /// The log is read anew each time, because a lead need not be among those that are counted.
    fn records(&self, context: &Context, lead: &str) -> Result<(LeadRecords, SampleRead, Duration), Failure> {
        let (host, project) = (context.snapshot.host(), &self.analysis.project);
        let none = || {
            Failure::refused("merit.toml names no sample: [sample] with events and as-of says where the records are.")
        };
        let time = host.sample(project).ok_or_else(none)?.time;
        let end = Limit::of(context, time);
        let read = of_lead(host, project, self.model()?, lead, &|| end.goes_on());
        read.map_err(Failure::refused)?.map(|(records, read)| (records, read, time)).ok_or_else(|| {
            if end.goes_on() {
                return none();
            }
            let seconds = time.as_secs();
            end.failure(format!(
                "Looking for the lead in the log takes longer than {seconds} s: [sample] of merit.toml can name fewer files, \
                 or allow more seconds."
            ))
        })
    }

    /// The place of the line that is asked about.
    fn rule(&self, asked: &Asked) -> Option<merit_workbench::sample::Place> {
        let file = u16::try_from(self.analysis.number(&self.file)?.0).ok()?;
        Some(merit_workbench::sample::Place { file, line: asked.line? })
    }
}

/// Until when something may go on: while somebody waits for it, and for some time.
struct Limit<'a> {
    context: &'a Context,
    begin: Instant,
    time: Duration,
}

impl<'a> Limit<'a> {
    fn of(context: &'a Context, time: Duration) -> Self {
        Self { context, begin: Instant::now(), time }
    }

    fn goes_on(&self) -> bool {
        !self.context.is_cancelled() && self.begin.elapsed() <= self.time
    }

    /// Why it ended: nobody waits, or `too_long`.
    fn failure(&self, too_long: impl Into<String>) -> Failure {
        if self.context.is_cancelled() { Failure::cancelled() } else { Failure::refused(too_long) }
    }
}

impl Context {
    /// Says something to the client.
    fn say(&self, said: Said) {
        // Nobody listens any more when the session is over.
        let _ = self.said.send(said);
    }
}
