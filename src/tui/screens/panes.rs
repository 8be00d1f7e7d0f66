//! Which pane has the focus, and whether it has the whole screen: the same on every screen.

use crate::tui::action::View;
use ratatui::layout::Constraint;
use ratatui::layout::Layout;
use ratatui::layout::Rect;

/// The focus among a screen's panes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Focus {
    /// The pane's number, from 0.
    pub pane: usize,
    /// Whether only that pane is seen.
    pub full: bool,
}

impl Focus {
    /// Follows a key that moves the focus among `count` panes; false for any other act.
    pub fn follow(&mut self, view: View, count: usize) -> bool {
        let count = count.max(1);
        match view {
            View::NextPane => self.pane = (self.pane + 1) % count,
            View::PreviousPane => self.pane = (self.pane + count - 1) % count,
            View::Pane(pane) => self.pane = usize::from(pane).min(count - 1),
            View::Full => self.full = !self.full,
            View::Hex | View::Search | View::SearchNext | View::SearchPrevious => return false,
        }
        true
    }

    /// The panes as they are seen: one of them over everything, or all as laid out. A pane that is not seen is empty.
    #[must_use]
    pub fn seen(&self, area: Rect, laid_out: Vec<Rect>) -> Vec<Rect> {
        if !self.full {
            return laid_out;
        }
        let place = |pane: usize| if pane == self.pane { area } else { Rect::default() };
        (0..laid_out.len()).map(place).collect()
    }
}

/// Two panes: beside each other where each has room for what it shows, else above each other.
#[must_use]
pub fn two(area: Rect, hex: bool) -> (Rect, Rect) {
    // A row of hex takes 78 columns, and the border two.
    let least = if hex { 160 } else { 100 };
    let halves = [Constraint::Percentage(50), Constraint::Percentage(50)];
    let layout =
        if area.width >= least { Layout::horizontal(halves) } else { Layout::vertical(halves) };
    let [first, second] = layout.areas(area);
    (first, second)
}

/// The pane under a place of the screen, and the row inside its border, from 0.
#[must_use]
pub fn hit(panes: &[Rect], column: u16, row: u16) -> Option<(usize, Option<u16>)> {
    let inside = |pane: &Rect| pane.contains(ratatui::layout::Position { x: column, y: row });
    let at = panes.iter().position(inside)?;
    let top = panes.get(at)?.y;
    Some((at, row.checked_sub(top + 1)))
}
