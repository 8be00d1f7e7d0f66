//! Edits: the one way to change a request. Fixes, hand edits and bisect steps all go through [`apply`].

use super::request::ExactRequest;
use super::span::Span;
use bytes::Bytes;

/// Replace the bytes at `span` by `with`. An empty span inserts; empty bytes delete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Which bytes of the request before the edit.
    pub span: Span,
    /// What stands there afterwards.
    pub with: Bytes,
}

impl Edit {
    /// Replaces `span` by `with`.
    #[must_use]
    pub fn replace(span: Span, with: impl Into<Bytes>) -> Self {
        Self { span, with: with.into() }
    }

    /// Deletes `span`.
    #[must_use]
    pub fn delete(span: Span) -> Self {
        Self { span, with: Bytes::new() }
    }
}

/// Why edits could not be applied together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// Two edits change the same byte.
    #[error("two edits overlap, at bytes {}..{} and {}..{}", .first.start, .first.end, .second.start, .second.end)]
    Overlap {
        /// The earlier one.
        first: Span,
        /// The later one.
        second: Span,
    },
    /// An edit reaches beyond the last byte.
    #[error("an edit at bytes {}..{} reaches beyond the request's {length} bytes", .span.start, .span.end)]
    OutOfBounds {
        /// The edit's span.
        span: Span,
        /// The request's length in bytes.
        length: usize,
    },
}

/// Applies all edits at once; their spans are those of `request` as it is. Insertions at one place keep their order.
///
/// # Errors
/// Refuses edits that overlap or reach beyond the end; nothing is applied then.
pub fn apply(request: &ExactRequest, edits: &[Edit]) -> Result<ExactRequest, EditError> {
    if edits.is_empty() {
        return Ok(request.clone());
    }
    apply_bytes(&request.bytes, edits).map(ExactRequest::parse)
}

/// [`apply`] on plain bytes.
///
/// # Errors
/// As [`apply`].
pub fn apply_bytes(bytes: &[u8], edits: &[Edit]) -> Result<Bytes, EditError> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out =
        Vec::with_capacity(bytes.len() + edits.iter().map(|e| e.with.len()).sum::<usize>());
    let mut last = Span::at(0);
    for edit in sorted {
        if edit.span.end as usize > bytes.len() {
            return Err(EditError::OutOfBounds { span: edit.span, length: bytes.len() });
        }
        if edit.span.start < last.end {
            return Err(EditError::Overlap { first: last, second: edit.span });
        }
        out.extend_from_slice(Span::new(last.end, edit.span.start).slice(bytes));
        out.extend_from_slice(&edit.with);
        last = edit.span;
    }
    out.extend_from_slice(Span::of(last.end as usize, bytes.len()).slice(bytes));
    Ok(Bytes::from(out))
}

/// The edit that makes `Content-Length` tell the true number of body bytes.
///
/// `None` where it already does, where none is given, or where several are (which one is right is not ours to say).
#[must_use]
pub fn refit_length(request: &ExactRequest) -> Option<Edit> {
    let [field] = request.framing.length_fields.as_slice() else { return None };
    let true_length = request.body.len().to_string();
    (request.text(*field) != true_length.as_bytes()).then(|| Edit::replace(*field, true_length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_apply_together() {
        let edits = [
            Edit::replace(Span::at(0), "<"),
            Edit::delete(Span::new(1, 2)),
            Edit::replace(Span::new(2, 3), "C"),
        ];
        assert_eq!(apply_bytes(b"abc", &edits).unwrap().as_ref(), b"<aC");
    }

    #[test]
    fn overlaps_are_refused() {
        let edits = [Edit::delete(Span::new(0, 2)), Edit::delete(Span::new(1, 3))];
        assert!(matches!(apply_bytes(b"abc", &edits), Err(EditError::Overlap { .. })));
        assert!(apply_bytes(b"abc", &[Edit::delete(Span::new(2, 9))]).is_err());
    }

    #[test]
    fn the_length_follows_the_body() {
        let request = ExactRequest::parse("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcde");
        let edit = refit_length(&request).unwrap();
        assert_eq!(apply(&request, &[edit]).unwrap().framing.length, Some(5));
    }
}
