//! `content-type-mismatch`: a body of another kind or of another declared type than the server takes.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Difference;
use crate::doctor::difference::Place;
use crate::doctor::difference::body::kind;
use crate::doctor::difference::body::kind_name;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::body::json_invalid;
use crate::doctor::rules::body::rewrite;
use crate::doctor::rules::body::type_asked;
use crate::doctor::rules::body::type_words::described;
use crate::doctor::rules::body::type_words::habit;
use crate::doctor::rules::body::type_words::sender;
use crate::doctor::rules::body::type_words::weight_of_types;
use crate::doctor::rules::body::unread_field;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::BodyKind;

pub(super) static CARD: Card = Card {
    code: "content-type-mismatch",
    family: Family::Body,
    title: "the body is of another type than the server takes, or than it says",
    why: "\
A server picks the parser by Content-Type. JSON declared as a form is read as one odd field, a form
declared as JSON does not parse, and a type that is not on the server's list is answered with 415.",
    example: "requests.post(url, data={\"name\": \"x\"})   # a form; json= sends JSON",
    references: &["RFC 9110 section 8.3", "RFC 9110 section 15.5.16"],
};

/// The rule.
pub(super) struct ContentTypeMismatch;

impl Rule for ContentTypeMismatch {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let failing = case.failing;
        if !failing.has_body() || failing.body.sniffed.is_some() && failing.body.codings.is_empty()
        {
            return;
        }
        let Some(good) = case.good else {
            alone(case, report);
            return;
        };
        if !good.has_body() {
            return;
        }
        if let Some(kinds) = case.at(|place| *place == Place::BodyKind).next() {
            of_kinds(case, good, kinds, report);
        } else if let Some(header) = case.header_difference("content-type") {
            of_types(case, good, header, report);
        }
    }
}

/// Whether a place is the declared type or the body's kind.
fn is_type(place: &Place) -> bool {
    matches!(place, Place::Header { name, .. } if name == "content-type")
        || *place == Place::BodyKind
}

/// The bodies are of different kinds: a form here, JSON there.
fn of_kinds(case: &Case<'_>, good: &Reading<'_>, kinds: &Difference, report: &mut Report) {
    let failing = case.failing;
    let (ours, theirs) = (kind(&failing.body), kind(&good.body));
    let points = if theirs == BodyKind::Json && json_invalid::is_printed_object(failing) {
        // Not another format: an object that became text on its way into one. `json-invalid` tells it.
        3.0
    } else if failing.media.is_none() || is_unbounded(failing) {
        5.0
    } else if ours == BodyKind::Form && theirs == BodyKind::Multipart && !has_file(good) {
        // Most form parsers take both; an endpoint that takes one alone is a choice.
        4.0
    } else if good.body.disagrees() && !failing.body.disagrees() {
        4.5
    } else {
        5.5
    };
    let because =
        format!("the good request sends {}, this one sends {}", kind_name(theirs), kind_name(ours));
    let span = |side: &Option<crate::doctor::difference::Sided>| {
        side.as_ref().map(|side| side.span).unwrap_or_default()
    };
    let mut text = format!(
        "The body goes out as {}; the server takes {}.",
        described(ours),
        described(theirs)
    );
    if good.media_kind() == failing.media_kind() && !failing.media_kind().is_empty() {
        text.push_str(
            " Both declare the same type, so the server reads the body by the wrong grammar.",
        );
    }
    text.push_str(habit(failing, ours));
    report.add(
        Suspicion::error(&CARD, points, because)
            .failing(first(span(&kinds.failing)), format!("a body of kind {}", kind_name(ours)))
            .failing(failing.media_span(), "what is declared here")
            .good(first(span(&kinds.good)), format!("a body of kind {}", kind_name(theirs)))
            .good(good.media_span(), "what is declared there")
            .explain(text)
            .fix(remedy::mend(
                case,
                format!(
                    "Send the body as {}, with the type of the request that works.",
                    described(theirs)
                ),
                sender(failing.client_name(), theirs),
                Vec::new(),
                Safety::ShowOnly,
            ))
            .claim_all(case.at(is_type)),
    );
}

/// Whether a multipart form holds a file, which an urlencoded form cannot.
fn has_file(reading: &Reading<'_>) -> bool {
    reading.body.multipart().parts.iter().any(|part| part.filename.is_some())
}

