//! Bytes ready to be looked at: read once off the loop, their rows found once for each width.

use crate::doctor::Finding;
use crate::doctor::Mark;
use crate::doctor::Side;
use crate::model::Exchange;
use crate::present::Gutter;
use crate::present::Layer;
use crate::present::Marks;
use crate::present::Message;
use crate::present::Role;
use crate::present::Row;
use crate::present::WireIndex;
use crate::present::WireRows;
use crate::present::hex_len;
use crate::present::hex_rows;
use crate::profiles::Author;
use crate::wire::ExactRequest;
use crate::wire::Note;
use crate::wire::Span;
use bytes::Bytes;
use std::ops::Range;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Bytes with everything that is known of them.
#[derive(Debug, Default)]
pub struct Document {
    /// Every byte.
    pub bytes: Bytes,
    /// Syntax and secrets; evidence and the veil are set anew for each drawing, since a clone could be large.
    marks: Mutex<Marks>,
    /// Which bytes of a request are secret.
    secrets: Vec<Span>,
    authors: Vec<(Span, Author)>,
    notes: Vec<Note>,
    /// The rows for the widths asked for last.
    indexes: Mutex<Vec<Arc<WireIndex>>>,
}

/// Shorter secrets are masked only where they stand. In bytes.
const SHORTEST_SECRET: usize = 4;

/// For how many widths the rows are kept.
const KEPT: usize = 4;

/// What is laid over a document while it is drawn.
#[derive(Clone, Copy, Debug, Default)]
pub struct Over<'a> {
    /// The finding whose evidence is marked, on this side; for a stream, offsets count from where the message starts.
    pub finding: Option<(&'a Finding, Side, u32)>,
    /// A text that was looked for and found.
    pub hit: Option<Span>,
    /// Whether secrets are masked.
    pub veiled: bool,
}

/// How bytes become rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Sixteen bytes in a row, instead of lines.
    pub hex: bool,
    /// Whether lines start with their offset.
    pub offsets: bool,
    /// How many columns there are, gutter and all.
    pub width: usize,
}

impl Document {
    /// The bytes of a request; with the authors of its lines, where a client composed it here.
    #[must_use]
    pub fn request(request: &ExactRequest, authors: Vec<(Span, Author)>) -> Self {
        let message = Message::request(request);
        // A variable without a value is no secret yet, and must be seen to be missing.
        let is_filled = |span: &Span| !span.slice(&message.bytes).starts_with(b"{{");
        let secrets: Vec<Span> = message.secrets.iter().copied().filter(is_filled).collect();
        let marks = Mutex::new(message.marks.with_secrets(&secrets));
        let notes = request.notes.clone();
        Self { bytes: message.bytes, marks, secrets, authors, notes, indexes: Mutex::default() }
    }

    /// Everything that came back in an exchange, interim responses included.
    #[must_use]
    pub fn received(exchange: &Exchange) -> Self {
        let sent = Message::request(&exchange.request);
        let (mut syntax, mut secrets, mut notes) = (Vec::new(), Vec::new(), Vec::new());
        for response in &exchange.responses {
            let message = Message::response(response, &sent);
            let whole = Span::of(0, message.bytes.len());
            let parts = message.marks.cut(whole).into_iter();
            syntax.extend(parts.map(|(span, roles, _)| (span.shift(response.at), roles.syntax)));
            secrets.extend(message.secrets.iter().map(|span| span.shift(response.at)));
            let shift = |note: &Note| Note { kind: note.kind, span: note.span.shift(response.at) };
            notes.extend(response.notes.iter().map(shift));
        }
        let marks = Marks { syntax: Layer::new(syntax), ..Marks::default() };
        let marks = Mutex::new(marks.with_secrets(&secrets));
        Self { bytes: exchange.received.clone(), marks, notes, ..Self::default() }
    }

