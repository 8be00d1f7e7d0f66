//! Content without its chunk framing, with a map back to the wire.

use super::span::Span;
use super::span::offset;
use bytes::Bytes;

/// The content that the framing carries. Offsets inside it count from its own first byte;
/// [`Content::to_wire`] brings them back to the message's offsets.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// The content's bytes.
    pub bytes: Bytes,
    /// Where each run of them starts: (offset here, offset on the wire), both ascending.
    runs: Vec<(u32, u32)>,
    /// The empty place on the wire where content would stand, for a message without any.
    place: u32,
}

impl Content {
    /// Content that stands on the wire in one run, at `span`.
    pub(super) fn whole(message: &Bytes, span: Span) -> Self {
        let bytes = message.slice(span.range(message.len()));
        Self { bytes, runs: vec![(0, span.start)], place: span.start }
    }

    /// Content spread over several runs.
    pub(super) fn joined(message: &Bytes, chunks: &[Span], place: u32) -> Self {
        if let [one] = chunks {
            return Self::whole(message, *one);
        }
        let mut joined = Vec::with_capacity(chunks.iter().map(|c| c.len()).sum());
        let mut runs = Vec::with_capacity(chunks.len());
        for chunk in chunks {
            runs.push((offset(joined.len()), chunk.start));
            joined.extend_from_slice(chunk.slice(message));
        }
        Self { bytes: Bytes::from(joined), runs, place }
    }

    /// The span on the wire that holds the bytes at `span`; over a chunk border it covers the framing between.
    #[must_use]
    pub fn to_wire(&self, span: Span) -> Span {
        let start = self.place_of(span.start);
        if span.is_empty() {
            return Span::at(start);
        }
        Span::new(start, self.place_of(span.end - 1) + 1)
    }

    fn place_of(&self, at: u32) -> u32 {
        let next = self.runs.partition_point(|(here, _)| *here <= at);
        match next.checked_sub(1).and_then(|index| self.runs.get(index)) {
            Some((here, wire)) => wire.saturating_add(at - here),
            None => self.place,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_over_chunk_borders() {
        let message = Bytes::from_static(b"2\r\nab\r\n3\r\ncde\r\n");
        let content = Content::joined(&message, &[Span::new(3, 5), Span::new(10, 13)], 0);
        assert_eq!(content.bytes.as_ref(), b"abcde");
        assert_eq!(content.to_wire(Span::new(0, 2)), Span::new(3, 5));
        assert_eq!(content.to_wire(Span::new(1, 3)), Span::new(4, 11));
        assert_eq!(content.to_wire(Span::at(5)), Span::at(13));
    }
}
