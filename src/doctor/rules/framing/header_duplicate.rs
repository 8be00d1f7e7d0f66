//! `header-duplicate`: one field sent twice, or joined to a list that it is not.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::wire::Edit;
use crate::wire::Header;

static CARD: Card = Card {
    code: "header-duplicate",
    family: Family::Framing,
    title: "a header stands there twice",
    why: "\
Two layers of a program set the same header, and both lines go out, or one line with both values. A field that
is no list has no meaning then: the server takes the first, the last, or refuses.",
    example: "Content-Type: application/json, application/json",
    references: &["RFC 9110 section 5.3", "RFC 9110 section 5.2"],
};

/// The rule.
pub(super) struct HeaderDuplicate;

impl Rule for HeaderDuplicate {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let failing = case.failing;
        let found = twice(failing).filter(|(name, ..)| {
            case.good.and_then(twice).is_none_or(|(theirs, ..)| theirs != *name)
        });
        if let Some((name, first, second)) = found {
            report.add(sent_twice(case, &name, first, second));
            return;
        }
        let joined = failing.request.headers.iter().find_map(|header| {
            let name = lower(failing, header);
            let value = failing.request.text(header.value);
            let good = case.good.and_then(|good| good.request.first(&name));
            let half = half(&name, value)?;
            (good != Some(value)).then_some((name, header, half))
        });
        if let Some((name, header, half)) = joined {
            report.add(joined_up(case, &name, header, half));
        }
    }
}

/// Fields that may be lists: many lines of one name mean the same as one (RFC 9110 section 5.3).
const LISTS: &[&str] = &[
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "forwarded",
    "if-match",
    "if-none-match",
    "pragma",
    "prefer",
    "te",
    "trailer",
    "upgrade",
    "via",
    "warning",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "set-cookie",
    "link",
    "vary",
    "allow",
    "content-language",
    "tracestate",
    "baggage",
];

/// Fields whose repetition is another rule's matter.
const ELSEWHERE: &[&str] =
    &["authorization", "proxy-authorization", "host", "content-length", "transfer-encoding"];

fn lower(reading: &Reading<'_>, header: &Header) -> String {
    crate::wire::escape::lossy_hex(reading.request.text(header.name)).to_ascii_lowercase()
}

/// The first field that stands there twice and is no list.
fn twice<'a>(reading: &Reading<'a>) -> Option<(String, &'a Header, &'a Header)> {
    let mut seen: std::collections::HashMap<String, &Header> = std::collections::HashMap::new();
    for header in &reading.request.headers {
        let name = lower(reading, header);
        if LISTS.contains(&name.as_str()) || ELSEWHERE.contains(&name.as_str()) {
            continue;
        }
        if let Some(first) = seen.insert(name.clone(), header) {
            return Some((name, first, header));
        }
    }
    None
}

/// How long the first value is in `a, a` or `a; b, a; b`; `None` where the value is no such list.
fn half(name: &str, value: &[u8]) -> Option<usize> {
    if LISTS.contains(&name) && !matches!(name, "accept" | "cache-control")
        || ELSEWHERE.contains(&name)
        || matches!(name, "cookie" | "user-agent")
    {
        return None;
    }
    let commas = value.iter().enumerate().filter(|(_, b)| **b == b',').map(|(at, _)| at);
    commas.into_iter().find(|at| {
        let (a, b) = value.split_at(*at);
        let b = b.get(1..).unwrap_or_default().trim_ascii();
        a.trim_ascii().eq_ignore_ascii_case(b) && !b.is_empty()
            // Two media types in a field that takes one.
            || name == "content-type" && !a.contains(&b'"') && a.contains(&b'/') && b.contains(&b'/')
    })
}

fn weight(name: &str) -> f32 {
    match name {
        "content-type" => 5.5,
        "content-encoding" | "origin" | "date" | "range" | "content-md5" => 5.0,
        "cookie" | "user-agent" | "referer" => 3.0,
        "accept" | "cache-control" => 1.5,
        _ => 4.0,
    }
}

fn sent_twice(case: &Case<'_>, name: &str, first: &Header, second: &Header) -> Suspicion {
    let failing = case.failing;
    let same = failing.request.text(first.value) == failing.request.text(second.value);
    let shown = quote(name.as_bytes());
    let points = if case.is_solo() { weight(name) - 0.5 } else { weight(name) };
    let what = if same { "twice, with one value" } else { "twice, with different values" };
    let mut suspicion = Suspicion::error(&CARD, points, format!("{shown} stands there {what}"))
        .failing(first.span, "once")
        .failing(second.span, "and once more")
        .explain(format!("{shown} is sent {what}. It is no list: the server takes one of them, joins them to something that it does not know, or refuses."))
        .fix(repair::fix(case, format!("Send {shown} once: find the layer (client default, interceptor, gateway) that adds the other."), snippet(failing.client_name(), name), vec![repair::without(failing, if same { second } else { first })], if same { Safety::Safe } else { Safety::Guess }))
        .claim_all(case.at(|p| matches!(p, Place::Header { name: n, .. } if n == name)));
    if let Some(theirs) = case.good.and_then(|good| good.header(name)) {
        suspicion = suspicion.good(theirs.span, "once in the request that works");
    }
    suspicion
}

fn joined_up(case: &Case<'_>, name: &str, header: &Header, half: usize) -> Suspicion {
    let failing = case.failing;
    let shown = quote(name.as_bytes());
    let points = if case.is_solo() { weight(name) - 0.5 } else { weight(name) };
    let behind =
        crate::wire::Span::new(header.value.start + crate::wire::offset(half), header.value.end);
    let build = if points < 2.0 { Suspicion::warning } else { Suspicion::error };
    let mut suspicion = build(&CARD, points, format!("{shown} holds two values in one line"))
        .failing(header.value, "two values")
        .explain(format!("{shown} holds two values, joined by a comma: two layers of the program set it. The server reads the whole line as one value, and knows no such thing."))
        .fix(repair::fix(case, format!("Set {shown} once."), snippet(failing.client_name(), name), vec![Edit::delete(behind)], Safety::Guess))
        .claim_all(case.at(|p| matches!(p, Place::Header { name: n, .. } if n == name)));
    if let Some(theirs) = case.good.and_then(|good| good.header(name)) {
        suspicion = suspicion.good(theirs.value, "in the request that works");
    }
    suspicion
}

fn snippet(client: &str, name: &str) -> Option<String> {
    let name = quote(name.as_bytes());
    Some(match client {
        "go-http" => format!("req.Header.Set(\"{name}\", value)   // Add appends"),
        "node-fetch-builtin" | "node-fetch" | "chromium" => {
            format!("headers.set('{name}', value)   // append joins, and names differ in no case")
        }
        "okhttp" => format!(".header(\"{name}\", value)   // addHeader appends"),
        "java-httpclient" => format!(".setHeader(\"{name}\", value)   // header(…) appends"),
        "java-httpurlconnection" => format!(
            "connection.setRequestProperty(\"{name}\", value);   // addRequestProperty appends"
        ),
        "apache-httpclient" => {
            format!("request.setHeader(\"{name}\", value);   // addHeader appends")
        }
        "reqwest" => format!("headers.insert(\"{name}\", value)   // .header(…) appends"),
        _ => return None,
    })
}
