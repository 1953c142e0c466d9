//! Properties: from a column of the file to a column of the batch.

use std::sync::Arc;

use foldhash::fast::RandomState;
use hashbrown::HashMap;
use merit_values::{CHANGE, Column as Filled, Day, Decimal, Instant, Kind, TextColumn, UNKNOWN};

use super::plan::{PropertyColumn, SlotUse, of};
use super::{Fast, Kept, NotUsual, numbers, texts};
use crate::convert::{Conversion, ValueError};
use crate::dictionary::Dictionary;
use crate::parquet_file::column::Column;
use crate::parquet_file::page::Entries;
use crate::parquet_file::plain::Values;
use crate::raw::Raw;
use crate::raw::means_unknown_quick;

/// A column of the batch in the making.
pub(super) struct Slot<'p> {
    kind: &'p Kind,
    data: Data,
    entries: Option<Arc<Entries>>,
}

enum Data {
    Text { values: Dictionary, column: Typed<u32> },
    Number(Typed<Option<Decimal>>),
    YesNo(Typed<Option<bool>>),
    Date(Typed<Option<Day>>),
    Time(Typed<Option<Instant>>),
    Choice(Typed<Option<u16>>),
    Several { numbers: HashMap<Box<[u16]>, u32, RandomState>, values: Vec<Box<[u16]>>, column: Typed<u32> },
}

/// One value per row, and what the entries of the dictionary stand for.
struct Typed<S> {
    column: Vec<S>,
    known: usize,
    entries: Vec<Entry<S>>,
}

#[derive(Clone, Copy)]
enum Entry<S> {
    Unseen,
    Unknown,
    Known(S),
    /// Worth a note at every row.
    Noted,
}

impl<S> Default for Typed<S> {
    fn default() -> Self {
        Self { column: Vec::new(), known: 0, entries: Vec::new() }
    }
}

impl<'p> Slot<'p> {
    pub(super) fn new(kind: &'p Kind) -> Self {
        let data = match kind {
            Kind::Text | Kind::Email | Kind::Url => {
                Data::Text { values: Dictionary::default(), column: Typed::default() }
            }
            Kind::Number => Data::Number(Typed::default()),
            Kind::YesNo => Data::YesNo(Typed::default()),
            Kind::Date => Data::Date(Typed::default()),
            Kind::Time => Data::Time(Typed::default()),
            Kind::OneOf(_) => Data::Choice(Typed::default()),
            Kind::SeveralOf(_) => {
                Data::Several { numbers: HashMap::default(), values: Vec::new(), column: Typed::default() }
            }
        };
        Self { kind, data, entries: None }
    }

    /// The column, or nothing when no row has a value.
    pub(super) fn finish(self, rows: usize) -> Option<Filled> {
        match self.data {
            Data::Text { values, column } => column
                .finish(rows, UNKNOWN)
                .map(|codes| Filled::Text(TextColumn { values: values.into_strings(), codes })),
            Data::Number(column) => column.finish(rows, None).map(Filled::Number),
            Data::YesNo(column) => column.finish(rows, None).map(Filled::YesNo),
            Data::Date(column) => column.finish(rows, None).map(Filled::Date),
            Data::Time(column) => column.finish(rows, None).map(Filled::Time),
            Data::Choice(column) => column.finish(rows, None).map(Filled::Choice),
            Data::Several { values, column, .. } => {
                column.finish(rows, UNKNOWN).map(|codes| Filled::Several { values, codes })
            }
        }
    }
}

impl<S: Copy> Typed<S> {
    /// Takes the values of the first rows as long as they are entries that are known already, of events that have the
    /// property; gives their number. `codes` are the numbers of the entries.
    fn take_known(
        &mut self,
        rows: &[u32],
        codes: &[u32],
        kept: &[Kept],
        is_of_event: &[bool],
        before: usize,
    ) -> usize {
        let to = self.column.get_mut(before..).unwrap_or_default();
        let mut taken = 0;
        for (row, code) in rows.iter().zip(codes) {
            let row = *row as usize;
            let (Some((_, kind)), Some(to)) = (kept.get(row), to.get_mut(row)) else { break };
            match self.entries.get(*code as usize) {
                Some(Entry::Known(value)) if of(is_of_event, *kind) => *to = *value,
                _ => break,
            }
            taken += 1;
        }
        self.known += taken;
        taken
    }

    fn finish(mut self, rows: usize, gap: S) -> Option<Vec<S>> {
        if self.known == 0 {
            return None;
        }
        self.column.resize(rows, gap);
        Some(self.column)
    }
}

