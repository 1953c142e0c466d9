//! How fast a log is read: `read_speed MODEL.json FILE [THREADS]`, where MODEL.json is a compiled model.
#![allow(clippy::print_stdout, reason = "a measuring tool for people")]

use std::path::Path;
use std::time::Instant;

use merit_events::{Input, Mapping, ReadOptions, read_events};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, file, rest @ ..] = &*arguments else {
        return Err("usage: read_speed MODEL.json FILE [THREADS]".into());
    };
    let threads = rest.first().map_or(Ok(1), |threads| threads.parse())?;
    let model: merit_ir::Model = serde_json::from_slice(&std::fs::read(model)?)?;
    let mapping = Mapping::events(&model).map_err(|errors| errors.join(" "))?;
    let input = Input::file(Path::new(file), None).map_err(|problem| problem.to_string())?;
    let size = std::fs::metadata(file)?.len();
    for _ in 0..5 {
        let start = Instant::now();
        let mut batches = 0;
        let options = ReadOptions { threads, ..ReadOptions::default() };
        let report = read_events(std::slice::from_ref(&input), &mapping, &options, |_| {
            batches += 1;
            Ok::<(), std::convert::Infallible>(())
        })
        .map_err(|error| error.to_string())?;
        let elapsed = start.elapsed();
        let (micros, records) = (elapsed.as_micros().max(1), u128::from(report.records));
        println!(
            "{records} records in {batches} batches, {} ms, {} MB/s, {} ns a record",
            elapsed.as_millis(),
            u128::from(size) / micros,
            micros * 1000 / records.max(1)
        );
    }
    Ok(())
}
