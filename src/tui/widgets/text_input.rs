//! One line of typing: a cursor, words, undo, paste; masked where what is typed is secret.

use super::grapheme;
use crate::tui::input::Code;
use crate::tui::input::Key;
use crate::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What became of a key that a text field was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// It changed the text.
    Changed,
    /// It moved the cursor.
    Moved,
    /// It means nothing to a text field.
    Ignored,
}

/// A line of text with a cursor in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextInput {
    text: String,
    /// Byte offset of the cursor; always between two characters.
    at: usize,
    masked: bool,
    undone: Vec<(String, usize)>,
}

impl TextInput {
    /// A field that holds `text`, with the cursor behind it. Line ends in it become spaces.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text = text.replace('\n', " ");
        Self { at: text.len(), text, masked: false, undone: Vec::new() }
    }

    /// The same field, drawn as dots.
    #[must_use]
    pub fn masked(mut self) -> Self {
        self.masked = true;
        self
    }

    /// What was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Shows or hides what is typed.
    pub fn set_masked(&mut self, masked: bool) {
        self.masked = masked;
    }

    /// Takes one key.
    pub fn key(&mut self, key: Key) -> Typed {
        if let Some(c) = key.typed() {
            self.insert(c.encode_utf8(&mut [0; 4]));
            return Typed::Changed;
        }
        if let Some(to) = self.target(key) {
            self.at = to;
            return Typed::Moved;
        }
        self.change(key)
    }

    /// Takes pasted text. Line ends cannot stand in one line: those at the end are left out, others become spaces.
    pub fn paste(&mut self, text: &str) {
        let line = text.trim_end_matches('\n').replace('\n', " ");
        self.insert(&line);
    }

    fn target(&self, key: Key) -> Option<usize> {
        let words = key.ctrl || key.alt;
        Some(match key.code {
            Code::Left if words => grapheme::word_before(&self.text, self.at),
            Code::Right if words => grapheme::word_after(&self.text, self.at),
            Code::Left => grapheme::before(&self.text, self.at),
            Code::Right => grapheme::after(&self.text, self.at),
            Code::Home => 0,
            Code::End => self.text.len(),
            Code::Char('a') if key.ctrl => 0,
            Code::Char('e') if key.ctrl => self.text.len(),
            Code::Char('b') if key.alt => grapheme::word_before(&self.text, self.at),
            Code::Char('f') if key.alt => grapheme::word_after(&self.text, self.at),
            _ => return None,
        })
    }

    fn change(&mut self, key: Key) -> Typed {
        let (start, end) = match key.code {
            Code::Backspace if key.alt || key.ctrl => {
                (grapheme::word_before(&self.text, self.at), self.at)
            }
            Code::Backspace => (grapheme::before(&self.text, self.at), self.at),
            Code::Delete => (self.at, grapheme::after(&self.text, self.at)),
            // Many terminals send ctrl-h for backspace.
            Code::Char('h') if key.ctrl => (grapheme::before(&self.text, self.at), self.at),
            Code::Char('w') if key.ctrl => (grapheme::word_before(&self.text, self.at), self.at),
            Code::Char('u') if key.ctrl => (0, self.at),
            Code::Char('k') if key.ctrl => (self.at, self.text.len()),
            Code::Char('z') if key.ctrl => return self.undo(),
            _ => return Typed::Ignored,
        };
        if start < end {
            self.remember();
            self.text.replace_range(start..end, "");
            self.at = start;
        }
        Typed::Changed
    }

    fn insert(&mut self, text: &str) {
        self.remember();
        self.text.insert_str(self.at, text);
        self.at += text.len();
    }

    fn remember(&mut self) {
        const MOST: usize = 200;
        if self.undone.len() >= MOST {
            self.undone.remove(0);
        }
        self.undone.push((self.text.clone(), self.at));
    }

    fn undo(&mut self) -> Typed {
        if let Some((text, at)) = self.undone.pop() {
            (self.text, self.at) = (text, at);
        }
        Typed::Changed
    }

    /// Draws the line into the first row of `area`, scrolled so that the cursor is seen.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, theme: Theme) {
        let shown = self.shown(&self.text);
        let before = self.shown(self.text.get(..self.at).unwrap_or_default());
        let columns = usize::from(area.width);
        let skip = (grapheme::width(&before) + 1).saturating_sub(columns);
        let mut from = grapheme::at_column(&shown, skip);
        if grapheme::width(before.get(..from).unwrap_or_default()) < skip {
            from = grapheme::after(&shown, from);
        }
        let style = theme.typing();
        buffer.set_style(Rect { height: 1, ..area }, style);
        buffer.set_stringn(
            area.x,
            area.y,
            grapheme::fitting(&shown, from, columns),
            columns,
            style,
        );
        let left = grapheme::width(before.get(from..).unwrap_or_default());
        let column = area.x.saturating_add(u16::try_from(left).unwrap_or(u16::MAX));
        if column < area.right()
            && let Some(cell) = buffer.cell_mut((column, area.y))
        {
            cell.set_style(theme.cursor());
        }
    }

    /// A text as drawn: harmless, or as dots; a prefix of the text gives a prefix of what is drawn.
    fn shown(&self, text: &str) -> String {
        if self.masked { "•".repeat(text.chars().count()) } else { harmless(text) }
    }
}

/// The same text with `¤` for each character that a terminal would act on or that cannot be seen.
#[must_use]
pub fn harmless(text: &str) -> String {
    text.chars().map(|c| if crate::wire::escape::is_harmless(c) { c } else { '¤' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str, keys: &[&str]) -> String {
        let mut input = TextInput::of(text);
        for key in keys {
            input.key(Key::parse(key).unwrap());
        }
        format!("{}|{}", &input.text()[..input.at], &input.text()[input.at..])
    }

    #[test]
    fn edits_by_character_word_and_line() {
        assert_eq!(typed("ab", &["left", "x"]), "ax|b");
        assert_eq!(typed("a b c", &["ctrl-w"]), "a b |");
        assert_eq!(typed("a b", &["home", "delete", "end", "!"]), " b!|");
        assert_eq!(typed("abc", &["left", "ctrl-u"]), "|c");
        assert_eq!(typed("ab 👩‍🚀", &["backspace"]), "ab |");
        assert_eq!(typed("abc", &["ctrl-u", "ctrl-z"]), "abc|");
    }

    #[test]
    fn pasted_line_ends_do_not_get_into_a_line() {
        let mut input = TextInput::default();
        input.paste("a\nb\n");
        assert_eq!(input.text(), "a b");
    }
}
