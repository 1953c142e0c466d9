//! Values that are needed only to be judged need not be read where the form of their column leaves nothing to judge.

use merit_ir::{Need, Needs};
use merit_values::Kind;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::statistics::Statistics;

use super::form::{Form, Readable};
use crate::config::SourceKind;
use crate::mapping::Mapping;
use crate::table::Header;

/// Numbers in data have up to 18 digits.
const LARGEST: i64 = 999_999_999_999_999_999;

/// What is needed of a file.
pub(super) fn needed(
    needs: &Needs,
    mapping: &Mapping,
    header: &Header,
    columns: &[Readable],
    metadata: &ParquetMetaData,
) -> Needs {
    let mut doubtful = Needs { slots: Vec::new(), ids: needs.ids, attributes: Vec::new() };
    doubtful.slots.resize(needs.slots.len(), Need::Nothing);
    doubtful.attributes.resize(needs.attributes.len(), Need::Nothing);
    for (column, readable) in header.columns.iter().zip(columns) {
        let is_good = |kind: &Kind| readable.as_ref().is_ok_and(|(leaf, form)| is_good(kind, *form, *leaf, metadata));
        for field in &column.fields {
            if mapping.kind == SourceKind::Leads {
                let attribute = mapping.columns.get(*field).copied().flatten().map(usize::from);
                let shape = attribute.and_then(|number| mapping.attributes.get(number));
                if let Some((number, shape)) = attribute.zip(shape)
                    && !is_good(&shape.kind)
                {
                    mark(&mut doubtful.attributes, number);
                }
                continue;
            }
            for property in mapping.events.iter().filter_map(|event| event.uses.get(*field)).flatten() {
                if mapping.slots.get(property.slot).is_some_and(|(_, kind)| !is_good(kind)) {
                    mark(&mut doubtful.slots, property.slot);
                }
            }
        }
    }
    Needs {
        slots: both(&needs.slots, &doubtful.slots),
        ids: needs.ids,
        attributes: both(&needs.attributes, &doubtful.attributes),
    }
}

fn mark(doubtful: &mut [Need], at: usize) {
    if let Some(doubtful) = doubtful.get_mut(at) {
        *doubtful = Need::Judged;
    }
}

/// What is asked for stays so; what is judged only where it is in doubt.
fn both(needs: &[Need], doubtful: &[Need]) -> Vec<Need> {
    let one = |(need, doubtful): (&Need, &Need)| if *need == Need::Judged { *doubtful } else { *need };
    needs.iter().zip(doubtful).map(one).collect()
}

/// Whether no value of a column can be wrong.
fn is_good(kind: &Kind, form: Form, leaf: usize, metadata: &ParquetMetaData) -> bool {
    match (kind, form) {
        (Kind::YesNo, Form::YesNo) => true,
        (Kind::Number, Form::Whole) => metadata.row_groups().iter().all(|group| {
            let column = group.column(leaf);
            match column.statistics() {
                Some(Statistics::Int32(_)) => true,
                Some(Statistics::Int64(statistics)) => {
                    let (least, most) = (statistics.min_opt(), statistics.max_opt());
                    let is_empty = statistics.null_count_opt() == u64::try_from(column.num_values()).ok();
                    is_empty
                        || least.is_some_and(|least| *least >= -LARGEST) && most.is_some_and(|most| *most <= LARGEST)
                }
                _ => false,
            }
        }),
        _ => false,
    }
}
