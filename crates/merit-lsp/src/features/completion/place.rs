//! Where in a document something is about to be written.

use merit_diagnostics::Span;
use merit_syntax::quoted_length;
use merit_syntax::tree::{self, First, Statement, StatementKind, Tree};
use merit_values::Unit;

use super::tokens::is_word;

/// A place where something may be written.
#[derive(Debug)]
pub(super) enum Place {
    LineStart(LineStart),
    Inside(Inside),
    Text(InText),
}

/// The beginning of a line.
#[derive(Debug)]
pub(super) struct LineStart {
    pub(super) replaces: Span,
    /// What the line holds in front of the word.
    pub(super) indent: String,
    pub(super) outer: Option<First>,
    pub(super) inner: Option<First>,
    /// First words that stand under the heading already.
    pub(super) there: Vec<First>,
    /// The next statement that belongs to a heading: `None` when the next heading or the end of the file comes first.
    pub(super) next: Option<First>,
    /// The file has these statements.
    pub(super) in_file: Vec<First>,
    /// The statement that ends on the line above, which may go on.
    pub(super) above: Option<String>,
    /// There is a statement above.
    pub(super) is_first: bool,
    /// First words of the statements below, up to the next heading of any kind.
    pub(super) below: Vec<First>,
    pub(super) beside: Neighbours,
}

/// Inside a statement.
#[derive(Debug)]
pub(super) struct Inside {
    pub(super) replaces: Span,
    /// The statement up to the word.
    pub(super) before: String,
    /// The statement after the word.
    pub(super) behind: String,
    pub(super) outer: Option<First>,
    pub(super) beside: Neighbours,
}

/// What the lines around a statement say that it must fit in with.
#[derive(Debug, Default)]
pub(super) struct Neighbours {
    /// The name after the outer heading.
    pub(super) heading: Option<String>,
    /// The bound of the tier or letter on the line above, in whole points.
    pub(super) bound_above: Option<i64>,
    /// The same of the line below.
    pub(super) bound_below: Option<i64>,
    /// A tier or letter line stands above.
    pub(super) follows: bool,
    /// A tier or letter line stands below.
    pub(super) is_followed: bool,
    /// What the stage above takes in all.
    pub(super) total_above: Option<i64>,
    /// What the other stages of the silence do: `total`, `further` or `reset`.
    pub(super) effect: Option<&'static str>,
    /// In which unit they are counted.
    pub(super) unit: Option<Unit>,
    /// Lines of a silence stand below.
    pub(super) has_stages: bool,
    /// A return gives back what silence took.
    pub(super) gives_back: bool,
    /// The first words of the other lines under the heading.
    pub(super) there: Vec<First>,
    /// The number of cells in the other rows.
    pub(super) cells: Option<usize>,
    /// The names of the other rows of the matrix.
    pub(super) rows: Vec<String>,
    /// The cells of the other rows of the matrix.
    pub(super) named_cells: Vec<String>,
}

/// Inside a quoted text.
#[derive(Debug)]
pub(super) struct InText {
    /// What stands between the quotation marks.
    pub(super) replaces: Span,
    /// The closing mark is there.
    pub(super) is_closed: bool,
    /// The statement up to the opening mark.
    pub(super) before: String,
    /// The line behind the closing mark.
    pub(super) behind: String,
    pub(super) outer: Option<First>,
    pub(super) beside: Neighbours,
}

