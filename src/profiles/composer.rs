//! A head being written: an ordered list of lines that know their author, and the message made of it.

use super::profile::Author;
use super::profile::Composed;
use crate::wire::Span;

/// One header line to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The name in the case it goes out in.
    pub(super) name: Vec<u8>,
    /// The value.
    pub(super) value: Vec<u8>,
    /// Who asked for it.
    pub(super) author: Author,
    /// The part of `value` (offsets in it) that differs each time.
    pub(super) volatile: Option<Span>,
    /// Whether no space stands behind the colon (curl's `X;`).
    pub(super) tight: bool,
}

impl Line {
    /// A line by `author`.
    pub(super) fn new(name: &str, value: impl Into<Vec<u8>>, author: Author) -> Self {
        Self {
            name: name.as_bytes().to_vec(),
            value: value.into(),
            author,
            volatile: None,
            tight: false,
        }
    }

    /// Whether it is of that name, any case.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }
}

/// Header lines in the order of the wire.
#[derive(Clone, Debug, Default)]
pub(super) struct Head {
    pub(super) lines: Vec<Line>,
}

impl Head {
    pub(super) fn has(&self, name: &str) -> bool {
        self.lines.iter().any(|line| line.is(name))
    }

    pub(super) fn push(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Appends the line unless one of its name is there already.
    pub(super) fn push_if_absent(&mut self, line: Line) {
        if !self.lines.iter().any(|other| other.name.eq_ignore_ascii_case(&line.name)) {
            self.lines.push(line);
        }
    }

    /// Puts the line in the place of the first of its name, dropping further ones; appends it where there is none.
    pub(super) fn set(&mut self, line: Line) {
        let Some(at) =
            self.lines.iter().position(|other| other.name.eq_ignore_ascii_case(&line.name))
        else {
            return self.lines.push(line);
        };
        let name = line.name.clone();
        if let Some(place) = self.lines.get_mut(at) {
            *place = line;
        }
        let mut index = 0;
        self.lines.retain(|other| {
            index += 1;
            index - 1 == at || !other.name.eq_ignore_ascii_case(&name)
        });
    }

    /// Takes out all lines of that name and gives back the last.
    pub(super) fn take(&mut self, name: &str) -> Option<Line> {
        let last = self.lines.iter().rfind(|line| line.is(name)).cloned();
        self.lines.retain(|line| !line.is(name));
        last
    }

    /// Puts a line at `index` (or at the end).
    pub(super) fn insert(&mut self, index: usize, line: Line) {
        self.lines.insert(index.min(self.lines.len()), line);
    }

    /// Where the first line of that name stands.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.lines.iter().position(|line| line.is(name))
    }
}

/// A body ready to go: its bytes as on the wire (chunk framing included) and the volatile parts in them.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    pub(super) bytes: Vec<u8>,
    pub(super) volatile: Vec<Span>,
    /// Who wrote it.
    pub(super) author: Option<Author>,
}

/// The first line of a message to be.
#[derive(Clone, Debug)]
pub(super) struct Start {
    pub(super) method: Vec<u8>,
    pub(super) target: Vec<u8>,
    pub(super) version: Vec<u8>,
}

/// Writes the message.
pub(super) fn render(start: &Start, head: &Head, content: &Content) -> Composed {
    let mut pen = Pen::default();
    pen.write(&start.method);
    pen.write(b" ");
    pen.write(&start.target);
    pen.write(b" ");
    pen.write(&start.version);
    pen.write(b"\r\n");
    pen.sign(Author::You);
    for line in &head.lines {
        pen.write(&line.name);
        pen.write(if line.tight { b":" } else { b": " });
        if let Some(span) = line.volatile {
            let at = crate::wire::offset(pen.bytes.len());
            pen.volatile.push(span.shift(at));
        }
        pen.write(&line.value);
        pen.write(b"\r\n");
        pen.sign(line.author);
    }
    pen.write(b"\r\n");
    pen.sign(Author::Computed("the end of the head"));
    let at = crate::wire::offset(pen.bytes.len());
    pen.volatile.extend(content.volatile.iter().map(|span| span.shift(at)));
    pen.write(&content.bytes);
    pen.sign(content.author.unwrap_or(Author::You));
    Composed {
        bytes: pen.bytes,
        authors: pen.authors,
        volatile: pen.volatile,
        warnings: Vec::new(),
        url: Vec::new(),
    }
}

#[derive(Default)]
struct Pen {
    bytes: Vec<u8>,
    authors: Vec<(Span, Author)>,
    volatile: Vec<Span>,
    signed: usize,
}

impl Pen {
    fn write(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Everything written since the last signature is by `author`.
    fn sign(&mut self, author: Author) {
        if self.signed < self.bytes.len() {
            self.authors.push((Span::of(self.signed, self.bytes.len()), author));
            self.signed = self.bytes.len();
        }
    }
}
