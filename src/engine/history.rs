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
    /// Whether it was told that some of them were let go.
    told: bool,
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
        Self { history, pruned: false, failed: None, waiting: Vec::new(), told: false }
    }

    /// Keeps nothing.
    #[must_use]
    pub const fn off() -> Self {
        Self::within(None)
    }

    /// Keeps these; gives the number of each, or none where it waits for a history that fails just now. Of a failure
    /// that goes on only the beginning is an error, and that something had to be let go.
    ///
    /// Blocks while the disk works.
    pub fn keep(
        &mut self,
        exchanges: Vec<Exchange>,
    ) -> Result<Vec<Option<ExchangeId>>, StoreError> {
        let count = exchanges.len();
        let mut numbers = vec![None; count];
        if self.history.is_none() {
            return Ok(numbers);
        }
        self.waiting.extend(exchanges);
        if self.failed.is_some_and(|since| since.elapsed() < REST) {
            self.trim()?;
            return Ok(numbers);
        }
        match self.try_again() {
            Ok(mut all) => numbers = all.split_off(all.len().saturating_sub(count)),
            Err(error) => {
                let is_new = self.failed.replace(Instant::now()).is_none();
                self.trim()?;
                if is_new {
                    return Err(error);
                }
            }
        }
        Ok(numbers)
    }

    /// Keeps all that waits; gives the number of each. One whose own file is gone takes no other with it.
    fn try_again(&mut self) -> Result<Vec<Option<ExchangeId>>, StoreError> {
        let Some(history) = &self.history else { return Ok(Vec::new()) };
        let numbers = match history.save(self.waiting.clone()) {
            Ok(ids) => ids.into_iter().map(Some).collect(),
            Err(StoreError::File { .. }) if self.failed.is_some() => {
                one_by_one(history, &self.waiting)?
            }
            Err(error) => return Err(error),
        };
        (self.waiting, self.failed, self.told) = (Vec::new(), None, false);
        if !std::mem::replace(&mut self.pruned, true) {
            // Forgetting what is old can wait for another run.
            let _ = history.prune(Retention::default(), now_us());
        }
        Ok(numbers)
    }

    /// Of too many that wait the oldest are let go; that is told once.
    fn trim(&mut self) -> Result<(), StoreError> {
        let mut held: usize = self.waiting.iter().map(size).sum();
        let mut over = 0;
        while held > MOST_WAITING
            && over + 1 < self.waiting.len()
            && let Some(oldest) = self.waiting.get(over)
        {
            held -= size(oldest);
            over += 1;
        }
        self.waiting.drain(..over);
        if over == 0 || std::mem::replace(&mut self.told, true) {
            return Ok(());
        }
        Err(StoreError::Overfull)
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

/// Keeps each by itself; none where its own files cannot be had.
fn one_by_one(history: &History, all: &[Exchange]) -> Result<Vec<Option<ExchangeId>>, StoreError> {
    let save = |one: &Exchange| match history.save(vec![one.clone()]) {
        Ok(ids) => Ok(ids.first().copied()),
        Err(StoreError::File { .. }) => Ok(None),
        Err(error) => Err(error),
    };
    all.iter().map(save).collect()
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
