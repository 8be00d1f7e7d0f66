//! Files that a request names, read from the disk.

use crate::model::FileError;
use crate::model::Files;
use bytes::Bytes;
use std::io;
use std::path::PathBuf;

/// Reads paths relative to a folder: that of the file that names them.
#[derive(Clone, Debug, Default)]
pub struct DiskFiles {
    /// The folder; empty for the current one.
    pub base: PathBuf,
}

impl Files for DiskFiles {
    fn read(&self, path: &str) -> Result<Bytes, FileError> {
        let fail = |error: io::Error| FileError { path: path.to_owned(), reason: reason(&error) };
        std::fs::read(self.base.join(path)).map(Bytes::from).map_err(fail)
    }
}

/// What the system says, without its number.
#[must_use]
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