/// The bodies are of one kind, and their declared types differ.
fn of_types(case: &Case<'_>, good: &Reading<'_>, header: &Difference, report: &mut Report) {
    let failing = case.failing;
    let Some((value, media)) = failing.media.as_ref().map(|(h, media)| (h.value, media)) else {
        return;
    };
    let malformed = media.malformed.is_some()
        && good.media.as_ref().is_some_and(|(_, media)| media.malformed.is_none());
    if value.is_empty() || (failing.media_kind() == good.media_kind() && !malformed) {
        return;
    }
    let theirs = good.request.text(good.media_span());
    let undeclared = good.media.is_none();
    let points =
        if malformed && failing.presigned.is_none() { 5.0 } else { weight_of_types(case, good) };
    let ours = quote(failing.request.text(value));
    let because = if undeclared {
        format!("this one declares `{ours}`, the good request declares nothing")
    } else {
        format!("this one declares `{ours}`, the good request `{}`", quote(theirs))
    };
    let mut text = if undeclared {
        format!("The body is declared as `{ours}`; the request that works leaves the type out.")
    } else {
        format!(
            "The body is the same kind of thing, but it is declared as `{ours}` where the request that works says `{}`. The server picks its parser by that name.",
            quote(theirs)
        )
    };
    text.push_str(habit(failing, failing.body.actual));
    let (summary, edits) = if undeclared {
        ("Leave the Content-Type out.".to_owned(), Vec::new())
    } else {
        // A boundary is each body's own.
        let own =
            (failing.body.kind() == BodyKind::Multipart).then(|| rewrite::shown_type(failing));
        let value = own.unwrap_or_else(|| Some(theirs.to_vec()));
        let edits = value.map(|value| rewrite::media_type(failing, &value));
        (format!("Declare `{}`.", quote(theirs)), edits.unwrap_or_default())
    };
    let snippet = remedy::set_header(
        failing.client_name(),
        "Content-Type",
        &crate::wire::escape::lossy_hex(theirs),
    );
    report.add(
        Suspicion::error(&CARD, points, because)
            .failing(value, "what is declared here")
            .good(good.media_span(), "what is declared there")
            .explain(text)
            .fix(remedy::mend(case, summary, snippet.filter(|_| !undeclared), edits, Safety::Guess))
            .claim(header),
    );
}

/// Without a good request: what the server asks for, what is expected, and a declaration that the bytes give the lie.
fn alone(case: &Case<'_>, report: &mut Report) {
    let failing = case.failing;
    if let Some(suspicion) = type_asked::found(case) {
        report.add(suspicion);
        return;
    }
    let Some((header, media)) = failing.media.as_ref().filter(|(h, _)| !h.value.is_empty()) else {
        return;
    };
    let ours = quote(failing.request.text(header.value));
    if media.malformed.is_some() {
        let text = format!(
            "`{ours}` is no media type as `type/subtype`, so no parser is found for the body."
        );
        report.add(declared(case, (4.5, "the declared type cannot be read"), text));
    } else if let Some(points) = lie(failing) {
        let actual = failing.body.actual;
        let text = format!(
            "The body is {}, and it is declared as `{ours}`: the server reads it by the wrong grammar.{}",
            described(actual),
            habit(failing, actual)
        );
        report.add(declared(case, (points, "the declared type contradicts the bytes"), text));
    } else if let Some(found) = unread(case, &ours) {
        report.add(found);
    } else if is_token_request(failing) {
        let text = "The body is JSON with a `grant_type`: a request for a token. OAuth 2 wants its parameters as an urlencoded \
                    form (RFC 6749 section 4), and most servers see none in JSON."
            .to_owned();
        let because = "a token request in JSON, where OAuth 2 has a form";
        report.add(declared(case, (4.0, because), text));
    } else if case.witness.is_some_and(|w| w.quotes(media.kind.as_bytes()).is_some())
        && case.status_in(&[400, 415, 422, 500])
    {
        let text = format!(
            "The refusal quotes the type that is declared, `{ours}`: the server takes another one."
        );
        report.add(declared(case, (4.5, "the refusal quotes the declared type"), text));
    } else if case.status == Some(415)
        && failing.body.codings.is_empty()
        && media.param(failing.request.text(header.value), "charset").is_none()
    {
        let text = format!(
            "The server does not take `{ours}`: 415 speaks of the type or of the coding of the body."
        );
        report.add(declared(case, (2.5, "the refusal is about the type of the body"), text));
    } else if failing.body.kind() == BodyKind::Form
        && case.says("json")
        && case.status_in(&[400, 422, 500])
    {
        let text = format!(
            "The body goes out as {}, and the server speaks of JSON: it tried to read it as such.{}",
            described(BodyKind::Form),
            habit(failing, BodyKind::Form)
        );
        report.add(declared(case, (3.5, "a form was sent, and the server speaks of JSON"), text));
    }
}