    /// Plain text, such as a laid out body: with its syntax, and what in it is secret.
    #[must_use]
    pub fn text(bytes: Bytes, syntax: Vec<(Span, Role)>, secrets: &[Span]) -> Self {
        let marks = Marks { syntax: Layer::new(syntax), ..Marks::default() };
        Self { bytes, marks: Mutex::new(marks.with_secrets(secrets)), ..Self::default() }
    }

    /// The secrets of a request, so far as they are text and long enough to be told from plain words.
    pub fn secret_texts(&self) -> impl Iterator<Item = &str> {
        let texts = self.secrets.iter().map(|span| span.slice(&self.bytes));
        let known = texts.filter(|text| text.len() >= SHORTEST_SECRET);
        known.filter_map(|text| std::str::from_utf8(text).ok())
    }

    /// Finds the rows before they are asked for.
    pub fn prepare(&self, shape: Shape) {
        let _ = self.index(shape);
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self, shape: Shape) -> usize {
        if shape.hex { hex_len(self.bytes.len()) } else { self.index(shape).len() }
    }

    /// Whether there is no byte.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The row that shows the byte at `at`.
    #[must_use]
    pub fn row_of(&self, at: u32, shape: Shape) -> usize {
        if shape.hex { at as usize / 16 } else { self.index(shape).row_of(at) }
    }

    /// The first byte of a row.
    #[must_use]
    pub fn start_of(&self, row: usize, shape: Shape) -> u32 {
        if shape.hex {
            return crate::wire::offset(row * 16);
        }
        self.index(shape).span(row).map_or(0, |span| span.start)
    }

    /// The rows of a range.
    #[must_use]
    pub fn rows(&self, shape: Shape, range: Range<usize>, over: &Over<'_>) -> Vec<Row> {
        let mut marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        lay(&mut marks, over);
        if shape.hex {
            return hex_rows(&self.bytes, &marks, range.start, range.end);
        }
        let (index, gutter) = (self.index(shape), self.gutter(shape.offsets));
        let rows = WireRows { bytes: &self.bytes, index: &index, marks: &marks, gutter };
        rows.rows(range.start, range.end)
    }

    /// Who wrote the line that holds the byte at `at`.
    #[must_use]
    pub fn author_at(&self, at: u32) -> Option<Author> {
        self.authors.iter().find(|(line, _)| line.contains(at)).map(|(_, author)| *author)
    }

    /// What was irregular, in wire order.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Whether it is known who wrote the lines.
    #[must_use]
    pub fn has_authors(&self) -> bool {
        !self.authors.is_empty()
    }

    fn gutter(&self, offsets: bool) -> Gutter<'_> {
        Gutter { authors: &self.authors, notes: &self.notes, offsets }
    }

    fn index(&self, shape: Shape) -> Arc<WireIndex> {
        let width = shape.width.saturating_sub(self.gutter(shape.offsets).width());
        let mut known = self.indexes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = known.iter().find(|index| index.width == width) {
            return Arc::clone(index);
        }
        let index = Arc::new(WireIndex::build(&self.bytes, width));
        if known.len() >= KEPT {
            known.remove(0);
        }
        known.push(Arc::clone(&index));
        index
    }
}

/// Lays evidence, what was found, and the veil over the marks, in the place of those of the last drawing.
fn lay(marks: &mut Marks, over: &Over<'_>) {
    marks.veiled = over.veiled;
    (marks.evidence, marks.gaps) = (Layer::default(), Vec::new());
    if let Some((finding, side, from)) = over.finding {
        let mut marked = Vec::new();
        for evidence in finding.evidence.iter().filter(|evidence| evidence.side == side) {
            match evidence.mark {
                Mark::At(span) => marked.push((span.shift(from), Role::Evidence)),
                Mark::Gap(span) => marks.gaps.push(span.shift(from).start),
            }
        }
        marks.gaps.sort_unstable();
        marks.evidence = Layer::new(marked);
    }
    marks.change = over.hit.map_or_else(Layer::default, |hit| Layer::new(vec![(hit, Role::Moved)]));
}
