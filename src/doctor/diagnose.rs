//! The conductor: readings, differences, rules, rank. It knows no rule by name.

use super::case::Case;
use super::diagnosis::Diagnosis;
use super::difference;
use super::inputs::Inputs;
use super::rank;
use super::reading::Reading;
use super::rule::Report;
use super::rule::Turn;
use super::rules;
use super::witness::Witness;
use crate::semantics::date;
use crate::wire::ExactResponse;

/// Names the causes. Pure: the same inputs give the same diagnosis.
#[must_use]
pub fn diagnose(inputs: &Inputs) -> Diagnosis {
    let failing =
        Reading::of(&inputs.failing, inputs.failing_via, inputs.failing_endpoint.as_ref());
    let good = inputs
        .good
        .as_ref()
        .map(|good| Reading::of(good, inputs.good_via, inputs.good_endpoint.as_ref()));
    let (differences, mut notes) = match &good {
        Some(good) => difference::all(&failing, good),
        None => (Vec::new(), Vec::new()),
    };
    notes.extend(
        [Some(&failing), good.as_ref()]
            .into_iter()
            .flatten()
            .filter(|side| side.body.truncated)
            .map(|side| {
                format!(
                    "a compressed body was looked at for its first {} bytes only",
                    side.body.bytes.len()
                )
            }),
    );
    let witness = inputs.response.as_ref().map(Witness::read);
    let status = inputs.response.as_ref().and_then(ExactResponse::status).or(inputs.status);
    let date =
        inputs.response.as_ref().and_then(|response| date::parse_http(response.first("date")?));
    let case = Case {
        failing: &failing,
        good: good.as_ref(),
        witness: witness.as_ref(),
        status,
        expect: inputs.expect.as_ref().filter(|expect| !expect.is_empty()),
        now: date.unwrap_or(inputs.now),
        now_is_date: date.is_some(),
        differences: &differences,
    };
    let mut report = Report::default();
    let is_tls = failing.is_tls();
    for turn in [Turn::Specific, Turn::Leftover] {
        for rule in rules::all().filter(|rule| rule.turn() == turn && (!is_tls || rule.reads_tls()))
        {
            rule.check(&case, &mut report);
        }
    }
    let findings = rank::rank(&case, report.into_findings());
    let (failing_client, good_client) =
        (failing.client.clone(), good.as_ref().and_then(|g| g.client.clone()));
    Diagnosis { findings, differences, failing_client, good_client, status, notes }
}
