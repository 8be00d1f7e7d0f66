//! A view of bytes, as lines or as hex: scrolling, searching, drawing of the rows that are seen.

use super::rows;
use crate::tui::action::Motion;
use crate::tui::document::Document;
use crate::tui::document::Over;
use crate::tui::document::Shape;
use crate::tui::theme::Theme;
use crate::wire::Span;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::cell::Cell;

/// What is remembered of a view of bytes.
#[derive(Clone, Debug, Default)]
pub struct BytesView {
    /// Whether bytes are shown as hex.
    pub hex: bool,
    /// Whether lines start with their offset.
    pub offsets: bool,
    /// The first byte of the topmost row; it stays at the top when the width changes.
    top: u32,
    /// Columns and rows seen last, kept by drawing.
    size: Cell<(usize, usize)>,
    needle: String,
    hit: Option<Span>,
    /// A byte to bring into sight with the next drawing, before any size is known.
    wanted: Cell<Option<u32>>,
}

impl BytesView {
    fn shape(&self) -> Shape {
        Shape { hex: self.hex, offsets: self.offsets, width: self.size.get().0 }
    }

    /// Scrolls.
    pub fn travel(&mut self, motion: Motion, document: &Document) {
        let shape = self.shape();
        let page = self.size.get().1.max(1);
        let len = document.len(shape);
        let row = motion.apply(self.top_row(document), len, page.saturating_sub(1).max(1));
        self.top = document.start_of(row.min(len.saturating_sub(page)), shape);
        self.wanted.set(None);
    }

    /// The first row to draw; a byte that is wanted is brought into the upper third.
    fn top_row(&self, document: &Document) -> usize {
        let shape = self.shape();
        let page = self.size.get().1.max(1);
        let lowest = document.len(shape).saturating_sub(page);
        match self.wanted.get() {
            Some(at) => document.row_of(at, shape).saturating_sub(page / 3).min(lowest),
            None => document.row_of(self.top, shape).min(lowest),
        }
    }

    /// Brings the byte at `at` into sight.
    pub fn show(&mut self, _document: &Document, at: u32) {
        self.wanted.set(Some(at));
    }

    /// Lines instead of hex, or hex instead of lines; the place stays.
    pub fn turn_hex(&mut self, document: &Document) {
        let top = document.start_of(self.top_row(document), self.shape());
        self.hex = !self.hex;
        self.top = top;
        self.wanted.set(None);
    }

    /// The first byte of the topmost row.
    #[must_use]
    pub fn top(&self) -> u32 {
        self.wanted.get().unwrap_or(self.top)
    }

    /// What is looked for.
    #[must_use]
    pub fn needle(&self) -> &str {
        &self.needle
    }

    /// Looks for another text, from the top of what is seen.
    pub fn look_for(&mut self, needle: &str) {
        needle.clone_into(&mut self.needle);
        self.hit = None;
    }

    /// Goes to the next or the last place of the text looked for, around the end; false where there is none.
    pub fn find(&mut self, document: &Document, forwards: bool) -> bool {
        let needle = crate::tui::typed::typed_bytes(&self.needle);
        if needle.is_empty() {
            return false;
        }
        let bytes = &document.bytes[..];
        let from =
            self.hit.map_or(self.top as usize, |hit| hit.start as usize + usize::from(forwards));
        let before = bytes.get(..from).unwrap_or(bytes);
        let behind = bytes.get(from..).unwrap_or_default();
        let at = if forwards {
            memchr::memmem::find(behind, &needle)
                .map(|at| from + at)
                .or_else(|| memchr::memmem::find(bytes, &needle))
        } else {
            memchr::memmem::rfind(before, &needle).or_else(|| memchr::memmem::rfind(bytes, &needle))
        };
        let Some(at) = at else { return false };
        self.hit = Some(Span::of(at, at + needle.len()));
        self.show(document, crate::wire::offset(at));
        true
    }

    /// Draws the rows that are seen.
    pub fn draw(
        &self,
        document: &Document,
        over: Over<'_>,
        area: Rect,
        canvas: (&mut Buffer, Theme),
    ) {
        let (buffer, theme) = canvas;
        self.size.set((usize::from(area.width), usize::from(area.height)));
        if area.is_empty() {
            return;
        }
        let top = self.top_row(document);
        let range = top..top + usize::from(area.height);
        let over = Over { hit: over.hit.or(self.hit), ..over };
        let seen = document.rows(self.shape(), range, &over);
        rows::draw(&seen, area, buffer, theme);
    }

    /// How far down one is, as the border of `within` says it; empty where everything is seen.
    #[must_use]
    pub fn place(&self, document: &Document, within: Rect) -> String {
        let inside = |cells: u16| usize::from(cells.saturating_sub(2));
        self.size.set((inside(within.width), inside(within.height)));
        let shape = self.shape();
        let (len, page) = (document.len(shape), self.size.get().1.max(1));
        if len <= page {
            return String::new();
        }
        let seen = (self.top_row(document) + page).min(len);
        format!("{}%", seen * 100 / len)
    }
}
