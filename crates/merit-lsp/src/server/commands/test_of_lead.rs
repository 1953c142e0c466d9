//! `merit.testOfLead`: a test made of a lead of the sample, put behind everything else in the file of the model.

use std::path::Path;
use std::sync::Arc;

use merit_compiler::{FileProblem, Files};
use merit_diagnostics::Span;
use merit_workbench::run_tests;
use merit_workbench::sample::test_of_lead;
use serde_json::{Value, json};

use super::{Asked, Limit, OfModel};
use crate::features::actions::tests_at_end;
use crate::server::context::{Context, Failure};
use crate::server::said::Said;
use crate::snapshot::{Analysis, FileEdit, FileSpan, inside};

pub(super) fn run(context: &Context, asked: &Asked) -> Result<Value, Failure> {
    let of = OfModel::of(context, asked)?;
    let lead = of.lead(context, asked)?;
    let model = of.model()?;
    let (records, read, time) = of.records(context, &lead)?;
    let end = Limit::of(context, time);
    let made = test_of_lead(model, &lead, &records, &read.how, of.rule(asked), &|| end.goes_on());
    let story = made.map_err(|why| end.failure(why.to_string()))?;
    let root = &of.analysis.root;
    let source = context.snapshot.source(root).ok_or_else(|| Failure::refused("The file of the model is gone."))?;
    let (name, added) = tests_at_end(source.text(), std::slice::from_ref(&story.text));
    let whole = format!("{}{added}", source.text());
    if !passes(&of.analysis, &whole, &name) {
        let why = "The test of this lead cannot be written so that it passes in this file. Another lead may do.";
        return Err(Failure::refused(why));
    }
    let end = u32::try_from(source.text().len()).unwrap_or(u32::MAX);
    let at = FileSpan { file: Arc::clone(root), span: Span::new(end, end) };
    let edit = context.workspace_edit(&[FileEdit { at, text: added }]);
    let mut text = "The test of a lead of the sample stands at the end of the file. It passes.".to_owned();
    if story.left_out > 0 {
        text.push_str(&format!(" Records of the lead that change nothing in it are left out: {}.", story.left_out));
    }
    if !story.stand_ins.is_empty() {
        text.push_str(&format!(" Personal, and made up: {}.", story.stand_ins.join(", ")));
    }
    let result = json!({ "text": text, "test": story.text, "edit": edit });
    context.say(Said::Edit {
        label: "Make a test of a lead".to_owned(),
        edit: Box::new(edit),
        of: (Arc::clone(root), source),
        told: text,
    });
    Ok(result)
}

/// The test passes in the file as it would be, and the file has no errors.
fn passes(analysis: &Analysis, whole: &str, test: &str) -> bool {
    let Some(name) = inside(&analysis.project, &analysis.root) else { return false };
    let files = With { analysis, name: &name, whole };
    let compilation = merit_compiler::compile(&files, &name);
    let Some(model) = &compilation.model else { return false };
    let tests: Vec<_> = compilation.tests.into_iter().filter(|found| found.name == test).collect();
    let outcomes = run_tests(model, &tests, None);
    !outcomes.is_empty() && outcomes.iter().all(merit_workbench::TestOutcome::passed)
}

/// The files of a model as they were analysed, with another text of one of them.
struct With<'a> {
    analysis: &'a Analysis,
    name: &'a str,
    whole: &'a str,
}

impl Files for With<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileProblem> {
        if path == self.name {
            return Ok(self.whole.as_bytes().to_vec());
        }
        let wanted: &Path = &self.analysis.project.join(path);
        let number = self.analysis.number(wanted).ok_or(FileProblem::Missing)?;
        let file = self.analysis.compilation.sources.get(number).ok_or(FileProblem::Missing)?;
        Ok(file.text().as_bytes().to_vec())
    }
}
