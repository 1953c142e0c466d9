//! What does not fit into memory: all parts are put aside from time to time, and taken up again one by one at the end.
//! Whether a record is a copy is found out at the end, too, because that needs all ids.

use std::sync::{Arc, Mutex};

use foldhash::fast::FixedState;
use hashbrown::HashSet;
use merit_values::UNKNOWN;

use crate::attributes::Answers;
use crate::classtable::ClassTable;
use crate::days::Dates;
use crate::gather::LeadHash;
use crate::ids::{IdHash, Ids, Seen};
use crate::orders::Orders;
use crate::pack::{pack, unpack};
use crate::part::{Change, Part};
use crate::plan::Plan;
use crate::prepare::PreparedEvents;
use crate::program::{Fading, Program, Runner};
use crate::scratch::{Memory, Scratch, ScratchFile, failed};
use crate::taking::{Taken, into_accounts};
use crate::{EngineError, Options, RecordPlace};

/// Ids are put aside in so many files.
const ID_FILES: usize = 64;
/// Bytes of ids that are put aside at once.
const ID_BLOCK: usize = 1 << 16;

/// What was put aside.
#[derive(Debug)]
pub(crate) struct Spilled {
    scratch: Arc<dyn Scratch>,
    files: Vec<Mutex<Option<Box<dyn ScratchFile>>>>,
    ids: Option<IdFiles>,
    /// Records so far.
    serial: u64,
}

impl Spilled {
    pub(crate) fn new(memory: &Memory, parts: usize) -> Result<Self, EngineError> {
        let file = || memory.scratch.file().map(|file| Mutex::new(Some(file))).map_err(|error| failed(&error));
        let files = std::iter::repeat_with(file).take(parts).collect::<Result<_, _>>()?;
        Ok(Self { scratch: Arc::clone(&memory.scratch), files, ids: None, serial: 0 })
    }

    /// A new file.
    pub(crate) fn file(&self) -> Result<Box<dyn ScratchFile>, EngineError> {
        self.scratch.file().map_err(|error| failed(&error))
    }

    /// Puts all parts aside and makes them empty.
    pub(crate) fn put_aside(&mut self, parts: &mut [Part], orders: &mut Orders) -> Result<(), EngineError> {
        let orders = std::mem::take(orders);
        for (part, file) in parts.iter_mut().zip(&mut self.files) {
            part.join();
            let of_changes = part.changes.iter_mut().map(|change| &mut change.order);
            part.orders = orders.pick(part.rows.order.iter_mut().chain(of_changes));
            let block = pack(&std::mem::take(part))?;
            if let Some(file) = file.get_mut().ok().and_then(Option::as_mut) {
                file.append(&block).map_err(|error| failed(&error))?;
            }
        }
        Ok(())
    }

    /// Puts the ids seen so far aside; from now on they come one batch after the other.
    pub(crate) fn put_ids_aside(&mut self, memory: &Memory, ids: Ids) -> Result<(), EngineError> {
        let mut files = IdFiles::new(memory)?;
        for hash in ids.into_hashes() {
            files.add(hash, None)?;
        }
        self.ids = Some(files);
        Ok(())
    }

    /// Numbers the records of a batch, and keeps their ids where they are compared. Returns the first number.
    pub(crate) fn number(
        &mut self,
        memory: &Memory,
        batch: &PreparedEvents,
        lines_before: u64,
    ) -> Result<u64, EngineError> {
        let first = self.serial;
        self.serial += batch.rows() as u64;
        if batch.id_hashes.is_empty() {
            return Ok(first);
        }
        let files = match &mut self.ids {
            Some(files) => files,
            None => self.ids.insert(IdFiles::new(memory)?),
        };
        for (hash, row) in batch.id_hashes.iter() {
            let line = batch.lines.get(row as usize).copied().unwrap_or(0) + lines_before;
            let place = RecordPlace { source: batch.source, line };
            files.add(hash, Some((first + u64::from(row), place)))?;
        }
        Ok(first)
    }

