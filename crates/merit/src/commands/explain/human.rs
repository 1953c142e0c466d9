//! An explanation as a ledger for people.

mod entries;
mod lift;
mod next;

use std::io::{self, Write};

use merit_workbench::{Explanation, GradeExplained, GroupExplained, Place, ScoreExplained};

use crate::terminal::{Paint, escape, paint};

/// How it is shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look<'a> {
    /// Columns of the terminal; no limit when it is none.
    pub(super) width: Option<usize>,
    /// Whether to use colour.
    pub(super) color: bool,
    /// The file of the model, whose lines are said without its name.
    pub(super) file: &'a str,
}

/// Where amounts are shown with two decimals, and whether any of them was rounded for it.
#[derive(Debug, Default)]
struct Rounding {
    rounded: bool,
}

impl Rounding {
    /// An amount with two decimals.
    fn shown(&mut self, amount: merit_workbench::Amount) -> String {
        let (text, rounded) = amount.with_decimals(2);
        self.rounded |= rounded;
        text
    }

    /// The same with a sign.
    fn signed(&mut self, amount: merit_workbench::Amount) -> String {
        let text = self.shown(amount);
        if text.starts_with('-') || amount == merit_workbench::Amount::ZERO { text } else { format!("+{text}") }
    }
}

/// Writes the leads one after another.
pub(super) fn write(leads: &[Explanation], look: Look<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rounding = Rounding::default();
    for (number, lead) in leads.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        one_lead(lead, look, &mut rounding, out)?;
    }
    if rounding.rounded {
        let note = "Points are shown with two decimals; --format json has all of them, and they add up exactly.";
        writeln!(out, "\n{}", paint(note, Paint::Dim, look.color))?;
    }
    Ok(())
}

fn one_lead(lead: &Explanation, look: Look<'_>, rounding: &mut Rounding, out: &mut dyn Write) -> io::Result<()> {
    let id = format!("lead {}", escape(&lead.lead));
    let (zone, file) = (escape(&lead.timezone), escape(look.file));
    let head = paint(&id, Paint::Bold, look.color);
    writeln!(out, "{head} · as of {} · {zone} · {file} (edition {})", lead.date, lead.edition)?;
    for score in &lead.scores {
        writeln!(out)?;
        one_score(score, look, rounding, out)?;
    }
    for grade in &lead.grades {
        writeln!(out)?;
        one_grade(grade, lead, look, rounding, out)?;
    }
    let cells = lead.cells.iter().map(|cell| format!("{} {}", cell.matrix, cell.cell.as_deref().unwrap_or("–")));
    let cells: Vec<String> = cells.collect();
    if !cells.is_empty() {
        writeln!(out, "\n{}", escape(&cells.join(" · ")))?;
    }
    segments(lead, out)?;
    next::write(lead, look, rounding, out)?;
    lift::write(lead, look, out)
}

fn one_score(score: &ScoreExplained, look: Look<'_>, rounding: &mut Rounding, out: &mut dyn Write) -> io::Result<()> {
    let tier = score.tier.as_ref().map(|tier| format!(" · {}", escape(tier))).unwrap_or_default();
    let name = paint(&escape(&score.name), Paint::Bold, look.color).into_owned();
    writeln!(out, "{name} {}{tier}", score.value)?;
    let grid = entries::of_score(score, look, rounding);
    if !grid.is_empty() {
        let (head, lines) = grid.lines(look.width);
        writeln!(out, "{}", paint(&head, Paint::Dim, look.color))?;
        for line in lines {
            writeln!(out, "{line}")?;
        }
    }
    let mut sums: Vec<String> = Vec::new();
    if score.starts_at != merit_workbench::Amount::ZERO {
        sums.push(format!("starts at {}", score.starts_at));
    }
    sums.extend(caps(&score.groups, look, rounding));
    if !score.silence.is_empty() {
        let silence = score.silence.iter().map(|post| post.now).sum();
        sums.push(format!("silence {}", rounding.shown(silence)));
    }
    sums.extend(score.sum_of.iter().map(|part| format!("{} {}", part.part, rounding.signed(part.points))));
    sums.push(format!("sum {}", rounding.shown(score.sum)));
    sums.extend(range(score));
    if score.ranged != score.value {
        sums.push(format!("rounded {}", score.value));
    }
    writeln!(out, " {}", escape(&sums.join(" · ")))?;
    if let Some(reset) = &score.reset {
        let cause = reset.cause.as_ref().map(|cause| format!(", {}", entries::cause(cause, &[]))).unwrap_or_default();
        let by = format!("{} ({}){cause}", reset.by, place(&reset.place, look));
        writeln!(out, " everything before {} is worth nothing: {}", reset.date, escape(&by))?;
    }
    entries::nothing(&score.groups, look, out)
}

