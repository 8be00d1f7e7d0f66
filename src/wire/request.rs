//! An exact request: one buffer, the pieces that tile it, and accessors that hand out spans.

use super::cursor::Cursor;
use super::decoded::Content;
use super::fields::Header;
use super::fields::fields;
use super::framing::Framing;
use super::framing::FramingKind;
use super::framing::Role;
use super::framing::body;
use super::note::Note;
use super::note::NoteKind;
use super::piece::Piece;
use super::span::Span;
use super::span::offset;
use super::start_line::RequestLine;
use super::start_line::leading_blank_lines;
use super::start_line::request_line;
use bytes::Bytes;

/// A request as it was on the wire, however broken. Parsing never fails and never changes a byte.
#[derive(Clone, Debug)]
pub struct ExactRequest {
    /// Every byte.
    pub bytes: Bytes,
    /// What the bytes are; tiles `bytes` (see [`super::piece::tiles`]).
    pub pieces: Vec<Piece>,
    /// Method, target, version.
    pub line: RequestLine,
    /// Header fields in wire order, repeats and case kept.
    pub headers: Vec<Header>,
    /// Trailer fields behind a chunked body.
    pub trailers: Vec<Header>,
    /// The head: from the first byte to behind the empty line.
    pub head: Span,
    /// Everything behind the head, chunk framing and surplus bytes included.
    pub body: Span,
    /// How the body is framed.
    pub framing: Framing,
    /// What was irregular, in wire order.
    pub notes: Vec<Note>,
}

impl ExactRequest {
    /// Takes a request apart. Linear in its length.
    #[must_use]
    pub fn parse(bytes: impl Into<Bytes>) -> Self {
        let bytes: Bytes = bytes.into();
        let mut cursor = Cursor::new(&bytes);
        if bytes.is_empty() {
            cursor.note(NoteKind::Empty, Span::at(0));
        }
        leading_blank_lines(&mut cursor);
        let line = request_line(&mut cursor);
        let (headers, _) = fields(&mut cursor);
        let head = Span::of(0, cursor.at);
        let (framing, trailers) = body(&mut cursor, &headers, Role::Request);
        let body = Span::new(head.end, offset(bytes.len()));
        let (pieces, mut notes) = (cursor.pieces, cursor.notes);
        notes.sort_by_key(|note| note.span.start);
        Self { bytes, pieces, line, headers, trailers, head, body, framing, notes }
    }

    /// The bytes at `span`.
    #[must_use]
    pub fn text(&self, span: Span) -> &[u8] {
        span.slice(&self.bytes)
    }

    /// The method as spelled.
    #[must_use]
    pub fn method(&self) -> &[u8] {
        self.text(self.line.method)
    }

    /// The request target as spelled.
    #[must_use]
    pub fn target(&self) -> &[u8] {
        self.text(self.line.target)
    }

    /// The version as spelled; empty where absent.
    #[must_use]
    pub fn version(&self) -> &[u8] {
        self.text(self.line.version)
    }

    /// The headers of that name, any case, in wire order.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Header> + 'a {
        named(&self.bytes, &self.headers, name)
    }

    /// The value of the first header of that name.
    #[must_use]
    pub fn first(&self, name: &str) -> Option<&[u8]> {
        self.named(name).next().map(|header| self.text(header.value))
    }

    /// Whether a header of that name is there.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.named(name).next().is_some()
    }

    /// The place where one more header would go: before the empty line (or at the end of an unterminated head).
    #[must_use]
    pub fn header_gap(&self) -> Span {
        let last = self.headers.last().map_or(self.line.span, |header| header.span);
        let end = self.pieces.iter().find(|p| p.span.start == last.end);
        Span::at(end.map_or(last.end, |piece| piece.span.end))
    }

    /// The content: the body without its chunk framing. Where a length is declared wrongly, all body bytes are given.
    #[must_use]
    pub fn content(&self) -> Content {
        match self.framing.kind {
            FramingKind::Chunked => {
                Content::joined(&self.bytes, &self.framing.chunks, self.body.start)
            }
            _ => Content::whole(&self.bytes, self.body),
        }
    }

    /// Whether a note of that kind was made.
    #[must_use]
    pub fn noted(&self, kind: NoteKind) -> Option<Span> {
        self.notes.iter().find(|note| note.kind == kind).map(|note| note.span)
    }
}

/// The headers of one name, any case.
pub(super) fn named<'a>(
    bytes: &'a [u8],
    headers: &'a [Header],
    name: &'a str,
) -> impl Iterator<Item = &'a Header> + 'a {
    headers.iter().filter(move |h| h.name.slice(bytes).eq_ignore_ascii_case(name.as_bytes()))
}
