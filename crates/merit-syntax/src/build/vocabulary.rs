//! Statements that say what can happen and what is known.

use super::{Builder, P, child, children, first, has};
use crate::grammar::Rule;
use crate::report;
use crate::tree::{
    Action, Allow, Edition, Event, EventTag, EventTagKind, Has, HasTag, HasTagKind, KindName, List, ListKind,
    ListSource, Use,
};

/// The newest edition this program knows.
pub const EDITION: u32 = 1;

impl Builder<'_, '_> {
    pub(super) fn edition(&mut self, pair: &P<'_>) -> Option<Edition> {
        let version = self.whole(&child(pair, Rule::whole)?);
        if version.value != EDITION {
            let place = self.place(version.span);
            self.report(report::other_edition(place, version.value, EDITION));
        }
        Some(Edition { version })
    }

    pub(super) fn use_file(&mut self, pair: &P<'_>) -> Option<Use> {
        Some(Use { path: self.text_in(pair)? })
    }

    pub(super) fn list(&mut self, pair: &P<'_>) -> Option<List> {
        let kind = match first(&child(pair, Rule::list_kind)?)?.as_rule() {
            Rule::kw_text => ListKind::Text,
            Rule::kw_numbers => ListKind::Numbers,
            _ => ListKind::Domains,
        };
        let source = match child(pair, Rule::list_file) {
            Some(file) => ListSource::File {
                path: self.text_in(&file)?,
                column: child(&file, Rule::list_column).and_then(|column| self.text_in(&column)),
            },
            None => ListSource::Items(self.items_in(pair)?),
        };
        Some(List { name: self.name_in(pair)?, kind, source })
    }

    pub(super) fn event(&mut self, pair: &P<'_>) -> Option<Event> {
        let tags = children(pair, Rule::event_tag).map(|tag| EventTag {
            kind: if has(&tag, Rule::kw_not) { EventTagKind::NotActivity } else { EventTagKind::WeakSignal },
            span: self.span(&tag),
        });
        let tags: Vec<EventTag> = tags.collect();
        self.tags_once(pair, Rule::event_tag);
        Some(Event { name: self.name_in(pair)?, title: self.text_in(pair), tags })
    }

    pub(super) fn has_line(&mut self, pair: &P<'_>) -> Option<Has> {
        let written = child(pair, Rule::kind)?;
        let word = first(&written)?;
        let kind = match word.as_rule() {
            Rule::kw_text => KindName::Text,
            Rule::kw_number => KindName::Number,
            Rule::kw_yes_no => KindName::YesNo,
            Rule::kw_date => KindName::Date,
            Rule::kw_time => KindName::Time,
            Rule::kw_email => KindName::Email,
            Rule::kw_url => KindName::Url,
            Rule::one_of_kind => KindName::OneOf(self.items_in(&word)?),
            _ => KindName::SeveralOf(self.items_in(&word)?),
        };
        let tags = children(pair, Rule::has_tag).map(|tag| HasTag {
            kind: match first(&tag).map(|word| word.as_rule()) {
                Some(Rule::kw_required) => HasTagKind::Required,
                Some(Rule::kw_first) => HasTagKind::FirstSeen,
                Some(Rule::kw_consent) => HasTagKind::Consent,
                _ => HasTagKind::Personal,
            },
            span: self.span(&tag),
        });
        let tags: Vec<HasTag> = tags.collect();
        self.tags_once(pair, Rule::has_tag);
        Some(Has { name: self.name_in(pair)?, kind, kind_span: self.span(&written), tags })
    }

    /// A tag that stands twice.
    fn tags_once(&mut self, pair: &P<'_>, tag: Rule) {
        let mut seen: Vec<P<'_>> = Vec::new();
        for written in children(pair, tag) {
            let word = |tag: &P<'_>| first(tag).map(|word| word.as_rule());
            match seen.iter().find(|earlier| word(earlier) == word(&written)) {
                Some(earlier) => {
                    let places = (self.place(self.span(&written)), self.place(self.span(earlier)));
                    let fault = report::clause_twice(places.0, written.as_str(), places.1, earlier.as_str());
                    return self.report(fault);
                }
                None => seen.push(written),
            }
        }
    }

    pub(super) fn action(&mut self, pair: &P<'_>) -> Option<Action> {
        Some(Action { name: self.name_in(pair)?, title: self.text_in(pair) })
    }

    pub(super) fn allow(&mut self, pair: &P<'_>) -> Option<Allow> {
        Some(Allow { check: self.name_in(pair)?, because: self.text_in(pair)? })
    }
}
