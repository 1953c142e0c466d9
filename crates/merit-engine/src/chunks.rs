//! Results of parts put together in the order of the leads' ids, in chunks.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use merit_ir::{Due, Results, Transition};
use merit_values::{Decimal, Strings};
use serde::{Deserialize, Serialize};

use crate::by_id;
use crate::leads::Leads;
use crate::pack::{pack, unpack};
use crate::parallel::{in_threads, one_ahead, sort_by};
use crate::plan::Plan;
use crate::scratch::{ScratchFile, failed};
use crate::spill::Spilled;
use crate::standing::Outcomes;
use crate::{EngineError, Evaluation, Options};

/// Leads of a part that are put aside together.
const BLOCK: usize = 1 << 12;

/// What the leads of a part give, ascending by their ids.
#[derive(Debug, Default)]
pub(crate) struct Given {
    pub(crate) rows: Rows,
    pub(crate) transitions: Vec<Transition>,
    pub(crate) due: Vec<Due>,
    /// Where the rows are, when they were put aside, and how many.
    aside: Option<(Box<dyn ScratchFile>, usize)>,
}

/// Outcomes of leads in columns.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Rows {
    pub(crate) leads: Strings,
    scores: Vec<Vec<i128>>,
    tiers: Vec<Vec<u16>>,
    grades: Vec<Vec<u16>>,
    points: Vec<Vec<i128>>,
    segments: Vec<Vec<bool>>,
    /// Present subtotals of labelled rules, where they are wanted.
    labels: Vec<Vec<i128>>,
}

impl Rows {
    /// No rows, with room for those of some leads.
    pub(crate) fn with_room(plan: &Plan, options: &Options, leads: &[u32], ids: &Leads) -> Self {
        let (model, count) = (&plan.model, leads.len());
        let bytes = leads.iter().map(|lead| ids.get(*lead).len()).sum();
        Self {
            leads: Strings::with_capacity(count, bytes),
            scores: columns(model.scores.len(), count),
            tiers: columns(model.tiers.len(), count),
            grades: columns(model.grades.len(), count),
            points: columns(model.grades.len(), count),
            segments: columns(model.segments.len(), count),
            labels: columns(if options.labels { plan.labels.len() } else { 0 }, count),
        }
    }

    /// Adds a lead; `labels` are empty where they are not wanted.
    pub(crate) fn push(&mut self, lead: &str, outcomes: &Outcomes, labels: &[Decimal]) {
        self.leads.push(lead);
        spread(&mut self.scores, outcomes.scores.iter().map(|score| score.0));
        spread(&mut self.tiers, outcomes.tiers.iter().copied());
        spread(&mut self.grades, outcomes.grades.iter().copied());
        spread(&mut self.points, outcomes.points.iter().map(|points| points.0));
        spread(&mut self.segments, outcomes.segments.iter().copied());
        spread(&mut self.labels, labels.iter().map(|points| points.0));
    }

    /// Adds a row of other rows.
    fn push_from(&mut self, other: &Self, row: usize) {
        self.leads.push(other.leads.get(row));
        spread(&mut self.scores, other.scores.iter().map(|column| column[row]));
        spread(&mut self.tiers, other.tiers.iter().map(|column| column[row]));
        spread(&mut self.grades, other.grades.iter().map(|column| column[row]));
        spread(&mut self.points, other.points.iter().map(|column| column[row]));
        spread(&mut self.segments, other.segments.iter().map(|column| column[row]));
        spread(&mut self.labels, other.labels.iter().map(|column| column[row]));
    }

    fn into_results(self, plan: &Plan, options: &Options) -> Results {
        let model = &plan.model;
        let decimals = |columns: Vec<Vec<i128>>| columns.into_iter().map(|c| c.into_iter().map(Decimal).collect());
        Results {
            as_of: options.as_of,
            leads: self.leads,
            scores: filled(decimals(self.scores).collect(), model.scores.len()),
            tiers: filled(self.tiers, model.tiers.len()),
            grades: filled(self.grades, model.grades.len()),
            points: filled(decimals(self.points).collect(), model.grades.len()),
            segments: filled(self.segments, model.segments.len()),
        }
    }
}

