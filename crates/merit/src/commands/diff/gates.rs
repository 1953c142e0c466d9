//! Limits for CI: how many leads may move, and how many a segment must bring.

use merit_values::Decimal;
use merit_workbench::{Amount, Movement};

use super::report::Gate;
use crate::findings::grouped;
use crate::problem::Problem;

/// The largest part of the leads that may move, in millionths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MaxMoved(Decimal);

impl MaxMoved {
    /// Reads `2%`.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let number = text.trim().strip_suffix('%').and_then(|number| Decimal::read(number.trim()).ok());
        let fits = |number: &Decimal| (Decimal::ZERO..=Decimal::whole(100)).contains(number);
        number.filter(fits).map(Self).ok_or_else(|| "this is not a percentage like 2%".to_owned())
    }
}

/// How many leads a segment must bring per week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Expected {
    segment: String,
    from: Decimal,
    to: Decimal,
}

impl Expected {
    /// Reads all `"MQL" 100..140 per week`, four words each.
    ///
    /// # Errors
    /// When one of them has another form.
    pub(super) fn read_all(words: &[String]) -> Result<Vec<Self>, Problem> {
        let read = |words: &[String]| {
            let [segment, range, per, week] = words else { return None };
            let (from, to) = range.split_once("..")?;
            let number = |text: &str| Decimal::read(text.trim()).ok();
            let expected = Self { segment: segment.clone(), from: number(from)?, to: number(to)? };
            (per == "per" && week == "week" && expected.from <= expected.to).then_some(expected)
        };
        words
            .chunks(4)
            .map(|words| {
                read(words).ok_or_else(|| {
                    Problem::new(format!("--expect-segment {} is not understood.", words.join(" ")))
                        .help("write it like this: --expect-segment \"MQL\" 100..140 per week")
                })
            })
            .collect()
    }
}

/// What becomes of each limit.
///
/// # Errors
/// When a segment is not there, or the records cover no whole week.
pub(super) fn judge(
    max_moved: Option<MaxMoved>,
    expected: &[Expected],
    movement: &Movement,
) -> Result<Vec<Gate>, Problem> {
    let mut gates = Vec::new();
    if let Some(MaxMoved(most)) = max_moved {
        // moved / leads <= most / 100, without division.
        let passed = movement.moved as i128 * 100 * 1_000_000 <= most.0 * movement.leads as i128;
        gates.push(Gate {
            limit: format!("at most {most}% of the leads move"),
            found: format!("{} of {} leads move", grouped(movement.moved as u64), grouped(movement.leads as u64)),
            passed,
        });
    }
    for Expected { segment, from, to } in expected {
        let found = movement.segments.iter().find(|volume| volume.name == *segment && volume.in_new);
        let found = found.ok_or_else(|| Problem::new(format!("The new model has no segment \"{segment}\".")))?;
        let average = found.new_per_week.ok_or_else(|| {
            Problem::new("The records cover no whole week, so entries per week cannot be counted.")
                .help("use records of more than two weeks")
        })?;
        let (shown, _) = average.with_decimals(1);
        gates.push(Gate {
            limit: format!("\"{segment}\" brings {from} to {to} leads per week"),
            found: format!("{shown} per week on average of {} whole weeks", found.whole_weeks),
            passed: Amount::from(*from) <= average && average <= Amount::from(*to),
        });
    }
    Ok(gates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_and_judged_exactly() {
        assert!(MaxMoved::read("2").is_err() && MaxMoved::read("101%").is_err() && MaxMoved::read("x%").is_err());
        let two = MaxMoved::read("2%").unwrap();
        let judged = |moved, leads| {
            let movement = Movement { moved, leads, ..Movement::default() };
            judge(Some(two), &[], &movement).unwrap()[0].passed
        };
        assert!(judged(2, 100) && !judged(3, 100) && judged(0, 0) && !judged(21, 1_000) && judged(20, 1_000));
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(Expected::read_all(&words("MQL 100..140 per week")).unwrap().len(), 1);
        for wrong in ["MQL 140..100 per week", "MQL 100 per week", "MQL 1..2 per day"] {
            assert!(Expected::read_all(&words(wrong)).is_err(), "{wrong}");
        }
    }
}
