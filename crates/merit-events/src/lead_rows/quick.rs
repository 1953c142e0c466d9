//! The usual row of a leads table: the same as `LeadRows::add`, without a step between the text and the columns. Whatever
//! is not plainly good is left to `LeadRows::add`.

use super::LeadRows;
use crate::cells::Form;
use crate::event_rows::{QuickRecord, trimmed};
use crate::rows::place;

impl LeadRows<'_> {
    /// Adds a row. False when it is not plainly good: then nothing has changed.
    #[inline(never)]
    pub(crate) fn add_quick<const TABLE: bool>(&mut self, record: &QuickRecord<'_, TABLE>) -> bool {
        let row = self.len();
        let is_good = self.row(record).is_some();
        if !is_good {
            for column in &mut self.columns {
                column.truncate(row);
            }
            self.conversion.other_choices.clear();
        }
        self.conversion.no_offset = 0;
        is_good
    }

    fn row<const TABLE: bool>(&mut self, record: &QuickRecord<'_, TABLE>) -> Option<()> {
        let (mapping, row, text) = (self.mapping, self.len(), record.text);
        let cell = record.cells.get(mapping.lead)?;
        let lead = match cell.form {
            Form::Number => cell.text(text),
            Form::Text => trimmed(cell.text(text), &mapping.empty)?,
            _ => return None,
        };
        for (field, attribute) in &self.wanted {
            let known = match record.cells.get(*field) {
                Some(cell) => self.columns.get_mut(*attribute)?.set_cell(row, cell, text, &mut self.conversion)?,
                None => false,
            };
            if !known && mapping.attributes.get(*attribute)?.required {
                return None;
            }
        }
        self.batch.lines.push(record.line);
        self.batch.leads.push(lead);
        self.report.records += 1;
        if self.conversion.no_offset > 0 && !mapping.zone_is_chosen {
            self.report.no_offset += self.conversion.no_offset;
            self.report.first_no_offset.get_or_insert(place(self.batch.source, record.line));
        }
        let mut seen = record.seen;
        while seen != 0 {
            self.note_other(record, record.cells.number(seen.trailing_zeros() as usize));
            seen &= seen - 1;
        }
        for number in record.seen_more {
            self.note_other(record, *number);
        }
        Some(())
    }

    /// Counts a value that leads nowhere.
    #[inline]
    fn note_other<const TABLE: bool>(&mut self, record: &QuickRecord<'_, TABLE>, number: usize) {
        let Some(name) = number.checked_sub(self.mapping.fields.len()) else { return };
        let (Some(name), Some(cell)) = (record.names.get(name), record.cells.get(number)) else { return };
        if cell.form != Form::Text || !cell.means_unknown(record.text, &self.mapping.empty) {
            self.undeclared.add(*name, record.line, None);
        }
    }
}
