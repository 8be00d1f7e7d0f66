//! A cursor over a number of rows: moving, scrolling, and drawing of the rows that are seen.

use crate::present::Row;
use crate::tui::action::Motion;
use crate::tui::theme::Theme;
use crate::tui::widgets::rows;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::cell::Cell;

/// Where one stands in a list, and what part of it is seen.
#[derive(Clone, Debug, Default)]
pub struct ListState {
    /// The row of the cursor, from 0.
    pub at: usize,
    /// The first row seen; kept by drawing, since only drawing knows the height.
    top: Cell<usize>,
    /// The rows seen last time, for the page keys.
    height: Cell<usize>,
}

impl ListState {
    /// Moves the cursor among `len` rows.
    pub fn travel(&mut self, motion: Motion, len: usize) {
        self.at = motion.apply(self.at, len, self.height.get().max(1));
    }

    /// Keeps the cursor inside `len` rows.
    pub fn clamp(&mut self, len: usize) {
        self.at = self.at.min(len.saturating_sub(1));
    }

    /// Puts the cursor on the row that was clicked, `row` counted from the top of the list as drawn.
    pub fn click(&mut self, row: u16, len: usize) {
        self.at = (self.top.get() + usize::from(row)).min(len.saturating_sub(1));
    }

    /// The rows to draw of `len`, given the height; scrolls so that the cursor is among them.
    pub fn window(&self, len: usize, height: u16) -> std::ops::Range<usize> {
        let height = usize::from(height);
        let lowest = (self.at + 1).saturating_sub(height);
        let top = self.top.get().clamp(lowest, self.at.max(lowest));
        let top = top.min(len.saturating_sub(height));
        self.top.set(top);
        self.height.set(height);
        top..len.min(top + height)
    }

    /// Draws the rows that `row` makes, with the cursor's row marked.
    pub fn draw(
        &self,
        len: usize,
        area: Rect,
        canvas: (&mut Buffer, Theme, bool),
        row: impl Fn(usize) -> Row,
    ) {
        let (buffer, theme, focused) = canvas;
        for (line, index) in (area.y..).zip(self.window(len, area.height)) {
            let place = Rect { y: line, height: 1, ..area };
            rows::draw_row(&row(index), place, buffer, theme);
            if index == self.at {
                buffer.set_style(place, theme.selected(focused));
            }
        }
    }
}
