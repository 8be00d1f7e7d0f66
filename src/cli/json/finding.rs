//! `why4xx.doctor/1`: a diagnosis, as `doctor --format json` tells it. Veiled unless secrets are asked for.

use super::exact;
use super::text;
use crate::doctor::Diagnosis;
use crate::doctor::Difference;
use crate::doctor::Evidence;
use crate::doctor::Finding;
use crate::doctor::Side;
use crate::doctor::difference::Sided;
use crate::present::Message;
use crate::present::Messages;
use crate::present::Veil;
use crate::profiles::Likeness;
use crate::wire::ExactRequest;
use crate::wire::ExactResponse;
use serde::Serialize;

#[derive(Serialize)]
pub(in crate::cli) struct Report {
    schema: &'static str,
    failing: Refused,
    good: Option<Known>,
    findings: Vec<FindingJson>,
    differences: Vec<DifferenceJson>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Refused {
    client: Option<ClientJson>,
    status: Option<u16>,
}

#[derive(Serialize)]
struct Known {
    client: Option<ClientJson>,
}

#[derive(Serialize)]
struct ClientJson {
    name: &'static str,
    version: Option<String>,
    confidence: f64,
}

#[derive(Serialize)]
struct FindingJson {
    code: &'static str,
    severity: &'static str,
    rank: usize,
    confidence: f64,
    score: f64,
    title: &'static str,
    explanation: String,
    fix: Option<FixJson>,
    evidence: Vec<EvidenceJson>,
    references: &'static [&'static str],
    reasons: Vec<ReasonJson>,
}

#[derive(Serialize)]
struct FixJson {
    summary: String,
    client: Option<&'static str>,
    snippet: Option<String>,
    safety: &'static str,
}

#[derive(Serialize)]
struct EvidenceJson {
    message: &'static str,
    part: &'static str,
    name: Option<String>,
    start: u32,
    end: u32,
    text: String,
    text_base64: Option<String>,
    label: String,
}

#[derive(Serialize)]
struct ReasonJson {
    points: f64,
    text: String,
}

#[derive(Serialize)]
struct DifferenceJson {
    kind: &'static str,
    part: &'static str,
    name: String,
    failing: Option<String>,
    failing_base64: Option<String>,
    good: Option<String>,
    good_base64: Option<String>,
    harmless: bool,
}

/// What a report is made from.
pub(in crate::cli) struct Told<'a> {
    pub(in crate::cli) diagnosis: &'a Diagnosis,
    pub(in crate::cli) failing: &'a ExactRequest,
    pub(in crate::cli) good: Option<&'a ExactRequest>,
    pub(in crate::cli) response: Option<&'a ExactResponse>,
    pub(in crate::cli) messages: &'a Messages,
    pub(in crate::cli) veil: &'a Veil,
}

pub(in crate::cli) fn report(told: &Told<'_>) -> Report {
    let diagnosis = told.diagnosis;
    Report {
        schema: "why4xx.doctor/1",
        failing: Refused {
            client: diagnosis.failing_client.as_ref().map(client),
            status: diagnosis.status,
        },
        good: told.good.map(|_| Known { client: diagnosis.good_client.as_ref().map(client) }),
        findings: diagnosis
            .findings
            .iter()
            .enumerate()
            .map(|(index, f)| finding(told, f, index + 1))
            .collect(),
        differences: diagnosis.differences.iter().map(|d| difference(told, d)).collect(),
        notes: diagnosis.notes.clone(),
    }
}

fn client(likeness: &Likeness) -> ClientJson {
    ClientJson {
        name: likeness.name,
        version: likeness.version.clone(),
        confidence: rounded(likeness.confidence),
    }
}

/// Two digits: more would claim a precision that is not there.
fn rounded(value: f32) -> f64 {
    (f64::from(value) * 100.0).round() / 100.0
}

