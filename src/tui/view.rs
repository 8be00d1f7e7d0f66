//! The whole picture: the first line, the screen, the footer, and what lies over them. Drawing changes nothing.

use super::app::App;
use super::frame;
use super::keymap;
use super::keymap::Binding;
use super::screens::ScreenId;
use super::screens::doctor;
use super::screens::draft;
use super::screens::exchange;
use super::screens::lists;
use super::screens::presets;
use super::theme::Theme;
use super::widgets::grapheme;
use super::widgets::spinner;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

/// Fewer columns or rows than these show nothing useful.
const LEAST: (u16, u16) = (40, 12);

impl App {
    /// Draws everything.
    pub fn view(&self, area: Rect, buffer: &mut Buffer, theme: Theme) {
        if area.width < LEAST.0 || area.height < LEAST.1 {
            let word = format!("too small: {}x{} at least", LEAST.0, LEAST.1);
            buffer.set_stringn(area.x, area.y, word, usize::from(area.width), theme.typing());
            return;
        }
        let areas = frame::areas(area);
        self.header(areas.header, buffer, theme);
        let facts = &self.facts;
        match self.screen() {
            ScreenId::Presets => {
                presets::view(&self.screens.presets, facts, areas.body, (buffer, theme));
            }
            ScreenId::Draft => draft::view(&self.screens.draft, facts, areas.body, (buffer, theme)),
            ScreenId::Exchange => {
                exchange::view(&self.screens.exchange, facts, areas.body, (buffer, theme));
            }
            ScreenId::Requests => {
                lists::view(&self.screens.requests, facts, areas.body, (buffer, theme));
            }
            ScreenId::Capture => {
                lists::view(&self.screens.capture, facts, areas.body, (buffer, theme));
            }
            ScreenId::History => {
                lists::view(&self.screens.history, facts, areas.body, (buffer, theme));
            }
            ScreenId::Doctor => {
                doctor::view(&self.screens.doctor, facts, areas.body, (buffer, theme));
            }
        }
        match &self.toast {
            Some(toast) => toast.draw(areas.footer, buffer, theme),
            None => footer(self.screen(), areas.footer, buffer, theme),
        }
        for overlay in &self.overlays {
            overlay.draw(facts, areas.body, buffer, theme);
        }
    }

    fn header(&self, area: Rect, buffer: &mut Buffer, theme: Theme) {
        buffer.set_style(area, theme.bar());
        let mut left = " why4xx".to_owned();
        let first = (!self.trail.contains(&ScreenId::Presets)).then_some(ScreenId::Presets);
        for screen in first.iter().chain(&self.trail) {
            left.push_str(" › ");
            left.push_str(screen.name());
        }
        let mut right = String::new();
        if let Some(work) = self.jobs.seen() {
            right = format!("{} {}  ", spinner::turn(self.ticks), work.words());
        }
        if !self.facts.veiled {
            right.push_str("! SECRETS SHOWN  ");
        }
        if let Some(listening) = self.facts.listening.as_ref() {
            right.push_str(&format!("● {}  ", listening.addr));
        }
        for (letter, marked) in [("F", &self.facts.failing), ("G", &self.facts.good)] {
            if let Some(shown) = marked {
                let id = shown.number();
                right.extend([letter, " ", &id, " "]);
            }
        }
        let columns = usize::from(area.width);
        let style = theme.bar().add_modifier(Modifier::BOLD);
        buffer.set_stringn(area.x, area.y, &left, columns, style);
        let room = columns.saturating_sub(grapheme::width(&left) + 2);
        let right = grapheme::shortened(&right, room);
        let start = columns.saturating_sub(grapheme::width(&right));
        let x = area.x + u16::try_from(start).unwrap_or(0);
        buffer.set_stringn(x, area.y, right, columns, style);
    }
}

/// Where the keys of the footer stand, as many as fit.
#[must_use]
pub(super) fn footer_places(screen: ScreenId, area: Rect) -> Vec<(Rect, &'static Binding)> {
    let mut places = Vec::new();
    let mut x = area.x + 1;
    for binding in keymap::footer(screen) {
        let width = grapheme::width(keymap::shown(binding)) + grapheme::width(binding.name) + 1;
        let width = u16::try_from(width).unwrap_or(u16::MAX);
        if x.saturating_add(width) > area.right() {
            // A later, shorter one may still fit; help and back come early enough anyway.
            continue;
        }
        places.push((Rect { x, width, height: 1, ..area }, binding));
        x = x.saturating_add(width + 2);
    }
    places
}

fn footer(screen: ScreenId, area: Rect, buffer: &mut Buffer, theme: Theme) {
    for (place, binding) in footer_places(screen, area) {
        let key = keymap::shown(binding);
        let columns = usize::from(place.width);
        let name = theme.role(crate::present::Role::Name).add_modifier(Modifier::BOLD);
        let (x, _) = buffer.set_stringn(place.x, place.y, key, columns, name);
        let word = format!(" {}", binding.name);
        buffer.set_stringn(x, place.y, word, columns, theme.role(crate::present::Role::Plain));
    }
}
