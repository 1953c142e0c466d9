//! Numbers of typed columns, without a detour by their text.

use merit_values::Decimal;

use crate::parquet_file::column::Column;
use crate::parquet_file::form::Form;
use crate::parquet_file::plain::Values;

/// The number of a row with a value, where it is simple to say; nothing leaves it to the general way.
pub(super) fn simple(column: &Column, row: usize) -> Option<Decimal> {
    match (column.plain(), column.shape().form) {
        (Values::Whole(values), Form::Whole) => whole(*values.get(row)?, 0),
        (Values::Whole(values), Form::Decimal(scale)) => whole(*values.get(row)?, scale),
        (Values::Double(values), _) => double(*values.get(row)?),
        _ => None,
    }
}

/// At most 18 digits, of which `scale` are after the point.
fn whole(value: i64, scale: u32) -> Option<Decimal> {
    let unit = 10i128.checked_pow(6u32.checked_sub(scale)?)?;
    (value.unsigned_abs() < 1_000_000_000_000_000_000).then(|| Decimal(i128::from(value) * unit))
}

/// Whole numbers, the usual content of floating columns: their shortest form has no point.
fn double(value: f64) -> Option<Decimal> {
    #[expect(clippy::cast_possible_truncation, reason = "compared right after")]
    let whole = value as i64;
    #[expect(clippy::cast_precision_loss, reason = "exact below two to the power of 53, and compared")]
    let again = whole as f64;
    (whole.unsigned_abs() < 1 << 53 && again.to_bits() == value.to_bits()).then(|| Decimal::whole(whole))
}