fn finding(told: &Told<'_>, finding: &Finding, rank: usize) -> FindingJson {
    FindingJson {
        code: finding.code(),
        severity: finding.severity.name(),
        rank,
        confidence: rounded(finding.confidence),
        score: rounded(finding.score()),
        title: finding.card.title,
        explanation: told.veil.text(&finding.explanation),
        fix: finding.fix.as_ref().map(|fix| FixJson {
            summary: told.veil.text(&fix.summary),
            client: fix.client.map(|client| client.0),
            snippet: fix.snippet.as_deref().map(|snippet| told.veil.text(snippet)),
            safety: match fix.safety {
                crate::doctor::Safety::Safe => "safe",
                crate::doctor::Safety::Guess => "guess",
                crate::doctor::Safety::ShowOnly => "show-only",
            },
        }),
        evidence: finding
            .evidence
            .iter()
            .filter_map(|item| evidence(told, finding, item))
            .collect(),
        references: finding.card.references,
        reasons: finding
            .reasons
            .iter()
            .map(|reason| ReasonJson {
                points: rounded(reason.points),
                text: told.veil.text(&reason.text),
            })
            .collect(),
    }
}

fn evidence(told: &Told<'_>, finding: &Finding, item: &Evidence) -> Option<EvidenceJson> {
    let message = told.messages.side(item.side)?;
    let span = item.mark.span();
    let local = message.local(span);
    let quoted = told.veil.quoted(message, local, local.slice(&message.bytes));
    let (part, name) = place(told, finding, item, message);
    Some(EvidenceJson {
        message: item.side.name(),
        part,
        name,
        start: span.start,
        end: span.end,
        text: text(&quoted),
        text_base64: exact(&quoted),
        label: told.veil.text(&item.label),
    })
}

/// The coarse part and the header's name as on the wire; for a gap, the name that is wanted there.
fn place(
    told: &Told<'_>,
    finding: &Finding,
    item: &Evidence,
    message: &Message,
) -> (&'static str, Option<String>) {
    let span = message.local(item.mark.span());
    let (line, headers) = match item.side {
        Side::Failing => (told.failing.line.span, told.failing.headers.as_slice()),
        Side::Good => told.good.map_or((crate::wire::Span::at(0), &[][..]), |good| {
            (good.line.span, good.headers.as_slice())
        }),
        Side::Response => told
            .response
            .map_or((crate::wire::Span::at(0), &[][..]), |r| (r.line.span, r.headers.as_slice())),
    };
    if line.encloses(span) && (!span.is_empty() || span.end < line.end) {
        return ("start-line", None);
    }
    if span.start >= message.head.end && (!span.is_empty() || span.start > message.head.end) {
        return ("body", None);
    }
    let header = headers.iter().find(|header| header.span.encloses(span) && !span.is_empty());
    let name = header
        .map(|header| text(header.name.slice(&message.bytes)))
        .or_else(|| wanted(told, finding));
    ("header", name)
}

/// The header that a finding says is missing, as the good request spells it.
fn wanted(told: &Told<'_>, finding: &Finding) -> Option<String> {
    let claimed = told.diagnosis.differences.iter().filter(|d| finding.claims.contains(&d.id));
    let missing = claimed
        .filter(|d| d.failing.is_none())
        .find_map(|d| Some((d.place.header()?, d.good.as_ref()?)));
    let (name, side) = missing?;
    let spelled = told.good.and_then(|good| {
        let header = good.headers.iter().find(|header| header.value == side.span)?;
        Some(text(good.text(header.name)))
    });
    Some(spelled.unwrap_or_else(|| name.to_owned()))
}

fn difference(told: &Told<'_>, difference: &Difference) -> DifferenceJson {
    let side = |side: Side, sided: &Option<Sided>| {
        let sided = sided.as_ref()?;
        let message = told.messages.side(side)?;
        Some(told.veil.quoted(message, message.local(sided.span), &sided.text))
    };
    let (failing, good) =
        (side(Side::Failing, &difference.failing), side(Side::Good, &difference.good));
    let name =
        difference.place.header().map_or_else(|| difference.place.to_string(), str::to_owned);
    DifferenceJson {
        kind: difference.change.name(),
        part: difference.place.part(),
        name,
        failing_base64: failing.as_deref().and_then(exact),
        failing: failing.as_deref().map(text),
        good_base64: good.as_deref().and_then(exact),
        good: good.as_deref().map(text),
        harmless: difference.is_harmless(),
    }
}