impl<'p> Fast<'p> {
    /// Takes the values of a column of properties; `before` rows are in the batch already.
    pub(super) fn property(
        &mut self,
        property: &'p PropertyColumn,
        column: &Column,
        first_line: u64,
        before: usize,
        is_whole: bool,
    ) -> Result<(), NotUsual> {
        let mut taken = 0;
        for usage in &property.uses {
            if column.known() > 0 {
                taken += self.fill(usage, &Rows { usage, column, first_line, before, is_whole })?;
            } else if usage.any_required && self.kept.iter().any(|(_, kind)| of(&usage.is_required, *kind)) {
                return Err(NotUsual);
            }
        }
        // Most columns have values where they belong, and nowhere else.
        let is_all = property.uses.len() == 1 && column.known() == taken;
        if column.known() > 0 && !is_all && !property.is_frame {
            for (row, kind) in &self.kept {
                let at = *row as usize;
                if column.is_there(at) && !of(&property.is_used, *kind) {
                    let raw = column.raw(at).map_err(|_| NotUsual)?;
                    if raw.is_known(&self.mapping.empty) {
                        let event = (*kind != CHANGE).then_some(*kind);
                        self.elsewhere.add(property.field, first_line + u64::from(*row), event);
                    }
                }
            }
        }
        Ok(())
    }

    fn fill(&mut self, usage: &'p SlotUse, rows: &Rows<'p, '_>) -> Result<usize, NotUsual> {
        let column = rows.column;
        let Some(mut slot) = self.slots.get_mut(usage.slot).map(std::mem::take) else { return Ok(0) };
        if let Some(entries) = column.entries()
            && !slot.entries.as_ref().is_some_and(|known| Arc::ptr_eq(known, entries))
        {
            slot.entries = Some(Arc::clone(entries));
            slot.forget_entries(entries.values.len());
        }
        let kind = slot.kind;
        let taken = match &mut slot.data {
            Data::Text { values, column: typed } => {
                let direct = |values: &mut Dictionary, row: usize, empty: &[String]| {
                    let text = column.page()?.buffer.text(*texts::spans(column)?.get(row)?)?;
                    Some(if means_unknown_quick(text.as_bytes(), || text, empty) {
                        UNKNOWN
                    } else {
                        values.number(text).0
                    })
                };
                self.typed(typed, rows, UNKNOWN, values, direct, |values, to, raw| {
                    Ok(to.text(raw)?.map(|text| values.number(&text).0))
                })?
            }
            Data::Number(typed) => {
                let direct = |(): &mut (), row: usize, _: &[String]| numbers::simple(column, row).map(Some);
                self.typed(typed, rows, None, &mut (), direct, |(), to, raw| Ok(to.number(raw)?.map(Some)))?
            }
            Data::YesNo(typed) => {
                let direct = |(): &mut (), row: usize, _: &[String]| match column.plain() {
                    Values::YesNo(values) => values.get(row).copied().map(Some),
                    _ => None,
                };
                self.typed(typed, rows, None, &mut (), direct, |(), to, raw| Ok(to.yes_no(raw)?.map(Some)))?
            }
            Data::Date(typed) => {
                self.typed(typed, rows, None, &mut (), none, |(), to, raw| Ok(to.date(raw)?.map(Some)))?
            }
            Data::Time(typed) => {
                self.typed(typed, rows, None, &mut (), none, |(), to, raw| Ok(to.time(raw)?.map(Some)))?
            }
            Data::Choice(typed) => {
                self.typed(typed, rows, None, &mut (), none, |(), to, raw| Ok(to.choice(kind, raw)?.map(Some)))?
            }
            Data::Several { numbers, values, column: typed } => {
                self.typed(typed, rows, UNKNOWN, &mut (numbers, values), none, |(numbers, values), to, raw| {
                    Ok(to.several(kind, raw)?.map(|set| {
                        *numbers.entry_ref(&set).or_insert_with(|| {
                            values.push(set.clone());
                            u32::try_from(values.len() - 1).unwrap_or(UNKNOWN)
                        })
                    }))
                })?
            }
        };
        if let Some(place) = self.slots.get_mut(usage.slot) {
            *place = slot;
        }
        Ok(taken)
    }

