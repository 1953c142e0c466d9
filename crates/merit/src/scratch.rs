//! Files for what does not fit into memory: without a name from the beginning, so nothing is left of them whatever
//! happens; compressed.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::PathBuf;

use merit_engine::{Scratch, ScratchFile};

/// A folder for temporary files.
#[derive(Debug)]
pub(crate) struct TemporaryFolder(pub(crate) PathBuf);

impl Scratch for TemporaryFolder {
    fn file(&self) -> io::Result<Box<dyn ScratchFile>> {
        Ok(Box::new(Blocks::Writing(BufWriter::new(tempfile::tempfile_in(&self.0)?))))
    }
}

/// Compressed blocks, each after its length.
#[derive(Debug)]
enum Blocks {
    Writing(BufWriter<File>),
    Reading(BufReader<File>),
    Closed,
}

impl ScratchFile for Blocks {
    fn append(&mut self, block: &[u8]) -> io::Result<()> {
        let Self::Writing(file) = self else { return Err(io::ErrorKind::InvalidInput.into()) };
        let compressed = zstd::bulk::compress(block, 1)?;
        file.write_all(&(block.len() as u64).to_le_bytes())?;
        file.write_all(&(compressed.len() as u64).to_le_bytes())?;
        file.write_all(&compressed)
    }

    fn rewind(&mut self) -> io::Result<()> {
        *self = match std::mem::replace(self, Self::Closed) {
            Self::Writing(file) => {
                let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.rewind()?;
                Self::Reading(BufReader::new(file))
            }
            other => other,
        };
        Ok(())
    }

    fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let Self::Reading(file) = self else { return Err(io::ErrorKind::InvalidInput.into()) };
        let mut length = [0; 8];
        match file.read_exact(&mut length) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        let whole = usize::try_from(u64::from_le_bytes(length)).map_err(io::Error::other)?;
        file.read_exact(&mut length)?;
        let mut compressed = vec![0; usize::try_from(u64::from_le_bytes(length)).map_err(io::Error::other)?];
        file.read_exact(&mut compressed)?;
        zstd::bulk::decompress(&compressed, whole).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_come_back_in_their_order() {
        let mut file = TemporaryFolder(std::env::temp_dir()).file().unwrap();
        let blocks = [vec![1_u8; 100_000], Vec::new(), (0..=255).collect::<Vec<u8>>()];
        for block in &blocks {
            file.append(block).unwrap();
        }
        file.rewind().unwrap();
        for block in &blocks {
            assert_eq!(file.next().unwrap().as_ref(), Some(block));
        }
        assert_eq!(file.next().unwrap(), None);
    }
}
