//! Where things are on the screen: pure functions that drawing and the mouse share.

use super::app::App;
use super::screens::ScreenId;
use super::screens::doctor;
use super::screens::draft;
use super::screens::exchange;
use super::screens::lists;
use super::screens::presets;
use ratatui::layout::Constraint;
use ratatui::layout::Layout;
use ratatui::layout::Rect;

/// The three parts of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Areas {
    /// Where one is, which marks are set, what runs.
    pub header: Rect,
    /// The screen's panes.
    pub body: Rect,
    /// The keys that count now; a word in passing stands over it.
    pub footer: Rect,
}

/// Cuts the screen into its parts.
#[must_use]
pub fn areas(size: Rect) -> Areas {
    let [header, body, footer] =
        Layout::vertical([Constraint::Length(1), Constraint::Min(1), Constraint::Length(1)])
            .areas(size);
    Areas { header, body, footer }
}

/// The panes of the screen that is seen, in the order of their numbers.
#[must_use]
pub fn panes(app: &App, body: Rect) -> Vec<Rect> {
    match app.screen() {
        ScreenId::Presets => presets::panes(&app.screens.presets, &app.facts, body),
        ScreenId::Draft => draft::panes(&app.screens.draft, body),
        ScreenId::Requests => lists::panes(&app.screens.requests, body),
        ScreenId::Capture => lists::panes(&app.screens.capture, body),
        ScreenId::History => lists::panes(&app.screens.history, body),
        ScreenId::Exchange => exchange::panes(&app.screens.exchange, body),
        ScreenId::Doctor => match &app.facts.diagnosed {
            Some(diagnosed) => doctor::panes(&app.screens.doctor, &app.facts, diagnosed, body),
            None => Vec::new(),
        },
    }
}
