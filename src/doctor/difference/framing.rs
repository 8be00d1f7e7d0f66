//! Differences of framing: announced length, chunked coding, nothing at all.

use super::Noise;
use super::Place;
use super::builder::Differences;
use super::builder::sided;
use crate::doctor::reading::Reading;
use crate::wire::FramingKind;
use crate::wire::Span;

/// Compares how the bodies are framed. Two lengths that differ because the bodies do are no difference.
pub(super) fn compare(failing: &Reading<'_>, good: &Reading<'_>, into: &mut Differences) {
    let (a, b) = (announced(failing), announced(good));
    if a.1 == b.1 {
        return;
    }
    // `Content-Length: 0` on an empty request is a habit; it matters where the method implies a body (RFC 9110 8.6).
    let empty = !failing.has_body() && !good.has_body();
    let noise = if empty && !failing.method_wants_body() { Noise::Spelling } else { Noise::None };
    let side = |(span, text): (Span, &'static str)| {
        (!text.is_empty()).then(|| sided(span, text.as_bytes().to_vec())).flatten()
    };
    into.add(Place::Framing, side(a), side(b), noise);
}

/// The field that frames a request, and the kind of framing as text; empty where nothing is announced.
fn announced(reading: &Reading<'_>) -> (Span, &'static str) {
    let framing = &reading.request.framing;
    match framing.kind {
        FramingKind::Chunked => {
            (framing.coding_fields.last().copied().unwrap_or_default(), "chunked")
        }
        FramingKind::ContentLength => {
            (framing.length_fields.first().copied().unwrap_or_default(), "Content-Length")
        }
        FramingKind::None | FramingKind::UntilClose => (reading.request.header_gap(), ""),
    }
}
