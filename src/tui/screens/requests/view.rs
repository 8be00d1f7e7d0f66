//! The picture of the list of requests.

use super::state::State;
use super::update::document;
use super::update::panes;
use crate::present::Role;
use crate::present::Row;
use crate::present::wrapped;
use crate::tui::document::Over;
use crate::tui::facts::Facts;
use crate::tui::opened::Opened;
use crate::tui::theme::Theme;
use crate::tui::widgets::pane;
use crate::tui::widgets::rows;
use crate::tui::widgets::tabs;
use crate::wire::escape::visible;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws it.
pub fn view(state: &State, facts: &Facts, area: Rect, canvas: (&mut Buffer, Theme)) {
    let (buffer, theme) = canvas;
    let panes = panes(state, area);
    let [list, preview] = panes.as_slice() else { return };
    let mut title = Row::of("[1] Requests", Role::Title);
    if !state.filter.is_empty() {
        title.push(format!(" · /{}", visible(state.filter.as_bytes())), Role::Warning);
    }
    let focused = state.focus.pane == 0;
    let foot = format!(" {} of {} ", state.passing.len(), state.all.len());
    let inner = pane::draw(*list, &title, &foot, focused, (buffer, theme));
    state.list.draw(state.passing.len(), inner, (buffer, theme, focused), |index| {
        let at = state.passing.get(index).copied().unwrap_or_default();
        state.all.get(at).map_or_else(Row::new, |one| row(facts, at, one))
    });
    if state.passing.is_empty() {
        rows::draw(&[Row::of("no request holds that text", Role::Dim)], inner, buffer, theme);
    }
    self::preview(state, facts, *preview, (buffer, theme));
}

/// One line for a request: its place, mark, the status beside it, what it is called, and whether anything was left out.
fn row(facts: &Facts, at: usize, one: &Opened) -> Row {
    let mut row = Row::of(format!("{:>4} ", format!("#{at}")), Role::Dim);
    let shown = one.shown.as_ref().ok();
    match shown.and_then(|shown| facts.mark_of(shown)) {
        Some('F') => row.push("F ", Role::Error),
        Some(_) => row.push("G ", Role::Good),
        None => row.push("  ", Role::Plain),
    };
    match shown.and_then(|shown| shown.exchange.status()) {
        Some(status) => row.push(format!("{status} "), Role::of_status(status)),
        None => row.push("--- ", Role::Dim),
    };
    let is_well = one.warnings.is_empty() && (one.shown.is_ok() || one.unread.is_some());
    let flag = if is_well { "  " } else { "! " };
    row.push(flag, Role::Warning).push(one.title(), Role::Target);
    row
}

fn preview(state: &State, facts: &Facts, area: Rect, canvas: (&mut Buffer, Theme)) {
    let (buffer, theme) = canvas;
    let title = tabs::title(2, "Preview", &["request", "answer"], usize::from(state.answer));
    let focused = state.focus.pane == 1;
    let document = document(state);
    let foot = document.as_ref().map_or_else(String::new, |document| {
        let place = state.view.place(document, area);
        format!(" {} bytes {place} ", document.bytes.len())
    });
    let inner = pane::draw(area, &title, &foot, focused, (buffer, theme));
    let Some(one) = state.chosen() else { return };
    let width = usize::from(inner.width);
    let below: Vec<Row> = one
        .warnings
        .iter()
        .flat_map(|word| wrapped(&format!("! {word}"), width, Role::Warning))
        .collect();
    let bytes = rows::draw_below(&below, inner, buffer, theme);
    match (&one.shown, document) {
        (Err(reason), _) => rows::draw(&wrapped(reason, width, Role::Error), bytes, buffer, theme),
        (Ok(_), Some(document)) if !document.is_empty() => {
            let over = Over { veiled: facts.veiled, ..Over::default() };
            state.view.draw(&document, over, bytes, (buffer, theme));
        }
        _ => rows::draw(&[Row::of("no answer here", Role::Dim)], bytes, buffer, theme),
    }
}
