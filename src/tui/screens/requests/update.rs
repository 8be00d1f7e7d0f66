//! What keys do on the list of requests.

use super::Action;
use super::state::State;
use crate::tui::action::Action as Key;
use crate::tui::action::View;
use crate::tui::facts::Document;
use crate::tui::opened::Opened;
use crate::tui::overlays;
use crate::tui::screens::ask::Ask;
use crate::tui::screens::ask::Mark;
use crate::tui::screens::panes::two;
use crate::tui::screens::reading;
use crate::tui::widgets::bytes_view::BytesView;
use crate::tui::widgets::toast::Tone;
use ratatui::layout::Rect;
use std::sync::Arc;

/// Follows one act.
pub fn update(state: &mut State, action: Key) -> Vec<Ask> {
    match action {
        Key::Requests(action) => return act(state, action),
        Key::Move(motion) if state.focus.pane == 0 => {
            let before = state.list.at;
            state.list.travel(motion, state.passing.len());
            if state.list.at != before {
                let hex = state.view.hex;
                state.view = BytesView::default();
                state.view.hex = hex;
            }
            return Vec::new();
        }
        Key::View(View::Search) => {
            let before = if state.focus.pane == 0 { state.filter.as_str() } else { "" };
            return vec![Ask::Open(overlays::search(before))];
        }
        _ => {}
    }
    let document = document(state);
    if let Some(asks) = reading::follow(&mut state.view, document.as_deref(), action) {
        return asks;
    }
    if let Key::View(view) = action {
        state.focus.follow(view, 2);
    }
    Vec::new()
}

/// Takes a request that was unread until now to its place, and does what it was read for. Where the cursor has gone on
/// meanwhile, nothing is done: it would be done to another request.
pub fn read(state: &mut State, at: usize, opened: Opened) -> Vec<Ask> {
    let Some(place) = state.all.get_mut(at) else { return Vec::new() };
    *place = Arc::new(opened);
    let here = state.passing.get(state.list.at) == Some(&at);
    match state.then.take() {
        // The first look is at the request itself.
        Some((_, Action::Turn)) | None => Vec::new(),
        Some((wanted, action)) if here && wanted == at => act(state, action),
        Some(_) => Vec::new(),
    }
}

/// The bytes that the preview shows.
pub(super) fn document(state: &State) -> Option<Arc<Document>> {
    let shown = state.chosen()?.shown.as_ref().ok()?;
    Some(Arc::clone(if state.answer { &shown.received } else { &shown.sent }))
}

fn act(state: &mut State, action: Action) -> Vec<Ask> {
    let Some(one) = state.chosen().cloned() else {
        return vec![Ask::Say(Tone::Info, "no request holds that text".to_owned())];
    };
    // The doctor is asked about what is marked, wherever that is: nothing needs to be read for it.
    if action != Action::Diagnose
        && let (Some(input), Some(at)) = (&one.unread, state.passing.get(state.list.at))
    {
        state.then = Some((*at, action));
        return vec![Ask::Read(*at, input.clone())];
    }
    match action {
        Action::Turn => {
            state.answer = !state.answer;
            Vec::new()
        }
        Action::Diagnose => vec![Ask::Diagnose],
        Action::Open => take_up(&one),
        Action::Edit => with_bytes(&one, Ask::EditBytes),
        Action::Mark => with_bytes(&one, Ask::AskMark),
        Action::Failing => with_bytes(&one, |shown| Ask::Mark(shown, Mark::Failing)),
        Action::Good => with_bytes(&one, |shown| Ask::Mark(shown, Mark::Good)),
    }
}

/// Takes a request up: a description as a form, bytes as an exchange.
pub fn take_up(one: &Arc<Opened>) -> Vec<Ask> {
    if one.draft.is_some() {
        return vec![Ask::TakeUp(Arc::clone(one))];
    }
    with_bytes(one, Ask::Look)
}

/// What is to be done with the bytes; where a repair is offered, it is asked for first.
fn with_bytes(one: &Arc<Opened>, ask: impl Fn(Arc<crate::tui::facts::Shown>) -> Ask) -> Vec<Ask> {
    match &one.shown {
        Ok(shown) if one.repair.is_some() => {
            vec![Ask::Open(overlays::repair(one, ask(Arc::clone(shown))))]
        }
        Ok(shown) => vec![ask(Arc::clone(shown))],
        Err(reason) => vec![Ask::Say(Tone::Error, reason.clone())],
    }
}

/// Where the panes are: the list and the preview, beside each other where there is room, else above each other.
#[must_use]
pub fn panes(state: &State, area: Rect) -> Vec<Rect> {
    let (list, preview) = two(area, state.view.hex);
    state.focus.seen(area, vec![list, preview])
}