/// What the range did, in words.
fn range(score: &ScoreExplained) -> Option<String> {
    let (from, to) = (score.range.from, score.range.to);
    let words = match (from, to) {
        (Some(from), Some(to)) => format!("range {from} to {to}"),
        (Some(from), None) => format!("range from {from}"),
        (None, Some(to)) => format!("range up to {to}"),
        (None, None) => return None,
    };
    Some(if score.ranged == score.sum {
        format!("inside the {words}")
    } else {
        format!("the {words} makes it {}", score.ranged)
    })
}

/// What caps and "best one only" did, rules first.
fn caps(groups: &[GroupExplained], look: Look<'_>, rounding: &mut Rounding) -> Vec<String> {
    let mut said = Vec::new();
    for group in groups {
        for rule in group.rules.iter().filter(|rule| rule.sum != rule.points) {
            let name = rule.called.clone().unwrap_or_else(|| place(&rule.place, look));
            said.push(format!("{name} {} under its cap of {}", rounding.shown(rule.sum), rule.points));
        }
        let Some(name) = &group.name else { continue };
        let best = if group.best_one_only { ", best one only" } else { "" };
        match group.cap {
            Some(_) if group.sum != group.points => {
                said.push(format!("{name}{best} {} under its cap of {}", rounding.shown(group.sum), group.points));
            }
            Some(cap) => said.push(format!("{name}{best} {} of at most {cap}", rounding.shown(group.points))),
            None => said.push(format!("{name}{best} {}", rounding.shown(group.points))),
        }
    }
    said
}

fn one_grade(
    grade: &GradeExplained,
    lead: &Explanation,
    look: Look<'_>,
    rounding: &mut Rounding,
    out: &mut dyn Write,
) -> io::Result<()> {
    let name = paint(&escape(&grade.name), Paint::Bold, look.color).into_owned();
    let letter = grade.letter.as_deref().map_or_else(|| "no grade".to_owned(), |letter| escape(letter).into_owned());
    writeln!(out, "{name} {letter} · {} points", grade.points)?;
    let grid = entries::of_grade(grade, look, rounding);
    if !grid.is_empty() {
        let (_, lines) = grid.lines(look.width);
        for line in lines {
            writeln!(out, "{line}")?;
        }
    }
    let mut sums: Vec<String> = Vec::new();
    if grade.starts_at != merit_workbench::Amount::ZERO {
        sums.push(format!("starts at {}", grade.starts_at));
    }
    sums.extend(caps(&grade.groups, look, rounding));
    if !sums.is_empty() {
        writeln!(out, " {}", escape(&sums.join(" · ")))?;
    }
    for because in &grade.no_grade_because {
        writeln!(out, " no grade: {}", escape(because))?;
    }
    let unknown: Vec<&str> =
        grade.groups.iter().flat_map(|group| &group.rules).flat_map(|rule| &rule.unknown).map(String::as_str).fold(
            Vec::new(),
            |mut names, name| {
                if !names.contains(&name) {
                    names.push(name);
                }
                names
            },
        );
    if !unknown.is_empty() {
        writeln!(out, " gave nothing because unknown: {}", escape(&unknown.join(", ")))?;
    }
    let values = lead.attributes.iter().map(|value| {
        // A `several of` may be known, and empty.
        let known = if value.value.is_empty() { "(none)".into() } else { entries::short(&value.value) };
        format!("{} {known}", value.name)
    });
    let values: Vec<String> = values.collect();
    if !values.is_empty() {
        writeln!(out, " known: {}", escape(&values.join(" · ")))?;
    }
    Ok(())
}

fn segments(lead: &Explanation, out: &mut dyn Write) -> io::Result<()> {
    for segment in &lead.segments {
        let lines = |word: &str, lines: &[String]| {
            lines.iter().map(|line| format!("{word} {line}")).collect::<Vec<_>>().join("; ")
        };
        let name = &segment.name;
        let text = if segment.inside {
            format!("in \"{name}\": {}", lines("include", &segment.includes))
        } else if segment.includes.is_empty() {
            format!("not in \"{name}\": no \"include\" line is true")
        } else {
            format!("not in \"{name}\": {}", lines("exclude", &segment.excludes))
        };
        writeln!(out, "{}", escape(&text))?;
    }
    Ok(())
}

/// A place: the line alone in the file of the model.
fn place(place: &Place, look: Look<'_>) -> String {
    if place.file == look.file { format!("line {}", place.line) } else { format!("{}:{}", place.file, place.line) }
}
