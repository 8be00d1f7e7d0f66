//! Chunked coding (RFC 9112 section 7.1): sizes, extensions, data and trailer, piece by piece.

use super::cursor::Cursor;
use super::cursor::Line;
use super::cursor::is_space;
use super::fields::Header;
use super::fields::fields;
use super::note::NoteKind;
use super::piece::PieceKind;
use super::span::Span;

/// What the pieces of a chunked body came to.
#[derive(Default)]
pub(super) struct ChunkedBody {
    /// The data of each chunk, in order.
    pub(super) data: Vec<Span>,
    /// The trailer's fields.
    pub(super) trailers: Vec<Header>,
    /// Whether the last chunk and the empty line behind the trailer came.
    pub(super) complete: bool,
}

/// Tiles a chunked body as far as it is one; the first thing that is no chunk ends it.
pub(super) fn chunked(cursor: &mut Cursor<'_>) -> ChunkedBody {
    let mut body = ChunkedBody::default();
    loop {
        if cursor.at_end() {
            cursor.note(NoteKind::LastChunkMissing, cursor.here());
            return body;
        }
        let line = cursor.line();
        let Some(size) = size_line(cursor, line) else {
            let rest = cursor.tile(PieceKind::Stray, cursor.bytes.len());
            cursor.note(NoteKind::ChunkSizeInvalid, rest);
            return body;
        };
        if size == 0 {
            return trailer(cursor, body);
        }
        if !data(cursor, size, &mut body.data) {
            return body;
        }
    }
}

/// The trailer and the empty line that ends it.
fn trailer(cursor: &mut Cursor<'_>, mut body: ChunkedBody) -> ChunkedBody {
    let notes = cursor.notes.len();
    (body.trailers, body.complete) = fields(cursor);
    if !body.complete {
        cursor.notes.truncate(notes);
        cursor.note(NoteKind::TrailerUnterminated, cursor.here());
    }
    body
}

/// Tiles `1A;ext=1` and its line end; `None`, with nothing tiled, where no size stands there.
fn size_line(cursor: &mut Cursor<'_>, line: Line) -> Option<u64> {
    let text = cursor.content(line);
    let digits = text.iter().position(|b| !b.is_ascii_hexdigit()).unwrap_or(text.len());
    let rest = text.get(digits..).unwrap_or_default();
    let padding = rest.iter().position(|b| !is_space(*b)).unwrap_or(rest.len());
    let extension = rest.get(padding..).unwrap_or_default();
    if line.next == line.end || !(extension.is_empty() || extension.starts_with(b";")) {
        return None;
    }
    let size = hex(text.get(..digits).unwrap_or_default())?;
    cursor.tile(PieceKind::ChunkSize, line.start + digits);
    cursor.tile(PieceKind::Space, line.start + digits + padding);
    cursor.tile(PieceKind::ChunkExtension, line.end);
    cursor.line_end(line, PieceKind::LineEnd);
    Some(size)
}

/// Tiles a chunk's data and the line end behind it; false where the message ends or goes wrong inside.
fn data(cursor: &mut Cursor<'_>, size: u64, into: &mut Vec<Span>) -> bool {
    let left = cursor.bytes.len() - cursor.at;
    let present = usize::try_from(size).unwrap_or(usize::MAX).min(left);
    let span = cursor.tile(PieceKind::ChunkData, cursor.at + present);
    into.push(span);
    if (span.len() as u64) < size {
        cursor.note(NoteKind::ChunkTruncated, span.after());
        return false;
    }
    let line = cursor.line();
    if line.start == line.end && line.next > line.end {
        cursor.line_end(line, PieceKind::LineEnd);
        return true;
    }
    cursor.note(NoteKind::ChunkEndMissing, span.after());
    if cursor.at_end() {
        return false;
    }
    // What follows may still be the next size line; if it is not, the loop says so.
    true
}

/// A chunk size; `None` without digits or beyond 64 bits.
fn hex(digits: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(digits).ok()?;
    u64::from_str_radix(text, 16).ok()
}

