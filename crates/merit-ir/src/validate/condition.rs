//! Conditions of a compiled model that comes from a file.

use merit_values::Kind;

use super::{DEEPEST, Valid, all_below, duration};
use crate::{Check, Condition, EventId, History, ListEntries, Model, Outcome, Part, Subject, Test, Texts};

impl Model {
    /// Checks a condition. `event` is the event at hand; outcomes are allowed in segments only.
    pub(super) fn condition(
        &self,
        condition: &Condition,
        event: Option<EventId>,
        outcomes: bool,
        depth: usize,
    ) -> Valid {
        if depth > DEEPEST {
            return Err(format!("a condition nests deeper than {DEEPEST} levels"));
        }
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().try_for_each(|part| self.condition(part, event, outcomes, depth + 1))
            }
            Condition::Not(part) => self.condition(part, event, outcomes, depth + 1),
            Condition::Test(test) => self.test(test, event),
            Condition::Had(history) => self.history(history, depth),
            Condition::Outcome(outcome) if outcomes => self.outcome(outcome),
            Condition::Outcome(_) => Err("an outcome is tested outside a segment".to_owned()),
        }
    }

    fn history(&self, history: &History, depth: usize) -> Valid {
        self.event_of(history.event)?;
        history.within.map_or(Ok(()), duration)?;
        match &history.condition {
            Some(condition) if has_history(condition, 0) => Err("a history stands inside a history".to_owned()),
            Some(condition) => self.condition(condition, Some(history.event), false, depth + 1),
            None => Ok(()),
        }
    }

    fn outcome(&self, outcome: &Outcome) -> Valid {
        match outcome {
            Outcome::Score(score, ..) | Outcome::ScoreIs(score, _) | Outcome::ScoreFrom(score, ..) => {
                self.has_score(*score)
            }
            Outcome::Tier(tiers, lines) => all_below("tier", lines, self.tiers_lines(*tiers)?),
            Outcome::Grade(grade, letters) => all_below("letter", letters, self.letters(*grade)?),
            Outcome::GradeKnown(grade)
            | Outcome::Points(grade, ..)
            | Outcome::PointsIs(grade, _)
            | Outcome::PointsFrom(grade, ..) => self.letters(*grade).map(|_| ()),
        }
    }

    fn test(&self, test: &Test, event: Option<EventId>) -> Valid {
        let kind = match (test.subject, event) {
            (Subject::Attribute(attribute), _) => self.attribute_kind(attribute)?,
            (Subject::Property(property), Some(event)) => self.property(event, property)?,
            (Subject::Property(_), None) => {
                return Err("a property is tested where there is no event".to_owned());
            }
        };
        let part_fits = match test.part {
            Part::Whole => true,
            Part::Domain => *kind == Kind::Email,
            Part::Host | Part::Path => *kind == Kind::Url,
        };
        if part_fits && self.check_fits(&test.check, kind)? {
            Ok(())
        } else {
            Err("a test does not fit the kind of its value".to_owned())
        }
    }

    fn check_fits(&self, check: &Check, kind: &Kind) -> Result<bool, String> {
        let dated = matches!(kind, Kind::Date | Kind::Time);
        Ok(match check {
            Check::Known | Check::Unknown => true,
            Check::TextIs(_) => kind.is_textual(),
            Check::StartsWith(texts)
            | Check::EndsWith(texts)
            | Check::Contains(texts)
            | Check::ContainsWord(texts) => {
                if let Texts::List(list) = texts
                    && matches!(self.list(*list)?, ListEntries::Numbers(_))
                {
                    return Ok(false);
                }
                kind.is_textual()
            }
            Check::InList(list) => match self.list(*list)? {
                ListEntries::Numbers(_) => *kind == Kind::Number,
                ListEntries::Text(_) | ListEntries::Domains(_) => kind.is_textual() || matches!(kind, Kind::OneOf(_)),
            },
            Check::NumberIs(_) | Check::Number(..) | Check::NumberFrom(..) => *kind == Kind::Number,
            Check::YesNo(_) => *kind == Kind::YesNo,
            Check::ChoiceIs(numbers) => {
                all_below("choice", numbers, kind.choices().len())?;
                matches!(kind, Kind::OneOf(_))
            }
            Check::Includes(number) => {
                all_below("choice", &[*number], kind.choices().len())?;
                matches!(kind, Kind::SeveralOf(_))
            }
            Check::DateIs(_) | Check::Date(..) | Check::DateFrom(..) => dated,
            Check::InTheLast(span) | Check::InTheNext(span) | Check::MoreThanAgo(span) => {
                duration(*span)?;
                dated
            }
        })
    }
}

fn has_history(condition: &Condition, depth: usize) -> bool {
    depth > DEEPEST
        || match condition {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().any(|part| has_history(part, depth + 1)),
            Condition::Not(part) => has_history(part, depth + 1),
            Condition::Had(_) => true,
            Condition::Test(_) | Condition::Outcome(_) => false,
        }
}
