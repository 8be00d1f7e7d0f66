//! What keys do on the presets screen.

use super::Action;
use super::state::State;
use crate::model::Draft;
use crate::tui::action::Action as Key;
use crate::tui::action::View;
use crate::tui::facts::Facts;
use crate::tui::facts::Shown;
use crate::tui::screens::ask::Ask;
use crate::tui::widgets::toast::Tone;
use ratatui::layout::Constraint;
use ratatui::layout::Layout;
use ratatui::layout::Rect;
use std::sync::Arc;

/// Follows one act.
pub fn update(state: &mut State, facts: &Facts, action: Key) -> Vec<Ask> {
    match action {
        Key::Presets(action) => act(state, facts, action),
        Key::Move(motion) if state.focus.pane == 0 => {
            state.preset.travel(motion, state.listed(facts).len());
            Vec::new()
        }
        Key::Move(motion) => {
            state.exchange.travel(motion, facts.exchanges.len());
            Vec::new()
        }
        Key::View(View::Search) => vec![Ask::Open(crate::tui::overlays::search(&state.filter))],
        Key::View(view) => {
            state.focus.follow(view, 2);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn act(state: &mut State, facts: &Facts, action: Action) -> Vec<Ask> {
    match action {
        Action::Open if state.focus.pane == 1 => match chosen(state, facts) {
            Some(shown) => vec![Ask::Look(shown)],
            None => Vec::new(),
        },
        Action::Open | Action::Send => {
            let listed = state.listed(facts);
            let Some(preset) = listed.get(state.preset.at) else { return Vec::new() };
            vec![Ask::Use(Box::new((*preset).clone()), action == Action::Send)]
        }
        Action::Mark => match chosen(state, facts).filter(|_| state.focus.pane == 1) {
            Some(shown) => vec![Ask::AskMark(shown)],
            None => vec![Ask::Say(
                Tone::Info,
                "send a request or open a file with `o`; then mark it in the list of exchanges (2)"
                    .to_owned(),
            )],
        },
        Action::Diagnose => vec![Ask::Diagnose],
        Action::New => vec![Ask::Make(Box::new(Draft::new("GET", "https://")), "new".to_owned())],
        Action::Demo => vec![Ask::Demo("keap".to_owned())],
    }
}

/// The exchange under the cursor; the list shows the newest first.
fn chosen(state: &State, facts: &Facts) -> Option<Arc<Shown>> {
    facts.exchanges.iter().rev().nth(state.exchange.at).cloned()
}

/// Where the panes are: presets, exchanges; the third is what is told of the preset under the cursor.
#[must_use]
pub fn panes(state: &State, facts: &Facts, area: Rect) -> Vec<Rect> {
    let rows = u16::try_from(facts.exchanges.len()).unwrap_or(u16::MAX).clamp(2, 8) + 2;
    let [top, bottom] =
        Layout::vertical([Constraint::Min(6), Constraint::Length(rows)]).areas(area);
    let [left, right] =
        Layout::horizontal([Constraint::Percentage(42), Constraint::Min(20)]).areas(top);
    state.focus.seen(area, vec![left, bottom, right])
}
