//! Takes the rows of some batches in, part by part: into the accounts of their leads, or among the records of the part.

use merit_values::{Instant, UNKNOWN};

use crate::attributes::{Answers, LeadRow, TranslatedColumn};
use crate::classtable::ClassTable;
use crate::days::Dates;
use crate::gather::EventRow;
use crate::near::ask_for;
use crate::part::Part;
use crate::plan::Plan;
use crate::prepare::{PreparedEvents, PreparedLeads};
use crate::program::{Account, ClassProgram, Desk, Fading, Happening, Program, Runner};
use crate::{EngineError, Options, RecordPlace};

pub(crate) const TOO_MANY_LEADS: EngineError = EngineError::TooMany("leads");

/// A batch of records that waits to be taken in.
#[derive(Debug)]
pub(crate) struct WaitingEvents {
    pub(crate) batch: PreparedEvents,
    pub(crate) lines_before: u64,
    /// For each class of the batch: its number among all.
    pub(crate) classes: Vec<u32>,
    /// Which records are copies of earlier ones; empty where there are none.
    pub(crate) copies: Vec<bool>,
    /// The number of its first record among all, where something was put aside.
    pub(crate) first: Option<u64>,
    /// The same, where records are explained.
    pub(crate) first_record: Option<u32>,
    /// The number of the first of its texts that tell the order of its records.
    pub(crate) first_order: u32,
}

impl WaitingEvents {
    /// Whether a record is not a copy.
    pub(crate) fn is_new(&self, row: u32) -> bool {
        self.copies.get(row as usize).is_none_or(|is_copy| !is_copy)
    }

    /// The number of the text that tells the order of a record.
    pub(crate) fn order_of(&self, row: u32) -> u32 {
        self.batch.order_of(row).map_or(UNKNOWN, |text| self.first_order + text)
    }
}

/// A batch of rows of a leads table that waits to be taken in.
#[derive(Debug)]
pub(crate) struct WaitingLeads {
    pub(crate) batch: PreparedLeads,
    pub(crate) lines_before: u64,
}

/// What a thread has at hand when it takes rows in.
#[derive(Debug, Default)]
pub(crate) struct Hand {
    fading: Fading,
    days: Dates,
    /// The rows of a batch without copies, and their numbers in it.
    rows: Vec<EventRow>,
    numbers: Vec<u32>,
    /// For each lead of the batches at hand in the part at hand: its number; for a leads table the same for each row.
    leads: Vec<u32>,
    of_table: Vec<LeadRow>,
}

impl Hand {
    /// Lays out the rows that are not copies.
    fn without_copies(&mut self, waiting: &WaitingEvents, rows: &[EventRow], numbers: &[u32]) {
        self.rows.clear();
        self.numbers.clear();
        for (row, number) in rows.iter().zip(numbers).filter(|(_, number)| waiting.is_new(**number)) {
            self.rows.push(*row);
            self.numbers.push(*number);
        }
    }
}

/// The rows of a batch in one part.
#[derive(Clone, Copy)]
struct PartRows<'a> {
    rows: &'a [EventRow],
    /// Their numbers in the batch; empty where nobody asks.
    numbers: &'a [u32],
    /// The numbers of the leads that they name.
    leads: &'a [u32],
}

/// What records are taken in with.
#[derive(Clone, Copy)]
pub(crate) struct Taking<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) options: &'a Options,
    pub(crate) classes: &'a ClassTable,
    pub(crate) answers: &'a Answers,
    /// Records are taken into accounts as they come.
    pub(crate) running: Option<&'a Program>,
    pub(crate) batches: &'a [WaitingEvents],
}

