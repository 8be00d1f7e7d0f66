//! The user's history: where it is, what is kept of it, and that the program goes on without it.

use super::folders::Folders;
use crate::history::History;
use crate::history::Retention;
use crate::history::StoreError;
use crate::model::Exchange;
use crate::model::ExchangeId;
use std::time::Duration;
use std::time::Instant;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

/// How long after a failure the history is not tried again: meanwhile nothing waits for it.
const REST: Duration = Duration::from_secs(5);

/// How many bytes of exchanges wait for a history that fails just now.
const MOST_WAITING: usize = 64 * 1024 * 1024;

/// A history that may be switched off, or fail. A failure is told once; what could not be kept waits, and is kept with
/// what comes later, or when this is dropped.
#[derive(Debug)]
pub struct Keeping {
    history: Option<History>,
    /// Whether old exchanges were looked after in this run.
    pruned: bool,
    /// When it failed last, while it fails.
    failed: Option<Instant>,
    /// What waits for being kept, oldest first.
    waiting: Vec<Exchange>,
    /// The bytes of those in memory.
    held: usize,
}

impl Keeping {
    /// Keeps in the user's state folder, or nowhere without one. Nothing is opened before something is kept.
    #[must_use]
    pub fn of(folders: &Folders) -> Self {
        Self::within(history(folders))
    }

    /// Keeps in that history, or nowhere.
    #[must_use]
    pub const fn within(history: Option<History>) -> Self {
        Self { history, pruned: false, failed: None, waiting: Vec::new(), held: 0 }
    }

    /// Keeps nothing.
    #[must_use]
    pub const fn off() -> Self {
        Self::within(None)
    }

    /// Keeps these; gives their numbers, or none where they wait for a history that fails just now. Of a failure that
    /// goes on only the beginning is an error.
    ///
    /// Blocks while the disk works.
    pub fn keep(&mut self, exchanges: Vec<Exchange>) -> Result<Vec<ExchangeId>, StoreError> {
        if self.history.is_none() {
            return Ok(Vec::new());
        }
        if self.failed.is_some_and(|since| since.elapsed() < REST) {
            self.wait(exchanges);
            return Ok(Vec::new());
        }
        let count = exchanges.len();
        self.wait(exchanges);
        match self.try_again() {
            Ok(mut ids) => Ok(ids.split_off(ids.len().saturating_sub(count))),
            Err(error) => {
                let is_new = self.failed.replace(Instant::now()).is_none();
                if is_new { Err(error) } else { Ok(Vec::new()) }
            }
        }
    }

    /// Keeps all that waits.
    fn try_again(&mut self) -> Result<Vec<ExchangeId>, StoreError> {
        let Some(history) = &self.history else { return Ok(Vec::new()) };
        let ids = history.save(self.waiting.clone())?;
        (self.waiting, self.held, self.failed) = (Vec::new(), 0, None);
        if !std::mem::replace(&mut self.pruned, true) {
            // Forgetting what is old can wait for another run.
            let _ = history.prune(Retention::default(), now_us());
        }
        Ok(ids)
    }

    /// Holds these back; of too many the oldest are let go.
    fn wait(&mut self, exchanges: Vec<Exchange>) {
        self.held += exchanges.iter().map(size).sum::<usize>();
        self.waiting.extend(exchanges);
        let mut over = 0;
        while self.held > MOST_WAITING
            && over + 1 < self.waiting.len()
            && let Some(oldest) = self.waiting.get(over)
        {
            self.held -= size(oldest);
            over += 1;
        }
        self.waiting.drain(..over);
    }

    /// Lets what waits go.
    pub fn give_up(mut self) {
        self.waiting.clear();
    }

    /// Whether anything is kept.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.history.is_some()
    }
}

impl Drop for Keeping {
    fn drop(&mut self) {
        if !self.waiting.is_empty() {
            // That it fails was told when it began; now nobody is left to be told.
            let _ = self.try_again();
        }
    }
}

/// The bytes of an exchange in memory.
fn size(exchange: &Exchange) -> usize {
    exchange.request.bytes.len() + exchange.received.len()
}

/// The user's history, for looking into it; `None` without a state folder.
#[must_use]
pub fn history(folders: &Folders) -> Option<History> {
    folders.state.as_ref().map(|state| History::at(state.join("history")))
}

fn now_us() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}
