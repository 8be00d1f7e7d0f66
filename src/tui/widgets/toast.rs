//! A word in passing: one line above the footer, gone with the next key.

use crate::tui::theme::Theme;
use crate::tui::widgets::grapheme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// How a word is meant; also told by its first character, for those who see no colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something went well.
    Good,
    /// Something to know.
    Info,
    /// Something to be careful about.
    Warning,
    /// Something went wrong.
    Error,
}

/// One word in passing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// How it is meant.
    pub tone: Tone,
    /// What is said; must be harmless text.
    pub text: String,
}

impl Toast {
    /// A toast.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into() }
    }

    /// Draws it into the first row of `area`.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, theme: Theme) {
        let sign = match self.tone {
            Tone::Good => '✔',
            Tone::Info => 'i',
            Tone::Warning => '!',
            Tone::Error => '✘',
        };
        let text = format!(" {sign} {} ", self.text);
        let text = grapheme::shortened(&text, usize::from(area.width));
        let style = theme.tone(self.tone);
        buffer.set_style(Rect { height: 1, ..area }, style);
        buffer.set_stringn(area.x, area.y, text, usize::from(area.width), style);
    }
}
