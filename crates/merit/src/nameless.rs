//! A file that has no name until it is whole, so that nothing is left of it whatever happens before, also when the process is
//! killed. Not every system and folder has such files; then a temporary name must do.

use std::fs::{File, Permissions};
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// A file in the making.
#[derive(Debug)]
pub(crate) struct InTheMaking {
    file: Making,
    /// Bytes that were written, and that there is room for on the disk.
    written: u64,
    room: u64,
}

#[derive(Debug)]
enum Making {
    /// Without a name.
    #[cfg(target_os = "linux")]
    Nameless(File),
    /// With a temporary one.
    Named(NamedTempFile),
}

/// Room on the disk is asked for so many bytes at once, and not for the first ones: few bytes find their place quickly.
const ROOM: u64 = 1 << 24;
const WITHOUT_ROOM: u64 = 1 << 20;

impl InTheMaking {
    /// A file in the folder of the target, with these permissions, or those of any new file.
    ///
    /// # Errors
    /// When no file can be made in the folder.
    pub(crate) fn beside(target: &Path, permissions: Option<Permissions>) -> io::Result<Self> {
        let folder = folder_of(target);
        #[cfg(target_os = "linux")]
        let file = match nameless(folder) {
            Ok(file) => Making::Nameless(file),
            Err(_) => Making::Named(named(folder)?),
        };
        #[cfg(not(target_os = "linux"))]
        let file = Making::Named(named(folder)?);
        let file = Self { file, written: 0, room: 0 };
        if let Some(permissions) = permissions {
            file.file().set_permissions(permissions)?;
        }
        Ok(file)
    }

    fn file(&self) -> &File {
        match &self.file {
            #[cfg(target_os = "linux")]
            Making::Nameless(file) => file,
            Making::Named(file) => file.as_file(),
        }
    }

    /// Asks for room on the disk ahead. Otherwise the system looks for it when the file takes the place of another one, and
    /// everybody waits. Where there is none, or the system does not know how, it is left to those who write.
    fn make_room(&mut self, more: usize) {
        let end = self.written + more as u64;
        if end <= self.room.max(WITHOUT_ROOM) {
            return;
        }
        let from = self.room.max(self.written);
        self.room = end + ROOM;
        ask_for_room(self.file(), from, self.room - from);
    }

    /// The file is whole and takes its name, in place of one that had it.
    ///
    /// # Errors
    /// When it cannot take it.
    pub(crate) fn take_name(self, target: &Path) -> io::Result<()> {
        if self.room > 0 {
            // Room that was not needed is given back.
            self.file().set_len(self.written)?;
        }
        match self.file {
            #[cfg(target_os = "linux")]
            Making::Nameless(file) => {
                // A name cannot be given in place of another one; a temporary one lasts until the next line.
                let named = builder().make_in(folder_of(target), |path| name(&file, path))?;
                named.into_temp_path().persist(target).map_err(|error| error.error)
            }
            Making::Named(file) => file.persist(target).map(drop).map_err(|error| error.error),
        }
    }
}

impl Write for InTheMaking {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.make_room(bytes.len());
        let count = self.file().write(bytes)?;
        self.written += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file().flush()
    }
}

#[cfg(target_os = "linux")]
fn ask_for_room(file: &File, from: u64, count: u64) {
    use rustix::fs::{FallocateFlags, fallocate};
    let _ = fallocate(file, FallocateFlags::KEEP_SIZE, from, count);
}

#[cfg(not(target_os = "linux"))]
const fn ask_for_room(_: &File, _: u64, _: u64) {}

fn folder_of(target: &Path) -> &Path {
    target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".merit-");
    builder
}

fn named(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = builder();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

#[cfg(target_os = "linux")]
fn nameless(folder: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, open};
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    let file = File::from(open(folder, flags, Mode::from_raw_mode(0o666))?);
    // Naming it later goes through this.
    std::fs::metadata(link(&file))?;
    Ok(file)
}

#[cfg(target_os = "linux")]
fn name(file: &File, path: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    Ok(linkat(CWD, link(file), CWD, path, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(target_os = "linux")]
fn link(file: &File) -> String {
    use std::os::fd::AsRawFd;
    format!("/proc/self/fd/{}", file.as_raw_fd())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However much room was asked for, the file is as long as what was written, and takes the place of an earlier one.
    #[test]
    fn a_file_is_as_long_as_what_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("results.csv");
        for length in [0, 1 << 10, 3 << 20, 20 << 20] {
            let text: Vec<u8> = (0..length).map(|place| (place % 251) as u8).collect();
            let mut file = InTheMaking::beside(&target, None).unwrap();
            text.chunks(100_000).for_each(|piece| file.write_all(piece).unwrap());
            file.take_name(&target).unwrap();
            assert!(std::fs::read(&target).unwrap() == text, "{length}");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
