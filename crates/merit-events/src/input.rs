//! Where data come from, and in which format.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::problem::{Problem, file_problem};

/// A format of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object per line.
    Ndjson,
    /// Comma-separated values with a header.
    Csv,
    /// Apache Parquet.
    Parquet,
}

/// How a text is compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    #[default]
    None,
    /// gzip, one or more members.
    Gzip,
    /// Zstandard, one or more frames.
    Zstd,
}

/// Where the bytes are.
#[derive(Clone, Debug)]
pub enum Place {
    /// In a file.
    File(PathBuf),
    /// On standard input.
    Stdin,
    /// In memory.
    Memory(Arc<[u8]>),
}

/// One source of records or of rows of a leads table.
#[derive(Clone, Debug)]
pub struct Input {
    /// Where it is.
    pub place: Place,
    /// What people call it.
    pub name: String,
    /// Its format.
    pub format: Format,
    /// Its compression; Parquet has its own inside.
    pub compression: Compression,
}

impl Input {
    /// A file, its format chosen by its name unless it is forced.
    ///
    /// # Errors
    /// When the name does not tell the format, or a Parquet file is compressed as a whole.
    pub fn file(path: &Path, forced: Option<Format>) -> Result<Self, Problem> {
        let name = path.to_string_lossy().replace('\\', "/");
        let lower = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let (stem, compression) = if let Some(stem) = lower.strip_suffix(".gz") {
            (stem, Compression::Gzip)
        } else if let Some(stem) = lower.strip_suffix(".zst") {
            (stem, Compression::Zstd)
        } else {
            (&*lower, Compression::None)
        };
        let format = match stem.rsplit_once('.').map(|(_, extension)| extension) {
            _ if forced.is_some() => forced,
            Some("ndjson" | "jsonl") => Some(Format::Ndjson),
            Some("csv") => Some(Format::Csv),
            Some("parquet") => Some(Format::Parquet),
            _ => None,
        };
        let Some(format) = format else {
            return Err(file_problem(
                &name,
                "The name does not tell the format: it should end in .ndjson, .jsonl, .csv or .parquet (the text forms \
                 also with .gz or .zst), or the format must be named.",
            ));
        };
        if format == Format::Parquet && compression != Compression::None {
            return Err(file_problem(&name, "A Parquet file is compressed inside; unpack it first."));
        }
        Ok(Self { place: Place::File(path.to_owned()), name, format, compression })
    }

    /// Standard input: NDJSON unless another format is forced.
    #[must_use]
    pub fn stdin(forced: Option<Format>) -> Self {
        let format = forced.unwrap_or(Format::Ndjson);
        Self { place: Place::Stdin, name: "-".to_owned(), format, compression: Compression::None }
    }

    /// Bytes in memory.
    #[must_use]
    pub fn memory(name: &str, format: Format, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self { place: Place::Memory(bytes.into()), name: name.to_owned(), format, compression: Compression::None }
    }

    /// Whether its bytes come once only: from standard input, a pipe or a device.
    #[must_use]
    pub fn is_read_once(&self) -> bool {
        match &self.place {
            Place::Stdin => true,
            Place::File(path) => is_read_once(path),
            Place::Memory(_) => false,
        }
    }

    /// The decompressed text.
    pub(crate) fn open(&self, progress: Option<Arc<AtomicU64>>) -> Result<Box<dyn Read + Send>, Problem> {
        let bytes: Box<dyn Read + Send> = match &self.place {
            Place::File(path) => Box::new(File::open(path).map_err(|error| self.unreadable(&error))?),
            Place::Stdin => Box::new(io::stdin()),
            Place::Memory(bytes) => Box::new(io::Cursor::new(Arc::clone(bytes))),
        };
        let bytes = Counted { inner: bytes, progress };
        Ok(match self.compression {
            Compression::None => Box::new(bytes),
            Compression::Gzip => {
                Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::with_capacity(1 << 17, bytes)))
            }
            Compression::Zstd => {
                Box::new(zstd::stream::read::Decoder::new(bytes).map_err(|error| self.unreadable(&error))?)
            }
        })
    }

    /// The problem that an error of the operating system or of the compression makes.
    pub(crate) fn unreadable(&self, error: &io::Error) -> Problem {
        let message = match (error.kind(), self.compression) {
            (io::ErrorKind::NotFound, _) => "There is no such file.".to_owned(),
            (io::ErrorKind::PermissionDenied, _) => "The file may not be read: permission was denied.".to_owned(),
            (io::ErrorKind::IsADirectory, _) => "This is a folder, not a file.".to_owned(),
            (io::ErrorKind::UnexpectedEof, Compression::Gzip | Compression::Zstd) => {
                "The compressed file ends too early; it was probably cut off.".to_owned()
            }
            (_, Compression::Gzip) => format!("The file cannot be decompressed as gzip: {error}."),
            (_, Compression::Zstd) => format!("The file cannot be decompressed as Zstandard: {error}."),
            _ => format!("The file cannot be read: {error}."),
        };
        file_problem(&self.name, message)
    }
}

/// Whether a path is that of a pipe or a device, whose bytes come once only.
#[must_use]
pub fn is_read_once(path: &Path) -> bool {
    // What is not there is told when it is opened.
    path.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// Counts the bytes as they are taken from the source.
struct Counted {
    inner: Box<dyn Read + Send>,
    progress: Option<Arc<AtomicU64>>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        if let Some(progress) = &self.progress {
            progress.fetch_add(count as u64, Ordering::Relaxed);
        }
        Ok(count)
    }
}
