//! Noise: differences that two honest clients have with one intent. Noise is kept and shown, but it accuses nobody.
//!
//! A header here is noise for the leftover rules only: a specific rule (a blocked User-Agent, an Accept that the server
//! does not offer) may still speak of it, with a reason of its own.

use super::difference::Noise;
use super::reading::Reading;
use crate::semantics::Accept;
use crate::semantics::MediaType;
use crate::semantics::cookie;
use crate::semantics::date;

/// Fields that clients write unasked, and that say nothing about the resource.
const HABITS: &[&str] = &[
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "cookie2",
    "connection",
    "dnt",
    "http2-settings",
    "keep-alive",
    "pragma",
    "priority",
    "proxy-connection",
    "save-data",
    "sec-websocket-extensions",
    "te",
    "upgrade",
    "upgrade-insecure-requests",
    "user-agent",
    "mime-version",
    "content-transfer-encoding",
    "x-requested-by-client",
    "x-client-data",
    "via",
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-proto",
    "x-forwarded-server",
    "x-real-ip",
    "cdn-loop",
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "x-stainless-lang",
    "x-stainless-os",
    "x-unity-version",
    "x-goog-api-client",
    "x-amz-user-agent",
    "x-ms-version-client",
    "request-context",
];

/// Fields that are another value on every request.
const VOLATILE: &[&str] = &[
    "postman-token",
    "traceparent",
    "tracestate",
    "baggage",
    "b3",
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "x-amzn-trace-id",
    "x-b3-traceid",
    "x-b3-spanid",
    "x-b3-sampled",
    "x-b3-parentspanid",
    "uber-trace-id",
    "sentry-trace",
    "newrelic",
    "x-datadog-trace-id",
    "x-datadog-parent-id",
    "x-datadog-sampling-priority",
    "x-cloud-trace-context",
    "x-ms-client-request-id",
    "request-start-time",
    "if-modified-since",
    "if-none-match",
];

/// Whether (and why) a field that stands on one side only hardly matters.
pub(super) fn alone(name: &str, value: &[u8], side: &Reading<'_>) -> Noise {
    // A condition on a request that changes something decides whether it is done (RFC 9110 section 13.1).
    if name == "if-none-match" && !matches!(side.request.method(), b"GET" | b"HEAD") {
        return Noise::None;
    }
    if VOLATILE.contains(&name) {
        return Noise::Volatile;
    }
    let browser = name.starts_with("sec-ch-") || name.starts_with("sec-fetch-");
    // A page's own origin and address come with every browser request; a server that asks for them is a CSRF matter.
    let page = matches!(name, "origin" | "referer") && is_browser(side) && is_web(value);
    if browser || page || HABITS.contains(&name) {
        return Noise::ClientHabit(who(side));
    }
    // An Expect without consequence is libcurl's habit; 417 and silence are another rule's matter.
    if name == "expect" && value.eq_ignore_ascii_case(b"100-continue") {
        return Noise::ClientHabit(who(side));
    }
    // A declared type without a body is a rule's matter, not noise.
    Noise::None
}

/// Whether an origin or address is a web page's, and not an extension's, an app's, `file://` or `null` (RFC 6454
/// section 7): servers that keep a list of origins know none of those.
pub(super) fn is_web(value: &[u8]) -> bool {
    value.starts_with(b"http://") || value.starts_with(b"https://")
}

/// Whether (and why) two values of one field hardly differ.
pub(super) fn both(name: &str, a: &[u8], b: &[u8]) -> Noise {
    if VOLATILE.contains(&name) || name == "date" {
        return Noise::Volatile;
    }
    match name {
        "content-type" => media_types(a, b),
        "accept" if same_accept(a, b) => Noise::Spelling,
        "cookie" if same_cookies(a, b) => Noise::Spelling,
        _ if HABITS.contains(&name) || name.starts_with("sec-") => Noise::ClientHabit(""),
        "origin" | "referer" => Noise::None,
        _ if spaced(a) == spaced(b) => Noise::Spelling,
        _ => Noise::None,
    }
}

