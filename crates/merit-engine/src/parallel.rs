//! Work by several threads.

use std::cmp::Ordering;
use std::sync::Mutex;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use rayon::slice::ParallelSliceMut as _;

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
        desks => {
            let mut failed: Vec<Option<EngineError>> = desks.iter().map(|_| None).collect();
            rayon::in_place_scope(|scope| {
                for (desk, failed) in desks.iter_mut().zip(&mut failed) {
                    scope.spawn(|_| *failed = all(desk));
                }
            });
            failed.into_iter().fold(None, least)
        }
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

/// Sorts, in several threads where there are some.
pub(crate) fn sort_by<T: Send>(items: &mut [T], threads: usize, order: impl Fn(&T, &T) -> Ordering + Sync) {
    if threads > 1 && items.len() > LEAST { items.par_sort_by(order) } else { items.sort_by(order) }
}

/// Does something with each of some things, in several threads where there are some.
pub(crate) fn in_threads<T: Send>(items: Vec<T>, threads: usize, work: impl Fn(T) + Sync + Send) {
    if threads > 1 { items.into_par_iter().for_each(work) } else { items.into_iter().for_each(work) }
}

/// Makes one thing in another thread while the one before is taken.
pub(crate) fn one_ahead<I: Send, T: Send, E>(
    items: impl Iterator<Item = I>,
    make: impl Fn(I) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let mut ahead = None;
    for next in items.map(Some).chain([None]) {
        let mut made = None;
        rayon::in_place_scope(|scope| {
            if let Some(next) = next {
                scope.spawn(|_| made = Some(make(next)));
            }
            ahead.take().map_or(Ok(()), &mut take)
        })?;
        ahead = made;
    }
    Ok(())
}
