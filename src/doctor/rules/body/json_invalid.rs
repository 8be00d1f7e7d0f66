//! `json-invalid`: a body that should be JSON and does not parse.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Difference;
use crate::doctor::difference::Place;
use crate::doctor::difference::body;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::body::json_lines;
use crate::doctor::rules::body::json_repair;
use crate::doctor::rules::body::json_words;
use crate::doctor::rules::body::rewrite;
use crate::doctor::suspicion::Suspicion;
use crate::semantics::BodyKind;
use crate::semantics::JsonError;
use crate::semantics::JsonFault;
use crate::semantics::JsonKind;
use crate::semantics::Look;
use crate::wire::NoteKind;
use crate::wire::Span;

pub(super) static CARD: Card = Card {
    code: "json-invalid",
    family: Family::Body,
    title: "the body should be JSON and is not",
    why: "\
JSON knows double quotes only, no trailing comma, no comment, no True or None, and no line break
inside a string. One such byte, and the server cannot read the body at all.",
    example: "fetch(url, { body: { name: 'x' } })   // sends the text [object Object]",
    references: &["RFC 8259 section 2", "RFC 8259 section 7"],
};

/// The rule.
pub(super) struct JsonInvalid;

impl Rule for JsonInvalid {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let failing = case.failing;
        if failing.has_body() && json_lines::are_declared(failing) {
            if let Some(found) = json_lines::check(case) {
                report.add(found);
            }
            return;
        }
        if !failing.has_body() || !is_wanted(case) || failing.body.sniffed.is_some() {
            return;
        }
        let Some(error) = fault(failing) else { return };
        let twin = case.good.filter(|good| good.body.kind() == BodyKind::Json).and_then(fault);
        if twin.is_some_and(|twin| twin.kind == error.kind) {
            return;
        }
        let look = look(failing).filter(|_| !is_torn(failing, error));
        let Some((points, because)) = weight(case, error, look) else { return };
        report.add(found(case, error, look, (points, because)));
    }
}

/// Whether JSON is what should be here: by the good request, by what is declared, or by how the body starts.
fn is_wanted(case: &Case<'_>) -> bool {
    let failing = case.failing;
    let declared = failing.body.declared;
    if let Some(good) = case.good.filter(|good| good.has_body()) {
        // A good request with another kind of body says that JSON is not asked for.
        return good.body.kind() == BodyKind::Json
            && (failing.body.kind() == BodyKind::Json || is_printed_object(failing));
    }
    match declared {
        Some(BodyKind::Json) => true,
        Some(BodyKind::Form | BodyKind::Text) | None => {
            starts_as_json(failing) || is_printed_object(failing)
        }
        Some(_) => false,
    }
}

/// Whether an undeclared or wrongly declared body starts like an object with a name in it: no template, no query text.
fn starts_as_json(failing: &Reading<'_>) -> bool {
    let json = failing.body.json();
    let named = json
        .root()
        .and_then(|root| json.children(root).next())
        .is_some_and(|(key, _)| key.is_some_and(|key| !key.is_empty()));
    let lines = failing.media_kind().ends_with("ndjson") || failing.media_kind().ends_with("jsonl");
    body::kind(&failing.body) == BodyKind::Json && named && !lines
}

/// Whether the body is an object printed by a language instead of written as JSON.
pub(super) fn is_printed_object(failing: &Reading<'_>) -> bool {
    // `{ name }` under a type of text is a query or a template.
    let text = failing.body.declared == Some(BodyKind::Text);
    matches!(
        look(failing).filter(|look| !text || *look != Look::JsObject),
        Some(
            Look::ObjectObject
                | Look::PythonRepr
                | Look::PythonBytesLiteral
                | Look::JsObject
                | Look::SingleQuoted
                | Look::ShellQuoted
                | Look::Escaped
        )
    )
}

/// What it looks like instead. What cmd.exe leaves of `'{"a": 1}'` begins with the quote, and need not end in one.
fn look(failing: &Reading<'_>) -> Option<Look> {
    let text = failing.body.bytes.trim_ascii_start();
    if text.starts_with(b"'{") || text.starts_with(b"'[") {
        return Some(Look::ShellQuoted);
    }
    failing.body.json().lookalike().map(|found| found.look)
}

/// Whether the first fault stands right behind a string, as where a quote inside a value ended it too soon.
fn is_torn(failing: &Reading<'_>, error: JsonError) -> bool {
    let kinds = [
        JsonFault::MissingComma,
        JsonFault::UnquotedKey,
        JsonFault::UnknownWord,
        JsonFault::Unexpected,
    ];
    let before = (error.span.start as usize).checked_sub(1);
    let word =
        failing.body.bytes.get(error.span.start as usize).is_some_and(u8::is_ascii_alphanumeric);
    let quote = before.and_then(|at| failing.body.bytes.get(at)) == Some(&b'"');
    kinds.contains(&error.kind) && quote && word && !failing.body.bytes.starts_with(b"\"")
}

/// The first fault that is not told under another code: BOM, charset and emptiness have their own.
fn fault(reading: &Reading<'_>) -> Option<JsonError> {
    let told = [JsonFault::Bom, JsonFault::InvalidUtf8, JsonFault::Empty];
    let json = reading.body.json();
    let first = json.errors.iter().find(|error| !told.contains(&error.kind)).copied()?;
    // What is missing where the text ends is missing because it ends.
    let end = json.errors.iter().find(|error| error.kind == JsonFault::Truncated);
    Some(end.filter(|end| end.span.start <= first.span.start).copied().unwrap_or(first))
}