    /// Appends one value per row that is kept, and tells how many of them the column has. `direct` reads a value that stands plainly in the column, or leaves it to
    /// `convert`, which also reads the entries of a dictionary, each once.
    fn typed<S: Copy + PartialEq, M>(
        &mut self,
        typed: &mut Typed<S>,
        rows: &Rows<'p, '_>,
        gap: S,
        memory: &mut M,
        direct: impl Fn(&mut M, usize, &[String]) -> Option<S>,
        convert: impl Fn(&mut M, &mut Conversion<'_>, &Raw<'_>) -> Result<Option<S>, ValueError>,
    ) -> Result<usize, NotUsual> {
        let (column, usage) = (rows.column, rows.usage);
        // At once for the whole piece: growing would copy.
        typed.column.reserve(self.rows.saturating_sub(typed.column.len()));
        typed.column.resize(rows.before, gap);
        let kept = std::mem::take(&mut self.kept);
        let mut taken = 0;
        // Most columns belong to one event of many: only rows with a value are looked at.
        if let (true, false, Some(places)) = (rows.is_whole, usage.any_required, column.places()) {
            typed.column.resize(rows.before + kept.len(), gap);
            let (mut places, mut codes) = (places, column.codes().unwrap_or_default());
            loop {
                let known = typed.take_known(places, codes, &kept, &usage.is_of_event, rows.before);
                taken += known;
                let Some((row, rest)) = places.get(known..).and_then(<[u32]>::split_first) else { break };
                let code = codes.get(known).copied();
                (places, codes) = (rest, codes.get(known + 1..).unwrap_or_default());
                let Some((_, kind)) = kept.get(*row as usize) else { continue };
                if of(&usage.is_of_event, *kind) {
                    taken += 1;
                    let value = self.value(typed, rows, (*row, code), gap, memory, &direct, &convert)?;
                    typed.known += usize::from(value != gap);
                    if let Some(place) = typed.column.get_mut(rows.before + *row as usize) {
                        *place = value;
                    }
                }
            }
            self.kept = kept;
            return Ok(taken);
        }
        let codes = column.coded().map_or(&[][..], |(codes, _)| codes);
        for (row, kind) in &kept {
            let mut value = gap;
            if of(&usage.is_of_event, *kind) && column.is_there(*row as usize) {
                taken += 1;
                let code = codes.get(*row as usize).copied();
                value = match code.and_then(|code| typed.entries.get(code as usize)) {
                    Some(Entry::Known(value)) => *value,
                    _ => self.value(typed, rows, (*row, code), gap, memory, &direct, &convert)?,
                };
            }
            if value == gap {
                if usage.any_required && of(&usage.is_required, *kind) {
                    return Err(NotUsual);
                }
            } else {
                typed.known += 1;
            }
            typed.column.push(value);
        }
        self.kept = kept;
        Ok(taken)
    }

    /// The value of a row that has one, and the number of its entry.
    #[inline(never)]
    #[expect(clippy::too_many_arguments, reason = "the body of a loop")]
    fn value<S: Copy, M>(
        &mut self,
        typed: &mut Typed<S>,
        rows: &Rows<'p, '_>,
        (row, code): (u32, Option<u32>),
        gap: S,
        memory: &mut M,
        direct: impl Fn(&mut M, usize, &[String]) -> Option<S>,
        convert: impl Fn(&mut M, &mut Conversion<'_>, &Raw<'_>) -> Result<Option<S>, ValueError>,
    ) -> Result<S, NotUsual> {
        let (column, at, code) = (rows.column, row as usize, code.map(|code| code as usize));
        match code.and_then(|code| typed.entries.get(code)).copied() {
            Some(Entry::Known(value)) => return Ok(value),
            Some(Entry::Unknown) => return Ok(gap),
            Some(Entry::Unseen | Entry::Noted) => {}
            None => {
                if let Some(value) = direct(memory, at, self.conversion.empty) {
                    return Ok(value);
                }
            }
        }
        let raw = match code.zip(column.entries()) {
            Some((code, entries)) => entries.raw(u32::try_from(code).unwrap_or(UNKNOWN), column.shape()),
            None => column.raw(at),
        };
        let raw = raw.map_err(|_| NotUsual)?;
        let read = convert(memory, &mut self.conversion, &raw).map_err(|_| NotUsual)?;
        let is_noted = self.conversion.no_offset > 0 || !self.conversion.other_choices.is_empty();
        if let Some(place) = code.and_then(|code| typed.entries.get_mut(code)) {
            *place = match read {
                _ if is_noted => Entry::Noted,
                Some(value) => Entry::Known(value),
                None => Entry::Unknown,
            };
        }
        if is_noted {
            self.note(&rows.usage.name, rows.first_line + u64::from(row));
        }
        Ok(read.unwrap_or(gap))
    }
}

/// Where values come from, and for whom.
struct Rows<'p, 'c> {
    usage: &'p SlotUse,
    column: &'c Column,
    first_line: u64,
    before: usize,
    /// All rows of the chunk are kept.
    is_whole: bool,
}

const fn none<M, S>(_: &mut M, _: usize, _: &[String]) -> Option<S> {
    None
}

impl Default for Slot<'_> {
    fn default() -> Self {
        Self { kind: &Kind::YesNo, data: Data::YesNo(Typed::default()), entries: None }
    }
}

impl Slot<'_> {
    /// Another dictionary, of this many entries.
    fn forget_entries(&mut self, count: usize) {
        fn reset<S: Copy>(typed: &mut Typed<S>, count: usize) {
            typed.entries.clear();
            typed.entries.resize(count, Entry::Unseen);
        }
        match &mut self.data {
            Data::Text { column, .. } | Data::Several { column, .. } => reset(column, count),
            Data::Number(column) => reset(column, count),
            Data::YesNo(column) => reset(column, count),
            Data::Date(column) => reset(column, count),
            Data::Time(column) => reset(column, count),
            Data::Choice(column) => reset(column, count),
        }
    }
}
