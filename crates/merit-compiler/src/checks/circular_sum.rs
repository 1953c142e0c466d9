//! M317: scores that sum each other in a circle.

use merit_diagnostics::{Code, Diagnostic, Place};
use merit_ir::SumSource;

use super::Subject;

pub(super) fn check(subject: &Subject<'_, '_>) {
    let count = subject.resolved.scores.len();
    let next = |score: usize| -> Vec<usize> {
        let parts = subject.resolved.scores.get(score).map_or(&[][..], |done| &done.ir.sum_of);
        let scores = parts.iter().filter_map(|part| match part.of {
            SumSource::Score(score) => Some(score.index()),
            SumSource::Grade(_) => None,
        });
        scores.collect()
    };
    // 0: not seen, 1: on the way, 2: done. Without recursion, because a chain of scores may be long.
    let mut state = vec![0u8; count];
    for start in 0..count {
        if state.get(start) != Some(&0) {
            continue;
        }
        let mut path = vec![(start, next(start).into_iter())];
        set(&mut state, start, 1);
        while let Some((score, parts)) = path.last_mut() {
            let Some(part) = parts.next() else {
                set(&mut state, *score, 2);
                path.pop();
                continue;
            };
            match state.get(part) {
                Some(0) => {
                    set(&mut state, part, 1);
                    path.push((part, next(part).into_iter()));
                }
                Some(1) => {
                    let from = path.iter().position(|(score, _)| *score == part).unwrap_or(0);
                    let ring: Vec<usize> = path.iter().skip(from).map(|(score, _)| *score).chain([part]).collect();
                    report(subject, &ring);
                }
                _ => {}
            }
        }
    }
}

fn set(state: &mut [u8], score: usize, value: u8) {
    if let Some(state) = state.get_mut(score) {
        *state = value;
    }
}

/// Reports a circle at the last score of it, where it names the first again.
fn report(subject: &Subject<'_, '_>, ring: &[usize]) {
    let scores = &subject.context.names.scores;
    let name = |score: &usize| scores.get(*score).map_or("", |score| score.name.as_str());
    let [.., last, first] = ring else { return };
    let Some(block) = scores.get(*last).filter(|block| !subject.context.is_silent(block.file)) else { return };
    let parts = block.block.sums.iter().flat_map(|line| &line.node.parts);
    let Some(part) = parts.into_iter().find(|part| part.name.text == name(first)) else { return };
    let message = if ring.len() == 2 {
        format!("The score {} adds itself.", name(first))
    } else {
        let ring: Vec<&str> = ring.iter().take(20).map(name).collect();
        format!("These scores add each other in a circle: {}.", ring.join(" adds "))
    };
    let place = Place { file: block.file, span: part.name.span };
    subject.context.reports.add(Diagnostic::new(Code::M317, place, message));
}
