//! Everything taken so far. Batches wait until there are enough of them; then copies are found, and several threads take
//! the rows in, each those of other parts.

use std::sync::Arc;

use foldhash::fast::FixedState;
use hashbrown::HashSet;

use crate::attributes::{Answers, NOTHING, TranslatedColumn};
use crate::classtable::ClassTable;
use crate::gather::{PARTS, Spare};
use crate::ids::{Ids, Seen};
use crate::orders::Orders;
use crate::parallel::{for_each, least};
use crate::part::{Change, Part};
use crate::plan::Plan;
use crate::prepare::{PreparedEvents, PreparedLeads};
use crate::program::Program;
use crate::scratch::Memory;
use crate::spill::{Copies, Spilled};
use crate::taking::{Hand, TOO_MANY_LEADS, Taking, WaitingEvents, WaitingLeads, take_leads};
use crate::{EngineError, Options, RecordPlace};

/// So many bytes of batches wait, so that what is kept of one part stays in the processor's cache for many rows.
const BYTES_AT_ONCE: usize = 32 << 20;
/// Room is made at once for so many leads, not for more, and where it takes only a share of the memory.
const MOST_EXPECTED: usize = 1 << 24;
/// Bytes that an expected lead takes, more or less.
const BYTES_OF_EXPECTED: u64 = 64;
/// Bytes that an id takes, more or less.
const BYTES_OF_ID: u64 = 16;
/// The share of the memory that may be used for batches that wait.
const SHARE_OF_MEMORY: u64 = 8;

/// Everything taken so far.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) parts: Vec<Part>,
    pub(crate) classes: ClassTable,
    pub(crate) answers: Answers,
    /// How events are taken in one by one, where the model allows it.
    pub(crate) program: Option<Program>,
    /// They are taken in as they come. Otherwise they are kept until all are there.
    is_running: bool,
    has_events: bool,
    ids: Ids,
    /// Ids of which copies were found.
    pub(crate) copied: HashSet<u64, FixedState>,
    leads: Vec<WaitingLeads>,
    /// So many leads are expected in each part, 0 where nobody knows.
    expected: usize,
    events: Vec<WaitingEvents>,
    /// Bytes of both, more or less.
    waiting: usize,
    pub(crate) bytes_at_once: usize,
    pub(crate) spare: Arc<Spare>,
    /// What tells the order of records of one instant, of all parts.
    pub(crate) orders: Orders,
    /// What each thread has at hand.
    hands: Vec<Hand>,
    /// The number of the first record of the next batch, where records are explained.
    pub(crate) first_record: Option<u32>,
    memory: Option<Memory>,
    /// What did not fit into memory.
    pub(crate) spilled: Option<Spilled>,
    /// The copies among all records, once something was put aside and everything is settled.
    pub(crate) copies: Option<Copies>,
}

impl Store {
    pub(crate) fn new(plan: &Plan, options: &Options, memory: Option<Memory>) -> Self {
        let program = Program::of(plan, options);
        let is_whole = program.as_ref().is_some_and(|program| program.is_whole);
        let share = memory.as_ref().map_or(u64::MAX, |memory| memory.bytes / SHARE_OF_MEMORY);
        Self {
            parts: std::iter::repeat_with(Part::default).take(PARTS).collect(),
            classes: ClassTable::default(),
            answers: Answers::new(plan),
            is_running: options.in_order && is_whole,
            program,
            has_events: false,
            ids: Ids::default(),
            copied: HashSet::default(),
            leads: Vec::new(),
            expected: 0,
            events: Vec::new(),
            waiting: 0,
            bytes_at_once: usize::try_from(share).unwrap_or(usize::MAX).min(BYTES_AT_ONCE),
            spare: Arc::default(),
            orders: Orders::default(),
            hands: std::iter::repeat_with(Hand::default).take(options.threads.clamp(1, PARTS)).collect(),
            first_record: None,
            memory,
            spilled: None,
            copies: None,
        }
    }

    /// So many records are expected, of which the ids are compared.
    pub(crate) fn expect_ids(&mut self, records: usize) {
        let memory = self.memory.as_ref().map_or(u64::MAX, |memory| memory.bytes);
        // Where they are put aside in any case, they need no room.
        if (records as u64).saturating_mul(BYTES_OF_ID) < memory / 2 {
            self.ids = Ids::expecting(records);
        }
    }

    /// See [`Options::in_order`]; before the first record.
    pub(crate) fn count_on_order(&mut self, in_order: bool) {
        self.is_running = in_order && self.program.as_ref().is_some_and(|program| program.is_whole);
    }

