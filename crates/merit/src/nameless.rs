//! A file that has no name until it is whole, so that nothing is left of it whatever happens before, also when the process is
//! killed. Not every system and folder has such files; then a temporary name must do.

use std::fs::{File, Permissions};
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// A file in the making.
#[derive(Debug)]
pub(crate) enum InTheMaking {
    /// Without a name.
    #[cfg(target_os = "linux")]
    Nameless(File),
    /// With a temporary one.
    Named(NamedTempFile),
}

impl InTheMaking {
    /// A file in the folder of the target, with these permissions, or those of any new file.
    ///
    /// # Errors
    /// When no file can be made in the folder.
    pub(crate) fn beside(target: &Path, permissions: Option<Permissions>) -> io::Result<Self> {
        let folder = folder_of(target);
        #[cfg(target_os = "linux")]
        let file = match nameless(folder) {
            Ok(file) => Self::Nameless(file),
            Err(_) => Self::Named(named(folder)?),
        };
        #[cfg(not(target_os = "linux"))]
        let file = Self::Named(named(folder)?);
        if let Some(permissions) = permissions {
            file.file().set_permissions(permissions)?;
        }
        Ok(file)
    }

    fn file(&self) -> &File {
        match self {
            #[cfg(target_os = "linux")]
            Self::Nameless(file) => file,
            Self::Named(file) => file.as_file(),
        }
    }

    /// The file is whole and takes its name, in place of one that had it.
    ///
    /// # Errors
    /// When it cannot take it.
    pub(crate) fn take_name(self, target: &Path) -> io::Result<()> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Nameless(file) => {
                // A name cannot be given in place of another one; a temporary one lasts until the next line.
                let named = builder().make_in(folder_of(target), |path| name(&file, path))?;
                named.into_temp_path().persist(target).map_err(|error| error.error)
            }
            Self::Named(file) => file.persist(target).map(drop).map_err(|error| error.error),
        }
    }
}

impl Write for InTheMaking {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file().flush()
    }
}

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
