//! Plain texts, read at any place by whoever decodes them: nobody copies a whole log for the others.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex};

use crate::input::{Compression, Input, Place};
use crate::limits::LONGEST_LINE;

/// Bytes behind a text, so that its end can be looked at like any other place.
pub(crate) const PADDING: usize = 64;

/// Texts are read from places that are multiples of this. Some processors copy six times slower when the target stands some
/// bytes further in its page than the source.
pub(crate) const ALIGNED: u64 = 64;

/// Memory that is used again: fresh memory costs more than what is written into it.
#[derive(Debug, Default)]
pub(crate) struct Pool(Mutex<Vec<Vec<u8>>>);

impl Pool {
    /// A buffer of at least this length, with anything in it.
    pub(crate) fn take(&self, length: usize) -> Vec<u8> {
        let mut buffer = self.0.lock().ok().and_then(|mut buffers| buffers.pop()).unwrap_or_default();
        reserve(&mut buffer, length);
        buffer
    }

    /// Gives a buffer back. Unusually large ones are let go.
    pub(crate) fn give(&self, buffer: Vec<u8>) {
        if buffer.len() <= LONGEST_LINE
            && let Ok(mut buffers) = self.0.lock()
        {
            buffers.push(buffer);
        }
    }
}

fn distance(from: u64, to: u64) -> usize {
    usize::try_from(to - from).unwrap_or(usize::MAX)
}

/// Makes a buffer at least this long.
pub(crate) fn reserve(buffer: &mut Vec<u8>, length: usize) {
    if buffer.len() < length {
        buffer.resize(length, 0);
    }
}

/// A text that can be read at any place.
#[derive(Debug)]
pub(crate) struct TextFile {
    bytes: Bytes,
    length: u64,
    pool: Pool,
}

#[derive(Debug)]
enum Bytes {
    File(Positioned),
    Memory(Arc<[u8]>),
}

/// The lines that begin in a stretch of a text.
#[derive(Debug)]
pub(crate) struct Stretch {
    /// What was read of the text, and padding.
    pub(crate) buffer: Vec<u8>,
    /// Where the lines are in it.
    pub(crate) lines: Range<usize>,
    /// After these lines follows one that is too long.
    pub(crate) is_too_long: bool,
}

impl TextFile {
    /// The text of an input; nothing when it is no plain text.
    ///
    /// # Errors
    /// An unreadable file.
    pub(crate) fn open(input: &Input) -> io::Result<Option<Self>> {
        // Pipes and devices have no places, and what they give to one who opens them they give to nobody else.
        if input.compression != Compression::None || input.is_read_once() {
            return Ok(None);
        }
        let (bytes, length) = match &input.place {
            Place::Stdin => return Ok(None),
            Place::Memory(bytes) => (Bytes::Memory(Arc::clone(bytes)), bytes.len() as u64),
            Place::File(path) => {
                let file = File::open(path)?;
                let metadata = file.metadata()?;
                // Some files of the system tell no length.
                if !metadata.is_file() || metadata.len() == 0 {
                    return Ok(None);
                }
                (Bytes::File(Positioned::new(file)), metadata.len())
            }
        };
        Ok(Some(Self { bytes, length, pool: Pool::default() }))
    }

    pub(crate) const fn length(&self) -> u64 {
        self.length
    }

    /// Memory for a piece.
    pub(crate) const fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Gives the buffer of a stretch back.
    pub(crate) fn done(&self, stretch: Stretch) {
        self.pool.give(stretch.buffer);
    }

