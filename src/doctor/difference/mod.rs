//! Differences of two requests by meaning: what a server could see differently, with the bytes on both sides.

pub(super) mod body;
pub(super) mod builder;
mod form;
mod framing;
mod headers;
mod json;
pub(super) mod line;
pub(super) mod multipart;
mod place;

pub use place::Place;

use super::reading::Reading;
use crate::wire::Span;
use builder::Differences;
use bytes::Bytes;

/// The number of a difference within one diagnosis, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DifferenceId(pub u32);

/// What happened to a thing, seen from the failing side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// The good one has it, the failing one does not.
    Missing,
    /// The failing one has it, the good one does not.
    Unexpected,
    /// Both have it, with other values.
    Altered,
    /// The same but for upper and lower case.
    Recased,
    /// The same, at another place among its like.
    Moved,
    /// The failing one has it more often.
    Repeated,
}

impl Change {
    /// Its name, as in `doctor --format json`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unexpected => "unexpected",
            Self::Altered => "altered",
            Self::Recased => "recased",
            Self::Moved => "moved",
            Self::Repeated => "repeated",
        }
    }
}

/// Why a difference hardly matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Noise {
    /// It may matter.
    None,
    /// A client writes it by itself, as the named client does.
    ClientHabit(&'static str),
    /// It is different every time: boundaries, tokens, dates.
    Volatile,
    /// Only the spelling differs; HTTP gives both the same meaning.
    Spelling,
}

/// One side of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sided {
    /// The bytes on the wire; empty where the thing is absent: the place where it would stand.
    pub span: Span,
    /// The same as text: decoded where the wire spells it encoded. Foreign bytes.
    pub text: Bytes,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its number.
    pub id: DifferenceId,
    /// Where it is.
    pub place: Place,
    /// What happened there.
    pub change: Change,
    /// The failing side; `None` where absent.
    pub failing: Option<Sided>,
    /// The good side; `None` where absent.
    pub good: Option<Sided>,
    /// Whether it hardly matters, and why.
    pub noise: Noise,
}

impl Difference {
    /// Whether honest clients differ so without being refused.
    #[must_use]
    pub fn is_harmless(&self) -> bool {
        self.noise != Noise::None
    }
}

/// All differences of two requests, and what was not looked at.
pub(super) fn all(failing: &Reading<'_>, good: &Reading<'_>) -> (Vec<Difference>, Vec<String>) {
    let mut found = Differences::default();
    line::compare(failing, good, &mut found);
    headers::compare(failing, good, &mut found);
    framing::compare(failing, good, &mut found);
    body::compare(failing, good, &mut found);
    let mut notes = Vec::new();
    if found.left_out > 0 {
        notes.push(format!("{} more differences are not listed", found.left_out));
    }
    (found.list, notes)
}