/// A body that was not read: the server misses a field that is there.
fn unread(case: &Case<'_>, ours: &str) -> Option<Suspicion> {
    let (span, name) = unread_field::unread(case)?;
    let text = format!(
        "The server misses `{name}`, and the body has it: the server did not read this body, because it expects another type than `{ours}`."
    );
    let because = "the server misses a field that is there";
    Some(declared(case, (4.5, because), text).response(span, "the field that the server misses"))
}

/// Whether this is JSON with a `grant_type` at its top.
fn is_token_request(failing: &Reading<'_>) -> bool {
    let json = failing.body.json();
    failing.body.actual == BodyKind::Json
        && json.root().is_some_and(|root| json.get(root, "grant_type").is_some())
}

/// How plainly the declared type contradicts the bytes.
fn lie(failing: &Reading<'_>) -> Option<f32> {
    if is_unbounded(failing) && failing.body.actual != BodyKind::Multipart {
        return Some(5.0);
    }
    if !failing.body.disagrees() || kind(&failing.body) == BodyKind::Text {
        return None;
    }
    // Scripts, lines of JSON and the like are text that may begin as JSON does.
    let vague = failing.body.declared == Some(BodyKind::Text)
        && !failing.media_kind().starts_with("text/")
        && failing.media_kind() != "application/graphql";
    if vague {
        return None;
    }
    Some(match (failing.body.declared?, failing.body.actual) {
        (BodyKind::Json, BodyKind::Text | BodyKind::Binary) => return None,
        (BodyKind::Form | BodyKind::Multipart, BodyKind::Text) => return None,
        (BodyKind::Json, BodyKind::Form) => 5.5,
        (BodyKind::Text, BodyKind::Json) => 4.0,
        (BodyKind::Text, BodyKind::Xml | BodyKind::Html) => 2.5,
        (BodyKind::Text, _) => 3.5,
        (BodyKind::Binary, _) => 3.0,
        (BodyKind::Html, BodyKind::Xml) | (BodyKind::Xml, BodyKind::Html) => return None,
        (BodyKind::Multipart, _) => 4.5,
        (BodyKind::Empty | BodyKind::Json | BodyKind::Form | BodyKind::Html | BodyKind::Xml, _) => {
            5.0
        }
    })
}

/// Whether `multipart/…` is declared without a boundary.
fn is_unbounded(reading: &Reading<'_>) -> bool {
    reading.body.declared == Some(BodyKind::Multipart) && reading.body.boundary().is_none()
}

fn declared(case: &Case<'_>, (points, because): (f32, &str), text: String) -> Suspicion {
    let failing = case.failing;
    let shown =
        rewrite::shown_type(failing).filter(|_| failing.body.disagrees() || lie(failing).is_none());
    let client = failing.client_name();
    let (summary, edits) = match &shown {
        Some(kind) if kind.as_slice() != failing.request.text(failing.media_span()) => (
            format!("Declare what the body is: `Content-Type: {}`.", quote(kind)),
            rewrite::media_type(failing, kind),
        ),
        _ => ("Send the body in the type that the server documents.".to_owned(), Vec::new()),
    };
    let form = is_token_request(failing) || unread_field::unread(case).is_some();
    let snippet = match failing.body.actual {
        // Well-formed JSON, declared as such, that the server did not read: most likely it reads a form.
        BodyKind::Json if form && !failing.body.disagrees() => remedy::send_form(client),
        BodyKind::Json | BodyKind::Form
            if failing.body.declared == Some(BodyKind::Json)
                || failing.body.actual == BodyKind::Json
                || case.says("json") =>
        {
            remedy::send_json(client)
        }
        BodyKind::Multipart => remedy::send_multipart(client),
        _ => None,
    };
    let body = first(crate::doctor::difference::body::whole(&failing.body));
    Suspicion::error(&CARD, points, because)
        .failing(failing.media_span(), "what is declared")
        .failing(body, format!("a body of kind {}", kind_name(failing.body.actual)))
        .explain(text)
        .fix(remedy::mend(case, summary, snippet, edits, Safety::Guess))
}

/// The beginning of a body: enough to see what it is.
fn first(span: crate::wire::Span) -> crate::wire::Span {
    crate::wire::Span::new(span.start, span.end.min(span.start.saturating_add(80)))
}
