//! What pest read, as the syntax tree; and the faults that the grammar lets through on purpose.

mod claims;
mod clauses;
mod conditions;
mod model;
mod outcomes;
mod tests;
mod values;
mod vocabulary;

use merit_diagnostics::{Code, Diagnostic, FileId, Place, Span};
use pest::iterators::Pair;

use crate::grammar::Rule;
use crate::normal::Normal;
use crate::statement::BareStage;
use crate::tree::StatementKind;

pub(crate) use values::nfc;
pub use vocabulary::EDITION;

pub(crate) type P<'i> = Pair<'i, Rule>;

/// The first child that is of this rule.
pub(crate) fn child<'i>(pair: &P<'i>, rule: Rule) -> Option<P<'i>> {
    pair.clone().into_inner().find(|inner| inner.as_rule() == rule)
}

/// All children of this rule.
pub(crate) fn children<'i>(pair: &P<'i>, rule: Rule) -> impl Iterator<Item = P<'i>> {
    pair.clone().into_inner().filter(move |inner| inner.as_rule() == rule)
}

/// True when there is a child of this rule.
pub(crate) fn has(pair: &P<'_>, rule: Rule) -> bool {
    child(pair, rule).is_some()
}

/// Where the last word of a part ends: the grammar lets a part take the blanks and comments behind it.
fn end(pair: &P<'_>) -> usize {
    pair.clone().into_inner().next_back().map_or_else(|| pair.as_span().end(), |last| end(&last))
}

/// The first child.
pub(crate) fn first<'i>(pair: &P<'i>) -> Option<P<'i>> {
    pair.clone().into_inner().next()
}

/// Builds one statement. Every function returns `None` only if the grammar and this code disagree.
pub(crate) struct Builder<'a, 't> {
    normal: &'a Normal<'t>,
    file: FileId,
    /// The first fault found: one statement, one report.
    pub(crate) fault: Option<Diagnostic>,
    /// A stage without `total` or `further`: what it could mean depends on the stages before it.
    pub(crate) bare_stage: Option<BareStage>,
}

impl<'a, 't> Builder<'a, 't> {
    pub(crate) const fn new(normal: &'a Normal<'t>, file: FileId) -> Self {
        Self { normal, file, fault: None, bare_stage: None }
    }

    pub(crate) fn span(&self, pair: &P<'_>) -> Span {
        self.normal.span(pair.as_span().start()..end(pair))
    }

    pub(crate) const fn place(&self, span: Span) -> Place {
        Place { file: self.file, span }
    }

    /// Keeps the first fault.
    pub(crate) fn report(&mut self, fault: Diagnostic) {
        self.fault.get_or_insert(fault);
    }

    /// A fault at a pair.
    pub(crate) fn fault(&mut self, code: Code, pair: &P<'_>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.place(self.span(pair)), message)
    }

    /// The statement that `pair` holds.
    pub(crate) fn statement(&mut self, pair: &P<'_>) -> Option<StatementKind> {
        Some(match pair.as_rule() {
            Rule::edition => StatementKind::Edition(self.edition(pair)?),
            Rule::use_file => StatementKind::Use(self.use_file(pair)?),
            Rule::list => StatementKind::List(self.list(pair)?),
            Rule::event => StatementKind::Event(self.event(pair)?),
            Rule::lead => StatementKind::Lead,
            Rule::has => StatementKind::Has(self.has_line(pair)?),
            Rule::action => StatementKind::Action(self.action(pair)?),
            Rule::allow => StatementKind::Allow(self.allow(pair)?),
            Rule::model => StatementKind::Model(self.model(pair)?),
            Rule::timezone => StatementKind::Timezone(self.timezone(pair)?),
            Rule::week => StatementKind::Week(Self::week(pair)),
            Rule::reviewed => StatementKind::Reviewed(self.reviewed(pair)?),
            Rule::score => StatementKind::Score(self.score(pair)?),
            Rule::range => StatementKind::Range(self.range(pair)?),
            Rule::rounded => StatementKind::Rounded(self.rounded(pair)?),
            Rule::starts_at => StatementKind::StartsAt(self.starts_at(pair)?),
            Rule::sum_of => StatementKind::SumOf(self.sum_of(pair)?),
            Rule::points_decay => StatementKind::PointsDecay(self.points_decay(pair)?),
            Rule::group => StatementKind::Group(self.group(pair)?),
            Rule::rule_line => StatementKind::Rule(self.rule(pair)?),
            Rule::reset => StatementKind::Reset(self.reset(pair)?),
            Rule::inactivity => StatementKind::Inactivity(self.inactivity(pair)?),
            Rule::stage => StatementKind::Stage(self.stage(pair)?),
            Rule::on_return => StatementKind::OnReturn(Self::on_return(pair)),
            Rule::grade => StatementKind::Grade(self.grade(pair)?),
            Rule::letter_line => StatementKind::LetterLine(self.letter_line(pair)?),
            Rule::no_grade => StatementKind::NoGrade(self.no_grade(pair)?),
            Rule::tiers => StatementKind::Tiers(self.tiers(pair)?),
            Rule::tier_line => StatementKind::TierLine(self.tier_line(pair)?),
            Rule::matrix => StatementKind::Matrix(self.matrix(pair)?),
            Rule::columns => StatementKind::Columns(self.columns(pair)?),
            Rule::row => StatementKind::Row(self.row(pair)?),
            Rule::segment => StatementKind::Segment(self.segment(pair)?),
            Rule::include => StatementKind::Include(self.include(pair)?),
            Rule::trigger => StatementKind::Trigger(self.trigger(pair)?),
            Rule::model_claim => StatementKind::Claim(self.model_claim(pair)?),
            Rule::test => StatementKind::Test(self.test(pair)?),
            Rule::start => StatementKind::Start(self.start(pair)?),
            Rule::lead_has => StatementKind::LeadHas(self.lead_has(pair)?),
            Rule::happening => self.happening(pair)?,
            Rule::expect => StatementKind::Expect(self.expect(pair)?),
            _ => return None,
        })
    }
}
