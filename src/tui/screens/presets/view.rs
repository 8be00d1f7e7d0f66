//! The picture of the presets screen.

use super::state::State;
use super::update::panes;
use crate::model::Preset;
use crate::present::Role;
use crate::present::Row;
use crate::present::wrapped;
use crate::tui::facts::Facts;
use crate::tui::facts::Shown;
use crate::tui::theme::Theme;
use crate::tui::widgets::pane;
use crate::tui::widgets::rows;
use crate::wire::escape::visible;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws it.
pub fn view(state: &State, facts: &Facts, area: Rect, canvas: (&mut Buffer, Theme)) {
    let (buffer, theme) = canvas;
    let panes = panes(state, facts, area);
    let [list, exchanges, about] = panes.as_slice() else { return };
    let listed = state.listed(facts);
    let mut title = Row::of("[1] Presets", Role::Title);
    if !state.filter.is_empty() {
        title.push(format!(" · /{}", visible(state.filter.as_bytes())), Role::Warning);
    }
    let focused = state.focus.pane == 0;
    let foot = format!("{} of {}", listed.len(), facts.presets.len());
    let inner = pane::draw(*list, &title, &foot, focused, (buffer, theme));
    state.preset.draw(listed.len(), inner, (buffer, theme, focused), |index| {
        listed.get(index).map_or_else(Row::new, |preset| preset_row(preset))
    });
    if listed.is_empty() {
        let word =
            if facts.presets.is_empty() { "reading…" } else { "no preset holds that text" };
        rows::draw(&[Row::of(word, Role::Dim)], inner, buffer, theme);
    }
    let inner = pane::draw(*about, &Row::of("About", Role::Title), "", false, (buffer, theme));
    if let Some(preset) = listed.get(state.preset.at) {
        rows::draw(&about_rows(preset, usize::from(inner.width)), inner, buffer, theme);
    }
    let focused = state.focus.pane == 1;
    let title = Row::of("[2] Exchanges of this session", Role::Title);
    let inner = pane::draw(*exchanges, &title, "", focused, (buffer, theme));
    if facts.exchanges.is_empty() {
        let word = "none yet: enter opens a preset, o a file, C captures your program, D the demo";
        rows::draw(&[Row::of(word, Role::Dim)], inner, buffer, theme);
    }
    state.exchange.draw(facts.exchanges.len(), inner, (buffer, theme, focused), |index| {
        let shown = facts.exchanges.iter().rev().nth(index);
        shown.map_or_else(Row::new, |shown| exchange_row(facts, shown))
    });
}

fn preset_row(preset: &Preset) -> Row {
    let mut row = Row::of(format!("{:<7}", visible(&preset.draft.method)), Role::Method);
    row.push(preset.id.to_string(), Role::Name).push("  ", Role::Plain);
    row.push(preset.name.clone(), Role::Plain);
    row
}

fn about_rows(preset: &Preset, width: usize) -> Vec<Row> {
    let mut all = vec![Row::of(preset.name.clone(), Role::Title)];
    all.extend(wrapped(&preset.about, width, Role::Plain));
    all.push(Row::new());
    let mut row = Row::of(format!("{} ", visible(&preset.draft.method)), Role::Method);
    row.push(visible(&preset.draft.url), Role::Target);
    all.extend(row.wrap(width));
    let mut row = Row::of("by ", Role::Dim);
    row.push(preset.draft.client.to_string(), Role::Client);
    all.push(row);
    for header in &preset.draft.headers {
        let mut row = Row::of(visible(&header.name), Role::Name);
        row.push(": ", Role::Punctuation).push(visible(&header.value), Role::Value);
        all.push(row);
    }
    if !preset.vars.is_empty() {
        all.push(Row::new());
        all.push(Row::of("Variables", Role::Title));
    }
    for var in &preset.vars {
        let mut row = Row::of(format!("{{{{{}}}}}", var.name), Role::Name);
        let value = match (&var.default, var.secret) {
            (Some(_), true) => " has a default (secret)".to_owned(),
            (Some(default), false) => format!(" = {default}"),
            (None, true) => " secret; asked for".to_owned(),
            (None, false) => " asked for".to_owned(),
        };
        row.push(value, Role::Dim);
        all.push(row);
    }
    all
}

/// One line for an exchange: its number, mark, status, request, and where it went.
fn exchange_row(facts: &Facts, shown: &Shown) -> Row {
    let exchange = &shown.exchange;
    let mut row = Row::of(format!("{:>4} ", exchange.id.to_string()), Role::Dim);
    match facts.mark_of(shown) {
        Some('F') => row.push("F failing ", Role::Error),
        Some(_) => row.push("G good    ", Role::Good),
        None => row.push("          ", Role::Plain),
    };
    match exchange.status() {
        Some(status) => row.push(format!("{status}  "), Role::of_status(status)),
        None => row.push("---  ", Role::Dim),
    };
    row.push(shown.title(), Role::Target).push("  ", Role::Plain);
    if let Some(endpoint) = &exchange.endpoint {
        row.push(format!("{endpoint}  "), Role::Dim);
    }
    row.push(exchange.label.clone(), Role::Dim);
    row
}
