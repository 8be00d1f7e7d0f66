//! Opens the database: whose file it is, how it is written, and which layout it has.

use super::error::StoreError;
use rusqlite::Connection;
use rusqlite::TransactionBehavior;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

/// The layouts, each one step from the one before. What was released never changes.
const LAYOUTS: &[&str] = &[include_str!("sql/0001_start.sql")];

/// How long another program's write is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// An open history.
pub(super) struct Database {
    pub(super) connection: Connection,
    /// The database's file.
    pub(super) path: PathBuf,
    /// The folder for what is too long for it.
    pub(super) bodies: PathBuf,
}

impl Database {
    /// Opens `folder/history.db`, or makes it; its owner alone may read it, and all that lies beside it.
    pub(super) fn open(folder: &Path) -> Result<Self, StoreError> {
        let (path, bodies) = (folder.join("history.db"), folder.join("bodies"));
        for folder in [folder, &bodies] {
            make_folder(folder).map_err(|error| StoreError::file(folder, error))?;
        }
        touch(&path).map_err(|error| StoreError::file(&path, error))?;
        let sql = |error| StoreError::of(&path, error);
        let mut connection = Connection::open(&path).map_err(sql)?;
        connection.busy_timeout(PATIENCE).map_err(sql)?;
        // A journal beside the file: readers never wait, and a killed writer loses only what it had not committed.
        // In that mode NORMAL keeps the database sound; a power cut may cost the last moments.
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;",
            )
            .map_err(sql)?;
        migrate(&mut connection, &path)?;
        Ok(Self { connection, path, bodies })
    }

    /// What `SQLite` words mean for this file.
    pub(super) fn error(&self, error: rusqlite::Error) -> StoreError {
        StoreError::of(&self.path, error)
    }
}

fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let sql = |error| StoreError::of(path, error);
    let layout = |connection: &Connection| {
        connection.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))
    };
    let known = i64::try_from(LAYOUTS.len()).unwrap_or(i64::MAX);
    if layout(connection).map_err(sql)? == known {
        return Ok(());
    }
    // Another program may migrate at the same time: whoever comes second finds it done.
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql)?;
    let found = layout(&transaction).map_err(sql)?;
    if found > known {
        return Err(StoreError::Newer { path: path.to_owned(), found, known });
    }
    for step in LAYOUTS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(step).map_err(sql)?;
    }
    transaction.pragma_update(None, "user_version", known).map_err(sql)?;
    transaction.commit().map_err(sql)
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes the file if it is not there. `SQLite` gives the files beside it the same rights.
fn touch(path: &Path) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}
