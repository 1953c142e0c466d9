//! The statements of a model file and the files it uses, under their headings, straight from the syntax trees.

use std::collections::{BTreeMap, BTreeSet};

use merit_syntax::tree::{
    Bound, ClauseKind, ColumnHeads, DecayKind, EventTagKind, Expect, Has, HasTagKind, Inactivity, Include, ItemValue,
    KindName, LetterLine, ListKind, ListSource, Matrix, NoGrade, OnReturn, Reset, Row, Rule, Stage, StartsAt,
    StatementKind, SumPart, TierLine, Tree, Trigger,
};
use merit_values::Duration;

use super::calendar::Calendar;
use super::text::fold;

/// A valid model, ready to be asked.
pub struct Program<'t> {
    /// The name of the model.
    pub name: &'t str,
    /// Its time zone and weeks.
    pub calendar: Calendar,
    /// Events by name.
    pub events: BTreeMap<&'t str, Event<'t>>,
    /// Lead attributes by name.
    pub attributes: BTreeMap<&'t str, &'t Has>,
    /// Lists by name.
    pub lists: BTreeMap<&'t str, Entries>,
    /// Scores.
    pub scores: Vec<Score<'t>>,
    /// Grades.
    pub grades: Vec<Grade<'t>>,
    /// Tiers.
    pub tiers: Vec<Tiers<'t>>,
    /// Matrices.
    pub matrices: Vec<Table<'t>>,
    /// Segments.
    pub segments: Vec<Segment<'t>>,
    /// Triggers.
    pub triggers: Vec<&'t Trigger>,
    /// Tests of the model's own file.
    pub tests: Vec<Test<'t>>,
}

/// A declared event.
#[derive(Default)]
pub struct Event<'t> {
    /// Not declared `not activity`.
    pub activity: bool,
    /// Its properties.
    pub properties: BTreeMap<&'t str, &'t KindName>,
}

/// The entries of a list, texts folded.
pub enum Entries {
    /// Texts.
    Text(BTreeSet<String>),
    /// Numbers in millionths.
    Numbers(BTreeSet<i128>),
    /// Domains without leading `@`, `.` or `*.`.
    Domains(BTreeSet<String>),
}

/// A score.
#[derive(Default)]
pub struct Score<'t> {
    /// Its name.
    pub name: &'t str,
    /// Ends of its range, in millionths.
    pub range: (Option<i128>, Option<i128>),
    /// Decimals it is rounded to.
    pub decimals: u32,
    /// `starts at`, in millionths.
    pub starts: i128,
    /// `sum of`.
    pub sum: Vec<&'t SumPart>,
    /// `points decay`.
    pub decay: Option<DecayKind>,
    /// The first is the one of the rules without group.
    pub groups: Vec<Group<'t>>,
    /// `reset` lines.
    pub resets: Vec<&'t Reset>,
    /// `inactivity` blocks.
    pub inactivity: Vec<Silence<'t>>,
}

/// A group.
#[derive(Default)]
pub struct Group<'t> {
    /// `up to` (true) or `down to`, in millionths.
    pub cap: Option<(bool, i128)>,
    /// `best one only`
    pub best_one_only: bool,
    /// `decays ...`
    pub decay: Option<DecayKind>,
    /// `expires after ...`
    pub expires: Option<Duration>,
    /// Its rules.
    pub rules: Vec<&'t Rule>,
}

/// An inactivity block.
pub struct Silence<'t> {
    /// `measured by`
    pub head: &'t Inactivity,
    /// `after`
    pub stages: Vec<&'t Stage>,
    /// `on return give back`
    pub give_back: bool,
}

/// A grade.
#[derive(Default)]
pub struct Grade<'t> {
    /// Its name.
    pub name: &'t str,
    /// `starts at`
    pub starts: Option<&'t StartsAt>,
    /// The first is the one of the rules without group.
    pub groups: Vec<Group<'t>>,
    /// Letters, highest first.
    pub letters: Vec<&'t LetterLine>,
    /// `no grade if`
    pub no_grade: Vec<&'t NoGrade>,
}

/// Tiers of a score, highest first.
pub struct Tiers<'t> {
    /// The score.
    pub score: &'t str,
    /// The lines.
    pub lines: Vec<&'t TierLine>,
}

/// A matrix.
pub struct Table<'t> {
    /// Its name.
    pub name: &'t str,
    /// The grade or score of its columns.
    pub of: &'t str,
    /// The columns.
    pub heads: Option<&'t ColumnHeads>,
    /// The rows.
    pub rows: Vec<&'t Row>,
}

/// A segment.
pub struct Segment<'t> {
    /// Its name.
    pub name: &'t str,
    /// Its lines.
    pub lines: Vec<&'t Include>,
}

