//! Work by several threads.

use std::cmp::Ordering;
use std::sync::Mutex;
use std::thread::ScopedJoinHandle;

use crate::EngineError;

/// Fewer items to sort are not worth another thread.
const LEAST: usize = 1 << 14;

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

/// Sorts shares in several threads; what is sorted already is only merged.
pub(crate) fn sort_by<T: Send>(items: &mut [T], threads: usize, order: impl Fn(&T, &T) -> Ordering + Sync) {
    let share = items.len().div_ceil(threads.max(1)).max(LEAST);
    if items.len() > share {
        std::thread::scope(|scope| {
            for share in items.chunks_mut(share) {
                scope.spawn(|| share.sort_by(&order));
            }
        });
    }
    items.sort_by(&order);
}

/// Makes one thing in another thread while the one before is taken.
pub(crate) fn one_ahead<I: Send, T: Send, E>(
    items: impl Iterator<Item = I>,
    make: impl Fn(I) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let make = &make;
    std::thread::scope(|scope| {
        let mut ahead: Option<ScopedJoinHandle<'_, T>> = None;
        for next in items.map(Some).chain([None]) {
            let next = next.map(|item| scope.spawn(move || make(item)));
            if let Some(made) = std::mem::replace(&mut ahead, next) {
                match made.join() {
                    Ok(made) => take(made)?,
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
        }
        Ok(())
    })
}
