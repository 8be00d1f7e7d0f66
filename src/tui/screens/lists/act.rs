//! What is done with the exchange under the cursor of a list.

use super::Action;
use super::state::Source;
use super::state::State;
use super::update::peek;
use crate::tui::entry::Entry;
use crate::tui::entry::Place;
use crate::tui::facts::Facts;
use crate::tui::facts::Shown;
use crate::tui::opened::Opened;
use crate::tui::overlays;
use crate::tui::screens::ask::Ask;
use crate::tui::screens::ask::Mark;
use crate::tui::widgets::toast::Tone;
use std::sync::Arc;

/// Does it; where the bytes must be read for it first, once they are.
pub(super) fn act(state: &mut State, facts: &Facts, action: Action) -> Vec<Ask> {
    match action {
        Action::Listen => return vec![Ask::Listening],
        Action::Follow => return follow(state),
        // Nothing needs to be read for what is marked already.
        Action::Diagnose if facts.failing.is_some() && !is_asked_about(state, facts) => {
            return vec![Ask::Diagnose];
        }
        Action::Compare if facts.failing.is_some() && facts.good.is_some() => {
            return vec![Ask::Compare];
        }
        _ => {}
    }
    let Some(entry) = state.chosen().cloned() else {
        return vec![Ask::Say(Tone::Info, "there is no exchange under the cursor".to_owned())];
    };
    if matches!(action, Action::Note | Action::Delete) {
        return with_kept(&entry, action);
    }
    match (state.content().cloned(), &entry.place) {
        (Some(one), _) => with_content(state, facts, &one, action),
        (None, Place::Gone) => vec![Ask::Say(Tone::Info, GONE.to_owned())],
        (None, _) => {
            state.then = Some((entry.key, action));
            peek(state, &entry)
        }
    }
}

/// What is said of bytes that were let go.
pub(super) const GONE: &str =
    "its bytes were let go: without a history only the newest 64 MiB of a capture are held";

fn follow(state: &mut State) -> Vec<Ask> {
    if state.source == Source::File {
        return Vec::new();
    }
    state.follow = !state.follow;
    if state.follow {
        state.to_newest();
    }
    let follows = "the cursor follows the newest exchange";
    let word = if state.follow { follows } else { "the cursor stays where it is" };
    vec![Ask::Watch, Ask::Say(Tone::Info, word.to_owned())]
}

/// Whether the doctor is to be asked about the entry under the cursor, and not about what was marked before: it was
/// refused, and bears no mark. Where a file tells of no answers, only marks tell which one is meant.
fn is_asked_about(state: &State, facts: &Facts) -> bool {
    state.chosen().is_some_and(|entry| {
        let refused = entry.status.map_or(state.source != Source::File, |status| status >= 400);
        refused && facts.mark_of_entry(entry).is_none()
    })
}

fn with_kept(entry: &Entry, action: Action) -> Vec<Ask> {
    let Some(id) = entry.kept() else {
        return vec![Ask::Say(Tone::Info, "this one is not in the history".to_owned())];
    };
    let overlay = match action {
        Action::Note => overlays::note(id, &entry.note),
        _ => {
            let what = format!("Delete {} ({}) from the history for good?", id.0, entry.title);
            overlays::confirm(what, Ask::Forget(vec![id]))
        }
    };
    vec![Ask::Open(overlay)]
}

fn with_content(state: &mut State, facts: &Facts, one: &Arc<Opened>, action: Action) -> Vec<Ask> {
    match action {
        Action::Turn => {
            state.answer = !state.answer;
            Vec::new()
        }
        Action::Open => take_up(one),
        Action::Edit => with_bytes(one, |shown| vec![Ask::EditBytes(shown)]),
        Action::Resend => with_bytes(one, |shown| vec![Ask::Again(shown)]),
        Action::Mark => with_bytes(one, |shown| vec![Ask::AskMark(shown)]),
        Action::Failing => with_bytes(one, |shown| vec![Ask::Mark(shown, Mark::Failing)]),
        Action::Good => with_bytes(one, |shown| vec![Ask::Mark(shown, Mark::Good)]),
        Action::Convert => with_bytes(one, |shown| vec![Ask::Convert(shown)]),
        Action::Save => with_bytes(one, |shown| vec![Ask::Open(overlays::save_preset(shown))]),
        Action::Diagnose => with_bytes(one, diagnose),
        Action::Compare => with_bytes(one, |shown| compare(facts, shown)),
        Action::Note | Action::Delete | Action::Listen | Action::Follow => Vec::new(),
    }
}

/// This one is what is asked about, unless it works.
fn diagnose(shown: Arc<Shown>) -> Vec<Ask> {
    if shown.exchange.status().is_some_and(|status| status < 400) {
        return vec![Ask::Diagnose];
    }
    vec![Ask::Mark(shown, Mark::Failing), Ask::Diagnose]
}

/// The marked one beside this one, which takes the other mark.
fn compare(facts: &Facts, shown: Arc<Shown>) -> Vec<Ask> {
    let missing = match (&facts.failing, &facts.good) {
        (Some(_), _) => Mark::Good,
        (None, Some(_)) => Mark::Failing,
        (None, None) => {
            let word =
                "mark one with - or + first; then `c` sets the one under the cursor beside it";
            return vec![Ask::Say(Tone::Info, word.to_owned())];
        }
    };
    if facts.mark_of(&shown).is_some() {
        let word = "move to the other one: this one is marked already";
        return vec![Ask::Say(Tone::Info, word.to_owned())];
    }
    vec![Ask::Mark(shown, missing), Ask::Compare]
}

/// Takes a request up: a description as a form, bytes as an exchange.
pub fn take_up(one: &Arc<Opened>) -> Vec<Ask> {
    if one.draft.is_some() {
        return vec![Ask::TakeUp(Arc::clone(one))];
    }
    with_bytes(one, |shown| vec![Ask::Look(shown)])
}

/// What is to be done with the bytes; where a repair is offered, it is asked for first.
fn with_bytes(one: &Arc<Opened>, asks: impl Fn(Arc<Shown>) -> Vec<Ask>) -> Vec<Ask> {
    match &one.shown {
        Ok(shown) if one.repair.is_some() => {
            vec![Ask::Open(overlays::repair(one, Ask::All(asks(Arc::clone(shown)))))]
        }
        Ok(shown) => asks(Arc::clone(shown)),
        Err(reason) => vec![Ask::Say(Tone::Error, reason.clone())],
    }
}
