//! `method-mismatch`: another method than the endpoint takes.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Change;
use crate::doctor::difference::Difference;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::wire::Edit;
use crate::wire::Span;

static CARD: Card = Card {
    code: "method-mismatch",
    family: Family::Url,
    title: "another method than the endpoint takes",
    why: "\
A path answers to some methods only, and methods are case-sensitive. Clients choose one by themselves:
curl makes a POST of -d, many make a GET where no method is named. A signature covers the method too.",
    example: "GET /oauth/token   where the server takes POST",
    references: &["RFC 9110 section 9.1", "RFC 9110 section 15.5.6"],
};

/// The rule.
pub(super) struct MethodMismatch;

impl Rule for MethodMismatch {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        match (case.good, case.at(|p| *p == Place::Method).next()) {
            (Some(good), Some(difference)) => {
                beside_a_good_one(case, good, difference, report);
            }
            (None, _) => alone(case, report),
            _ => {}
        }
    }
}

fn beside_a_good_one(
    case: &Case<'_>,
    good: &Reading<'_>,
    difference: &Difference,
    report: &mut Report,
) {
    let failing = case.failing;
    let (ours, theirs) = (quote(failing.request.method()), quote(good.request.method()));
    let recased = difference.change == Change::Recased;
    let (points, because) = if recased {
        (5.5, format!("the request that works says {theirs}, in other letters"))
    } else {
        (4.5, format!("the request that works is a {theirs}"))
    };
    let mut text = if recased {
        format!("Methods are case-sensitive: `{ours}` is not `{theirs}` to the server.")
    } else {
        format!(
            "This is a {ours}, the request that works is a {theirs}. The server does something else for {ours} at this address, or knows nothing of it."
        )
    };
    if failing.is_signed() {
        text.push_str(" The signature covers the method too.");
    }
    if failing.request.method() == b"OPTIONS" {
        text.push_str(" A browser sends OPTIONS by itself, to ask whether the page may make the request (CORS); the server has to answer it.");
    }
    let mut edits =
        vec![Edit::replace(failing.request.line.method, good.request.method().to_vec())];
    if good.has_body() && !failing.has_body() {
        edits.extend(repair::with_body_of(failing, good));
    }
    let mut suspicion = Suspicion::error(&CARD, points, because)
        .failing(failing.request.line.method, format!("{ours} here"))
        .good(good.request.line.method, format!("{theirs} in the request that works"))
        .explain(text)
        .fix(repair::fix(
            case,
            format!("Send it as {theirs}."),
            snippet(failing.client_name()),
            edits,
            Safety::Guess,
        ))
        .claim(difference)
        .claim_all(case.at(|p| *p == Place::Framing || p.part() == "body" && !good.has_body()));
    if moved_into_query(failing, good) {
        suspicion = suspicion.because(1.0, "what is the body there stands in the query here");
    }
    if let Some((span, allowed)) = allow(case)
        && names(allowed, good.request.method())
        && !names(allowed, failing.request.method())
    {
        suspicion = suspicion
            .because(1.5, format!("Allow names {theirs}, not {ours}"))
            .response(span, "what the server allows");
    }
    report.add(suspicion);
}

/// Whether the good request has a body, and the failing one more query pairs instead.
fn moved_into_query(failing: &Reading<'_>, good: &Reading<'_>) -> bool {
    good.has_body() && !failing.has_body() && failing.target.pairs.len() > good.target.pairs.len()
}

fn allow<'a>(case: &Case<'a>) -> Option<(Span, &'a [u8])> {
    case.witness.and_then(|witness| witness.header("allow"))
}

fn names(list: &[u8], method: &[u8]) -> bool {
    list.split(|b| *b == b',').any(|word| word.trim_ascii() == method)
}

const KNOWN: &[&[u8]] = &[
    b"GET",
    b"HEAD",
    b"POST",
    b"PUT",
    b"PATCH",
    b"DELETE",
    b"OPTIONS",
    b"TRACE",
    b"CONNECT",
    b"PROPFIND",
    b"PROPPATCH",
    b"MKCOL",
    b"COPY",
    b"MOVE",
    b"LOCK",
    b"UNLOCK",
    b"REPORT",
    b"SEARCH",
    b"MERGE",
    b"PURGE",
    b"LIST",
    b"QUERY",
    b"LINK",
    b"UNLINK",
    b"NOTIFY",
    b"SUBSCRIBE",
    b"UNSUBSCRIBE",
    b"MKCALENDAR",
    b"M-SEARCH",
    b"BIND",
    b"ACL",
    b"CHECKOUT",
    b"VIEW",
];