/// So many columns with room for so many values.
fn columns<T>(columns: usize, values: usize) -> Vec<Vec<T>> {
    std::iter::repeat_with(|| Vec::with_capacity(values)).take(columns).collect()
}

/// Columns without a lead are there, too.
fn filled<T>(mut columns: Vec<Vec<T>>, count: usize) -> Vec<Vec<T>> {
    columns.resize_with(count, Vec::new);
    columns
}

/// Adds one value to each column.
#[inline(always)]
fn spread<T>(columns: &mut Vec<Vec<T>>, values: impl ExactSizeIterator<Item = T>) {
    if columns.len() < values.len() {
        columns.resize_with(values.len(), Vec::new);
    }
    for (column, value) in columns.iter_mut().zip(values) {
        column.push(value);
    }
}

impl Given {
    /// Number of leads.
    pub(crate) fn count(&self) -> usize {
        self.aside.as_ref().map_or(self.rows.leads.len(), |(_, count)| *count)
    }

    /// Puts the rows aside.
    pub(crate) fn put_aside(mut self, spilled: &Spilled) -> Result<Self, EngineError> {
        let rows = std::mem::take(&mut self.rows);
        let count = rows.leads.len();
        let mut file = spilled.file()?;
        let mut block = Rows::default();
        for row in 0..count {
            block.push_from(&rows, row);
            if block.leads.len() == BLOCK || row + 1 == count {
                file.append(&pack(&std::mem::take(&mut block))?).map_err(|error| failed(&error))?;
            }
        }
        file.rewind().map_err(|error| failed(&error))?;
        self.aside = Some((file, count));
        Ok(self)
    }
}

/// Puts parts together; the sink takes chunks of so many leads. What is returned has no results.
pub(crate) fn put_together<E: From<EngineError>>(
    plan: &Plan,
    options: &Options,
    mut given: Vec<Given>,
    chunk: usize,
    mut sink: impl FnMut(Results) -> Result<(), E>,
) -> Result<Evaluation, E> {
    let mut transitions = Vec::with_capacity(given.iter().map(|part| part.transitions.len()).sum());
    let mut due = Vec::with_capacity(given.iter().map(|part| part.due.len()).sum());
    for part in &mut given {
        transitions.append(&mut part.transitions);
        due.append(&mut part.due);
    }
    sort_by(&mut transitions, options.threads, Ord::cmp);
    sort_by(&mut due, options.threads, Ord::cmp);
    let mut labels: Vec<Vec<Decimal>> = vec![Vec::new(); if options.labels { plan.labels.len() } else { 0 }];
    let mut sink = |mut rows: Rows| {
        for (label, column) in labels.iter_mut().zip(std::mem::take(&mut rows.labels)) {
            label.extend(column.into_iter().map(Decimal));
        }
        sink(rows.into_results(plan, options))
    };
    if given.iter().any(|part| part.aside.is_some()) {
        merge(given, chunk, &mut sink)?;
    } else {
        let places = in_order(&given, options.threads);
        if places.is_empty() {
            sink(Rows::default())?;
        }
        let chunks = places.chunks(chunk.max(1));
        if options.threads > 1 {
            one_ahead(chunks, |places| gathered(places, &given), &mut sink)?;
        } else {
            for places in chunks {
                sink(gathered(places, &given))?;
            }
        }
    }
    let labels = plan.labels.iter().cloned().zip(labels).collect();
    let results = Rows::default().into_results(plan, options);
    Ok(Evaluation { results, transitions, due, labels })
}

/// A lead of some part, with the eight bytes of its id that follow those which all ids share.
#[derive(Clone, Copy, Default)]
struct Place {
    bytes: u64,
    part: u32,
    row: u32,
}

