//! Values that are written one after the other.

use parquet::basic::Type as Physical;
use parquet::errors::Result;

use super::page::{Shape, Span, short};
use super::stored::instant_of;
use crate::parquet_file::form::Form;

/// Values of one column.
#[derive(Debug)]
pub(super) enum Values {
    YesNo(Vec<bool>),
    /// Numbers of 32 or 64 bits; INT96 as microseconds.
    Whole(Vec<i64>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    /// Where they stand in the bytes of their page.
    Bytes(Vec<Span>),
    /// For each row the first and the end of its elements, and where each element stands.
    Lists(Vec<Span>, Vec<Span>),
}

impl Values {
    pub(super) const fn new(physical: Physical) -> Self {
        match physical {
            Physical::BOOLEAN => Self::YesNo(Vec::new()),
            Physical::INT32 | Physical::INT64 | Physical::INT96 => Self::Whole(Vec::new()),
            Physical::FLOAT => Self::Float(Vec::new()),
            Physical::DOUBLE => Self::Double(Vec::new()),
            Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY => Self::Bytes(Vec::new()),
        }
    }
}

/// Appends the next `count` values and moves on. Truths are bits: for them `at` counts bits.
pub(super) fn read(values: &mut Values, bytes: &[u8], at: &mut usize, count: usize, shape: Shape) -> Result<()> {
    match values {
        Values::YesNo(to) => {
            if bytes.len().saturating_mul(8) < at.saturating_add(count) {
                return Err(short());
            }
            to.extend(
                (*at..*at + count).map(|bit| bytes.get(bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 == 1)),
            );
            *at += count;
        }
        Values::Whole(to) => match shape.physical {
            Physical::INT32 if shape.form == Form::Unsigned => {
                to.extend(fixed::<4>(bytes, at, count)?.iter().map(|value| i64::from(u32::from_le_bytes(*value))));
            }
            Physical::INT32 => {
                to.extend(fixed::<4>(bytes, at, count)?.iter().map(|value| i64::from(i32::from_le_bytes(*value))));
            }
            Physical::INT96 => to.extend(fixed::<12>(bytes, at, count)?.iter().map(|value| {
                let words: Vec<u32> = value.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word)).collect();
                instant_of(&words).0
            })),
            _ => to.extend(fixed::<8>(bytes, at, count)?.iter().map(|value| i64::from_le_bytes(*value))),
        },
        Values::Float(to) => to.extend(fixed::<4>(bytes, at, count)?.iter().map(|value| f32::from_le_bytes(*value))),
        Values::Double(to) => to.extend(fixed::<8>(bytes, at, count)?.iter().map(|value| f64::from_le_bytes(*value))),
        Values::Bytes(to) if shape.physical == Physical::FIXED_LEN_BYTE_ARRAY => {
            let mut spans = Vec::new();
            for _ in 0..count {
                let end = at.saturating_add(shape.length);
                if end > bytes.len() {
                    return Err(short());
                }
                spans.push(span(*at, end)?);
                *at = end;
            }
            to.append(&mut spans);
        }
        Values::Bytes(to) => {
            to.reserve(count);
            for _ in 0..count {
                let (start, end) = next(bytes, *at)?;
                to.push(span(start, end)?);
                *at = end;
            }
        }
        Values::Lists(..) => {}
    }
    Ok(())
}

/// Goes over the next `count` values.
pub(super) fn skip(bytes: &[u8], at: &mut usize, count: usize, shape: Shape) -> Result<()> {
    let size = match shape.physical {
        Physical::BOOLEAN => 1,
        Physical::INT32 | Physical::FLOAT => 4,
        Physical::INT64 | Physical::DOUBLE => 8,
        Physical::INT96 => 12,
        Physical::FIXED_LEN_BYTE_ARRAY => shape.length,
        Physical::BYTE_ARRAY => {
            for _ in 0..count {
                *at = next(bytes, *at)?.1;
            }
            return Ok(());
        }
    };
    *at = at.saturating_add(count.saturating_mul(size));
    Ok(())
}

fn fixed<'b, const N: usize>(bytes: &'b [u8], at: &mut usize, count: usize) -> Result<&'b [[u8; N]]> {
    let end = at.saturating_add(count.saturating_mul(N));
    let values = bytes.get(*at..end).ok_or_else(short)?;
    *at = end;
    Ok(values.as_chunks::<N>().0)
}

/// Where the bytes of the value that begins here with its length are.
fn next(bytes: &[u8], at: usize) -> Result<(usize, usize)> {
    let length = bytes.get(at..).and_then(|rest| rest.first_chunk::<4>()).ok_or_else(short)?;
    let (start, length) = (at + 4, u32::from_le_bytes(*length) as usize);
    if length > bytes.len() - start {
        return Err(short());
    }
    Ok((start, start + length))
}

fn span(start: usize, end: usize) -> Result<Span> {
    match (u32::try_from(start), u32::try_from(end)) {
        (Ok(start), Ok(end)) => Ok((start, end)),
        _ => Err(parquet::errors::ParquetError::General("a page of more than 4 GiB".to_owned())),
    }
}
