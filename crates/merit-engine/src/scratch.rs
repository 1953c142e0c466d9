//! Where what does not fit into memory is put aside. The engine knows no files; whoever runs it lends it a place.

use std::fmt;
use std::io;
use std::sync::Arc;

use crate::EngineError;

/// A place for blocks of bytes.
pub trait Scratch: fmt::Debug + Send + Sync {
    /// A new, empty file; it is gone when it is dropped.
    ///
    /// # Errors
    /// Errors of the operating system.
    fn file(&self) -> io::Result<Box<dyn ScratchFile>>;
}

/// Blocks of bytes, written one after the other, then read in the same order.
pub trait ScratchFile: fmt::Debug + Send + Sync {
    /// Adds a block.
    ///
    /// # Errors
    /// Errors of the operating system, such as a full disk.
    fn append(&mut self, block: &[u8]) -> io::Result<()>;

    /// Goes back to the first block; nothing is added afterwards.
    ///
    /// # Errors
    /// Errors of the operating system.
    fn rewind(&mut self) -> io::Result<()>;

    /// The next block; nothing after the last.
    ///
    /// # Errors
    /// Errors of the operating system.
    fn next(&mut self) -> io::Result<Option<Vec<u8>>>;
}

/// How much memory may be used, and where to put what goes beyond.
#[derive(Clone, Debug)]
pub struct Memory {
    /// Bytes for what is kept of leads and records. What is being read comes on top.
    pub bytes: u64,
    /// Where the rest goes.
    pub scratch: Arc<dyn Scratch>,
}

pub(crate) fn failed(error: &io::Error) -> EngineError {
    EngineError::Scratch(error.to_string())
}