/// All leads in order: parts are in order already, so there is only to merge.
fn in_order(given: &[Given], threads: usize) -> Vec<Place> {
    // What the first and the last of each part share, those between them share, too.
    let with_leads = given.iter().filter(|part| part.count() > 0);
    let shared = by_id::shared(with_leads.flat_map(|part| [0, part.count() - 1].map(|row| part.rows.leads.get(row))));
    let mut places = vec![Place::default(); given.iter().map(Given::count).sum()];
    let (mut of_parts, mut rest) = (Vec::with_capacity(given.len()), places.as_mut_slice());
    for (number, part) in (0..).zip(given) {
        let (of_part, others) = rest.split_at_mut(part.count());
        of_parts.push((number, part, of_part));
        rest = others;
    }
    let fill = |(number, part, of_part): (u32, &Given, &mut [Place])| {
        for ((row, id), place) in (0..).zip(part.rows.leads.iter()).zip(of_part) {
            *place = Place { bytes: by_id::bytes(id, shared), part: number, row };
        }
    };
    in_threads(of_parts, threads, fill);
    let (bytes, id) =
        (|place: &Place| place.bytes, |place: &Place| given[place.part as usize].rows.leads.get(place.row as usize));
    sort_by(&mut places, threads, |a, b| bytes(a).cmp(&bytes(b)));
    by_id::settle(&mut places, bytes, id);
    places
}

/// The rows of some places.
fn gathered(places: &[Place], given: &[Given]) -> Rows {
    // Ids are about equally long.
    let (mut count, mut bytes) = (1, 0);
    for part in given {
        count += part.count();
        bytes += part.rows.leads.bytes();
    }
    let mut leads = Strings::with_capacity(places.len(), bytes / count * places.len());
    for place in places {
        leads.push(given[place.part as usize].rows.leads.get(place.row as usize));
    }
    Rows {
        leads,
        scores: gathered_columns(places, given, |rows| &rows.scores),
        tiers: gathered_columns(places, given, |rows| &rows.tiers),
        grades: gathered_columns(places, given, |rows| &rows.grades),
        points: gathered_columns(places, given, |rows| &rows.points),
        segments: gathered_columns(places, given, |rows| &rows.segments),
        labels: gathered_columns(places, given, |rows| &rows.labels),
    }
}

fn gathered_columns<T: Copy>(
    places: &[Place],
    given: &[Given],
    columns: impl Fn(&Rows) -> &Vec<Vec<T>>,
) -> Vec<Vec<T>> {
    let count = given.iter().map(|part| columns(&part.rows).len()).max().unwrap_or(0);
    let column = |number: usize| {
        let of_part = |part: &'_ Given| columns(&part.rows).get(number).map_or(0, Vec::len);
        debug_assert!(given.iter().all(|part| of_part(part) == part.count()), "columns are full");
        let of_parts: Vec<&[T]> =
            given.iter().map(|part| columns(&part.rows).get(number).map_or(&[][..], Vec::as_slice)).collect();
        places.iter().map(|place| of_parts[place.part as usize][place.row as usize]).collect()
    };
    (0..count).map(column).collect()
}

/// Rows that were put aside, block by block.
struct Reader {
    file: Box<dyn ScratchFile>,
    block: Rows,
    row: usize,
}

impl Reader {
    /// Goes to the next row; false after the last.
    fn next(&mut self) -> Result<bool, EngineError> {
        self.row += 1;
        if self.row < self.block.leads.len() {
            return Ok(true);
        }
        match self.file.next().map_err(|error| failed(&error))? {
            Some(block) => {
                self.block = unpack(&block)?;
                self.row = 0;
                Ok(true)
            }
            None => Ok(false),
        }
    }
}

/// Merges parts that were put aside.
fn merge<E: From<EngineError>>(
    given: Vec<Given>,
    chunk: usize,
    mut sink: impl FnMut(Rows) -> Result<(), E>,
) -> Result<(), E> {
    let mut readers = Vec::with_capacity(given.len());
    let mut heads = BinaryHeap::with_capacity(given.len());
    for part in given {
        let Some((file, _)) = part.aside else { continue };
        let mut reader = Reader { file, block: Rows::default(), row: 0 };
        if reader.next()? {
            heads.push(Reverse((reader.block.leads.get(reader.row).to_owned(), readers.len())));
            readers.push(reader);
        }
    }
    let mut rows = Rows::default();
    while let Some(Reverse((mut id, number))) = heads.pop() {
        let reader = &mut readers[number];
        rows.push_from(&reader.block, reader.row);
        if reader.next()? {
            id.clear();
            id.push_str(reader.block.leads.get(reader.row));
            heads.push(Reverse((id, number)));
        }
        if rows.leads.len() >= chunk {
            sink(std::mem::take(&mut rows))?;
        }
    }
    sink(rows)
}
