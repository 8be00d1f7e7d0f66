//! Floor 5: the use cases, one verb a file. The only room that does things: reads files, asks the clock, sends.
//!
//! Knows no colour, no key, no flag and no JSON; the faces call it and show what it gives.

mod blocking;
mod clock;
mod compose;
mod demo;
mod diagnose;
mod entropy;
mod files;
mod folders;
mod intent;
mod open;
mod presets;
mod send;
mod serve;

pub use blocking::StartError;
pub use blocking::practise;
pub use blocking::send_blocking;
pub use clock::now_seconds;
pub use compose::ComposeFailure;
pub use compose::Ready;
pub use compose::Wishes;
pub use compose::compose;
pub use compose::endpoint_of;
pub use compose::ready;
pub use demo::STORIES;
pub use demo::Story;
pub use demo::story;
pub use diagnose::Question;
pub use diagnose::diagnose;
pub use entropy::OsEntropy;
pub use files::DiskFiles;
pub use folders::Folders;
pub use intent::Intent;
pub use intent::intent;
pub use open::OpenError;
pub use open::Opened;
pub use open::Opener;
pub use presets::BrokenPreset;
pub use presets::PresetShelf;
pub use send::SendPlan;
pub use send::send;
pub use serve::serve_practice;
