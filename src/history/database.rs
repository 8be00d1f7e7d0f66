//! Opens the database: whose file it is, how it is written, and which layout it has.

use super::error::StoreError;
use rusqlite::Connection;
use rusqlite::Transaction;
use rusqlite::TransactionBehavior;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

/// The layouts, each one step from the one before. What was released never changes.
const LAYOUTS: &[&str] =
    &[include_str!("sql/0001_start.sql"), include_str!("sql/0002_asked_host.sql")];

/// How long another program's write is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// An open history.
pub(super) struct Database {
    pub(super) connection: Connection,
    /// The database's file.
    pub(super) path: PathBuf,
    /// The folder for what is too long for it.
    pub(super) bodies: PathBuf,
    /// Which file that is.
    identity: Option<(u64, u64)>,
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
        // What is deleted is overwritten: a capture holds keys.
        // In that mode NORMAL keeps the database sound; a power cut may cost the last moments.
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;
                 PRAGMA secure_delete = ON;",
            )
            .map_err(sql)?;
        migrate(&mut connection, &path)?;
        let identity = identity(&path);
        Ok(Self { connection, path, bodies, identity })
    }

    /// The same, with numbers beyond `last`: where a history was lost while it was open, no number is given twice.
    pub(super) fn after(self, last: u64) -> Result<Self, StoreError> {
        let last = i64::try_from(last).unwrap_or(i64::MAX);
        let begin = "INSERT INTO sqlite_sequence (name, seq)
             SELECT 'exchange', ?1 WHERE ?1 > 0
             AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'exchange')";
        self.connection.execute(begin, [last]).map_err(|error| self.error(error))?;
        Ok(self)
    }

    /// Whether the file was deleted, moved or replaced since it was opened: what is written now would be lost.
    pub(super) fn is_gone(&self) -> bool {
        identity(&self.path) != self.identity
    }

    /// Writes the journal back into the database and empties it, so that what was deleted stands nowhere any more.
    /// Where another program reads just now, that is left to a later time.
    pub(super) fn sweep_journal(&self) {
        let _ = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }

    /// Does this as one transaction, in which nobody else writes: all of it or nothing.
    pub(super) fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let sql = |error| StoreError::of(&self.path, error);
        let begun = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = begun.map_err(sql)?;
        let done = work(&transaction)?;
        transaction.commit().map_err(sql)?;
        Ok(done)
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
///
/// An existing file is not opened here: on POSIX, whoever closes a file loses the locks that the same process holds on
/// it, and with them those of every open connection (<https://sqlite.org/howtocorrupt.html>, section 2.2).
fn touch(path: &Path) -> io::Result<()> {
    /// One at a time: another thread must not connect between our making the file and our closing it.
    static MAKING: Mutex<()> = Mutex::new(());
    let _making = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Which file stands under that name: device and number; `None` where there is none, or the system has no such thing.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_path: &Path) -> Option<(u64, u64)> {
    None
}
