//! The history as the rest of the program sees it: a handle to a thread that opens the database when first asked.

use super::database::Database;
use super::error::StoreError;
use super::find;
use super::find::Found;
use super::kept::Kept;
use super::kept::Marked;
use super::load;
use super::prune;
use super::prune::Retention;
use super::query::Query;
use super::save;
use super::words;
use crate::model::Exchange;
use crate::model::ExchangeId;
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;

/// Something for the thread to do.
type Job = Box<dyn FnOnce(&mut Desk) + Send>;

/// A history. Every call waits for the thread's answer; from async code, call it where blocking is allowed.
#[derive(Clone, Debug)]
pub struct History {
    jobs: mpsc::Sender<Job>,
}

/// What the thread has.
struct Desk {
    folder: PathBuf,
    open: Option<Database>,
    /// The highest number that was given.
    last: u64,
}

impl Desk {
    /// The database, opened at the first use. What failed to open is tried again: locks end. Where its file was moved
    /// away or deleted, a new one is begun.
    fn database(&mut self) -> Result<&mut Database, StoreError> {
        let open = match self.open.take().filter(|open| !open.is_gone()) {
            Some(open) => open,
            None => Database::open(&self.folder)?.after(self.last)?,
        };
        Ok(self.open.insert(open))
    }
}

impl History {
    /// The history in `folder`. Nothing is opened or made yet.
    #[must_use]
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        let (jobs, todo) = mpsc::channel::<Job>();
        let mut desk = Desk { folder: folder.into(), open: None, last: 0 };
        // Where no thread can be had, the sender finds nobody: every call says so.
        let _ = thread::Builder::new().name("history".to_owned()).spawn(move || {
            while let Ok(job) = todo.recv() {
                job(&mut desk);
            }
        });
        Self { jobs }
    }

    fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Database) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.ask_desk(|desk| desk.database().and_then(work))
    }

    fn ask_desk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Desk) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = mpsc::sync_channel(1);
        let job: Job = Box::new(move |desk| {
            // Whoever asked may have gone; then nobody needs the answer.
            let _ = answer.send(work(desk));
        });
        self.jobs.send(job).map_err(|_| StoreError::Gone)?;
        answered.recv().map_err(|_| StoreError::Gone)?
    }

    /// Keeps these, all or none of them, in one transaction; gives their numbers. What was answered is on disk.
    pub fn save(&self, exchanges: Vec<Exchange>) -> Result<Vec<ExchangeId>, StoreError> {
        self.ask_desk(move |desk| {
            let ids = save::save(desk.database()?, &exchanges)?;
            desk.last = ids.iter().map(|id| id.0).chain([desk.last]).max().unwrap_or(0);
            Ok(ids)
        })
    }

    /// The exchange of that number.
    pub fn show(&self, id: ExchangeId) -> Result<Kept, StoreError> {
        self.ask(move |database| load::load(database, id))
    }

    /// What the query finds, the newest first.
    pub fn find(&self, query: Query) -> Result<Vec<Found>, StoreError> {
        self.ask(move |database| find::find(database, &query))
    }

    /// Marks one, or takes its mark away.
    pub fn mark(&self, id: ExchangeId, mark: Option<Marked>) -> Result<(), StoreError> {
        let word = mark.map(words::of_mark);
        self.ask(move |database| {
            update(database, "UPDATE exchange SET mark = ?2 WHERE id = ?1", id, word)
        })
    }

    /// Writes a person's own words to one.
    pub fn annotate(&self, id: ExchangeId, note: String) -> Result<(), StoreError> {
        self.ask(move |database| {
            update(database, "UPDATE exchange SET note = ?2 WHERE id = ?1", id, Some(&note))
        })
    }

    /// Deletes these; gives how many there were.
    pub fn delete(&self, ids: Vec<ExchangeId>) -> Result<u64, StoreError> {
        self.ask(move |database| prune::delete(database, &ids))
    }

    /// Deletes all; gives how many there were.
    pub fn delete_all(&self) -> Result<u64, StoreError> {
        self.ask(prune::delete_all)
    }

    /// Forgets what `retention` does not keep at `now_us` (microseconds since 1970); gives how many.
    pub fn prune(&self, retention: Retention, now_us: i64) -> Result<u64, StoreError> {
        self.ask(move |database| prune::prune(database, retention, now_us))
    }
}

fn update(
    database: &Database,
    sql: &str,
    id: ExchangeId,
    value: Option<&str>,
) -> Result<(), StoreError> {
    let number = i64::try_from(id.0).unwrap_or(i64::MAX);
    match database.connection.execute(sql, (number, value)) {
        Ok(0) => Err(StoreError::Unknown { id: id.0 }),
        Ok(_) => Ok(()),
        Err(error) => Err(database.error(error)),
    }
}
