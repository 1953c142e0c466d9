//! The bytes of a Parquet file, read at any place by several threads at once.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

/// Bytes that are read at once of what stands before a page: mostly all of it, and little of the page.
const HEADER: usize = 1 << 8;

/// A file or memory.
#[derive(Clone, Debug)]
pub(super) enum Storage {
    File { file: Arc<File>, length: u64 },
    Memory(Bytes),
}

impl Storage {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        Ok(Self::File { file: Arc::new(file), length: metadata.len() })
    }

    pub(super) fn memory(bytes: &Arc<[u8]>) -> Self {
        Self::Memory(Bytes::from_owner(Arc::clone(bytes)))
    }
}

impl Length for Storage {
    fn len(&self) -> u64 {
        match self {
            Self::File { length, .. } => *length,
            Self::Memory(bytes) => bytes.len() as u64,
        }
    }
}

/// Reads on from a place, without moving anybody else's.
#[derive(Debug)]
pub(super) struct From {
    storage: Storage,
    at: u64,
}

impl Read for From {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = match &self.storage {
            Storage::File { file, .. } => read_at(file, buffer, self.at)?,
            Storage::Memory(bytes) => {
                let mut rest = usize::try_from(self.at).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
                rest.read(buffer)?
            }
        };
        self.at += count as u64;
        Ok(count)
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, at)
}

impl ChunkReader for Storage {
    type T = BufReader<From>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(BufReader::with_capacity(HEADER, From { storage: self.clone(), at: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let end = start.checked_add(length as u64).filter(|end| *end <= self.len());
        if end.is_none() {
            return Err(ParquetError::EOF("the file ends too early".to_owned()));
        }
        if let Self::Memory(bytes) = self {
            let start = usize::try_from(start).unwrap_or(usize::MAX);
            return Ok(bytes.slice(start..start + length));
        }
        let mut buffer = vec![0; length];
        From { storage: self.clone(), at: start }.read_exact(&mut buffer)?;
        Ok(buffer.into())
    }
}
