//! One statement: pest reads it, and if it cannot, the place where it stopped is explained.

use merit_diagnostics::{Diagnostic, FileId};
use merit_values::Decimal;
use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

use crate::build::Builder;
use crate::diagnose;
use crate::grammar::{Grammar, Rule};
use crate::normal::Normal;
use crate::report;
use crate::scan::Replacement;
use crate::split::Piece;
use crate::tree::{Broken, First, Name, StatementKind};
use crate::words::{Begins, takes_a_name};

/// What became of a statement.
pub(crate) struct Read {
    /// What it says.
    pub(crate) kind: StatementKind,
    /// What is wrong with it.
    pub(crate) fault: Option<Diagnostic>,
    /// The statement on one line as it was read; empty when nobody will ask.
    pub(crate) line: String,
    /// An inactivity stage that does not say what its points do.
    pub(crate) bare_stage: Option<BareStage>,
}

/// A stage without `total` or `further`.
#[derive(Clone, Debug)]
pub(crate) struct BareStage {
    /// Its points.
    pub(crate) points: Decimal,
    /// The statement up to them.
    pub(crate) head: String,
}

/// A statement that pest could read.
pub(crate) struct Sound {
    /// What it says.
    pub(crate) kind: StatementKind,
    /// What the grammar lets through and the language does not.
    pub(crate) fault: Option<Diagnostic>,
    /// An inactivity stage that does not say what its points do.
    pub(crate) bare_stage: Option<BareStage>,
}

/// Where and why pest stopped.
pub(crate) struct Stopped {
    /// The byte of the text as it is read.
    pub(crate) at: usize,
    /// What could have stood there.
    pub(crate) expected: Vec<Rule>,
}

/// Reads one statement.
pub(crate) fn read(file: FileId, source: &str, piece: &Piece) -> Read {
    let normal = Normal::new(source, piece.range.clone(), &piece.replacements);
    let first = match piece.begins {
        Begins::Strong(first) | Begins::Weak(first) => Some(first),
        _ => None,
    };
    let tried = match first {
        Some(first) if piece.too_deep.is_none() => attempt(file, &normal, rule_of(first, &normal.text)),
        _ => Err(Stopped { at: 0, expected: Vec::new() }),
    };
    match tried {
        Ok(sound) => {
            let wanted = !piece.replacements.is_empty() || sound.bare_stage.is_some();
            let line = if wanted { report::one_line(&normal.text) } else { String::new() };
            Read { kind: sound.kind, fault: sound.fault, line, bare_stage: sound.bare_stage }
        }
        Err(stopped) => {
            let found = diagnose::explain(&diagnose::Case { file, source, piece, normal: &normal, first, stopped });
            let line = report::one_line(&normal.text);
            let kind = found.kind.unwrap_or_else(|| StatementKind::Broken(broken(&normal, found.first)));
            Read { kind, fault: Some(found.fault), line, bare_stage: None }
        }
    }
}

/// Reads the text as a statement of this rule.
pub(crate) fn attempt(file: FileId, normal: &Normal<'_>, rule: Rule) -> Result<Sound, Stopped> {
    let mut pairs = Grammar::parse(rule, &normal.text).map_err(|error| {
        let at = match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
        };
        let expected = match error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives,
            ErrorVariant::CustomError { .. } => Vec::new(),
        };
        Stopped { at, expected }
    })?;
    let mut builder = Builder::new(normal, file);
    let kind = pairs.next().and_then(|pair| builder.statement(&pair));
    // The grammar and the builder agree; were they not to, the statement would be reported, never dropped.
    let kind = kind.ok_or(Stopped { at: 0, expected: Vec::new() })?;
    Ok(Sound { kind, fault: builder.fault, bare_stage: builder.bare_stage })
}

/// Reads the text with further replacements made.
pub(crate) fn attempt_with(
    file: FileId,
    source: &str,
    piece: &Piece,
    first: First,
    repairs: &[Replacement],
) -> Option<(Sound, String)> {
    let mut all: Vec<Replacement> = piece.replacements.iter().chain(repairs).cloned().collect();
    all.sort_by_key(|replacement| (replacement.at.start, replacement.at.end));
    let normal = Normal::new(source, piece.range.clone(), &all);
    let line = report::one_line(&normal.text);
    attempt(file, &normal, rule_of(first, &normal.text)).ok().map(|sound| (sound, line))
}

/// The rule for a statement that begins so.
pub(crate) fn rule_of(first: First, text: &str) -> Rule {
    match first {
        First::Edition => Rule::edition,
        First::Use => Rule::use_file,
        First::List => Rule::list,
        First::Event => Rule::event,
        First::Lead if lead_has(text) => Rule::lead_has,
        First::Lead => Rule::lead,
        First::Has => Rule::has,
        First::Action => Rule::action,
        First::Allow => Rule::allow,
        First::Model => Rule::model,
        First::Timezone => Rule::timezone,
        First::Week => Rule::week,
        First::Reviewed => Rule::reviewed,
        First::Score => Rule::score,
        First::Range => Rule::range,
        First::Rounded => Rule::rounded,
        First::Starts => Rule::starts_at,
        First::Sum => Rule::sum_of,
        First::Points => Rule::points_decay,
        First::Group => Rule::group,
        First::Sign => Rule::rule_line,
        First::Reset => Rule::reset,
        First::Inactivity => Rule::inactivity,
        First::After => Rule::stage,
        First::On => Rule::on_return,
        First::Grade => Rule::grade,
        First::Letter => Rule::letter_line,
        First::No => Rule::no_grade,
        First::Tiers => Rule::tiers,
        First::Quoted => Rule::tier_line,
        First::Matrix => Rule::matrix,
        First::Columns => Rule::columns,
        First::Row => Rule::row,
        First::Segment => Rule::segment,
        First::Include | First::Exclude => Rule::include,
        First::Trigger => Rule::trigger,
        First::Claim => Rule::model_claim,
        First::Test => Rule::test,
        First::Start => Rule::start,
        First::Day | First::Date => Rule::happening,
        First::Expect => Rule::expect,
    }
}

fn lead_has(text: &str) -> bool {
    text.strip_prefix("lead").is_some_and(|rest| rest.split_whitespace().next() == Some("has"))
}

/// What is kept of a statement that was not understood: the name it declares, and every word in it.
fn broken(normal: &Normal<'_>, first: Option<First>) -> Broken {
    let mut words = Vec::new();
    let mut declares = None;
    let text = &*normal.text;
    let mut tokens = diagnose::tokens(text, 0);
    for index in 0.. {
        let Some(token) = tokens.next() else { break };
        let written = text.get(token.range.clone()).unwrap_or("");
        let word = match token.kind {
            diagnose::Kind::Word => written,
            diagnose::Kind::Quoted | diagnose::Kind::Backtick => written.trim_matches(['"', '`']),
            _ => continue,
        };
        let word = crate::build::nfc(word);
        if index == 1 && declares_a_name(first) {
            let quoted = token.kind == diagnose::Kind::Backtick;
            declares = Some(Name { text: word.clone(), span: normal.span(token.range), quoted });
        }
        words.push(word);
    }
    Broken { first, declares, words }
}

const fn declares_a_name(first: Option<First>) -> bool {
    takes_a_name(first) || matches!(first, Some(First::Segment))
}
