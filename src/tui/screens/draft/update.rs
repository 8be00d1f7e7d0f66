//! What keys do on the request screen: where they go, and what follows from a change.

use super::act;
use super::exact_act;
use super::form::Form;
use super::form::Line;
use super::state::State;
use super::state::Typing;
use super::state::What;
use crate::tui::action::Action as Key;
use crate::tui::action::View;
use crate::tui::effect::Composition;
use crate::tui::effect::SendPlan;
use crate::tui::facts::Facts;
use crate::tui::facts::Preview;
use crate::tui::input::Code;
use crate::tui::input::Input;
use crate::tui::jobs::Purpose;
use crate::tui::screens::ask::Ask;
use crate::tui::screens::panes::two;
use crate::tui::screens::reading;
use crate::tui::widgets::text_input::Typed;
use crate::tui::widgets::toast::Tone;
use bytes::Bytes;
use ratatui::layout::Rect;
use std::sync::Arc;

/// Follows one act.
pub fn update(state: &mut State, facts: &Facts, action: Key) -> Vec<Ask> {
    match action {
        Key::Draft(action) => act::act(state, facts, action),
        Key::Move(motion) if state.focus.pane == 0 => {
            state.cursor.travel(motion, state.len());
            Vec::new()
        }
        action => look(state, action),
    }
}

fn look(state: &mut State, action: Key) -> Vec<Ask> {
    let document = state.preview.as_ref().map(|preview| Arc::clone(&preview.document));
    if action == Key::View(View::Hex) && document.is_some() {
        state.focus.pane = 1;
        state.nibble = None;
    }
    if let Some(asks) = reading::follow(&mut state.view, document.as_deref(), action) {
        return asks;
    }
    match action {
        Key::View(View::Search) => return vec![Ask::Open(crate::tui::overlays::search(""))],
        Key::View(view) => {
            state.focus.follow(view, 2);
        }
        _ => {}
    }
    Vec::new()
}

/// Takes input as text or as hex digits, where something is being typed; `None` leaves it to the key table.
pub fn takes(state: &mut State, facts: &Facts, input: &Input) -> Option<Vec<Ask>> {
    if matches!(input, Input::Click(..) | Input::Wheel(..)) {
        return None;
    }
    if state.is_typing() {
        return Some(typed(state, facts, input));
    }
    exact_act::nibble(state, facts, input)
}

/// Takes input while something is being typed.
fn typed(state: &mut State, facts: &Facts, input: &Input) -> Vec<Ask> {
    let Some(typing) = &mut state.typing else { return Vec::new() };
    match input {
        Input::Paste(text) => match typing {
            Typing::Body(area) => area.paste(text),
            Typing::Line(_, line) | Typing::Var(_, line) | Typing::Exact(_, line) => {
                line.paste(text);
            }
        },
        Input::Key(key) => {
            let ends = match (&typing, key.code) {
                (_, Code::Esc) => return leave(state, facts),
                (Typing::Body(_), Code::Tab) => key.shift,
                (_, Code::Char('r')) => key.ctrl,
                (Typing::Body(_), _) => false,
                (_, code) => matches!(code, Code::Enter | Code::Tab | Code::Down | Code::Up),
            };
            if ends {
                let mut asks = commit(state, facts);
                if state.is_typing() {
                    return asks;
                }
                match key.code {
                    Code::Char('r') => {
                        state.send_next = true;
                        asks.extend(refresh(state, facts));
                    }
                    Code::Up => state.cursor.at = state.cursor.at.saturating_sub(1),
                    Code::Down | Code::Tab => state.cursor.at += 1,
                    _ => {}
                }
                state.cursor.clamp(state.len());
                return asks;
            }
            let typed = match typing {
                Typing::Body(area) => area.key(*key),
                Typing::Line(_, line) | Typing::Var(_, line) | Typing::Exact(_, line) => {
                    line.key(*key)
                }
            };
            if typed == Typed::Changed {
                return live(state, facts);
            }
            return Vec::new();
        }
        _ => return Vec::new(),
    }
    live(state, facts)
}

/// Escape keeps the text of a body, since it may be long, and gives up a line.
fn leave(state: &mut State, facts: &Facts) -> Vec<Ask> {
    match state.typing {
        Some(Typing::Body(_)) => commit(state, facts),
        _ => {
            state.typing = None;
            if let (Some(Line::Header(at)), Some(What::Form(form))) =
                (state.line(), &mut state.what)
                && form.draft.headers.get(at).is_some_and(|header| header.name.is_empty())
            {
                form.delete(Line::Header(at));
            }
            refresh(state, facts)
        }
    }
}

