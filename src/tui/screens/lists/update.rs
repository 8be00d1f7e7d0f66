//! What keys do on a list of exchanges, and what becomes of the bytes and the findings that were asked for.

use super::act::act;
use super::state::Finding;
use super::state::PAGE;
use super::state::Source;
use super::state::State;
use crate::history::Found;
use crate::history::Query;
use crate::tui::action::Action as Key;
use crate::tui::action::View;
use crate::tui::entry::Entry;
use crate::tui::entry::Place;
use crate::tui::facts::Document;
use crate::tui::facts::Facts;
use crate::tui::opened::Opened;
use crate::tui::overlays;
use crate::tui::screens::ScreenId;
use crate::tui::screens::ask::Ask;
use crate::tui::screens::panes::two;
use crate::tui::screens::reading;
use crate::tui::widgets::bytes_view::BytesView;
use crate::tui::widgets::toast::Tone;
use ratatui::layout::Rect;
use std::sync::Arc;

/// How many entries before its end a list asks for more.
const AHEAD: usize = 20;

impl Source {
    /// The screen that shows it.
    #[must_use]
    pub const fn screen(self) -> ScreenId {
        match self {
            Self::File => ScreenId::Requests,
            Self::Capture => ScreenId::Capture,
            Self::History => ScreenId::History,
        }
    }
}

/// Follows one act.
pub fn update(state: &mut State, facts: &Facts, action: Key) -> Vec<Ask> {
    match action {
        Key::List(action) => return act(state, facts, action),
        Key::Move(motion) if state.focus.pane == 0 => {
            state.list.travel(motion, state.passing.len());
            return match state.source {
                Source::File => Vec::new(),
                Source::Capture => {
                    state.follow = state.is_at_newest();
                    Vec::new()
                }
                // Whoever moves about in the history is not taken back to its beginning.
                Source::History => {
                    state.follow &= state.is_at_newest();
                    vec![Ask::Watch]
                }
            };
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

/// After any change, once the list is on the screen: the preview starts anew where another entry is under the cursor,
/// its bytes are asked for, and so are more entries where the end comes near.
pub fn settle(state: &mut State) -> Vec<Ask> {
    let entry = state.chosen().cloned();
    let key = entry.as_ref().map(|entry| entry.key);
    if state.seen != key {
        state.seen = key;
        let hex = state.view.hex;
        state.view = BytesView::default();
        state.view.hex = hex;
    }
    let mut asks = Vec::new();
    if let Some(entry) = entry
        && state.content().is_none()
        && (matches!(entry.place, Place::Kept(_) | Place::Held(_))
            || state.then.is_some_and(|(wanted, _)| wanted == entry.key))
    {
        asks.extend(peek(state, &entry));
    }
    let near = state.list.at + AHEAD >= state.passing.len();
    if near && state.more && state.finding == Finding::No {
        let last = state.all.last().and_then(|entry| entry.kept());
        state.finding = Finding::Asked;
        let query = Query { before: last, limit: Some(PAGE), ..state.query.clone() };
        asks.push(Ask::Find(state.source.screen(), query));
    }
    asks
}

/// Asks for the bytes of an entry, unless some are being read: one at a time, however fast the cursor goes.
pub(super) fn peek(state: &mut State, entry: &Entry) -> Vec<Ask> {
    if state.asked.is_some() {
        return Vec::new();
    }
    state.asked = Some(entry.key);
    vec![Ask::Peek(state.source.screen(), entry.key, entry.place.clone())]
}

/// Takes the bytes of an entry, and does what they were read for. Where the cursor has gone on meanwhile, nothing is
/// done: it would be done to another one.
pub fn peeked(state: &mut State, facts: &Facts, key: u64, opened: Opened) -> Vec<Ask> {
    state.asked = None;
    let at = state.all.iter().position(|entry| entry.key == key);
    if let Some(at) = at
        && let Some(entry) = state.all.get_mut(at)
        && matches!(entry.place, Place::File(_))
    {
        *entry = Arc::new(Entry::of_opened(at, opened));
    } else {
        state.peeked = Some((key, Arc::new(opened)));
    }
    let here = state.chosen().map(|entry| entry.key);
    match state.then.take() {
        // The first look is at the request itself.
        Some((_, super::Action::Turn)) if state.source == Source::File => Vec::new(),
        Some((wanted, action)) if here == Some(wanted) && wanted == key => {
            act(state, facts, action)
        }
        // These bytes were asked for before the cursor came to where the key was pressed.
        then => {
            state.then = then.filter(|(wanted, _)| here == Some(*wanted));
            Vec::new()
        }
    }
}

/// Shows only what the line asks for.
pub fn look_for(state: &mut State, line: &str) -> Vec<Ask> {
    line.clone_into(&mut state.filter);
    state.query = Query::typed(line);
    if state.source == Source::History {
        // Another question: it begins with a page of its own.
        state.all.clear();
    }
    state.found.clear();
    state.sift();
    refresh(state)
}

/// Asks the history anew; while it is being asked, once it has answered.
pub fn refresh(state: &mut State) -> Vec<Ask> {
    let query = match state.source {
        Source::History => page(state),
        Source::Capture if state.query.text.is_some() => {
            let first = state.all.iter().find_map(|entry| entry.kept());
            let Some(first) = first else { return Vec::new() };
            let text = state.query.text.clone();
            Query { text, since: Some(first), ..Query::default() }
        }
        _ => return Vec::new(),
    };
    if state.finding != Finding::No {
        state.finding = Finding::Stale;
        return Vec::new();
    }
    state.finding = Finding::Asked;
    vec![Ask::Find(state.source.screen(), query)]
}

/// One page; asked anew, as many entries as there are, so that none is taken from under the cursor.
fn page(state: &State) -> Query {
    let limit = if state.seen.is_some() { state.all.len().max(PAGE) } else { PAGE };
    Query { limit: Some(limit), ..state.query.clone() }
}

/// Takes what the history found.
pub fn found(state: &mut State, query: &Query, found: Result<Vec<Found>, String>) -> Vec<Ask> {
    if std::mem::take(&mut state.finding) == Finding::Stale {
        return refresh(state);
    }
    let found = match found {
        Ok(found) => found,
        Err(reason) => {
            state.more = false;
            state.problem = Some(reason.clone());
            return vec![Ask::Say(Tone::Error, reason)];
        }
    };
    state.problem = None;
    if state.source == Source::Capture {
        state.found = found.into_iter().map(|found| found.id).collect();
        state.sift();
        return Vec::new();
    }
    state.more = query.limit.is_some_and(|limit| found.len() == limit);
    let newest = found.first().map(|newest| newest.id).filter(|_| query.before.is_none());
    state.newest = state.newest.max(newest);
    let entries = found.into_iter().map(|found| Arc::new(Entry::of_found(found)));
    if query.before.is_some() {
        state.all.extend(entries);
    } else {
        state.all = entries.collect();
    }
    state.sift();
    Vec::new()
}

/// The bytes that the preview shows.
pub(super) fn document(state: &State) -> Option<Arc<Document>> {
    let shown = state.content()?.shown.as_ref().ok()?;
    Some(Arc::clone(if state.answer { &shown.received } else { &shown.sent }))
}

/// Where the panes are: the list and the preview, beside each other where there is room, else above each other.
#[must_use]
pub fn panes(state: &State, area: Rect) -> Vec<Rect> {
    // A line of the list is as wide as a row of hex.
    let (list, preview) = two(area, true);
    state.focus.seen(area, vec![list, preview])
}
