//! Multipart bodies: boundary, parts, what stands around them, and what is wrong (RFC 2046 section 5.1, RFC 7578).

use super::part_header::Head;
use super::part_header::PartHeader;
use super::part_header::find;
use super::part_header::head;
use super::part_header::params;
use crate::wire::Span;
use memchr::memmem;

/// Something wrong with a multipart body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MultipartProblem {
    /// No boundary was declared, and none shows in the body.
    NoBoundary,
    /// The declared boundary occurs nowhere; the span is the boundary that the body uses, where one shows.
    BoundaryNotFound,
    /// No parts between the boundaries.
    NoParts,
    /// The last delimiter lacks its `--`; the span is the end.
    NotClosed,
    /// Line ends are bare LF; the span is the first.
    BareLf,
    /// No empty line between a part's head and its content; the span is the line that is no field.
    NoBlankLine,
    /// A part without `Content-Disposition`; the span is the place for it.
    NoDisposition,
    /// A part of a form without a name; the span is its disposition.
    NoName,
    /// A disposition that is not `form-data`, in a form; the span is its value.
    NotFormData,
    /// Text before the first delimiter.
    Preamble,
    /// Text behind the last one.
    Epilogue,
}

/// One part. Spans count from the body that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// From its first header to its last byte of content.
    pub span: Span,
    /// The fields of its head.
    pub headers: Vec<PartHeader>,
    /// The value of `Content-Disposition`.
    pub disposition: Option<Span>,
    /// `name`, without quotes.
    pub name: Option<Span>,
    /// `filename`, without quotes.
    pub filename: Option<Span>,
    /// `filename*`, as encoded (RFC 5987), which forms must not use (RFC 7578 section 4.2).
    pub filename_star: Option<Span>,
    /// The value of `Content-Type`.
    pub content_type: Option<Span>,
    /// The value of `Content-Transfer-Encoding`, which forms have no use for (RFC 7578 section 4.7).
    pub transfer_encoding: Option<Span>,
    /// The content.
    pub body: Span,
}

impl Part {
    /// The value of the first field of that name, any case; `body` is what was read.
    #[must_use]
    pub fn header(&self, body: &[u8], name: &str) -> Option<Span> {
        let wanted = name.as_bytes();
        let found = self.headers.iter().find(|h| h.name.slice(body).eq_ignore_ascii_case(wanted));
        found.map(|header| header.value)
    }
}

/// A multipart body taken apart. Spans count from the body that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Multipart {
    /// The boundary that the parts were found with, without its leading `--`.
    pub boundary: Vec<u8>,
    /// Where it first stands in the body, without its leading `--`.
    pub boundary_span: Option<Span>,
    /// Whether it was guessed from the body, none being declared or the declared one not being there.
    pub guessed: bool,
    /// The parts, in order.
    pub parts: Vec<Part>,
    /// What stands before the first delimiter.
    pub preamble: Span,
    /// What stands behind the closing delimiter and its line end.
    pub epilogue: Span,
    /// Whether the closing delimiter is there.
    pub closed: bool,
    /// Whether lines of the framing end in bare LF.
    pub line_ends_bare_lf: bool,
    /// What is wrong, in order of place.
    pub problems: Vec<(MultipartProblem, Span)>,
}

/// One delimiter line.
struct Delimiter {
    /// Where the line end before it starts: the end of the part before.
    before: usize,
    /// Where `--boundary` starts.
    start: usize,
    /// Behind its line end.
    next: usize,
    closing: bool,
    bare_lf: bool,
}

impl Multipart {
    /// Takes a body apart by the declared boundary, or by the one that it shows. Never fails; linear.
    #[must_use]
    pub fn read(body: &[u8], boundary: Option<&[u8]>) -> Self {
        let mut read = Self::default();
        let declared = boundary.filter(|boundary| !boundary.is_empty());
        let mut found = declared.map(|b| delimiters(body, b)).unwrap_or_default();
        read.boundary = declared.unwrap_or_default().to_vec();
        if found.is_empty() {
            let shown = guess_boundary(body);
            let place = shown.unwrap_or_default();
            match declared {
                Some(_) => read.problem(MultipartProblem::BoundaryNotFound, place),
                None if shown.is_none() => read.problem(MultipartProblem::NoBoundary, place),
                None => {}
            }
            let Some(shown) = shown else {
                read.preamble = Span::of(0, body.len());
                return read;
            };
            read.guessed = true;
            read.boundary = shown.slice(body).to_vec();
            found = delimiters(body, &read.boundary);
        }
        read.take(body, &found);
        read.problems.sort_by_key(|(_, span)| span.start);
        read
    }

    fn problem(&mut self, kind: MultipartProblem, span: Span) {
        self.problems.push((kind, span));
    }

