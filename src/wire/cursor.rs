//! A reader that cannot skip a byte: whatever it passes over becomes a piece.

use super::note::Note;
use super::note::NoteKind;
use super::piece::Piece;
use super::piece::PieceKind;
use super::span::Span;
use super::span::offset;

/// Walks over a message and tiles it: [`Cursor::tile`] is the only way forward.
pub(super) struct Cursor<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) pieces: Vec<Piece>,
    pub(super) notes: Vec<Note>,
}

/// One line: its content `start..end`, and behind it the line end `end..next` (empty at the end of input).
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) next: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        // A head has about a piece for every eight bytes; a body, however long, has few.
        let pieces = Vec::with_capacity(bytes.len().min(16 * 1024) / 7 + 8);
        Self { bytes, at: 0, pieces, notes: Vec::new() }
    }

    #[inline]
    pub(super) fn at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    #[inline]
    /// Makes everything up to `to` one piece; nothing where `to` is not ahead. Returns its span.
    pub(super) fn tile(&mut self, kind: PieceKind, to: usize) -> Span {
        let to = to.min(self.bytes.len());
        let span = Span::of(self.at, to.max(self.at));
        if !span.is_empty() {
            self.pieces.push(Piece { kind, span });
            self.at = to;
        }
        span
    }

    pub(super) fn note(&mut self, kind: NoteKind, span: Span) {
        self.notes.push(Note { kind, span });
    }

    /// The empty span where the cursor stands.
    pub(super) fn here(&self) -> Span {
        Span::at(offset(self.at))
    }

    #[inline]
    /// The line that starts at the cursor.
    pub(super) fn line(&self) -> Line {
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        match memchr::memchr(b'\n', rest) {
            None => Line { start, end: self.bytes.len(), next: self.bytes.len() },
            Some(lf) => {
                let has_cr = lf > 0 && rest.get(lf - 1) == Some(&b'\r');
                Line { start, end: start + lf - usize::from(has_cr), next: start + lf + 1 }
            }
        }
    }

    /// Tiles the line end of `line`, with a note where it is a bare LF.
    pub(super) fn line_end(&mut self, line: Line, kind: PieceKind) {
        let span = self.tile(kind, line.next);
        if span.len() == 1 {
            self.note(NoteKind::BareLf, span);
        }
    }

    /// The content of `line`.
    pub(super) fn content(&self, line: Line) -> &'a [u8] {
        self.bytes.get(line.start..line.end).unwrap_or_default()
    }

    /// Where the white space that starts at `from` ends, looking no further than `to`.
    pub(super) fn space_end(&self, from: usize, to: usize) -> usize {
        let bytes = self.bytes.get(from..to).unwrap_or_default();
        from + bytes.iter().position(|b| !is_space(*b)).unwrap_or(bytes.len())
    }

    /// Where the white space that ends at `to` starts, looking no further back than `from`.
    pub(super) fn space_start(&self, from: usize, to: usize) -> usize {
        let bytes = self.bytes.get(from..to).unwrap_or_default();
        from + bytes.iter().rposition(|b| !is_space(*b)).map_or(0, |last| last + 1)
    }
}

/// SP or HTAB: the white space of RFC 9110 section 5.6.3.
pub(super) const fn is_space(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// Whether a byte may stand in a token (RFC 9110 section 5.6.2).
#[must_use]
#[expect(clippy::indexing_slicing, reason = "a byte always lies within a table of 256")]
pub const fn is_token_byte(byte: u8) -> bool {
    TOKEN_BYTES[byte as usize]
}

/// A table, since heads are made of tokens and this is asked for every byte of every name.
#[expect(clippy::indexing_slicing, reason = "computed by the compiler, which checks it")]
const TOKEN_BYTES: [bool; 256] = {
    let mut table = [false; 256];
    let mut c = 0_u8;
    while c < 128 {
        table[c as usize] = c.is_ascii_alphanumeric()
            || matches!(
                c,
                b'!' | b'#'
                    | b'$'
                    | b'%'
                    | b'&'
                    | b'\''
                    | b'*'
                    | b'+'
                    | b'-'
                    | b'.'
                    | b'^'
                    | b'_'
                    | b'`'
                    | b'|'
                    | b'~'
            );
        c += 1;
    }
    table
};
