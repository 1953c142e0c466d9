//! How fast a log is read: `read_speed MODEL.json FILE [THREADS] [NEEDED,SLOTS|all] [ROUNDS]`, where MODEL.json is a compiled
//! model. With a list of names only these properties are needed, and no ids. A file whose name holds "leads" is read as a
//! leads table.
#![allow(clippy::print_stdout, reason = "a measuring tool for people")]

use std::path::Path;
use std::time::Instant;

use merit_events::{Input, Mapping, ReadOptions, read_events, read_leads};
use merit_ir::{Layout, Need, Needs};

/// Processor time of all threads so far, in milliseconds.
fn processor_time() -> u128 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or("").split(' ').collect();
    let ticks = |place: usize| fields.get(place).and_then(|ticks| ticks.parse::<u128>().ok()).unwrap_or(0);
    (ticks(11) + ticks(12)) * 10
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, file, rest @ ..] = &*arguments else {
        return Err("usage: read_speed MODEL.json FILE [THREADS] [NEEDED,SLOTS|all] [ROUNDS]".into());
    };
    let threads = rest.first().map_or(Ok(1), |threads| threads.parse())?;
    let rounds: u32 = rest.get(2).map_or(Ok(5), |rounds| rounds.parse())?;
    let model: merit_ir::Model = serde_json::from_slice(&std::fs::read(model)?)?;
    let needs = rest.get(1).filter(|names| **names != "all").map(|names| {
        let names: Vec<&str> = names.split(',').collect();
        let need = |name: &str| if names.contains(&name) { Need::Asked } else { Need::Nothing };
        let slots = Layout::of(&model).slots().iter().map(|slot| need(&slot.name)).collect();
        Needs { slots, ids: false, attributes: Vec::new() }
    });
    let is_leads = file.contains("leads");
    let mapping = if is_leads { Mapping::leads(&model) } else { Mapping::events(&model) };
    let mapping = mapping.map_err(|errors| errors.join(" "))?;
    let input = Input::file(Path::new(file), None).map_err(|problem| problem.to_string())?;
    let size = std::fs::metadata(file)?.len();
    for _ in 0..rounds {
        let (start, processor) = (Instant::now(), processor_time());
        let mut batches = 0;
        let options = ReadOptions { threads, needs: needs.clone(), ..ReadOptions::default() };
        let inputs = std::slice::from_ref(&input);
        let mut count = || {
            batches += 1;
            Ok::<(), std::convert::Infallible>(())
        };
        let report = if is_leads {
            read_leads(inputs, &mapping, &options, |_| count())
        } else {
            read_events(inputs, &mapping, &options, |_| count())
        };
        let report = report.map_err(|error| error.to_string())?;
        let (elapsed, processor) = (start.elapsed(), processor_time() - processor);
        let (micros, records) = (elapsed.as_micros().max(1), u128::from(report.records).max(1));
        println!(
            "{records} records in {batches} batches, {} ms, {} MB/s, {} ns a record; processor {processor} ms, {} ns a record",
            elapsed.as_millis(),
            u128::from(size) / micros,
            micros * 1000 / records,
            processor * 1_000_000 / records
        );
    }
    Ok(())
}
