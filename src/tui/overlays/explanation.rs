//! A finding, whole: title, explanation, evidence with marks, why, fix, references; the next one is a key away.

use super::closes;
use super::motion;
use crate::present::Row;
use crate::tui::facts::Diagnosed;
use crate::tui::facts::Facts;
use crate::tui::input::Code;
use crate::tui::input::Input;
use crate::tui::screens::ask::Ask;
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog;
use crate::tui::widgets::rows;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;

/// One finding of a diagnosis, scrolled to some row.
#[derive(Clone, Debug)]
pub struct Explanation {
    diagnosed: Arc<Diagnosed>,
    at: usize,
    why: bool,
    top: usize,
}

impl Explanation {
    /// The finding of that place.
    #[must_use]
    pub const fn of(diagnosed: Arc<Diagnosed>, at: usize) -> Self {
        Self { diagnosed, at, why: false, top: 0 }
    }

    pub(super) fn input(&mut self, facts: &Facts, input: &Input) -> Vec<Ask> {
        if closes(input) {
            return vec![Ask::Close];
        }
        let last = self.diagnosed.diagnosis.findings.len().saturating_sub(1);
        match input {
            Input::Key(key) if key.code == Code::Char('w') => self.why = !self.why,
            Input::Key(key) if key.code == Code::Right || key.code == Code::Tab => {
                (self.at, self.top) = ((self.at + 1).min(last), 0);
            }
            Input::Key(key) if key.code == Code::Left => {
                (self.at, self.top) = (self.at.saturating_sub(1), 0);
            }
            Input::Key(key) if key.code == Code::Char('y') => {
                let rows = self.rows(facts, 100);
                let lines: Vec<String> = rows.iter().map(Row::text).collect();
                return vec![Ask::Copy(lines.join("\n"))];
            }
            _ => {
                if let Some(motion) = motion(input) {
                    self.top = motion.apply(self.top, self.rows(facts, 96).len(), 10);
                }
            }
        }
        Vec::new()
    }

    fn rows(&self, facts: &Facts, width: usize) -> Vec<Row> {
        self.diagnosed.card(self.at, width, self.why, facts.veiled)
    }

    pub(super) fn draw(&self, facts: &Facts, area: Rect, buffer: &mut Buffer, theme: Theme) {
        let place = dialog::centred(area, 104, area.height.saturating_sub(2));
        let count = self.diagnosed.diagnosis.findings.len();
        let title =
            format!("finding {} of {count} · ←→ others · w why · y copy · esc", self.at + 1);
        let inner = dialog::draw(place, &title, buffer, theme);
        let rows = self.rows(facts, usize::from(inner.width));
        let top = self.top.min(rows.len().saturating_sub(usize::from(inner.height)));
        rows::draw(rows.get(top..).unwrap_or_default(), inner, buffer, theme);
    }
}
