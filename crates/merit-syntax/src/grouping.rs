//! A tree by its headings: which statement belongs to which, and what stands where it does not belong.

mod covers;
mod inactivity;
mod placing;
mod under;

use merit_diagnostics::{Diagnostic, FileId, Place, Span};

use crate::outline::{
    EventBlock, GradeBlock, Line, MatrixBlock, ModelBlock, Outline, ScoreBlock, SegmentBlock, TestBlock, TiersBlock,
};
use crate::report;
use crate::tree::{First, Statement, StatementKind as Kind, Tree};

/// Groups the statements of a file under their headings. Reports lines that belong elsewhere (S108), indentation that
/// contradicts the structure (S117), and what is missing or mixed in an inactivity block (S115).
#[must_use]
pub fn outline<'t>(tree: &'t Tree, file: FileId, source: &str) -> (Outline<'t>, Vec<Diagnostic>) {
    let mut grouper = Grouper {
        out: Outline::default(),
        outer: Outer::None,
        inner: Inner::None,
        outer_head: None,
        head: None,
        uncertain: false,
        indented: None,
        lettered: None,
        file,
        source,
        faults: Vec::new(),
    };
    for statement in &tree.statements {
        grouper.take(statement);
    }
    let Grouper { mut out, mut faults, .. } = grouper;
    out.allows = covers::allows(tree);
    faults.extend(inactivity::faults(&out, file));
    faults.sort_by_key(|fault| fault.main.place.span.start);
    (out, faults)
}

/// The first word of a score.
const SCORE: &str = "score";

/// The outer heading in force.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outer {
    None,
    Event,
    Lead,
    Model,
    Score,
    Grade,
    Tiers,
    Matrix,
    Segment,
    Test,
    /// A heading that was not understood: its lines are not lost on another heading.
    Unknown(First),
}

/// The inner heading in force.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inner {
    None,
    Group,
    Inactivity,
    /// An inner heading that was not understood.
    Unknown,
}

struct Grouper<'t, 's> {
    out: Outline<'t>,
    outer: Outer,
    inner: Inner,
    /// The outer heading in force, for messages.
    outer_head: Option<Span>,
    /// The heading in force, for messages: the inner one if there is one.
    head: Option<Span>,
    /// A statement that was not understood may have been a heading: nothing is called misplaced until the next one.
    uncertain: bool,
    /// The group whose lines were last found not to be indented: reported once.
    indented: Option<Span>,
    /// The score under which a letter was found last: reported once.
    lettered: Option<Span>,
    file: FileId,
    source: &'s str,
    faults: Vec<Diagnostic>,
}