impl Taking<'_> {
    /// Takes the rows of a part: first all leads are looked up, then all rows are taken, so that what is asked of memory again and
    /// again stays near.
    pub(crate) fn take(&self, number: usize, part: &mut Part, hand: &mut Hand) -> Result<(), EngineError> {
        hand.leads.clear();
        for waiting in self.batches {
            self.meet(waiting, number, part, hand)?;
        }
        if let Some(program) = self.running {
            part.words.resize(part.leads.len() * program.words, 0);
            touch(&part.words, program.words, &hand.leads);
        }
        let mut begin = 0;
        for waiting in self.batches {
            let gathered = &waiting.batch.gathered;
            let end = begin + gathered.leads.of_part(number).len();
            let (mut rows, mut numbers) = (gathered.rows.of_part(number), gathered.numbers_of_part(number));
            if !waiting.copies.is_empty() {
                hand.without_copies(waiting, rows, numbers);
                (rows, numbers) = (&hand.rows, &hand.numbers);
            }
            let rows = PartRows { rows, numbers, leads: &hand.leads[begin..end] };
            match self.running {
                Some(program) => self.run(program, part, waiting, rows, (&mut hand.fading, &mut hand.days))?,
                None => self.keep(part, waiting, rows)?,
            }
            begin = end;
        }
        Ok(())
    }

    /// Looks up the leads of a batch, and adds a number for each to those at hand; [`UNKNOWN`] for those that only have copies.
    fn meet(
        &self,
        waiting: &WaitingEvents,
        number: usize,
        part: &mut Part,
        hand: &mut Hand,
    ) -> Result<(), EngineError> {
        let batch = &waiting.batch;
        let leads = batch.gathered.leads.of_part(number);
        let ids = &batch.leads.values;
        if waiting.copies.is_empty() {
            let leads = leads.iter().map(|lead| (lead.hash(), lead.code));
            return part.meet(leads, ids, &mut hand.leads).ok_or(TOO_MANY_LEADS);
        }
        let (rows, numbers) = (batch.gathered.rows.of_part(number), batch.gathered.numbers_of_part(number));
        let mut is_met = vec![false; leads.len()];
        for (row, _) in rows.iter().zip(numbers).filter(|(_, number)| waiting.is_new(**number)) {
            is_met[row.lead as usize] = true;
        }
        let met = leads.iter().zip(&is_met).filter(|(_, is_met)| **is_met);
        let mut known = Vec::new();
        part.meet(met.map(|(lead, _)| (lead.hash(), lead.code)), ids, &mut known).ok_or(TOO_MANY_LEADS)?;
        let mut known = known.into_iter();
        hand.leads.extend(is_met.iter().map(|is_met| if *is_met { known.next() } else { None }.unwrap_or(UNKNOWN)));
        Ok(())
    }

    /// Takes records into the accounts of their leads.
    fn run(
        &self,
        program: &Program,
        part: &mut Part,
        waiting: &WaitingEvents,
        rows: PartRows<'_>,
        (fading, days): (&mut Fading, &mut Dates),
    ) -> Result<(), EngineError> {
        let plan = self.plan;
        let runner = Runner { program, plan, now: plan.now(self.options.as_of) };
        let classes = waiting.classes.iter().map(|class| &self.classes.get(*class).program);
        let classes: Vec<&ClassProgram> = classes.collect();
        let lead = |row: &EventRow| rows.leads[row.lead as usize];
        let records = rows.rows.iter().enumerate().map(|(number, row)| Taken {
            lead: lead(row),
            soon: rows.rows.get(number + AHEAD).map_or(UNKNOWN, lead),
            class: classes[row.class as usize],
            at: row.at,
            keys: if plan.keys_per_row == 0 { &[] } else { keys(plan, &waiting.batch, rows.numbers[number]) },
        });
        into_accounts(&runner, part, self.answers, (fading, days), records)
    }

    /// Keeps records.
    fn keep(&self, part: &mut Part, waiting: &WaitingEvents, rows: PartRows<'_>) -> Result<(), EngineError> {
        let (plan, batch) = (self.plan, &waiting.batch);
        if part.kept() + rows.rows.len() >= UNKNOWN as usize {
            return Err(EngineError::TooMany("records"));
        }
        let kept = part.piece(rows.rows.len());
        if kept.at.is_empty() {
            let room = kept.at.capacity();
            kept.keys.reserve_exact(room * plan.keys_per_row);
            kept.order.reserve_exact(if plan.order_matters { room } else { 0 });
        }
        if plan.order_matters {
            kept.order.extend(rows.numbers.iter().map(|row| waiting.order_of(*row)));
        }
        kept.lead.extend(rows.rows.iter().map(|row| rows.leads[row.lead as usize]));
        kept.at.extend(rows.rows.iter().map(|row| row.at));
        kept.class.extend(rows.rows.iter().map(|row| waiting.classes[row.class as usize]));
        for row in rows.numbers {
            kept.record.extend(waiting.first_record.map(|first| first.saturating_add(*row)));
            kept.keys.extend(keys(plan, batch, *row));
            if !batch.id_hashes.is_empty() {
                kept.serial.extend(waiting.first.map(|first| first + u64::from(*row)));
            }
        }
        Ok(())
    }
}

