//! What the answers of a row alone say of a condition on an event.

use crate::classes::Class;
use crate::plan::Expression;
use crate::trit::Trit;

/// Whether a condition is true for the rows of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    /// Always.
    True,
    /// Never.
    NotTrue,
    /// The lead or its past decide.
    Open,
}

/// Whether a condition is true for all rows of a class.
pub(crate) fn settle(expression: &Expression, class: &Class) -> Settled {
    match bounds(expression, class) {
        (Trit::True, _) => Settled::True,
        (_, Trit::True) => Settled::Open,
        _ => Settled::NotTrue,
    }
}

/// The least and the greatest answer.
fn bounds(expression: &Expression, class: &Class) -> (Trit, Trit) {
    let of = |parts: &[Expression], neutral: Trit, join: fn(Trit, Trit) -> Trit| {
        parts
            .iter()
            .map(|part| bounds(part, class))
            .fold((neutral, neutral), |(least, greatest), (low, high)| (join(least, low), join(greatest, high)))
    };
    match expression {
        Expression::All(parts) => of(parts, Trit::True, Trit::min),
        Expression::Any(parts) => of(parts, Trit::False, Trit::max),
        Expression::Not(inner) => {
            let (low, high) = bounds(inner, class);
            (high.not(), low.not())
        }
        Expression::Row(number) => {
            let answer = class.answer(*number);
            (answer, answer)
        }
        Expression::Attribute(_) | Expression::Had(_) | Expression::Outcome(_) => (Trit::False, Trit::True),
    }
}
