//! Where data go: standard output, or a file that is written whole or not at all.

use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::nameless::InTheMaking;
use crate::problem::Problem;
use crate::terminal::is_harmful;

/// Where data go.
pub(crate) enum Output {
    /// Standard output.
    Stdout(BufWriter<io::Stdout>),
    /// A file in the making beside the one that was asked for.
    File {
        /// The file that was asked for.
        target: PathBuf,
        /// What is written.
        file: BufWriter<InTheMaking>,
    },
    /// A device or pipe, which cannot be replaced.
    Device(BufWriter<fs::File>),
    /// Records on a terminal.
    Terminal(Harmless<BufWriter<io::Stdout>>),
}

impl Output {
    /// Standard output without a path, or for `-`.
    ///
    /// # Errors
    /// When no file can be made in the folder.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Problem> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            return Ok(Self::Stdout(BufWriter::with_capacity(1 << 16, io::stdout())));
        };
        let failed = |error: io::Error| Problem::file("written", path.display(), &error);
        // Through a link, the file it leads to is replaced and the link stays.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let kept = fs::metadata(&target).ok();
        if kept.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(Problem::new(format!("{} is a folder; --output names a file.", path.display())));
        }
        if kept.as_ref().is_some_and(|kept| !kept.is_file()) {
            let device = fs::OpenOptions::new().write(true).open(&target).map_err(failed)?;
            return Ok(Self::Device(BufWriter::new(device)));
        }
        let file = InTheMaking::beside(&target, kept.map(|kept| kept.permissions())).map_err(failed)?;
        Ok(Self::File { target, file: BufWriter::with_capacity(1 << 16, file) })
    }

    /// The same for records, which hold texts of the data as they are: on a terminal they do no harm.
    ///
    /// # Errors
    /// When no file can be made in the folder.
    pub(crate) fn open_for_records(path: Option<&Path>) -> Result<Self, Problem> {
        Ok(match Self::open(path)? {
            Self::Stdout(out) if io::stdout().is_terminal() => Self::Terminal(Harmless::new(out)),
            other => other,
        })
    }

    /// Everything is written: the file takes its name. Without this, nothing remains of it.
    ///
    /// # Errors
    /// When the last bytes cannot be written.
    pub(crate) fn finish(self) -> Result<(), Problem> {
        match self {
            Self::Stdout(mut out) => out.flush().map_err(Problem::from),
            Self::Device(mut out) => out.flush().map_err(Problem::from),
            Self::Terminal(mut out) => out.flush().map_err(Problem::from),
            Self::File { target, file } => {
                let failed = |error: &io::Error| Problem::file("written", target.display(), error);
                let file = file.into_inner().map_err(|error| failed(error.error()))?;
                file.take_name(&target).map_err(|error| failed(&error))
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::File { file, .. } => file.write(bytes),
            Self::Device(out) => out.write(bytes),
            Self::Terminal(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File { file, .. } => file.flush(),
            Self::Device(out) => out.flush(),
            Self::Terminal(out) => out.flush(),
        }
    }
}

/// Passes text on with harmful characters written as JSON writes them, `\u202e`, so that lines of JSON stay the same.
#[derive(Debug)]
pub(crate) struct Harmless<W> {
    out: W,
    /// The line at hand: a character may come in two pieces.
    line: Vec<u8>,
}

impl<W: Write> Harmless<W> {
    const fn new(out: W) -> Self {
        Self { out, line: Vec::new() }
    }

    fn pass_on(&mut self) -> io::Result<()> {
        let text = String::from_utf8_lossy(&self.line);
        for c in text.chars() {
            let mut units = [0; 2];
            if c == '\n' || !is_harmful(c) {
                self.out.write_all(c.encode_utf8(&mut [0; 4]).as_bytes())?;
            } else {
                for unit in c.encode_utf16(&mut units) {
                    write!(self.out, "\\u{unit:04x}")?;
                }
            }
        }
        self.line.clear();
        Ok(())
    }
}

impl<W: Write> Write for Harmless<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                self.pass_on()?;
            }
        }
        Ok(bytes.len())
    }

    /// Only at the end: what is not a whole line is passed on, too.
    fn flush(&mut self) -> io::Result<()> {
        self.pass_on()?;
        self.out.flush()
    }
}

/// Replaces the content of a file, whole or not at all, keeping its permissions.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), Problem> {
    let mut output = Output::open(Some(path))?;
    output.write_all(text.as_bytes()).map_err(|error| Problem::file("written", path.display(), &error))?;
    output.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_do_no_harm_on_a_terminal() {
        let record = "{\"lead\":\"\u{202e}สม王\u{e0041}\"}\na\u{1b}[31m,b\r\nend";
        // Whatever the pieces in which it comes.
        for size in [1, 2, 7, 1000] {
            let mut out = Harmless::new(Vec::new());
            for piece in record.as_bytes().chunks(size) {
                out.write_all(piece).unwrap();
            }
            out.flush().unwrap();
            let text = String::from_utf8(out.out).unwrap();
            let lines: Vec<&str> = text.split('\n').collect();
            assert_eq!(lines, ["{\"lead\":\"\\u202eสม王\\udb40\\udc41\"}", "a\\u001b[31m,b\\u000d", "end"]);
            let value: serde_json::Value = serde_json::from_str(lines[0]).unwrap();
            assert_eq!(value["lead"], "\u{202e}สม王\u{e0041}");
        }
    }
}