/// Puts what was typed where it belongs.
fn commit(state: &mut State, facts: &Facts) -> Vec<Ask> {
    let Some(typing) = state.typing.take() else { return Vec::new() };
    let mut asks = Vec::new();
    match (&typing, &mut state.what) {
        (Typing::Line(line, input), Some(What::Form(form))) => {
            if let Err(reason) = form.set(*line, input.text()) {
                asks.push(Ask::Say(Tone::Warning, reason));
                state.typing = Some(typing);
                return asks;
            }
        }
        (Typing::Body(area), Some(What::Form(form))) => form.set_body(&area.text()),
        (Typing::Exact(line, input), Some(What::Exact(exact))) => {
            exact.set(*line, input.text());
        }
        (Typing::Var(name, input), _) => {
            asks.push(Ask::SetVar(name.clone(), input.text().to_owned()));
            return asks;
        }
        _ => {}
    }
    asks.extend(refresh(state, facts));
    asks
}

/// The preview follows each key: the draft as it would be if typing ended now.
fn live(state: &State, facts: &Facts) -> Vec<Ask> {
    let Some(What::Form(form)) = &state.what else { return Vec::new() };
    let mut form = form.clone();
    match &state.typing {
        Some(Typing::Line(line, input)) if form.set(*line, input.text()).is_ok() => {}
        Some(Typing::Body(area)) => form.set_body(&area.text()),
        _ => return Vec::new(),
    }
    vec![Ask::Compose(Box::new(composition(&form, facts)))]
}

/// Has the preview made anew from what is there now.
pub fn refresh(state: &mut State, facts: &Facts) -> Vec<Ask> {
    match &state.what {
        Some(What::Form(form)) => vec![Ask::Compose(Box::new(composition(form, facts)))],
        Some(What::Exact(exact)) => {
            state.preview = Some(Arc::new(Preview::exact(&exact.request)));
            if std::mem::take(&mut state.send_next) { send(state, facts) } else { Vec::new() }
        }
        None => Vec::new(),
    }
}

fn composition(form: &Form, facts: &Facts) -> Composition {
    Composition {
        draft: form.draft.clone(),
        given: facts.vars.clone(),
        declared: form.vars.clone(),
        files: form.files.clone(),
    }
}

/// Sends the bytes of the preview, or asks first for what is missing.
pub fn send(state: &mut State, facts: &Facts) -> Vec<Ask> {
    let Some(preview) = &state.preview else {
        let reason = state.problem.clone().unwrap_or_else(|| "nothing to send yet".to_owned());
        return vec![Ask::Say(Tone::Error, reason)];
    };
    if let (Some(name), Some(What::Form(form))) = (preview.unfilled.first(), &state.what) {
        let secret = crate::tui::facts::is_secret_var(name, &form.vars);
        return vec![Ask::Open(crate::tui::overlays::variable(name, secret))];
    }
    let plan = plan(state, facts, preview);
    vec![Ask::Send(Box::new(plan), Purpose::Send)]
}

/// The bytes of the preview with where they are to go.
pub(super) fn plan(state: &State, facts: &Facts, preview: &Preview) -> SendPlan {
    let (to, label) = match &state.what {
        Some(What::Form(form)) => (facts.dial(&form.dial, &preview.url), form.label.clone()),
        Some(What::Exact(exact)) => {
            (facts.dial_exact(exact.endpoint.as_ref(), &exact.request), exact.label.clone())
        }
        None => (crate::tui::effect::Dial::Unknown, String::new()),
    };
    SendPlan { to, bytes: preview.document.bytes.clone(), label }
}

/// Takes what came back from `$EDITOR`.
pub fn edited(state: &mut State, facts: &Facts, bytes: &Bytes) -> Vec<Ask> {
    match &mut state.what {
        Some(What::Exact(exact)) => {
            exact.replace(bytes.clone());
        }
        Some(What::Form(form)) => match std::str::from_utf8(bytes) {
            // An editor ends the last line; that line end was never meant as a part of the body.
            Ok(text) => form.set_body(text.strip_suffix('\n').unwrap_or(text)),
            Err(_) => {
                let source = crate::model::Source::Bytes(bytes.to_vec());
                form.draft.body = crate::model::BodyDraft::Raw { media_type: None, source };
            }
        },
        None => {}
    }
    refresh(state, facts)
}

/// Where the panes are: the form and its preview, beside each other where there is room, else above each other.
#[must_use]
pub fn panes(state: &State, area: Rect) -> Vec<Rect> {
    let (form, preview) = two(area, state.view.hex);
    state.focus.seen(area, vec![form, preview])
}
