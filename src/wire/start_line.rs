//! The first line of a message: request line and status line (RFC 9112 sections 3 and 4).

use super::cursor::Cursor;
use super::cursor::Line;
use super::cursor::is_space;
use super::cursor::is_token_byte;
use super::note::NoteKind;
use super::piece::PieceKind;
use super::span::Span;

/// Where the parts of a request line stand. A part that is absent is an empty span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RequestLine {
    /// The method.
    pub method: Span,
    /// The target as spelled, unencoded spaces inside it included.
    pub target: Span,
    /// `HTTP/1.1`.
    pub version: Span,
    /// The whole line without its end.
    pub span: Span,
}

/// Where the parts of a status line stand. A part that is absent is an empty span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatusLine {
    /// `HTTP/1.1`.
    pub version: Span,
    /// The status code's digits.
    pub status: Span,
    /// The reason phrase; may be empty.
    pub reason: Span,
    /// The whole line without its end.
    pub span: Span,
}

/// Empty lines before a start line: kept as stray bytes (RFC 9112 section 2.2 lets a server skip them).
pub(super) fn leading_blank_lines(cursor: &mut Cursor<'_>) {
    let rest = cursor.bytes.get(cursor.at..).unwrap_or_default();
    let mut end = 0;
    loop {
        match rest.get(end..).unwrap_or_default() {
            [b'\r', b'\n', ..] => end += 2,
            [b'\n', ..] => end += 1,
            _ => break,
        }
    }
    if end > 0 {
        let span = cursor.tile(PieceKind::Stray, cursor.at + end);
        cursor.note(NoteKind::LeadingBlankLine, span);
    }
}

/// Reads a request line: method up to the first space, version behind the last one, the target between.
pub(super) fn request_line(cursor: &mut Cursor<'_>) -> RequestLine {
    let line = cursor.line();
    let text = cursor.content(line);
    let method_end = line.start + text.iter().position(|b| is_space(*b)).unwrap_or(text.len());
    let method = cursor.tile(PieceKind::Method, method_end);
    note_method(cursor, method);
    gap(cursor, line.end);
    let body_end = cursor.space_start(cursor.at, line.end);
    let version_start = version_start(cursor, body_end);
    let target_end = cursor.space_start(cursor.at, version_start);
    let target = cursor.tile(PieceKind::Target, target_end);
    note_target(cursor, target);
    gap(cursor, version_start);
    let version = cursor.tile(PieceKind::Version, body_end);
    note_version(cursor, version);
    let rest = cursor.tile(PieceKind::Space, line.end);
    if !rest.is_empty() {
        cursor.note(NoteKind::ExtraSpace, rest);
    }
    if method.is_empty() || target.is_empty() {
        cursor.note(NoteKind::StartLineMalformed, Span::of(line.start, line.end));
    }
    finish(cursor, line);
    RequestLine { method, target, version, span: Span::of(line.start, line.end) }
}

/// Reads a status line: `HTTP/1.1 401 Unauthorized`.
pub(super) fn status_line(cursor: &mut Cursor<'_>) -> StatusLine {
    let line = cursor.line();
    let text = cursor.content(line);
    let version_end = line.start + text.iter().position(|b| is_space(*b)).unwrap_or(text.len());
    let version = cursor.tile(PieceKind::Version, version_end);
    note_version(cursor, version);
    gap(cursor, line.end);
    let rest = cursor.bytes.get(cursor.at..line.end).unwrap_or_default();
    let status_end = cursor.at + rest.iter().position(|b| is_space(*b)).unwrap_or(rest.len());
    let status = cursor.tile(PieceKind::Status, status_end);
    let digits = status.slice(cursor.bytes);
    if digits.len() != 3 || !digits.iter().all(u8::is_ascii_digit) {
        cursor.note(NoteKind::StatusMalformed, status);
    }
    if cursor.at < line.end {
        cursor.tile(PieceKind::Space, cursor.at + 1);
    }
    let reason = cursor.tile(PieceKind::Reason, line.end);
    finish(cursor, line);
    StatusLine { version, status, reason, span: Span::of(line.start, line.end) }
}

/// White space between two parts; more than one space is noted.
fn gap(cursor: &mut Cursor<'_>, limit: usize) {
    let end = cursor.space_end(cursor.at, limit);
    let span = cursor.tile(PieceKind::Space, end);
    if span.len() > 1 || span.slice(cursor.bytes) == b"\t" {
        cursor.note(NoteKind::ExtraSpace, span);
    }
}

/// Where the version starts: behind the last white space, if what stands there looks like `HTTP/`.
fn version_start(cursor: &Cursor<'_>, end: usize) -> usize {
    let rest = cursor.bytes.get(cursor.at..end).unwrap_or_default();
    let start = rest.iter().rposition(|b| is_space(*b)).map_or(0, |space| space + 1);
    let word = rest.get(start..).unwrap_or_default();
    let is_version = word.get(..5).is_some_and(|p| p.eq_ignore_ascii_case(b"HTTP/"));
    if is_version { cursor.at + start } else { end }
}

fn note_method(cursor: &mut Cursor<'_>, method: Span) {
    if let Some(bad) = method.slice(cursor.bytes).iter().position(|b| !is_token_byte(*b)) {
        let at = method.start as usize + bad;
        cursor.note(NoteKind::MethodInvalid, Span::of(at, at + 1));
    }
}

fn note_target(cursor: &mut Cursor<'_>, target: Span) {
    let bytes = target.slice(cursor.bytes);
    for (kind, found) in [
        (NoteKind::SpaceInTarget, bytes.iter().position(|b| is_space(*b))),
        (
            NoteKind::TargetInvalid,
            bytes.iter().position(|b| *b != b'\t' && !(0x20..0x7f).contains(b)),
        ),
    ] {
        if let Some(bad) = found {
            let at = target.start as usize + bad;
            cursor.note(kind, Span::of(at, at + 1));
        }
    }
}

fn note_version(cursor: &mut Cursor<'_>, version: Span) {
    match version.slice(cursor.bytes) {
        [b'H', b'T', b'T', b'P', b'/', major, b'.', minor]
            if major.is_ascii_digit() && minor.is_ascii_digit() => {}
        // curl and friends print `HTTP/2`; it is no HTTP/1 version, but it is not broken text.
        [] => cursor.note(NoteKind::VersionMissing, version),
        _ => cursor.note(NoteKind::VersionMalformed, version),
    }
}

fn finish(cursor: &mut Cursor<'_>, line: Line) {
    if let Some(cr) = memchr::memchr(b'\r', cursor.content(line)) {
        cursor.note(NoteKind::BareCr, Span::of(line.start + cr, line.start + cr + 1));
    }
    cursor.line_end(line, PieceKind::LineEnd);
}
