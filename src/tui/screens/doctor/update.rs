//! What keys do on the doctor's screen, and where its panes are.

use super::act;
use super::state::State;
use crate::doctor::Mark;
use crate::doctor::Side;
use crate::tui::action::Action as Key;
use crate::tui::action::View;
use crate::tui::document::Shape;
use crate::tui::facts::Diagnosed;
use crate::tui::facts::Document;
use crate::tui::facts::Facts;
use crate::tui::screens::ask::Ask;
use crate::tui::screens::panes::two;
use crate::tui::widgets::bytes_view::BytesView;
use crate::tui::widgets::toast::Tone;
use ratatui::layout::Constraint;
use ratatui::layout::Layout;
use ratatui::layout::Rect;
use std::sync::Arc;

/// Follows one act.
pub fn update(state: &mut State, facts: &Facts, action: Key) -> Vec<Ask> {
    let Some(diagnosed) = facts.diagnosed.clone() else { return vec![Ask::Back] };
    match action {
        Key::Doctor(action) => return act::act(state, facts, &diagnosed, action),
        Key::Move(motion) => match state.focus.pane {
            0 => {
                state.finding.travel(motion, diagnosed.diagnosis.findings.len());
                point(state, &diagnosed);
            }
            1 if !state.raw => {
                let rows = diagnosed.compared(state.cosmetic, facts.veiled, inner_width(facts));
                state.row.travel(motion, rows.len());
            }
            _ => {
                if let Some((view, document)) = viewer(state, &diagnosed) {
                    view.travel(motion, &document);
                }
            }
        },
        Key::View(view) => return look(state, &diagnosed, view),
        _ => {}
    }
    Vec::new()
}

fn look(state: &mut State, diagnosed: &Arc<Diagnosed>, view: View) -> Vec<Ask> {
    match view {
        View::Hex => {
            if state.focus.pane < 3 && !state.raw {
                state.raw = true;
                point(state, diagnosed);
            }
            if state.focus.pane == 0 {
                state.focus.pane = 1;
            }
            if let Some((view, document)) = viewer(state, diagnosed) {
                view.turn_hex(&document);
            }
            if state.focus.pane == 1 || state.focus.pane == 2 {
                // Both sides are looked at in one way, or they could not be compared.
                let hex = if state.focus.pane == 1 {
                    state.failing_view.hex
                } else {
                    state.good_view.hex
                };
                (state.failing_view.hex, state.good_view.hex) = (hex, hex);
                point(state, diagnosed);
            }
        }
        View::Search => {
            return vec![Ask::Open(crate::tui::overlays::search(""))];
        }
        View::SearchNext | View::SearchPrevious => {
            let found = viewer(state, diagnosed)
                .is_some_and(|(bytes, document)| bytes.find(&document, view == View::SearchNext));
            if !found {
                return vec![Ask::Say(Tone::Info, "not found".to_owned())];
            }
        }
        _ => follow(state, view),
    }
    Vec::new()
}

/// How wide the comparison is: a pane over the whole width, inside its border.
pub(super) fn inner_width(facts: &Facts) -> usize {
    usize::from(facts.size.0).saturating_sub(2)
}

/// Moves the focus among the panes that are there.
fn follow(state: &mut State, view: View) {
    let panes = state.panes();
    let place = panes.iter().position(|pane| *pane == state.focus.pane).unwrap_or(0);
    let mut focus = crate::tui::screens::panes::Focus { pane: place, full: state.focus.full };
    focus.follow(view, panes.len());
    state.focus.pane = panes.get(focus.pane).copied().unwrap_or(0);
    state.focus.full = focus.full;
}

/// The bytes that have the focus, with what is remembered of them; by meaning, the failing ones stand for both.
pub fn viewer<'a>(
    state: &'a mut State,
    diagnosed: &Diagnosed,
) -> Option<(&'a mut BytesView, Arc<Document>)> {
    match state.focus.pane {
        3 => Some((&mut state.response_view, Arc::clone(&diagnosed.failing.received))),
        2 => {
            let good = diagnosed.good.as_ref()?;
            Some((&mut state.good_view, Arc::clone(&good.sent)))
        }
        _ => Some((&mut state.failing_view, Arc::clone(&diagnosed.failing.sent))),
    }
}