/// Follows a chunked body while it arrives, in slices of any size: where does it end?
///
/// Linear in the bytes given, with constant memory; a broken size line makes it [`ChunkScan::Broken`] for good.
#[derive(Debug, Default)]
pub struct ChunkScanner {
    state: State,
    size_line: Vec<u8>,
    line_len: usize,
}

/// Where a [`ChunkScanner`] stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChunkScan {
    /// More bytes belong to the body.
    More,
    /// The body ended with the `n`th byte of the slice given last (`n` bytes of it belong to the body).
    Done(usize),
    /// No chunk framing from here on; only the end of the connection ends this body.
    Broken,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Size,
    Data(u64),
    DataEnd,
    Trailer,
    Done,
    Broken,
}

/// Longer size lines are taken for garbage.
const MOST_SIZE_LINE: usize = 16 * 1024;

impl ChunkScanner {
    /// Takes the next bytes of the body.
    pub fn push(&mut self, bytes: &[u8]) -> ChunkScan {
        let mut at = 0;
        while at < bytes.len() {
            match self.state {
                State::Done => return ChunkScan::Done(at),
                State::Broken => return ChunkScan::Broken,
                State::Data(left) => {
                    let step = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len() - at);
                    at += step;
                    let left = left - step as u64;
                    self.state = if left == 0 { State::DataEnd } else { State::Data(left) };
                }
                State::Size | State::DataEnd | State::Trailer => {
                    let rest = bytes.get(at..).unwrap_or_default();
                    let lf = memchr::memchr(b'\n', rest);
                    let part = rest.get(..lf.unwrap_or(rest.len())).unwrap_or_default();
                    self.collect(part);
                    at += part.len();
                    if lf.is_some() {
                        at += 1;
                        self.line_ends();
                    }
                }
            }
        }
        match self.state {
            State::Done => ChunkScan::Done(at),
            State::Broken => ChunkScan::Broken,
            _ => ChunkScan::More,
        }
    }

    fn collect(&mut self, part: &[u8]) {
        self.line_len += part.len();
        let room = MOST_SIZE_LINE.saturating_sub(self.size_line.len());
        self.size_line.extend_from_slice(part.get(..room.min(part.len())).unwrap_or_default());
        if self.state == State::Size && self.line_len > MOST_SIZE_LINE {
            self.state = State::Broken;
        }
    }

    fn line_ends(&mut self) {
        let line = std::mem::take(&mut self.size_line);
        self.line_len = 0;
        let text = line.strip_suffix(b"\r").unwrap_or(&line);
        self.state = match self.state {
            State::Size => match scanned_size(text) {
                Some(0) => State::Trailer,
                Some(size) => State::Data(size),
                None => State::Broken,
            },
            State::DataEnd if text.is_empty() => State::Size,
            State::Trailer if text.is_empty() => State::Done,
            State::Trailer => State::Trailer,
            _ => State::Broken,
        };
    }
}

fn scanned_size(text: &[u8]) -> Option<u64> {
    let digits = text.iter().position(|b| !b.is_ascii_hexdigit()).unwrap_or(text.len());
    let rest = text.get(digits..).unwrap_or_default();
    let extension = rest.iter().position(|b| !is_space(*b)).and_then(|at| rest.get(at));
    if !matches!(extension, None | Some(b';')) {
        return None;
    }
    hex(text.get(..digits).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scanner_finds_the_end_whatever_the_slices() {
        let body = b"5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\nNEXT";
        for step in 1..body.len() {
            let mut scanner = ChunkScanner::default();
            let mut seen = 0;
            let end = body.chunks(step).find_map(|part| match scanner.push(part) {
                ChunkScan::Done(n) => Some(seen + n),
                _ => {
                    seen += part.len();
                    None
                }
            });
            assert_eq!(end, Some(body.len() - 4), "slices of {step}");
        }
    }

    #[test]
    fn a_scanner_gives_up_on_what_is_no_chunk() {
        assert_eq!(ChunkScanner::default().push(b"{\"a\":1}\n"), ChunkScan::Broken);
    }
}
