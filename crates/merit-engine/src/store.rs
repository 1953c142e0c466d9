//! Takes batches in: who a record is about, whether it is a copy, and then either what it changes of its lead's account,
//! or a place among the records of its part.

use foldhash::fast::FixedState;
use hashbrown::HashSet;
use merit_values::{Strings, UNKNOWN};

use crate::attributes::{Answers, LeadRow, TranslatedColumn};
use crate::classtable::ClassTable;
use crate::ids::{Ids, Seen};
use crate::part::{Change, Part};
use crate::plan::Plan;
use crate::prepare::{PreparedEvents, PreparedLeads};
use crate::program::{Account, Desk, Fading, Happening, Program, Runner};
use crate::scratch::Memory;
use crate::spill::{Copies, Spilled};
use crate::{EngineError, Options, RecordPlace};

/// Leads are spread over so many parts.
const PARTS: usize = 64;

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
    fading: Fading,
    rows: RowsOfParts,
    /// The number of the first record of the next batch, where records are explained.
    pub(crate) first_record: Option<u32>,
    memory: Option<Memory>,
    /// What did not fit into memory.
    pub(crate) spilled: Option<Spilled>,
    /// The copies among all records, once something was put aside and everything is settled.
    pub(crate) copies: Option<Copies>,
}

/// The rows of a batch, gathered by part.
#[derive(Debug, Default)]
struct RowsOfParts {
    rows: Vec<u32>,
    ends: Vec<u32>,
    /// For each row of the part at hand: the number of its lead.
    leads: Vec<u32>,
}

impl RowsOfParts {
    /// Gathers rows by the hash of their leads.
    fn gather(&mut self, hashes: &[u64], wanted: impl Fn(usize) -> bool) {
        self.ends.clear();
        self.ends.resize(PARTS + 1, 0);
        let rows = || (0..hashes.len()).filter(|row| wanted(*row));
        for row in rows() {
            self.ends[part_of(hashes[row]) + 1] += 1;
        }
        for part in 0..PARTS {
            self.ends[part + 1] += self.ends[part];
        }
        let mut next = [0; PARTS];
        next.copy_from_slice(&self.ends[..PARTS]);
        self.rows.clear();
        self.rows.resize(self.ends[PARTS] as usize, 0);
        for row in rows() {
            let place = &mut next[part_of(hashes[row])];
            self.rows[*place as usize] = u32::try_from(row).unwrap_or(UNKNOWN);
            *place += 1;
        }
    }

    fn of(&self, part: usize) -> std::ops::Range<usize> {
        self.ends[part] as usize..self.ends[part + 1] as usize
    }
}

const fn part_of(hash: u64) -> usize {
    (hash >> 58) as usize
}

/// Ids that are looked up together.
const IDS_AT_ONCE: usize = 1 << 10;

const TOO_MANY_LEADS: EngineError = EngineError::TooMany("leads");

impl Store {
    pub(crate) fn new(plan: &Plan, options: &Options, memory: Option<Memory>) -> Self {
        let program = Program::of(plan, options);
        Self {
            parts: std::iter::repeat_with(Part::default).take(PARTS).collect(),
            classes: ClassTable::default(),
            answers: Answers::new(plan),
            is_running: options.in_order && program.as_ref().is_some_and(|program| program.is_whole),
            program,
            has_events: false,
            ids: Ids::default(),
            copied: HashSet::default(),
            fading: Fading::default(),
            rows: RowsOfParts::default(),
            first_record: None,
            memory,
            spilled: None,
            copies: None,
        }
    }

    /// How records are taken into accounts as they come, where they are.
    pub(crate) fn running(&self) -> Option<&Program> {
        self.program.as_ref().filter(|_| self.is_running)
    }