    /// Whether that problem was found, and where.
    #[must_use]
    pub fn has(&self, kind: MultipartProblem) -> Option<Span> {
        self.problems.iter().find(|(found, _)| *found == kind).map(|(_, span)| *span)
    }

    /// The first part of that name; `body` is what was read.
    #[must_use]
    pub fn part(&self, body: &[u8], name: &[u8]) -> Option<&Part> {
        self.parts.iter().find(|part| part.name.is_some_and(|span| span.slice(body) == name))
    }

    fn take(&mut self, body: &[u8], delimiters: &[Delimiter]) {
        let Some(first) = delimiters.first() else { return };
        let boundary_start = first.start + 2;
        self.boundary_span = Some(Span::of(boundary_start, boundary_start + self.boundary.len()));
        self.preamble = Span::of(0, first.before);
        if !self.preamble.is_empty() {
            self.problem(MultipartProblem::Preamble, self.preamble);
        }
        for (index, delimiter) in delimiters.iter().enumerate() {
            if delimiter.bare_lf && !self.line_ends_bare_lf {
                self.line_ends_bare_lf = true;
                let at = delimiter.next.saturating_sub(1);
                self.problem(MultipartProblem::BareLf, Span::of(at, delimiter.next));
            }
            if delimiter.closing {
                self.closed = true;
                self.epilogue = Span::of(delimiter.next, body.len());
                break;
            }
            let end = delimiters.get(index + 1).map_or(body.len(), |next| next.before);
            // A delimiter line at the very end opens no part: it should have been the closing one.
            if delimiter.next < body.len() || index == 0 {
                let part = Span::of(delimiter.next, end.max(delimiter.next));
                self.part_at(body, part);
            }
        }
        if !self.closed {
            self.problem(MultipartProblem::NotClosed, Span::of(body.len(), body.len()));
        }
        if self.parts.is_empty() {
            self.problem(MultipartProblem::NoParts, self.preamble.after());
        }
        if !self.epilogue.slice(body).trim_ascii().is_empty() {
            self.problem(MultipartProblem::Epilogue, self.epilogue);
        }
    }

    fn part_at(&mut self, body: &[u8], span: Span) {
        if span.is_empty() {
            return;
        }
        let Head { headers, end, broken, bare_lf } = head(body, span);
        self.line_ends_bare_lf |= bare_lf;
        let mut part = Part { span, headers, body: Span::new(end, span.end), ..Part::default() };
        if let Some(line) = broken {
            self.problem(MultipartProblem::NoBlankLine, line);
        }
        part.content_type = part.header(body, "content-type");
        part.transfer_encoding = part.header(body, "content-transfer-encoding");
        part.disposition = part.header(body, "content-disposition");
        match part.disposition {
            None => self.problem(MultipartProblem::NoDisposition, Span::at(span.start)),
            Some(value) => {
                let params = params(body, value);
                part.name = find(body, &params, b"name");
                part.filename = find(body, &params, b"filename");
                part.filename_star = find(body, &params, b"filename*");
                let kind = value.slice(body).get(..9).unwrap_or_default();
                if !kind.eq_ignore_ascii_case(b"form-data") {
                    self.problem(MultipartProblem::NotFormData, value);
                } else if part.name.is_none() {
                    self.problem(MultipartProblem::NoName, value);
                }
            }
        }
        self.parts.push(part);
    }
}

/// The delimiter lines of that boundary: at the start of a line, nothing but white space behind.
fn delimiters(body: &[u8], boundary: &[u8]) -> Vec<Delimiter> {
    let dashed = [b"--", boundary].concat();
    let mut found = Vec::new();
    for start in memmem::find_iter(body, &dashed) {
        let before = body.get(..start).unwrap_or_default();
        let lead = match before {
            [] => 0,
            [.., b'\r', b'\n'] => 2,
            [.., b'\n'] => 1,
            _ => continue,
        };
        let end = start + dashed.len();
        let rest = body.get(end..).unwrap_or_default();
        let closing = rest.starts_with(b"--");
        let behind = if closing { rest.get(2..).unwrap_or_default() } else { rest };
        let padding = behind.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let at = end + padding + if closing { 2 } else { 0 };
        let (next, bare_lf) = match body.get(at..).unwrap_or_default() {
            [] => (at, false),
            [b'\r', b'\n', ..] => (at + 2, false),
            [b'\n', ..] => (at + 1, true),
            // `--abc` is no delimiter of the boundary `ab`; behind `--abc--` anything may follow.
            _ if closing => (at, false),
            _ => continue,
        };
        let bare_lf = bare_lf || lead == 1;
        found.push(Delimiter { before: start - lead, start, next, closing, bare_lf });
        if closing {
            break;
        }
    }
    found
}

