//! Rules, resets and groups: occasions and clauses.

use merit_diagnostics::{Code, Safety};

use super::{Builder, P, child, children, first, has};
use crate::grammar::Rule;
use crate::report;
use crate::tree::{
    Clause, ClauseKind, Decay, DecayKind, Group, HowOften, HowOftenKind, Occasion, OccasionKind, Pattern, Per,
    PerKind, Period, Reset, Rule as RuleLine,
};

/// The most steps of a ladder.
const STEPS: usize = 1_000;

impl Builder<'_, '_> {
    pub(super) fn rule(&mut self, pair: &P<'_>) -> Option<RuleLine> {
        let mut points = Vec::new();
        for (index, step) in children(pair, Rule::signed).enumerate() {
            if index == STEPS {
                let fault = self.fault(Code::S102, &step, "A ladder has at most 1000 steps.");
                self.report(fault.label("this is step 1001"));
            }
            points.push(self.points(&step));
        }
        let written = child(pair, Rule::occasion)?;
        let occasion = self.occasion(&written)?;
        let clauses = self.clauses(pair, Rule::clause)?;
        let standing = matches!(occasion.kind, OccasionKind::If(_));
        if points.len() == 1 && !standing && !has_how_often(&clauses) {
            self.how_often_missing(report::Unlimited::Rule, &written);
        }
        Some(RuleLine { points, occasion, clauses })
    }

    pub(super) fn reset(&mut self, pair: &P<'_>) -> Option<Reset> {
        let written = child(pair, Rule::pattern)?;
        let occasion = self.pattern(&written)?;
        for clause in children(pair, Rule::clause) {
            if let Some(inner) = first(&clause)
                && !matches!(inner.as_rule(), Rule::how_often | Rule::during | Rule::called)
            {
                let message = format!("A reset has no \"{}\".", report::clip(&report::one_line(inner.as_str())));
                let fault = self.fault(Code::S102, &inner, message);
                self.report(fault.note("A reset says how often, and may have \"during\" and \"called\"."));
            }
        }
        let clauses = self.clauses(pair, Rule::clause)?;
        if !has_how_often(&clauses) {
            self.how_often_missing(report::Unlimited::Reset, &written);
        }
        Some(Reset { occasion, clauses })
    }

    pub(super) fn group(&mut self, pair: &P<'_>) -> Option<Group> {
        Some(Group { name: self.text_in(pair)?, clauses: self.clauses(pair, Rule::group_clause)? })
    }

