//! One line to type: what to look for, a file's path, a variable's value, a name, a note.

use crate::model::Endpoint;
use crate::model::ExchangeId;
use crate::tui::effect::Role;
use crate::tui::facts::Shown;
use crate::tui::input::Code;
use crate::tui::input::Input;
use crate::tui::screens::ask::Ask;
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog;
use crate::tui::widgets::grapheme;
use crate::tui::widgets::text_input::TextInput;
use crate::tui::widgets::text_input::Typed;
use crate::tui::widgets::toast::Tone;
use crate::wire::escape;
use bytes::Bytes;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;

/// A line being typed for some end.
#[derive(Clone, Debug)]
pub struct Prompt {
    end: End,
    input: TextInput,
}

/// What the line is for.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// What to look for; found while it is typed.
    Search,
    /// A file's path.
    File,
    /// A variable's value; masked where it is secret, until `ctrl-s` shows it.
    Variable { name: String, secret: bool },
    /// The URL of a server to which a capture passes everything on.
    Upstream { keep_host: bool },
    /// The name of a preset.
    Preset(Arc<Shown>),
    /// The path of a file to be written.
    Write(Bytes),
    /// A note to what the history has.
    Note(ExchangeId),
}

impl Prompt {
    /// A line for that end, beginning with this text.
    pub(super) fn of(end: End, before: &str) -> Self {
        let input = TextInput::of(before);
        let masked = matches!(end, End::Variable { secret: true, .. });
        Self { input: if masked { input.masked() } else { input }, end }
    }

    pub(super) fn input(&mut self, input: &Input) -> Vec<Ask> {
        match input {
            Input::Paste(text) => {
                self.input.paste(text);
                return self.live();
            }
            Input::Key(key) if key.code == Code::Esc => {
                let mut asks = vec![Ask::Close];
                if matches!(self.end, End::Search) {
                    asks.push(Ask::Search(String::new()));
                }
                return asks;
            }
            Input::Key(key) if key.code == Code::Enter => return self.finish(),
            Input::Key(key) if key.ctrl && key.code == Code::Char('s') => {
                self.input.set_masked(false);
            }
            Input::Key(key) if self.input.key(*key) == Typed::Changed => return self.live(),
            _ => {}
        }
        Vec::new()
    }

    fn live(&self) -> Vec<Ask> {
        match self.end {
            End::Search => vec![Ask::Search(self.input.text().to_owned())],
            _ => Vec::new(),
        }
    }

    fn finish(&self) -> Vec<Ask> {
        let text = self.input.text().to_owned();
        let ask = match &self.end {
            End::Search if text.is_empty() => return vec![Ask::Close],
            // Once more, so that what was not found is said after the prompt is gone.
            End::Search => Ask::Search(text),
            // An empty note takes the old one away.
            End::Note(id) => Ask::Annotate(*id, text),
            _ if text.is_empty() => return vec![Ask::Close],
            End::File => Ask::OpenFile(text),
            End::Variable { name, .. } => {
                return vec![Ask::Close, Ask::SetVar(name.clone(), text), Ask::SendDraft];
            }
            End::Upstream { keep_host } => match Endpoint::from_origin(&text) {
                Ok(endpoint) => Ask::Listen(Role::Upstream { endpoint, keep_host: *keep_host }),
                // The prompt stays, with what was typed.
                Err(error) => return vec![Ask::Say(Tone::Error, error.to_string())],
            },
            End::Preset(shown) => Ask::SavePreset(Arc::clone(shown), text),
            End::Write(bytes) => Ask::WriteFile(text, bytes.clone()),
        };
        vec![Ask::Close, ask]
    }

    pub(super) fn draw(&self, area: Rect, buffer: &mut Buffer, theme: Theme) {
        let title = match &self.end {
            End::Search => "search · n and N go on · esc gives up".to_owned(),
            End::File => "open a file: raw bytes, curl, HAR, Postman, .http".to_owned(),
            End::Variable { name, secret } => {
                let name = escape::visible(name.as_bytes());
                let masked = if *secret { " · secret: ctrl-s shows it" } else { "" };
                format!("value of {{{{{name}}}}}, for this session only{masked}")
            }
            End::Upstream { keep_host: false } => "pass on to which server? its URL".to_owned(),
            End::Upstream { keep_host: true } => {
                "pass on, Host unchanged, to which server? its URL".to_owned()
            }
            End::Preset(_) => "name of the preset; / makes folders".to_owned(),
            End::Write(_) => "write to which file? an existing one is left alone".to_owned(),
            End::Note(_) => "note; empty takes it away".to_owned(),
        };
        let place = match self.end {
            // What is found must stay in sight.
            End::Search => {
                Rect { y: area.bottom().saturating_sub(3), height: area.height.min(3), ..area }
            }
            _ => dialog::centred(area, 74, 3),
        };
        let title = grapheme::shortened(&title, usize::from(place.width.saturating_sub(4)));
        let inner = dialog::draw(place, &title, buffer, theme);
        self.input.draw(inner, buffer, theme);
    }
}