    /// So many leads are expected. Parts are of about equal size.
    pub(crate) fn expect_leads(&mut self, leads: usize) {
        let memory = self.memory.as_ref().map_or(u64::MAX, |memory| memory.bytes);
        let is_much = leads as u64 > memory / SHARE_OF_MEMORY / BYTES_OF_EXPECTED;
        let of_part = if is_much { 0 } else { leads.min(MOST_EXPECTED) / PARTS };
        self.expected = of_part + of_part / 16;
    }

    /// How records are taken into accounts as they come, where they are.
    pub(crate) fn running(&self) -> Option<&Program> {
        self.program.as_ref().filter(|_| self.is_running)
    }

    /// Puts everything aside where it takes more memory than it may.
    fn keep_in_bounds(&mut self) -> Result<(), EngineError> {
        let Some(memory) = &self.memory else { return Ok(()) };
        let of_parts: usize = self.parts.iter().map(Part::bytes).sum();
        if ((of_parts + self.orders.bytes() + self.ids.bytes()) as u64)
            < memory.bytes - memory.bytes / SHARE_OF_MEMORY
        {
            return Ok(());
        }
        let spilled = match &mut self.spilled {
            Some(spilled) => spilled,
            None => {
                let mut spilled = Spilled::new(memory, PARTS)?;
                spilled.put_ids_aside(memory, std::mem::take(&mut self.ids))?;
                self.spilled.insert(spilled)
            }
        };
        spilled.put_aside(&mut self.parts, &mut self.orders)
    }

    /// Takes in what waits.
    pub(crate) fn take_waiting(&mut self, plan: &Plan, options: &Options) -> Result<(), EngineError> {
        self.take_leads(plan, options)?;
        self.take_events(plan, options)
    }

    /// Takes in what waits. Where something was put aside, puts the rest aside, too, and finds the copies among all records.
    pub(crate) fn settle(&mut self, plan: &Plan, options: &Options) -> Result<(), EngineError> {
        self.take_waiting(plan, options)?;
        if let Some(spilled) = &mut self.spilled
            && self.copies.is_none()
        {
            spilled.put_aside(&mut self.parts, &mut self.orders)?;
            self.copies = Some(spilled.find_copies(&mut self.copied)?);
        }
        Ok(())
    }

    /// Takes rows of a leads table.
    pub(crate) fn add_leads(
        &mut self,
        plan: &Plan,
        options: &Options,
        batch: PreparedLeads,
        lines_before: u64,
    ) -> Result<(), EngineError> {
        if self.is_running && self.has_events {
            return Err(EngineError::Disorder);
        }
        self.take_events(plan, options)?;
        self.waiting += batch.bytes();
        self.leads.push(WaitingLeads { batch, lines_before });
        if self.waiting >= self.bytes_at_once { self.take_leads(plan, options) } else { Ok(()) }
    }

    /// Takes records.
    pub(crate) fn add_events(
        &mut self,
        plan: &Plan,
        options: &Options,
        batch: PreparedEvents,
        lines_before: u64,
    ) -> Result<(), EngineError> {
        self.take_leads(plan, options)?;
        self.has_events = true;
        self.waiting += batch.bytes();
        let program = self.program.as_ref();
        self.events.push(WaitingEvents {
            classes: batch.classes.iter().map(|class| self.classes.number(plan, program, class)).collect(),
            batch,
            lines_before,
            copies: Vec::new(),
            first: None,
            first_record: self.first_record,
            first_order: 0,
        });
        if self.waiting >= self.bytes_at_once { self.take_events(plan, options) } else { Ok(()) }
    }

    /// Takes in the rows of leads tables that wait.
    fn take_leads(&mut self, plan: &Plan, options: &Options) -> Result<(), EngineError> {
        if self.leads.is_empty() {
            return Ok(());
        }
        self.waiting = 0;
        let waiting = std::mem::take(&mut self.leads);
        let expected = if self.spilled.is_some() { 0 } else { self.expected };
        let Self { parts, answers, hands, .. } = self;
        let mut batches = Vec::with_capacity(waiting.len());
        for waiting in &waiting {
            let columns = waiting.batch.columns.iter().enumerate();
            let columns: Vec<_> = columns
                .map(|(number, column)| Some(TranslatedColumn::new(number, column.as_ref()?, answers)))
                .collect();
            batches.push((waiting, columns));
        }
        for_each(parts, hands, |number, part, hand| {
            take_leads(plan, !options.whole_tables, &batches, number, part, hand, expected)
        })?;
        self.keep_in_bounds()
    }

