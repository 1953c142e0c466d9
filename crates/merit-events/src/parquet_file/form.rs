//! What the columns of a file hold, as its schema says.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor, Type};

/// How the stored values of a column are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    YesNo,
    Whole,
    Unsigned,
    Float,
    /// Digits after the point.
    Decimal(u32),
    Date,
    /// Timestamps; without being instants they have no offset.
    Time {
        unit: Unit,
        is_instant: bool,
    },
    /// The old timestamps of Spark and Impala: instants.
    Int96,
    Uuid,
    /// Texts; the definition level from which on there is an element.
    List {
        element_level: i16,
    },
}

impl Form {
    pub(super) const fn is_list(self) -> bool {
        matches!(self, Self::List { .. })
    }
}

/// A unit of timestamps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Millis,
    Micros,
    Nanos,
}

/// The leaf and form of a column, or why it cannot be read.
pub(super) type Readable = Result<(usize, Form), String>;

/// Name, leaf and form of every top-level column, or why it cannot be read.
pub(super) fn forms(schema: &SchemaDescriptor) -> Vec<(String, Readable)> {
    let mut leaves = vec![Vec::new(); schema.root_schema().get_fields().len()];
    for leaf in 0..schema.num_columns() {
        if let Some(of_root) = leaves.get_mut(schema.get_column_root_idx(leaf)) {
            of_root.push(leaf);
        }
    }
    let roots = schema.root_schema().get_fields().iter().zip(leaves);
    roots
        .map(|(root, leaves)| {
            let form = match &*leaves {
                [leaf] => form(root, &schema.column(*leaf)).map(|form| (*leaf, form)),
                _ => Err(nested()),
            };
            (root.name().to_owned(), form)
        })
        .collect()
}

fn nested() -> String {
    "holds nested values (a struct or a map); write its parts as columns of their own".to_owned()
}

fn form(root: &Type, leaf: &ColumnDescriptor) -> Result<Form, String> {
    if leaf.max_rep_level() == 0 {
        return if root.is_primitive() { single(leaf) } else { Err(nested()) };
    }
    // A list: a repeated column itself, or a group with a repeated member that is the element or wraps it.
    let is_list = match leaf.path().parts().len() {
        1 => true,
        2 | 3 => {
            let info = root.get_basic_info();
            matches!(info.logical_type_ref(), Some(LogicalType::List)) || info.converted_type() == ConvertedType::LIST
        }
        _ => false,
    };
    if !is_list || leaf.max_rep_level() != 1 {
        return Err(nested());
    }
    match single(leaf) {
        Ok(Form::Text) => Ok(Form::List { element_level: i16::from(root.is_optional()) + 1 }),
        _ => Err("holds lists of something else than texts".to_owned()),
    }
}

/// The form of a column with one value per row.
fn single(leaf: &ColumnDescriptor) -> Result<Form, String> {
    let physical = leaf.physical_type();
    if let Some(logical) = leaf.logical_type_ref() {
        match logical {
            LogicalType::Decimal(decimal) => return scale(decimal.scale),
            LogicalType::Date if physical == Physical::INT32 => return Ok(Form::Date),
            LogicalType::Timestamp(timestamp) if physical == Physical::INT64 => {
                let unit = match timestamp.unit {
                    TimeUnit::MILLIS => Unit::Millis,
                    TimeUnit::MICROS => Unit::Micros,
                    TimeUnit::NANOS => Unit::Nanos,
                };
                return Ok(Form::Time { unit, is_instant: timestamp.is_adjusted_to_u_t_c });
            }
            LogicalType::Integer(integer) if !integer.is_signed => return Ok(Form::Unsigned),
            LogicalType::Uuid => return Ok(Form::Uuid),
            LogicalType::Time(_) => return Err("holds times of day without a date".to_owned()),
            LogicalType::Float16 => return Err("holds half-precision numbers".to_owned()),
            LogicalType::Variant(_)
            | LogicalType::Geometry(_)
            | LogicalType::Geography(_)
            | LogicalType::Bson
            | LogicalType::File => return Err("holds values that are neither texts nor numbers nor times".to_owned()),
            _ => {}
        }
    }
    match leaf.converted_type() {
        ConvertedType::DECIMAL => return scale(leaf.type_scale()),
        ConvertedType::DATE => return Ok(Form::Date),
        ConvertedType::TIMESTAMP_MILLIS => return Ok(Form::Time { unit: Unit::Millis, is_instant: true }),
        ConvertedType::TIMESTAMP_MICROS => return Ok(Form::Time { unit: Unit::Micros, is_instant: true }),
        ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
            return Ok(Form::Unsigned);
        }
        ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS => {
            return Err("holds times of day without a date".to_owned());
        }
        ConvertedType::INTERVAL => return Err("holds intervals".to_owned()),
        _ => {}
    }
    Ok(match physical {
        Physical::BOOLEAN => Form::YesNo,
        Physical::INT32 | Physical::INT64 => Form::Whole,
        Physical::INT96 => Form::Int96,
        Physical::FLOAT | Physical::DOUBLE => Form::Float,
        Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY => Form::Text,
    })
}

fn scale(scale: i32) -> Result<Form, String> {
    match u32::try_from(scale) {
        Ok(scale @ 0..=38) => Ok(Form::Decimal(scale)),
        _ => Err("holds decimals of an unusual size".to_owned()),
    }
}
