//! `header-unexpected`: a header that the request which works does not send.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Change;
use crate::doctor::difference::Difference;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::noise;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rule::Turn;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::wire::Header;

static CARD: Card = Card {
    code: "header-unexpected",
    family: Family::Framing,
    title: "a header that must not be there",
    why: "\
A header can break a request that would work without it: the type of a body that is not there, a precondition
out of a cache, a header that the signature does not cover, one that a proxy adds.",
    example: "GET /items   with Content-Type: application/json and no body",
    references: &["RFC 9110 section 8.3", "RFC 9110 section 13.1"],
};

/// The rule.
pub(super) struct HeaderUnexpected;

impl Rule for HeaderUnexpected {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn turn(&self) -> Turn {
        Turn::Leftover
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        if case.good.is_some() {
            beside_a_good_one(case, report);
        } else {
            alone(case, report);
        }
    }
}

/// Headers whose presence other rules tell.
const ELSEWHERE: &[&str] = &[
    "content-length",
    "transfer-encoding",
    "host",
    "authorization",
    "user-agent",
    "accept",
    "expect",
];

fn beside_a_good_one(case: &Case<'_>, report: &mut Report) {
    let mut found: Vec<(f32, &Difference, &str, &'static str)> = Vec::new();
    for difference in
        case.differences.iter().filter(|d| d.change == Change::Unexpected && !d.is_harmless())
    {
        let Place::Header { name, .. } = &difference.place else { continue };
        if ELSEWHERE.contains(&name.as_str()) {
            continue;
        }
        if let Some((points, what)) = weigh(case, name, report.is_claimed(difference)) {
            found.push((points, difference, name, what));
        }
    }
    for difference in case.differences.iter().filter(|d| d.change == Change::Unexpected) {
        let Place::Header { name, .. } = &difference.place else { continue };
        let Some(value) = &difference.failing else { continue };
        if let Some((points, what)) = habit(case, name, &value.text) {
            found.push((points, difference, name, what));
        }
    }
    let Some((points, main, name, what)) =
        found.iter().copied().reduce(|a, b| if b.0 > a.0 { b } else { a })
    else {
        return;
    };
    let Some(header) = case.failing.header(name) else { return };
    let gap = case.good.map(|good| good.request.header_gap()).unwrap_or_default();
    report.add(
        finding(case, header, name, points, what)
            .good(gap, "not in the request that works")
            .claim(main)
            .claim_all(found.iter().map(|(_, d, ..)| *d)),
    );
}

/// Headers that a client sends unasked and that servers refuse all the same: an offer to change the protocol, and an
/// origin that is no web page's.
fn habit(case: &Case<'_>, name: &str, value: &[u8]) -> Option<(f32, &'static str)> {
    match name {
        "upgrade" if value.eq_ignore_ascii_case(b"h2c") => {
            let said = case.says_any(&["upgrade", "http2-settings", "h2c"]);
            let what = "it offers another protocol, which old servers and proxies refuse";
            Some((if said { 5.0 } else { 1.2 }, what))
        }
        "origin" if !noise::is_web(value) => {
            let said = case.says_any(&["cors", "origin"]);
            let points = if said {
                5.0
            } else if case.status == Some(403) {
                3.5
            } else {
                3.0
            };
            Some((
                points,
                "it names an origin that is no web page's, and servers keep lists of those",
            ))
        }
        _ => None,
    }
}

fn weigh(case: &Case<'_>, name: &str, claimed: bool) -> Option<(f32, &'static str)> {
    let body = case.failing.has_body();
    let named = case.witness.is_some_and(|witness| witness.names(name.as_bytes()).is_some());
    if is_too_long(case, name) {
        return Some((5.5, "it is the longest of the head, and the head is too long"));
    }
    Some(match name {
        "content-type" if !body && !claimed && case.failing.method_wants_body() => {
            (1.8, "it tells the type of a body that is not there")
        }
        "content-type" if !body && !claimed => {
            (5.0, "it tells the type of a body that is not there")
        }
        "content-type" if case.failing.presigned.is_some() => {
            (3.5, "the signature was made for a request without it")
        }
        _ if claimed => return None,
        "content-type" => return None,
        "content-encoding" => (4.0, "it says that the body is coded"),
        "if-match"
        | "if-none-match"
        | "if-modified-since"
        | "if-unmodified-since"
        | "if-range"
        | "range" => (
            match case.failing.method_wants_body() {
                _ if case.status_in(&[412, 416]) => 5.0,
                // It decides whether a change is made at all.
                true => 4.0,
                false => 3.0,
            },
            "it makes the request a conditional one",
        ),
        "origin" if case.says_any(&["cors", "origin"]) => {
            (5.0, "the server refuses the page that it names")
        }
        "origin" => {
            (3.0, "it makes the request look like a page's, and servers check those (CORS)")
        }
        "cookie" => (2.0, "a cookie may belong to another session"),
        name if name.starts_with("access-control-") => (2.0, "it is a response's header"),
        _ if named => (5.0, "the server names it"),
        name if case.failing.is_signed()
            && ["x-amz-", "x-goog-", "x-ms-"].iter().any(|store| name.starts_with(store)) =>
        {
            (4.0, "a store's header that the signature may not cover")
        }
        _ => (3.0, "the request that works does not send it"),
    })
}

fn finding(
    case: &Case<'_>,
    header: &Header,
    name: &str,
    points: f32,
    what: &'static str,
) -> Suspicion {
    let failing = case.failing;
    let shown = quote(name.as_bytes());
    let build = match points {
        points if points < 1.5 => Suspicion::info,
        points if points < 2.0 => Suspicion::warning,
        _ => Suspicion::error,
    };
    build(&CARD, points, format!("{shown}: {what}"))
        .failing(header.span, what)
        .explain(format!("The header {shown} stands in this request: {what}. Without it the server would not stumble over it."))
        .fix(repair::fix(case, format!("Send the request without {shown}."), snippet(failing.client_name(), name), vec![repair::without(failing, header)], Safety::Guess))
}

/// An origin that is no web page's, in a request that was forbidden.
fn report_origin(case: &Case<'_>, report: &mut Report) {
    let Some(header) = case.failing.header("origin").filter(|_| case.status == Some(403)) else {
        return;
    };
    if let Some((points, what)) = habit(case, "origin", case.failing.request.text(header.value)) {
        report.add(finding(case, header, "origin", points, what));
    }
}

/// Without a good request: headers that contradict the rest, where the status fits.
fn alone(case: &Case<'_>, report: &mut Report) {
    let failing = case.failing;
    let bodiless = !failing.has_body() && !failing.method_wants_body();
    if let Some(header) = failing.header("content-type").filter(|_| bodiless) {
        let points = match case.status {
            Some(400) => 3.5,
            Some(415 | 422 | 500) => 3.0,
            Some(403) if failing.is_signed() => 2.5,
            None => 2.0,
            _ => 1.0,
        };
        report.add(finding(
            case,
            header,
            "content-type",
            points,
            "it tells the type of a body that is not there",
        ));
        return;
    }
    report_origin(case, report);
    let conditional: &[&str] = match case.status {
        Some(412) => &["if-match", "if-unmodified-since", "if-none-match"],
        Some(416) => &["range"],
        _ => &[],
    };
    if let Some((name, header)) =
        conditional.iter().find_map(|name| Some((*name, failing.header(name)?)))
    {
        report.add(finding(
            case,
            header,
            name,
            4.0,
            "it makes the request a conditional one, and the condition does not hold",
        ));
        return;
    }
    let said = case.says_any(TOO_LONG);
    if let Some(header) = longest(case).filter(|_| said || case.status == Some(431)) {
        let name = quote(failing.request.text(header.name)).to_ascii_lowercase();
        let points = if said { 5.0 } else { 3.5 };
        report.add(finding(
            case,
            header,
            &name,
            points,
            "it is the longest of the head, and the head is too long",
        ));
    }
}

/// How servers say that a head is longer than they read.
const TOO_LONG: &[&str] = &[
    "header or cookie too large",
    "header fields too large",
    "header is too large",
    "headers too large",
    "header too long",
    "size of the request headers is too long",
];

fn longest<'a>(case: &Case<'a>) -> Option<&'a Header> {
    case.failing.request.headers.iter().max_by_key(|header| header.span.len())
}

/// Whether the head is too long for the server, and that header is most of it.
fn is_too_long(case: &Case<'_>, name: &str) -> bool {
    let longest = longest(case).map(|header| case.failing.request.text(header.name));
    (case.status == Some(431) || case.says_any(TOO_LONG))
        && longest.is_some_and(|longest| longest.eq_ignore_ascii_case(name.as_bytes()))
}

fn snippet(client: &str, name: &str) -> Option<String> {
    if name != "content-type" {
        return None;
    }
    let text = match client {
        "python-requests" | "python-httpx" => {
            "requests.get(url, headers={\"Accept\": \"application/json\"})   # Accept asks, Content-Type tells"
        }
        "axios" => "delete axios.defaults.headers.common['Content-Type']",
        "go-http" => "if body != nil { req.Header.Set(\"Content-Type\", \"application/json\") }",
        "node-fetch-builtin" | "node-fetch" | "chromium" => {
            "fetch(url, { headers: { Accept: 'application/json' } })"
        }
        "curl" => "curl -H 'Accept: application/json' …   # no Content-Type",
        "dotnet-httpclient" => "request.Content = null;   // the type comes with the content",
        _ => return None,
    };
    Some(text.to_owned())
}