/// The boundary that a body shows, without its leading `--`: its first line that starts with `--`, if a part's head or
/// the same boundary follows. RFC 2046 allows 70 characters; some 200 are looked at.
#[must_use]
pub fn guess_boundary(body: &[u8]) -> Option<Span> {
    let start = if body.starts_with(b"--") { 0 } else { memmem::find(body, b"\n--")? + 1 };
    let rest = body.get(start..)?;
    let line = rest.get(..memchr::memchr(b'\n', rest.get(..rest.len().min(256))?)?)?;
    let line = line.trim_ascii_end();
    let boundary = line.get(2..)?;
    let fits = |b: &u8| b.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(b);
    if boundary.is_empty() || boundary.len() > 200 || !boundary.iter().all(fits) {
        return None;
    }
    let behind = rest.get(line.len()..).unwrap_or_default().trim_ascii_start();
    let headed = behind.get(..8).is_some_and(|head| head.eq_ignore_ascii_case(b"content-"));
    let repeated = || memmem::find(behind, line).is_some();
    (headed || repeated()).then(|| Span::of(start + 2, start + 2 + boundary.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GOOD: &str = "--xyz\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nSite survey\r\n--xyz\r\n\
        content-disposition: form-data; name=file; filename=\"a;b.csv\"\r\nContent-Type: text/csv\r\n\r\n1;2\n\r\n--xyz--\r\n";

    fn kinds(body: &str, boundary: Option<&str>) -> Vec<MultipartProblem> {
        let read = Multipart::read(body.as_bytes(), boundary.map(str::as_bytes));
        read.problems.iter().map(|(kind, _)| *kind).collect()
    }

    #[test]
    fn takes_parts_apart() {
        let body = GOOD.as_bytes();
        let read = Multipart::read(body, Some(b"xyz"));
        assert!(read.problems.is_empty() && read.closed && !read.guessed);
        let title = read.part(body, b"title").unwrap();
        assert_eq!(title.body.slice(body), b"Site survey");
        let file = read.part(body, b"file").unwrap();
        assert_eq!(file.filename.map(|s| s.slice(body)), Some(&b"a;b.csv"[..]));
        assert_eq!(file.content_type.map(|s| s.slice(body)), Some(&b"text/csv"[..]));
        assert_eq!(file.body.slice(body), b"1;2\n");
    }

    #[test]
    fn guesses_the_boundary() {
        let body = GOOD.as_bytes();
        assert_eq!(guess_boundary(body), Some(Span::new(2, 5)));
        let read = Multipart::read(body, Some(b"other"));
        assert_eq!((read.parts.len(), read.guessed), (2, true));
        assert_eq!(read.has(MultipartProblem::BoundaryNotFound), Some(Span::new(2, 5)));
        for text in ["-- a comment\nselect 1", "--", "no dashes\n", "--x\n"] {
            assert_eq!(guess_boundary(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn names_what_is_wrong() {
        use MultipartProblem as P;
        let lf = GOOD.replace("\r\n", "\n");
        let open = GOOD.replace("--xyz--", "--xyz");
        let truncated = &GOOD[..GOOD.len() - 9];
        for (body, problems) in [
            (lf.as_str(), &[P::BareLf][..]),
            (&open, &[P::NotClosed]),
            (truncated, &[P::NotClosed]),
            ("--xyz\r\nX: y\r\n\r\na\r\n--xyz--", &[P::NoDisposition]),
            ("--xyz\r\nContent-Disposition: form-data\r\n\r\na\r\n--xyz--", &[P::NoName]),
            ("--xyz\r\nContent-Disposition: file; name=a\r\n\r\na\r\n--xyz--", &[P::NotFormData]),
            (
                "--xyz\r\nContent-Disposition: form-data; name=a\r\nvalue\r\n--xyz--",
                &[P::NoBlankLine],
            ),
            (
                "hi\r\n--xyz\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--xyz--\r\nbye",
                &[P::Preamble, P::Epilogue],
            ),
            ("--xyz--\r\n", &[P::NoParts]),
            ("plain", &[P::BoundaryNotFound]),
        ] {
            assert_eq!(kinds(body, Some("xyz")), problems, "{body}");
        }
        assert_eq!(kinds("plain", None), [P::NoBoundary]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn spans_stay_inside(
            pieces in proptest::collection::vec(
                prop_oneof![Just("--xy"), Just("--"), Just("\r\n"), Just("\n"), Just("Content-Disposition: form-data; name=\"a"), Just(":"), Just(" "), Just("\u{e9}")],
                0..16,
            ),
            declared in any::<bool>(),
        ) {
            let body = pieces.concat();
            let read = Multipart::read(body.as_bytes(), declared.then_some(&b"xy"[..]));
            let whole = Span::of(0, body.len());
            prop_assert!(read.parts.iter().all(|p| whole.encloses(p.span) && p.span.encloses(p.body)));
            prop_assert!(read.parts.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
            prop_assert!(read.problems.iter().all(|(_, span)| whole.encloses(*span)));
        }
    }
}
