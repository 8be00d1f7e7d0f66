//! The request screen: a draft as a form or exact bytes as lines, with the live wire preview beside it.

mod act;
mod exact;
mod exact_act;
mod form;
mod form_edit;
mod state;
mod update;
mod view;

pub use exact::Exact;
pub use form::Form;
pub use state::State;
pub use state::Typing;
pub use state::What;
pub use update::edited;
pub use update::panes;
pub use update::refresh;
pub use update::send;
pub use update::takes;
pub use update::update;
pub use view::view;

/// Acts of this screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Send the bytes of the preview.
    Send,
    /// Edit the line.
    Edit,
    /// The next client.
    NextClient,
    /// The client before.
    PreviousClient,
    /// One more line.
    Add,
    /// Delete the line.
    Delete,
    /// Send the line, or keep it unsent.
    Toggle,
    /// The line once more.
    Duplicate,
    /// The next kind of body.
    BodyKind,
    /// Edit outside.
    EditOutside,
    /// Take the last change back.
    Undo,
    /// Make Content-Length true.
    RefitLength,
    /// Mark it, unsent.
    Mark,
    /// Copy it.
    Copy,
}
