//! `http-version`: an HTTP version that the server refuses.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::wire::Edit;
use crate::wire::NoteKind;

static CARD: Card = Card {
    code: "http-version",
    family: Family::Framing,
    title: "the start line names a version that the server refuses",
    why: "\
HTTP/1.0 still comes from old libraries and from PHP's streams; some servers answer 426 or 505, or leave out
what they would do for 1.1. A version that is misspelled, or missing, makes the start line unreadable.",
    example: "GET /items HTTP/1.0",
    references: &["RFC 9110 section 2.5", "RFC 9110 section 15.5.22", "RFC 9112 section 2.3"],
};

/// The rule.
pub(super) struct HttpVersion;

impl Rule for HttpVersion {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let request = case.failing.request;
        let version = request.version();
        let difference = case.at(|p| *p == Place::Version).next().filter(|d| !d.is_harmless());
        let newer = version.starts_with(b"HTTP/2") || version.starts_with(b"HTTP/3");
        let bad = request
            .noted(NoteKind::VersionMalformed)
            .or(request.noted(NoteKind::VersionMissing))
            .filter(|_| !newer);
        let (points, what) = match difference {
            Some(_) if bad.is_some() => (6.0, "the version is none"),
            None if bad.is_some() && case.is_solo() => (6.0, "the version is none"),
            Some(_) if version == b"HTTP/1.0" => (4.5, "the request that works speaks HTTP/1.1"),
            Some(_) => (2.5, "the request that works speaks another version"),
            None if case.status_in(&[505, 426]) && version != b"HTTP/1.1" => {
                (5.0, "the server refuses this version")
            }
            None if case.status == Some(505) => (3.5, "the server could not read the version"),
            None if version == b"HTTP/1.0" && case.is_solo() => (1.5, "HTTP/1.0 is out of use"),
            _ => return,
        };
        let weak = points < 2.0;
        let build = if weak { Suspicion::warning } else { Suspicion::error };
        let span = bad.unwrap_or(request.line.version);
        let mut suspicion = build(&CARD, points, what)
            .failing(span, what)
            .explain(format!("The start line says `{}`: {what}. A server may refuse that with 426 or 505, or answer otherwise than to HTTP/1.1.", quote(version)))
            .fix(repair::fix(case, "Speak HTTP/1.1.", snippet(case.failing.client_name()), edit(case), Safety::Guess))
            .claim_all(difference);
        if let (Some(good), Some(_)) = (case.good, difference) {
            suspicion = suspicion.good(good.request.line.version, "in the request that works");
        }
        report.add(suspicion);
    }
}

fn edit(case: &Case<'_>) -> Vec<Edit> {
    let request = case.failing.request;
    let text = if request.line.version.is_empty() { " HTTP/1.1" } else { "HTTP/1.1" };
    // A client that speaks 1.0 expects the connection to close; with 1.1 it has to say so.
    vec![Edit::replace(request.line.version, text)]
}

fn snippet(client: &str) -> Option<String> {
    let text = match client {
        "php-stream" => "stream_context_create(['http' => ['protocol_version' => 1.1, …]])",
        "php-curl" => "curl_setopt($ch, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);",
        "curl" => "curl --http1.1 …",
        "wget" => "a newer wget: old ones speak HTTP/1.0",
        "apache-httpclient" => "request.setVersion(HttpVersion.HTTP_1_1);",
        "perl-lwp" => "use LWP::Protocol::http, not http10",
        "dotnet-httpclient" => "request.Version = HttpVersion.Version11;",
        _ => return None,
    };
    Some(text.to_owned())
}
