//! The limit for text: a process that does nothing but read a file and find where its lines and fields end.
//! `split FILE nothing|lines|fields [THREADS]` prints what it counted. A field ends at a comma outside quotes or at the end of
//! a line, so in NDJSON that is one field for each name.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::process::ExitCode;

const BLOCK: usize = 1 << 18;
const STEP: usize = 64;

/// How far the work goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Nothing,
    Lines,
    Fields,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    bytes: u64,
    lines: u64,
    fields: u64,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> io::Result<()> {
    let usage = || io::Error::other("usage: split FILE nothing|lines|fields [THREADS]");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, by, rest @ ..] = &*arguments else { return Err(usage()) };
    let by = match &**by {
        "nothing" => By::Nothing,
        "lines" => By::Lines,
        "fields" => By::Fields,
        _ => return Err(usage()),
    };
    let threads: u64 = rest.first().map_or(Ok(1), |text| text.parse()).map_err(|_| usage())?;
    let length = std::fs::metadata(path)?.len();
    let begins: Vec<u64> =
        (0..=threads).map(|part| line_begin(path, length * part / threads)).collect::<io::Result<_>>()?;
    let counts: Vec<io::Result<Counts>> = std::thread::scope(|scope| {
        let work: Vec<_> =
            begins.windows(2).map(|part| scope.spawn(move || count(path, part[0], part[1], by))).collect();
        work.into_iter().map(|work| work.join().unwrap_or_else(|_| Err(usage()))).collect()
    });
    let mut total = Counts::default();
    for counts in counts {
        let counts = counts?;
        total.bytes += counts.bytes;
        total.lines += counts.lines;
        total.fields += counts.fields;
    }
    writeln!(io::stdout(), "{} bytes, {} lines, {} fields", total.bytes, total.lines, total.fields)
}

/// The first place at or after this one where a line begins, or the end of the file.
fn line_begin(path: &str, at: u64) -> io::Result<u64> {
    if at == 0 {
        return Ok(0);
    }
    let mut file = File::open(path)?;
    let mut begin = file.seek(SeekFrom::Start(at - 1))?;
    let mut block = vec![0; BLOCK];
    loop {
        let read = file.read(&mut block)?;
        if let Some(end) = memchr::memchr(b'\n', &block[..read]) {
            return Ok(begin + end as u64 + 1);
        }
        if read == 0 {
            return Ok(begin);
        }
        begin += read as u64;
    }
}

/// Counts between two places.
fn count(path: &str, from: u64, to: u64, by: By) -> io::Result<Counts> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(from))?;
    let mut file = file.take(to - from);
    let mut block = vec![0; BLOCK];
    let mut ends = Vec::with_capacity(BLOCK);
    let mut state = State::default();
    let mut counts = Counts::default();
    loop {
        let mut filled = 0;
        while filled < BLOCK {
            match file.read(&mut block[filled..])? {
                0 => break,
                read => filled += read,
            }
        }
        if filled == 0 {
            return Ok(counts);
        }
        counts.bytes += filled as u64;
        match by {
            By::Nothing => {}
            By::Lines => counts.lines += memchr::memchr_iter(b'\n', &block[..filled]).count() as u64,
            By::Fields => {
                // What is behind the last whole step counts for nothing.
                block[filled..].fill(0);
                ends.clear();
                for (number, step) in block[..filled.next_multiple_of(STEP)].as_chunks::<STEP>().0.iter().enumerate()
                {
                    let (line_ends, mut field_ends) = state.step(step);
                    counts.lines += u64::from(line_ends.count_ones());
                    while field_ends != 0 {
                        ends.push((number * STEP) as u32 + field_ends.trailing_zeros());
                        field_ends &= field_ends - 1;
                    }
                }
                counts.fields += ends.len() as u64;
            }
        }
    }
}

/// What a step has to know of the steps before it.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    quoted: bool,
    escaped: bool,
}

impl State {
    /// Where lines, and fields, end in 64 bytes: a bit for each byte.
    fn step(&mut self, step: &[u8; STEP]) -> (u64, u64) {
        let mut quotes = places(step, b'"');
        if places(step, b'\\') != 0 || self.escaped {
            for (place, byte) in step.iter().enumerate() {
                if self.escaped {
                    quotes &= !(1 << place);
                    self.escaped = false;
                } else {
                    self.escaped = *byte == b'\\';
                }
            }
        }
        // The exclusive or of all bits up to each bit: inside of quotes or not.
        let mut inside = quotes;
        for shift in [1, 2, 4, 8, 16, 32] {
            inside ^= inside << shift;
        }
        if self.quoted {
            inside = !inside;
        }
        self.quoted = inside >> 63 == 1;
        let lines = places(step, b'\n') & !inside;
        (lines, lines | (places(step, b',') & !inside))
    }
}

/// Where a byte stands: a bit for each of 64 bytes.
#[cfg(target_arch = "x86_64")]
fn places(step: &[u8; STEP], byte: u8) -> u64 {
    use std::arch::x86_64::{_mm_cmpeq_epi8, _mm_movemask_epi8, _mm_set_epi64x, _mm_set1_epi8};

    #[target_feature(enable = "sse2")]
    fn sixteen(half: [u8; 16], byte: u8) -> u32 {
        let words = u128::from_le_bytes(half);
        let bytes = _mm_set_epi64x((words >> 64) as i64, words as i64);
        _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte.cast_signed()))).cast_unsigned()
    }

    step.as_chunks::<16>().0.iter().rev().fold(0, |found, half| {
        // SAFETY: every x86-64 has SSE2. Without it this limit would be four times slower than what it is a limit for.
        found << 16 | u64::from(unsafe { sixteen(*half, byte) })
    })
}

/// Where a byte stands: a bit for each of 64 bytes.
#[cfg(not(target_arch = "x86_64"))]
fn places(step: &[u8; STEP], byte: u8) -> u64 {
    step.iter().rev().fold(0, |found, other| found << 1 | u64::from(*other == byte))
}

#[cfg(test)]
mod tests {
    use super::{STEP, State};

    /// The obvious way, a byte at a time.
    fn ends(text: &[u8]) -> (Vec<usize>, Vec<usize>) {
        let (mut quoted, mut escaped) = (false, false);
        let (mut lines, mut fields) = (Vec::new(), Vec::new());
        for (place, byte) in text.iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => quoted = !quoted,
                b'\n' if !quoted => {
                    lines.push(place);
                    fields.push(place);
                }
                b',' if !quoted => fields.push(place),
                _ => {}
            }
        }
        (lines, fields)
    }

    #[test]
    fn lines_and_fields_are_found_across_steps() {
        let line =
            br#"{"id":"e1","text":"a, \"b\" \\","n":[1,2],"long":"0123456789, 0123456789, 0123456789, 0123456789"}"#;
        let mut text: Vec<u8> = [&line[..], b"\n"].concat().repeat(STEP);
        text.resize(text.len().next_multiple_of(STEP), 0);
        let (mut lines, mut fields, mut state) = (Vec::new(), Vec::new(), State::default());
        for (number, step) in text.as_chunks::<STEP>().0.iter().enumerate() {
            let (line_ends, field_ends) = state.step(step);
            let places =
                |ends: u64| (0..STEP).filter(move |bit| ends >> bit & 1 == 1).map(move |bit| number * STEP + bit);
            lines.extend(places(line_ends));
            fields.extend(places(field_ends));
        }
        assert_eq!(lines.len(), STEP);
        assert_eq!((lines, fields), ends(&text));
    }
}
