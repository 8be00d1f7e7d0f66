//! The head of one part of a multipart body: its fields, and the names in its `Content-Disposition` (RFC 7578).

use super::field_value::Param;
use super::field_value::is_blank;
use super::field_value::param;
use super::field_value::split;
use super::field_value::trim;
use crate::wire::Span;

/// A field of a part's head. Spans count from the body that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartHeader {
    /// The name as spelled.
    pub name: Span,
    /// The value without the white space around it.
    pub value: Span,
    /// The whole line without its end, folds included.
    pub span: Span,
}

/// A part's head as far as it was read.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) headers: Vec<PartHeader>,
    /// Where the content starts: behind the empty line.
    pub(super) end: u32,
    /// The first line that is no field; empty where the empty line is missing.
    pub(super) broken: Option<Span>,
    pub(super) bare_lf: bool,
}

/// Reads the head that starts at `part.start`, looking no further than `part.end`.
pub(super) fn head(bytes: &[u8], part: Span) -> Head {
    let mut head = Head { end: part.start, ..Head::default() };
    let mut at = part.start;
    while at < part.end {
        let (line, next) = line(bytes, Span::new(at, part.end));
        head.bare_lf |= next == line.end + 1;
        if line.is_empty() {
            head.end = next;
            return head;
        }
        let text = line.slice(bytes);
        let folded = text.first().copied().is_some_and(is_blank);
        match memchr::memchr(b':', text).filter(|_| !folded) {
            Some(colon) => {
                let colon = line.start as usize + colon;
                let name = trim(bytes, Span::of(line.start as usize, colon));
                let value = trim(bytes, Span::of(colon + 1, line.end as usize));
                head.headers.push(PartHeader { name, value, span: line });
            }
            None => match head.headers.last_mut().filter(|_| folded) {
                Some(header) => {
                    header.span.end = line.end;
                    header.value = trim(bytes, Span::new(header.value.start, line.end));
                }
                // Content without an empty line before it: the head ends here.
                None => {
                    head.broken = Some(line);
                    head.end = at;
                    return head;
                }
            },
        }
        at = next;
    }
    head.broken = Some(Span::at(part.end));
    head.end = part.end;
    head
}

/// The line at the start of `within`: without its end, and where the next one starts.
fn line(bytes: &[u8], within: Span) -> (Span, u32) {
    let text = within.slice(bytes);
    match memchr::memchr(b'\n', text) {
        None => (within, within.end),
        Some(lf) => {
            let end = lf - usize::from(lf > 0 && text.get(lf - 1) == Some(&b'\r'));
            let start = within.start as usize;
            (Span::of(start, start + end), crate::wire::offset(start + lf + 1))
        }
    }
}

/// The parameters of a field value behind its first part, such as `name` of `form-data; name="a"`.
pub(super) fn params(bytes: &[u8], value: Span) -> Vec<Param> {
    split(bytes, value, b';').into_iter().skip(1).filter_map(|part| param(bytes, part)).collect()
}

/// Where the value of the parameter of that name (any case) stands.
pub(super) fn find(bytes: &[u8], params: &[Param], name: &[u8]) -> Option<Span> {
    let found = params.iter().find(|p| p.name.slice(bytes).eq_ignore_ascii_case(name));
    found.map(|param| param.value)
}
