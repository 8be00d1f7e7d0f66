//! The acts of the request screen on exact bytes: by line, and by half byte in the hex view.

use super::Action;
use super::state::State;
use super::state::Typing;
use super::state::What;
use super::update::refresh;
use crate::tui::facts::Facts;
use crate::tui::input::Code;
use crate::tui::input::Input;
use crate::tui::screens::ask::Ask;
use crate::tui::widgets::text_input::TextInput;
use crate::tui::widgets::toast::Tone;

/// Follows one act.
pub(super) fn act(state: &mut State, facts: &Facts, action: Action) -> Vec<Ask> {
    let line = state.cursor.at;
    let Some(What::Exact(exact)) = &mut state.what else { return Vec::new() };
    let done = match action {
        Action::Edit => {
            state.typing = Some(Typing::Exact(line, TextInput::of(&exact.text(line))));
            return Vec::new();
        }
        Action::EditOutside => return vec![Ask::EditOutside(exact.request.bytes.clone())],
        Action::Add => {
            let added = exact.add_behind(line);
            if added {
                state.cursor.at += 1;
                state.typing = Some(Typing::Exact(line + 1, TextInput::default()));
            }
            added
        }
        Action::Delete => exact.delete(line),
        Action::Duplicate => exact.duplicate(line),
        Action::Undo => exact.undo(),
        Action::RefitLength => exact.refit(),
        _ => {
            let why = "these are exact bytes: no client writes them; edit them as they are";
            return vec![Ask::Say(Tone::Info, why.to_owned())];
        }
    };
    if !done {
        return vec![Ask::Say(Tone::Info, "nothing to change here".to_owned())];
    }
    state.cursor.clamp(state.len());
    refresh(state, facts)
}

/// In the hex view, `e` on the preview starts overwriting: hex digits write, arrows move, `esc` ends.
pub(super) fn nibble(state: &mut State, facts: &Facts, input: &Input) -> Option<Vec<Ask>> {
    let (at, low) = state.nibble?;
    let Input::Key(key) = input else { return None };
    let Some(What::Exact(exact)) = &mut state.what else { return None };
    let last = u32::try_from(exact.request.bytes.len()).unwrap_or(u32::MAX).saturating_sub(1);
    let to = match key.code {
        Code::Esc | Code::Enter => {
            state.nibble = None;
            return Some(Vec::new());
        }
        Code::Left => (at.saturating_sub(1), false),
        Code::Right => (at + 1, false),
        Code::Up => (at.saturating_sub(16), false),
        Code::Down => (at + 16, false),
        Code::Delete => {
            exact.delete_byte(at);
            (at, false)
        }
        Code::Backspace if at > 0 => {
            exact.delete_byte(at - 1);
            (at - 1, false)
        }
        Code::Char('i') => {
            exact.insert_byte(at);
            (at, false)
        }
        Code::Char('u') => {
            exact.undo();
            (at, false)
        }
        _ => {
            let digit = key.typed().and_then(|c| c.to_digit(16))?;
            exact.set_nibble(at, low, u8::try_from(digit).unwrap_or(0));
            if low { (at + 1, false) } else { (at, true) }
        }
    };
    state.nibble = Some((to.0.min(last), to.1));
    let asks = refresh(state, facts);
    if let Some(preview) = &state.preview {
        state.view.show(&preview.document, to.0.min(last));
    }
    Some(asks)
}
