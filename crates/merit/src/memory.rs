//! How much memory a run may use.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use merit_engine::Memory;

use crate::problem::Problem;
use crate::scratch::TemporaryFolder;

/// Where the size of the machine is not known.
const USUAL: u64 = 4 << 30;
/// Reading and writing need so much however little is asked for.
const LEAST: u64 = 64 << 20;

/// A size as people write it: `512MB`, `2GiB`, `1.5 GB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size(pub(crate) u64);

impl Size {
    /// Reads a size.
    ///
    /// # Errors
    /// Why it is none, as a sentence.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
            "" | "b" => 1,
            "k" | "kb" => 1_000,
            "m" | "mb" => 1_000_000,
            "g" | "gb" => 1_000_000_000,
            "t" | "tb" => 1_000_000_000_000,
            "kib" => 1 << 10,
            "mib" => 1 << 20,
            "gib" => 1 << 30,
            "tib" => 1 << 40,
            _ => return Err("write a size like 512MB or 2GB".to_owned()),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let wrong = |_| "write a size like 512MB or 2GB".to_owned();
        let whole: u64 = whole.parse().map_err(wrong)?;
        let mut bytes = whole.checked_mul(factor).ok_or("the size is too large")?;
        let mut unit = factor;
        for digit in fraction.chars() {
            unit /= 10;
            bytes += unit * u64::from(digit.to_digit(10).ok_or("write a size like 512MB or 2GB")?);
        }
        if bytes < LEAST {
            return Err("at least 64MiB are needed".to_owned());
        }
        Ok(Self(bytes))
    }
}

/// The bounds for a run: half of the machine unless something else is asked for.
///
/// # Errors
/// When there is no such folder for temporary files.
pub(crate) fn memory(size: Option<Size>, folder: Option<&Path>) -> Result<Memory, Problem> {
    let size = size.map_or_else(|| machine().map_or(USUAL, |bytes| bytes / 2), |size| size.0);
    let folder: PathBuf = folder.map_or_else(std::env::temp_dir, Path::to_owned);
    if !folder.is_dir() {
        return Err(Problem::new(format!("There is no folder {} for temporary files.", folder.display()))
            .help("name one with --temp-dir"));
    }
    // Half for what is kept; the rest for what is being read, sorted and written.
    Ok(Memory { bytes: size / 2, scratch: Arc::new(TemporaryFolder(folder)) })
}

/// The memory of the machine in bytes.
fn machine() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, bytes) in [
            ("512MB", 512_000_000),
            ("512 mib", 512 << 20),
            ("1.5GB", 1_500_000_000),
            ("2g", 2_000_000_000),
            ("100000000", 100_000_000),
        ] {
            assert_eq!(Size::read(text), Ok(Size(bytes)), "{text}");
        }
        for text in ["", "MB", "12 apples", "1MB", "-5GB", "99999999999TB", "1.xGB"] {
            assert!(Size::read(text).is_err(), "{text}");
        }
    }
}