impl Place {
    pub(super) fn of(text: &str, tree: &Tree, offset: usize) -> Option<Self> {
        let line_start = text.get(..offset)?.rfind('\n').map_or(0, |at| at + 1);
        let line_end = text.get(offset..)?.find('\n').map_or(text.len(), |at| offset + at);
        let line = text.get(line_start..offset)?;
        let in_text = open_text(line)?;
        let statement =
            tree.statements.iter().rev().find(|statement| (statement.span.start as usize) < offset.max(1));
        let begins_here = |statement: &Statement| statement.span.start as usize >= line_start;
        let (outer, inner) = headings(tree, line_start);
        // Where the statement begins that the line belongs to.
        let start = match statement {
            Some(statement) if begins_here(statement) => statement.span.start as usize,
            Some(statement) if statement.span.end as usize > line_start => statement.span.start as usize,
            _ => line_start,
        };
        if let Some(quote) = in_text {
            let opening = line_start + quote;
            let length = quoted_length(text.get(opening..line_end)?);
            let is_closed = length > 1 && text.get(opening..opening + length)?.ends_with('"');
            let end = if is_closed { opening + length - 1 } else { offset };
            if end < offset {
                return None;
            }
            let before = text.get(start..opening)?.to_owned();
            let (replaces, beside) = (Span::of(opening + 1..end), neighbours(tree, start));
            let behind = text.get(end..line_end)?.trim_start_matches('"').to_owned();
            return Some(Self::Text(InText { replaces, is_closed, before, behind, outer, beside }));
        }
        let word = word_before(line);
        let from = line_start + word;
        let to = offset + word_behind(text.get(offset..line_end)?);
        let replaces = Span::of(from..to);
        let head = text.get(line_start..from)?;
        let only_word = head.trim().is_empty() && start >= line_start;
        let signed = text.get(line_start..offset)?.trim().trim_start_matches(['+', '-']);
        let sign_alone = start >= line_start && signed.chars().all(|c| c.is_ascii_digit());
        if only_word || (sign_alone && !line.ends_with(' ')) || line.trim().is_empty() {
            // What follows on the line would be joined to a whole new line.
            if !text.get(to..line_end)?.trim().is_empty() {
                return None;
            }
            let indent = line.get(..line.len() - line.trim_start().len())?.to_owned();
            let from = line_start + indent.len();
            let at = LineStart {
                replaces: Span::of(from..to),
                indent,
                outer,
                inner,
                there: under(tree, line_start),
                next: following(tree, line_end),
                in_file: tree.statements.iter().filter_map(first_of).collect(),
                above: above(text, tree, line_start),
                below: below(tree, line_end),
                beside: neighbours(tree, line_start),
                is_first: tree.statements.iter().all(|statement| statement.span.start as usize >= line_start),
            };
            return Some(Self::LineStart(at));
        }
        let end = statement.map_or(line_end, |statement| (statement.span.end as usize).max(to));
        let behind = text.get(to..end)?.to_owned();
        let mut before = text.get(start..from)?.to_owned();
        if !before.ends_with([' ', '\n', '\t', '(', '.']) {
            before.push(' ');
        }
        let beside = neighbours(tree, start);
        Some(Self::Inside(Inside { replaces, before, behind, outer, beside }))
    }
}

/// Where the text begins that is open at the end of a line; an outer `None` means a comment.
#[expect(clippy::option_option, reason = "in a comment, in a text, in neither")]
fn open_text(line: &str) -> Option<Option<usize>> {
    let mut at = 0;
    while let Some(rest) = line.get(at..) {
        let Some(found) = rest.find(['"', '#', '`']) else { return Some(None) };
        let here = at + found;
        let rest = line.get(here..).unwrap_or("");
        if rest.starts_with('#') {
            return None;
        }
        if rest.starts_with('`') {
            match rest.get(1..).and_then(|rest| rest.find('`')) {
                Some(end) => at = here + end + 2,
                None => return Some(None),
            }
            continue;
        }
        let length = quoted_length(rest);
        if here + length >= line.len() && !(length > 1 && rest.ends_with('"') && is_closed(rest)) {
            return Some(Some(here));
        }
        at = here + length;
    }
    Some(None)
}

/// True for a text whose last mark closes it: the number of marks is even.
fn is_closed(text: &str) -> bool {
    text.matches('"').count().is_multiple_of(2)
}

/// Where the word begins that ends with the line.
fn word_before(line: &str) -> usize {
    let word = |c: char| is_word(c) || c == '`';
    line.char_indices().rev().take_while(|(_, c)| word(*c)).last().map_or(line.len(), |(at, _)| at)
}

fn word_behind(rest: &str) -> usize {
    rest.find(|c: char| !(is_word(c) || c == '`')).unwrap_or(rest.len())
}