    /// Fills as much of a buffer as the text has from this place on.
    pub(crate) fn fill(&self, place: u64, buffer: &mut [u8]) -> io::Result<usize> {
        match &self.bytes {
            Bytes::File(file) => {
                let mut filled = 0;
                while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
                    match file.read_at(place + filled as u64, rest) {
                        Ok(0) => break,
                        Ok(count) => filled += count,
                        Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                        Err(error) => return Err(error),
                    }
                }
                Ok(filled)
            }
            Bytes::Memory(bytes) => {
                let rest = usize::try_from(place).ok().and_then(|place| bytes.get(place..)).unwrap_or_default();
                let count = rest.len().min(buffer.len());
                if let (Some(to), Some(from)) = (buffer.get_mut(..count), rest.get(..count)) {
                    to.copy_from_slice(from);
                }
                Ok(count)
            }
        }
    }

    /// The lines that begin in this stretch. The last one may end behind it.
    pub(crate) fn lines(&self, from: u64, to: u64) -> io::Result<Stretch> {
        // The byte before tells whether a line begins at the very first place.
        let before = from.saturating_sub(1);
        let begin = before / ALIGNED * ALIGNED;
        let (wanted, before) = (distance(begin, to), distance(begin, before));
        let mut buffer = self.pool.take(wanted + PADDING + 1);
        let filled = self.fill(begin, buffer.get_mut(..wanted).unwrap_or_default())?;
        let read = buffer.get(..filled).unwrap_or_default();
        let start = if from > 0 {
            let ends = read.get(before..filled.min(wanted.saturating_sub(1))).unwrap_or_default();
            memchr::memchr(b'\n', ends).map(|end| before + end + 1)
        } else {
            Some(0)
        };
        let Some(start) = start.filter(|start| *start < filled) else {
            return Ok(Stretch { buffer, lines: 0..0, is_too_long: false });
        };
        let (end, is_too_long) = self.last_line(begin, start, filled, &mut buffer)?;
        let is_marked = from == 0 && buffer.get(..end).is_some_and(|read| read.starts_with(b"\xef\xbb\xbf"));
        let start = if is_marked { 3 } else { start };
        pad(&mut buffer, end, true);
        Ok(Stretch { buffer, lines: start..end, is_too_long })
    }

    /// Reads on to the end of the last line and tells where it is, or that the line is too long.
    fn last_line(&self, begin: u64, start: usize, filled: usize, buffer: &mut Vec<u8>) -> io::Result<(usize, bool)> {
        let read = buffer.get(start..filled).unwrap_or_default();
        let line = memchr::memrchr(b'\n', read).map_or(start, |end| start + end + 1);
        let (mut filled, mut step) = (filled, 1 << 12);
        if line == filled {
            return Ok((filled, false));
        }
        loop {
            reserve(buffer, filled + step + PADDING + 1);
            let room = buffer.get_mut(filled..filled + step).unwrap_or_default();
            let count = self.fill(begin + filled as u64, room)?;
            if let Some(end) = memchr::memchr(b'\n', room.get(..count).unwrap_or_default()) {
                return Ok((filled + end + 1, false));
            }
            filled += count;
            if filled - line > LONGEST_LINE {
                return Ok((line, true));
            }
            if count < step {
                return Ok((filled, false));
            }
            step = (step * 2).min(1 << 20);
        }
    }
}

/// Ends a text with zeros, whatever was in the buffer before, and with a line end where it has none and nothing follows.
pub(crate) fn pad(buffer: &mut Vec<u8>, end: usize, is_last: bool) {
    reserve(buffer, end + 1 + PADDING);
    if let Some(padding) = buffer.get_mut(end..end + 1 + PADDING) {
        padding.fill(0);
    }
    let ends = is_last && end > 0 && buffer.get(end - 1) != Some(&b'\n');
    if let Some(byte) = buffer.get_mut(end).filter(|_| ends) {
        *byte = b'\n';
    }
}

/// A file that is read at a place without moving a common position.
#[cfg(unix)]
#[derive(Debug)]
struct Positioned(File);

#[cfg(unix)]
impl Positioned {
    const fn new(file: File) -> Self {
        Self(file)
    }

    fn read_at(&self, place: u64, buffer: &mut [u8]) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(&self.0, buffer, place)
    }
}

/// Where files have one position, one thread at a time moves it.
#[cfg(not(unix))]
#[derive(Debug)]
struct Positioned(Mutex<File>);

#[cfg(not(unix))]
impl Positioned {
    const fn new(file: File) -> Self {
        Self(Mutex::new(file))
    }

    fn read_at(&self, place: u64, buffer: &mut [u8]) -> io::Result<usize> {
        use std::io::{Read, Seek, SeekFrom};
        let mut file = self.0.lock().map_err(|_| io::Error::other("another thread failed while reading"))?;
        file.seek(SeekFrom::Start(place))?;
        file.read(buffer)
    }
}
