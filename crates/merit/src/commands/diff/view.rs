//! The difference as sections of lines and tables, for the renderers. Texts of data are kept apart from our own: each
//! renderer makes them harmless in its way.

mod changes;
mod leads;
mod moves;

use super::report::{ModelReport, Report};

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Text {
    /// Our own words.
    Ours(String),
    /// Text of a model or of data.
    Data(String),
}

/// A line of text.
pub(super) type Line = Vec<Text>;

/// A part of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A line of a list; deeper lines belong to the line above.
    Line(usize, Line),
    /// A table; numbers stand at the right.
    Table { heads: Vec<Text>, right: Vec<bool>, rows: Vec<Vec<Text>> },
}

/// A section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    /// Its title.
    pub(super) title: Line,
    /// It is shown at once; others are opened by the reader where that is possible.
    pub(super) open: bool,
    /// What is in it.
    pub(super) blocks: Vec<Block>,
}

/// The whole report.
pub(super) fn sections(report: &Report) -> Vec<Section> {
    let mut sections = Vec::new();
    for model in &report.models {
        sections.push(head(model));
        sections.extend(changes::sections(&model.changes));
        if let Some(replay) = &model.replay {
            sections.extend(moves::sections(&replay.movement, &replay.responsible));
            sections.extend(leads::sections(replay, &model.changes));
        }
    }
    sections
}

/// Whether the limits are kept, if there are any.
pub(super) fn limits(report: &Report) -> Option<Section> {
    let blocks = report.gates.iter().map(|gate| {
        let kept = if gate.passed { "kept: " } else { "NOT kept: " };
        Block::Line(0, vec![ours(kept), data(&gate.limit), ours(": "), ours(&gate.found)])
    });
    let blocks: Vec<Block> = blocks.collect();
    (!blocks.is_empty()).then(|| Section { title: vec![ours("Limits")], open: true, blocks })
}

fn head(model: &ModelReport) -> Section {
    let what = match (&model.old, &model.new) {
        _ if model.old_has_errors => "the old version has errors, so there is nothing to compare with".to_owned(),
        (Some(_), Some(_)) if model.changes.is_empty() => "no change in meaning".to_owned(),
        (Some(_), Some(_)) => crate::findings::counted(model.changes.len(), "change"),
        (None, _) => "a new model".to_owned(),
        (_, None) => "the model is removed".to_owned(),
    };
    let mut files = Vec::new();
    match (&model.old, &model.new) {
        (Some(old), Some(new)) if old == new => files.push(data(new)),
        (Some(old), Some(new)) => files.extend([data(old), ours(" -> "), data(new)]),
        (Some(only), None) | (None, Some(only)) => files.push(data(only)),
        (None, None) => {}
    }
    let title = vec![ours("Model "), data(&model.name), ours(": "), ours(&what)];
    Section { title, open: true, blocks: vec![Block::Line(0, files)] }
}

pub(super) fn ours(text: &str) -> Text {
    Text::Ours(text.to_owned())
}

pub(super) fn data(text: &str) -> Text {
    Text::Data(text.to_owned())
}