/// The headings in force before a byte.
fn headings(tree: &Tree, before: usize) -> (Option<First>, Option<First>) {
    let mut found = (None, None);
    for statement in tree.statements.iter().filter(|statement| (statement.span.start as usize) < before) {
        match first_of(statement) {
            Some(first) if first.is_outer_heading() => found = (Some(first), None),
            Some(first @ (First::Group | First::Inactivity)) => found.1 = Some(first),
            _ => {}
        }
    }
    found
}

/// Statements that stand anywhere and end no heading.
const fn is_loose(first: First) -> bool {
    matches!(
        first,
        First::Edition | First::Use | First::List | First::Action | First::Trigger | First::Claim | First::Allow
    )
}

/// The first words of the lines under the heading in force at a byte, above and below it.
fn under(tree: &Tree, at: usize) -> Vec<First> {
    let mut above = Vec::new();
    let mut below = Vec::new();
    for statement in &tree.statements {
        let Some(first) = first_of(statement) else { continue };
        if (statement.span.start as usize) < at {
            if first.is_outer_heading() {
                above.clear();
            } else {
                above.push(first);
            }
        } else if first.is_outer_heading() {
            break;
        } else {
            below.push(first);
        }
    }
    above.extend(below);
    above
}

fn following(tree: &Tree, at: usize) -> Option<First> {
    let behind = tree.statements.iter().filter(|statement| statement.span.start as usize >= at);
    let mut firsts =
        behind.map(|statement| first_of(statement).unwrap_or(First::Quoted)).filter(|first| !is_loose(*first));
    firsts.next().filter(|first| !first.is_outer_heading())
}

/// The first words of the statements behind a byte, up to the next heading, also one inside a score or grade.
fn below(tree: &Tree, at: usize) -> Vec<First> {
    let behind = tree.statements.iter().filter(|statement| statement.span.start as usize >= at);
    let ends = |first: &First| first.is_outer_heading() || matches!(first, First::Group | First::Inactivity);
    behind.filter_map(first_of).filter(|first| !is_loose(*first)).take_while(|first| !ends(first)).collect()
}

impl Neighbours {
    fn take_stage(&mut self, stage: &tree::Stage) {
        let effect = stage.effect.map(|effect| match effect {
            tree::StageEffect::Total(_) => "total",
            tree::StageEffect::Further(_) => "further",
            tree::StageEffect::Reset => "reset",
        });
        self.effect = self.effect.or(effect);
        self.unit = self.unit.or(Some(stage.after.value.unit));
    }

    fn take_row(&mut self, row: &tree::Row) {
        self.rows.push(row.tier.text.clone());
        for cell in &row.cells {
            if !self.named_cells.contains(&cell.text) {
                self.named_cells.push(cell.text.clone());
            }
        }
    }
}

