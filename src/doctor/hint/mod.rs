//! Hints: what a status and the words of a refusal speak for. Data and a look-up; the rules do the finding.

mod status;
mod words;

use crate::doctor::case::Case;
use crate::doctor::evidence::Evidence;
use crate::doctor::evidence::Mark;
use crate::doctor::evidence::Side;
use crate::doctor::finding::Finding;
use crate::doctor::finding::Reason;
use crate::doctor::finding::Severity;
use crate::wire::Span;
use status::STATUSES;
use words::WORDS;

/// Adds to a finding what the status and the words of the refusal say about its code.
pub(super) fn weigh(case: &Case<'_>, finding: &mut Finding) {
    let code = finding.code();
    // What is only worth a look is no surer because the server speaks of credentials.
    let part = if finding.severity == Severity::Error { 1.0 } else { 0.5 };
    if let Some(status) = case.status {
        let row = STATUSES.iter().find(|(number, _)| *number == status).map(|(_, row)| *row);
        let points = row.and_then(|row| row.iter().find(|(name, _)| *name == code));
        if let Some((_, points)) = points {
            let verb = if *points > 0.0 { "speaks for" } else { "speaks against" };
            finding
                .reasons
                .push(Reason { points: points * part, text: format!("status {status} {verb} it") });
        }
    }
    let Some(witness) = case.witness else { return };
    for (phrases, codes) in WORDS {
        let Some((_, points)) = codes.iter().find(|(name, _)| *name == code) else { continue };
        let said = phrases.iter().find_map(|phrase| Some((*phrase, witness.says(phrase)?)));
        if let Some((phrase, span)) = said {
            finding.reasons.push(Reason {
                points: points * part,
                text: format!("the response says `{phrase}`"),
            });
            quote_once(finding, span, phrase);
        }
    }
}

/// The server's words as evidence, at most two of them, none twice: a finding is no concordance.
fn quote_once(finding: &mut Finding, span: Span, phrase: &str) {
    let quoted = finding.evidence.iter().filter(|e| e.side == Side::Response);
    let (count, known) = quoted
        .fold((0, false), |(count, known), e| (count + 1, known || e.mark.span().overlaps(span)));
    if count < 2 && !known {
        let label = format!("the server says `{phrase}`");
        finding.evidence.push(Evidence { side: Side::Response, mark: Mark::At(span), label });
    }
}
