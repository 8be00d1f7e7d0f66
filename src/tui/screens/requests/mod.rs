//! The requests of a file or a pasted text: a list with search, the bytes of the one under the cursor, and marks.

mod state;
mod update;
mod view;

pub use state::State;
pub use update::panes;
pub use update::read;
pub use update::take_up;
pub use update::update;
pub use view::view;

/// Acts of this screen.
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
    /// The request's bytes, or the answer's.
    Turn,
    /// Edit its bytes.
    Edit,
}
