//! An exact response, and the chain of interim ones before it.

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
use super::request::named;
use super::span::Span;
use super::span::offset;
use super::start_line::StatusLine;
use super::start_line::leading_blank_lines;
use super::start_line::status_line;
use bytes::Bytes;

/// A response as it was on the wire, however broken. Parsing never fails and never changes a byte.
#[derive(Clone, Debug)]
pub struct ExactResponse {
    /// Every byte of this response (and, for the last of a chain, whatever follows it).
    pub bytes: Bytes,
    /// Where `bytes` starts in the stream it was taken from: add it to a span to get the stream's offsets.
    pub at: u32,
    /// What the bytes are; tiles `bytes`.
    pub pieces: Vec<Piece>,
    /// Version, status, reason.
    pub line: StatusLine,
    /// Header fields in wire order.
    pub headers: Vec<Header>,
    /// Trailer fields behind a chunked body.
    pub trailers: Vec<Header>,
    /// The head: from the first byte to behind the empty line.
    pub head: Span,
    /// Everything behind the head.
    pub body: Span,
    /// How the body is framed.
    pub framing: Framing,
    /// What was irregular, in wire order.
    pub notes: Vec<Note>,
}

impl ExactResponse {
    /// Takes one response apart. `to` is the method that it answers: a response to HEAD has no body whatever it says.
    #[must_use]
    pub fn parse(bytes: impl Into<Bytes>, to: &[u8]) -> Self {
        Self::parse_at(bytes.into(), 0, to)
    }

    /// Takes a stream apart: each interim (1xx) response, then the final one with all that follows.
    ///
    /// 101 is final (the connection speaks another protocol from there on). An empty stream gives an empty list.
    #[must_use]
    pub fn parse_all(stream: &Bytes, to: &[u8]) -> Vec<Self> {
        let mut all = Vec::new();
        let mut at = 0;
        while at < stream.len() {
            let response = Self::parse_at(stream.slice(at..), offset(at), to);
            let end = response.framing.end as usize;
            let interim = response.is_interim() && end > 0 && at + end < stream.len();
            if !interim {
                all.push(response);
                break;
            }
            all.push(Self::parse_at(stream.slice(at..at + end), offset(at), to));
            at += end;
        }
        all
    }

    fn parse_at(bytes: Bytes, at: u32, to: &[u8]) -> Self {
        let mut cursor = Cursor::new(&bytes);
        if bytes.is_empty() {
            cursor.note(NoteKind::Empty, Span::at(0));
        }
        leading_blank_lines(&mut cursor);
        let line = status_line(&mut cursor);
        let (headers, _) = fields(&mut cursor);
        let head = Span::of(0, cursor.at);
        let status = status(line.status.slice(&bytes));
        let bodiless = to == b"HEAD" || matches!(status, Some(100..=199 | 204 | 304));
        let role = if bodiless { Role::Bodiless } else { Role::Response };
        let (framing, trailers) = body(&mut cursor, &headers, role);
        let body = Span::new(head.end, offset(bytes.len()));
        let (pieces, mut notes) = (cursor.pieces, cursor.notes);
        notes.sort_by_key(|note| note.span.start);
        Self { bytes, at, pieces, line, headers, trailers, head, body, framing, notes }
    }

    /// The status code, where three digits stand in its place.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        status(self.text(self.line.status))
    }

    /// Whether it is a 1xx other than 101, so that another response follows.
    #[must_use]
    pub fn is_interim(&self) -> bool {
        matches!(self.status(), Some(100 | 102..=199))
    }

    /// The bytes at `span`.
    #[must_use]
    pub fn text(&self, span: Span) -> &[u8] {
        span.slice(&self.bytes)
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

    /// The content: the body without its chunk framing.
    #[must_use]
    pub fn content(&self) -> Content {
        match self.framing.kind {
            FramingKind::Chunked => {
                Content::joined(&self.bytes, &self.framing.chunks, self.body.start)
            }
            _ => Content::whole(&self.bytes, self.body),
        }
    }
}

fn status(digits: &[u8]) -> Option<u16> {
    if digits.len() != 3 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}
