//! `content-type-missing`: a body that does not say what it is.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::body::rewrite;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::BodyKind;
use crate::wire::escape::lossy_hex;

static CARD: Card = Card {
    code: "content-type-missing",
    family: Family::Body,
    title: "the body comes without a Content-Type",
    why: "\
A server does not guess what a body is: without a declared type many read it as bytes, so that a form
or JSON arrives as if it were empty. Others answer 415 at once.",
    example: "requests.post(url, data=json.dumps(body))   # a string as data= declares nothing",
    references: &["RFC 9110 section 8.3", "RFC 9110 section 15.5.16"],
};

/// The rule.
pub(super) struct ContentTypeMissing;

impl Rule for ContentTypeMissing {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let failing = case.failing;
        if !failing.has_body() || is_declared(failing) {
            return;
        }
        match case.good {
            Some(good) => {
                if good.has_body() && is_declared(good) {
                    beside_a_good_one(case, good, report);
                }
            }
            None => alone(case, report),
        }
    }
}

/// Whether a media type is given at all.
fn is_declared(reading: &Reading<'_>) -> bool {
    reading.media.as_ref().is_some_and(|(header, _)| !header.value.is_empty())
}

fn beside_a_good_one(case: &Case<'_>, good: &Reading<'_>, report: &mut Report) {
    let failing = case.failing;
    let other_kind = case.at(|place| *place == Place::BodyKind).next().is_some();
    let theirs = good.request.text(good.media_span());
    // The good one's value fits where the bodies are alike; a boundary is each body's own.
    let value = match failing.body.actual {
        BodyKind::Multipart => rewrite::shown_type(failing),
        _ if other_kind => rewrite::shown_type(failing),
        _ => Some(theirs.to_vec()),
    };
    let points = if other_kind { 4.0 } else { 5.0 };
    let because = "the good request declares the type of its body, this one does not";
    let mut suspicion = Suspicion::error(&CARD, points, because)
        .failing(failing.media_span(), "no Content-Type here")
        .good(good.media_span(), "Content-Type of the request that works")
        .explain(explanation(case))
        .claim_all(case.at(is_type));
    suspicion = mended(case, suspicion, value);
    if signs_a_form(failing) {
        suspicion = suspicion.because(
            2.0,
            "OAuth 1 counts the fields of a form into the signature only where the form type is declared (RFC 5849)",
        );
    }
    report.add(suspicion);
}

fn alone(case: &Case<'_>, report: &mut Report) {
    let failing = case.failing;
    let expected = case.expect.and_then(|expect| expect.media_type.clone());
    let shown = rewrite::shown_type(failing);
    let (points, because) = match (&expected, &shown) {
        (Some(_), _) => (5.5, "the endpoint is known to need a media type, and none is declared"),
        (None, Some(_)) => (3.5, "the body is of a kind that servers read by its declared type"),
        (None, None) => (2.5, "there is a body, and no type is declared"),
    };
    let mut suspicion = Suspicion::error(&CARD, points, because)
        .failing(failing.media_span(), "no Content-Type here")
        .explain(explanation(case));
    if signs_a_form(failing) {
        suspicion =
            suspicion.because(1.5, "OAuth 1 signs form fields only where the type is declared");
    }
    if shown.is_some() && case.status_in(&[400, 415, 422]) {
        suspicion =
            suspicion.because(1.5, "a server that reads no body complains of all its fields");
    }
    report.add(mended(case, suspicion, expected.map(String::into_bytes).or(shown)));
}

/// Whether this is a form beside OAuth 1 credentials.
fn signs_a_form(reading: &Reading<'_>) -> bool {
    let oauth = reading
        .request
        .first("authorization")
        .and_then(|value| value.get(..6))
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"OAuth "));
    oauth && reading.body.actual == BodyKind::Form
}

fn is_type(place: &Place) -> bool {
    matches!(place, Place::Header { name, .. } if name == "content-type")
}

fn explanation(case: &Case<'_>) -> String {
    let mut text = "The body goes out without a Content-Type, so the server is not told how to read it: it refuses it, or \
         treats it as empty."
        .to_owned();
    text.push_str(match case.failing.client_name() {
        "python-requests" | "python-httpx" | "python-urllib3" | "python-aiohttp" => {
            " This client declares a type only for `json=`, `files=` and a dict in `data=`; a string or bytes go out \
             undeclared."
        }
        "go-http" => " Go declares nothing by itself: set the header, or use http.Post with a type.",
        "node-http" => " Node's http module declares nothing by itself.",
        "java-httpclient" => " HttpClient declares nothing by itself, whatever the BodyPublisher.",
        "reqwest" => " `.body(…)` declares nothing; `.json(…)` and `.form(…)` do.",
        "ureq" => " `.send(…)` declares nothing; `.send_json(…)` and `.send_form(…)` do.",
        _ => "",
    });
    text
}

fn mended(case: &Case<'_>, suspicion: Suspicion, value: Option<Vec<u8>>) -> Suspicion {
    let client = case.failing.client_name();
    let Some(value) = value else {
        let fix = remedy::mend(
            case,
            "Declare the type of the body with a Content-Type header.",
            remedy::set_header(client, "Content-Type", "…"),
            Vec::new(),
            Safety::ShowOnly,
        );
        return suspicion.fix(fix);
    };
    let json = case.failing.body.actual == BodyKind::Json;
    let snippet = if json && value.starts_with(b"application/json") {
        remedy::send_json(client)
    } else {
        remedy::set_header(client, "Content-Type", &lossy_hex(&value))
    };
    suspicion.fix(remedy::mend(
        case,
        format!("Declare the type: `Content-Type: {}`.", quote(&value)),
        snippet,
        rewrite::media_type(case.failing, &value),
        Safety::Guess,
    ))
}
