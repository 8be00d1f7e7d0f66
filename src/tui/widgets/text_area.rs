//! Many lines of typing: for bodies. Lines are split at LF; everything else stays as typed or pasted.

use super::grapheme;
use super::text_input::Typed;
use super::text_input::harmless;
use crate::tui::input::Code;
use crate::tui::input::Key;
use crate::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A text of several lines with a cursor in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextArea {
    lines: Vec<String>,
    line: usize,
    /// Byte offset of the cursor in its line.
    at: usize,
    /// The column that going up and down aims for.
    aim: Option<usize>,
    /// How many lines the last page key moves by.
    page: usize,
    undone: Vec<(Vec<String>, usize, usize)>,
}

impl TextArea {
    /// A field that holds `text`, with the cursor at its start.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let lines = text.split('\n').map(str::to_owned).collect();
        Self { lines, line: 0, at: 0, aim: None, page: 10, undone: Vec::new() }
    }

    /// What was typed, lines joined by LF.
    #[must_use]
    pub fn text(&self) -> String {
        self.lines.join("\n")
    }

    /// Takes one key.
    pub fn key(&mut self, key: Key) -> Typed {
        if let Some(c) = key.typed() {
            self.insert(c.encode_utf8(&mut [0; 4]));
            return Typed::Changed;
        }
        if self.travels(key) {
            return Typed::Moved;
        }
        self.change(key)
    }

    /// Takes pasted text, line ends and all.
    pub fn paste(&mut self, text: &str) {
        self.insert(text);
    }

    fn current(&self) -> &str {
        self.lines.get(self.line).map_or("", String::as_str)
    }

    fn travels(&mut self, key: Key) -> bool {
        let text = self.current();
        let words = key.ctrl || key.alt;
        let at = match key.code {
            Code::Up => return self.climb(-1),
            Code::Down => return self.climb(1),
            Code::PageUp => return self.climb(-isize::try_from(self.page).unwrap_or(1)),
            Code::PageDown => return self.climb(isize::try_from(self.page).unwrap_or(1)),
            Code::Home if key.ctrl => return self.go(0, 0),
            Code::End if key.ctrl => {
                let last = self.lines.len().saturating_sub(1);
                return self.go(last, usize::MAX);
            }
            Code::Left if self.at == 0 && self.line > 0 => {
                return self.go(self.line - 1, usize::MAX);
            }
            Code::Right if self.at == text.len() && self.line + 1 < self.lines.len() => {
                return self.go(self.line + 1, 0);
            }
            Code::Left if words => grapheme::word_before(text, self.at),
            Code::Right if words => grapheme::word_after(text, self.at),
            Code::Left => grapheme::before(text, self.at),
            Code::Right => grapheme::after(text, self.at),
            Code::Home => 0,
            Code::End => text.len(),
            Code::Char('a') if key.ctrl => 0,
            Code::Char('e') if key.ctrl => text.len(),
            _ => return false,
        };
        self.at = at;
        self.aim = None;
        true
    }

    fn go(&mut self, line: usize, at: usize) -> bool {
        self.line = line;
        self.at = at.min(self.current().len());
        self.aim = None;
        true
    }

    fn climb(&mut self, lines: isize) -> bool {
        let before = self.current().get(..self.at).unwrap_or_default();
        let aim = self.aim.unwrap_or_else(|| grapheme::width(before));
        let last = self.lines.len().saturating_sub(1);
        self.line = self.line.saturating_add_signed(lines).min(last);
        self.at = grapheme::at_column(self.current(), aim);
        self.aim = Some(aim);
        true
    }

    fn change(&mut self, key: Key) -> Typed {
        let line = self.current();
        match key.code {
            Code::Enter => self.insert("\n"),
            Code::Tab if !key.shift => self.insert("  "),
            Code::Char('z') if key.ctrl => self.undo(),
            Code::Backspace if self.at == 0 => self.join(self.line.checked_sub(1)),
            Code::Delete if self.at == line.len() => self.join(Some(self.line)),
            Code::Backspace if key.ctrl || key.alt => {
                self.cut(grapheme::word_before(line, self.at), self.at);
            }
            Code::Backspace => self.cut(grapheme::before(line, self.at), self.at),
            Code::Delete => self.cut(self.at, grapheme::after(line, self.at)),
            Code::Char('h') if key.ctrl => self.cut(grapheme::before(line, self.at), self.at),
            Code::Char('w') if key.ctrl => self.cut(grapheme::word_before(line, self.at), self.at),
            Code::Char('u') if key.ctrl => self.cut(0, self.at),
            Code::Char('k') if key.ctrl => self.cut(self.at, line.len()),
            _ => return Typed::Ignored,
        }
        Typed::Changed
    }

    fn insert(&mut self, text: &str) {
        self.remember();
        let Some(line) = self.lines.get_mut(self.line) else { return };
        let tail = line.split_off(self.at.min(line.len()));
        let mut parts = text.split('\n');
        line.push_str(parts.next().unwrap_or_default());
        let mut new: Vec<String> = parts.map(str::to_owned).collect();
        let down = new.len();
        let last = new.last_mut().unwrap_or(line);
        let at = last.len();
        last.push_str(&tail);
        let next = self.line + 1;
        self.lines.splice(next..next, new);
        self.go(self.line + down, at);
    }

    fn cut(&mut self, start: usize, end: usize) {
        self.remember();
        if let Some(line) = self.lines.get_mut(self.line) {
            line.replace_range(start..end, "");
        }
        self.go(self.line, start);
    }

    /// Joins line `upper` with the one below it.
    fn join(&mut self, upper: Option<usize>) {
        let Some(upper) = upper.filter(|upper| upper + 1 < self.lines.len()) else { return };
        self.remember();
        let below = self.lines.remove(upper + 1);
        let Some(line) = self.lines.get_mut(upper) else { return };
        let at = line.len();
        line.push_str(&below);
        self.go(upper, at);
    }

    fn remember(&mut self) {
        const MOST: usize = 100;
        if self.undone.len() >= MOST {
            self.undone.remove(0);
        }
        self.undone.push((self.lines.clone(), self.line, self.at));
    }

    fn undo(&mut self) {
        if let Some((lines, line, at)) = self.undone.pop() {
            self.lines = lines;
            self.go(line, at);
        }
    }

    /// Draws the text into `area`, scrolled so that the cursor is seen.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, theme: Theme) {
        let (rows, columns) = (usize::from(area.height), usize::from(area.width));
        let top = (self.line + 1).saturating_sub(rows);
        let before = harmless(self.current().get(..self.at).unwrap_or_default());
        let skip = (grapheme::width(&before) + 1).saturating_sub(columns);
        buffer.set_style(area, theme.typing());
        for (row, line) in (0u16..).zip(self.lines.iter().skip(top).take(rows)) {
            let line = harmless(line);
            let from = grapheme::at_column(&line, skip);
            let shown = grapheme::fitting(&line, from, columns);
            buffer.set_stringn(area.x, area.y + row, shown, columns, theme.typing());
        }
        let column = u16::try_from(grapheme::width(&before).saturating_sub(skip)).unwrap_or(0);
        let row = u16::try_from(self.line - top).unwrap_or(0);
        if let Some(cell) = buffer.cell_mut((area.x + column, area.y + row)) {
            cell.set_style(theme.cursor());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str, keys: &[&str]) -> String {
        let mut area = TextArea::of(text);
        for key in keys {
            area.key(Key::parse(key).unwrap());
        }
        let head = area.lines[..area.line].join("\n");
        let at = head.len() + usize::from(area.line > 0) + area.at;
        let mut text = area.text();
        text.insert(at, '|');
        text
    }

    #[test]
    fn lines_split_and_join() {
        assert_eq!(typed("ab", &["right", "enter"]), "a\n|b");
        assert_eq!(typed("a\nb", &["down", "backspace"]), "a|b");
        assert_eq!(typed("a\nb", &["end", "delete"]), "a|b");
        assert_eq!(typed("a\nb", &["end", "delete", "ctrl-z"]), "a|\nb");
        assert_eq!(typed("abc\n\nabc", &["end", "down", "down"]), "abc\n\nabc|");
        assert_eq!(typed("a\nb", &["end", "right"]), "a\n|b");
    }

    #[test]
    fn pasted_lines_stay_lines() {
        let mut area = TextArea::of("{}");
        area.key(Key::parse("right").unwrap());
        area.paste("\"a\": 1,\n\"b\": 2");
        assert_eq!(area.text(), "{\"a\": 1,\n\"b\": 2}");
        area.key(Key::parse("x").unwrap());
        assert_eq!(area.text(), "{\"a\": 1,\n\"b\": 2x}");
    }
}