/// Scrolls all bytes to where the finding under the cursor points; the refusal, otherwise, to its words.
pub fn point(state: &mut State, diagnosed: &Diagnosed) {
    if let Some(response) = diagnosed.failing.exchange.response() {
        state.response_view.show(&diagnosed.failing.received, response.at + response.body.start);
    }
    let Some(finding) = diagnosed.diagnosis.findings.get(state.finding.at) else { return };
    let first = |side: Side| {
        let mark = finding.evidence.iter().find(|evidence| evidence.side == side);
        mark.map(|evidence| match evidence.mark {
            Mark::At(span) | Mark::Gap(span) => span.start,
        })
    };
    if let Some(at) = first(Side::Failing) {
        state.failing_view.show(&diagnosed.failing.sent, at);
    }
    if let (Some(at), Some(good)) = (first(Side::Good), &diagnosed.good) {
        state.good_view.show(&good.sent, at);
    }
    if let Some(at) = first(Side::Response) {
        let from = diagnosed.failing.exchange.response().map_or(0, |response| response.at);
        state.response_view.show(&diagnosed.failing.received, at + from);
    }
}

/// Where the panes are: findings, failing, good, refusal, and last the verdict.
#[must_use]
pub fn panes(state: &State, facts: &Facts, diagnosed: &Diagnosed, area: Rect) -> Vec<Rect> {
    let [verdict, findings, refusal] = heights(state, facts, diagnosed, area);
    let [top, list, middle, bottom] = Layout::vertical([
        Constraint::Length(verdict),
        Constraint::Length(findings),
        Constraint::Min(4),
        Constraint::Length(refusal),
    ])
    .areas(area);
    let hex = state.failing_view.hex;
    let (left, right) = if state.raw { two(middle, hex) } else { (middle, Rect::default()) };
    let rest = Rect { y: list.y, height: area.bottom().saturating_sub(list.y), ..area };
    let mut panes = match (state.raw && state.focus.full, state.focus.pane) {
        // The twins are only worth looking at together.
        (true, 1 | 2) => {
            let (left, right) = two(rest, hex);
            vec![Rect::default(), left, right, Rect::default()]
        }
        _ => state.focus.seen(rest, vec![list, left, right, bottom]),
    };
    panes.push(top);
    panes
}

/// The heights of verdict, findings and refusal: what they hold, as far as the comparison leaves room.
fn heights(state: &State, facts: &Facts, diagnosed: &Diagnosed, area: Rect) -> [u16; 3] {
    let short = |rows: usize| u16::try_from(rows).unwrap_or(u16::MAX);
    let width = usize::from(area.width).saturating_sub(2);
    let rows_of = |document: &Document| short(document.len(Shape { width, ..Shape::default() }));
    let cramped = area.height < 30;
    let findings =
        short(diagnosed.diagnosis.findings.len()).clamp(1, if cramped { 3 } else { 8 }) + 2;
    let compared = if state.raw {
        rows_of(&diagnosed.failing.sent)
    } else {
        short(diagnosed.compared(state.cosmetic, facts.veiled, width).len())
    };
    let compared = compared.saturating_add(2).clamp(6, (area.height * 2 / 5).max(6));
    let room = area.height.saturating_sub(findings + compared);
    let verdict = match facts.mended {
        Some(_) => 3,
        None => short(diagnosed.verdict(width, facts.veiled).len()),
    };
    // Where there is little room, bytes need it more than the refusal does, unless one looks at that.
    if cramped && state.raw && state.focus.pane != 3 {
        return [verdict.min(4), findings, 0];
    }
    let refusal = rows_of(&diagnosed.failing.received).saturating_add(2);
    let least = refusal.min(5);
    let verdict = verdict.clamp(2, room.saturating_sub(least).max(2));
    [verdict, findings, refusal.min(room.saturating_sub(verdict)).max(least)]
}