/// What stands around the statement that begins at a byte.
fn neighbours(tree: &Tree, start: usize) -> Neighbours {
    use StatementKind as K;
    let mut found = Neighbours::default();
    let bound = |bound: &tree::Bound| match bound {
        tree::Bound::From(number) | tree::Bound::Above(number) => i64::try_from(number.value.0 / 1_000_000).ok(),
        tree::Bound::Otherwise(_) => None,
    };
    for statement in tree.statements.iter().filter(|statement| (statement.span.start as usize) < start) {
        let first = first_of(statement);
        if first.is_some_and(First::is_outer_heading) {
            found = Neighbours { heading: heading_name(statement), ..Neighbours::default() };
        }
        if matches!(first, Some(First::Inactivity | First::Group)) {
            (found.total_above, found.effect, found.unit) = (None, None, None);
        }
        found.there.extend(first.filter(|first| !first.is_outer_heading()));
        found.follows = matches!(first, Some(First::Quoted | First::Letter));
        match &statement.kind {
            K::TierLine(line) => found.bound_above = bound(&line.bound),
            K::LetterLine(line) => found.bound_above = bound(&line.bound),
            K::Row(row) => {
                found.cells = Some(row.cells.len());
                found.take_row(row);
            }
            K::Stage(stage) => {
                found.take_stage(stage);
                if let Some(tree::StageEffect::Total(number)) = &stage.effect {
                    found.total_above = i64::try_from(number.value.0 / 1_000_000).ok();
                }
            }
            _ => {}
        }
    }
    let behind = tree.statements.iter().filter(|statement| (statement.span.start as usize) > start);
    for (at, statement) in behind.enumerate() {
        let first = first_of(statement);
        match &statement.kind {
            K::TierLine(line) if at == 0 => found.bound_below = bound(&line.bound),
            K::LetterLine(line) if at == 0 => found.bound_below = bound(&line.bound),
            K::Stage(stage) => {
                found.take_stage(stage);
                found.has_stages = true;
            }
            K::OnReturn(back) => {
                found.has_stages = true;
                found.gives_back |= back.give_back;
            }
            K::Row(row) => {
                found.cells = found.cells.or(Some(row.cells.len()));
                found.take_row(row);
            }
            _ => {}
        }
        found.there.extend(first.filter(|first| !first.is_outer_heading()));
        found.is_followed |= at == 0 && matches!(first, Some(First::Quoted | First::Letter));
        if first.is_some_and(|first| first.is_outer_heading() || first == First::Inactivity) {
            break;
        }
    }
    found
}

fn heading_name(statement: &Statement) -> Option<String> {
    match &statement.kind {
        StatementKind::Score(node) => Some(node.name.text.clone()),
        StatementKind::Grade(node) => Some(node.name.text.clone()),
        StatementKind::Tiers(node) => Some(node.score.text.clone()),
        _ => None,
    }
}

/// The statement that ends on the line above, when nothing of it follows.
fn above(text: &str, tree: &Tree, line_start: usize) -> Option<String> {
    let statement = tree.statements.iter().rev().find(|statement| (statement.span.end as usize) < line_start)?;
    let between = text.get(statement.span.end as usize..line_start)?;
    let is_next = between.matches('\n').count() == 1 && between.trim().is_empty();
    is_next.then(|| text.get(statement.span.range()).unwrap_or("").to_owned())
}

/// What a statement begins with.
pub(super) fn first_of(statement: &Statement) -> Option<First> {
    use StatementKind as K;
    Some(match &statement.kind {
        K::Edition(_) => First::Edition,
        K::Use(_) => First::Use,
        K::List(_) => First::List,
        K::Event(_) => First::Event,
        K::Lead => First::Lead,
        K::Has(_) => First::Has,
        K::Action(_) => First::Action,
        K::Allow(_) => First::Allow,
        K::Model(_) => First::Model,
        K::Timezone(_) => First::Timezone,
        K::Week(_) => First::Week,
        K::Reviewed(_) => First::Reviewed,
        K::Score(_) => First::Score,
        K::Range(_) => First::Range,
        K::Rounded(_) => First::Rounded,
        K::StartsAt(_) => First::Starts,
        K::SumOf(_) => First::Sum,
        K::PointsDecay(_) => First::Points,
        K::Group(_) => First::Group,
        K::Rule(_) => First::Sign,
        K::Reset(_) => First::Reset,
        K::Inactivity(_) => First::Inactivity,
        K::Stage(_) => First::After,
        K::OnReturn(_) => First::On,
        K::Grade(_) => First::Grade,
        K::LetterLine(_) => First::Letter,
        K::NoGrade(_) => First::No,
        K::Tiers(_) => First::Tiers,
        K::TierLine(_) => First::Quoted,
        K::Matrix(_) => First::Matrix,
        K::Columns(_) => First::Columns,
        K::Row(_) => First::Row,
        K::Segment(_) => First::Segment,
        K::Include(_) => First::Include,
        K::Trigger(_) => First::Trigger,
        K::Test(_) => First::Test,
        K::Claim(_) => First::Claim,
        K::Start(_) => First::Start,
        K::LeadHas(_) => First::Expect,
        K::Happens(_) | K::Changes(_) => First::Day,
        K::Expect(_) => First::Expect,
        K::Broken(broken) => return broken.first,
    })
}
