//! Work done by several threads, applied in the order in which it was given out.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::thread;

/// Takes jobs one after the other, works on them in the threads of the pool at hand, of which this one may be one, and
/// applies the results here, in the order of the jobs. Little more than twice as many jobs as `threads` are under way, so memory
/// does not grow with the number of jobs. An error of `apply` ends everything.
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
    let has_ended = AtomicBool::new(false);
    // What is under way, in the order of the jobs.
    let (to_here, under_way) = sync_channel(threads * 2);
    rayon::in_place_scope_fifo(|scope| {
        let (has_ended, work) = (&has_ended, &work);
        thread::scope(|making| {
            // A thread of its own makes the jobs: some come out of a pipe or of compressed text, and nobody is to wait for a
            // job because this thread is at work.
            making.spawn(move || {
                while let Some(job) = jobs() {
                    let (sender, receiver) = sync_channel(1);
                    scope.spawn_fifo(move |_| {
                        if !has_ended.load(Ordering::Relaxed) {
                            // Nobody waits any more when applying has ended with an error.
                            let _ = sender.send(work(job));
                        }
                    });
                    // Told after it is given out: whoever waits for it may be the only one to work on it.
                    if to_here.send(receiver).is_err() {
                        return;
                    }
                }
            });
            // Owned here, so that an early return tells the producer that nobody waits any more.
            let under_way: Receiver<Receiver<R>> = under_way;
            let mut result = Ok(());
            while result.is_ok()
                && let Some(done) = next(&under_way).and_then(|done| next(&done))
            {
                result = apply(done);
            }
            has_ended.store(true, Ordering::Relaxed);
            result
        })
    })
}

/// What comes next, if anything does. Until it is there, this thread works on something else, and waits when there is nothing.
fn next<T>(receiver: &Receiver<T>) -> Option<T> {
    loop {
        match receiver.try_recv() {
            Ok(next) => return Some(next),
            Err(TryRecvError::Empty) if rayon::yield_now() == Some(rayon::Yield::Executed) => {}
            Err(TryRecvError::Empty) => return receiver.recv().ok(),
            Err(TryRecvError::Disconnected) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn numbers_by(threads: usize) -> Vec<u64> {
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
        seen
    }

    #[test]
    fn results_are_applied_in_order_whatever_the_threads() {
        let numbers: Vec<u64> = (1..=200).map(|job| job * 10).collect();
        for threads in [1, 2, 3, 8] {
            assert_eq!(numbers_by(threads), numbers);
            // The thread that applies is one of the pool.
            for of_pool in [1, 2, 3] {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(of_pool).build().unwrap();
                assert_eq!(pool.install(|| numbers_by(threads)), numbers);
            }
        }
    }

    #[test]
    fn who_panics_is_heard() {
        let panics = || in_order(2, || Some(1), |_| panic!("on purpose"), Ok::<(), ()>);
        assert!(std::panic::catch_unwind(panics).is_err());
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
