//! The acts of the request screen on a form.

use super::Action;
use super::exact_act;
use super::form::Form;
use super::form::Line;
use super::form::body_text;
use super::state::State;
use super::state::Typing;
use super::state::What;
use super::update::plan;
use super::update::refresh;
use super::update::send;
use crate::model::ProfileId;
use crate::tui::facts::Facts;
use crate::tui::screens::ask::Ask;
use crate::tui::widgets::text_area::TextArea;
use crate::tui::widgets::text_input::TextInput;
use crate::tui::widgets::toast::Tone;
use bytes::Bytes;

/// Follows one act.
pub(super) fn act(state: &mut State, facts: &Facts, action: Action) -> Vec<Ask> {
    match action {
        Action::Send => return send(state, facts),
        Action::Edit if state.focus.pane == 1 && state.view.hex && is_exact(state) => {
            state.nibble = Some((state.view.top(), false));
            let word = "hex digits overwrite, i inserts, delete removes, u takes back, esc ends";
            return vec![Ask::Say(Tone::Info, word.to_owned())];
        }
        Action::Edit if state.focus.pane == 1 => return send(state, facts),
        Action::Mark => {
            let Some(preview) = &state.preview else { return Vec::new() };
            return vec![Ask::ShowThenMark(Box::new(plan(state, facts, preview)))];
        }
        Action::Copy => {
            let Some(preview) = &state.preview else { return Vec::new() };
            return vec![Ask::Copy(crate::tui::facts::copied(&preview.document.bytes))];
        }
        _ => {}
    }
    match &mut state.what {
        Some(What::Exact(_)) => exact_act::act(state, facts, action),
        Some(What::Form(_)) => on_form(state, facts, action),
        None => Vec::new(),
    }
}

fn is_exact(state: &State) -> bool {
    matches!(state.what, Some(What::Exact(_)))
}

fn on_form(state: &mut State, facts: &Facts, action: Action) -> Vec<Ask> {
    let line = state.line().unwrap_or(Line::Url);
    let Some(What::Form(form)) = &mut state.what else { return Vec::new() };
    match action {
        Action::Edit => return edit(state, facts, line),
        Action::EditOutside => {
            let body = body_text(&form.draft.body).unwrap_or_default();
            return vec![Ask::EditOutside(Bytes::from(body))];
        }
        Action::NextClient => next_client(form, facts, 1),
        Action::PreviousClient => next_client(form, facts, facts.clients.len().saturating_sub(1)),
        Action::Add => {
            let line = form.add_header();
            let at = form.lines().iter().position(|other| *other == line).unwrap_or(0);
            state.cursor.at = at;
            state.focus.pane = 0;
            state.typing = Some(Typing::Line(line, TextInput::default()));
            return Vec::new();
        }
        Action::Delete if !form.delete(line) => return cannot("this line cannot be deleted"),
        Action::Toggle if !form.toggle(line) => return cannot("only headers are kept unsent"),
        Action::Duplicate if !form.duplicate(line) => {
            return cannot("only headers, parameters and cookies can stand twice");
        }
        Action::BodyKind => form.next_body_kind(),
        Action::Undo => return cannot("a form has no undo; while typing, ctrl-z is one"),
        Action::RefitLength => {
            return cannot("the client works Content-Length out; type a header to override it");
        }
        _ => {}
    }
    state.cursor.clamp(state.len());
    refresh(state, facts)
}

fn cannot(why: &str) -> Vec<Ask> {
    vec![Ask::Say(Tone::Info, why.to_owned())]
}

fn edit(state: &mut State, facts: &Facts, line: Line) -> Vec<Ask> {
    let Some(What::Form(form)) = &mut state.what else { return Vec::new() };
    state.typing = match line {
        Line::Client => {
            next_client(form, facts, 1);
            return refresh(state, facts);
        }
        Line::Var(at) => {
            let Some(var) = form.vars.get(at) else { return Vec::new() };
            let input = TextInput::of(&facts.var(&var.name).unwrap_or_default());
            let input = if var.secret && facts.veiled { input.masked() } else { input };
            Some(Typing::Var(var.name.clone(), input))
        }
        Line::Body => match body_text(&form.draft.body) {
            Some(text) => Some(Typing::Body(TextArea::of(&text))),
            None => {
                return cannot("this body is no text: send it as it is, or edit exact bytes");
            }
        },
        line => {
            let input = TextInput::of(&form.text(line));
            let secret = form.is_secret(line) && facts.veiled;
            Some(Typing::Line(line, if secret { input.masked() } else { input }))
        }
    };
    Vec::new()
}

/// Hands the draft to the client `step` places on.
fn next_client(form: &mut Form, facts: &Facts, step: usize) {
    let count = facts.clients.len().max(1);
    let at = facts.clients.iter().position(|(id, _)| *id == form.draft.client.0).unwrap_or(0);
    if let Some((id, _)) = facts.clients.get((at + step) % count) {
        form.draft.client = ProfileId(id);
    }
}
