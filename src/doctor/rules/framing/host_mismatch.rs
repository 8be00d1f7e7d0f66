//! `host-mismatch`: the Host field names another host than it should.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::difference::line::host_of;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::url::is_address;
use crate::doctor::rules::url::is_inner;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::wire::Edit;
use crate::wire::Span;

static CARD: Card = Card {
    code: "host-mismatch",
    family: Family::Framing,
    title: "Host names another host than the request is for",
    why: "\
One address serves many sites; Host says which. A proxy that passes its own name on, a copied header, or no
Host at all leads to the wrong site, or to 400, 403, 404 or 421.",
    example: "Host: localhost:3000   behind a development proxy",
    references: &["RFC 9110 section 7.2", "RFC 9112 section 3.2", "RFC 9110 section 15.5.20"],
};

/// The rule.
pub(super) struct HostMismatch;

impl Rule for HostMismatch {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let failing = case.failing;
        if let Some((points, span, what)) =
            broken(failing).filter(|_| case.good.is_none_or(|good| broken(good).is_none()))
        {
            report.add(finding(case, points, span, what));
            return;
        }
        match case.good {
            Some(good) => beside_a_good_one(case, good, report),
            None => alone(case, report),
        }
    }
}

/// What is wrong with `Host` whatever the server is (RFC 9112 section 3.2).
fn broken(reading: &Reading<'_>) -> Option<(f32, Span, &'static str)> {
    let request = reading.request;
    let fields: Vec<_> = request.named("host").collect();
    if let [_, second, ..] = fields.as_slice() {
        return Some((6.0, second.span, "Host stands there twice"));
    }
    let Some(field) = fields.first() else {
        let newer = !request.version().starts_with(b"HTTP/1.0")
            && !request.version().starts_with(b"HTTP/0");
        let absolute = reading.target.host.is_some();
        return newer
            .then(|| (if absolute { 3.5 } else { 6.0 }, request.header_gap(), "Host is missing"));
    };
    let value = request.text(field.value);
    let path = value.contains(&b'/');
    let odd =
        value.iter().any(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'@' | b',' | b'\\'));
    if value.is_empty() && reading.target.host.is_none() {
        return Some((6.0, field.span, "Host is empty"));
    }
    if path {
        return Some((
            6.0,
            field.value,
            "Host holds a scheme or a path, where only a name belongs",
        ));
    }
    odd.then_some((5.5, field.value, "Host holds characters that no name has"))
}

fn finding(case: &Case<'_>, points: f32, span: Span, what: &'static str) -> Suspicion {
    let failing = case.failing;
    let wanted = case.good.and_then(|good| Some(good.request.first("host")?.to_vec()));
    let edits = wanted.as_ref().map(|name| edit(failing, name)).into_iter().collect();
    let build = if points < 2.0 { Suspicion::warning } else { Suspicion::error };
    let mut suspicion = build(&CARD, points, what)
        .failing(span, what)
        .explain(format!("{what}. The server picks the site by Host; without a name that it knows it refuses, or answers for another site."))
        .fix(repair::fix(case, summary(wanted.as_deref()), snippet(failing.client_name()), edits, Safety::Guess))
        .claim_all(case.at(|p| *p == Place::Host));
    if let Some(header) = case.good.and_then(|good| good.header("host")) {
        suspicion = suspicion.good(header.value, "the name in the request that works");
    }
    suspicion
}

fn edit(failing: &Reading<'_>, name: &[u8]) -> Edit {
    match failing.header("host") {
        Some(header) => Edit::replace(header.value, name.to_vec()),
        None => repair::add_line(failing, &[b"Host: ", name].concat()),
    }
}

fn summary(wanted: Option<&[u8]>) -> String {
    match wanted {
        Some(name) => format!(
            "Send `Host: {}`: tell the proxy to write the target's name, or leave Host to the client.",
            quote(name)
        ),
        None => {
            "Leave Host to the client, or tell the proxy to write the target's name.".to_owned()
        }
    }
}

fn beside_a_good_one(case: &Case<'_>, good: &Reading<'_>, report: &mut Report) {
    let Some((ours, a)) = host_of(case.failing) else { return };
    let Some((_, b)) = host_of(good) else { return };
    let Some(difference) = case.at(|p| *p == Place::Host).next() else {
        let minds = case.failing.is_signed() || case.status_in(&[400, 403, 404, 421]);
        let port = |host: &[u8]| host.ends_with(b":443") || host.ends_with(b":80");
        if minds && port(&a) && !port(&b) {
            let what = "Host names the port that the scheme implies anyway";
            report.add(finding(case, 2.5, ours, what));
        }
        return;
    };
    let one_place =
        matches!((case.failing.endpoint, good.endpoint), (Some(x), Some(y)) if x.host == y.host);
    let inner = (is_inner(&a) || is_address(&a)) && !is_inner(&b) && !is_address(&b);
    let addressed = case.failing.endpoint.is_some_and(|endpoint| endpoint.host.as_bytes() == b);
    let (points, what) = if one_place || addressed {
        (5.5, "the connection goes to the same host, and Host names another one")
    } else if inner {
        (5.0, "Host names an address, the own machine or a proxy, not the server")
    } else {
        return;
    };
    let points = if report.is_claimed(difference) { 3.0 } else { points };
    report.add(finding(case, points, ours, what));
}

/// Without a good request: 421, a name that cannot be the server's, or another name than is dialled.
fn alone(case: &Case<'_>, report: &mut Report) {
    let failing = case.failing;
    let Some((span, host)) = host_of(failing) else { return };
    let name = host.split(|b| *b == b':').next().unwrap_or_default();
    let dialled = failing.endpoint.is_some_and(|endpoint| {
        !endpoint.host.as_bytes().eq_ignore_ascii_case(name) && !is_inner(endpoint.host.as_bytes())
    });
    let address = is_address(&host);
    let words = case.says_any(&[
        "virtual host",
        "invalid hostname",
        "invalid host",
        "invalid host header",
        "disallowedhost",
        "allowed_hosts",
        "unknown host",
        "no host",
        "host header",
    ]);
    let front = ["cf-ray", "x-amz-cf-id", "x-served-by", "x-vercel-id", "x-azure-ref"]
        .iter()
        .any(|n| case.witness.is_some_and(|w| w.header(n).is_some()));
    let (points, what) = match case.status {
        Some(421) => (4.5, "the server does not answer for this name"),
        _ if words => (4.5, "the server speaks of the host's name"),
        Some(400 | 403 | 404) if dialled => (3.5, "Host is not the name that is dialled"),
        Some(400 | 403 | 404) if is_inner(&host) && front => {
            (4.5, "Host names the own machine, and a content network answers")
        }
        Some(403) if address && front => {
            (4.0, "Host is an address, and a content network serves names")
        }
        Some(400 | 403 | 404) | None if is_inner(&host) => {
            (1.8, "Host names the own machine or network")
        }
        _ => return,
    };
    report.add(finding(case, points, span, what));
}

fn snippet(client: &str) -> Option<String> {
    let text = match client {
        "chromium" => {
            "proxy: { '/api': { target, changeOrigin: true } }   // Vite, webpack, http-proxy-middleware"
        }
        "go-http" => {
            "req.Host = \"api.example.com\"   // req.Header.Set(\"Host\") is ignored; ReverseProxy: set r.Host"
        }
        "curl" => "curl https://name/…   # without -H 'Host: …'",
        "" => "proxy_set_header Host $proxy_host;   # nginx; changeOrigin: true in node proxies",
        _ => return None,
    };
    Some(text.to_owned())
}
