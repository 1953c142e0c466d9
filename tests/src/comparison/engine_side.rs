//! Asks the engine, and puts its answer into the oracle's words.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::Arc;

use merit_engine::{AttributeTimes, Engine, EngineError, Evaluation, Ids, Memory, Options, Scratch, ScratchFile};
use merit_ir::{EventId, GradeId, Layout, MatrixId, Model, SegmentId};
use merit_values::{Day, Decimal, EventBatch, EventBatchBuilder, Instant, Kind, LeadBatch, LeadBatchBuilder};

use crate::oracle::{Answer, Due, LeadsTable, Question, Record, Standing, Transition, Value, What};
use crate::random::Prng;

/// How the engine is fed.
#[derive(Clone, Copy, Debug)]
pub struct Feeding {
    /// Records and rows in another order, by this seed.
    pub shuffled: Option<u64>,
    /// At most so many rows in a batch.
    pub batch: usize,
    /// Threads.
    pub threads: usize,
    /// The engine may count on the order of time, and is asked again where it cannot.
    pub in_order: bool,
    /// The engine may count on one row of the leads table for each lead, and is asked again where there are several.
    pub once: bool,
    /// Batches are taken in as soon as they have so many bytes together.
    pub at_once: usize,
    /// Everything is put aside as soon as it takes so many bytes.
    pub memory: Option<u64>,
}

impl Feeding {
    /// Everything at once and in its order, with one thread, counting on nothing.
    #[must_use]
    pub const fn plain() -> Self {
        Self { shuffled: None, batch: usize::MAX, threads: 1, in_order: false, once: false, at_once: 0, memory: None }
    }
}

/// What is put aside stays in memory here.
#[derive(Debug)]
struct Blocks;

#[derive(Debug, Default)]
struct BlocksOfFile(VecDeque<Vec<u8>>);

impl Scratch for Blocks {
    fn file(&self) -> io::Result<Box<dyn ScratchFile>> {
        Ok(Box::new(BlocksOfFile::default()))
    }
}

impl ScratchFile for BlocksOfFile {
    fn append(&mut self, block: &[u8]) -> io::Result<()> {
        self.0.push_back(block.to_vec());
        Ok(())
    }

    fn rewind(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        Ok(self.0.pop_front())
    }
}

/// What the engine says.
pub fn engine_answer(
    model: &Model,
    table: &LeadsTable,
    records: &[Record],
    question: Question,
    feeding: Feeding,
) -> Result<Answer, EngineError> {
    match answer_once(model, table, records, question, feeding) {
        Err(EngineError::Disorder) => {
            engine_answer(model, table, records, question, Feeding { in_order: false, ..feeding })
        }
        Err(EngineError::SeveralRows) => {
            engine_answer(model, table, records, question, Feeding { once: false, ..feeding })
        }
        answer => answer,
    }
}

fn answer_once(
    model: &Model,
    table: &LeadsTable,
    records: &[Record],
    question: Question,
    feeding: Feeding,
) -> Result<Answer, EngineError> {
    let options = Options {
        as_of: Instant(question.as_of),
        changes_since: question.since.map(Instant),
        attributes: if question.from_the_beginning {
            AttributeTimes::FromTheBeginning
        } else {
            AttributeTimes::Snapshot
        },
        ids: Ids::Check,
        labels: true,
        threads: feeding.threads,
        whole_contents: true,
        whole_tables: !feeding.once,
        in_order: feeding.in_order,
    };
    let mut engine = Engine::new(model, options)?.taking_at_once(feeding.at_once);
    if let Some(bytes) = feeding.memory {
        engine = engine.within(Memory { bytes, scratch: Arc::new(Blocks) }).taking_at_once(feeding.at_once);
    }
    let mut records: Vec<&Record> = records.iter().collect();
    let mut prng = Prng::new(feeding.shuffled.unwrap_or(0));
    if feeding.shuffled.is_some() {
        prng.shuffle(&mut records);
    }
    add_leads(&mut engine, model, table, feeding, &mut prng)?;
    let layout = Layout::of(model);
    let mut left = records.as_slice();
    let mut source = 0;
    while !left.is_empty() {
        let (now, later) = left.split_at(left.len().min(1 + prng.below(feeding.batch)));
        engine.add_events(event_batch(model, &layout, source, now))?;
        (left, source) = (later, source + 1);
    }
    Ok(answer(model, &engine.finish()?))
}

fn add_leads(
    engine: &mut Engine,
    model: &Model,
    table: &LeadsTable,
    feeding: Feeding,
    prng: &mut Prng,
) -> Result<(), EngineError> {
    let mut rows: Vec<(&str, Vec<(usize, merit_values::Value)>)> = Vec::new();
    for (lead, values) in table {
        let values = values.iter().map(|(name, value)| {
            let attribute = model.attribute(name).expect("a declared attribute").index();
            (attribute, converted(value, &model.attributes[attribute].kind))
        });
        let mut values: Vec<_> = values.collect();
        // Rows of one lead are merged.
        if feeding.shuffled.is_some() && prng.chance(30) {
            let half = values.split_off(values.len() / 2);
            rows.push((lead, half));
        }
        rows.push((lead, values));
    }
    if feeding.shuffled.is_some() {
        prng.shuffle(&mut rows);
    }
    for (source, rows) in rows.chunks(feeding.batch).enumerate() {
        let mut builder = LeadBatchBuilder::new(u32::try_from(source).unwrap(), model.attributes.len());
        for (line, (lead, values)) in rows.iter().enumerate() {
            builder.lead(line as u64 + 1, lead, values.iter().cloned());
        }
        engine.add_leads(builder.finish())?;
    }
    Ok(())
}

