//! About how many rows there are, before they are read.

use std::fs::File;
use std::io::Read;

use crate::input::{Compression, Format, Input, Place};
use crate::parquet_file;

/// Bytes of a text that are looked at.
const LOOK: usize = 1 << 16;
/// Hardly a row takes less: what a damaged file says of itself makes nobody ask for more memory than this allows.
const LEAST_BYTES: u64 = 4;

/// About how many rows some inputs have together, without those that do not tell before they are read. It serves to make
/// room at once; nothing may depend on it.
#[must_use]
pub fn about_rows(inputs: &[Input]) -> usize {
    let rows: u64 = inputs.iter().map(|input| of_input(input).unwrap_or(0)).fold(0, u64::saturating_add);
    usize::try_from(rows).unwrap_or(usize::MAX)
}

fn of_input(input: &Input) -> Option<u64> {
    if input.is_read_once() || input.compression != Compression::None {
        return None;
    }
    let (length, begin) = match &input.place {
        Place::File(path) => {
            let file = File::open(path).ok()?;
            let length = file.metadata().ok()?.len();
            let mut begin = Vec::new();
            if input.format != Format::Parquet {
                file.take(LOOK as u64).read_to_end(&mut begin).ok()?;
            }
            (length, begin)
        }
        Place::Memory(bytes) => (bytes.len() as u64, bytes.iter().take(LOOK).copied().collect()),
        Place::Stdin => return None,
    };
    let rows = match input.format {
        Format::Parquet => parquet_file::rows(input)?,
        Format::Ndjson | Format::Csv => {
            let lines = begin.iter().filter(|byte| **byte == b'\n').count() as u64;
            (u128::from(length) * u128::from(lines) / begin.len().max(1) as u128).try_into().ok()?
        }
    };
    Some(rows.min(length / LEAST_BYTES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_tell_by_their_first_lines() {
        let text: String = (0..20_000).map(|number| format!("{{\"lead\":\"{number:09}\"}}\n")).collect();
        let input = |text: &str| Input::memory("leads", Format::Ndjson, text.as_bytes().to_vec());
        assert!((19_990..20_010).contains(&about_rows(&[input(&text)])));
        assert_eq!(about_rows(&[input(""), input("a line without an end")]), 0);
        assert_eq!(about_rows(&[input(&"\n".repeat(1000))]), 250);
        assert_eq!(about_rows(&[Input { format: Format::Parquet, ..input("no Parquet") }, Input::stdin(None)]), 0);
    }
}
