//! Rank: which finding first, and how sure. A sum that a person can read, and nothing else.

use super::case::Case;
use super::finding::Finding;
use super::finding::Severity;
use super::hint;

/// Weighs the findings by what the refusal says, puts them in order, and says how sure each is.
pub(super) fn rank(case: &Case<'_>, mut findings: Vec<Finding>) -> Vec<Finding> {
    for finding in &mut findings {
        hint::weigh(case, finding);
        step_back(finding);
        soften(case, finding);
    }
    findings.sort_by(|a, b| b.severity.cmp(&a.severity).then(b.score().total_cmp(&a.score())));
    let scores: Vec<f32> = findings.iter().map(Finding::score).collect();
    for (finding, confidence) in findings.iter_mut().zip(confidences(&scores)) {
        let cap = match finding.severity {
            Severity::Error => 0.98,
            Severity::Warning => 0.6,
            Severity::Info => 0.2,
        };
        finding.confidence = confidence.min(cap);
    }
    findings
}

/// A cause that the refusal speaks against, so that little is left of it, is no more than a thing to look at.
fn step_back(finding: &mut Finding) {
    let against = finding.reasons.iter().skip(1).any(|reason| reason.points < 0.0);
    if against && finding.severity == Severity::Error && finding.score() < 2.0 {
        finding.severity = Severity::Warning;
    }
}

/// Below this sum a cause is a thing to look at, as long as nobody has seen a refusal.
const LOUD: f32 = 5.25;

/// Two requests that both work differ in much that a strict server minds. Without a status and a response only what is
/// broken in itself, or lacks what the other one proves necessary, is called an error.
fn soften(case: &Case<'_>, finding: &mut Finding) {
    let seen = case.status.is_some() || case.witness.is_some() || case.expect.is_some();
    if !seen && finding.severity == Severity::Error && finding.score() < LOUD {
        finding.severity = Severity::Warning;
    }
}

/// How sure each is: how strong its own sum is, times its share among its rivals.
///
/// The two constants are fitted to the cases (`tests/it/cases.rs` prints the table): a sum of 4 that stands alone is an
/// even bet, and a rival one point behind halves what is left to doubt.
fn confidences(scores: &[f32]) -> Vec<f32> {
    const EVEN: f32 = 3.4;
    const SPREAD: f32 = 1.4;
    let weight = |score: f32| (score / SPREAD).exp();
    let all: f32 = scores.iter().map(|score| weight(*score)).sum();
    scores
        .iter()
        .map(|score| {
            let own = 1.0 / (1.0 + (-(score - EVEN) / SPREAD).exp());
            let share = if all > 0.0 { weight(*score) / all } else { 0.0 };
            own * share.sqrt()
        })
        .collect()
}
