//! The exchange screen: exactly what was sent, exactly what came, and how long it took.

mod state;
mod update;
mod view;

pub use state::Received;
pub use state::State;
pub use update::panes;
pub use update::received_width;
pub use update::update;
pub use view::view;

/// Acts of this screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Mark it.
    Mark,
    /// The next view of the answer.
    NextBody,
    /// Edit its bytes.
    Edit,
    /// Send the bytes again.
    Resend,
    /// Ask the doctor.
    Diagnose,
    /// Copy the message that has the focus.
    Copy,
    /// Write it in someone's language.
    Convert,
    /// Make a preset of it.
    Save,
}
