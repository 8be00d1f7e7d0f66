//! Floor 3: what each HTTP client puts on the wire for a draft, and which client wrote given bytes.
//!
//! A client is data (card, manner, redirects, habits) and one function: the order it writes its lines in.
//! `composer` makes the message and remembers who asked for each line.

mod client;
mod composer;
mod curl;
mod manner;
mod media;
mod multipart;
mod payload;
mod postman;
mod prepare;
mod profile;
mod python_requests;
mod python_url;
mod redirect;
mod spelling;
mod url;
mod verbatim;

pub use profile::Author;
pub use profile::ClientProfile;
pub use profile::ComposeError;
pub use profile::Composed;
pub use profile::Habit;
pub use profile::HabitTime;
pub use profile::HabitValue;
pub use profile::ProfileCard;

use crate::model::Draft;
use crate::model::Surroundings;

/// Every client, in the order of menus.
pub static PROFILES: &[&dyn ClientProfile] = &[
    &verbatim::VERBATIM,
    &postman::POSTMAN,
    &postman::NEWMAN,
    &curl::CURL,
    &python_requests::PYTHON_REQUESTS,
];

/// The client of that name (see [`ProfileCard::id`]).
#[must_use]
pub fn by_name(name: &str) -> Option<&'static dyn ClientProfile> {
    PROFILES.iter().find(|profile| profile.card().id == name).copied()
}

/// What the draft's own client sends for it.
pub fn compose(draft: &Draft, with: &mut Surroundings<'_>) -> Result<Vec<Composed>, ComposeError> {
    let id = draft.client.0;
    by_name(id).ok_or(ComposeError::UnknownClient(id))?.compose(draft, with)
}
