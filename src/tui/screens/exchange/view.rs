//! The picture of the exchange screen.

use super::state::Received;
use super::state::State;
use super::update::panes;
use crate::model::End;
use crate::model::Exchange;
use crate::model::Stage;
use crate::model::Via;
use crate::present::Role;
use crate::present::Row;
use crate::present::timing_rows;
use crate::present::wrapped;
use crate::tui::document::Over;
use crate::tui::facts::Facts;
use crate::tui::facts::Shown;
use crate::tui::theme::Theme;
use crate::tui::widgets::pane;
use crate::tui::widgets::rows;
use crate::tui::widgets::tabs;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws it.
pub fn view(state: &State, facts: &Facts, area: Rect, canvas: (&mut Buffer, Theme)) {
    let (buffer, theme) = canvas;
    let (Some(shown), panes) = (&state.shown, panes(state, area)) else { return };
    let [sent, received, summary] = panes.as_slice() else { return };
    rows::draw_row(&summary_row(facts, shown), *summary, buffer, theme);
    let over = Over { veiled: facts.veiled, ..Over::default() };
    let focused = state.focus.pane == 0;
    let title = tabs::title(1, "Sent", &["lines", "hex"], usize::from(state.sent_view.hex));
    let foot = length(&shown.sent.bytes, &state.sent_view.place(&shown.sent, *sent));
    let inner = pane::draw(*sent, &title, &foot, focused, (buffer, theme));
    let below: Vec<Row> = shown
        .changes(facts.veiled)
        .iter()
        .flat_map(|change| wrapped(change, usize::from(inner.width), Role::Info))
        .collect();
    let inner = rows::draw_below(&below, inner, buffer, theme);
    state.sent_view.draw(&shown.sent, over, inner, (buffer, theme));
    let focused = state.focus.pane == 1;
    let names: Vec<&str> = Received::ALL.iter().map(|(_, name)| *name).collect();
    let title = tabs::title(2, "Received", &names, state.received.place());
    let foot = match state.received {
        Received::Bytes => {
            length(&shown.received.bytes, &state.received_view.place(&shown.received, *received))
        }
        Received::Body => shown.body.as_ref().map_or_else(String::new, |body| {
            length(&body.bytes, &state.body_view.place(body, *received))
        }),
        _ => String::new(),
    };
    let inner = pane::draw(*received, &title, &foot, focused, (buffer, theme));
    let width = usize::from(inner.width);
    match (state.received, &shown.body) {
        (Received::Bytes, _) if !shown.received.is_empty() => {
            state.received_view.draw(&shown.received, over, inner, (buffer, theme));
        }
        (Received::Bytes, _) => rows::draw(&end_rows(&shown.exchange, width), inner, buffer, theme),
        (Received::Body, Some(body)) => state.body_view.draw(body, over, inner, (buffer, theme)),
        (Received::Body, None) => {
            rows::draw(&[Row::of("the answer has no content", Role::Dim)], inner, buffer, theme);
        }
        (Received::Times, _) => {
            let mut all = timing_rows(&shown.exchange.timing, width);
            all.push(Row::new());
            all.extend(end_rows(&shown.exchange, width));
            rows::draw(&all, inner, buffer, theme);
        }
        (Received::Tls, _) => {
            rows::draw(&connection_rows(&shown.exchange, width), inner, buffer, theme);
        }
    }
}

fn length(bytes: &[u8], place: &str) -> String {
    let gap = if place.is_empty() { "" } else { " · " };
    format!(" {} bytes{gap}{place} ", bytes.len())
}

/// One line on top: mark, status, request, where it went, how long it took, how it ended.
fn summary_row(facts: &Facts, shown: &Shown) -> Row {
    let exchange = &shown.exchange;
    let mut row = Row::new();
    match facts.mark_of(shown) {
        Some('F') => row.push(" F failing ", Role::Error),
        Some(_) => row.push(" G good ", Role::Good),
        None => row.push(" ", Role::Plain),
    };
    match (exchange.response(), exchange.status()) {
        (Some(response), Some(status)) => {
            let line = response.text(response.line.span);
            let line = line.get(9..).unwrap_or_default();
            row.push(crate::wire::escape::visible(line), Role::of_status(status));
        }
        _ => {
            row.push(end_words(&exchange.end), Role::Warning);
        }
    }
    row.push("  ", Role::Plain).push(shown.title(), Role::Target);
    if let Some(endpoint) = &exchange.endpoint {
        row.push(format!("  → {endpoint}"), Role::Dim);
    }
    if !exchange.timing.total.is_zero() {
        row.push(format!("  {:.1} ms", exchange.timing.total.as_secs_f64() * 1e3), Role::Number);
    }
    if !via_words(exchange.via).is_empty() {
        row.push(format!("  {}", via_words(exchange.via)), Role::Dim);
    }
    row
}

const fn via_words(via: Via) -> &'static str {
    match via {
        Via::Raw => "sent as exactly these bytes",
        Via::Reqwest => "sent by reqwest",
        Via::Captured => "captured",
        Via::File => "from a file",
        Via::Imported => "rebuilt from a description: order, case and spacing may differ",
    }
}

const fn end_words(end: &End) -> &'static str {
    match end {
        End::Complete => "no answer here",
        End::ClosedEarly => "closed before the answer was whole",
        End::TimedOut(Stage::Read) => "no answer came in time",
        End::TimedOut(_) => "a limit of time was reached",
        End::Cancelled => "stopped by you",
        End::Truncated => "the answer is longer than the limit",
        End::Failed(_) => "failed",
    }
}

/// How it ended, in words, where it did not end well.
fn end_rows(exchange: &Exchange, width: usize) -> Vec<Row> {
    let mut all = Vec::new();
    match &exchange.end {
        End::Complete if !exchange.received.is_empty() => {}
        End::Failed(failure) => {
            all.extend(wrapped(&failure.message, width, Role::Error));
            if let Some(hint) = &failure.hint {
                all.extend(wrapped(hint, width, Role::Plain));
            }
        }
        end => all.push(Row::of(end_words(end), Role::Warning)),
    }
    if let Some(spill) = &exchange.spill {
        let path = spill.path.display().to_string();
        all.extend(wrapped(&format!("{} bytes in {path}", spill.len), width, Role::Dim));
    }
    all
}

fn connection_rows(exchange: &Exchange, width: usize) -> Vec<Row> {
    let mut all = Vec::new();
    let mut fact = |name: &str, value: String| {
        let mut row = Row::of(format!("{name:<11}"), Role::Name);
        row.push(value, Role::Plain);
        all.extend(row.wrap(width));
    };
    match &exchange.endpoint {
        Some(endpoint) => fact("dialled", endpoint.to_string()),
        None => fact("dialled", "nothing: this was not sent from here".to_owned()),
    }
    let Some(certificate) = &exchange.certificate else {
        let plain = exchange.endpoint.as_ref().is_some_and(|endpoint| !endpoint.tls);
        fact("TLS", if plain { "none: plain HTTP" } else { "no certificate was seen" }.to_owned());
        return all;
    };
    fact("TLS", certificate.protocol.clone());
    fact("subject", certificate.subject.clone());
    fact("issuer", certificate.issuer.clone());
    fact("names", certificate.names.join(", "));
    fact("valid from", crate::semantics::date::to_text(certificate.not_before));
    fact("valid to", crate::semantics::date::to_text(certificate.not_after));
    all
}
