//! In words: what a way consists of, and why there is none.

use merit_ir::{Happening, Model, TestCase};
use merit_reach::{Giver, Reach, Spot, shown};

use crate::words::quoted;

/// The number of events of a test, and what they are: `6 email_click and 10 page_view, with title`.
pub(super) fn summary(model: &Model, test: &TestCase) -> (usize, String) {
    let (count, mut text) = events(model, test);
    let attributes: Vec<&str> = test
        .attributes
        .iter()
        .filter_map(|(attribute, _)| model.attributes.get(attribute.index()).map(|of| of.name.as_str()))
        .collect();
    if !attributes.is_empty() {
        text.push_str(&format!(", with {}", attributes.join(", ")));
    }
    (count, text)
}

/// The number of events of a test, and what they are: `6 email_click and 10 page_view`.
pub(super) fn events(model: &Model, test: &TestCase) -> (usize, String) {
    let mut counts: Vec<(String, u32)> = Vec::new();
    for happening in &test.happenings {
        let Happening::Event { event, properties, times, .. } = happening else { continue };
        let Some(of) = model.events.get(event.index()) else { continue };
        let value = properties.iter().find_map(|(property, value)| {
            let kind = &of.properties.get(property.index())?.kind;
            match value {
                merit_values::Value::Choice(choice) => kind.choices().get(usize::from(*choice)).cloned(),
                _ => None,
            }
        });
        let what = value.map_or_else(|| of.name.clone(), |value| format!("{} {}", of.name, quoted(&value)));
        match counts.iter_mut().find(|(other, _)| *other == what) {
            Some((_, count)) => *count = count.saturating_add(*times),
            None => counts.push((what, *times)),
        }
    }
    let events = counts.iter().map(|(_, count)| *count as usize).sum();
    let parts: Vec<String> = counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
    let text = match parts.split_last() {
        None => "no event".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    };
    (events, text)
}

/// Why no lead can be at a spot, as sentences.
#[must_use]
pub fn reason(model: &Model, reach: &Reach<'_>, spot: &Spot, name: &str) -> Vec<String> {
    let mut said = vec![format!("No lead can be in {}.", quoted(name))];
    if let Spot::Tier(tiers, line) = spot {
        said.extend(of_tier(model, reach, *tiers, *line));
    }
    let mut tiers_of_conditions = Vec::new();
    if let Spot::Cell(matrix, cell) = spot
        && let Some(of) = model.matrices.get(matrix.index())
    {
        for (row, cells) in (0..).zip(&of.cells) {
            if cells.iter().any(|other| other == cell) && !reach.can_be(&Spot::Tier(of.rows, row)) {
                tiers_of_conditions.push((of.rows, row));
            }
        }
    }
    for (tiers, row) in tiers_of_conditions {
        let tier = model.tiers.get(tiers.index()).and_then(|of| of.lines.get(usize::from(row)));
        said.extend(tier.map(|tier| format!("It needs the tier {}, which no lead can be in.", quoted(&tier.name))));
        said.extend(of_tier(model, reach, tiers, row));
    }
    if let Spot::Segment(segment) = spot
        && let Some(of) = model.segments.get(segment.index())
    {
        let (includes, excludes) = (of.includes.len(), of.excludes.len());
        said.push(format!(
            "Whenever one of its lines takes a lead in (include: {includes}), another keeps it out (exclude: {excludes}), or \
             the line can never be true."
        ));
        for (number, score) in (0..).zip(&model.scores) {
            let Some(found) = reach.score(merit_ir::ScoreId(number)) else { continue };
            if let (Some(low), Some(high)) = (found.lowest.value, found.highest.value) {
                said.push(format!("{} is between {} and {}.", score.name, shown(low), shown(high)));
            }
        }
    }
    let by = reach.decided_by(spot);
    if !by.is_empty() {
        said.push(format!("Every combination of what decides was looked at: {}.", by.join(", ")));
    }
    said
}

fn of_tier(model: &Model, reach: &Reach<'_>, tiers: merit_ir::TiersId, line: u16) -> Vec<String> {
    let Some(of) = model.tiers.get(tiers.index()) else { return Vec::new() };
    let (Some(tier), Some(score)) = (of.lines.get(usize::from(line)), reach.score(of.score)) else {
        return Vec::new();
    };
    let name = model.scores.get(of.score.index()).map_or("", |score| score.name.as_str());
    let bound = match tier.bound {
        merit_ir::Bound::From(points) => format!("begins at {points}"),
        merit_ir::Bound::Above(points) => format!("begins above {points}"),
        merit_ir::Bound::Otherwise => "takes what is below all others".to_owned(),
    };
    let place = |giver: &Giver| match giver {
        Giver::Rule(source) | Giver::Lid(source) | Giver::Silence(source) => place(model, source),
        Giver::Score(score) => model.scores.get(score.index()).map_or_else(String::new, |score| score.name.clone()),
        Giver::Grade(grade) => model.grades.get(grade.index()).map_or_else(String::new, |grade| grade.name.clone()),
        Giver::Start => String::new(),
    };
    let mut said = vec![format!("The tier {bound}.")];
    match (score.lowest.value, score.highest.value) {
        (Some(low), Some(high)) => said.push(format!("{name} is between {} and {}.", shown(low), shown(high))),
        (None, Some(high)) => said.push(format!("{name} is never more than {}.", shown(high))),
        (Some(low), None) => said.push(format!("{name} is never less than {}.", shown(low))),
        (None, None) => {}
    }
    if !score.highest.by_range && score.highest.value.is_some() {
        said.push(score.highest.derivation(&place));
    }
    said
}

/// `line 21`, with the file when it is not the model's own.
fn place(model: &Model, source: &merit_ir::Source) -> String {
    match model.sources.get(usize::from(source.file)).filter(|_| source.file > 0) {
        Some(file) => format!("{file}:{}", source.line),
        None => format!("line {}", source.line),
    }
}