/// So many records ahead, the words of their leads are asked for.
const AHEAD: usize = 8;

/// A record that is taken into an account.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken<'a> {
    pub(crate) lead: u32,
    /// The lead of a record that comes soon; [`UNKNOWN`] near the end, or where nobody looked.
    pub(crate) soon: u32,
    pub(crate) class: &'a ClassProgram,
    pub(crate) at: Instant,
    /// The values that rules count by.
    pub(crate) keys: &'a [u64],
}

/// Takes records into the accounts of their leads, for which there is room already.
pub(crate) fn into_accounts<'a>(
    runner: &Runner<'_>,
    part: &mut Part,
    answers: &Answers,
    (fading, days): (&mut Fading, &mut Dates),
    records: impl Iterator<Item = Taken<'a>>,
) -> Result<(), EngineError> {
    let words = runner.program.words;
    let (mut all, mut stage) = (std::mem::take(&mut part.words), std::mem::take(&mut part.stage));
    let mut desk = Desk { stage: &mut stage, fading };
    let mut in_order = true;
    let mut facts = Account::before_changes(runner.plan, part, answers, UNKNOWN);
    for Taken { lead, soon, class, at, keys } in records {
        ask_for(&all, (soon as usize).wrapping_mul(words));
        let of_lead = &mut all[lead as usize * words..][..words];
        facts.lead = lead;
        let happening = Happening { at, date: days.of(runner.plan, at), keys };
        in_order &= runner.take(of_lead, lead, class, &happening, &mut desk, &facts);
    }
    (part.words, part.stage) = (all, stage);
    if in_order { Ok(()) } else { Err(EngineError::Disorder) }
}

/// The values that rules count by, of a record.
fn keys<'b>(plan: &Plan, batch: &'b PreparedEvents, row: u32) -> &'b [u64] {
    let (row, keys) = (row as usize, plan.keys_per_row);
    &batch.keys[row * keys..(row + 1) * keys]
}

/// Looks at the words of some leads, one after the other: the memory answers many such requests at once, but one at a time when
/// each is followed by work. Where there are many, all words are looked at as they follow each other.
fn touch(all: &[u32], words: usize, leads: &[u32]) {
    /// Words that come from memory together.
    const TOGETHER: usize = 16;
    let seen = if leads.len() * words * 2 > all.len() {
        all.iter().step_by(TOGETHER).fold(0, |seen, word| seen ^ word)
    } else {
        leads.iter().filter(|lead| **lead != UNKNOWN).fold(0, |seen, lead| {
            let begin = *lead as usize * words;
            seen ^ all[begin] ^ all[begin + words - 1]
        })
    };
    std::hint::black_box(seen);
}

/// Takes the rows of a part from some batches of leads tables, each with its columns.
pub(crate) fn take_leads(
    plan: &Plan,
    must_be_once: bool,
    batches: &[(&WaitingLeads, Vec<Option<TranslatedColumn<'_>>>)],
    number: usize,
    part: &mut Part,
    hand: &mut Hand,
    expected: usize,
) -> Result<(), EngineError> {
    let of_part = |(waiting, _): &(&WaitingLeads, _)| waiting.batch.rows.of_part(number).len();
    part.reserve(batches.iter().map(of_part).sum(), expected);
    for (waiting, columns) in batches {
        let batch = &waiting.batch;
        let rows = batch.rows.of_part(number);
        hand.leads.clear();
        part.meet(rows.iter().map(|row| (row.lead, row.row)), &batch.leads, &mut hand.leads).ok_or(TOO_MANY_LEADS)?;
        let first = batch.rows.first_of_part(number);
        if must_be_once {
            part.in_table.resize(part.leads.len(), false);
            for lead in &hand.leads {
                if std::mem::replace(&mut part.in_table[*lead as usize], true) {
                    return Err(EngineError::SeveralRows);
                }
            }
            part.attributes.take_once(plan, columns, first, &hand.leads, part.leads.len());
            continue;
        }
        hand.of_table.clear();
        for ((row, in_batch), lead) in (first..).zip(rows).zip(&hand.leads) {
            let line = batch.lines.get(in_batch.row as usize).copied().unwrap_or(0) + waiting.lines_before;
            hand.of_table.push(LeadRow { place: RecordPlace { source: batch.source, line }, row, lead: *lead });
        }
        let leads = &part.leads;
        part.attributes.take(plan, columns, &hand.of_table, leads.len(), |lead| leads.get(lead).to_owned())?;
    }
    Ok(())
}
