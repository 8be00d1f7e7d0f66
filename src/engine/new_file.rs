//! A file that appears whole or not at all, for its owner alone, and takes no other file's place unasked.

use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use tempfile::NamedTempFile;

/// A file being written under a name of its own. Dropped before [`NewFile::keep`], it is gone.
#[derive(Debug)]
pub struct NewFile {
    /// Temporary files are made with mode 0600, and keep it.
    file: NamedTempFile,
    path: PathBuf,
    force: bool,
}

impl NewFile {
    /// Begins it. Where `path` is there already and `force` is not given, that is an error right away
    /// ([`io::ErrorKind::AlreadyExists`]).
    pub fn create(path: &Path, force: bool) -> io::Result<Self> {
        let there = path.symlink_metadata();
        if !force && there.is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        // A link, a pipe or a device is not a file that could be replaced by one: what it leads to is meant.
        if there.is_ok_and(|there| !there.is_file()) {
            return Err(io::Error::other("it is no ordinary file, and is not replaced"));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| Path::new("."));
        // The library's own error names the temporary file, of which nobody asked.
        let file = NamedTempFile::new_in(folder).map_err(|error| io::Error::from(error.kind()))?;
        Ok(Self { file, path: path.to_owned(), force })
    }

    /// Gives it its name.
    pub fn keep(mut self) -> io::Result<()> {
        self.flush()?;
        let kept = if self.force {
            self.file.persist(&self.path)
        } else {
            self.file.persist_noclobber(&self.path)
        };
        kept.map(drop).map_err(|error| error.error)
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

/// Writes a new file in one go; an existing one is left as it is ([`io::ErrorKind::AlreadyExists`]).
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = NewFile::create(path, false)?;
    file.write_all(bytes)?;
    file.keep()
}
