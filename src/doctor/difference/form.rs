//! Differences of urlencoded forms: their pairs, as those of a query, at their places in the message.

use super::Change;
use super::Place;
use super::builder::Differences;
use super::line::Pairs;
use super::line::pairs;
use crate::doctor::noise;
use crate::semantics::Body;

/// Compares two forms by decoded names. Order is no difference.
pub(super) fn compare(a: &Body, b: &Body, into: &mut Differences) {
    let place = |name: &str, nth| Place::Field { name: name.to_owned(), nth };
    let mut found = Differences::default();
    let ours = Pairs { bytes: &a.bytes, shift: 0, list: &a.form().pairs };
    let theirs = Pairs { bytes: &b.bytes, shift: 0, list: &b.form().pairs };
    pairs(&ours, &theirs, &place, &mut found);
    into.left_out += found.left_out;
    for mut difference in found.list {
        // The pairs' offsets are the body's: chunk framing and codings stand between it and the wire.
        if let Some(side) = &mut difference.failing {
            side.span = a.to_wire_or_all(side.span);
        }
        if let Some(side) = &mut difference.good {
            side.span = b.to_wire_or_all(side.span);
        }
        if let (Change::Altered, false, Place::Field { name, .. }, Some(x), Some(y)) = (
            difference.change,
            difference.is_harmless(),
            &difference.place,
            &difference.failing,
            &difference.good,
        ) {
            difference.noise = noise::values(name, &x.text, &y.text);
        }
        let sides = (difference.failing, difference.good);
        into.push(difference.place, difference.change, sides, difference.noise);
    }
}
