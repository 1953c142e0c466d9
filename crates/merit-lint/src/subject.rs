//! What a check looks at: the compiled model, and where its parts stand in the source.

use std::collections::HashMap;

use merit_compiler::Compilation;
use merit_diagnostics::{FileId, Place, Span};
use merit_ir::{Decay, Frequencies, Group, Model, Occasion, Pattern, Rule, RuleKind, Score, Source};
use merit_syntax::tree::{self, Statement, StatementKind};

use merit_values::Points;

use crate::Options;

pub(crate) struct Subject<'a> {
    pub(crate) model: &'a Model,
    pub(crate) compilation: &'a Compilation,
    pub(crate) options: &'a Options,
    /// Where statements stand: by file, line and column the statements of the file, and the number of this one.
    statements: HashMap<(u16, u32, u32), (&'a [Statement], usize)>,
}

/// A rule of a score, with its neighbours.
#[derive(Clone, Copy)]
pub(crate) struct ScoreRule<'a> {
    pub(crate) score: &'a Score,
    /// Its number.
    pub(crate) score_number: usize,
    pub(crate) group: &'a Group,
    pub(crate) group_number: usize,
    pub(crate) rule: &'a Rule,
    pub(crate) rule_number: usize,
}

impl<'a> Subject<'a> {
    pub(crate) fn new(compilation: &'a Compilation, model: &'a Model, options: &'a Options) -> Self {
        let mut statements = HashMap::new();
        for (file, tree) in &compilation.trees {
            let Some(source) = compilation.sources.get(*file) else { continue };
            let number = u16::try_from(file.0).unwrap_or(u16::MAX);
            for (index, statement) in tree.statements.iter().enumerate() {
                let at = source.line_column(statement.span.start);
                statements.insert((number, at.line, at.column), (tree.statements.as_slice(), index));
            }
        }
        Self { model, compilation, options, statements }
    }

    /// The statement that a part of the model comes from.
    pub(crate) fn statement(&self, source: &Source) -> Option<&'a Statement> {
        let (statements, index) = self.statements.get(&(source.file, source.line, source.column))?;
        statements.get(*index)
    }

    /// The statements behind the one that a part of the model comes from.
    pub(crate) fn following(&self, source: &Source) -> &'a [Statement] {
        let found = self.statements.get(&(source.file, source.line, source.column));
        found.and_then(|(statements, index)| statements.get(index + 1..)).unwrap_or(&[])
    }

    /// A place in the file of a part.
    pub(crate) fn at(&self, source: &Source, span: Span) -> Place {
        Place { file: FileId(source.file.into()), span }
    }

    /// Where a part stands: its name when it is a heading, what earns points when it is a rule, else all of it.
    pub(crate) fn place(&self, source: &Source) -> Place {
        let span = self.statement(source).map_or_else(Span::default, |statement| match &statement.kind {
            StatementKind::Score(score) => score.name.span,
            StatementKind::Grade(grade) => grade.name.span,
            StatementKind::Tiers(tiers) => tiers.score.span,
            StatementKind::Segment(segment) => segment.name.span,
            StatementKind::Group(group) => group.name.span,
            StatementKind::Rule(rule) => rule.occasion.span,
            StatementKind::TierLine(line) => line.name.span,
            StatementKind::LetterLine(line) => line.letter.span,
            _ => statement.span,
        });
        self.at(source, span)
    }

    /// The syntax of a rule.
    pub(crate) fn rule_node(&self, rule: &Rule) -> Option<&'a tree::Rule> {
        match &self.statement(&rule.source)?.kind {
            StatementKind::Rule(node) => Some(node),
            _ => None,
        }
    }

    /// Where the points of a rule stand.
    pub(crate) fn points_place(&self, rule: &Rule) -> Place {
        let points = self.rule_node(rule).map(|node| node.points.as_slice());
        match points {
            Some([first, .., last]) => self.at(&rule.source, first.span.to(last.span)),
            Some([only]) => self.at(&rule.source, only.span),
            _ => self.place(&rule.source),
        }
    }

    /// The text of a part of a line.
    pub(crate) fn text(&self, place: Place) -> &'a str {
        self.compilation.sources.slice(place)
    }

    /// The name after `model`, in the file asked for.
    pub(crate) fn model_place(&self) -> Place {
        let statements = self.compilation.trees.first().map_or(&[][..], |(_, tree)| &tree.statements);
        let name = statements.iter().find_map(|statement| match &statement.kind {
            StatementKind::Model(model) => Some(model.name.span),
            _ => None,
        });
        Place { file: FileId(0), span: name.unwrap_or_default() }
    }

    /// All rules of all scores.
    pub(crate) fn score_rules(&self) -> impl Iterator<Item = ScoreRule<'a>> {
        let model = self.model;
        (0..).zip(&model.scores).flat_map(|(number, score)| rules_of(number, score))
    }

    /// The name of an event.
    pub(crate) fn event_name(&self, event: merit_ir::EventId) -> &'a str {
        self.model.events.get(event.index()).map_or("", |event| event.name.as_str())
    }
}

/// All rules of a score.
pub(crate) fn rules_of(score_number: usize, score: &Score) -> impl Iterator<Item = ScoreRule<'_>> {
    (0..).zip(&score.groups).flat_map(move |(group_number, group)| {
        (0..).zip(&group.rules).map(move |(rule_number, rule)| ScoreRule {
            score,
            score_number,
            group,
            group_number,
            rule,
            rule_number,
        })
    })
}

/// The largest points of one occasion, in the direction of their sign.
pub(crate) fn heaviest(rule: &Rule) -> Points {
    match &rule.kind {
        RuleKind::Standing { points, .. } => *points,
        RuleKind::Event { how_often: Frequencies::Flat { points, .. }, .. } => *points,
        RuleKind::Event { how_often: Frequencies::Ladder { steps, .. }, .. } => {
            steps.iter().copied().max_by_key(|step| step.0.unsigned_abs()).unwrap_or_default()
        }
    }
}

/// All points that one occasion of a rule may give.
pub(crate) fn all_points(rule: &Rule) -> &[Points] {
    match &rule.kind {
        RuleKind::Standing { points, .. } => std::slice::from_ref(points),
        RuleKind::Event { how_often: Frequencies::Flat { points, .. }, .. } => std::slice::from_ref(points),
        RuleKind::Event { how_often: Frequencies::Ladder { steps, .. }, .. } => steps,
    }
}

/// Points that fade.
pub(crate) const fn decay_of(rule: &Rule) -> Option<Decay> {
    match &rule.kind {
        RuleKind::Event { decay, .. } => *decay,
        RuleKind::Standing { .. } => None,
    }
}

/// Points that fade or end.
pub(crate) const fn fades(rule: &Rule) -> bool {
    match &rule.kind {
        RuleKind::Event { decay, expires, .. } => decay.is_some() || expires.is_some(),
        RuleKind::Standing { .. } => false,
    }
}

/// The patterns of an occasion.
pub(crate) fn patterns(occasion: &Occasion) -> Vec<&Pattern> {
    match occasion {
        Occasion::Single(pattern) | Occasion::Times { pattern, .. } => vec![pattern],
        Occasion::Then { first, second, .. } | Occasion::ThenNo { first, second, .. } => vec![first, second],
        Occasion::Streak { answer, .. } => vec![answer],
    }
}

/// The occasion of a rule that is about events.
pub(crate) const fn occasion_of(rule: &Rule) -> Option<&Occasion> {
    match &rule.kind {
        RuleKind::Event { occasion, .. } => Some(occasion),
        RuleKind::Standing { .. } => None,
    }
}
