//! Edits of a body that leave `Content-Length` true.

use crate::doctor::reading::Reading;
use crate::semantics::BodyKind;
use crate::semantics::Multipart;
use crate::wire::Edit;
use crate::wire::FramingKind;
use crate::wire::Span;
use bytes::Bytes;

/// Replaces spans of the content (offsets in [`crate::semantics::Body::bytes`]), and sets the length that follows.
/// Empty where the content does not stand on the wire as it is read: compressed, or in chunks.
pub(super) fn body(reading: &Reading<'_>, changes: Vec<(Span, Bytes)>) -> Vec<Edit> {
    if changes.is_empty()
        || reading.body.decompressed
        || reading.request.framing.kind == FramingKind::Chunked
    {
        return Vec::new();
    }
    let mut length = reading.request.body.len();
    let mut edits = Vec::with_capacity(changes.len() + 1);
    for (span, with) in changes {
        length = length.saturating_sub(span.len()) + with.len();
        edits.push(Edit::replace(span.shift(reading.request.body.start), with));
    }
    if let [field] = reading.request.framing.length_fields.as_slice()
        && reading.request.text(*field) != length.to_string().as_bytes()
    {
        edits.push(Edit::replace(*field, length.to_string()));
    }
    edits
}

/// Replaces the whole content.
pub(super) fn whole(reading: &Reading<'_>, with: impl Into<Bytes>) -> Vec<Edit> {
    body(reading, vec![(Span::of(0, reading.body.bytes.len()), with.into())])
}

/// Gives `Content-Type` another value, or writes the field where it is absent.
pub(super) fn media_type(reading: &Reading<'_>, value: &[u8]) -> Vec<Edit> {
    let edit = match &reading.media {
        Some((header, _)) if !header.value.is_empty() => {
            Edit::replace(header.value, value.to_vec())
        }
        Some((header, _)) => Edit::replace(header.span, [&b"Content-Type: "[..], value].concat()),
        None => {
            let line = [&b"Content-Type: "[..], value, b"\r\n"].concat();
            Edit::replace(reading.request.header_gap(), line)
        }
    };
    vec![edit]
}

/// The type that the content shows to be of: `None` for text and octets, which can be anything.
pub(super) fn shown_type(reading: &Reading<'_>) -> Option<Vec<u8>> {
    match reading.body.actual {
        BodyKind::Json => Some(b"application/json".to_vec()),
        BodyKind::Form => Some(b"application/x-www-form-urlencoded".to_vec()),
        BodyKind::Xml => Some(b"application/xml".to_vec()),
        BodyKind::Multipart => {
            let boundary = &shown(reading)?.boundary;
            Some([&b"multipart/form-data; boundary="[..], boundary].concat())
        }
        _ => None,
    }
}

/// The parts that the body shows, where it does.
pub(super) fn shown<'a>(reading: &'a Reading<'_>) -> Option<&'a Multipart> {
    let read = reading.body.multipart();
    (!read.boundary.is_empty() && !read.parts.is_empty()).then_some(read)
}
