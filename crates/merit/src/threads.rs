//! The threads of a command.

use std::error::Error as _;
use std::io::{self, Write};
use std::ops::Range;

use crate::problem::Problem;

/// Fewer rows are not worth another thread.
const LEAST: usize = 1 << 10;

/// Begins with so many threads, of which this one is one. Reading and evaluating share them.
///
/// # Errors
/// When the system does not give so many.
pub(crate) fn begin(threads: usize) -> Result<(), Problem> {
    if threads <= 1 {
        return Ok(());
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).use_current_thread();
    match pool.build_global() {
        Err(error) if error.source().is_some() => {
            Err(Problem::new(format!("{threads} threads cannot be started: {error}. Ask for fewer with --threads.")))
        }
        // A command that evaluates twice has them already.
        _ => Ok(()),
    }
}

/// Does two things, at the same time where there are several threads.
pub(crate) fn both<A: Send, B: Send>(
    threads: usize,
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    if threads <= 1 { (one(), other()) } else { rayon::join(one, other) }
}

/// Writes rows that several threads make, each a share of them; what is written does not depend on their number.
pub(crate) fn in_shares(
    count: usize,
    threads: usize,
    rows: impl Fn(Range<usize>, &mut Vec<u8>) -> io::Result<()> + Sync,
    out: &mut dyn Write,
) -> io::Result<()> {
    let size = count.div_ceil(threads.max(1)).max(LEAST);
    let made = |first: usize| {
        let mut text = Vec::new();
        rows(first..count.min(first + size), &mut text).map(|()| text)
    };
    if count <= size {
        return out.write_all(&made(0)?);
    }
    let mut texts: Vec<io::Result<Vec<u8>>> = (0..count.div_ceil(size)).map(|_| Ok(Vec::new())).collect();
    rayon::in_place_scope(|scope| {
        for (first, text) in (0..).step_by(size).zip(&mut texts) {
            let made = &made;
            scope.spawn(move |_| *text = made(first));
        }
    });
    texts.into_iter().try_for_each(|text| out.write_all(&text?))
}