    /// Finds the copies among all records; `copied` takes their ids.
    pub(crate) fn find_copies(&mut self, copied: &mut HashSet<u64, FixedState>) -> Result<Copies, EngineError> {
        let mut copies = Copies(vec![0; usize::try_from(self.serial.div_ceil(64)).unwrap_or(0)]);
        if let Some(files) = self.ids.take() {
            files.find(&mut copies, copied)?;
        }
        Ok(copies)
    }

    /// Takes a part up again.
    pub(crate) fn take_up(&self, number: usize, taking: &TakingUp<'_>, copies: &Copies) -> Result<Part, EngineError> {
        let mut part = Part::default();
        let file = self.files.get(number).and_then(|file| file.lock().ok()?.take());
        let Some(mut file) = file else { return Ok(part) };
        file.rewind().map_err(|error| failed(&error))?;
        let mut fading = Fading::default();
        while let Some(block) = file.next().map_err(|error| failed(&error))? {
            let block: Part = unpack(&block)?;
            taking.absorb(&mut part, block, copies, &mut fading)?;
        }
        Ok(part)
    }
}

/// Which records are copies of earlier ones, a bit for each.
#[derive(Debug, Default)]
pub(crate) struct Copies(Vec<u64>);

impl Copies {
    fn set(&mut self, serial: u64) {
        if let Some(word) = usize::try_from(serial / 64).ok().and_then(|word| self.0.get_mut(word)) {
            *word |= 1 << (serial % 64);
        }
    }

    fn contains(&self, serial: u64) -> bool {
        let word = usize::try_from(serial / 64).ok().and_then(|word| self.0.get(word)).copied();
        word.is_some_and(|word| word >> (serial % 64) & 1 == 1)
    }
}

/// What taking parts up again needs to know.
#[derive(Clone, Copy)]
pub(crate) struct TakingUp<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) options: &'a Options,
    pub(crate) classes: &'a ClassTable,
    pub(crate) answers: &'a Answers,
    /// Records are taken into accounts as they come.
    pub(crate) running: Option<&'a Program>,
}

impl TakingUp<'_> {
    fn absorb(&self, part: &mut Part, block: Part, copies: &Copies, fading: &mut Fading) -> Result<(), EngineError> {
        let mut numbers = Vec::with_capacity(block.leads.len());
        for (lead, present) in (0..).zip(&block.present) {
            let id = block.leads.get(lead);
            let number = part.lead(LeadHash::of(id), id).ok_or(EngineError::TooMany("leads"))?;
            part.present[number as usize] |= present;
            if block.in_table.get(lead as usize).copied().unwrap_or(false) {
                part.in_table.resize(part.leads.len(), false);
                if std::mem::replace(&mut part.in_table[number as usize], true) {
                    return Err(EngineError::SeveralRows);
                }
            }
            numbers.push(number);
        }
        let leads = &part.leads;
        let name = |lead: u32| leads.get(lead).to_owned();
        part.attributes.absorb(self.plan, &block.attributes, &numbers, leads.len(), name)?;
        if !block.words.is_empty() {
            // Only the first block has them, and there leads have the numbers that they have here.
            part.words = block.words;
            part.stage = block.stage;
        }
        let first_order = part.orders.append(block.orders)?;
        let order = |number: u32| if number == UNKNOWN { UNKNOWN } else { first_order + number };
        for change in block.changes.iter().filter(|change| !copies.contains(change.serial)) {
            let lead = numbers[change.lead as usize];
            part.changes.push(Change { lead, order: order(change.order), ..*change });
        }
        let rows = block.rows;
        let is_copy = |row: usize| rows.serial.get(row).is_some_and(|serial| copies.contains(*serial));
        let keys = self.plan.keys_per_row;
        if let Some(program) = self.running {
            part.words.resize(part.leads.len() * program.words, 0);
            let runner = Runner { program, plan: self.plan, now: self.plan.now(self.options.as_of) };
            let mut days = Dates::default();
            let records = (0..rows.at.len()).filter(|row| !is_copy(*row)).map(|row| Taken {
                lead: numbers[rows.lead[row] as usize],
                soon: UNKNOWN,
                class: &self.classes.get(rows.class[row]).program,
                at: rows.at[row],
                keys: &rows.keys[row * keys..(row + 1) * keys],
            });
            return into_accounts(&runner, part, self.answers, (fading, &mut days), records);
        }
        for row in (0..rows.at.len()).filter(|row| !is_copy(*row)) {
            part.rows.lead.push(numbers[rows.lead[row] as usize]);
            part.rows.at.push(rows.at[row]);
            part.rows.class.push(rows.class[row]);
            part.rows.keys.extend(&rows.keys[row * keys..(row + 1) * keys]);
            part.rows.order.extend(rows.order.get(row).map(|number| order(*number)));
        }
        Ok(())
    }
}

