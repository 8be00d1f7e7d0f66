//! `redirect-changed-request`: what arrived is the second request, after a redirect took something away.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::noise;
use crate::doctor::reading::Reading;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::url::redirect_sign::signs;
use crate::doctor::suspicion::Suspicion;
use crate::semantics::Carrier;
use crate::wire::Edit;
use crate::wire::Span;

static CARD: Card = Card {
    code: "redirect-changed-request",
    family: Family::Url,
    title: "a redirect changed the request on its way",
    why: "\
A client that follows a redirect sends a second request. After 301, 302 and 303 most turn POST into GET
and drop the body; most drop Authorization when host, port or scheme change, and some always do. The
server refuses the second request, and the first one is nowhere to be seen.",
    example: "POST http://host/items  →  301 to /items/  →  GET /items/ without body or token",
    references: &["RFC 9110 section 15.4", "Fetch standard: HTTP-redirect fetch"],
};

/// The rule.
pub(super) struct RedirectChangedRequest;

impl Rule for RedirectChangedRequest {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        match case.good {
            Some(good) => beside_a_good_one(case, good, report),
            None => alone(case, report),
        }
    }
}

/// What a redirect can take or leave.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Method,
    Body,
    Credentials,
    Kept,
}

fn change(case: &Case<'_>, good: &Reading<'_>) -> Option<Change> {
    let failing = case.failing;
    let (ours, theirs) = (failing.request.method(), good.request.method());
    if ours != theirs {
        let became_get = matches!(ours, b"GET" | b"HEAD") && !matches!(theirs, b"GET" | b"HEAD");
        return (became_get && !failing.has_body()).then_some(Change::Method);
    }
    if good.has_body() && !failing.has_body() {
        return Some(Change::Body);
    }
    let field =
        |r: &Reading<'_>| r.credentials.iter().any(|c| matches!(c.carrier, Carrier::Authorization));
    let explicit = failing.explicit_credentials().next().is_some();
    if field(good) && !explicit {
        return Some(Change::Credentials);
    }
    let left_over = failing.presigned.is_some() && field(failing) && !field(good);
    left_over.then_some(Change::Kept)
}

fn beside_a_good_one(case: &Case<'_>, good: &Reading<'_>, report: &mut Report) {
    let failing = case.failing;
    let Some(change) = change(case, good) else { return };
    let signs = signs(failing, Some(good));
    let sum: f32 = signs.iter().map(|(points, ..)| points).sum();
    let slashed = failing.path().ends_with(b"/") && failing.path().len() > 1;
    let points = match change {
        Change::Method if sum > 0.0 => 4.5,
        Change::Method => 3.5,
        Change::Credentials if sum >= 1.5 => 5.5,
        Change::Body | Change::Credentials if sum >= 1.0 => 4.5,
        Change::Credentials if slashed && only_authorization(case) => 3.5,
        Change::Kept => 3.5,
        Change::Body | Change::Credentials => return,
    };
    let (what, place) = told(failing, change);
    let mut suspicion = Suspicion::error(&CARD, points, what)
        .failing(place, what)
        .good(evidence_of(good, change), "in the request that works")
        .explain(explanation(failing, change, !signs.is_empty()))
        .fix(fix(case, good, change))
        .claim_all(case.at(|p| claims(p, change, !signs.is_empty())));
    if change == Change::Method && slashed {
        suspicion = suspicion.because(0.5, "the path ends in a slash, as servers redirect to it");
    }
    if change == Change::Method && body_headers_only_lost(case, good) {
        suspicion = suspicion.because(
            0.8,
            "the body's headers are gone and the others stayed, as when a redirect is followed",
        );
    }
    for (points, text, span) in signs {
        suspicion = suspicion.because(points, text).failing(span, text);
    }
    report.add(suspicion);
}

/// Whether nothing but `Authorization` makes the difference.
fn only_authorization(case: &Case<'_>) -> bool {
    case.differs_only(|p| matches!(p, Place::Header { name, .. } if name == "authorization"))
}

/// Whether `Content-Type` is gone although a header that somebody typed is still there.
fn body_headers_only_lost(case: &Case<'_>, good: &Reading<'_>) -> bool {
    let (ours, theirs) = (case.failing.request, good.request);
    let typed = theirs.headers.iter().any(|header| {
        let name = theirs.text(header.name).to_ascii_lowercase();
        let name = std::str::from_utf8(&name).unwrap_or_default();
        let own = name == "authorization" || name.starts_with("x-") || name.ends_with("-key");
        own && ours.first(name) == Some(theirs.text(header.value))
    });
    typed && theirs.has("content-type") && !ours.has("content-type")
}

fn told(failing: &Reading<'_>, change: Change) -> (&'static str, Span) {
    let gap = failing.request.header_gap();
    match change {
        Change::Method => (
            "a GET without body arrived where the request that works is another method",
            failing.request.line.method,
        ),
        Change::Body => ("the body is gone", failing.request.body),
        Change::Credentials => ("Authorization is gone", gap),
        Change::Kept => {
            let header = failing.header("authorization").map_or(gap, |header| header.name);
            ("Authorization came along to a URL that is signed already", header)
        }
    }
}

fn evidence_of(good: &Reading<'_>, change: Change) -> Span {
    match change {
        Change::Method => good.request.line.method,
        Change::Body => good.request.body,
        Change::Credentials => {
            good.header("authorization").map_or(good.request.line.span, |h| h.name)
        }
        Change::Kept => good.request.header_gap(),
    }
}

