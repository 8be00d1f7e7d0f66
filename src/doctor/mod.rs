//! Floor 4: opinions, with evidence. A linter whose source text is a request, and whose best hint is one that worked.
//!
//! Knows no I/O, no clock, no task; it asks nobody and repairs nothing by itself.

mod card;
mod case;
mod diagnose;
mod diagnosis;
pub mod difference;
mod evidence;
mod finding;
mod hint;
mod inputs;
mod noise;
mod rank;
mod reading;
mod remedy;
mod repair;
mod rule;
mod rules;
mod suspicion;
mod witness;

pub use card::Card;
pub use card::Family;
pub use diagnose::diagnose;
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
pub use inputs::Inputs;
pub use rule::Rule;
pub use rule::Turn;

/// The card of every rule, in the order of asking.
pub fn cards() -> impl Iterator<Item = &'static Card> {
    rules::all().map(Rule::card)
}
