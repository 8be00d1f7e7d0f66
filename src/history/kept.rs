//! An exchange as the history keeps it.

use crate::model::Exchange;

/// What a person said of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Marked {
    /// The one that was refused.
    Failing,
    /// One that is known to work.
    Good,
}

/// An exchange, with what was said about it.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The exchange; its number is that of the history. A stream too long for memory is in `spill` and `request_spill`.
    pub exchange: Exchange,
    /// How it is marked.
    pub mark: Option<Marked>,
    /// A person's own words.
    pub note: String,
}