/// The client's name for a habit; empty where unknown.
fn who(side: &Reading<'_>) -> &'static str {
    side.client_name()
}

/// Whether a browser wrote it.
pub(super) fn is_browser(side: &Reading<'_>) -> bool {
    side.client_name() == "chromium"
        || side.request.has("sec-fetch-mode") && side.request.has("sec-fetch-site")
        || side.request.first("user-agent").is_some_and(|agent| agent.starts_with(b"Mozilla/5.0"))
}

/// Types that differ in case, spacing, quotes or boundary only. A charset of utf-8 is said in many ways, but whether
/// it is said at all is no noise: some servers compare the whole value.
fn media_types(a: &[u8], b: &[u8]) -> Noise {
    let (ours, theirs) = (MediaType::parse(a), MediaType::parse(b));
    if ours.kind != theirs.kind || ours.malformed.is_some() != theirs.malformed.is_some() {
        return Noise::None;
    }
    let (ours, theirs) = (params(&ours, a), params(&theirs, b));
    if ours == theirs {
        return Noise::Spelling;
    }
    let without = |list: &[(Vec<u8>, Vec<u8>)]| {
        list.iter().filter(|(name, _)| name != b"boundary").cloned().collect::<Vec<_>>()
    };
    let boundaries = ours.len() == theirs.len() && without(&ours) == without(&theirs);
    if boundaries { Noise::Volatile } else { Noise::None }
}

/// A media type's parameters in lower case, in order of name.
fn params(media: &MediaType, value: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let lower = |span: crate::wire::Span| span.slice(value).to_ascii_lowercase();
    let mut list: Vec<_> = media.params.iter().map(|p| (lower(p.name), lower(p.value))).collect();
    list.sort();
    list
}

/// Names of body fields whose value is another one on every request, `-` and `_` left out.
const VOLATILE_FIELDS: &[&str] = &[
    "nonce",
    "timestamp",
    "ts",
    "requestid",
    "clientrequestid",
    "correlationid",
    "traceid",
    "spanid",
    "idempotencykey",
    "messageid",
    "sentat",
    "requesttime",
];

/// Whether two values of one body field hardly differ: the name says that it changes every time, or both are times or
/// UUIDs of one spelling. A time in another spelling is no noise: it may be the very defect.
pub(super) fn values(name: &str, a: &[u8], b: &[u8]) -> Noise {
    let plain: String =
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let named = VOLATILE_FIELDS.contains(&plain.as_str()) && shape(a) == shape(b);
    let alike = !a.is_empty() && a.len() == b.len() && is_uuid(a) == is_uuid(b);
    let uuids = alike && is_uuid(a);
    let times = shape(a) == shape(b) && is_time(a) && is_time(b);
    if named || uuids || times { Noise::Volatile } else { Noise::None }
}

/// A value with each run of digits or letters as one mark: `2026-01-02T03` and `1999-12-31T23` are of one shape.
fn shape(value: &[u8]) -> Vec<u8> {
    let mut marks: Vec<u8> = value
        .iter()
        .take(64)
        .map(|byte| match byte {
            b'0'..=b'9' => b'0',
            b'a'..=b'z' | b'A'..=b'Z' => b'a',
            other => *other,
        })
        .collect();
    marks.dedup();
    marks
}

/// `8-4-4-4-12` hexadecimal digits (RFC 9562).
fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// A point in time with hour and minute, or seconds or milliseconds since 1970 of our days.
fn is_time(value: &[u8]) -> bool {
    let unix = matches!(value.len(), 10 | 13)
        && value.first() == Some(&b'1')
        && value.iter().all(u8::is_ascii_digit);
    unix || value.len() >= 16 && value.contains(&b':') && date::parse_any(value).is_some()
}

fn same_accept(a: &[u8], b: &[u8]) -> bool {
    let ranges = |value: &[u8]| {
        let mut list: Vec<_> =
            Accept::parse(value).ranges.into_iter().map(|r| (r.range.kind, r.q)).collect();
        list.sort();
        list
    };
    ranges(a) == ranges(b)
}

fn same_cookies(a: &[u8], b: &[u8]) -> bool {
    let pairs = |value: &[u8]| {
        let mut list: Vec<(Vec<u8>, Vec<u8>)> = cookie::parse(value)
            .into_iter()
            .map(|c| (c.name.slice(value).to_vec(), c.value.slice(value).to_vec()))
            .collect();
        list.sort();
        list
    };
    pairs(a) == pairs(b)
}

/// A list's members without the white space between them.
fn spaced(value: &[u8]) -> Vec<Vec<u8>> {
    value.split(|b| *b == b',').map(|part| part.trim_ascii().to_vec()).collect()
}