impl<'t> Grouper<'t, '_> {
    fn outer(&mut self, outer: Outer, statement: &Statement) {
        self.outer = outer;
        self.inner = Inner::None;
        self.outer_head = Some(statement.span);
        self.head = Some(statement.span);
        self.uncertain = false;
    }

    fn inner(&mut self, inner: Inner, statement: &Statement) {
        self.inner = inner;
        self.head = Some(statement.span);
    }

    fn take(&mut self, statement: &'t Statement) {
        macro_rules! line {
            ($node:expr) => {
                Line { statement, node: $node }
            };
        }
        match &statement.kind {
            Kind::Edition(node) => self.out.edition = self.out.edition.or(Some(line!(node))),
            Kind::Use(node) => self.out.uses.push(line!(node)),
            Kind::List(node) => self.out.lists.push(line!(node)),
            Kind::Action(node) => self.out.actions.push(line!(node)),
            Kind::Trigger(node) => self.out.triggers.push(line!(node)),
            Kind::Claim(node) => self.out.claims.push(line!(node)),
            Kind::Allow(_) => {}
            Kind::Event(node) => {
                self.outer(Outer::Event, statement);
                self.out.events.push(EventBlock { head: line!(node), properties: Vec::new() });
            }
            Kind::Lead => self.outer(Outer::Lead, statement),
            Kind::Model(node) => self.model(line!(node)),
            Kind::Score(node) => {
                self.outer(Outer::Score, statement);
                self.out.scores.push(score(line!(node)));
            }
            Kind::Grade(node) => {
                self.outer(Outer::Grade, statement);
                self.out.grades.push(grade(line!(node)));
            }
            Kind::Tiers(node) => {
                self.outer(Outer::Tiers, statement);
                self.out.tiers.push(TiersBlock { head: line!(node), lines: Vec::new(), damaged: false });
            }
            Kind::Matrix(node) => {
                self.outer(Outer::Matrix, statement);
                let (columns, rows) = (Vec::new(), Vec::new());
                self.out.matrices.push(MatrixBlock { head: line!(node), columns, rows, damaged: false });
            }
            Kind::Segment(node) => {
                self.outer(Outer::Segment, statement);
                self.out.segments.push(SegmentBlock { head: line!(node), lines: Vec::new(), damaged: false });
            }
            Kind::Test(node) => {
                self.outer(Outer::Test, statement);
                self.out.tests.push(test(line!(node)));
            }
            Kind::Broken(node) => {
                self.out.broken.push(line!(node));
                let in_test = matches!(self.outer, Outer::Test);
                // "lead has" is a line of a test, unless there is no test.
                let first = if in_test && node.is_lead_has() { Some(First::Start) } else { node.first };
                self.broken(statement, first);
            }
            _ => {
                if !self.under(statement) {
                    self.misplaced(statement);
                }
            }
        }
    }

    fn model(&mut self, head: Line<'t, crate::tree::Model>) {
        let earlier = self.out.model.as_ref().map(|model| model.head.statement.span);
        self.outer(Outer::Model, head.statement);
        match earlier {
            None => {
                let (timezones, weeks, reviewed) = (Vec::new(), Vec::new(), Vec::new());
                self.out.model = Some(ModelBlock { head, timezones, weeks, reviewed, damaged: false });
            }
            Some(earlier) => {
                self.outer = Outer::Unknown(First::Model);
                if !head.statement.faulty {
                    let (place, earlier) = (self.place(head.statement.span), self.place(earlier));
                    self.faults.push(report::second_model(place, earlier));
                }
            }
        }
    }

    /// A statement that was not understood: a heading still heads, a line still damages its heading.
    fn broken(&mut self, statement: &Statement, first: Option<First>) {
        match first {
            None => {
                self.damage();
                self.uncertain = true;
            }
            Some(first) if first.is_outer_heading() => self.outer(Outer::Unknown(first), statement),
            Some(First::Group | First::Inactivity) => {
                self.damage();
                self.inner(Inner::Unknown, statement);
            }
            Some(_) => self.damage(),
        }
    }

    fn damage(&mut self) {
        let out = &mut self.out;
        let damaged = match self.outer {
            Outer::Model => out.model.as_mut().map(|block| &mut block.damaged),
            Outer::Score => {
                if let (Inner::Inactivity, Some(score)) = (self.inner, out.scores.last_mut())
                    && let Some(last) = score.inactivity.last_mut()
                {
                    last.damaged = true;
                }
                out.scores.last_mut().map(|block| &mut block.damaged)
            }
            Outer::Grade => out.grades.last_mut().map(|block| &mut block.damaged),
            Outer::Tiers => out.tiers.last_mut().map(|block| &mut block.damaged),
            Outer::Matrix => out.matrices.last_mut().map(|block| &mut block.damaged),
            Outer::Segment => out.segments.last_mut().map(|block| &mut block.damaged),
            Outer::Test => out.tests.last_mut().map(|block| &mut block.damaged),
            Outer::None | Outer::Event | Outer::Lead | Outer::Unknown(_) => None,
        };
        if let Some(damaged) = damaged {
            *damaged = true;
        }
    }

    fn misplaced(&mut self, statement: &Statement) {
        if statement.faulty || self.uncertain {
            return;
        }
        // A group or an inactivity block that stands wrongly takes its lines with it: one report for all of them.
        if matches!(statement.kind, Kind::Group(_) | Kind::Inactivity(_)) {
            self.inner = Inner::Unknown;
        } else if self.inner == Inner::Unknown
            && matches!(statement.kind, Kind::Rule(_) | Kind::Stage(_) | Kind::OnReturn(_))
        {
            return;
        }
        let (what, belongs) = placing::belongs(&statement.kind);
        let inner = matches!(statement.kind, Kind::Rule(_) | Kind::Stage(_) | Kind::OnReturn(_));
        let heading = if inner { self.head } else { self.outer_head };
        let shown = heading.map(|span| (self.place(span), self.shown(span)));
        let mut fault = report::misplaced(self.place(statement.span), what, belongs, shown.clone());
        if let (Kind::LetterLine(_), Some(span), Some((_, shown))) = (&statement.kind, heading, shown)
            && let Some(rest) = shown.strip_prefix(SCORE)
        {
            // Another word in the heading helps all its letters.
            if self.lettered.replace(span) == Some(span) {
                return;
            }
            let word = Span { end: span.start + SCORE.len() as u32, ..span };
            fault = report::letter_of_a_score(fault, self.place(word), rest);
        }
        self.faults.push(fault);
    }

    /// The first line of a heading.
    fn shown(&self, span: Span) -> String {
        let text = self.source.get(span.range()).unwrap_or("");
        report::one_line(text.lines().next().unwrap_or(""))
    }

    const fn place(&self, span: Span) -> Place {
        Place { file: self.file, span }
    }

    fn group_span(&self) -> Option<Span> {
        if self.inner == Inner::Group { self.head } else { None }
    }

    /// S117: a rule of a group that is not indented under it; once for each group.
    fn indentation(&mut self, statement: &Statement, group: Option<Span>) {
        let Some(group) = group else { return };
        if statement.faulty || self.indented == Some(group) {
            return;
        }
        if self.width_before(statement.span.start) <= self.width_before(group.start) {
            self.indented = Some(group);
            let name = self.shown(group);
            let name = name.strip_prefix("group").unwrap_or(&name).trim();
            let name = name.split_inclusive('"').take(2).collect::<String>();
            let fault = report::misleading_indentation(self.place(statement.span), self.place(group), &name);
            self.faults.push(fault);
        }
    }

    /// How far a statement is indented; a tab reaches to the next multiple of four.
    fn width_before(&self, start: u32) -> usize {
        let before = self.source.get(..start as usize).unwrap_or("");
        let line = before.rfind('\n').map_or(before, |at| before.get(at + 1..).unwrap_or(""));
        line.chars()
            .filter(|c| *c != '\u{feff}')
            .fold(0, |width, c| if c == '\t' { width / 4 * 4 + 4 } else { width + 1 })
    }
}

fn score<'t>(head: Line<'t, crate::tree::Score>) -> ScoreBlock<'t> {
    ScoreBlock {
        head,
        ranges: Vec::new(),
        rounded: Vec::new(),
        starts: Vec::new(),
        sums: Vec::new(),
        decays: Vec::new(),
        rules: Vec::new(),
        groups: Vec::new(),
        resets: Vec::new(),
        inactivity: Vec::new(),
        damaged: false,
    }
}

fn grade<'t>(head: Line<'t, crate::tree::Grade>) -> GradeBlock<'t> {
    GradeBlock {
        head,
        starts: Vec::new(),
        rules: Vec::new(),
        groups: Vec::new(),
        letters: Vec::new(),
        no_grade: Vec::new(),
        damaged: false,
    }
}

fn test<'t>(head: Line<'t, crate::tree::Test>) -> TestBlock<'t> {
    TestBlock {
        head,
        start: Vec::new(),
        lead_has: Vec::new(),
        happenings: Vec::new(),
        expectations: Vec::new(),
        damaged: false,
    }
}