/// Ids in files by segment.
#[derive(Debug)]
struct IdFiles {
    files: Vec<(Box<dyn ScratchFile>, Vec<u8>)>,
}

/// Bytes of one id: segment, id, content, number of the record, source, line.
const ID_BYTES: usize = 1 + 8 + 4 + 8 + 4 + 8;
/// The number of records of which only the id is known.
const EARLIER: u64 = u64::MAX;

impl IdFiles {
    fn new(memory: &Memory) -> Result<Self, EngineError> {
        let file = || Ok((memory.scratch.file().map_err(|error| failed(&error))?, Vec::with_capacity(ID_BLOCK)));
        Ok(Self { files: std::iter::repeat_with(file).take(ID_FILES).collect::<Result<_, _>>()? })
    }

    fn add(&mut self, hash: IdHash, record: Option<(u64, RecordPlace)>) -> Result<(), EngineError> {
        let (serial, place) = record.unwrap_or((EARLIER, RecordPlace { source: 0, line: 0 }));
        let (file, block) = &mut self.files[usize::from(hash.segment) % ID_FILES];
        block.push(hash.segment);
        block.extend(hash.id.to_le_bytes());
        block.extend(hash.content.to_le_bytes());
        block.extend(serial.to_le_bytes());
        block.extend(place.source.to_le_bytes());
        block.extend(place.line.to_le_bytes());
        if block.len() + ID_BYTES > ID_BLOCK {
            file.append(block).map_err(|error| failed(&error))?;
            block.clear();
        }
        Ok(())
    }

    /// Looks at the ids of each file in the order in which they came.
    fn find(self, copies: &mut Copies, copied: &mut HashSet<u64, FixedState>) -> Result<(), EngineError> {
        let mut contradicted: Option<RecordPlace> = None;
        for (mut file, rest) in self.files {
            let mut ids = Ids::default();
            file.rewind().map_err(|error| failed(&error))?;
            let mut last = Some(rest);
            while let Some(block) = file.next().map_err(|error| failed(&error))?.or_else(|| last.take()) {
                for record in block.chunks_exact(ID_BYTES) {
                    let (hash, serial, place) = read(record);
                    match ids.see(hash) {
                        Seen::Never => {}
                        Seen::Copy => {
                            copies.set(serial);
                            copied.insert(hash.id);
                        }
                        Seen::Contradicted => {
                            contradicted = Some(contradicted.map_or(place, |other| other.min(place)));
                            break;
                        }
                    }
                }
            }
        }
        contradicted.map_or(Ok(()), |place| Err(EngineError::SameId { id: None, place }))
    }
}

fn read(record: &[u8]) -> (IdHash, u64, RecordPlace) {
    let u64_at = |at: usize| record[at..].first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
    let u32_at = |at: usize| record[at..].first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
    let hash = IdHash { segment: record[0], id: u64_at(1), content: u32_at(9) };
    (hash, u64_at(13), RecordPlace { source: u32_at(21), line: u64_at(25) })
}
