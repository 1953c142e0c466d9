//! Whose value a condition tests: a property, an attribute, or (in segments) an outcome. T202, T203, T206, T209.

use merit_diagnostics::{Code, Diagnostic, Safety};
use merit_ir::{self as ir, AttributeId, Part, PropertyId};
use merit_syntax::tree::{Name, OutcomePart, Subject};
use merit_values::Kind;

use super::{Bare, Scope};
use crate::context::Context;
use crate::names::Meaning;
use crate::near::listed;
use crate::table::{EventEntry, Field, Named};

/// What a subject stands for.
pub(crate) enum Who<'a> {
    Field {
        subject: ir::Subject,
        field: &'a Field,
        part: Part,
    },
    Score(u16),
    /// The tiers of a score.
    Tiers(u16),
    Grade(u16),
    Points(u16),
}

impl Context<'_> {
    /// What a subject stands for; `None` when that has been reported, or cannot be known.
    pub(crate) fn subject(&self, subject: &Subject, scope: Scope) -> Option<Who<'_>> {
        let (name, rest) = subject.names.split_first()?;
        if let Some(part) = subject.outcome {
            return self.outcome_subject(subject, name, part, scope);
        }
        if let Bare::Event(event) = scope.names
            && !subject.lead
        {
            let event = self.names.events.get(event)?;
            return self.bare_in_rule(event, name, rest, scope);
        }
        if let Some((number, field)) = self.names.attributes.find(&name.text) {
            return self.field(ir::Subject::Attribute(AttributeId(number)), field, name, rest, scope);
        }
        match self.names.outcomes.get(&name.text).map(|(found, _)| *found) {
            Some(Meaning::Score(score)) if scope.names == Bare::Segment && !subject.lead => Some(Who::Score(score)),
            Some(found) if !subject.lead => self.not_an_attribute(name, found, scope),
            _ => {
                if let Some(report) = self.something_of_events(name, scope) {
                    self.reports.add(report);
                    return None;
                }
                self.unknown_attribute(name, scope)
            }
        }
    }

    /// A bare name in an event rule: the property comes first, and a name that is both is refused.
    fn bare_in_rule<'a>(
        &'a self,
        event: &'a EventEntry,
        name: &Name,
        rest: &[Name],
        scope: Scope,
    ) -> Option<Who<'a>> {
        let property = event.properties.find(&name.text);
        let attribute = self.names.attributes.find(&name.text);
        match (property, attribute) {
            (Some((_, property)), Some((_, attribute))) => {
                property.used.set(true);
                let message =
                    format!("\"{0}\" is both a property of {1} and an attribute of a lead.", name.text, event.name);
                let place = scope.at(name.span);
                let report = Diagnostic::new(Code::T209, place, message)
                    .related(property.place, "the property")
                    .related(attribute.place, "the attribute")
                    .note(format!(
                        "For the attribute, write lead.{}. For the property, rename one of the two.",
                        name.text
                    ))
                    .fix(
                        Safety::DisplayOnly,
                        format!("lead.{}", name.text),
                        [(place, format!("lead.{}", name.text))],
                    );
                self.reports.add(report);
                None
            }
            (Some((number, field)), None) => {
                self.field(ir::Subject::Property(PropertyId(number)), field, name, rest, scope)
            }
            (None, Some((number, field))) => {
                self.field(ir::Subject::Attribute(AttributeId(number)), field, name, rest, scope)
            }
            (None, None) => {
                if !self.is_of_the_lead(name, rest, scope) {
                    self.unknown_property(event, name, scope);
                }
                None
            }
        }
    }

    fn field<'a>(
        &'a self,
        subject: ir::Subject,
        field: &'a Field,
        name: &Name,
        rest: &[Name],
        scope: Scope,
    ) -> Option<Who<'a>> {
        field.used.set(true);
        let kind = field.kind.as_ref();
        let Some(part) = rest.first() else { return Some(Who::Field { subject, field, part: Part::Whole }) };
        let found = match (kind, part.text.as_str(), rest.len()) {
            (Some(Kind::Email), "domain", 1) => Some(Part::Domain),
            (Some(Kind::Url), "host", 1) => Some(Part::Host),
            (Some(Kind::Url), "path", 1) => Some(Part::Path),
            (None, ..) => return None,
            _ => None,
        };
        if let Some(part) = found {
            return Some(Who::Field { subject, field, part });
        }
        let parts = match kind {
            Some(Kind::Email) => "; an email has .domain",
            Some(Kind::Url) => "; a url has .host and .path",
            _ => "; only an email (.domain) and a url (.host, .path) have parts",
        };
        let code = if matches!(subject, ir::Subject::Property(_)) { Code::T202 } else { Code::T203 };
        let message = format!("{} has no part called \"{}\"{parts}.", name.text, part.text);
        let place = scope.at(part.span);
        let mut report = Diagnostic::new(code, place, message);
        let known: &[&str] = match kind {
            Some(Kind::Email) => &["domain"],
            Some(Kind::Url) => &["host", "path"],
            _ => &[],
        };
        if let Some(meant) = self.near.nearest(&part.text, known.iter().copied()).filter(|_| rest.len() == 1) {
            report = report.label(format!("did you mean {meant}?"));
            report = report.fix(Safety::Unsafe, meant.to_owned(), [(place, meant.to_owned())]);
        }
        self.reports.add(report);
        None
    }

    /// `contact.country`, where `country` is an attribute: what a lead has is asked for by `lead.`. Reports it.
    fn is_of_the_lead(&self, name: &Name, rest: &[Name], scope: Scope) -> bool {
        let Some(attribute) = rest.first().filter(|part| self.names.attributes.find(&part.text).is_some()) else {
            return false;
        };
        if self.reports.is_muted() || self.names.may_be_declared(&name.text) {
            return false;
        }
        self.meant.borrow_mut().insert(attribute.text.clone());
        let place = scope.at(name.span);
        let message = format!("What a lead has is written lead.{0}, not {1}.{0}.", attribute.text, name.text);
        let report = Diagnostic::new(Code::T202, place, message).label("did you mean lead?");
        self.reports.add(report.fix(Safety::Unsafe, "lead", [(place, "lead".to_owned())]));
        true
    }

    pub(crate) fn unknown_property(&self, event: &EventEntry, name: &Name, scope: Scope) {
        if self.reports.is_muted() || self.names.may_be_declared(&name.text) {
            return;
        }
        let place = scope.at(name.span);
        let message = format!("The event {} has no property called \"{}\".", event.name, name.text);
        let mut report = Diagnostic::new(Code::T202, place, message);
        let attributes = self.names.attributes.names();
        let meant = self.near.nearest(&name.text, event.properties.names().chain(attributes)).map(str::to_owned);
        if let Some(meant) = &meant {
            self.meant.borrow_mut().insert(meant.clone());
            report = report.label(format!("did you mean {meant}?"));
        }
        let properties: Vec<String> = event.properties.names().take(30).map(str::to_owned).collect();
        let at = self.location(event.place);
        report = report.note(match properties.as_slice() {
            [] => format!("{} has no properties ({at}).", event.name),
            [one] => format!("Its only property is {one} ({at})."),
            several => format!("Its properties are {} ({at}).", listed(several, "and")),
        });
        if let Some(meant) = meant {
            report = report.fix(Safety::Unsafe, meant.clone(), [(place, meant)]);
        } else if !self.names.attributes.items.is_empty() {
            report = report.note("No attribute of a lead has this name either.");
        }
        self.reports.add(report);
    }

    pub(crate) fn unknown_attribute<T>(&self, name: &Name, scope: Scope) -> Option<T> {
        let attributes = || self.names.attributes.items.iter().map(|field| (field.name(), field.place()));
        if scope.names == Bare::Segment && matches!(name.text.as_str(), "tier" | "grade") {
            return self.whose(name, scope);
        }
        if scope.names == Bare::Segment {
            let scores = || self.names.scores.iter().map(|score| (score.name.as_str(), score.place));
            let both = || attributes().chain(scores());
            self.unknown(Code::T203, scope.file, name, "an attribute or score", "Attributes and scores", both);
        } else {
            self.unknown(Code::T203, scope.file, name, "an attribute", "Attributes of a lead", attributes);
        }
        None
    }

    /// `tier is "Warm"`, `grade is B`: whose?
    fn whose<T>(&self, name: &Name, scope: Scope) -> Option<T> {
        if self.reports.is_muted() || self.names.may_be_declared(&name.text) {
            return None;
        }
        let known: Vec<&str> = if name.text == "tier" {
            self.names.scores.iter().map(|score| score.name.as_str()).collect()
        } else {
            self.names.grades.iter().map(|grade| grade.name.as_str()).collect()
        };
        let word = &name.text;
        let example = known.first().copied().unwrap_or(if word == "tier" { "engagement" } else { "fit" });
        let message = format!("Before \"{word}\" stands the name it belongs to: {example} {word} is …");
        let place = scope.at(name.span);
        let mut report = Diagnostic::new(Code::T203, place, message).label("whose?");
        if let [one] = known.as_slice() {
            let better = format!("{one} {word}");
            report = report.fix(Safety::Unsafe, better.clone(), [(place, better)]);
        }
        self.reports.add(report);
        None
    }

    /// An event, or a property of one, where an attribute of a lead stands.
    fn something_of_events(&self, name: &Name, scope: Scope) -> Option<Diagnostic> {
        if matches!(scope.names, Bare::Event(_)) || self.reports.is_muted() || self.names.may_be_declared(&name.text)
        {
            return None;
        }
        self.event_meant(name, scope).or_else(|| self.property_meant(name, scope))
    }

    /// A property of an event where an attribute of a lead stands: where it can be asked for.
    fn property_meant(&self, name: &Name, scope: Scope) -> Option<Diagnostic> {
        let known = |event: &&EventEntry| event.properties.find(&name.text).is_some();
        let event = self.names.events.items.iter().take(1000).find(known)?;
        self.meant.borrow_mut().insert(name.text.clone());
        let (property, event) = (&name.text, &event.name);
        let message = format!("There is no attribute called \"{property}\": it is a property of {event}.");
        let report = Diagnostic::new(Code::T203, scope.at(name.span), message);
        if scope.names == Bare::Claim {
            return Some(report.note("A claim asks who a lead is, by its attributes."));
        }
        Some(
            report
                .note(format!("Ask for it in a rule about {event}:   {event} where {property} …"))
                .note(format!("or ask for the event:   had {event} where ({property} …) in the last 30 days")),
        )
    }

    /// An event where an attribute of a lead stands: how it is asked whether it happened.
    fn event_meant(&self, name: &Name, scope: Scope) -> Option<Diagnostic> {
        let event = &self.names.events.find(&name.text)?.1.name;
        self.meant.borrow_mut().insert(event.clone());
        let message = format!("There is no attribute called \"{event}\": it is an event.");
        let report = Diagnostic::new(Code::T203, scope.at(name.span), message);
        Some(report.note(match scope.names {
            Bare::Claim => "A claim asks who a lead is, by its attributes.".to_owned(),
            _ => format!("Ask whether it happened:   had {event} ever, or had {event} in the last 30 days"),
        }))
    }

    /// A bare outcome where only attributes (and in segments scores) may stand.
    fn not_an_attribute<T>(&self, name: &Name, found: Meaning, scope: Scope) -> Option<T> {
        let place = scope.at(name.span);
        let shown = &name.text;
        let report = match (scope.names, found) {
            (Bare::Segment, Meaning::Grade(_)) => {
                let message = format!("{shown} is a grade: say whether its letter or its points are meant.");
                Diagnostic::new(Code::T208, place, message)
                    .choice(format!("{shown} grade is B or better"))
                    .choice(format!("{shown} points >= 30"))
            }
            (_, Meaning::Matrix(_)) => {
                let message = format!("{shown} is a matrix, and a condition cannot ask for its cells.");
                Diagnostic::new(Code::T208, place, message)
                    .note("Ask for the tier and the grade that the cell stands for.")
            }
            (Bare::Claim, _) => {
                let message = format!("{shown} is {}: in a claim it stands before \"when\".", found.word());
                Diagnostic::new(Code::T208, place, message).note("Behind \"when\" a claim asks who a lead is.")
            }
            _ => {
                let message =
                    format!("{shown} is {}, and outcomes can be asked for only in a segment.", found.word());
                Diagnostic::new(Code::T208, place, message)
                    .note("Rules and grades look at events and attributes: a score cannot depend on itself.")
            }
        };
        self.reports.add(report);
        None
    }

    fn outcome_subject(&self, subject: &Subject, name: &Name, part: OutcomePart, scope: Scope) -> Option<Who<'_>> {
        if scope.names == Bare::Claim {
            let message = format!(
                "{} is an outcome: in a claim it stands before \"when\".",
                self.words(scope.at(subject.span))
            );
            let report = Diagnostic::new(Code::T208, scope.at(subject.span), message)
                .note("Behind \"when\" a claim asks who a lead is.");
            self.reports.add(report);
            return None;
        }
        if scope.names != Bare::Segment {
            let what = match part {
                OutcomePart::Tier => "Tiers",
                OutcomePart::Grade => "Grades",
                OutcomePart::Points => "Points of a grade",
            };
            let report = Diagnostic::new(
                Code::T208,
                scope.at(subject.span),
                format!("{what} can be asked for only in a segment."),
            )
            .note("Rules and grades look at events and attributes: a score cannot depend on itself.");
            self.reports.add(report);
            return None;
        }
        if subject.lead || subject.names.len() > 1 {
            let message = "Scores and grades have no parts, and do not begin with \"lead.\".";
            self.reports.plain(Code::T208, scope.at(subject.span), message);
            return None;
        }
        match part {
            OutcomePart::Tier => {
                let score = self.score(scope.file, name)?;
                let Some((tiers, _)) = self.names.tiers(score) else {
                    if !self.names.may_have_tiers(&name.text) {
                        let message = format!("{} has no tiers.", name.text);
                        let report = Diagnostic::new(Code::T206, scope.at(name.span), message)
                            .note(format!("They are declared under   tiers of {}", name.text));
                        self.reports.add(report);
                    }
                    return None;
                };
                Some(Who::Tiers(tiers))
            }
            OutcomePart::Grade => self.grade(scope.file, name).map(Who::Grade),
            OutcomePart::Points => {
                if self.names.score(&name.text).is_some() {
                    let place = scope.at(subject.span);
                    let report = Diagnostic::new(
                        Code::T208,
                        place,
                        format!("{} is a score: it is compared without \"points\".", name.text),
                    )
                    .fix(Safety::Safe, name.text.clone(), [(place, name.text.clone())]);
                    self.reports.add(report);
                    return None;
                }
                self.grade(scope.file, name).map(Who::Points)
            }
        }
    }
}
