//! Rows that several threads make, in the order of one.

use std::io::{self, Write};
use std::ops::Range;

/// Fewer rows are not worth another thread.
const LEAST: usize = 1 << 10;

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
    std::thread::scope(|scope| {
        let others: Vec<_> = (size..count)
            .step_by(size)
            .map(|first| {
                let made = &made;
                scope.spawn(move || made(first))
            })
            .collect();
        out.write_all(&made(0)?)?;
        for other in others {
            match other.join() {
                Ok(text) => out.write_all(&text?)?,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(())
    })
}
