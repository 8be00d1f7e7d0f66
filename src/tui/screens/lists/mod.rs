//! Lists of exchanges: those of a file, those that a capture brings, those of the history. A list with search, the
//! bytes of the one under the cursor, marks, and what may be made of it; the same for all three sources.

mod act;
mod state;
mod update;
mod view;

pub use act::take_up;
pub use state::Finding;
pub use state::PAGE;
pub use state::Source;
pub use state::State;
pub use update::found;
pub use update::look_for;
pub use update::panes;
pub use update::peeked;
pub use update::refresh;
pub use update::settle;
pub use update::update;
pub use view::view;

/// Acts of these screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Take it up: a description as a request, bytes as an exchange.
    Open,
    /// Mark it; asks which mark.
    Mark,
    /// Mark it as failing.
    Failing,
    /// Mark it as known-good.
    Good,
    /// Ask the doctor.
    Diagnose,
    /// The marked ones side by side; the one under the cursor takes the mark that is missing.
    Compare,
    /// The request's bytes, or the answer's.
    Turn,
    /// Edit its bytes.
    Edit,
    /// Send exactly its bytes again.
    Resend,
    /// Write it in someone's language.
    Convert,
    /// Make a preset of it.
    Save,
    /// Write a note to it.
    Note,
    /// Delete it from the history.
    Delete,
    /// Start or stop listening.
    Listen,
    /// Keep the cursor on the newest one.
    Follow,
}
