//! What the doctor's screen remembers: cursors, what is unfolded, and where one has scrolled to.

use crate::tui::screens::panes::Focus;
use crate::tui::widgets::bytes_view::BytesView;
use crate::tui::widgets::list::ListState;

/// The state of the doctor's screen.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Pane 0: findings, 1: the failing request (or both by meaning), 2: the good one, 3: the refusal.
    pub focus: Focus,
    /// The cursor among the findings.
    pub finding: ListState,
    /// The cursor among the rows of the comparison.
    pub row: ListState,
    /// Whether bytes are shown instead of meanings.
    pub raw: bool,
    /// Whether the terms of the rank are shown.
    pub why: bool,
    /// Whether equal and cosmetic rows are unfolded.
    pub cosmetic: bool,
    /// Scrolling in the failing bytes.
    pub failing_view: BytesView,
    /// Scrolling in the good bytes.
    pub good_view: BytesView,
    /// Scrolling in the refusal.
    pub response_view: BytesView,
}

impl State {
    /// Starts over for another diagnosis; the way of looking stays.
    pub fn begin(&mut self) {
        *self = Self { raw: self.raw, why: self.why, cosmetic: self.cosmetic, ..Self::default() };
        // The raw twin is for pointing at bytes: their offsets belong to it.
        (self.failing_view.offsets, self.good_view.offsets) = (true, true);
    }

    /// The panes that `tab` goes through: by meaning, both requests are one.
    #[must_use]
    pub const fn panes(&self) -> &'static [usize] {
        if self.raw { &[0, 1, 2, 3] } else { &[0, 1, 3] }
    }
}