/// How much it weighs, and why; `None` where another code tells it whole.
fn weight(case: &Case<'_>, error: JsonError, look: Option<Look>) -> Option<(f32, &'static str)> {
    let failing = case.failing;
    let declared = failing.body.declared == Some(BodyKind::Json);
    let short = failing.request.noted(NoteKind::BodyShort).is_some()
        || failing.request.noted(NoteKind::Surplus).is_some()
        || failing.request.noted(NoteKind::ChunkTruncated).is_some();
    Some(match look {
        Some(Look::Empty | Look::Wide | Look::Compressed | Look::QuotedJson) => return None,
        Some(Look::Form) => (3.5, "a form stands where JSON is declared or wanted"),
        Some(Look::UrlEncodedJson) => (5.0, "the JSON is percent-encoded"),
        Some(Look::Xml | Look::Html | Look::Multipart) => {
            (4.0, "another format stands where JSON is declared or wanted")
        }
        Some(Look::Truncated) if short => {
            (3.5, "the JSON breaks off, and the declared length is wrong as well")
        }
        Some(Look::JsonLines) if failing.media_kind() != "application/json" => return None,
        Some(Look::ObjectObject | Look::PythonRepr | Look::PythonBytesLiteral | Look::JsObject) => {
            (6.0, "an object of a language was sent as its printed form, which is no JSON")
        }
        _ if short && error.kind == JsonFault::TrailingContent => {
            (3.5, "text follows the JSON, and the declared length is wrong as well")
        }
        _ if short => {
            (4.0, "the body does not parse as JSON, and its declared length is wrong as well")
        }
        _ if declared || case.good.is_some() => (6.0, "the body does not parse as JSON (RFC 8259)"),
        _ => (5.0, "the body starts like JSON and does not parse as such"),
    })
}

fn found(
    case: &Case<'_>,
    error: JsonError,
    look: Option<Look>,
    (points, because): (f32, &str),
) -> Suspicion {
    let failing = case.failing;
    let client = failing.client_name();
    let json = failing.body.json();
    let evidence = json.lookalike().filter(|found| found.look == Look::ObjectObject);
    let at = evidence.map_or_else(|| mark(json.bytes.as_ref(), error), |found| found.evidence);
    let at = failing.body.to_wire_or_all(at);
    let torn = is_torn(failing, error);
    let (what, summary) = if torn { json_words::TORN } else { json_words::words(error.kind, look) };
    let explanation = if torn {
        json_words::TORN_HOW.to_owned()
    } else {
        json_words::explanation(client, error.kind, look)
    };
    let edits = json_repair::repaired(json)
        .map(|changes| rewrite::body(failing, changes))
        .unwrap_or_default();
    let snippet = match error.kind {
        _ if look.is_some_and(|look| look != Look::Truncated) => remedy::send_json(client),
        JsonFault::ControlInString | JsonFault::BadEscape => remedy::send_json(client),
        _ => None,
    };
    let mut suspicion = Suspicion::error(&CARD, points, because)
        .failing(at, what)
        .explain(explanation)
        .fix(remedy::mend(case, summary, snippet, edits, Safety::Guess))
        .claim_all(case.differences.iter().filter(|d| is_explained(failing, d)));
    if let Some(good) = case.good.filter(|good| good.has_body()) {
        let whole = body::whole(&good.body);
        let start = Span::new(whole.start, whole.end.min(whole.start + 60));
        suspicion = suspicion.good(start, "JSON of the request that works");
    }
    suspicion
}

/// The bytes of a fault, at least one of them where the text goes on: a gap is hard to see.
fn mark(bytes: &[u8], error: JsonError) -> Span {
    let end = crate::wire::offset(bytes.len());
    let Span { start, end: last } = error.span;
    let last = if start == last && error.kind != JsonFault::Truncated { last + 1 } else { last };
    Span::new(start, last.min(end).min(start + 60).max(start))
}

/// Whether a broken body explains the difference: its text, its kind, and values that a fault stands in or before.
fn is_explained(failing: &Reading<'_>, difference: &Difference) -> bool {
    match &difference.place {
        Place::Body => true,
        Place::BodyKind => is_printed_object(failing),
        Place::Json(_) => {
            let json = failing.body.json();
            // Behind such a fault the tree is guesswork.
            let structural = [
                JsonFault::MissingComma,
                JsonFault::MissingColon,
                JsonFault::Unexpected,
                JsonFault::UnknownWord,
                JsonFault::UnterminatedString,
                JsonFault::MismatchedClose,
            ];
            if structural.iter().any(|kind| json.fault(*kind).is_some()) {
                return true;
            }
            let Some(side) = &difference.failing else { return !json.complete };
            let hit = |error: &JsonError| {
                let span = failing.body.to_wire_or_all(error.span);
                span.overlaps(side.span) || span.start == side.span.start
            };
            json.errors.iter().any(hit)
                || json.root().is_some_and(|root| json.kind(root) == JsonKind::Word)
        }
        _ => false,
    }
}