/// A test.
pub struct Test<'t> {
    /// Its name.
    pub name: &'t str,
    /// `start`, as a day.
    pub start: Option<i32>,
    /// `lead has`, events, changes.
    pub lines: Vec<&'t StatementKind>,
    /// `expect`
    pub expects: Vec<&'t Expect>,
}

/// A file: its path from the project's root and its tree.
pub struct File<'t> {
    /// With forward slashes.
    pub path: &'t str,
    /// What it says.
    pub tree: &'t Tree,
}

impl<'t> Program<'t> {
    /// Gathers the model's file (the first) and the used files. `texts` holds the contents of list files by path.
    pub fn gather(files: &[File<'t>], texts: &BTreeMap<String, String>) -> Self {
        let mut program = Self {
            name: "",
            calendar: Calendar::new("UTC", false),
            events: BTreeMap::new(),
            attributes: BTreeMap::new(),
            lists: BTreeMap::new(),
            scores: Vec::new(),
            grades: Vec::new(),
            tiers: Vec::new(),
            matrices: Vec::new(),
            segments: Vec::new(),
            triggers: Vec::new(),
            tests: Vec::new(),
        };
        let (mut zone, mut sunday) = ("UTC", false);
        for (number, file) in files.iter().enumerate() {
            // The heading that `has` and rules belong to.
            let (mut event, mut grade) = (None, false);
            for statement in &file.tree.statements {
                match &statement.kind {
                    StatementKind::Event(node) => {
                        let activity = !node.tags.iter().any(|tag| tag.kind == EventTagKind::NotActivity);
                        program.events.insert(&node.name.text, Event { activity, ..Event::default() });
                        event = Some(node.name.text.as_str());
                    }
                    StatementKind::Lead => event = None,
                    StatementKind::Has(node) => match event {
                        Some(event) => {
                            let event = program.events.get_mut(event).unwrap();
                            event.properties.insert(&node.name.text, &node.kind);
                        }
                        None => drop(program.attributes.insert(&node.name.text, node)),
                    },
                    StatementKind::List(node) => {
                        let entries = entries(node.kind, &node.source, file.path, texts);
                        program.lists.insert(&node.name.text, entries);
                    }
                    StatementKind::Model(node) => program.name = &node.name.text,
                    StatementKind::Timezone(node) => zone = &node.zone.text,
                    StatementKind::Week(node) => sunday = node.sunday,
                    StatementKind::Score(node) => {
                        grade = false;
                        let groups = vec![Group::default()];
                        program.scores.push(Score { name: &node.name.text, groups, ..Score::default() });
                    }
                    StatementKind::Grade(node) => {
                        grade = true;
                        let groups = vec![Group::default()];
                        program.grades.push(Grade { name: &node.name.text, groups, ..Grade::default() });
                    }
                    StatementKind::Group(node) => program.groups(grade).push(group(&node.clauses)),
                    StatementKind::Rule(node) => program.groups(grade).last_mut().unwrap().rules.push(node),
                    StatementKind::StartsAt(node) => match node {
                        _ if grade => program.grades.last_mut().unwrap().starts = Some(node),
                        StartsAt::Points(points) => program.score().starts = points.value.0,
                        StartsAt::Letter(_) => unreachable!("a letter in a score"),
                    },
                    StatementKind::Range(node) => {
                        let end = |number: Option<merit_syntax::tree::Number>| number.map(|number| number.value.0);
                        program.score().range = (end(node.from), end(node.to));
                    }
                    StatementKind::Rounded(node) => {
                        program.score().decimals = node.decimals.map_or(0, |decimals| decimals.value);
                    }
                    StatementKind::SumOf(node) => program.score().sum.extend(&node.parts),
                    StatementKind::PointsDecay(node) => program.score().decay = Some(node.decay.kind),
                    StatementKind::Reset(node) => program.score().resets.push(node),
                    StatementKind::Inactivity(head) => {
                        let silence = Silence { head, stages: Vec::new(), give_back: false };
                        program.score().inactivity.push(silence);
                    }
                    StatementKind::Stage(node) => program.score().inactivity.last_mut().unwrap().stages.push(node),
                    StatementKind::OnReturn(OnReturn { give_back }) => {
                        program.score().inactivity.last_mut().unwrap().give_back = *give_back;
                    }
                    StatementKind::LetterLine(node) => program.grades.last_mut().unwrap().letters.push(node),
                    StatementKind::NoGrade(node) => program.grades.last_mut().unwrap().no_grade.push(node),
                    StatementKind::Tiers(node) => {
                        program.tiers.push(Tiers { score: &node.score.text, lines: Vec::new() });
                    }
                    StatementKind::TierLine(node) => program.tiers.last_mut().unwrap().lines.push(node),
                    StatementKind::Matrix(Matrix { name }) => {
                        program.matrices.push(Table { name: &name.text, of: "", heads: None, rows: Vec::new() });
                    }
                    StatementKind::Columns(node) => {
                        let matrix = program.matrices.last_mut().unwrap();
                        (matrix.of, matrix.heads) = (&node.of.text, Some(&node.heads));
                    }
                    StatementKind::Row(node) => program.matrices.last_mut().unwrap().rows.push(node),
                    StatementKind::Segment(node) => {
                        program.segments.push(Segment { name: &node.name.text, lines: Vec::new() });
                    }
                    StatementKind::Include(node) => program.segments.last_mut().unwrap().lines.push(node),
                    StatementKind::Trigger(node) => program.triggers.push(node),
                    _ if number > 0 => {}
                    StatementKind::Test(node) => {
                        let (lines, expects) = (Vec::new(), Vec::new());
                        program.tests.push(Test { name: &node.name.text, start: None, lines, expects });
                    }
                    StatementKind::Start(node) => {
                        program.tests.last_mut().unwrap().start = Some(node.date.day.0);
                    }
                    kind @ (StatementKind::LeadHas(_) | StatementKind::Happens(_) | StatementKind::Changes(_)) => {
                        program.tests.last_mut().unwrap().lines.push(kind);
                    }
                    StatementKind::Expect(node) => program.tests.last_mut().unwrap().expects.push(node),
                    StatementKind::Broken(_) => unreachable!("a valid model has no broken statement"),
                    _ => {}
                }
            }
        }
        program.calendar = Calendar::new(zone, sunday);
        program
    }

    fn score(&mut self) -> &mut Score<'t> {
        self.scores.last_mut().unwrap()
    }

