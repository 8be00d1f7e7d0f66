//! What type the server asks for: by a preset, by a header of the refusal, by its words.

use crate::doctor::case::Case;
use crate::doctor::finding::Safety;
use crate::doctor::remedy;
use crate::doctor::rules::body::content_type_mismatch::CARD;
use crate::doctor::rules::body::rewrite;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::Accept;
use crate::semantics::BodyKind;
use crate::semantics::MediaType;
use crate::wire::Span;

/// Statuses whose words about media types speak of the request's body.
const ABOUT_BODIES: &[u16] = &[400, 415, 422];

/// A finding where the server, or a preset, asks for another type than the declared one.
pub(super) fn found(case: &Case<'_>) -> Option<Suspicion> {
    let kind = case.failing.media_kind();
    if kind.is_empty() {
        return None;
    }
    let (wanted, points, because, span) = expected(case)
        .map(|wanted| (wanted, 5.5, "the endpoint is known to take another type", None))
        .or_else(|| {
            let (wanted, span) = by_header(case)?;
            Some((wanted, 5.5, "the refusal lists the types that are taken", Some(span)))
        })
        .or_else(|| {
            let (wanted, span) = by_words(case)?;
            Some((wanted, 4.0, "the refusal names another type", Some(span)))
        })?;
    let failing = case.failing;
    let client = failing.client_name();
    let fits = MediaType::parse(wanted.as_bytes());
    let same_kind = match failing.body.actual {
        BodyKind::Json => fits.is_json(),
        BodyKind::Form => fits.is_form(),
        BodyKind::Xml => fits.is_xml(),
        _ => false,
    };
    let snippet = match () {
        () if same_kind => remedy::set_header(client, "Content-Type", &wanted),
        () if fits.is_json() => remedy::send_json(client),
        () if fits.is_form() => remedy::send_form(client),
        () if fits.is_multipart() => remedy::send_multipart(client),
        () => None,
    };
    let edits =
        if same_kind { rewrite::media_type(failing, wanted.as_bytes()) } else { Vec::new() };
    let shown = quote(wanted.as_bytes());
    let text = format!(
        "The body is declared as `{}`, and the server takes `{shown}`.",
        quote(kind.as_bytes())
    );
    let suspicion = Suspicion::error(&CARD, points, because)
        .failing(failing.media_span(), "what is declared")
        .explain(text)
        .fix(remedy::mend(
            case,
            format!("Send the body as `{shown}`, and declare it so."),
            snippet,
            edits,
            Safety::Guess,
        ));
    Some(match span {
        Some(span) => suspicion.response(span, "what the server takes"),
        None => suspicion,
    })
}

fn expected(case: &Case<'_>) -> Option<String> {
    let wanted = case.expect?.media_type.clone()?;
    (wanted != case.failing.media_kind()).then_some(wanted)
}

/// `Accept` in a 415 (RFC 9110 section 12.5.1), `Accept-Post` (Linked Data Platform 1.0), `Accept-Patch` (RFC 5789).
fn by_header(case: &Case<'_>) -> Option<(String, Span)> {
    let witness = case.witness?;
    let patch = case.failing.request.method() == b"PATCH";
    let names: &[&str] =
        if patch { &["accept-patch", "accept"] } else { &["accept-post", "accept"] };
    let (span, value) = names.iter().find_map(|name| {
        witness.header(name).filter(|_| *name != "accept" || case.status == Some(415))
    })?;
    let ranges: Vec<String> =
        Accept::parse(value).ranges.into_iter().map(|range| range.range.kind).collect();
    let kind = case.failing.media_kind();
    let top = kind.split('/').next().unwrap_or_default();
    let fits = ranges.iter().any(|range| {
        range == kind || range == "*/*" || range.strip_suffix("/*").is_some_and(|r| r == top)
    });
    let first = ranges.into_iter().find(|range| !range.contains('*'))?;
    (!fits).then_some((first, span))
}

/// A media type in the refusal's text that is not the declared one.
fn by_words(case: &Case<'_>) -> Option<(String, Span)> {
    const KNOWN: &[&str] = &[
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/vnd.api+json",
        "application/json-patch+json",
        "application/merge-patch+json",
        "application/ld+json",
        "application/fhir+json",
        "application/hal+json",
        "application/graphql",
        "application/soap+xml",
        "application/xml",
        "text/xml",
        "application/octet-stream",
        "application/x-ndjson",
        "application/x-protobuf",
        "application/grpc",
        "text/csv",
        "text/plain",
    ];
    if !case.status_in(ABOUT_BODIES) {
        return None;
    }
    let witness = case.witness?;
    let kind = case.failing.media_kind();
    // `application/json` inside `application/json-patch+json` is not named: the longest name at a place counts.
    KNOWN.iter().filter(|name| **name != kind).find_map(|name| {
        let text = witness.text();
        let whole = memchr::memmem::find_iter(text, name.as_bytes()).any(|at| {
            let next = text.get(at + name.len());
            !next.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+'))
        });
        let span = witness.says(name).filter(|_| whole)?;
        Some(((*name).to_owned(), span))
    })
}
