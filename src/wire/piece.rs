//! Pieces: the flat list of spans that tiles every byte of a message.

use super::span::Span;

/// What a stretch of bytes is, by its place in the HTTP/1 grammar (RFC 9112).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PieceKind {
    /// The method of a request line.
    Method,
    /// The request target, as spelled.
    Target,
    /// `HTTP/1.1`, in either start line.
    Version,
    /// The three digits (or what stands there) of a status line.
    Status,
    /// The reason phrase of a status line.
    Reason,
    /// A field name, up to the colon or the white space before it.
    FieldName,
    /// The colon of a field line.
    Colon,
    /// A field value without the white space around it.
    FieldValue,
    /// A continuation line (obs-fold, RFC 9112 section 5.2) without its line end.
    Fold,
    /// White space between other pieces.
    Space,
    /// `CRLF`, or a bare `LF`.
    LineEnd,
    /// The empty line that ends a head.
    HeadEnd,
    /// Body bytes that are not chunk framed.
    Body,
    /// The hexadecimal size of a chunk.
    ChunkSize,
    /// A chunk extension, its semicolon included.
    ChunkExtension,
    /// The data of a chunk.
    ChunkData,
    /// Bytes that fit no rule of the grammar where they stand.
    Stray,
    /// Bytes behind the end that the framing announces.
    Surplus,
}

/// One tile: what it is and which bytes it covers. Never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What the bytes are.
    pub kind: PieceKind,
    /// Which bytes.
    pub span: Span,
}

/// Whether `pieces` tile `0..len` exactly: no gap, no overlap, none empty.
///
/// This is the law of the ground floor; the property tests hold every parser to it.
#[must_use]
pub fn tiles(pieces: &[Piece], len: usize) -> bool {
    let mut at = 0;
    for piece in pieces {
        if piece.span.start != at || piece.span.is_empty() {
            return false;
        }
        at = piece.span.end;
    }
    at as usize == len
}
