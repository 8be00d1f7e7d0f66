//! Why the history cannot be had. The program goes on without it.

use rusqlite::ErrorCode;
use std::io;
use std::path::Path;
use std::path::PathBuf;

/// Why something was not stored or found.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another program holds the database.
    #[error(
        "another program holds the history locked; close that one, or go on with --no-history ({})", .path.display()
    )]
    Locked {
        /// The database.
        path: PathBuf,
    },
    /// The file is no database, or a broken one.
    #[error(
        "the history is damaged ({why}); move it away and a new one is begun, or go on with --no-history ({})",
        .path.display()
    )]
    Damaged {
        /// The database.
        path: PathBuf,
        /// What `SQLite` says.
        why: String,
    },
    /// A later version of this program wrote it.
    #[error(
        "the history was written by a later why4xx: its layout is {found}, this one knows {known} ({})",
        .path.display()
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its layout's number.
        found: i64,
        /// The highest that is known here.
        known: i64,
    },
    /// A file or folder of it cannot be used.
    #[error(
        "the history cannot be used: {source}; make it writable, or go on with --no-history ({})", .path.display()
    )]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Nothing has that number.
    #[error("nothing in the history has the number {id}; `why4xx history` lists what is there")]
    Unknown {
        /// The number asked for.
        id: u64,
    },
    /// Anything else that `SQLite` says.
    #[error("the history failed: {source} ({})", .path.display())]
    Sql {
        /// The database.
        path: PathBuf,
        /// What `SQLite` says.
        source: rusqlite::Error,
    },
    /// It fails for so long that what waits for it fills the memory meant for that.
    #[error("the history fails for so long that the oldest exchanges that wait for it are let go")]
    Overfull,
    /// The thread of the history is gone.
    #[error("the history stopped working; the program goes on without it")]
    Gone,
}

impl StoreError {
    /// What `SQLite` words mean here.
    pub(super) fn of(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked { path },
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                Self::Damaged { path, why: source.to_string() }
            }
            _ => Self::Sql { path, source },
        }
    }

    /// A file that the system will not give.
    pub(super) fn file(path: &Path, source: io::Error) -> Self {
        Self::File { path: path.to_owned(), source }
    }
}
