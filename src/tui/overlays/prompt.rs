//! One line to type: what to look for, a file's path, a variable's value.

use crate::tui::input::Code;
use crate::tui::input::Input;
use crate::tui::screens::ask::Ask;
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog;
use crate::tui::widgets::grapheme;
use crate::tui::widgets::text_input::TextInput;
use crate::tui::widgets::text_input::Typed;
use crate::wire::escape;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A line being typed for some end.
#[derive(Clone, Debug)]
pub struct Prompt {
    end: End,
    input: TextInput,
}

/// What the line is for.
#[derive(Clone, Debug)]
enum End {
    Search,
    File,
    Variable { name: String, secret: bool },
}

impl Prompt {
    /// What to look for; found while it is typed.
    #[must_use]
    pub fn search(before: &str) -> Self {
        Self { end: End::Search, input: TextInput::of(before) }
    }

    /// A file's path.
    #[must_use]
    pub fn file() -> Self {
        Self { end: End::File, input: TextInput::default() }
    }

    /// A variable's value; masked where it is secret, until `ctrl-s` shows it.
    #[must_use]
    pub fn variable(name: &str, secret: bool) -> Self {
        let input = if secret { TextInput::default().masked() } else { TextInput::default() };
        Self { end: End::Variable { name: name.to_owned(), secret }, input }
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
        match &self.end {
            End::Search if text.is_empty() => vec![Ask::Close],
            // Once more, so that what was not found is said after the prompt is gone.
            End::Search => vec![Ask::Close, Ask::Search(text)],
            _ if text.is_empty() => vec![Ask::Close],
            End::File => vec![Ask::Close, Ask::OpenFile(text)],
            End::Variable { name, .. } => {
                vec![Ask::Close, Ask::SetVar(name.clone(), text), Ask::SendDraft]
            }
        }
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
