//! The acts of the doctor's screen.

use super::Action;
use super::state::State;
use super::take::taken;
use super::update::inner_width;
use super::update::point;
use crate::doctor::Finding;
use crate::doctor::Safety;
use crate::tui::effect::Dial;
use crate::tui::effect::SendPlan;
use crate::tui::facts::Diagnosed;
use crate::tui::facts::Facts;
use crate::tui::facts::copied;
use crate::tui::screens::ask::Ask;
use crate::tui::widgets::toast::Tone;
use crate::wire::ExactRequest;
use crate::wire::apply;
use crate::wire::escape;
use std::sync::Arc;

/// Follows one act.
pub(super) fn act(
    state: &mut State,
    facts: &Facts,
    diagnosed: &Arc<Diagnosed>,
    action: Action,
) -> Vec<Ask> {
    let finding = diagnosed.diagnosis.findings.get(state.finding.at);
    match action {
        Action::Explain => explain(state, facts, diagnosed),
        Action::TryFix if state.focus.pane == 1 && !state.raw => try_row(state, facts, diagnosed),
        Action::TryFix => match finding {
            Some(finding) => try_fix(diagnosed, finding),
            None => nothing("there is no finding to try"),
        },
        Action::Raw => {
            state.raw = !state.raw;
            if state.focus.pane == 2 {
                state.focus.pane = 1;
            }
            point(state, diagnosed);
            Vec::new()
        }
        Action::Why => {
            state.why = !state.why;
            Vec::new()
        }
        Action::Cosmetic => {
            state.cosmetic = !state.cosmetic;
            let rows = diagnosed.compared(state.cosmetic, facts.veiled, inner_width(facts));
            state.row.clamp(rows.len());
            Vec::new()
        }
        Action::Edit => vec![Ask::EditBytes(Arc::clone(&diagnosed.failing))],
        Action::Undo => vec![Ask::UndoFix],
        Action::Swap => vec![Ask::Swap],
        Action::Copy => vec![Ask::Copy(copy(state, facts, diagnosed))],
    }
}

fn nothing(why: &str) -> Vec<Ask> {
    vec![Ask::Say(Tone::Info, why.to_owned())]
}

/// Explains the finding under the cursor; on the comparison, the finding that claims the difference there.
fn explain(state: &mut State, facts: &Facts, diagnosed: &Arc<Diagnosed>) -> Vec<Ask> {
    let mut at = state.finding.at;
    if state.focus.pane == 1 && !state.raw {
        let rows = diagnosed.compared(state.cosmetic, facts.veiled, inner_width(facts));
        let Some((_, row)) = rows.get(state.row.at) else { return Vec::new() };
        let claims = |finding: &Finding| row.is_some_and(|id| finding.claims.contains(&id));
        match diagnosed.diagnosis.findings.iter().position(claims) {
            Some(place) => at = place,
            None => return nothing("no finding speaks of this row; it may well be harmless"),
        }
        state.finding.at = at;
        point(state, diagnosed);
    }
    if diagnosed.diagnosis.findings.get(at).is_none() {
        return nothing("the doctor found nothing that a server would refuse");
    }
    vec![Ask::Open(crate::tui::overlays::explanation(Arc::clone(diagnosed), at))]
}

/// Applies the finding's edits to the failing bytes and sends the result to where the failing request went.
fn try_fix(diagnosed: &Diagnosed, finding: &Finding) -> Vec<Ask> {
    let Some(fix) = finding.fix.as_ref().filter(|fix| !fix.edits.is_empty()) else {
        return try_claims(diagnosed, finding);
    };
    match apply(&diagnosed.failing.exchange.request, &fix.edits) {
        Ok(mended) => send(diagnosed, mended, (fix.safety, finding.code().to_owned())),
        Err(error) => vec![Ask::Say(Tone::Error, error.to_string())],
    }
}

