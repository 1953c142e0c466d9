//! Runs many seeds on several threads, and shows what went wrong.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use merit_values::Instant;

use super::EXPECTED;
use super::case::{Case, Verdict, judge, judge_seed};
use super::shrink::shrink;
use crate::oracle::{Value, Values, What, coverage};

/// What came of many seeds.
#[derive(Debug, Default)]
pub struct Totals {
    /// Models with logs that were compared.
    pub pairs: u64,
    /// Models that the compiler rejected.
    pub rejected: u64,
    /// Pairs with different answers.
    pub different: u64,
    /// Reports of the first ones, each made small.
    pub reports: Vec<String>,
    /// How often each construct decided something.
    pub seen: BTreeMap<&'static str, u64>,
}

impl Totals {
    /// What never happened.
    pub fn missing(&self) -> Vec<&'static str> {
        EXPECTED.iter().copied().filter(|what| !self.seen.contains_key(what)).collect()
    }
}

/// Keeps panics quiet that are caught and reported.
pub fn be_quiet() {
    std::panic::set_hook(Box::new(|_| {}));
}

/// Compares all seeds of a range on several threads; `show` at most so many reports.
pub fn run(seeds: Range<u64>, threads: usize, show: usize) -> Totals {
    let (next, totals) = (AtomicU64::new(seeds.start), Mutex::new(Totals::default()));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        break;
                    }
                    let outcome = std::panic::catch_unwind(|| judge_seed(seed));
                    let mut report = None;
                    {
                        let mut totals = totals.lock().unwrap();
                        totals.pairs += 1;
                        match &outcome {
                            Ok(None) => {}
                            Ok(Some((_, Verdict::Rejected(_)))) => totals.rejected += 1,
                            Ok(Some(_)) | Err(_) => totals.different += 1,
                        }
                    }
                    if let Err(panic) = &outcome {
                        let text = panic.downcast_ref::<String>().map_or("?", String::as_str);
                        report = Some(format!("seed {seed}: panic: {text}"));
                    }
                    let more = totals.lock().unwrap().reports.len() < show;
                    if let Some((case, verdict)) = outcome.ok().flatten().filter(|_| more) {
                        report = Some(self::report(seed, &case, &verdict));
                    }
                    totals.lock().unwrap().reports.extend(report);
                }
                let seen = coverage::take();
                let mut totals = totals.lock().unwrap();
                for (what, count) in seen {
                    *totals.seen.entry(what).or_default() += count;
                }
            });
        }
    });
    totals.into_inner().unwrap()
}

/// A case that fails, made small, with both answers.
pub fn report(seed: u64, case: &Case, verdict: &Verdict) -> String {
    if let Verdict::Rejected(errors) = verdict {
        return format!("seed {seed}: the compiler rejects the model\n{errors}");
    }
    let small = shrink(case);
    let verdict = judge(&small);
    let mut text = format!("seed {seed}\n{}\n", small.lines.join("\n"));
    for (lead, values) in &small.table {
        let _ = writeln!(text, "lead {lead}: {}", shown(values));
    }
    for record in &small.records {
        let what = match &record.what {
            What::Event(name, values) => format!("{name} {}", shown(values)),
            What::Change(values) => format!("set {}", shown(values)),
        };
        let id = record.id.as_deref().unwrap_or("-");
        let _ = writeln!(text, "{} {id} {} {what}", Instant(record.at), record.lead);
    }
    let since = small.question.since.map(|since| format!(" since {since}")).unwrap_or_default();
    let (as_of, beginning) = (Instant(small.question.as_of), small.question.from_the_beginning);
    let _ = writeln!(text, "T {as_of}{since}, attributes from the beginning: {beginning}");
    match verdict {
        Verdict::Differs(what) => text.push_str(&what),
        other => text.push_str(&format!("{other:?}")),
    }
    text
}

fn shown(values: &Values) -> String {
    let value = |value: &Value| value.text();
    values.iter().map(|(name, one)| format!("{name}={:?}", value(one))).collect::<Vec<_>>().join(" ")
}
