//! Cuts a stream of text into blocks of complete lines, in memory that does not depend on the stream.

use std::io::{self, Read};

use crate::block::TextBlock;
use crate::limits::LONGEST_LINE;

/// The blocks of a text.
pub(crate) struct Lines {
    reader: Box<dyn Read + Send>,
    /// The beginning of the next block: what came after the last complete line.
    rest: Vec<u8>,
    is_done: bool,
    is_first: bool,
    block: usize,
}

impl Lines {
    /// `block` is the length of a block.
    pub(crate) fn new(reader: Box<dyn Read + Send>, block: usize) -> Self {
        Self { reader, rest: Vec::new(), is_done: false, is_first: true, block }
    }

    /// The next block; nothing after the last.
    pub(crate) fn next(&mut self) -> io::Result<Option<TextBlock>> {
        if self.is_done {
            return Ok(None);
        }
        let mut bytes = Vec::with_capacity(self.block + self.rest.len());
        bytes.append(&mut self.rest);
        loop {
            let wanted = self.block.max(bytes.len() + self.block.div_ceil(2)) - bytes.len();
            let count = (&mut self.reader).take(wanted as u64).read_to_end(&mut bytes)?;
            if std::mem::take(&mut self.is_first) && bytes.starts_with(b"\xef\xbb\xbf") {
                bytes.drain(..3);
            }
            if count < wanted {
                self.is_done = true;
                return Ok((!bytes.is_empty()).then(|| TextBlock::new(bytes)));
            }
            if let Some(end) = memchr::memrchr(b'\n', &bytes) {
                self.rest = bytes.split_off(end + 1);
                return Ok(Some(TextBlock::new(bytes)));
            }
            if bytes.len() > LONGEST_LINE {
                self.skip_line()?;
                return Ok(Some(TextBlock::too_long()));
            }
        }
    }

    /// Goes to the end of a line that is too long to keep.
    fn skip_line(&mut self) -> io::Result<()> {
        let mut bytes = vec![0; 1 << 16];
        loop {
            let count = match self.reader.read(&mut bytes) {
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let read = bytes.get(..count).unwrap_or_default();
            if count == 0 {
                self.is_done = true;
                return Ok(());
            }
            if let Some(end) = memchr::memchr(b'\n', read) {
                self.rest = read.get(end + 1..).unwrap_or_default().to_vec();
                return Ok(());
            }
        }
    }
}
