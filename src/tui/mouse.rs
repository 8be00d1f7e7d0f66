//! What the mouse means: a click gives a pane the focus and a row the cursor; a click on a footer key is that key.

use super::app::App;
use super::effect::Effect;
use super::frame;
use super::input::Input;
use super::input::Key;
use super::keymap;
use super::msg::Msg;
use super::screens::ScreenId;
use super::screens::panes::hit;
use super::view;
use ratatui::layout::Rect;

impl App {
    fn window(&self) -> Rect {
        Rect { x: 0, y: 0, width: self.facts.size.0, height: self.facts.size.1 }
    }

    /// Follows a click.
    pub(super) fn click(&mut self, column: u16, row: u16) -> Vec<Effect> {
        let areas = frame::areas(self.window());
        if row >= areas.footer.y {
            let places = view::footer_places(self.screen(), areas.footer);
            let pressed =
                places.iter().find(|(place, _)| place.x <= column && column < place.right());
            let key = pressed.and_then(|(_, binding)| Key::parse(keymap::shown(binding)));
            return key.map_or_else(Vec::new, |key| self.update(Msg::Input(Input::Key(key))));
        }
        let Some(row) = self.focus_at(column, row) else { return Vec::new() };
        let facts = &self.facts;
        match self.screen() {
            ScreenId::Presets => {
                let state = &mut self.screens.presets;
                let listed = state.listed(facts).len();
                match state.focus.pane {
                    0 => state.preset.click(row, listed),
                    _ => state.exchange.click(row, facts.exchanges.len()),
                }
            }
            ScreenId::Draft => {
                let state = &mut self.screens.draft;
                if state.focus.pane == 0 && !state.is_typing() {
                    state.cursor.click(row, state.len());
                }
            }
            ScreenId::Exchange => {}
            screen @ (ScreenId::Requests | ScreenId::Capture | ScreenId::History) => {
                let Some((state, _)) = self.list_on(screen) else { return Vec::new() };
                if state.focus.pane == 0 {
                    state.list.click(row, state.passing.len());
                    state.follow &= state.is_at_newest();
                }
            }
            ScreenId::Doctor => {
                let state = &mut self.screens.doctor;
                let Some(diagnosed) = &facts.diagnosed else { return Vec::new() };
                let width = usize::from(facts.size.0).saturating_sub(2);
                match state.focus.pane {
                    0 => state.finding.click(row, diagnosed.diagnosis.findings.len()),
                    1 if !state.raw => {
                        let rows = diagnosed.compared(state.cosmetic, facts.veiled, width);
                        state.row.click(row, rows.len());
                    }
                    _ => {}
                }
                super::screens::doctor::point(state, diagnosed);
            }
        }
        Vec::new()
    }

    /// Gives the pane at that place the focus; returns the row inside its border.
    pub(super) fn focus_at(&mut self, column: u16, row: u16) -> Option<u16> {
        let panes = frame::panes(self, frame::areas(self.window()).body);
        let (pane, row) = hit(&panes, column, row)?;
        let (focus, count) = self.focus();
        if pane >= count {
            return None;
        }
        focus.pane = pane;
        row
    }
}