/// Without a good request: what the server allows, and methods that are none.
fn alone(case: &Case<'_>, report: &mut Report) {
    let failing = case.failing;
    let method = failing.request.method();
    let upper = method.to_ascii_uppercase();
    let span = failing.request.line.method;
    let name = quote(method);
    let allowed = allow(case);
    let lower = upper != method && KNOWN.contains(&upper.as_slice());
    let verdict = match (case.status, allowed) {
        _ if lower => (5.5, format!("methods are case-sensitive, and `{name}` is none")),
        (_, Some((_, list))) if case.status_in(&[405, 501]) && !names(list, method) => {
            (5.0, format!("Allow does not name {name}"))
        }
        (Some(405), _) => (3.5, format!("the server refuses {name} at this address")),
        (Some(501), _) => (3.0, format!("the server does not know {name}")),
        (Some(404), _) if case.says_any(&["cannot get", "cannot post", "cannot put"]) => {
            (1.5, format!("no {name} is known at this address"))
        }
        (Some(403), _) if failing.presigned.is_some() && method == b"HEAD" => {
            (4.0, "a signed URL is signed for one method, most often GET or PUT".to_owned())
        }
        (Some(400 | 401 | 403 | 404), _)
            if failing.is_preflight() && !case.says_any(&["cors", "preflight"]) =>
        {
            (3.5, "this is a browser's preflight, which the server does not expect".to_owned())
        }
        _ => return,
    };
    let mut suspicion = Suspicion::error(&CARD, verdict.0, verdict.1)
        .failing(span, format!("{name} here"))
        .explain(format!("The server does not take {name} at this address, or not in this spelling. Either another method is meant, or the address is not the one that takes {name}."));
    let summary = match allowed {
        Some((_, list)) => {
            format!("Send one of the methods that the server allows here: {}.", quote(list))
        }
        None => "Look up which method the endpoint takes, and name it in the call.".to_owned(),
    };
    let edits = if lower { vec![Edit::replace(span, upper)] } else { Vec::new() };
    suspicion = suspicion.fix(repair::fix(
        case,
        summary,
        snippet(failing.client_name()),
        edits,
        Safety::Safe,
    ));
    if let Some((span, _)) = allowed {
        suspicion = suspicion.response(span, "what the server allows");
    }
    report.add(suspicion);
}

/// Where that client takes its method from.
fn snippet(client: &str) -> Option<String> {
    let text = match client {
        "curl" => "curl -X POST …   # -d makes a POST, -G a GET, -I a HEAD",
        "wget" => "wget --method=POST --body-data='…' …",
        "python-requests" | "python-httpx" => {
            "requests.post(…), .put(…), .patch(…): the function is the method"
        }
        "python-urllib" => {
            "urllib.request.Request(url, data=data, method=\"PUT\")   # data alone makes a POST"
        }
        "node-fetch-builtin" | "node-fetch" | "chromium" => {
            "fetch(url, { method: 'POST', … })   // upper case: 'patch' is not normalized"
        }
        "axios" => "axios({ method: 'post', url, data })",
        "node-http" => "http.request(url, { method: 'POST' })",
        "go-http" => "http.NewRequest(http.MethodPost, url, body)",
        "java-httpurlconnection" => {
            "connection.setRequestMethod(\"PUT\");   // setDoOutput(true) alone makes a POST"
        }
        "java-httpclient" => {
            "HttpRequest.newBuilder(uri).POST(body)   // or .method(\"PATCH\", body)"
        }
        "okhttp" => "new Request.Builder().url(url).post(body)",
        "php-curl" => {
            "curl_setopt($ch, CURLOPT_CUSTOMREQUEST, 'PUT');   // CURLOPT_POSTFIELDS makes a POST"
        }
        "php-stream" => {
            "stream_context_create(['http' => ['method' => 'POST', 'content' => $body]])"
        }
        "powershell" => "Invoke-RestMethod -Method Post …",
        "dotnet-httpclient" => "new HttpRequestMessage(HttpMethod.Post, uri)",
        _ => return None,
    };
    Some(text.to_owned())
}