fn explanation(failing: &Reading<'_>, change: Change, signed: bool) -> String {
    let lost = match change {
        Change::Method => "turned the request into a GET and dropped its body",
        Change::Body => "dropped the body",
        Change::Credentials => "dropped Authorization",
        Change::Kept => "took Authorization along to another host",
    };
    let sure = if signed { "" } else { " most likely" };
    let client = match failing.client_name() {
        "" => "the client".to_owned(),
        name => name.to_owned(),
    };
    format!(
        "This is{sure} the second request: the first one was answered with a redirect (a slash at the end, https, www, another host), and {client} followed it and {lost}. The server refuses what arrived, not what the program asked for."
    )
}

fn fix(case: &Case<'_>, good: &Reading<'_>, change: Change) -> crate::doctor::finding::Fix {
    let failing = case.failing;
    let edits = match change {
        Change::Method => {
            let method = good.request.method().to_vec();
            let mut edits = vec![Edit::replace(failing.request.line.method, method)];
            edits.extend(repair::with_body_of(failing, good));
            edits
        }
        Change::Body => repair::with_body_of(failing, good),
        Change::Credentials => {
            repair::copy_header(failing, good, "authorization").into_iter().collect()
        }
        Change::Kept => failing
            .header("authorization")
            .map(|header| repair::without(failing, header))
            .into_iter()
            .collect(),
    };
    let summary = match change {
        Change::Kept => {
            "Fetch the signed URL with a plain request, without the headers of the first one."
        }
        _ => {
            "Ask for the final URL at once: scheme, host and the slash at the end exactly as the server redirects to. To see the redirect, turn following off."
        }
    };
    repair::fix(case, summary, snippet(failing.client_name()), edits, Safety::Guess)
}

/// How that client is told not to follow, so that the redirect shows.
fn snippet(client: &str) -> Option<String> {
    let text = match client {
        "python-requests" => {
            "r = requests.post(url, json=data, allow_redirects=False); print(r.status_code, r.headers.get(\"Location\"))"
        }
        "python-httpx" => "httpx.post(url, json=data, follow_redirects=False)",
        "python-aiohttp" => "session.post(url, json=data, allow_redirects=False)",
        "curl" => {
            "curl -v … without -L   # or -L --post301 --post302; --location-trusted keeps the credentials"
        }
        "node-fetch-builtin" | "node-fetch" | "chromium" => "fetch(url, { redirect: 'manual', … })",
        "axios" => "axios.post(url, data, { maxRedirects: 0 })",
        "got" => "got.post(url, { followRedirect: false, … })",
        "go-http" => {
            "client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }"
        }
        "java-httpclient" => "HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER)",
        "java-httpurlconnection" => "connection.setInstanceFollowRedirects(false);",
        "okhttp" => "new OkHttpClient.Builder().followRedirects(false)",
        "php-curl" => {
            "curl_setopt($ch, CURLOPT_FOLLOWLOCATION, false);   // or CURLOPT_POSTREDIR => 3"
        }
        "dotnet-httpclient" => "new HttpClientHandler { AllowAutoRedirect = false }",
        "reqwest" => "Client::builder().redirect(reqwest::redirect::Policy::none())",
        "powershell" => "Invoke-RestMethod … -MaximumRedirection 0",
        "postman" => {
            "Settings tab: Automatically follow redirects off, or Follow original HTTP Method and Follow Authorization header on"
        }
        _ => return None,
    };
    Some(text.to_owned())
}

fn claims(place: &Place, change: Change, signed: bool) -> bool {
    let url = matches!(place, Place::Path(_) | Place::Host | Place::Scheme) && signed;
    let lost = match change {
        Change::Method => {
            matches!(place, Place::Method | Place::Framing)
                || place.part() == "body"
                || place.header() == Some("content-type")
        }
        Change::Body => {
            *place == Place::Framing
                || place.part() == "body"
                || place.header() == Some("content-type")
        }
        Change::Credentials | Change::Kept => place.header() == Some("authorization"),
    };
    url || lost || place.header() == Some("referer")
}

/// Without a good request: a second request that betrays itself.
fn alone(case: &Case<'_>, report: &mut Report) {
    let failing = case.failing;
    let get = matches!(failing.request.method(), b"GET" | b"HEAD");
    let signs = signs(failing, None);
    let no_key = failing.explicit_credentials().next().is_none();
    let typed = failing.header("content-type").filter(|_| get && !failing.has_body());
    let slashed = failing.path().len() > 1 && failing.path().ends_with(b"/");
    let (points, text, place) = match case.status {
        Some(401 | 403) if no_key && !signs.is_empty() => {
            (3.0, "the credentials are gone", failing.request.header_gap())
        }
        Some(404 | 405 | 400 | 501) if get && !signs.is_empty() => {
            (3.0, "a GET arrived", failing.request.line.method)
        }
        Some(405) if get && slashed && !noise::is_browser(failing) => (
            2.5,
            "the method is refused, and the path ends in a slash, as servers redirect to it",
            failing.request.line.method,
        ),
        Some(405) => match typed {
            Some(header) => (2.5, "a GET arrived that bears the type of a body", header.span),
            None if get => {
                (1.5, "a GET is refused; a redirect may have made it", failing.request.line.method)
            }
            None => return,
        },
        _ => return,
    };
    let change = if get && case.status != Some(401) { Change::Method } else { Change::Credentials };
    let mut suspicion = Suspicion::error(&CARD, points, text)
        .failing(place, text)
        .explain(explanation(failing, change, !signs.is_empty()))
        .fix(repair::told(
            case,
            "Turn following off to see the redirect, then ask for its Location at once.",
            snippet(failing.client_name()),
        ));
    for (points, text, span) in signs {
        suspicion = suspicion.because(points, text).failing(span, text);
    }
    report.add(suspicion);
}
