//! What keys do on the exchange screen.

use super::Action;
use super::state::Received;
use super::state::State;
use crate::tui::action::Action as Key;
use crate::tui::action::View;
use crate::tui::facts::Document;
use crate::tui::facts::Facts;
use crate::tui::facts::Shown;
use crate::tui::screens::ask::Ask;
use crate::tui::screens::panes::two;
use crate::tui::screens::reading;
use ratatui::layout::Constraint;
use ratatui::layout::Layout;
use ratatui::layout::Rect;
use std::sync::Arc;

/// Follows one act.
pub fn update(state: &mut State, _facts: &Facts, action: Key) -> Vec<Ask> {
    let Some(shown) = state.shown.clone() else { return vec![Ask::Back] };
    let document = document(state, &shown);
    if let Some(asks) = reading::follow(state.viewer(), document.as_deref(), action) {
        return asks;
    }
    match action {
        Key::Exchange(action) => return act(state, &shown, action),
        Key::View(View::Search) => {
            return vec![Ask::Open(crate::tui::overlays::search(""))];
        }
        Key::View(view) => {
            state.focus.follow(view, 2);
        }
        _ => {}
    }
    Vec::new()
}

/// The bytes that have the focus.
pub(super) fn document(state: &State, shown: &Shown) -> Option<Arc<Document>> {
    match (state.focus.pane, state.received) {
        (0, _) => Some(Arc::clone(&shown.sent)),
        (_, Received::Bytes) => Some(Arc::clone(&shown.received)),
        (_, Received::Body) => shown.body.clone(),
        _ => None,
    }
}

fn act(state: &mut State, shown: &Arc<Shown>, action: Action) -> Vec<Ask> {
    match action {
        Action::Mark => vec![Ask::AskMark(Arc::clone(shown))],
        Action::NextBody => {
            state.received = state.received.next();
            state.focus.pane = 1;
            Vec::new()
        }
        Action::Edit => vec![Ask::EditBytes(Arc::clone(shown))],
        Action::Resend => vec![Ask::Again(Arc::clone(shown))],
        Action::Convert => vec![Ask::Convert(Arc::clone(shown))],
        Action::Save => vec![Ask::Open(crate::tui::overlays::save_preset(Arc::clone(shown)))],
        Action::Diagnose => vec![Ask::Diagnose],
        Action::Copy => match document(state, shown) {
            Some(document) => vec![Ask::Copy(crate::tui::facts::copied(&document.bytes))],
            None => Vec::new(),
        },
    }
}

/// Where the panes are: sent and received, beside each other where there is room, else above each other.
#[must_use]
pub fn panes(state: &State, area: Rect) -> Vec<Rect> {
    let [summary, rest] = Layout::vertical([Constraint::Length(1), Constraint::Min(4)]).areas(area);
    let (sent, received) = two(rest, state.sent_view.hex || state.received_view.hex);
    let mut panes = state.focus.seen(rest, vec![sent, received]);
    panes.push(summary);
    panes
}

/// How wide the answer will be shown first, on a screen of that size.
#[must_use]
pub fn received_width(size: (u16, u16)) -> usize {
    let area = Rect::new(0, 0, size.0, size.1.max(8));
    let panes = panes(&State::default(), area);
    panes.get(1).map_or(0, |pane| usize::from(pane.width.saturating_sub(2)))
}
