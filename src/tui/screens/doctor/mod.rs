//! The doctor's screen: the verdict on top, the findings, both requests by meaning or as bytes, and the refusal.

mod act;
mod state;
mod take;
mod update;
mod view;

pub use state::State;
pub use update::panes;
pub use update::point;
pub use update::update;
pub use update::viewer;
pub use view::view;

/// Acts of this screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Explain the finding or the difference.
    Explain,
    /// Apply the fix and send.
    TryFix,
    /// Bytes, or meaning.
    Raw,
    /// The terms of the rank.
    Why,
    /// What is equal or cosmetic, unfolded.
    Cosmetic,
    /// Edit the failing bytes.
    Edit,
    /// Take the last fix back.
    Undo,
    /// Failing and good change places.
    Swap,
    /// Copy the verdict.
    Copy,
}
