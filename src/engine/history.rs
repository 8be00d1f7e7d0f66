//! The user's history: where it is, what is kept of it, and that the program goes on without it.

use super::folders::Folders;
use crate::history::History;
use crate::history::Retention;
use crate::history::StoreError;
use crate::model::Exchange;
use crate::model::ExchangeId;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

/// A history that may be switched off, or fail; then it says so once and is silent.
#[derive(Debug)]
pub struct Keeping {
    history: Option<History>,
    /// Whether old exchanges were looked after in this run.
    pruned: bool,
}

impl Keeping {
    /// Keeps in the user's state folder, or nowhere without one. Nothing is opened before something is kept.
    #[must_use]
    pub fn of(folders: &Folders) -> Self {
        Self { history: history(folders), pruned: false }
    }

    /// Keeps nothing.
    #[must_use]
    pub const fn off() -> Self {
        Self { history: None, pruned: true }
    }

    /// Keeps these; gives their numbers. An error is given once: after it nothing is kept any more.
    ///
    /// Blocks while the disk works.
    pub fn keep(&mut self, exchanges: Vec<Exchange>) -> Result<Vec<ExchangeId>, StoreError> {
        let Some(history) = &self.history else { return Ok(Vec::new()) };
        let kept = history.save(exchanges).and_then(|ids| {
            if !std::mem::replace(&mut self.pruned, true) {
                history.prune(Retention::default(), now_us())?;
            }
            Ok(ids)
        });
        if kept.is_err() {
            self.history = None;
        }
        kept
    }

    /// Whether anything is kept.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.history.is_some()
    }
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
