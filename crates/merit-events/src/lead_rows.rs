//! Rows of leads tables.

mod quick;

use merit_diagnostics::Code;
use merit_values::LeadBatch;

use crate::block::Settings;
use crate::columns::Filler;
use crate::convert::Conversion;
use crate::mapping::Mapping;
use crate::problem::BadRecord;
use crate::report::ReadReport;
use crate::rows::{Batch, Record, Undeclared, conversion, lead, place};

/// A batch of rows of a leads table in the making.
#[derive(Debug)]
pub(crate) struct LeadRows<'p> {
    mapping: &'p Mapping,
    batch: LeadBatch,
    columns: Vec<Filler<'p>>,
    /// For each field: the attribute that it fills, if that is read.
    attributes: Vec<Option<usize>>,
    /// The same as pairs.
    wanted: Vec<(usize, usize)>,
    conversion: Conversion<'p>,
    report: ReadReport,
    undeclared: Undeclared,
    /// Attributes with a value outside their choices, of the row at hand.
    choices: Vec<(&'p str, String)>,
    /// Which attributes have a value in the row at hand.
    known: Vec<bool>,
}

impl<'p> LeadRows<'p> {
    pub(crate) fn new(mapping: &'p Mapping, settings: &Settings) -> Self {
        let (source, needs) = (settings.source, settings.needs.as_deref());
        let attribute_of =
            |attribute: &Option<u16>| attribute.filter(|number| mapping.is_attribute_read(needs, *number));
        let attributes: Vec<Option<usize>> =
            mapping.columns.iter().map(|attribute| attribute_of(attribute).map(usize::from)).collect();
        let fields = attributes.iter().enumerate();
        Self {
            wanted: fields.filter_map(|(field, attribute)| Some((field, (*attribute)?))).collect(),
            attributes,
            mapping,
            batch: LeadBatch { source, ..LeadBatch::default() },
            columns: mapping.attributes.iter().map(|attribute| Filler::new(&attribute.kind)).collect(),
            conversion: conversion(mapping),
            report: ReadReport::default(),
            undeclared: Undeclared::default(),
            choices: Vec::new(),
            known: Vec::new(),
        }
    }

    pub(crate) const fn len(&self) -> usize {
        self.batch.leads.len()
    }

    pub(crate) fn add(&mut self, line: u64, record: &Record<'_>) -> Result<(), BadRecord> {
        let row = self.len();
        let result = self.try_add(line, record);
        if result.is_err() {
            for column in &mut self.columns {
                column.truncate(row);
            }
        }
        self.conversion.no_offset = 0;
        self.choices.clear();
        self.conversion.other_choices.clear();
        result
    }

    fn try_add(&mut self, line: u64, record: &Record<'_>) -> Result<(), BadRecord> {
        let mapping = self.mapping;
        let lead = lead(mapping, record)?;
        let row = self.len();
        self.known.clear();
        self.known.resize(mapping.attributes.len(), false);
        for field in &record.touched {
            let Some(attribute) = self.attributes.get(*field).copied().flatten() else { continue };
            let (Some(shape), Some(column)) = (mapping.attributes.get(attribute), self.columns.get_mut(attribute))
            else {
                continue;
            };
            let raw = record.cell(*field);
            let known = column.set(row, raw, &mut self.conversion).map_err(|error| error.of(&shape.name, raw))?;
            if let Some(mark) = self.known.get_mut(attribute) {
                *mark = known;
            }
            for choice in self.conversion.other_choices.drain(..) {
                self.choices.push((&shape.name, choice));
            }
        }
        let missing = mapping.attributes.iter().zip(&self.known).find(|(shape, known)| shape.required && !**known);
        if let Some((shape, _)) = missing {
            let message = format!("{} is required for a lead and has no value here.", shape.name);
            return Err(BadRecord::coded(Code::F602, message));
        }
        self.batch.lines.push(line);
        self.batch.leads.push(&lead);
        self.note(line, record);
        Ok(())
    }

    fn note(&mut self, line: u64, record: &Record<'_>) {
        let (source, report) = (self.batch.source, &mut self.report);
        report.records += 1;
        if self.conversion.no_offset > 0 && !self.mapping.zone_is_chosen {
            report.no_offset += self.conversion.no_offset;
            report.first_no_offset.get_or_insert(place(source, line));
        }
        for (of, choice) in self.choices.drain(..) {
            report.unknown_choices.add(&choice, of, 1, place(source, line));
        }
        for name in &record.undeclared {
            self.undeclared.add(*name, line, None);
        }
    }

    pub(crate) fn finish<'n>(mut self, name: impl Fn(usize) -> &'n str) -> (Batch, ReadReport) {
        let (rows, source) = (self.len(), self.batch.source);
        for (number, count, line, _) in self.undeclared.into_counts() {
            self.report.unknown_attributes.add(name(number), "", count, place(source, line));
        }
        self.batch.columns = self.columns.into_iter().map(|column| column.finish(rows)).collect();
        (Batch::Leads(self.batch), self.report)
    }
}
