//! Attributes of leads as codes into dictionaries of distinct values.

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use merit_values::{Column, LeadBatch, TextColumn, UNKNOWN, Value};

use crate::RecordPlace;

/// Distinct values with dense numbers. Unknown has the number [`UNKNOWN`].
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    values: Vec<Value>,
    codes: HashMap<Value, u32, FixedState>,
}

impl Dictionary {
    /// The number of a value, which is added when it is new.
    pub(crate) fn code(&mut self, value: &Value) -> u32 {
        if *value == Value::Unknown {
            return UNKNOWN;
        }
        if let Some(code) = self.codes.get(value) {
            return *code;
        }
        let code = u32::try_from(self.values.len()).unwrap_or(UNKNOWN);
        self.values.push(value.clone());
        self.codes.insert(value.clone(), code);
        code
    }

    /// The value of a number.
    pub(crate) fn value(&self, code: u32) -> &Value {
        self.values.get(code as usize).unwrap_or(&Value::Unknown)
    }

    /// All values but unknown.
    pub(crate) fn values(&self) -> &[Value] {
        &self.values
    }
}

/// One attribute of all leads.
#[derive(Debug, Default)]
struct Attribute {
    dictionary: Dictionary,
    /// For each lead, as far as some table tells.
    codes: Vec<u32>,
    /// For each of these leads: the row that told it, as a number of [`Attributes::rows`].
    rows: Vec<u32>,
}

/// The attributes of all leads, from the leads tables.
#[derive(Debug)]
pub(crate) struct Attributes {
    attributes: Vec<Attribute>,
    /// Where each row stands, in the order in which they came.
    rows: Vec<RecordPlace>,
}

/// Two rows of a lead that contradict each other.
pub(crate) struct Conflict {
    pub(crate) lead: u32,
    pub(crate) attribute: usize,
    pub(crate) places: [RecordPlace; 2],
}

impl Attributes {
    pub(crate) fn new(count: usize) -> Self {
        let attributes = std::iter::repeat_with(Attribute::default).take(count).collect();
        Self { attributes, rows: Vec::new() }
    }

    /// Takes the rows of a table: each attribute takes its known value; two different ones are a conflict.
    pub(crate) fn take(
        &mut self,
        batch: &LeadBatch,
        leads: &[u32],
        lead_count: usize,
        place: impl Fn(usize) -> RecordPlace,
    ) -> Result<(), Conflict> {
        let first = self.rows.len();
        self.rows.extend((0..leads.len()).map(&place));
        for (number, attribute) in self.attributes.iter_mut().enumerate() {
            let Some(column) = batch.columns.get(number).and_then(Option::as_ref) else { continue };
            attribute.codes.resize(lead_count.max(attribute.codes.len()), UNKNOWN);
            attribute.rows.resize(attribute.codes.len(), UNKNOWN);
            let codes = column_codes(&mut attribute.dictionary, column, leads.len());
            for (row, (lead, code)) in leads.iter().zip(codes).enumerate().filter(|(_, (_, code))| *code != UNKNOWN) {
                let known = &mut attribute.codes[*lead as usize];
                if *known == UNKNOWN {
                    *known = code;
                    attribute.rows[*lead as usize] = u32::try_from(first + row).unwrap_or(UNKNOWN);
                } else if *known != code {
                    let told = self.rows.get(attribute.rows[*lead as usize] as usize);
                    let mut places = [told.copied().unwrap_or(place(row)), place(row)];
                    places.sort();
                    return Err(Conflict { lead: *lead, attribute: number, places });
                }
            }
        }
        Ok(())
    }

    /// The code of a value that a change record sets.
    pub(crate) fn code(&mut self, attribute: u16, value: &Value) -> u32 {
        self.attributes[usize::from(attribute)].dictionary.code(value)
    }

    /// The code in the tables.
    pub(crate) fn of_lead(&self, attribute: usize, lead: u32) -> u32 {
        self.attributes[attribute].codes.get(lead as usize).copied().unwrap_or(UNKNOWN)
    }

    pub(crate) fn dictionary(&self, attribute: usize) -> &Dictionary {
        &self.attributes[attribute].dictionary
    }
}

/// The code of each row; texts are looked up once per distinct value.
fn column_codes(dictionary: &mut Dictionary, column: &Column, rows: usize) -> Vec<u32> {
    match column {
        Column::Text(TextColumn { values, codes }) => {
            let known: Vec<u32> = values.iter().map(|text| dictionary.code(&Value::Text(text.into()))).collect();
            codes.iter().map(|code| known.get(*code as usize).copied().unwrap_or(UNKNOWN)).collect()
        }
        other => (0..rows).map(|row| dictionary.code(&other.value(row))).collect(),
    }
}