    fn groups(&mut self, grade: bool) -> &mut Vec<Group<'t>> {
        if grade { &mut self.grades.last_mut().unwrap().groups } else { &mut self.score().groups }
    }

    /// The attribute tagged `first seen`.
    pub fn first_seen(&self) -> Option<&'t str> {
        let tagged = |has: &Has| has.tags.iter().any(|tag| tag.kind == HasTagKind::FirstSeen);
        self.attributes.values().find(|has| tagged(has)).map(|has| has.name.text.as_str())
    }

    /// The tiers of a score.
    pub fn tiers_of(&self, score: &str) -> Option<&Tiers<'t>> {
        self.tiers.iter().find(|tiers| tiers.score == score)
    }
}

/// The number in a bound: at least it, or more than it.
pub fn fits(bound: &Bound, millionths: i128) -> bool {
    match bound {
        Bound::From(number) => millionths >= number.value.0,
        Bound::Above(number) => millionths > number.value.0,
        Bound::Otherwise(_) => true,
    }
}

fn group<'t>(clauses: &[merit_syntax::tree::Clause]) -> Group<'t> {
    let mut group = Group::default();
    for clause in clauses {
        match &clause.kind {
            ClauseKind::Cap { up, number } => group.cap = Some((*up, number.value.0)),
            ClauseKind::Decay(decay) => group.decay = Some(decay.kind),
            ClauseKind::Expires(length) => group.expires = Some(length.value),
            ClauseKind::BestOneOnly => group.best_one_only = true,
            _ => unreachable!("no clause of a group"),
        }
    }
    group
}

fn entries(kind: ListKind, source: &ListSource, declared_in: &str, texts: &BTreeMap<String, String>) -> Entries {
    let written: Vec<String> = match source {
        ListSource::Items(items) => items
            .iter()
            .map(|item| match &item.value {
                ItemValue::Text(text) => text.text.clone(),
                ItemValue::Number(number) => number.value.to_string(),
                _ => unreachable!("no entry of a list"),
            })
            .collect(),
        ListSource::File { path, column } => {
            let folder = declared_in.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
            let text = &texts[&format!("{folder}{}", path.text)];
            match column {
                None => text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect(),
                Some(column) => {
                    let mut lines = text.lines();
                    let heads: Vec<&str> = lines.next().unwrap_or("").split(',').collect();
                    let at = heads.iter().position(|head| *head == column.text).expect("the column");
                    lines.filter_map(|line| line.split(',').nth(at)).map(str::to_owned).collect()
                }
            }
        }
    };
    let folded = written.iter().map(|entry| fold(entry)).filter(|entry| !entry.is_empty());
    match kind {
        ListKind::Text => Entries::Text(folded.collect()),
        ListKind::Domains => Entries::Domains(
            folded
                .map(|entry| {
                    let bare = entry.strip_prefix("*.").or(entry.strip_prefix(['@', '.'])).unwrap_or(&entry);
                    bare.to_owned()
                })
                .collect(),
        ),
        ListKind::Numbers => {
            Entries::Numbers(folded.map(|entry| merit_values::Decimal::read(&entry).unwrap().0).collect())
        }
    }
}
