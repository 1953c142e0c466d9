//! From the account of the engine to an explanation.

mod rules;

use merit_engine::{Account, Ahead, Explained, ResetCause, ScoreAccount};
use merit_ir::{MatrixColumns, Model, Source};
use merit_values::{Decimal, Instant, Value, Zone};

use super::ExplainOptions;
use super::data::{
    AttributeValue, Cause, Cell, Explanation, GradeExplained, Next, NextKind, Place, RangeEffect, ResetExplained,
    ScoreExplained, SegmentExplained, Silence, SumOf, Upcoming,
};
use crate::Amount;
use crate::words::{Words, attributes_looked_at};

/// What every step needs.
#[derive(Clone, Copy)]
pub(super) struct Maker<'a> {
    pub(super) model: &'a Model,
    pub(super) words: Words<'a>,
    pub(super) explained: &'a Explained,
    pub(super) zone: &'a Zone,
    pub(super) options: ExplainOptions<'a>,
}

pub(super) fn explanation(
    model: &Model,
    explained: &Explained,
    lead: &str,
    options: ExplainOptions<'_>,
) -> Option<Explanation> {
    let zone = Zone::named(&model.timezone).ok()?;
    let maker = Maker { model, words: Words::of(model), explained, zone: &zone, options };
    let account = explained.account(lead)?;
    let ahead = explained.ahead(lead, options.until)?;
    Some(maker.explanation(lead, &account, &ahead))
}

