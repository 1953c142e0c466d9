//! Work done by several threads, applied in the order in which it was given out.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Takes jobs one after the other, works on them in `threads` threads, and applies the results in the order of the
/// jobs. At most a few jobs per thread are under way, so memory does not grow with the number of jobs. An error of
/// `apply` ends everything.
///
/// # Errors
/// The first error of `apply`.
pub(crate) fn in_order<J, R, E>(
    threads: usize,
    mut jobs: impl FnMut() -> Option<J> + Send,
    work: impl Fn(J) -> R + Sync,
    mut apply: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    J: Send,
    R: Send,
{
    if threads <= 1 {
        while let Some(job) = jobs() {
            apply(work(job))?;
        }
        return Ok(());
    }
    // Each job carries the sender of its own result; the receivers wait in the order of the jobs.
    let (to_workers, for_workers) = sync_channel::<(J, SyncSender<R>)>(threads);
    let (to_apply, for_apply) = sync_channel::<Receiver<R>>(threads * 2);
    let for_workers = Mutex::new(for_workers);
    thread::scope(|scope| {
        scope.spawn(move || {
            while let Some(job) = jobs() {
                let (sender, receiver) = sync_channel(1);
                if to_apply.send(receiver).is_err() || to_workers.send((job, sender)).is_err() {
                    return;
                }
            }
        });
        let (for_workers, work) = (&for_workers, &work);
        for _ in 0..threads {
            scope.spawn(move || {
                loop {
                    let job = match for_workers.lock() {
                        Ok(queue) => queue.recv(),
                        Err(_) => return,
                    };
                    let Ok((job, sender)) = job else { return };
                    // Nobody waits any more when applying has ended with an error.
                    let _ = sender.send(work(job));
                }
            });
        }
        // Owned here, so that an early return tells the producer that nobody waits any more.
        let for_apply = for_apply;
        for receiver in for_apply.iter() {
            let Ok(result) = receiver.recv() else { break };
            apply(result)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn results_are_applied_in_order_whatever_the_threads() {
        for threads in [1, 2, 3, 8] {
            let mut next = 0u64;
            let jobs = || {
                next += 1;
                (next <= 200).then_some(next)
            };
            let mut seen = Vec::new();
            let slow_first = |job: u64| {
                if job % 7 == 1 {
                    thread::sleep(Duration::from_micros(300));
                }
                job * 10
            };
            let result: Result<(), ()> = in_order(threads, jobs, slow_first, |result| {
                seen.push(result);
                Ok(())
            });
            assert_eq!(result, Ok(()));
            assert_eq!(seen, (1..=200).map(|job| job * 10).collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_error_ends_everything() {
        for threads in [1, 4] {
            let mut applied = 0;
            // The jobs never end by themselves.
            let result = in_order(
                threads,
                || Some(1),
                |job| job,
                |_| {
                    applied += 1;
                    if applied == 50 { Err("enough") } else { Ok(()) }
                },
            );
            assert_eq!((result, applied), (Err("enough"), 50));
        }
    }
}
