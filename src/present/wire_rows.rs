//! Exact bytes as rows: line ends and invisible bytes are drawn, and a gutter says who wrote a line and what is odd.

use super::authors::author_mark;
use super::draw::draw;
use super::marks::Marks;
use super::role::Role;
use super::row::Row;
use super::wire_index::WireIndex;
use crate::profiles::Author;
use crate::wire::Note;
use crate::wire::Span;

/// What the gutter before each row is made from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gutter<'a> {
    /// Who wrote which line, in wire order; empty where nobody knows.
    pub authors: &'a [(Span, Author)],
    /// What was irregular, in wire order.
    pub notes: &'a [Note],
    /// Whether each row begins with its offset, in hexadecimal.
    pub offsets: bool,
}

impl Gutter<'_> {
    /// How many columns it takes.
    #[must_use]
    pub const fn width(&self) -> usize {
        let authors = if self.authors.is_empty() { 0 } else { 2 };
        let offsets = if self.offsets { 9 } else { 0 };
        authors + offsets + 2
    }
}

/// A view of one message's bytes. Rows are made when they are asked for, at a cost that does not grow with the message.
#[derive(Clone, Copy, Debug)]
pub struct WireRows<'a> {
    /// Every byte.
    pub bytes: &'a [u8],
    /// Where the rows begin.
    pub index: &'a WireIndex,
    /// What is laid over the bytes.
    pub marks: &'a Marks,
    /// What stands before each row.
    pub gutter: Gutter<'a>,
}

impl WireRows<'_> {
    /// The rows `first..last`, as far as they exist.
    #[must_use]
    pub fn rows(&self, first: usize, last: usize) -> Vec<Row> {
        (first..last.min(self.index.len())).filter_map(|row| self.row(row)).collect()
    }

    fn row(&self, number: usize) -> Option<Row> {
        let span = self.index.span(number)?;
        let begins = span.start == 0
            || self.bytes.get(span.start as usize - 1).is_none_or(|byte| *byte == b'\n');
        let mut row = Row { span: Some(span), ..Row::new() };
        if self.gutter.offsets {
            row.push(format!("{:08x} ", span.start), Role::Dim);
        }
        if !self.gutter.authors.is_empty() {
            let (mark, role) = match self.author(span).filter(|_| begins) {
                Some(author) => author_mark(author),
                None => (" ", Role::Plain),
            };
            row.push(mark, role).push(" ", Role::Plain);
        }
        match (self.noted(span), begins) {
            (true, _) => row.push("! ", Role::Warning),
            (false, true) => row.push("  ", Role::Plain),
            (false, false) => row.push("↪ ", Role::Dim),
        };
        draw(self.bytes, span, self.marks, &mut row);
        let gaps = &self.marks.gaps;
        if gaps.iter().any(|gap| *gap == span.start && begins) {
            let mut marked = Row { span: Some(span), ..Row::new() };
            marked.push("▸", Role::Gap);
            marked.append(row);
            return Some(marked);
        }
        Some(row)
    }

    fn author(&self, span: Span) -> Option<Author> {
        let next = self.gutter.authors.partition_point(|(line, _)| line.start <= span.start);
        let (line, author) = self.gutter.authors.get(next.checked_sub(1)?)?;
        line.contains(span.start).then_some(*author)
    }

    fn noted(&self, span: Span) -> bool {
        let from = self.gutter.notes.partition_point(|note| note.span.start < span.start);
        self.gutter.notes.get(from).is_some_and(|note| note.span.start < span.end)
    }
}
