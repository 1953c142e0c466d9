//! Where data go: standard output, or a file that is written whole or not at all.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::problem::Problem;

/// Where data go.
pub(crate) enum Output {
    /// Standard output.
    Stdout(BufWriter<io::Stdout>),
    /// A temporary file beside the one that was asked for.
    File {
        /// The file that was asked for.
        target: PathBuf,
        /// What is written.
        file: BufWriter<NamedTempFile>,
    },
    /// A device or pipe, which cannot be replaced.
    Device(BufWriter<fs::File>),
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
        let file = beside(&target, kept.map(|kept| kept.permissions())).map_err(failed)?;
        Ok(Self::File { target, file: BufWriter::with_capacity(1 << 16, file) })
    }

    /// Everything is written: the file takes its name. Without this, nothing remains of it.
    ///
    /// # Errors
    /// When the last bytes cannot be written.
    pub(crate) fn finish(self) -> Result<(), Problem> {
        match self {
            Self::Stdout(mut out) => out.flush().map_err(Problem::from),
            Self::Device(mut out) => out.flush().map_err(Problem::from),
            Self::File { target, file } => {
                let failed = |error: &io::Error| Problem::file("written", target.display(), error);
                let file = file.into_inner().map_err(|error| failed(error.error()))?;
                file.persist(&target).map(drop).map_err(|error| failed(&error.error))
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
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File { file, .. } => file.flush(),
            Self::Device(out) => out.flush(),
        }
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

/// A temporary file in the folder of the target, with the target's permissions, or those of any new file.
fn beside(target: &Path, permissions: Option<fs::Permissions>) -> io::Result<NamedTempFile> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".merit-");
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666))
    };
    let file = builder.tempfile_in(folder)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    Ok(file)
}
