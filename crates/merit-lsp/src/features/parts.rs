//! The parts of a statement, as spans.

use merit_diagnostics::Span;
use merit_syntax::tree::{
    ClauseKind, Condition, ConditionKind, HowOftenKind, IncludeWhat, Item, KindName, ListSource, NoGrade, Occasion,
    OccasionKind, Operator, Pattern, Setting, SettingValue, Statement, StatementKind as Kind, Texts,
};

/// Every part of a statement that means something by itself, in no order.
pub(crate) fn parts(statement: &Statement) -> Vec<Span> {
    let mut found = Vec::new();
    let out = &mut found;
    match &statement.kind {
        Kind::Has(node) => {
            out.push(node.kind_span);
            if let KindName::OneOf(values) | KindName::SeveralOf(values) = &node.kind {
                items(values, out);
            }
            out.extend(node.tags.iter().map(|tag| tag.span));
        }
        Kind::List(node) => match &node.source {
            ListSource::Items(values) => items(values, out),
            ListSource::File { path, .. } => out.push(path.span),
        },
        Kind::Rule(node) => {
            out.extend(node.points.first().zip(node.points.last()).map(|(a, b)| a.span.to(b.span)));
            occasion(&node.occasion, out);
            node.clauses.iter().for_each(|one| clause(one, out));
        }
        Kind::Reset(node) => {
            occasion(&node.occasion, out);
            node.clauses.iter().for_each(|one| clause(one, out));
        }
        Kind::Group(node) => node.clauses.iter().for_each(|one| clause(one, out)),
        Kind::NoGrade(NoGrade::If(node)) => condition(node, out),
        Kind::Include(node) => match &node.what {
            IncludeWhat::When(node) => condition(node, out),
            IncludeWhat::After(node, length) => {
                occasion(node, out);
                out.extend(length.map(|length| length.span));
            }
        },
        Kind::Trigger(node) => out.extend(node.how_often.as_ref().map(|often| often.span)),
        Kind::LeadHas(node) => settings(&node.settings, out),
        Kind::Changes(node) => {
            out.push(node.moment.span);
            settings(&node.settings, out);
        }
        Kind::Happens(node) => {
            out.push(node.moment.span);
            settings(&node.settings, out);
        }
        Kind::Expect(node) => {
            out.extend(node.claims.iter().map(|claim| claim.span));
            out.extend(node.claims.first().zip(node.claims.last()).map(|(a, b)| a.span.to(b.span)));
            out.push(node.moment.span);
        }
        Kind::Claim(node) => {
            out.push(node.claimed.span);
            if let Some(when) = &node.when {
                condition(when, out);
            }
        }
        Kind::Row(node) => {
            out.extend(node.cells.first().zip(node.cells.last()).map(|(a, b)| a.span.to(b.span)));
        }
        _ => {}
    }
    found
}

fn items(values: &[Item], out: &mut Vec<Span>) {
    out.extend(values.iter().map(|item| item.span));
    out.extend(values.first().zip(values.last()).map(|(a, b)| a.span.to(b.span)));
}

fn occasion(occasion: &Occasion, out: &mut Vec<Span>) {
    out.push(occasion.span);
    match &occasion.kind {
        OccasionKind::If(node) => condition(node, out),
        OccasionKind::Single(node) => pattern(node, out),
        OccasionKind::Times { pattern: node, window, .. } => {
            pattern(node, out);
            out.push(window.span);
        }
        OccasionKind::Then { first, second, within, .. } => {
            pattern(first, out);
            pattern(second, out);
            out.push(within.span);
        }
        OccasionKind::Streak { answer, .. } => pattern(answer, out),
    }
}

fn pattern(pattern: &Pattern, out: &mut Vec<Span>) {
    out.push(pattern.span);
    if let Some(node) = &pattern.condition {
        condition(node, out);
    }
}

/// Its nesting is capped where it is read, so recursion is safe.
fn condition(node: &Condition, out: &mut Vec<Span>) {
    out.push(node.span);
    match &node.kind {
        ConditionKind::And(inner) | ConditionKind::Or(inner) => inner.iter().for_each(|one| condition(one, out)),
        ConditionKind::Not(inner) => condition(inner, out),
        ConditionKind::Had(history) => {
            if let Some(inner) = &history.condition {
                condition(inner, out);
            }
        }
        ConditionKind::Compare { subject, operator, operator_span } => {
            out.extend([subject.span, *operator_span]);
            match operator {
                Operator::IsOneOf { values, .. } => items(values, out),
                Operator::StartsWith { texts: Texts::AnyOf(values), .. }
                | Operator::EndsWith { texts: Texts::AnyOf(values), .. }
                | Operator::Contains { texts: Texts::AnyOf(values), .. } => items(values, out),
                _ => {}
            }
        }
    }
}

fn clause(clause: &merit_syntax::tree::Clause, out: &mut Vec<Span>) {
    out.push(clause.span);
    if let ClauseKind::HowOften(often) = &clause.kind
        && let HowOftenKind::Once(Some(per)) | HowOftenKind::AtMost(_, Some(per)) = &often.kind
    {
        out.push(per.span);
    }
}

fn settings(settings: &[Setting], out: &mut Vec<Span>) {
    out.extend(settings.iter().map(|setting| setting.span));
    out.extend(settings.first().zip(settings.last()).map(|(a, b)| a.span.to(b.span)));
    for setting in settings {
        if let SettingValue::One(item) = &setting.value {
            out.push(item.span);
        }
    }
}
