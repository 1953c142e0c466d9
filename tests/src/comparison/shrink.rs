//! Makes a case small while it still fails.

use std::panic::catch_unwind;

use super::case::{Case, Verdict, judge};

/// Drops records, leads, values and statements while the answers still differ.
pub fn shrink(case: &Case) -> Case {
    let mut small = case.clone();
    // A case that the oracle stumbles over has become another one.
    let differs = |case: &Case| matches!(catch_unwind(|| judge(case)), Ok(Verdict::Differs(_)));
    loop {
        let size = weight(&small);
        for chunk in [8, 4, 2, 1] {
            let mut at = 0;
            while at < small.records.len() {
                let mut less = small.clone();
                less.records.drain(at..(at + chunk).min(less.records.len()));
                if differs(&less) { small = less } else { at += chunk }
            }
        }
        for lead in small.table.keys().cloned().collect::<Vec<_>>() {
            let mut less = small.clone();
            less.table.remove(&lead);
            if differs(&less) {
                small = less;
                continue;
            }
            for name in small.table[&lead].keys().cloned().collect::<Vec<_>>() {
                let mut less = small.clone();
                less.table.get_mut(&lead).unwrap().remove(&name);
                if differs(&less) {
                    small = less;
                }
            }
        }
        for number in 0..small.records.len() {
            let names: Vec<String> = match &small.records[number].what {
                crate::oracle::What::Event(_, values) | crate::oracle::What::Change(values) => {
                    values.keys().cloned().collect()
                }
            };
            for name in names {
                let mut less = small.clone();
                match &mut less.records[number].what {
                    crate::oracle::What::Event(_, values) | crate::oracle::What::Change(values) => {
                        values.remove(&name)
                    }
                };
                if differs(&less) {
                    small = less;
                }
            }
        }
        for chunk in [12, 6, 3, 2, 1] {
            let mut at = 0;
            while at < small.lines.len() {
                let mut less = small.clone();
                let needed = |line: &String| line.starts_with("use ") || line.starts_with("  timezone ");
                less.lines.drain(at..(at + chunk).min(less.lines.len()));
                let kept = less.lines.iter().filter(|line| needed(line)).count() == 2;
                if kept && differs(&less) { small = less } else { at += 1 }
            }
        }
        for at in 0..small.lines.len() {
            shorten(&mut small, at, &differs);
        }
        if weight(&small) == size {
            return small;
        }
    }
}

/// Drops clauses (two spaces stand before each) of a line.
fn shorten(small: &mut Case, at: usize, differs: &impl Fn(&Case) -> bool) {
    let line = small.lines[at].clone();
    let indent = line.len() - line.trim_start().len();
    let parts: Vec<&str> = line.trim_start().split("  ").collect();
    for drop in (1..parts.len()).rev() {
        let kept: Vec<&str> =
            parts.iter().enumerate().filter(|(number, _)| *number != drop).map(|(_, part)| *part).collect();
        let mut less = small.clone();
        less.lines[at] = format!("{}{}", &line[..indent], kept.join("  "));
        if differs(&less) {
            *small = less;
            return;
        }
    }
}

fn weight(case: &Case) -> usize {
    let values = |case: &Case| case.table.values().map(|values| values.len() + 1).sum::<usize>();
    let records = case.records.iter().map(|record| format!("{record:?}").len()).sum::<usize>();
    case.lines.iter().map(String::len).sum::<usize>() + records + values(case)
}
