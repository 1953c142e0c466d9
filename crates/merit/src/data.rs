//! Whether a file holds data where a model is expected: people name a log where a score file belongs.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// What a file holds that is no model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Data {
    /// Records.
    Records,
    /// A leads table.
    Leads,
}

/// So much of a file is looked at.
const LOOKED_AT: u64 = 64 * 1024;

/// What a file holds if it is data, by its name and where that does not tell, by its beginning. Nothing for a file that is
/// not there, for score files and for compiled models.
pub(crate) fn of(path: &Path) -> Option<Data> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    if name.ends_with(".score") || !path.is_file() {
        return None;
    }
    let mut beginning = Vec::new();
    BufReader::new(File::open(path).ok()?).take(LOOKED_AT).read_to_end(&mut beginning).ok()?;
    if beginning.starts_with(b"PAR1")
        || beginning.starts_with(&[0x1F, 0x8B])
        || beginning.starts_with(&[0x28, 0xB5, 0x2F, 0xFD])
    {
        // Parquet, gzip, Zstandard: score files are none of them.
        return Some(Data::Records);
    }
    let stem = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    let named = [".ndjson", ".jsonl", ".csv", ".parquet"].iter().any(|extension| stem.ends_with(extension));
    let first = beginning.lines().map_while(Result::ok).find(|line| !line.trim().is_empty());
    let of_line = first.and_then(|line| of_line(line.trim_start_matches('\u{FEFF}').trim()));
    of_line.or(named.then_some(Data::Records))
}

/// What the first line says: a JSON object with a lead, or a header with one.
fn of_line(line: &str) -> Option<Data> {
    let keys: Vec<String> = if line.starts_with('{') {
        let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).ok()?;
        object.keys().cloned().collect()
    } else {
        line.split([',', ';', '\t']).map(|cell| cell.trim().trim_matches('"').to_owned()).collect()
    };
    let has = |name: &str| keys.iter().any(|key| key == name);
    match (has("lead") && keys.len() > 1, has("at")) {
        (true, true) => Some(Data::Records),
        (true, false) => Some(Data::Leads),
        _ => None,
    }
}