    /// Takes in the records that wait.
    fn take_events(&mut self, plan: &Plan, options: &Options) -> Result<(), EngineError> {
        if self.events.is_empty() {
            return Ok(());
        }
        self.waiting = 0;
        let mut waiting = std::mem::take(&mut self.events);
        match (&mut self.spilled, &self.memory) {
            (Some(spilled), Some(memory)) => {
                for waiting in &mut waiting {
                    waiting.first = Some(spilled.number(memory, &waiting.batch, waiting.lines_before)?);
                }
            }
            _ => self.find_copies(&mut waiting)?,
        }
        for waiting in &mut waiting {
            waiting.first_order = self.orders.add(waiting.batch.take_order())?;
        }
        for waiting in &waiting {
            self.take_changes(plan, options, waiting)?;
        }
        let Self { parts, classes, answers, program, is_running, hands, spilled, .. } = self;
        let running = program.as_ref().filter(|_| *is_running && spilled.is_none());
        let taking = Taking { plan, options, classes, answers, running, batches: &waiting };
        for_each(parts, hands, |number, part, hand| taking.take(number, part, hand))?;
        for waiting in waiting {
            self.spare.give(waiting.batch.gathered);
            self.spare.give_ids(waiting.batch.id_hashes);
        }
        self.keep_in_bounds()
    }

    /// Finds the records that are copies of earlier ones, where that is asked.
    fn find_copies(&mut self, waiting: &mut [WaitingEvents]) -> Result<(), EngineError> {
        if waiting.iter().all(|waiting| waiting.batch.id_hashes.is_empty()) {
            return Ok(());
        }
        let mut segments: Vec<_> = self.ids.segments().iter_mut().map(|segment| (segment, Vec::new())).collect();
        let batches = &*waiting;
        for_each(&mut segments, &mut self.hands, |of_segment, (segment, copies), _| {
            let mut contradicted = None;
            for (number, waiting) in batches.iter().enumerate() {
                let batch = &waiting.batch;
                segment.see_all(batch.id_hashes.of_segment(of_segment), |id, seen| match seen {
                    Seen::Never => {}
                    Seen::Copy => copies.push((number, id)),
                    Seen::Contradicted => {
                        let row = id.row as usize;
                        let line = batch.lines.get(row).copied().unwrap_or(0) + waiting.lines_before;
                        let place = RecordPlace { source: batch.source, line };
                        let id = batch.ids.as_ref().map(|ids| ids.get(row).to_owned());
                        contradicted = least(contradicted.take(), Some(EngineError::SameId { id, place }));
                    }
                });
            }
            contradicted.map_or(Ok(()), Err)
        })?;
        let copies: Vec<_> = segments.into_iter().flat_map(|(_, copies)| copies).collect();
        for (number, id) in copies {
            let waiting: &mut WaitingEvents = &mut waiting[number];
            waiting.copies.resize(waiting.batch.rows(), false);
            waiting.copies[id.row as usize] = true;
            self.copied.insert(id.id);
        }
        Ok(())
    }

    /// Takes the changes of attributes. Of those after the instant asked for it is kept which attributes they change.
    fn take_changes(&mut self, plan: &Plan, options: &Options, waiting: &WaitingEvents) -> Result<(), EngineError> {
        let batch = &waiting.batch;
        if batch.changes.is_empty() {
            return Ok(());
        }
        let asked = self.program.as_ref().filter(|_| self.is_running).map(|program| &program.asked_by_events);
        if asked.is_some_and(|asked| batch.changes.iter().any(|change| asked[usize::from(change.attribute)])) {
            // What events before were taken for may depend on values that nobody knew then.
            return Err(EngineError::Disorder);
        }
        let mut order = (u32::MAX, u32::MAX);
        for change in batch.changes.iter().filter(|change| waiting.is_new(change.row)) {
            let part = &mut self.parts[change.lead.part()];
            let id = batch.leads.get(change.row as usize).unwrap_or("");
            let lead = part.lead(change.lead, id).ok_or(TOO_MANY_LEADS)?;
            let is_later = change.at > options.as_of;
            if !is_later && order.0 != change.row {
                order = (change.row, waiting.order_of(change.row));
            }
            let attribute = change.attribute;
            let (order, value) = if is_later {
                (u32::MAX, NOTHING)
            } else {
                (order.1, self.answers.number(plan, attribute, &change.value))
            };
            let serial = waiting.first.map_or(u64::MAX, |first| first + u64::from(change.row));
            part.changes.push(Change { lead, attribute, at: change.at, order, value, serial });
        }
        Ok(())
    }
}