    /// Puts everything aside where it takes more memory than it may.
    fn keep_in_bounds(&mut self) -> Result<(), EngineError> {
        let Some(memory) = &self.memory else { return Ok(()) };
        let of_parts: usize = self.parts.iter().map(Part::bytes).sum();
        if ((of_parts + self.ids.bytes()) as u64) < memory.bytes {
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
        spilled.put_aside(&mut self.parts)
    }

    /// Where something was put aside, puts the rest aside, too, and finds the copies among all records.
    pub(crate) fn settle(&mut self) -> Result<(), EngineError> {
        if let Some(spilled) = &mut self.spilled
            && self.copies.is_none()
        {
            spilled.put_aside(&mut self.parts)?;
            self.copies = Some(spilled.find_copies(&mut self.copied)?);
        }
        Ok(())
    }

    /// Takes rows of a leads table.
    pub(crate) fn add_leads(
        &mut self,
        plan: &Plan,
        batch: &PreparedLeads,
        lines_before: u64,
    ) -> Result<(), EngineError> {
        if self.is_running && self.has_events {
            return Err(EngineError::Disorder);
        }
        let Self { parts, answers, rows, .. } = self;
        rows.gather(&batch.hashes, |_| true);
        let columns: Vec<_> = batch
            .columns
            .iter()
            .enumerate()
            .map(|(number, column)| Some(TranslatedColumn::new(plan, number, column.as_ref()?, answers)))
            .collect();
        let mut of_part = Vec::new();
        for (number, part) in parts.iter_mut().enumerate() {
            of_part.clear();
            for row in &rows.rows[rows.of(number)] {
                let row = *row as usize;
                let lead = part.lead(batch.hashes[row], batch.leads.get(row)).ok_or(TOO_MANY_LEADS)?;
                part.present[lead as usize] = true;
                let line = batch.lines.get(row).copied().unwrap_or(0) + lines_before;
                of_part.push(LeadRow { place: RecordPlace { source: batch.source, line }, row, lead });
            }
            let leads = &part.leads;
            part.attributes.take(plan, &columns, &of_part, leads.len(), |lead| leads.get(lead).to_owned())?;
        }
        self.keep_in_bounds()
    }

    /// Takes records.
    pub(crate) fn add_events(
        &mut self,
        plan: &Plan,
        options: &Options,
        batch: &PreparedEvents,
        lines_before: u64,
    ) -> Result<(), EngineError> {
        self.has_events = true;
        let first = match (&mut self.spilled, &self.memory) {
            (Some(spilled), Some(memory)) => Some(spilled.number(memory, batch, lines_before)?),
            _ => None,
        };
        let copies = if first.is_some() { None } else { self.copies(batch, lines_before)? };
        let is_new = |row: usize| copies.as_ref().is_none_or(|copies| !copies[row]);
        let classes: Vec<u32> =
            batch.classes.list.iter().map(|class| self.classes.number(plan, self.program.as_ref(), class)).collect();
        self.rows.gather(&batch.lead_hashes, |row| batch.at[row] <= options.as_of && is_new(row));
        self.take_changes(plan, options, batch, first, is_new)?;
        for part in 0..PARTS {
            self.find_leads(part, batch)?;
            if self.is_running && first.is_none() {
                self.run(plan, options, part, batch, &classes)?;
            } else {
                self.keep(plan, part, batch, &classes, first)?;
            }
        }
        self.keep_in_bounds()
    }

    /// Which rows are copies of earlier ones; nothing where that is not asked.
    fn copies(&mut self, batch: &PreparedEvents, lines_before: u64) -> Result<Option<Vec<bool>>, EngineError> {
        let Some(ids) = batch.ids.as_ref().filter(|_| !batch.id_hashes.is_empty()) else { return Ok(None) };
        let mut copies = vec![false; batch.rows()];
        for (row, hash) in batch.id_hashes.iter().enumerate() {
            if row % IDS_AT_ONCE == 0 {
                self.ids.touch(&batch.id_hashes[row..batch.id_hashes.len().min(row + IDS_AT_ONCE)]);
            }
            match self.ids.see(*hash) {
                Seen::Never => {}
                Seen::Copy => {
                    copies[row] = true;
                    self.copied.insert(hash.id);
                }
                Seen::Contradicted => {
                    let line = batch.lines.get(row).copied().unwrap_or(0) + lines_before;
                    let place = RecordPlace { source: batch.source, line };
                    return Err(EngineError::SameId { id: Some(ids.get(row).to_owned()), place });
                }
            }
        }
        Ok(Some(copies))
    }

    /// Finds the leads of the rows of a part.
    fn find_leads(&mut self, part: usize, batch: &PreparedEvents) -> Result<(), EngineError> {
        let Self { parts, rows, .. } = self;
        let (range, part) = (rows.of(part), &mut parts[part]);
        let ids = rows.rows[range].iter().map(|row| {
            let row = *row as usize;
            (batch.lead_hashes[row], batch.leads.values.get(batch.leads.codes[row] as usize))
        });
        part.leads.numbers(ids, &mut rows.leads).ok_or(TOO_MANY_LEADS)?;
        part.present.resize(part.leads.len(), false);
        for lead in &rows.leads {
            part.present[*lead as usize] = true;
        }
        Ok(())
    }

    /// Takes the events of a part into the accounts of their leads.
    fn run(
        &mut self,
        plan: &Plan,
        options: &Options,
        number: usize,
        batch: &PreparedEvents,
        classes: &[u32],
    ) -> Result<(), EngineError> {
        let Self { parts, classes: table, answers, program: Some(program), fading, rows, .. } = self else {
            return Ok(());
        };
        let part = &mut parts[number];
        let words = program.words;
        part.words.resize(part.leads.len() * words, 0);
        let runner = Runner { program, plan, now: plan.now(options.as_of) };
        let (all, mut stage) = (std::mem::take(&mut part.words), std::mem::take(&mut part.stage));
        let mut all = all;
        touch(&all, words, &rows.leads);
        let mut desk = Desk { stage: &mut stage, fading };
        let mut in_order = true;
        let keys = plan.keys_per_row;
        for (row, lead) in rows.rows[rows.of(number)].iter().zip(&rows.leads) {
            let row = *row as usize;
            let class = &table.get(classes[batch.classes.of_row[row] as usize]).program;
            let happening = Happening {
                at: batch.at[row],
                day: batch.days[row],
                keys: &batch.keys[row * keys..(row + 1) * keys],
            };
            let of_lead = &mut all[*lead as usize * words..(*lead as usize + 1) * words];
            let facts = Account::before_changes(plan, part, answers, *lead);
            in_order &= runner.take(of_lead, *lead, class, happening, &mut desk, &facts);
        }
        (part.words, part.stage) = (all, stage);
        if in_order { Ok(()) } else { Err(EngineError::Disorder) }
    }

    /// Keeps the records of a part.
    fn keep(
        &mut self,
        plan: &Plan,
        number: usize,
        batch: &PreparedEvents,
        classes: &[u32],
        first: Option<u64>,
    ) -> Result<(), EngineError> {
        let Self { parts, rows, first_record, .. } = self;
        let part = &mut parts[number];
        let range = rows.of(number);
        if part.rows.at.len() + range.len() >= UNKNOWN as usize {
            return Err(EngineError::TooMany("records"));
        }
        let keys = plan.keys_per_row;
        part.rows.lead.extend(&rows.leads);
        for row in &rows.rows[range] {
            let row = *row as usize;
            part.rows.at.push(batch.at[row]);
            let record = first_record.map(|first| first.saturating_add(u32::try_from(row).unwrap_or(UNKNOWN)));
            part.rows.record.extend(record);
            part.rows.class.push(classes[batch.classes.of_row[row] as usize]);
            part.rows.keys.extend(&batch.keys[row * keys..(row + 1) * keys]);
            if plan.order_matters {
                let order = order_of(&mut part.order, batch, row);
                part.rows.order.push(order);
            }
            if !batch.id_hashes.is_empty() {
                part.rows.serial.extend(first.map(|first| first + row as u64));
            }
        }
        Ok(())
    }

    /// Takes the changes of attributes. Of those after the instant asked for it is kept which attributes they change.
    fn take_changes(
        &mut self,
        plan: &Plan,
        options: &Options,
        batch: &PreparedEvents,
        first: Option<u64>,
        is_new: impl Fn(usize) -> bool,
    ) -> Result<(), EngineError> {
        if batch.changes.is_empty() {
            return Ok(());
        }
        let asked = self.program.as_ref().filter(|_| self.is_running).map(|program| &program.asked_by_events);
        if asked.is_some_and(|asked| batch.changes.iter().any(|change| asked[usize::from(change.attribute)])) {
            // What events before were taken for may depend on values that nobody knew then.
            return Err(EngineError::Disorder);
        }
        let mut order = (u32::MAX, UNKNOWN);
        for change in batch.changes.iter().filter(|change| is_new(change.row as usize)) {
            let row = change.row as usize;
            let (hash, at) = (batch.lead_hashes[row], batch.at[row]);
            let part = &mut self.parts[part_of(hash)];
            let id = batch.leads.get(row).unwrap_or("");
            let lead = part.lead(hash, id).ok_or(TOO_MANY_LEADS)?;
            let is_later = at > options.as_of;
            if !is_later && order.0 != change.row {
                order = (change.row, order_of(&mut part.order, batch, row));
            }
            let attribute = change.attribute;
            let (order, value) = if is_later {
                (UNKNOWN, crate::attributes::NOTHING)
            } else {
                (order.1, self.answers.number(plan, attribute, &change.value))
            };
            let serial = first.map_or(u64::MAX, |first| first + u64::from(change.row));
            part.changes.push(Change { lead, attribute, at, order, value, serial });
        }
        Ok(())
    }
}

/// Looks at the words of some leads, all of them one after the other: the memory answers many such requests at once, but
/// one at a time when each is followed by work. Without this, three quarters of the time of taking events is waiting.
fn touch(all: &[u32], words: usize, leads: &[u32]) {
    let seen = leads.iter().fold(0, |seen, lead| {
        let begin = *lead as usize * words;
        seen ^ all[begin] ^ all[begin + words - 1]
    });
    std::hint::black_box(seen);
}

/// Keeps what tells the order of a row.
fn order_of(order: &mut Strings, batch: &PreparedEvents, row: usize) -> u32 {
    batch.order.get(row).map_or(UNKNOWN, |text| order.push(text))
}