impl Maker<'_> {
    fn explanation(self, lead: &str, account: &Account, ahead: &Ahead) -> Explanation {
        let model = self.model;
        let looked_at = attributes_looked_at(model);
        let known = account.attributes.iter().zip(looked_at).enumerate();
        let known = known.filter(|(_, (value, looked_at))| *looked_at && **value != Value::Unknown);
        let attributes = known.filter_map(|(number, (value, _))| {
            let name = model.attributes.get(number)?.name.clone();
            Some(AttributeValue { name, value: self.options.privacy.attribute(model, number, value) })
        });
        let segments = model.segments.iter().zip(&account.segments).map(|(segment, found)| {
            let said = |lines: &[merit_ir::Membership], holding: &[usize]| {
                let lines = holding.iter().filter_map(|number| lines.get(*number));
                lines.map(|line| self.words.membership(line)).collect()
            };
            SegmentExplained {
                name: segment.name.clone(),
                inside: found.inside,
                includes: said(&segment.includes, &found.includes),
                excludes: said(&segment.excludes, &found.excludes),
            }
        });
        Explanation {
            lead: lead.to_owned(),
            as_of: self.options.as_of.to_string(),
            date: self.date(self.options.as_of),
            model: model.name.clone(),
            edition: model.edition,
            timezone: model.timezone.clone(),
            first_seen: account.first_seen.map(|at| at.to_string()),
            attributes: attributes.collect(),
            scores: (0..model.scores.len()).filter_map(|number| self.score(number, account)).collect(),
            grades: (0..model.grades.len()).filter_map(|number| self.grade(number, account)).collect(),
            cells: self.cells(account),
            segments: segments.collect(),
            next: self.upcoming(account, ahead),
            lift: self.lifts(lead, account),
        }
    }

    fn score(self, number: usize, account: &Account) -> Option<ScoreExplained> {
        let (score, found) = (self.model.scores.get(number)?, account.scores.get(number)?);
        let tiers = self.model.tiers.iter().zip(&account.tiers);
        let tier = tiers
            .filter(|(tiers, _)| tiers.score.index() == number)
            .find_map(|(tiers, line)| tiers.lines.get(usize::from(*line)).map(|line| line.name.clone()));
        let parts = score.sum_of.iter().zip(&found.parts);
        Some(ScoreExplained {
            name: score.name.clone(),
            value: found.value.into(),
            tier,
            place: self.place(&score.source),
            starts_at: score.starts_at.into(),
            groups: score.groups.iter().zip(&found.groups).map(|(group, found)| self.group(group, found)).collect(),
            silence: self.silence(score, found),
            reset: self.reset(score, found),
            sum_of: parts
                .map(|(part, points)| SumOf { part: self.words.sum_part(*part), points: (*points).into() })
                .collect(),
            sum: found.sum.into(),
            range: RangeEffect {
                from: score.range.0.map(Amount::from),
                to: score.range.1.map(Amount::from),
                changed: Amount::from(found.ranged) - Amount::from(found.sum),
            },
            ranged: found.ranged.into(),
            decimals: score.decimals,
        })
    }

    fn silence(self, score: &merit_ir::Score, found: &ScoreAccount) -> Vec<Silence> {
        let said = |post: &merit_engine::SilencePost| {
            let stage = score.inactivity.get(post.block)?.stages.get(post.stage)?;
            Some(Silence {
                at: post.at.to_string(),
                date: self.date(post.at),
                stage: self.words.stage(stage),
                place: self.place(&stage.source),
                points: post.points.into(),
                now: post.now.into(),
                given_back: post.given_back.map(|at| at.to_string()),
            })
        };
        found.silence.iter().filter_map(said).collect()
    }

    fn reset(self, score: &merit_ir::Score, found: &ScoreAccount) -> Option<ResetExplained> {
        let reset = found.reset?;
        let (by, source, cause) = match reset.cause {
            ResetCause::Line(line, record) => {
                let line = score.resets.get(line)?;
                let by =
                    line.label.clone().unwrap_or_else(|| format!("reset  {}", self.words.occasion(&line.occasion)));
                (by, &line.source, self.cause(record))
            }
            ResetCause::Silence(block) => {
                let block = score.inactivity.get(block)?;
                (self.words.inactivity(block), &block.source, None)
            }
        };
        Some(ResetExplained {
            at: reset.at.to_string(),
            date: self.date(reset.at),
            by,
            place: self.place(source),
            cause,
        })
    }

    fn grade(self, number: usize, account: &Account) -> Option<GradeExplained> {
        let (grade, found) = (self.model.grades.get(number)?, account.grades.get(number)?);
        let conditions = found.no_grade.iter().filter_map(|line| grade.no_grade_if.get(*line));
        let mut because: Vec<String> = conditions.map(|condition| self.words.condition(condition, None)).collect();
        if found.no_rule_applies {
            because.push("no rule applies".to_owned());
        }
        let letter = found.letter.and_then(|letter| grade.letters.get(usize::from(letter)));
        Some(GradeExplained {
            name: grade.name.clone(),
            letter: letter.map(|letter| letter.name.clone()),
            points: found.points.into(),
            place: self.place(&grade.source),
            starts_at: grade.starts_at.into(),
            groups: grade.groups.iter().zip(&found.groups).map(|(group, found)| self.group(group, found)).collect(),
            no_grade_because: because,
        })
    }

    fn cells(self, account: &Account) -> Vec<Cell> {
        let cell = |matrix: &merit_ir::Matrix| {
            let row = *account.tiers.get(matrix.rows.index())?;
            let column = match matrix.columns {
                MatrixColumns::Grade(grade) => account.grades.get(grade.index())?.letter?,
                MatrixColumns::Tiers(tiers) => *account.tiers.get(tiers.index())?,
            };
            matrix.cells.get(usize::from(row))?.get(usize::from(column)).cloned()
        };
        let matrices = self.model.matrices.iter();
        matrices.map(|matrix| Cell { matrix: matrix.name.clone(), cell: cell(matrix) }).collect()
    }

    fn upcoming(self, account: &Account, ahead: &Ahead) -> Upcoming {
        let mut known: Vec<Decimal> = account.scores.iter().map(|score| score.value).collect();
        let mut changes: Vec<(Instant, NextKind)> = Vec::new();
        for (at, number, value) in &ahead.scores {
            let (Some(before), Some(score)) = (known.get_mut(*number), self.model.scores.get(*number)) else {
                continue;
            };
            let by = Amount::from(*value) - Amount::from(*before);
            *before = *value;
            changes.push((*at, NextKind::Score { score: score.name.clone(), value: (*value).into(), by }));
        }
        for change in &ahead.transitions {
            let name = change.name.to_string();
            let kind = if change.enters { NextKind::Enters { name } } else { NextKind::Leaves { name } };
            changes.push((change.at, kind));
        }
        for due in &ahead.due {
            let (trigger, name) = (due.action.to_string(), due.name.to_string());
            changes.push((due.due, NextKind::Due { trigger, name }));
        }
        changes.sort_by_key(|(at, _)| *at);
        let changes =
            changes.into_iter().map(|(at, kind)| Next { at: at.to_string(), date: self.date(at), kind }).collect();
        Upcoming { until: self.options.until.to_string(), changes }
    }

    /// The record of this number.
    pub(super) fn cause(self, record: usize) -> Option<Cause> {
        let view = self.explained.record(record)?;
        let event = view.event;
        let properties = view.properties.iter().filter_map(|(property, value)| {
            let event = event?;
            Some(AttributeValue {
                name: self.words.property(event, *property).to_owned(),
                value: self.options.privacy.property(self.model, event, *property, value),
            })
        });
        Some(Cause {
            properties: properties.collect(),
            file: self.options.sources.get(view.place.source as usize).cloned().unwrap_or_default(),
            line: view.place.line,
            at: view.at.to_string(),
            event: event.map_or_else(|| "set".to_owned(), |event| self.words.event(event).to_owned()),
            id: view.id,
        })
    }

    pub(super) fn date(self, at: Instant) -> String {
        self.zone.day_of(at).to_string()
    }

    pub(super) fn place(self, source: &Source) -> Place {
        let file = self.model.sources.get(usize::from(source.file)).cloned().unwrap_or_default();
        Place { file, line: source.line }
    }
}
