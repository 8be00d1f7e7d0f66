//! Collects differences, numbers them, and stops where there are too many to read.

use super::Change;
use super::Difference;
use super::DifferenceId;
use super::Noise;
use super::Place;
use super::Sided;
use crate::wire::Span;
use bytes::Bytes;

/// More differences than this help nobody; the rest is counted in a note.
pub(in crate::doctor) const MOST: usize = 400;

/// The list while it grows.
#[derive(Debug, Default)]
pub(in crate::doctor) struct Differences {
    pub(in crate::doctor) list: Vec<Difference>,
    /// How many were left out.
    pub(in crate::doctor) left_out: usize,
}

/// A side of a difference that is there, as the differences want it.
#[expect(
    clippy::unnecessary_wraps,
    reason = "a side is an Option everywhere; `None` is the absent one"
)]
pub(in crate::doctor) fn sided(span: Span, text: impl Into<Bytes>) -> Option<Sided> {
    Some(Sided { span, text: text.into() })
}

impl Differences {
    /// Adds one; what happened follows from the sides.
    pub(in crate::doctor) fn add(
        &mut self,
        place: Place,
        failing: Option<Sided>,
        good: Option<Sided>,
        noise: Noise,
    ) {
        let change = match (&failing, &good) {
            (None, _) => Change::Missing,
            (_, None) => Change::Unexpected,
            (Some(a), Some(b)) if a.text.eq_ignore_ascii_case(&b.text) && a.text != b.text => {
                Change::Recased
            }
            _ => Change::Altered,
        };
        self.push(place, change, (failing, good), noise);
    }

    /// Adds one whose change is known.
    pub(in crate::doctor) fn push(
        &mut self,
        place: Place,
        change: Change,
        (failing, good): (Option<Sided>, Option<Sided>),
        noise: Noise,
    ) {
        if self.list.len() >= MOST {
            self.left_out += 1;
            return;
        }
        let id = DifferenceId(crate::wire::offset(self.list.len()));
        self.list.push(Difference { id, place, change, failing, good, noise });
    }
}
