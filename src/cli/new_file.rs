//! A file that appears whole or not at all, for its owner alone, and takes no other file's place unasked.

use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

/// A file being written under a name of its own. Dropped before [`NewFile::keep`], it is gone.
pub(super) struct NewFile {
    file: File,
    beside: PathBuf,
    path: PathBuf,
    force: bool,
}

impl NewFile {
    /// Begins it. Where `path` is there already and `force` is not given, that is an error right away.
    pub(super) fn create(path: &Path, force: bool) -> io::Result<Self> {
        if !force && path.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.new", std::process::id()));
        let beside = path.with_file_name(hidden);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&beside)?;
        Ok(Self { file, beside, path: path.to_owned(), force })
    }

    /// Gives it its name.
    pub(super) fn keep(mut self) -> io::Result<()> {
        self.file.flush()?;
        if self.force {
            return fs::rename(&self.beside, &self.path);
        }
        // A second name is given only where there is none; a rename would take the other file's place.
        match fs::hard_link(&self.beside, &self.path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                // A disk without second names: the look and the rename are two steps there.
                if self.path.symlink_metadata().is_ok() {
                    return Err(io::ErrorKind::AlreadyExists.into());
                }
                fs::rename(&self.beside, &self.path)
            }
            linked => linked,
        }
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        // Renamed, it is no longer there.
        let _ = fs::remove_file(&self.beside);
    }
}