/// The leads table and the records of a case, each in one batch.
pub fn batches(model: &Model, table: &LeadsTable, records: &[Record]) -> (LeadBatch, EventBatch) {
    let mut leads = LeadBatchBuilder::new(0, model.attributes.len());
    for (line, (lead, values)) in (1..).zip(table) {
        let values = values.iter().map(|(name, value)| {
            let attribute = model.attribute(name).expect("a declared attribute").index();
            (attribute, converted(value, &model.attributes[attribute].kind))
        });
        leads.lead(line, lead, values.collect::<Vec<_>>());
    }
    let records: Vec<&Record> = records.iter().collect();
    (leads.finish(), event_batch(model, &Layout::of(model), 1, &records))
}

fn event_batch(model: &Model, layout: &Layout, source: u32, records: &[&Record]) -> EventBatch {
    let has_ids = records.iter().any(|record| record.id.is_some());
    let mut builder = EventBatchBuilder::new(source, layout.slots().len(), has_ids);
    for (line, record) in records.iter().enumerate() {
        let line = line as u64 + 1;
        let (id, at) = (record.id.as_deref(), Instant(record.at));
        match &record.what {
            What::Event(name, values) => {
                let event: EventId = model.event(name).expect("a declared event");
                let properties = &model.events[event.index()].properties;
                let values = properties.iter().zip(layout.of_event(event)).filter_map(|(property, slot)| {
                    values.get(&property.name).map(|value| (*slot, converted(value, &property.kind)))
                });
                builder.event(line, id, &record.lead, at, event.0, values);
            }
            What::Change(values) => {
                let values = values.iter().map(|(name, value)| {
                    let attribute = model.attribute(name).expect("a declared attribute");
                    (attribute.0, converted(value, &model.attributes[attribute.index()].kind))
                });
                builder.change(line, id, &record.lead, at, values.collect::<Vec<_>>());
            }
        }
    }
    builder.finish()
}

fn converted(value: &Value, kind: &Kind) -> merit_values::Value {
    let choice = |text: &String| {
        let at = kind.choices().iter().position(|choice| choice == text).expect("a declared choice");
        u16::try_from(at).unwrap()
    };
    match value {
        Value::Unknown => merit_values::Value::Unknown,
        Value::Text(text) => merit_values::Value::Text(text.as_str().into()),
        Value::Number(number) => merit_values::Value::Number(Decimal(*number)),
        Value::YesNo(yes) => merit_values::Value::YesNo(*yes),
        Value::Date(day) => merit_values::Value::Date(Day(*day)),
        Value::Time(at) => merit_values::Value::Time(Instant(*at)),
        Value::Choice(text) => merit_values::Value::Choice(choice(text)),
        Value::Several(texts) => {
            let mut choices: Vec<u16> = texts.iter().map(choice).collect();
            choices.sort_unstable();
            merit_values::Value::Several(choices.into())
        }
    }
}

fn answer(model: &Model, evaluation: &Evaluation) -> Answer {
    let results = &evaluation.results;
    let mut answer = Answer::default();
    for lead in 0..results.len() {
        let scores = model.scores.iter().zip(&results.scores);
        let grades = || (0..model.grades.len()).map(|number| (number, &model.grades[number]));
        let letter = |number: usize, name: &str| model.grades[number].letters.iter().position(|l| l.name == name);
        let standing = Standing {
            scores: scores.map(|(score, values)| (score.name.clone(), values[lead].0)).collect(),
            tiers: model
                .tiers
                .iter()
                .zip(&results.tiers)
                .map(|(tiers, lines)| (model.scores[tiers.score.index()].name.clone(), usize::from(lines[lead])))
                .collect(),
            grades: grades()
                .map(|(number, grade)| {
                    let found = results.grade(model, GradeId(u16::try_from(number).unwrap()), lead);
                    (grade.name.clone(), found.and_then(|name| letter(number, name)))
                })
                .collect(),
            points: grades().map(|(number, grade)| (grade.name.clone(), results.points[number][lead].0)).collect(),
            cells: model
                .matrices
                .iter()
                .enumerate()
                .map(|(number, matrix)| {
                    let cell = results.cell(model, MatrixId(u16::try_from(number).unwrap()), lead);
                    (matrix.name.clone(), cell.map(str::to_owned))
                })
                .collect(),
            segments: model
                .segments
                .iter()
                .enumerate()
                .filter(|(number, _)| results.is_in(SegmentId(u16::try_from(*number).unwrap()), lead))
                .map(|(_, segment)| segment.name.clone())
                .collect(),
            labels: evaluation.labels.iter().map(|(label, values)| (label.clone(), values[lead].0)).collect(),
        };
        answer.leads.insert(results.leads.get(lead).to_owned(), standing);
    }
    answer.transitions = evaluation
        .transitions
        .iter()
        .map(|change| Transition {
            at: change.at.0,
            lead: change.lead.to_string(),
            enters: change.enters,
            name: change.name.to_string(),
        })
        .collect();
    answer.due = evaluation
        .due
        .iter()
        .map(|due| Due {
            due: due.due.0,
            lead: due.lead.to_string(),
            enters: due.enters,
            name: due.name.to_string(),
            action: due.action.to_string(),
            delay: due.delay.to_string(),
            at: due.at.0,
        })
        .collect();
    answer
}

/// Labels in one order, whatever the order of headings.
pub(super) fn with_sorted_labels(mut answer: Answer) -> BTreeMap<String, Standing> {
    for standing in answer.leads.values_mut() {
        standing.labels.sort();
    }
    answer.leads
}
