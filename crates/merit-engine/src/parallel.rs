//! Work on all parts by several threads.

use std::sync::Mutex;

use crate::EngineError;

/// Works on every item, each in one of so many threads as there are `desks`, which keep what a thread has at hand. Of
/// several errors it is the least one, so that it does not depend on the threads.
pub(crate) fn for_each<T: Send, D: Send>(
    items: &mut [T],
    desks: &mut [D],
    work: impl Fn(usize, &mut T, &mut D) -> Result<(), EngineError> + Sync,
) -> Result<(), EngineError> {
    let next = Mutex::new(items.iter_mut().enumerate());
    let take = || next.lock().ok()?.next();
    let all = |desk: &mut D| {
        let mut failed = None;
        while let Some((number, item)) = take() {
            if let Err(error) = work(number, item, desk) {
                failed = least(failed, Some(error));
            }
        }
        failed
    };
    let failed = match desks {
        [] => None,
        [desk] => all(desk),
        desks => std::thread::scope(|scope| {
            let threads: Vec<_> = desks.iter_mut().map(|desk| scope.spawn(|| all(desk))).collect();
            threads.into_iter().fold(None, |failed, thread| match thread.join() {
                Ok(other) => least(failed, other),
                Err(panic) => std::panic::resume_unwind(panic),
            })
        }),
    };
    failed.map_or(Ok(()), Err)
}

/// The error that is told.
pub(crate) fn least(a: Option<EngineError>, b: Option<EngineError>) -> Option<EngineError> {
    let (Some(first), Some(second)) = (&a, &b) else { return a.or(b) };
    if place(second) < place(first) { b } else { a }
}

/// What cannot be read again comes first, then what stands first in the input.
fn place(error: &EngineError) -> (u8, Option<crate::RecordPlace>) {
    match error {
        EngineError::LeadConflict { places, .. } => (1, Some(places[1])),
        EngineError::SameId { place, .. } => (1, Some(*place)),
        EngineError::Disorder | EngineError::SeveralRows => (2, None),
        _ => (0, None),
    }
}
