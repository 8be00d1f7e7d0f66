//! Field lines: names, colons, values, folds, and lines that are none of these (RFC 9112 section 5).

use super::cursor::Cursor;
use super::cursor::Line;
use super::cursor::is_space;
use super::cursor::is_token_byte;
use super::note::NoteKind;
use super::piece::PieceKind;
use super::span::Span;
use super::span::offset;

/// One header (or trailer) line: three spans, not two strings, since case and spacing are evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The name as spelled, without white space before the colon.
    pub name: Span,
    /// The value without the white space around it; folds inside it are covered.
    pub value: Span,
    /// The whole line without its line end; with its folds, where it has some.
    pub span: Span,
}

/// Past this many lines a head is not taken apart any further: the rest is one stray piece.
const MOST_LINES: usize = 100_000;

/// Reads field lines up to and including the empty line. Returns the fields and whether the empty line came.
pub(super) fn fields(cursor: &mut Cursor<'_>) -> (Vec<Header>, bool) {
    let mut headers: Vec<Header> = Vec::with_capacity(cursor.pieces.capacity() / 6);
    for _ in 0..MOST_LINES {
        if cursor.at_end() {
            cursor.note(NoteKind::HeadUnterminated, cursor.here());
            return (headers, false);
        }
        let line = cursor.line();
        if line.start == line.end && line.next > line.end {
            cursor.line_end(line, PieceKind::HeadEnd);
            return (headers, true);
        }
        if cursor.bytes.get(line.start).copied().is_some_and(is_space) {
            fold(cursor, line, headers.last_mut());
        } else if let Some(header) = field(cursor, line) {
            headers.push(header);
        }
    }
    let ended = the_rest(cursor);
    (headers, ended)
}

fn field(cursor: &mut Cursor<'_>, line: Line) -> Option<Header> {
    let text = cursor.content(line);
    // The common line is a token and then the colon; only what departs from that is looked at again.
    let token = text.iter().position(|b| !is_token_byte(*b)).unwrap_or(text.len());
    let colon = match text.get(token) {
        Some(b':') => Some(line.start + token),
        _ => memchr::memchr(b':', text).map(|at| line.start + at),
    };
    let Some(colon) = colon else {
        let stray = cursor.tile(PieceKind::Stray, line.end);
        cursor.note(NoteKind::NoColon, stray);
        cursor.line_end(line, PieceKind::LineEnd);
        return None;
    };
    let name = name(cursor, line.start + token, colon);
    cursor.tile(PieceKind::Colon, colon + 1);
    let value_start = cursor.space_end(colon + 1, line.end);
    let value_end = cursor.space_start(value_start, line.end);
    cursor.tile(PieceKind::Space, value_start);
    let value = cursor.tile(PieceKind::FieldValue, value_end);
    note_value(cursor, value);
    let trailing = cursor.tile(PieceKind::Space, line.end);
    if !trailing.is_empty() && !value.is_empty() {
        cursor.note(NoteKind::TrailingSpace, trailing);
    }
    cursor.line_end(line, PieceKind::LineEnd);
    Some(Header { name, value, span: Span::of(line.start, line.end) })
}

fn fold(cursor: &mut Cursor<'_>, line: Line, header: Option<&mut Header>) {
    let Some(header) = header else {
        let stray = cursor.tile(PieceKind::Stray, line.end);
        cursor.note(NoteKind::StrayFold, stray);
        cursor.line_end(line, PieceKind::LineEnd);
        return;
    };
    let text_end = cursor.space_start(line.start, line.end);
    let text_start = cursor.space_end(line.start, line.end);
    let span = cursor.tile(PieceKind::Fold, line.end);
    cursor.note(NoteKind::ObsFold, span);
    if text_end > text_start {
        let start = if header.value.is_empty() { offset(text_start) } else { header.value.start };
        header.value = Span::new(start, offset(text_end));
    }
    header.span.end = offset(line.end);
    note_value(cursor, Span::of(text_start, text_end));
    cursor.line_end(line, PieceKind::LineEnd);
}

/// Everything up to the empty line (or the end) as one piece.
fn the_rest(cursor: &mut Cursor<'_>) -> bool {
    let rest = cursor.bytes.get(cursor.at..).unwrap_or_default();
    let end = super::framing::head_end(rest, 0);
    let to = end.map_or(cursor.bytes.len(), |end| cursor.at + end);
    let span = cursor.tile(PieceKind::Stray, to);
    cursor.note(NoteKind::TooManyLines, span);
    end.is_some()
}

/// Tiles the name and the white space before its colon; `token` is where the name stops being a token.
fn name(cursor: &mut Cursor<'_>, token: usize, colon: usize) -> Span {
    if token == colon && token > cursor.at {
        return cursor.tile(PieceKind::FieldName, colon);
    }
    let name_end = cursor.space_start(cursor.at, colon);
    let name = cursor.tile(PieceKind::FieldName, name_end);
    note_name(cursor, name);
    let space = cursor.tile(PieceKind::Space, colon);
    if !space.is_empty() {
        cursor.note(NoteKind::SpaceBeforeColon, space);
    }
    name
}

fn note_name(cursor: &mut Cursor<'_>, name: Span) {
    if name.is_empty() {
        cursor.note(NoteKind::EmptyName, name);
    } else if let Some(bad) = name.slice(cursor.bytes).iter().position(|b| !is_token_byte(*b)) {
        let at = name.start as usize + bad;
        cursor.note(NoteKind::NameInvalid, Span::of(at, at + 1));
    }
}

/// One pass over the value; most values hold nothing to note.
fn note_value(cursor: &mut Cursor<'_>, value: Span) {
    let bytes = value.slice(cursor.bytes);
    // Without an early exit the compiler looks at many bytes at a time.
    let odd = bytes.iter().fold(false, |odd, b| odd | (b.wrapping_sub(0x20) >= 0x5f));
    if !odd {
        return;
    }
    let at =
        |index: usize| Span::of(value.start as usize + index, value.start as usize + index + 1);
    if let Some(cr) = bytes.iter().position(|b| *b == b'\r') {
        cursor.note(NoteKind::BareCr, at(cr));
    }
    let control = |b: &u8| (*b < 0x20 && *b != b'\t' && *b != b'\r') || *b == 0x7f;
    if let Some(bad) = bytes.iter().position(control) {
        cursor.note(NoteKind::ValueControl, at(bad));
    }
    if let Some(first) = bytes.iter().position(|b| *b >= 0x80) {
        let last = bytes.iter().rposition(|b| *b >= 0x80).unwrap_or(first);
        cursor.note(NoteKind::ValueNotAscii, at(first).cover(at(last)));
    }
}
