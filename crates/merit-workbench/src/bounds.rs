//! What a model can reach, line by line: for people and for programs.

use merit_ir::{Bound, GradeId, Group, MatrixId, Model, NO_GRADE, ScoreId, SegmentId, Source, TiersId};
use merit_reach::{End, Giver, Millionths, Of, Reach, Spot, Sums, shown};
use merit_values::Points;

/// What a row tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoundKind {
    /// A score.
    Score,
    /// A grade.
    Grade,
    /// A group.
    Group,
    /// A rule.
    Rule,
    /// A tier.
    Tier,
    /// A letter of a grade.
    Letter,
    /// A cell of a matrix.
    Cell,
    /// A segment.
    Segment,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundRow {
    /// What it tells of.
    pub kind: BoundKind,
    /// The name; of a rule without one, its text.
    pub name: String,
    /// The score, grade or matrix it belongs to.
    pub of: Option<String>,
    /// Where it stands; cells have no place of their own.
    pub source: Option<Source>,
    /// The lowest value, in millionths; `None` is no end (of a place: it has no values of its own).
    pub lowest: Option<Millionths>,
    /// The highest value.
    pub highest: Option<Millionths>,
    /// For scores, grades, groups and rules: whether there is no end on that side (lowest, highest).
    pub endless: (bool, bool),
    /// For places: `false` is proved.
    pub possible: Option<bool>,
    /// How the values come about, and what else there is to say, as sentences.
    pub notes: Vec<String>,
}

