//! Exact bytes under edit: line by line or byte by byte, each change an [`Edit`], each one can be taken back.

use crate::model::Endpoint;
use crate::tui::typed::typed_bytes;
use crate::tui::typed::typed_text;
use crate::wire::Edit;
use crate::wire::ExactRequest;
use crate::wire::Span;
use crate::wire::apply;
use crate::wire::refit_length;
use bytes::Bytes;

/// Bytes under edit.
#[derive(Clone, Debug)]
pub struct Exact {
    /// The request as it stands.
    pub request: ExactRequest,
    /// What a person calls it.
    pub label: String,
    /// Where it is to go, where that is known.
    pub endpoint: Option<Endpoint>,
    /// What it was before each change.
    before: Vec<ExactRequest>,
}

impl Exact {
    /// Takes a request up for editing.
    #[must_use]
    pub fn of(request: ExactRequest, label: String, endpoint: Option<Endpoint>) -> Self {
        Self { request, label, endpoint, before: Vec::new() }
    }

    /// The lines, each without its line end, and the line ends behind them.
    #[must_use]
    pub fn lines(&self) -> Vec<(Span, Span)> {
        const MOST: usize = 20_000;
        let bytes = &self.request.bytes;
        let mut lines = Vec::new();
        let mut at = 0;
        while at < bytes.len() && lines.len() < MOST {
            let rest = bytes.get(at..).unwrap_or_default();
            let (end, next) = match memchr::memchr(b'\n', rest) {
                Some(lf) => {
                    let cr = lf > 0 && rest.get(lf - 1) == Some(&b'\r');
                    (at + lf - usize::from(cr), at + lf + 1)
                }
                None => (bytes.len(), bytes.len()),
            };
            lines.push((Span::of(at, end), Span::of(end, next)));
            at = next;
        }
        if lines.is_empty() {
            lines.push((Span::at(0), Span::at(0)));
        }
        lines
    }

    /// A line's text as it is typed.
    #[must_use]
    pub fn text(&self, line: usize) -> String {
        let span = self.lines().get(line).map_or(Span::at(0), |(span, _)| *span);
        typed_text(self.request.text(span))
    }

    /// Puts a line's text back.
    pub fn set(&mut self, line: usize, text: &str) -> bool {
        let Some((span, _)) = self.lines().get(line).copied() else { return false };
        self.change(Edit::replace(span, typed_bytes(text)))
    }

    /// An empty line behind `line`, ended as that one is.
    pub fn add_behind(&mut self, line: usize) -> bool {
        let Some((_, end)) = self.lines().get(line).copied() else { return false };
        let ending = self.request.text(end);
        let ending = if ending.is_empty() { &b"\r\n"[..] } else { ending }.to_vec();
        self.change(Edit::replace(end.after(), ending))
    }

    /// Deletes a line with its end.
    pub fn delete(&mut self, line: usize) -> bool {
        let Some((span, end)) = self.lines().get(line).copied() else { return false };
        self.change(Edit::delete(span.cover(end)))
    }

    /// The same line once more, behind it.
    pub fn duplicate(&mut self, line: usize) -> bool {
        let Some((span, end)) = self.lines().get(line).copied() else { return false };
        let whole = span.cover(end);
        let copy = Bytes::copy_from_slice(self.request.text(whole));
        self.change(Edit::replace(whole.after(), copy))
    }

    /// Writes one hex digit over the high or the low half of the byte at `at`.
    pub fn set_nibble(&mut self, at: u32, low: bool, digit: u8) -> bool {
        let span = Span::new(at, at.saturating_add(1));
        let Some(byte) = self.request.text(span).first().copied() else { return false };
        let byte = if low { byte & 0xf0 | digit } else { byte & 0x0f | digit << 4 };
        self.change(Edit::replace(span, vec![byte]))
    }

    /// Puts a zero byte before the byte at `at`.
    pub fn insert_byte(&mut self, at: u32) -> bool {
        self.change(Edit::replace(Span::at(at), vec![0]))
    }

    /// Deletes the byte at `at`.
    pub fn delete_byte(&mut self, at: u32) -> bool {
        self.change(Edit::delete(Span::new(at, at.saturating_add(1))))
    }

    /// Makes Content-Length tell the true number of body bytes; false where it does already or is not given once.
    pub fn refit(&mut self) -> bool {
        refit_length(&self.request).is_some_and(|edit| self.change(edit))
    }

    /// Takes all bytes from elsewhere.
    pub fn replace(&mut self, bytes: Bytes) -> bool {
        if bytes == self.request.bytes {
            return false;
        }
        self.before.push(std::mem::replace(&mut self.request, ExactRequest::parse(bytes)));
        true
    }

    /// Takes the last change back; false where there is none.
    pub fn undo(&mut self) -> bool {
        let Some(request) = self.before.pop() else { return false };
        self.request = request;
        true
    }

    fn change(&mut self, edit: Edit) -> bool {
        let Ok(changed) = apply(&self.request, &[edit]) else { return false };
        if changed.bytes == self.request.bytes {
            return false;
        }
        self.before.push(std::mem::replace(&mut self.request, changed));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &'static str) -> Exact {
        Exact::of(ExactRequest::parse(text), String::new(), None)
    }

    #[test]
    fn a_line_is_edited_and_its_end_stays() {
        let mut exact = exact("GET / HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n");
        assert!(exact.set(1, "Host: b\\x00"));
        assert_eq!(exact.request.bytes.as_ref(), b"GET / HTTP/1.1\r\nHost: b\0\nX: 1\r\n\r\n");
        assert!(exact.undo() && !exact.undo());
        assert_eq!(exact.request.bytes.as_ref(), b"GET / HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n");
    }

    #[test]
    fn lines_come_and_go() {
        let mut exact = exact("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assert!(exact.add_behind(1) && exact.set(2, "X: y"));
        assert!(exact.duplicate(2) && exact.delete(1));
        assert_eq!(exact.request.bytes.as_ref(), b"GET / HTTP/1.1\r\nX: y\r\nX: y\r\n\r\n");
    }

    #[test]
    fn bytes_are_written_by_half() {
        let mut exact = exact("GET");
        assert!(exact.set_nibble(0, false, 0xe) && exact.set_nibble(0, true, 9));
        assert_eq!(exact.request.bytes.as_ref(), b"\xe9ET");
        assert!(!exact.set_nibble(9, false, 1));
    }
}
