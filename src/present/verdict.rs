//! The verdict: the most likely cause in the first lines, before anything else is read.

use super::message::Messages;
use super::quote::quote;
use super::role::Role;
use super::row::Row;
use super::row::wrapped;
use super::veil::Veil;
use crate::doctor::Diagnosis;
use crate::doctor::Severity;

/// How sure something is, in words.
#[must_use]
pub const fn confidence_words(confidence: f32) -> &'static str {
    match confidence {
        c if c >= 0.9 => "almost certain",
        c if c >= 0.75 => "very likely",
        c if c >= 0.5 => "likely",
        c if c >= 0.25 => "possible",
        _ => "a guess",
    }
}

/// A confidence as a person reads it: `very likely, 84 %`.
pub(super) fn confidence_text(confidence: f32) -> String {
    format!("{}, {:.0} %", confidence_words(confidence), confidence * 100.0)
}

/// The verdict with its proof: what it is, how sure that is, the marked line.
#[must_use]
pub fn verdict_rows(
    diagnosis: &Diagnosis,
    messages: &Messages,
    veil: &Veil,
    width: usize,
) -> Vec<Row> {
    let Some(finding) = diagnosis.verdict() else { return nothing(diagnosis).wrap_words(width) };
    let mut row = Row::new();
    if let Some(status) = diagnosis.status {
        row.push(format!("{status}  "), Role::of_status(status));
    }
    let role = Role::of_severity(finding.severity);
    row.push(finding.card.title, role).push("  ", Role::Plain);
    row.push(finding.code(), Role::Code);
    row.push(format!("  ({})", confidence_text(finding.confidence)), Role::Dim);
    let mut rows = row.wrap_words(width);
    if finding.severity != Severity::Error {
        let text = "Nothing here must make a server refuse the request.";
        rows.extend(wrapped(text, width, Role::Dim));
    }
    rows.extend(wrapped(&veil.text(&finding.explanation), width, Role::Plain));
    for evidence in &finding.evidence {
        if let Some(message) = messages.side(evidence.side) {
            rows.extend(quote(evidence, message, veil, width));
        }
    }
    rows
}

fn nothing(diagnosis: &Diagnosis) -> Row {
    let mut row = Row::new();
    if let Some(status) = diagnosis.status {
        row.push(format!("{status}  "), Role::of_status(status));
    }
    let text = if diagnosis.differences.is_empty() {
        "no cause found in this request"
    } else {
        "no cause found; the differences are below"
    };
    row.push(text, Role::Title);
    row
}