/// The rows of a model: scores with their groups, rules and tiers, grades with theirs, cells, segments.
#[must_use]
pub fn bounds(model: &Model) -> Vec<BoundRow> {
    let reach = Reach::of(model);
    let mut rows = Vec::new();
    for (number, score) in (0..).zip(&model.scores) {
        let id = ScoreId(number);
        let Some(found) = reach.score(id) else { continue };
        let mut row = values(BoundKind::Score, &score.name, None, &score.source, &found.values);
        row.notes.extend(derivation(model, &found.highest, "highest"));
        row.notes.extend(derivation(model, &found.lowest, "lowest"));
        rows.push(row);
        of_groups(&reach, Of::Score(id), &score.name, &score.groups, &mut rows);
        if let Some(tiers) = model.tiers_of(id) {
            of_tiers(model, &reach, tiers, &found.values, &mut rows);
        }
    }
    for (number, grade) in (0..).zip(&model.grades) {
        let id = GradeId(number);
        let Some(found) = reach.grade(id) else { continue };
        let mut row = values(BoundKind::Grade, &grade.name, None, &grade.source, &found.points);
        row.notes.extend(derivation(model, &found.highest, "highest"));
        row.notes.extend(derivation(model, &found.lowest, "lowest"));
        rows.push(row);
        of_groups(&reach, Of::Grade(id), &grade.name, &grade.groups, &mut rows);
        let bounds: Vec<Bound> = grade.letters.iter().map(|letter| letter.bound).collect();
        for (line, letter) in (0..).zip(&grade.letters) {
            let band = band(&bounds, usize::from(line));
            let spot = Spot::Letter(id, line);
            rows.push(place(
                &reach,
                BoundKind::Letter,
                &letter.name,
                &grade.name,
                &letter.source,
                &spot,
                Some((&found.points, band)),
            ));
        }
        let none = grade.no_grade_if_no_rule_applies || !grade.no_grade_if.is_empty();
        if none {
            let spot = Spot::Letter(id, NO_GRADE);
            let mut row = place(&reach, BoundKind::Letter, "no grade", &grade.name, &grade.source, &spot, None);
            row.source = None;
            rows.push(row);
        }
    }
    for (number, matrix) in (0..).zip(&model.matrices) {
        let mut names: Vec<&String> = Vec::new();
        for name in matrix.cells.iter().flatten() {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        for name in names {
            let spot = Spot::Cell(MatrixId(number), name.clone());
            let mut row = place(&reach, BoundKind::Cell, name, &matrix.name, &matrix.source, &spot, None);
            row.source = None;
            rows.push(row);
        }
    }
    for (number, segment) in (0..).zip(&model.segments) {
        let spot = Spot::Segment(SegmentId(number));
        let mut row = place(&reach, BoundKind::Segment, &segment.name, "", &segment.source, &spot, None);
        row.of = None;
        rows.push(row);
    }
    rows
}

fn values(kind: BoundKind, name: &str, of: Option<&str>, source: &Source, sums: &Sums) -> BoundRow {
    let (lowest, highest) = (sums.low(), sums.high());
    BoundRow {
        kind,
        name: name.to_owned(),
        of: of.map(str::to_owned),
        source: Some(source.clone()),
        lowest,
        highest,
        endless: (lowest.is_none(), highest.is_none()),
        possible: None,
        notes: Vec::new(),
    }
}

fn of_groups(reach: &Reach<'_>, of: Of, heading: &str, groups: &[Group], rows: &mut Vec<BoundRow>) {
    for (at, group) in groups.iter().enumerate() {
        if let (Some(name), Some(found)) = (&group.name, reach.group(of, at)) {
            let mut row = values(BoundKind::Group, name, Some(heading), &group.source, &found.sums);
            if found.sums != found.before_cap {
                row.notes.push(lid(group.cap, &found.before_cap, ""));
            }
            rows.push(row);
        }
        for (number, rule) in group.rules.iter().enumerate() {
            let Some(found) = reach.rule(of, at, number) else { continue };
            let name = rule.label.as_deref().unwrap_or(&rule.source.text);
            let mut row = values(BoundKind::Rule, name, Some(heading), &rule.source, &found.sums);
            if found.never {
                row.notes.push("it can never count".to_owned());
            } else if found.sums != found.before_cap {
                row.notes.push(lid(rule.cap, &found.before_cap, &found.detail_before_cap));
            } else if !found.detail.is_empty() {
                row.notes.push(found.detail.clone());
            }
            rows.push(row);
        }
    }
}

/// That a lid ends something, and what there would be without it.
fn lid(cap: Option<Points>, before: &Sums, detail: &str) -> String {
    let end = if cap.is_some_and(|cap| cap.0 < 0) { before.low() } else { before.high() };
    let derived = if detail.is_empty() { String::new() } else { format!(" = {detail}") };
    match end {
        None => "its lid ends it; without it there is no end".to_owned(),
        Some(end) => format!("its lid ends it; without it {}{derived}", shown(end)),
    }
}

type Band = (Option<Millionths>, Option<Millionths>);

fn lowest(bound: Bound) -> Option<Millionths> {
    match bound {
        Bound::From(points) => Some(points.0.into()),
        Bound::Above(points) => Some(Millionths::from(points.0) + 1),
        Bound::Otherwise => None,
    }
}

fn band(bounds: &[Bound], line: usize) -> Band {
    let above = bounds.iter().take(line).filter_map(|bound| lowest(*bound)).min();
    (bounds.get(line).and_then(|bound| lowest(*bound)), above)
}

fn of_tiers(model: &Model, reach: &Reach<'_>, tiers: TiersId, values: &Sums, rows: &mut Vec<BoundRow>) {
    let Some(of) = model.tiers.get(tiers.index()) else { return };
    let Some(score) = model.scores.get(of.score.index()) else { return };
    let bounds: Vec<Bound> = of.lines.iter().map(|line| line.bound).collect();
    let unit = merit_reach::unit(score.decimals);
    for (number, line) in (0..).zip(&of.lines) {
        let band = band(&bounds, usize::from(number));
        let spot = Spot::Tier(tiers, number);
        let mut row =
            place(reach, BoundKind::Tier, &line.name, &score.name, &line.source, &spot, Some((values, band)));
        if let Some(stays) = line.until_below {
            row.notes.push(format!("once in, from {stays}"));
        }
        // Bounds between two attainable values make no difference.
        if let (Some(from), true) = (band.0, row.possible == Some(true))
            && let (Some(before), Some(first)) = (values.last_in(None, Some(from)), values.first_in(Some(from), None))
            && first - before > unit
        {
            let least = before + unit;
            row.notes.push(if least == first {
                format!("no value lies between {} and {}", shown(before), shown(first))
            } else {
                format!("every bound from {} to {} is the same", shown(least), shown(first))
            });
        }
        rows.push(row);
    }
}

fn place(
    reach: &Reach<'_>,
    kind: BoundKind,
    name: &str,
    of: &str,
    source: &Source,
    spot: &Spot,
    band: Option<(&Sums, Band)>,
) -> BoundRow {
    let possible = reach.can_be(spot);
    let inside = band.filter(|_| possible);
    BoundRow {
        kind,
        name: name.to_owned(),
        of: Some(of.to_owned()),
        source: Some(source.clone()),
        lowest: inside.and_then(|(sums, (from, below))| {
            if from.is_none() && sums.low().is_none() { None } else { sums.first_in(from, below) }
        }),
        highest: inside.and_then(|(sums, (from, below))| {
            if below.is_none() && sums.high().is_none() { None } else { sums.last_in(from, below) }
        }),
        endless: inside.map_or((false, false), |(sums, (from, below))| {
            (from.is_none() && sums.low().is_none(), below.is_none() && sums.high().is_none())
        }),
        possible: Some(possible),
        notes: if possible { Vec::new() } else { vec!["no lead can be here".to_owned()] },
    }
}

/// How an end comes about.
fn derivation(model: &Model, end: &End, which: &str) -> Option<String> {
    let place = |giver: &Giver| match giver {
        Giver::Rule(source) | Giver::Lid(source) | Giver::Silence(source) => line(model, source),
        Giver::Score(score) => model.scores.get(score.index()).map_or_else(String::new, |score| score.name.clone()),
        Giver::Grade(grade) => model.grades.get(grade.index()).map_or_else(String::new, |grade| grade.name.clone()),
        Giver::Start => String::new(),
    };
    let endless = || {
        let lines: Vec<String> = end.endless.iter().map(place).filter(|line| !line.is_empty()).collect();
        lines.join(", ")
    };
    if end.by_range {
        let value = shown(end.value?);
        return Some(match end.sum {
            None => format!("{which}: the range ends at {value}; the lines have no end ({}).", endless()),
            Some(sum) => format!("{which}: the range ends at {value}; the lines would give {}.", shown(sum)),
        });
    }
    if end.value.is_none() {
        return Some(format!("{which}: no end ({}).", endless()));
    }
    (!end.terms.is_empty()).then(|| format!("{which}: {}", end.derivation(&place)))
}

/// `line 21`, with the file when it is not the model's own.
#[must_use]
pub fn line(model: &Model, source: &Source) -> String {
    match model.sources.get(usize::from(source.file)).filter(|_| source.file > 0) {
        Some(file) => format!("{file}:{}", source.line),
        None => format!("line {}", source.line),
    }
}
