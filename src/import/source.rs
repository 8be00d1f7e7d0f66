//! A text to import, with lines and columns.

use super::importer::ImportError;
use super::importer::Leftover;
use bytes::Bytes;

/// The bytes of an input and the name they came under.
#[derive(Clone, Debug)]
pub struct Source<'a> {
    /// The file's name; empty for standard input. Where content is ambiguous, its ending decides.
    pub name: &'a str,
    /// Every byte, as read.
    pub bytes: Bytes,
}

impl<'a> Source<'a> {
    /// A source.
    #[must_use]
    pub fn new(name: &'a str, bytes: impl Into<Bytes>) -> Self {
        Self { name, bytes: bytes.into() }
    }

    /// The bytes behind a UTF-8 byte order mark, if there is one, and how long the mark is.
    pub(super) fn behind_bom(&self) -> (&[u8], usize) {
        match self.bytes.strip_prefix(b"\xEF\xBB\xBF") {
            Some(rest) => (rest, 3),
            None => (&self.bytes, 0),
        }
    }

    /// The first bytes: enough to tell what it is.
    pub(super) fn start(&self) -> Bytes {
        const ENOUGH: usize = 64 * 1024;
        self.bytes.slice(..self.bytes.len().min(ENOUGH))
    }

    /// The text, without a byte order mark; UTF-16 with a mark is an error that says so.
    pub(super) fn text(&self) -> Result<&str, ImportError> {
        let (bytes, bom) = self.behind_bom();
        if self.bytes.starts_with(b"\xFF\xFE") || self.bytes.starts_with(b"\xFE\xFF") {
            let found = "UTF-16 (save the file as UTF-8)";
            return Err(self.wrong(0, "UTF-8 text", found));
        }
        std::str::from_utf8(bytes).map_err(|error| {
            let at = bom + error.valid_up_to();
            let byte = self.bytes.get(at).copied().unwrap_or_default();
            self.wrong(at, "UTF-8 text", format!("the byte {byte:02X}"))
        })
    }

    /// Whether the name ends with one of `endings`, any case.
    pub(super) fn ends_with(&self, endings: &[&str]) -> bool {
        let name = self.name.to_ascii_lowercase();
        endings.iter().any(|ending| name.ends_with(ending))
    }

    /// Line and column, from 1, of the byte at `at`; columns count characters.
    #[must_use]
    pub fn place(&self, at: usize) -> (usize, usize) {
        let before = self.bytes.get(..at.min(self.bytes.len())).unwrap_or_default();
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |lf| lf + 1);
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        let mut text = before.get(line_start..).unwrap_or_default();
        if line == 1 {
            text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        }
        let column = text.iter().filter(|byte| (**byte & 0xC0) != 0x80).count() + 1;
        (line, column)
    }

    /// A leftover at the byte at `at`.
    pub(super) fn leftover(&self, at: usize, message: impl Into<String>) -> Leftover {
        let (line, column) = self.place(at);
        Leftover { line, column, message: message.into() }
    }

    /// An error at the byte at `at`.
    pub(super) fn wrong(
        &self,
        at: usize,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> ImportError {
        let (line, column) = self.place(at);
        ImportError::Text { line, column, expected: expected.into(), found: found.into() }
    }
}
