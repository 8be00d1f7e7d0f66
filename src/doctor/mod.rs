//! Floor 4: opinions, with evidence. A linter whose source text is a request, and whose best hint is one that worked.
//!
//! Knows no I/O, no clock, no task; it asks nobody and repairs nothing by itself.

mod card;
mod diagnosis;
pub mod difference;
mod evidence;
mod finding;

pub use card::Card;
pub use card::Family;
pub use diagnosis::Diagnosis;
pub use difference::Difference;
pub use evidence::Evidence;
pub use evidence::Mark;
pub use evidence::Side;
pub use finding::Finding;
pub use finding::Fix;
pub use finding::Reason;
pub use finding::Safety;
pub use finding::Severity;
