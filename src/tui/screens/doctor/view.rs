//! The picture of the doctor's screen.

use super::state::State;
use super::update::panes;
use crate::doctor::Side;
use crate::present::Role;
use crate::present::Row;
use crate::present::finding_title;
use crate::tui::document::Over;
use crate::tui::facts::Diagnosed;
use crate::tui::facts::Facts;
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
    let Some(diagnosed) = &facts.diagnosed else { return };
    let panes = panes(state, facts, diagnosed, area);
    let [list, left, right, refusal, verdict] = panes.as_slice() else { return };
    draw_verdict(facts, diagnosed, *verdict, (buffer, theme));
    findings(state, diagnosed, *list, (buffer, theme));
    if state.raw {
        bytes(state, facts, diagnosed, (Side::Failing, *left), (buffer, theme));
        bytes(state, facts, diagnosed, (Side::Good, *right), (buffer, theme));
    } else {
        comparison(state, facts, diagnosed, *left, (buffer, theme));
    }
    bytes(state, facts, diagnosed, (Side::Response, *refusal), (buffer, theme));
}

/// The verdict; once a fix worked, that it did.
fn draw_verdict(facts: &Facts, diagnosed: &Diagnosed, area: Rect, canvas: (&mut Buffer, Theme)) {
    let (buffer, theme) = canvas;
    let width = usize::from(area.width.saturating_sub(2));
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let mut all = Vec::new();
    if let Some((shown, cause)) = &facts.mended {
        let status = shown.exchange.response().map(|response| response.text(response.line.span));
        let line = visible(status.and_then(|line| line.get(9..)).unwrap_or_default());
        let mut row = Row::of(format!("✔ {line}"), Role::Good);
        row.push("  ", Role::Plain).push(cause.clone(), Role::Code);
        row.push(" was the cause: with its fix the request works.", Role::Good);
        all.extend(row.wrap(width));
        all.push(Row::of("u takes the fix back · what was refused is below", Role::Dim));
    } else {
        all = diagnosed.verdict(width, facts.veiled);
    }
    rows::draw(&all, inner, buffer, theme);
}

fn findings(state: &State, diagnosed: &Diagnosed, area: Rect, canvas: (&mut Buffer, Theme)) {
    let (buffer, theme) = canvas;
    let focused = state.focus.pane == 0;
    let found = &diagnosed.diagnosis.findings;
    let title = Row::of(format!("[1] Findings ({})", found.len()), Role::Title);
    let foot = if state.why { " w: why hidden " } else { " enter explains · t tries the fix " };
    let inner = pane::draw(area, &title, foot, focused, (buffer, theme));
    if found.is_empty() {
        let word = "no cause found; what differs is below";
        rows::draw(&[Row::of(word, Role::Dim)], inner, buffer, theme);
        return;
    }
    state.finding.draw(found.len(), inner, (buffer, theme, focused), |index| {
        let Some(finding) = found.get(index) else { return Row::new() };
        let mut row = finding_title(finding, index + 1);
        if state.why {
            row = Row::of(format!("{}. {} ", index + 1, finding.code()), Role::Code);
            for reason in &finding.reasons {
                row.push(format!(" {:+.1} ", reason.points), Role::Number);
                row.push(reason.text.clone(), Role::Dim);
            }
        }
        row
    });
}

/// Both requests by meaning.
fn comparison(
    state: &State,
    facts: &Facts,
    diagnosed: &Diagnosed,
    area: Rect,
    canvas: (&mut Buffer, Theme),
) {
    let (buffer, theme) = canvas;
    let focused = state.focus.pane == 1;
    let title = tabs::title(2, "Compared", &["by meaning", "bytes (r)"], 0);
    let width = usize::from(area.width.saturating_sub(2));
    let compared = diagnosed.compared(state.cosmetic, facts.veiled, width);
    let foot = if state.cosmetic { " c folds what is equal " } else { " c shows what is equal " };
    let inner = pane::draw(area, &title, foot, focused, (buffer, theme));
    if diagnosed.good.is_none() {
        let failing = Over {
            finding: diagnosed
                .diagnosis
                .findings
                .get(state.finding.at)
                .map(|f| (f, Side::Failing, 0)),
            veiled: facts.veiled,
            ..Over::default()
        };
        state.failing_view.draw(&diagnosed.failing.sent, failing, inner, (buffer, theme));
        return;
    }
    state.row.draw(compared.len(), inner, (buffer, theme, focused), |index| {
        compared.get(index).map_or_else(Row::new, |(row, _)| row.clone())
    });
}

/// One message as bytes, with the evidence of the finding under the cursor.
fn bytes(
    state: &State,
    facts: &Facts,
    diagnosed: &Diagnosed,
    (side, area): (Side, Rect),
    canvas: (&mut Buffer, Theme),
) {
    let (buffer, theme) = canvas;
    let (number, name, view, document) = match side {
        Side::Failing => (1, "Failing", &state.failing_view, Some(&diagnosed.failing.sent)),
        Side::Good => {
            (2, "Known-good", &state.good_view, diagnosed.good.as_ref().map(|good| &good.sent))
        }
        Side::Response => {
            (3, "The refusal", &state.response_view, Some(&diagnosed.failing.received))
        }
    };
    let focused = state.focus.pane == number;
    let title = tabs::title(number + 1, name, &["lines", "hex"], usize::from(view.hex));
    let inner = pane::draw(area, &title, "", focused, (buffer, theme));
    let Some(document) = document.filter(|document| !document.is_empty()) else {
        let word = match side {
            Side::Response => "no answer is known",
            _ => "no known-good request is marked",
        };
        rows::draw(&[Row::of(word, Role::Dim)], inner, buffer, theme);
        return;
    };
    let from = match side {
        Side::Response => diagnosed.failing.exchange.response().map_or(0, |response| response.at),
        _ => 0,
    };
    let finding = diagnosed.diagnosis.findings.get(state.finding.at);
    let over = Over {
        finding: finding.map(|finding| (finding, side, from)),
        veiled: facts.veiled,
        ..Over::default()
    };
    view.draw(document, over, inner, (buffer, theme));
}