/// A finding without edits of its own: what it explains is taken over from the request that works.
fn try_claims(diagnosed: &Diagnosed, finding: &Finding) -> Vec<Ask> {
    let request = &diagnosed.failing.exchange.request;
    let claimed = |id| diagnosed.diagnosis.differences.iter().find(|d| d.id == id);
    let mended = diagnosed.good.as_ref().and_then(|good| {
        let mut differences = finding.claims.iter().filter_map(|id| claimed(*id));
        differences.find_map(|difference| taken(request, &good.exchange.request, difference))
    });
    match mended {
        Some(mended) => send(diagnosed, mended, (Safety::Guess, finding.code().to_owned())),
        None => nothing("this cannot be mended here; `enter` tells what to do, `e` edits by hand"),
    }
}

/// Takes the difference under the cursor over from the known-good request and sends the result.
fn try_row(state: &State, facts: &Facts, diagnosed: &Diagnosed) -> Vec<Ask> {
    let rows = diagnosed.compared(state.cosmetic, facts.veiled, inner_width(facts));
    let id = rows.get(state.row.at).and_then(|(_, id)| *id);
    let difference = diagnosed.diagnosis.differences.iter().find(|d| Some(d.id) == id);
    let (Some(difference), Some(good)) = (difference, &diagnosed.good) else {
        return nothing("put the cursor on a difference: `t` takes it from the known-good one");
    };
    let request = &diagnosed.failing.exchange.request;
    match taken(request, &good.exchange.request, difference) {
        Some(mended) => {
            let place = escape::visible(difference.place.to_string().as_bytes());
            send(diagnosed, mended, (Safety::Guess, place))
        }
        None => nothing("this difference cannot be taken over alone"),
    }
}

/// Sends mended bytes to where the failing ones went; a real server only after a yes.
fn send(diagnosed: &Diagnosed, mended: ExactRequest, how: (Safety, String)) -> Vec<Ask> {
    let (safety, what) = how;
    let Some(endpoint) = diagnosed.failing.exchange.endpoint.clone() else {
        return vec![
            Ask::EditBytes(Arc::new(diagnosed.failing.with_request(mended))),
            Ask::Say(Tone::Info, "the fix is applied; where to send it is not known".to_owned()),
        ];
    };
    let plan = SendPlan {
        to: Dial::Endpoint(endpoint.clone()),
        bytes: mended.bytes.clone(),
        label: diagnosed.failing.exchange.label.clone(),
    };
    let loopback = ["127.0.0.1", "localhost", "::1"].contains(&endpoint.host.as_str());
    let harmless = [&b"GET"[..], b"HEAD", b"OPTIONS"].contains(&mended.method());
    if loopback || (harmless && safety == Safety::Safe) {
        return vec![Ask::Try(Box::new(plan), what)];
    }
    let question = format!(
        "Send the mended {} to {}? It reaches a real server.",
        escape::visible(mended.method()),
        escape::visible(endpoint.to_string().as_bytes()),
    );
    vec![Ask::Open(crate::tui::overlays::confirm(question, Ask::Try(Box::new(plan), what)))]
}

/// What is worth pasting elsewhere: the verdict with its fix; on bytes, the bytes.
fn copy(state: &State, facts: &Facts, diagnosed: &Diagnosed) -> String {
    match (state.raw, state.focus.pane) {
        (true, 1) => return copied(&diagnosed.failing.sent.bytes),
        (true, 2) => {
            return diagnosed
                .good
                .as_ref()
                .map_or_else(String::new, |good| copied(&good.sent.bytes));
        }
        (_, 3) => return copied(&diagnosed.failing.received.bytes),
        _ => {}
    }
    let Some(finding) = diagnosed.diagnosis.findings.get(state.finding.at) else {
        return String::new();
    };
    let mut text = format!("{}: {}\n{}\n", finding.code(), finding.card.title, finding.explanation);
    if let Some(fix) = &finding.fix {
        text.extend(["Fix: ", &fix.summary, "\n"]);
        if let Some(snippet) = &fix.snippet {
            text.extend([snippet, "\n"]);
        }
    }
    diagnosed.veil(&text, facts.veiled)
}
