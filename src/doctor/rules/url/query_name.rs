//! What a query parameter's name gives away: a signature's part, a value of the moment, a field that stands in the body.

use crate::doctor::reading::Reading;

/// Whether a parameter belongs to a signed URL on both sides.
pub(super) fn is_of_a_signature(failing: &Reading<'_>, good: &Reading<'_>, name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let named = [
        "x-amz-",
        "x-goog-",
        "awsaccesskeyid",
        "expires",
        "policy",
        "key-pair-id",
        "googleaccessid",
    ]
    .iter()
    .any(|part| lower.starts_with(part));
    let oauth = lower.starts_with("oauth_");
    (failing.presigned.is_some() && good.presigned.is_some() && (named || lower.len() == 2))
        || oauth
}

/// Whether name or value say that it is another one each time: times, nonces, cache busters.
pub(super) fn is_volatile(name: &str, value: Option<&[u8]>) -> bool {
    let lower = name.to_ascii_lowercase();
    let named = matches!(
        lower.as_str(),
        "_" | "ts"
            | "t"
            | "timestamp"
            | "nonce"
            | "cb"
            | "rand"
            | "random"
            | "state"
            | "request_id"
            | "recvwindow"
    );
    let time = value.is_some_and(|v| {
        matches!(v.len(), 10 | 13) && v.starts_with(b"1") && v.iter().all(u8::is_ascii_digit)
    });
    value.is_some() && (named || time)
}

/// Whether a parameter says how much of a list is asked for. That is anybody's choice.
pub(super) fn is_paging(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "page",
        "perpage",
        "pagesize",
        "limit",
        "size",
        "count",
        "top",
        "maxresults",
        "offset",
        "skip",
    ];
    let plain: String =
        name.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
    NAMES.contains(&plain.as_str())
}

/// Whether a value is absent, or a plain number of at most four digits.
pub(super) fn is_count(value: Option<&[u8]>) -> bool {
    value.is_none_or(|v| (1..=4).contains(&v.len()) && v.iter().all(u8::is_ascii_digit))
}

/// Whether a form or JSON body holds a field of that name.
pub(super) fn in_body(reading: &Reading<'_>, name: &str) -> bool {
    if !reading.has_body() || name.len() < 2 {
        return false;
    }
    let body = &reading.body.bytes;
    let quoted = format!("\"{name}\"");
    let pair = format!("{name}=");
    memchr::memmem::find(body, quoted.as_bytes()).is_some()
        || body.starts_with(pair.as_bytes())
        || memchr::memmem::find(body, format!("&{pair}").as_bytes()).is_some()
}
