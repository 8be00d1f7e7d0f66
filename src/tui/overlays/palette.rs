//! The palette: every act of the key table by name, filtered by what is typed.

use crate::present::Role;
use crate::present::Row;
use crate::tui::action::Motion;
use crate::tui::input::Code;
use crate::tui::input::Input;
use crate::tui::keymap;
use crate::tui::keymap::Binding;
use crate::tui::screens::ScreenId;
use crate::tui::screens::ask::Ask;
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog;
use crate::tui::widgets::list::ListState;
use crate::tui::widgets::text_input::TextInput;
use crate::tui::widgets::text_input::Typed;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The acts of one screen, with what was typed to find one.
#[derive(Clone, Debug)]
pub struct Palette {
    screen: ScreenId,
    input: TextInput,
    list: ListState,
}

impl Palette {
    /// The acts of that screen.
    #[must_use]
    pub fn on(screen: ScreenId) -> Self {
        Self { screen, input: TextInput::default(), list: ListState::default() }
    }

    fn found(&self) -> Vec<&'static Binding> {
        let wanted = self.input.text().to_lowercase();
        let holds = |row: &&Binding| {
            wanted.split_whitespace().all(|word| row.name.contains(word) || row.help.contains(word))
        };
        keymap::rows_on(self.screen).filter(holds).collect()
    }

    pub(super) fn input(&mut self, input: &Input) -> Vec<Ask> {
        match input {
            Input::Paste(text) => self.input.paste(text),
            Input::Wheel(_, _, rows) => self.list.travel(Motion::By(*rows), self.found().len()),
            Input::Key(key) => match key.code {
                Code::Esc => return vec![Ask::Close],
                Code::Enter => {
                    let mut asks = vec![Ask::Close];
                    asks.extend(self.found().get(self.list.at).map(|row| Ask::Act(row.action)));
                    return asks;
                }
                Code::Up => self.list.travel(Motion::Up, self.found().len()),
                Code::Down => self.list.travel(Motion::Down, self.found().len()),
                Code::PageUp => self.list.travel(Motion::PageUp, self.found().len()),
                Code::PageDown => self.list.travel(Motion::PageDown, self.found().len()),
                _ => {
                    if self.input.key(*key) == Typed::Changed {
                        self.list.at = 0;
                    }
                }
            },
            _ => {}
        }
        Vec::new()
    }

    pub(super) fn draw(&self, area: Rect, buffer: &mut Buffer, theme: Theme) {
        let place = dialog::centred(area, 84, area.height.saturating_sub(4).min(24));
        let inner = dialog::draw(place, "acts · enter does it · esc closes", buffer, theme);
        self.input.draw(Rect { height: inner.height.min(1), ..inner }, buffer, theme);
        let found = self.found();
        let rest =
            Rect { y: inner.y.saturating_add(1), height: inner.height.saturating_sub(1), ..inner };
        self.list.draw(found.len(), rest, (buffer, theme, true), |index| {
            let Some(binding) = found.get(index) else { return Row::new() };
            let mut row = Row::of(format!("{:<14}", binding.name), Role::Title);
            row.push(format!("{:<12}", keymap::shown(binding)), Role::Name);
            row.push(binding.help, Role::Plain);
            row
        });
    }
}
