//! The help: the rows of the key table that hold on the screen below.

use super::closes;
use super::motion;
use crate::present::Role;
use crate::present::Row;
use crate::tui::input::Input;
use crate::tui::keymap;
use crate::tui::keymap::Scope;
use crate::tui::screens::ScreenId;
use crate::tui::screens::ask::Ask;
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog;
use crate::tui::widgets::rows;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The help of one screen, scrolled to some row.
#[derive(Clone, Debug)]
pub struct Help {
    screen: ScreenId,
    top: usize,
}

impl Help {
    /// The help of that screen.
    #[must_use]
    pub const fn on(screen: ScreenId) -> Self {
        Self { screen, top: 0 }
    }

    pub(super) fn input(&mut self, input: &Input) -> Vec<Ask> {
        if closes(input) {
            return vec![Ask::Close];
        }
        if let Some(motion) = motion(input) {
            self.top = motion.apply(self.top, self.rows().len(), 10);
        }
        Vec::new()
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut scope = None;
        for binding in keymap::rows_on(self.screen) {
            let everywhere = binding.scope == Scope::Everywhere;
            if scope != Some(everywhere) {
                scope = Some(everywhere);
                if !rows.is_empty() {
                    rows.push(Row::new());
                }
                let title = match binding.scope {
                    Scope::Everywhere => "Everywhere".to_owned(),
                    Scope::On(_) => format!("On the {} screen", self.screen.name()),
                };
                rows.push(Row::of(title, Role::Title));
            }
            let mut row = Row::of(format!("  {:<18}", binding.keys.join("  ")), Role::Name);
            row.push(binding.help, Role::Plain);
            rows.push(row);
        }
        rows.push(Row::new());
        rows.push(Row::of("While typing", Role::Title));
        for (keys, help) in TYPING {
            let mut row = Row::of(format!("  {keys:<18}"), Role::Name);
            row.push(*help, Role::Plain);
            rows.push(row);
        }
        rows
    }

    pub(super) fn draw(&self, area: Rect, buffer: &mut Buffer, theme: Theme) {
        let place = dialog::centred(area, 84, area.height.saturating_sub(2));
        let inner = dialog::draw(place, "keys · esc closes", buffer, theme);
        let rows = self.rows();
        let top = self.top.min(rows.len().saturating_sub(usize::from(inner.height)));
        rows::draw(rows.get(top..).unwrap_or_default(), inner, buffer, theme);
    }
}

/// The keys of text fields; they come before the table.
const TYPING: &[(&str, &str)] = &[
    ("enter", "takes the line; in a body, a new line"),
    ("esc", "gives the line up; ends a body and keeps it"),
    ("ctrl-r", "takes what is typed and sends"),
    ("ctrl-a  ctrl-e", "to the line's start, to its end"),
    ("ctrl-w  ctrl-u  ctrl-k", "delete the word, to the start, to the end"),
    ("ctrl-z", "takes the last change back"),
    ("POST  4xx  host:api", "in a list's search: method, status, host; all else is text"),
    ("\\xE9  \\r  \\n  \\\\", "bytes that cannot be typed, in lines"),
];
