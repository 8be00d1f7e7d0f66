//! What a key may mean: moves that every list knows, acts of the whole program, and one enum for each screen.

use super::screens::doctor;
use super::screens::draft;
use super::screens::exchange;
use super::screens::lists;
use super::screens::presets;

/// The meaning of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// An act of the whole program.
    Global(Global),
    /// A move in whatever has the focus.
    Move(Motion),
    /// An act on the view that has the focus.
    View(View),
    /// An act of the presets screen.
    Presets(presets::Action),
    /// An act of the request screen.
    Draft(draft::Action),
    /// An act of the exchange screen.
    Exchange(exchange::Action),
    /// An act of the doctor screen.
    Doctor(doctor::Action),
    /// An act on a list of exchanges.
    List(lists::Action),
}

/// Acts of the whole program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Global {
    /// One screen back; out of the program from the first.
    Back,
    /// Out of the program, or stop the work that runs.
    Stop,
    /// The keys that count now.
    Help,
    /// All acts by name.
    Palette,
    /// Secrets shown or masked.
    Secrets,
    /// A file of any known kind.
    OpenFile,
    /// The requests of what was opened last.
    Requests,
    /// What a capture records.
    Capture,
    /// What was sent and captured before.
    History,
    /// To the shell and back.
    Suspend,
    /// Everything drawn anew.
    Redraw,
}

/// Acts on the view that has the focus; every screen knows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// The next pane.
    NextPane,
    /// The pane before.
    PreviousPane,
    /// The pane of this number, from 0.
    Pane(u8),
    /// One pane over the whole screen, or all of them again.
    Full,
    /// Bytes as hex, or as lines.
    Hex,
    /// Ask for a text to look for.
    Search,
    /// To the next place where it stands.
    SearchNext,
    /// To the one before.
    SearchPrevious,
}

/// A move of a cursor over rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// One page up.
    PageUp,
    /// One page down.
    PageDown,
    /// To the first row.
    First,
    /// To the last row.
    Last,
    /// So many rows; the wheel.
    By(i16),
}

impl Motion {
    /// Where the cursor stands afterwards, among `len` rows of which a page shows `page`.
    #[must_use]
    pub fn apply(self, at: usize, len: usize, page: usize) -> usize {
        let last = len.saturating_sub(1);
        let to = match self {
            Self::Up => at.saturating_sub(1),
            Self::Down => at.saturating_add(1),
            Self::PageUp => at.saturating_sub(page),
            Self::PageDown => at.saturating_add(page),
            Self::First => 0,
            Self::Last => last,
            Self::By(rows) => at.saturating_add_signed(isize::from(rows)),
        };
        to.min(last)
    }
}
