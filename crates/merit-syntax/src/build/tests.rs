//! Statements of tests.

use merit_diagnostics::Code;

use super::{Builder, P, child, children, first, has};
use crate::grammar::Rule;
use crate::tree::{
    Changes, Claim, ClaimKind, Expect, Happens, LeadHas, Moment, MomentDay, Setting, SettingValue, Start,
    StatementKind, Test,
};

impl Builder<'_, '_> {
    pub(super) fn test(&mut self, pair: &P<'_>) -> Option<Test> {
        Some(Test { name: self.text_in(pair)? })
    }

    pub(super) fn start(&mut self, pair: &P<'_>) -> Option<Start> {
        Some(Start { date: self.date_in(pair)? })
    }

    pub(super) fn lead_has(&mut self, pair: &P<'_>) -> Option<LeadHas> {
        Some(LeadHas { settings: self.settings_in(pair)? })
    }

    fn settings_in(&mut self, pair: &P<'_>) -> Option<Vec<Setting>> {
        let settings = child(pair, Rule::settings)?;
        children(&settings, Rule::setting).map(|setting| self.setting(&setting)).collect()
    }

    fn setting(&mut self, pair: &P<'_>) -> Option<Setting> {
        let mut texts: Vec<_> = children(pair, Rule::string).map(|text| self.text(&text)).collect();
        let value = if has(pair, Rule::kw_unknown) {
            SettingValue::Unknown(self.span_of(pair, Rule::kw_unknown))
        } else if texts.len() > 1 {
            SettingValue::Several(texts)
        } else if let Some(text) = texts.pop() {
            let span = text.span;
            SettingValue::One(crate::tree::Item { value: crate::tree::ItemValue::Text(text), span })
        } else {
            SettingValue::One(self.item(&child(pair, Rule::value)?)?)
        };
        Some(Setting { name: self.name_in(pair)?, value, span: self.span(pair) })
    }

    pub(super) fn happening(&mut self, pair: &P<'_>) -> Option<StatementKind> {
        let moment = self.moment_in(pair)?;
        if let Some(changes) = child(pair, Rule::changes) {
            return Some(StatementKind::Changes(Changes { moment, settings: self.settings_in(&changes)? }));
        }
        let happens = child(pair, Rule::happens)?;
        let settings = match child(&happens, Rule::with_part) {
            Some(part) => self.settings_in(&part)?,
            None => Vec::new(),
        };
        let times = child(&happens, Rule::happens_times).and_then(|times| self.count_in(&times));
        let event = self.name_in(&happens)?;
        Some(StatementKind::Happens(Happens { moment, event, settings, times }))
    }

    fn moment_in(&mut self, pair: &P<'_>) -> Option<Moment> {
        let moment = child(pair, Rule::moment)?;
        let day = match self.date_in(&moment) {
            Some(date) => MomentDay::Date(date),
            None => {
                let written = child(&moment, Rule::whole)?;
                let mut day = self.whole(&written);
                if day.value > 1_000_000 {
                    let fault = self.fault(Code::S102, &written, "A test reaches at most to day 1000000.");
                    self.report(fault);
                    day.value = 0;
                }
                MomentDay::Day(day)
            }
        };
        let clock = child(&moment, Rule::clock).map(|clock| self.clock(&clock));
        Some(Moment { day, clock, span: self.span(&moment) })
    }

    fn clock(&mut self, pair: &P<'_>) -> u32 {
        let written = pair.as_str();
        let part = |range| written.get(range).and_then(|digits: &str| digits.parse::<u32>().ok()).unwrap_or(0);
        let (hours, minutes) = (part(0..2), part(3..5));
        if hours > 23 || minutes > 59 {
            let fault = self.fault(Code::S102, pair, format!("There is no such time of day as {written}."));
            self.report(fault.note("Times of day go from 00:00 to 23:59."));
            return 0;
        }
        hours * 60 + minutes
    }

    pub(super) fn expect(&mut self, pair: &P<'_>) -> Option<Expect> {
        let claims: Option<Vec<Claim>> = children(pair, Rule::claim).map(|claim| self.claim(&claim)).collect();
        Some(Expect { claims: claims?, moment: self.moment_in(pair)? })
    }

    fn claim(&mut self, pair: &P<'_>) -> Option<Claim> {
        let inner = first(pair)?;
        let kind = match inner.as_rule() {
            Rule::claim_no if has(&inner, Rule::kw_trigger) => {
                ClaimKind::Trigger { no: true, action: self.name_in(&inner)? }
            }
            Rule::claim_no => ClaimKind::NoGrade { grade: self.name_in(&inner)? },
            Rule::claim_trigger => ClaimKind::Trigger { no: false, action: self.name_in(&inner)? },
            Rule::claim_in => ClaimKind::In { not: has(&inner, Rule::kw_not), place: self.text_in(&inner)? },
            Rule::claim_tier => ClaimKind::Tier { score: None, tier: self.text_in(&inner)? },
            Rule::claim_label => {
                let number = self.number(&child(&inner, Rule::bound)?);
                ClaimKind::Label { label: self.text_in(&inner)?, number }
            }
            _ => self.named_claim(&inner)?,
        };
        Some(Claim { kind, span: self.span(pair) })
    }

    fn named_claim(&mut self, pair: &P<'_>) -> Option<ClaimKind> {
        let name = self.name_in(pair)?;
        if let Some(tier) = self.text_in(pair) {
            return Some(ClaimKind::Tier { score: Some(name), tier });
        }
        if let Some(letter) = self.letter_in(pair) {
            return Some(ClaimKind::Grade { grade: name, letter });
        }
        let number = self.number(&child(pair, Rule::bound)?);
        if has(pair, Rule::kw_points) {
            return Some(ClaimKind::Points { grade: name, number });
        }
        Some(ClaimKind::Score { score: name, number })
    }
}
