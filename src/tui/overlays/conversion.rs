//! An exchange's request in other languages: their list, the text in the chosen one, and what that one cannot say.

use super::closes;
use crate::export::EXPORTERS;
use crate::export::Exported;
use crate::present::Role;
use crate::present::Row;
use crate::present::wrapped;
use crate::tui::action::Action;
use crate::tui::action::Global;
use crate::tui::action::Motion;
use crate::tui::facts::Facts;
use crate::tui::facts::Shown;
use crate::tui::facts::copied;
use crate::tui::input::Code;
use crate::tui::input::Input;
use crate::tui::overlays;
use crate::tui::screens::ask::Ask;
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog;
use crate::tui::widgets::list::ListState;
use crate::tui::widgets::rows;
use crate::wire::escape::visible;
use bytes::Bytes;
use ratatui::buffer::Buffer;
use ratatui::layout::Constraint;
use ratatui::layout::Layout;
use ratatui::layout::Rect;
use std::sync::Arc;

/// Columns for the names of the languages.
const NAMES: u16 = 18;

/// Lines of a text beyond these are not drawn; copying and writing take all.
const MOST_LINES: usize = 10_000;

/// A request on its way into another language.
#[derive(Clone, Debug)]
pub struct Conversion {
    shown: Arc<Shown>,
    list: ListState,
    /// The text in the language of that name.
    made: Option<(&'static str, Exported)>,
    /// The first line seen.
    top: usize,
}

impl Conversion {
    /// Begins with the first language; the wish that comes along has it written.
    #[must_use]
    pub fn of(shown: Arc<Shown>) -> (Self, Ask) {
        let conversion = Self { shown, list: ListState::default(), made: None, top: 0 };
        let ask = conversion.ask();
        (conversion, ask)
    }

    /// Takes a text that was written.
    pub fn take(&mut self, kind: &'static str, exported: Exported) {
        if kind == self.kind() {
            self.made = Some((kind, exported));
        }
    }

    fn kind(&self) -> &'static str {
        EXPORTERS.get(self.list.at).map_or("raw", |exporter| exporter.kind())
    }

    fn ask(&self) -> Ask {
        Ask::Export(Arc::clone(&self.shown), self.kind())
    }

    fn text(&self) -> Option<&Exported> {
        self.made.as_ref().filter(|(kind, _)| *kind == self.kind()).map(|(_, exported)| exported)
    }

    pub(super) fn input(&mut self, input: &Input) -> Vec<Ask> {
        if closes(input) && !matches!(input, Input::Key(key) if key.code == Code::Enter) {
            return vec![Ask::Close];
        }
        if let Some(motion) = choice(input) {
            self.list.travel(motion, EXPORTERS.len());
            self.top = 0;
            return vec![self.ask()];
        }
        let Input::Key(key) = input else { return Vec::new() };
        let Some(made) = self.text() else { return Vec::new() };
        match key.code {
            Code::Enter | Code::Char('y') => {
                return vec![Ask::Close, Ask::Copy(copied(&made.text))];
            }
            Code::Char('w') => {
                let bytes = Bytes::copy_from_slice(&made.text);
                return vec![Ask::Open(overlays::write_file(self.kind(), bytes))];
            }
            Code::Char('s') => {
                self.made = None;
                let ask = self.ask();
                return vec![Ask::Act(Action::Global(Global::Secrets)), ask];
            }
            Code::PageDown | Code::Char(' ') => self.top += 10,
            Code::PageUp => self.top = self.top.saturating_sub(10),
            Code::Home => self.top = 0,
            _ => {}
        }
        // Remarks may be scrolled to as well; each takes a few rows at most.
        let rows =
            |made: &Exported| made.text.split(|b| *b == b'\n').count() + 4 * made.warnings.len();
        self.top = self.top.min(self.text().map_or(0, rows).saturating_sub(1));
        Vec::new()
    }

    pub(super) fn draw(&self, facts: &Facts, area: Rect, buffer: &mut Buffer, theme: Theme) {
        let place = dialog::centred(area, 120, area.height.saturating_sub(2));
        let title = if facts.veiled {
            "convert · enter copies · w writes a file · s secrets (redacted now) · esc"
        } else {
            "convert · enter copies · w writes a file · ! WITH SECRETS, s redacts · esc"
        };
        let inner = dialog::draw(place, title, buffer, theme);
        let [names, text] =
            Layout::horizontal([Constraint::Length(NAMES), Constraint::Min(10)]).areas(inner);
        self.list.draw(EXPORTERS.len(), names, (buffer, theme, true), |index| {
            EXPORTERS.get(index).map_or_else(Row::new, |one| Row::of(one.kind(), Role::Name))
        });
        let Some(made) = self.text() else { return };
        let width = usize::from(text.width);
        let warnings: Vec<Row> = made
            .warnings
            .iter()
            .flat_map(|warning| wrapped(&format!("! {warning}"), width, Role::Warning))
            .collect();
        let lines = made.text.split(|b| *b == b'\n').take(MOST_LINES);
        let lines = lines.map(|line| Row::of(visible(line), Role::Plain));
        // Where they would take more than half of the room, they are scrolled to, behind the text.
        let (text, rest) = if warnings.len() > usize::from(text.height / 2) {
            let word = format!("! {} remarks below: page down", made.warnings.len());
            let told = [Row::of(word, Role::Warning)];
            (rows::draw_below(&told, text, buffer, theme), warnings)
        } else {
            (rows::draw_below(&warnings, text, buffer, theme), Vec::new())
        };
        let seen = lines.chain(rest).skip(self.top).take(usize::from(text.height));
        rows::draw(&seen.collect::<Vec<_>>(), text, buffer, theme);
    }
}

/// The move among the languages that a key or the wheel means.
fn choice(input: &Input) -> Option<Motion> {
    match input {
        Input::Wheel(_, _, rows) => Some(Motion::By(rows.signum())),
        Input::Key(key) => match key.code {
            Code::Down | Code::Char('j') | Code::Tab if !key.shift => Some(Motion::Down),
            Code::Up | Code::Char('k') | Code::Tab => Some(Motion::Up),
            Code::Char('g') => Some(Motion::First),
            Code::Char('G') | Code::End => Some(Motion::Last),
            _ => None,
        },
        _ => None,
    }
}
