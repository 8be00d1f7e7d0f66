//! A message with its secrets known: cuts stretches of it into words.

use super::words::Words;
use crate::wire::Framing;
use crate::wire::FramingKind;
use crate::wire::Span;

/// The bytes of a message and the places of its secrets, each with the variable that stands for it.
pub(super) struct Cut<'a> {
    /// The message.
    pub bytes: &'a [u8],
    /// The secrets, in order, apart from each other.
    pub holes: &'a [(Span, usize)],
}

impl Cut<'_> {
    /// The bytes at `span`, secrets cut out.
    pub(super) fn words(&self, span: Span) -> Words {
        let inside = self.holes.iter().filter(|(hole, _)| span.encloses(*hole));
        let here = |hole: Span| Span::new(hole.start - span.start, hole.end - span.start);
        Words::cut(span.slice(self.bytes), inside.map(|(hole, index)| (here(*hole), *index)))
    }

    /// The content, secrets cut out; places inside chunks are counted without the framing between them.
    pub(super) fn content(&self, framing: &Framing, body: Span, content: &[u8]) -> Words {
        if framing.kind != FramingKind::Chunked {
            return self.words(body);
        }
        let chunks = &framing.chunks;
        let place = |at: u32| chunks.iter().map(|c| at.clamp(c.start, c.end) - c.start).sum();
        let holes = self.holes.iter().filter(|(hole, _)| body.encloses(*hole));
        let inside = holes.map(|(hole, at)| (Span::new(place(hole.start), place(hole.end)), *at));
        Words::cut(content, inside.filter(|(span, _)| !span.is_empty()))
    }
}