    /// The clauses of a statement, in the order they stand; a second one of a kind is a fault.
    fn clauses(&mut self, pair: &P<'_>, rule: Rule) -> Option<Vec<Clause>> {
        let mut clauses: Vec<Clause> = Vec::new();
        let mut seen: [Option<P<'_>>; 7] = [const { None }; 7];
        for written in children(pair, rule) {
            let inner = first(&written)?;
            let clause = Clause { kind: self.clause(&inner)?, span: self.span(&inner) };
            if let Some(slot) = seen.get_mut(slot(&clause.kind)) {
                match slot {
                    None => *slot = Some(inner),
                    Some(earlier) => {
                        let place = self.place(clause.span);
                        let other = self.place(self.span(earlier));
                        let fault = report::clause_twice(place, inner.as_str(), other, earlier.as_str());
                        self.report(fault);
                    }
                }
            }
            clauses.push(clause);
        }
        Some(clauses)
    }

    fn clause(&mut self, pair: &P<'_>) -> Option<ClauseKind> {
        Some(match pair.as_rule() {
            Rule::how_often => ClauseKind::HowOften(self.how_often(pair)?),
            Rule::cap => self.cap(pair)?,
            Rule::decay => ClauseKind::Decay(self.decay(pair)?),
            Rule::expires => ClauseKind::Expires(self.length_in(pair)?),
            Rule::during => {
                let mut dates = children(pair, Rule::date);
                let (from, to) = (dates.next()?, dates.next()?);
                let (from, to) = (self.date(&from), self.date(&to));
                if from.day > to.day {
                    let message = format!("This time ends before it begins: {} is before {}.", to.day, from.day);
                    let fault = self.fault(Code::S102, pair, message);
                    self.report(fault.choice(format!("during {} to {}", to.day, from.day)));
                }
                ClauseKind::During(from, to)
            }
            Rule::called => ClauseKind::Called(self.text_in(pair)?),
            _ => ClauseKind::BestOneOnly,
        })
    }

    fn cap(&mut self, pair: &P<'_>) -> Option<ClauseKind> {
        let up = has(pair, Rule::kw_up);
        let written = child(pair, Rule::cap_number)?;
        let number = self.points(&written);
        let place = self.place(number.span);
        let digits = written.as_str().trim_start_matches(['+', '-']);
        let signed = digits.len() < written.as_str().len();
        if up && signed {
            let minus = written.as_str().starts_with('-');
            let fault = self.fault(Code::S102, &written, "After \"up to\" stands a number without a sign.");
            self.report(if minus {
                fault.choice(format!("up to {digits} points")).choice(format!("down to -{digits} points"))
            } else {
                fault.fix(Safety::Safe, format!("up to {digits} points"), [(place, digits.to_owned())])
            });
        } else if !up && !signed {
            let fault =
                self.fault(Code::S116, &written, format!("The minus sign is missing: down to -{digits} points."));
            let title = format!("down to -{digits} points");
            self.report(fault.fix(Safety::Unsafe, title, [(place, format!("-{digits}"))]));
        }
        Some(ClauseKind::Cap { up, number })
    }

    pub(super) fn how_often(&mut self, pair: &P<'_>) -> Option<HowOften> {
        let inner = first(pair)?;
        let kind = match inner.as_rule() {
            Rule::every_time => match child(&inner, Rule::ordinal) {
                Some(ordinal) => HowOftenKind::EveryNth(self.count(&ordinal)),
                None => HowOftenKind::EveryTime,
            },
            Rule::once => HowOftenKind::Once(match child(&inner, Rule::per) {
                Some(per) => Some(self.per(&per)?),
                None => None,
            }),
            Rule::at_most => {
                let per = match (child(&inner, Rule::per), child(&inner, Rule::in_any)) {
                    (Some(per), _) => Some(self.per(&per)?),
                    (None, Some(window)) => {
                        Some(Per { kind: PerKind::Window(self.length_in(&window)?), span: self.span(&window) })
                    }
                    (None, None) => None,
                };
                HowOftenKind::AtMost(self.count_in(&inner)?, per)
            }
            _ => match child(&inner, Rule::calendar) {
                Some(calendar) => HowOftenKind::RestartingEvery(period(&calendar)?),
                None => HowOftenKind::RestartingAfter(self.length_in(&inner)?),
            },
        };
        Some(HowOften { kind, span: self.span(pair) })
    }

    fn per(&mut self, pair: &P<'_>) -> Option<Per> {
        let kind = match child(pair, Rule::calendar) {
            Some(calendar) => {
                let name = self.name(&calendar);
                PerKind::Period(period(&calendar)?, name)
            }
            None => PerKind::Property(self.name_in(pair)?),
        };
        Some(Per { kind, span: self.span(pair) })
    }

    /// `decays ...`, `never decays`, and the same after `points`.
    pub(super) fn decay(&mut self, pair: &P<'_>) -> Option<Decay> {
        let span = self.span(pair);
        let Some(how) = child(pair, Rule::how) else { return Some(Decay { kind: DecayKind::Never, span }) };
        let kind = match child(&how, Rule::decay_part) {
            Some(part) => {
                let percent = self.percent(&child(&part, Rule::percent)?)?;
                let every = self.length_in(&part)?;
                if has(&part, Rule::kw_original) {
                    DecayKind::OfOriginal(percent, every)
                } else {
                    DecayKind::OfRemainder(percent, every)
                }
            }
            None if has(&how, Rule::kw_half) => DecayKind::Half(self.length_in(&how)?),
            None => DecayKind::Evenly(self.length_in(&how)?),
        };
        Some(Decay { kind, span })
    }

    fn occasion(&mut self, pair: &P<'_>) -> Option<Occasion> {
        if let Some(pattern) = child(pair, Rule::pattern) {
            return self.pattern(&pattern);
        }
        let standing = child(pair, Rule::standing)?;
        Some(Occasion { kind: OccasionKind::If(self.condition_in(&standing, "if")?), span: self.span(pair) })
    }

    pub(super) fn pattern(&mut self, pair: &P<'_>) -> Option<Occasion> {
        let event = self.name_in(pair)?;
        let condition = match child(pair, Rule::where_part) {
            Some(part) => Some(self.condition_in(&part, "where")?),
            None => None,
        };
        let end = condition.as_ref().map_or(event.span, |condition| condition.span);
        let pattern = Pattern { span: event.span.to(end), event, condition };
        let kind = if let Some(streak) = child(pair, Rule::streak) {
            let mut names = children(&streak, Rule::name);
            let (asked, by) = (names.next()?, names.next()?);
            OccasionKind::Streak {
                answer: pattern,
                count: self.count_in(&streak)?,
                asked: self.name(&asked),
                by: self.name(&by),
            }
        } else if let Some(sequence) = child(pair, Rule::sequence) {
            let written = child(&sequence, Rule::second)?;
            let event = self.name_in(&written)?;
            let condition = match child(&written, Rule::where_part) {
                Some(part) => Some(self.condition_in(&part, "where")?),
                None => None,
            };
            OccasionKind::Then {
                first: pattern,
                no: has(&sequence, Rule::kw_no),
                second: Pattern { event, condition, span: self.span(&written) },
                within: self.length_in(&sequence)?,
            }
        } else if let Some(times) = child(pair, Rule::times_in) {
            OccasionKind::Times { pattern, count: self.count_in(&times)?, window: self.length_in(&times)? }
        } else {
            OccasionKind::Single(pattern)
        };
        Some(Occasion { kind, span: self.span(pair) })
    }
}

fn has_how_often(clauses: &[Clause]) -> bool {
    clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::HowOften(_)))
}

const fn slot(kind: &ClauseKind) -> usize {
    match kind {
        ClauseKind::HowOften(_) => 0,
        ClauseKind::Cap { .. } => 1,
        ClauseKind::Decay(_) => 2,
        ClauseKind::Expires(_) => 3,
        ClauseKind::During(..) => 4,
        ClauseKind::Called(_) => 5,
        ClauseKind::BestOneOnly => 6,
    }
}

fn period(pair: &P<'_>) -> Option<Period> {
    Some(match first(pair)?.as_rule() {
        Rule::kw_day => Period::Day,
        Rule::kw_week => Period::Week,
        Rule::kw_month => Period::Month,
        _ => Period::Year,
    })
}
