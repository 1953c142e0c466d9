//! Where the time of a run goes, for `--timings`.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use crate::findings::counted;
use crate::grid::Grid;

/// Time on the clock, and time of all processors together.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    clock: Duration,
    processors: Option<Duration>,
}

impl std::ops::AddAssign for Span {
    fn add_assign(&mut self, other: Self) {
        self.clock += other.clock;
        self.processors = self.processors.zip(other.processors).map(|(a, b)| a + b);
    }
}

/// The beginning of a stretch of time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Started {
    clock: Instant,
    processors: Option<Duration>,
}

impl Started {
    /// Now.
    pub(crate) fn now() -> Self {
        Self { clock: Instant::now(), processors: processors() }
    }

    fn span(self) -> Span {
        let used = processors().zip(self.processors).map(|(now, then)| now.saturating_sub(then));
        Span { clock: self.clock.elapsed(), processors: used }
    }
}

/// What all processors did for this process so far; not known on every system.
#[cfg(unix)]
fn processors() -> Option<Duration> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Some(Duration::new(u64::try_from(time.tv_sec).ok()?, u32::try_from(time.tv_nsec).ok()?))
}

#[cfg(not(unix))]
const fn processors() -> Option<Duration> {
    None
}

/// The stages of a run, in their order.
#[derive(Debug, Default)]
pub(crate) struct Timings {
    stages: Vec<(&'static str, Span)>,
    pub(crate) records: usize,
    pub(crate) leads: usize,
}

impl Timings {
    /// A stage is over. What came before under the same name is added.
    pub(crate) fn stage(&mut self, name: &'static str, since: Started) {
        self.add(name, since.span());
    }

    fn add(&mut self, name: &'static str, span: Span) {
        match self.stages.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known += span,
            None => self.stages.push((name, span)),
        }
    }

    /// Writes a table of the stages; `since` is the beginning of it all.
    pub(crate) fn write(&self, since: Started, mut to: impl Write) -> io::Result<()> {
        let mut grid = Grid::indented(0);
        grid.column("stage");
        grid.numbers("clock");
        grid.numbers("processors");
        let all = ("all", since.span());
        for (name, span) in self.stages.iter().copied().chain([all]) {
            grid.row([name.to_owned(), seconds(Some(span.clock)), seconds(span.processors)]);
        }
        let (head, lines) = grid.lines(None);
        writeln!(to, "{head}")?;
        for line in lines {
            writeln!(to, "{line}")?;
        }
        let (records, leads) = (counted(self.records, "record"), counted(self.leads, "lead"));
        writeln!(to, "{records} and {leads}")
    }
}

fn seconds(time: Option<Duration>) -> String {
    time.map_or_else(|| "-".to_owned(), |time| format!("{}.{:03} s", time.as_secs(), time.subsec_millis()))
}
