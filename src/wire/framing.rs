//! Framing: what a head says about where its body ends, against the bytes that are there (RFC 9112 section 6).

use super::chunked::chunked;
use super::cursor::Cursor;
use super::fields::Header;
use super::note::NoteKind;
use super::piece::PieceKind;
use super::span::Span;
use super::span::offset;

/// What ends the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FramingKind {
    /// No body is announced: the message ends with its head.
    None,
    /// `Content-Length` bytes.
    ContentLength,
    /// `Transfer-Encoding: chunked`.
    Chunked,
    /// The end of the connection (a response without length, or an unknown transfer coding).
    UntilClose,
}

/// The framing of one message, as announced and as found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Framing {
    /// What ends the body.
    pub kind: FramingKind,
    /// The announced length, where one readable `Content-Length` value is given, in bytes.
    pub length: Option<u64>,
    /// The `Content-Length` values, in wire order.
    pub length_fields: Vec<Span>,
    /// The `Transfer-Encoding` values, in wire order.
    pub coding_fields: Vec<Span>,
    /// Where the chunks' data stands; empty unless chunked.
    pub chunks: Vec<Span>,
    /// Whether the message ends where its framing says, or before what follows it.
    pub complete: bool,
    /// Where this message ends by its own framing; the rest of the input is surplus.
    pub end: u32,
}

/// Where the empty line that ends the head ends, searching from `from`; `None` while it has not come.
///
/// `from` lets a reader go on where it stopped: pass the length before the last read, less three.
#[must_use]
pub fn head_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(lf) = memchr::memchr(b'\n', bytes.get(at..)?) {
        let next = at + lf + 1;
        match bytes.get(next..)? {
            [b'\n', ..] => return Some(next + 1),
            [b'\r', b'\n', ..] => return Some(next + 2),
            _ => at = next,
        }
    }
    None
}

/// Whether a message of this kind can carry a body, before its head is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A request: no length and no coding means no body.
    Request,
    /// A response that may have a body: no length means until the connection ends.
    Response,
    /// A response that never has one: to HEAD, or 1xx, 204, 304.
    Bodiless,
}

/// Tiles everything behind the head, and says how it was framed.
pub(super) fn body(
    cursor: &mut Cursor<'_>,
    headers: &[Header],
    role: Role,
) -> (Framing, Vec<Header>) {
    let mut framing = announced(cursor, headers, role);
    let mut trailers = Vec::new();
    match framing.kind {
        FramingKind::Chunked => {
            let body = chunked(cursor);
            (framing.chunks, framing.complete) = (body.data, body.complete);
            trailers = body.trailers;
        }
        FramingKind::ContentLength => fixed(cursor, &mut framing),
        FramingKind::None => framing.complete = true,
        FramingKind::UntilClose => {
            cursor.tile(PieceKind::Body, cursor.bytes.len());
        }
    }
    framing.end = offset(cursor.at);
    rest(cursor, &framing, role);
    (framing, trailers)
}

/// Bytes behind the announced end. A request without any length gets them as its body, noted: that is what was meant.
fn rest(cursor: &mut Cursor<'_>, framing: &Framing, role: Role) {
    if cursor.at_end() {
        return;
    }
    if framing.kind == FramingKind::None && role == Role::Request {
        let span = cursor.tile(PieceKind::Body, cursor.bytes.len());
        cursor.note(NoteKind::BodyWithoutLength, span);
    } else {
        let span = cursor.tile(PieceKind::Surplus, cursor.bytes.len());
        cursor.note(NoteKind::Surplus, span);
    }
}

fn fixed(cursor: &mut Cursor<'_>, framing: &mut Framing) {
    let wanted = usize::try_from(framing.length.unwrap_or(0)).unwrap_or(usize::MAX);
    let end = cursor.at.saturating_add(wanted).min(cursor.bytes.len());
    let got = cursor.tile(PieceKind::Body, end).len();
    framing.complete = got == wanted;
    if !framing.complete {
        cursor.note(NoteKind::BodyShort, cursor.here());
    }
}

fn announced(cursor: &mut Cursor<'_>, headers: &[Header], role: Role) -> Framing {
    let values = |name: &str| -> Vec<Span> {
        let named = |h: &&Header| h.name.slice(cursor.bytes).eq_ignore_ascii_case(name.as_bytes());
        headers.iter().filter(named).map(|h| h.value).collect()
    };
    let length_fields = values("content-length");
    let coding_fields = values("transfer-encoding");
    let length = length(cursor, &length_fields);
    let last_coding = coding_fields.last().map(|span| last_coding(span.slice(cursor.bytes)));
    let chunked = last_coding.is_some_and(|coding| coding.eq_ignore_ascii_case(b"chunked"));
    if let (true, Some(first)) = (chunked, length_fields.first()) {
        cursor.note(NoteKind::LengthAndChunked, *first);
    }
    if let (false, Some(span)) = (chunked, coding_fields.last()) {
        cursor.note(NoteKind::TransferCodingUnknown, *span);
    }
    let kind = match (role, chunked, length) {
        (Role::Bodiless, ..) => FramingKind::None,
        (_, true, _) => FramingKind::Chunked,
        (_, false, Some(_)) => FramingKind::ContentLength,
        (Role::Request, false, None) => FramingKind::None,
        (Role::Response, false, None) => FramingKind::UntilClose,
    };
    Framing {
        kind,
        length,
        length_fields,
        coding_fields,
        chunks: Vec::new(),
        complete: false,
        end: 0,
    }
}

/// The one announced length. Several equal ones count once; several different ones count as the first.
fn length(cursor: &mut Cursor<'_>, fields: &[Span]) -> Option<u64> {
    let mut first: Option<u64> = None;
    let mut seen = 0;
    for field in fields {
        for word in field.slice(cursor.bytes).split(|b| *b == b',') {
            seen += 1;
            let number = number(word.trim_ascii());
            if number.is_none() {
                cursor.note(NoteKind::LengthInvalid, *field);
                continue;
            }
            match (first, number) {
                (Some(a), Some(b)) if a != b => cursor.note(NoteKind::LengthConflict, *field),
                _ if seen > 1 => cursor.note(NoteKind::LengthRepeated, *field),
                _ => {}
            }
            first = first.or(number);
        }
    }
    first
}

/// `1*DIGIT`, at most 64 bits: `+5` and `0x5` are no lengths (RFC 9110 section 8.6).
fn number(word: &[u8]) -> Option<u64> {
    if word.is_empty() || !word.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(word).ok()?.parse().ok()
}

fn last_coding(value: &[u8]) -> &[u8] {
    let last = value.rsplit(|b| *b == b',').next().unwrap_or_default();
    last.split(|b| *b == b';').next().unwrap_or_default().trim_ascii()
}
