//! The first screen: presets to start from, and the exchanges of this session.

mod state;
mod update;
mod view;

pub use state::State;
pub use update::panes;
pub use update::update;
pub use view::view;

/// Acts of this screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Open what the cursor is on.
    Open,
    /// Open the preset and send it.
    Send,
    /// Mark the exchange.
    Mark,
    /// Ask the doctor.
    Diagnose,
    /// An empty request.
    New,
    /// The demo story.
    Demo,
}
