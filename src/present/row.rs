//! Rows: runs of text with roles. Their text cannot hold anything that a terminal acts on.

use super::role::Role;
use crate::wire::Span;
use crate::wire::escape::is_harmless;
use crate::wire::escape::visible;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The roles of one run: what it is, and what is laid over that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Roles {
    /// What the text is.
    pub syntax: Role,
    /// How it differs from the other message.
    pub change: Option<Role>,
    /// Whether it is evidence: [`Role::Evidence`] or [`Role::Gap`].
    pub evidence: Option<Role>,
}

impl From<Role> for Roles {
    fn from(syntax: Role) -> Self {
        Self { syntax, change: None, evidence: None }
    }
}

/// Text of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The text; harmless.
    pub text: String,
    /// Its roles.
    pub roles: Roles,
}

/// One line of a view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The runs, left to right.
    pub runs: Vec<Run>,
    /// The bytes that this row shows, where it shows bytes of a message.
    pub span: Option<Span>,
}

impl Row {
    /// An empty row.
    #[must_use]
    pub const fn new() -> Self {
        Self { runs: Vec::new(), span: None }
    }

    /// A row of one run.
    #[must_use]
    pub fn of(text: impl Into<String>, roles: impl Into<Roles>) -> Self {
        let mut row = Self::new();
        row.push(text, roles);
        row
    }

    /// Adds a run; what a terminal would act on is made visible. Equal neighbours become one run.
    pub fn push(&mut self, text: impl Into<String>, roles: impl Into<Roles>) -> &mut Self {
        let (mut text, roles) = (text.into(), roles.into());
        if !text.chars().all(is_harmless) {
            text = visible(text.as_bytes());
        }
        match self.runs.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.roles == roles => last.text.push_str(&text),
            _ => self.runs.push(Run { text, roles }),
        }
        self
    }

    /// Adds all runs of another row.
    pub fn append(&mut self, other: Self) -> &mut Self {
        for run in other.runs {
            self.push(run.text, run.roles);
        }
        self
    }

    /// The text without roles.
    #[must_use]
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// How many columns it takes.
    #[must_use]
    pub fn width(&self) -> usize {
        self.runs.iter().map(|run| run.text.width()).sum()
    }

    /// Fills it with spaces up to `width` columns.
    pub fn pad(&mut self, width: usize) -> &mut Self {
        let missing = width.saturating_sub(self.width());
        self.push(" ".repeat(missing), Role::Plain)
    }

    /// Cuts it at `width` columns; where something is lost, the last column is `…`.
    #[must_use]
    pub fn cut(self, width: usize) -> Self {
        if self.width() <= width {
            return self;
        }
        let span = self.span;
        let first = self.wrap(width.saturating_sub(1)).into_iter().next().unwrap_or_default();
        let mut row = Self { span, ..first };
        row.push("…", Role::Dim);
        row
    }

    /// Breaks it into rows of at most `width` columns, between graphemes.
    #[must_use]
    pub fn wrap(self, width: usize) -> Vec<Self> {
        if self.width() <= width.max(1) {
            return vec![self];
        }
        let span = self.span;
        let mut rows = vec![Self { runs: Vec::new(), span }];
        let mut room = width.max(1);
        for run in self.runs {
            for grapheme in run.text.graphemes(true) {
                let columns = grapheme.width();
                if columns > room {
                    rows.push(Self { runs: Vec::new(), span });
                    room = width.max(1);
                }
                room = room.saturating_sub(columns);
                if let Some(row) = rows.last_mut() {
                    row.push(grapheme, run.roles);
                }
            }
        }
        rows
    }

    /// Breaks it into rows of at most `width` columns, between words where it can.
    #[must_use]
    pub fn wrap_words(self, width: usize) -> Vec<Self> {
        let span = self.span;
        let mut rows = vec![Self { runs: Vec::new(), span }];
        for run in self.runs {
            for word in run.text.split_inclusive(' ') {
                let full = rows.last().is_some_and(|row| {
                    row.width() > 0 && row.width() + word.trim_end().width() > width
                });
                if full {
                    rows.push(Self { runs: Vec::new(), span });
                }
                if let Some(row) = rows.last_mut() {
                    row.push(word, run.roles);
                }
            }
        }
        rows.into_iter().flat_map(|row| row.trimmed().wrap(width)).collect()
    }

    /// Without the spaces at its end.
    fn trimmed(mut self) -> Self {
        while let Some(run) = self.runs.last_mut() {
            run.text.truncate(run.text.trim_end_matches(' ').len());
            if !run.text.is_empty() {
                break;
            }
            self.runs.pop();
        }
        self
    }

    /// Lays a role over everything as its evidence or its change.
    #[must_use]
    pub fn changed(mut self, role: Role) -> Self {
        for run in &mut self.runs {
            run.roles.change = Some(role);
        }
        self
    }
}

/// Text as rows of at most `width` columns, broken between words; line breaks in it are kept.
#[must_use]
pub fn wrapped(text: &str, width: usize, role: Role) -> Vec<Row> {
    let width = width.max(8);
    let mut rows = Vec::new();
    for line in text.split('\n') {
        let indent: String = line.chars().take_while(|c| *c == ' ').collect();
        let mut row = Row::of(indent.clone(), role);
        let mut fresh = true;
        for word in line.split(' ').filter(|word| !word.is_empty()) {
            let columns = word.width() + usize::from(!fresh);
            if !fresh && row.width() + columns > width {
                rows.push(std::mem::replace(&mut row, Row::of(indent.clone(), role)));
                fresh = true;
            }
            if !fresh {
                row.push(" ", role);
            }
            row.push(word, role);
            fresh = false;
            if row.width() > width {
                let mut parts = std::mem::take(&mut row).wrap(width);
                row = parts.pop().unwrap_or_default();
                rows.append(&mut parts);
            }
        }
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_holds_what_a_terminal_acts_on() {
        let row = Row::of("a\x1b[2J\u{202e}\r\n", Role::Plain);
        assert_eq!(row.text(), "a⟨1B⟩[2J⟨U+202E⟩␍␊");
    }

    #[test]
    fn wraps_between_words_and_breaks_long_ones() {
        let rows = wrapped("the quick brown fox\n  abcdefghijklmnop", 10, Role::Plain);
        let texts: Vec<String> = rows.iter().map(Row::text).collect();
        assert_eq!(texts, ["the quick", "brown fox", "  abcdefgh", "ijklmnop"]);
    }

    #[test]
    fn cuts_and_wraps_by_columns() {
        assert_eq!(Row::of("日本語", Role::Plain).cut(5).text(), "日本…");
        let rows = Row::of("日本語x", Role::Plain).wrap(4);
        assert_eq!(rows.iter().map(Row::width).collect::<Vec<_>>(), [4, 3]);
    }
}
