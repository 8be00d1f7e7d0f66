//! Where the rows of a message begin: found once for a width, so that a view of any message costs only what it shows.

use crate::wire::Span;
use crate::wire::escape::is_harmless;
use crate::wire::escape::visible;
use crate::wire::offset;
use unicode_width::UnicodeWidthChar;
use unicode_width::UnicodeWidthStr;

/// The first byte of every row of a message, its lines broken at a width.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WireIndex {
    starts: Vec<u32>,
    /// The message's length in bytes.
    len: u32,
    /// The width that lines are broken at, in columns.
    pub width: usize,
}

/// Columns kept free behind a line for the marks of its end, `␍␊`.
const LINE_END: usize = 2;

impl WireIndex {
    /// Finds the rows of `bytes` for a text of `width` columns. Linear, one pass.
    #[must_use]
    pub fn build(bytes: &[u8], width: usize) -> Self {
        let room = width.saturating_sub(LINE_END).max(8);
        let mut starts = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            let line = memchr::memchr(b'\n', rest).map_or(rest.len(), |lf| lf + 1);
            let text = rest.get(..line).unwrap_or_default();
            let text = text.strip_suffix(b"\n").unwrap_or(text);
            let text = text.strip_suffix(b"\r").unwrap_or(text);
            wrap(text, at, room, &mut starts);
            at += line;
        }
        Self { starts, len: offset(bytes.len()), width }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The bytes of a row, its line end included.
    #[must_use]
    pub fn span(&self, row: usize) -> Option<Span> {
        let start = *self.starts.get(row)?;
        Some(Span::new(start, self.starts.get(row + 1).copied().unwrap_or(self.len)))
    }

    /// The row that shows the byte at `at`.
    #[must_use]
    pub fn row_of(&self, at: u32) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }
}

fn wrap(text: &[u8], at: usize, room: usize, starts: &mut Vec<u32>) {
    starts.push(offset(at));
    if text.iter().all(|b| (0x20..0x7f).contains(b)) {
        starts.extend((1..text.len().div_ceil(room)).map(|row| offset(at + row * room)));
        return;
    }
    let (mut here, mut used) = (0, 0);
    while here < text.len() {
        let (bytes, columns) = measure(text.get(here..).unwrap_or_default());
        if used + columns > room && used > 0 {
            starts.push(offset(at + here));
            used = 0;
        }
        used += columns;
        here += bytes;
    }
}

/// The first character or byte of `rest`: its bytes and the columns that `wire::escape` gives it.
fn measure(rest: &[u8]) -> (usize, usize) {
    let Some(first) = rest.first() else { return (1, 0) };
    match first {
        0x20..0x7f | b'\r' | b'\n' | b'\t' | 0 => return (1, 1),
        0x01..0x20 | 0x7f | 0x80..0xc2 | 0xf5..=0xff => return (1, 4),
        _ => {}
    }
    let head = rest.get(..rest.len().min(4)).unwrap_or_default();
    let valid = head.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    match valid.chars().next() {
        None => (1, 4),
        Some(c) if is_harmless(c) => (c.len_utf8(), c.width().unwrap_or(0)),
        Some(c) => (c.len_utf8(), visible(c.to_string().as_bytes()).width()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_broken_at_the_width() {
        let index = WireIndex::build(b"GET / HTTP/1.1\r\n\r\n0123456789abc", 12);
        let spans: Vec<_> = (0..index.len()).filter_map(|row| index.span(row)).collect();
        let ends: Vec<_> = spans.iter().map(|span| (span.start, span.end)).collect();
        assert_eq!(ends, [(0, 10), (10, 16), (16, 18), (18, 28), (28, 31)]);
        assert_eq!((index.row_of(17), index.row_of(18), index.row_of(99)), (2, 3, 4));
        assert!(WireIndex::build(b"", 80).is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn rows_tile_and_fit(bytes in proptest::collection::vec(any::<u8>(), 0..200), width in 14usize..40) {
            let index = WireIndex::build(&bytes, width);
            let mut at = 0;
            for row in 0..index.len() {
                let span = index.span(row).unwrap();
                prop_assert_eq!(span.start, at);
                prop_assert!(!span.is_empty());
                prop_assert!(visible(span.slice(&bytes)).width() <= width, "{:?}", visible(span.slice(&bytes)));
                at = span.end;
            }
            prop_assert_eq!(at as usize, bytes.len());
        }
    }
}
