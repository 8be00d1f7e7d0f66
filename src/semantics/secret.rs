//! Which bytes of a message are secrets: credentials, cookies, fields with telling names, and wherever these recur.

use super::body::Body;
use super::body_field::body_fields;
use super::cookie::cookies;
use super::cookie::set_cookies;
use super::credential::credentials;
use super::key_name::is_key_header;
use super::key_name::is_key_query;
use super::percent::decode;
use super::target::Target;
use crate::wire::ExactRequest;
use crate::wire::ExactResponse;
use crate::wire::Header;
use crate::wire::NoteKind;
use crate::wire::Span;
use memchr::memmem;

/// Secrets shorter than this are looked for nowhere else: they may well be plain words. In bytes.
const SHORTEST_RECURRING: usize = 8;

/// So many secrets at most are looked for elsewhere, which keeps the search linear.
const MOST_RECURRING: usize = 32;

/// The spans of a request that hold secrets: in order, apart from each other, as offsets in the request.
#[must_use]
pub fn secrets(request: &ExactRequest) -> Vec<Span> {
    secrets_with(request, &Body::read(request))
}

/// [`secrets`], for those who have read the body already.
#[must_use]
pub fn secrets_with(request: &ExactRequest, body: &Body) -> Vec<Span> {
    let bytes = &request.bytes;
    let mut found: Vec<Span> = credentials(request).iter().map(|c| c.secret).collect();
    found.extend(cookies(request).iter().map(|cookie| cookie.value));
    for name in ["referer", "location", "destination", "x-original-url", "x-forwarded-uri"] {
        request.named(name).for_each(|header| in_address(bytes, header, &mut found));
    }
    for note in request.notes.iter().filter(|note| note.kind == NoteKind::NoColon) {
        found.extend(in_stray_line(bytes, note.span));
    }
    found.extend(in_body(body));
    settle(bytes, found)
}

/// The spans of a response that hold secrets: cookies that it sets, tokens in headers, body and `Location`.
#[must_use]
pub fn secrets_in_response(response: &ExactResponse) -> Vec<Span> {
    let bytes = &response.bytes;
    let mut found: Vec<Span> = set_cookies(response).iter().map(|set| set.cookie.value).collect();
    for header in &response.headers {
        if is_key_header(header.name.slice(bytes)) {
            found.push(header.value);
        }
    }
    for name in ["location", "content-location", "refresh", "link"] {
        response.named(name).for_each(|header| in_address(bytes, header, &mut found));
    }
    found.extend(in_body(&Body::read_response(response)));
    settle(bytes, found)
}

/// Wherever one of these secrets of another message stands in `bytes`: a server's echo of a token, say.
#[must_use]
pub fn recurring<'a>(bytes: &[u8], secrets: impl Iterator<Item = &'a [u8]>) -> Vec<Span> {
    let mut long: Vec<&[u8]> =
        secrets.filter(|secret| secret.len() >= SHORTEST_RECURRING).collect();
    long.sort_unstable();
    long.dedup();
    let mut found = Vec::new();
    for secret in long.into_iter().take(MOST_RECURRING) {
        let places = memmem::find_iter(bytes, secret);
        found.extend(places.map(|at| Span::of(at, at + secret.len())));
    }
    merge(found)
}

/// Secrets in the query, fragment or user information of an address that a header holds.
fn in_address(bytes: &[u8], header: &Header, found: &mut Vec<Span>) {
    let value = header.value;
    let target = Target::parse(value.slice(bytes));
    let password = target.userinfo.map(|user| {
        let text = user.shift(value.start).slice(bytes);
        let colon = memchr::memchr(b':', text).map_or(0, |at| at + 1);
        Span::of(user.start as usize + colon, user.end as usize)
    });
    found.extend(password.map(|span| span.shift(value.start)));
    // Implicit grants hand tokens over in the fragment (RFC 6749 section 4.2.2).
    let fragment =
        target.fragment.map(|fragment| super::target::pairs(value.slice(bytes), fragment));
    for pair in target.pairs.into_iter().chain(fragment.unwrap_or_default()) {
        let name = decode(pair.name.slice(value.slice(bytes)), true);
        let secret = pair.value.filter(|_| is_key_query(&name));
        found.extend(secret.map(|span| span.shift(value.start)));
    }
}

/// `Authorization Bearer x`: what follows the name of a credential's header in a line without a colon.
fn in_stray_line(bytes: &[u8], line: Span) -> Option<Span> {
    let text = line.slice(bytes);
    let end = text.iter().position(|b| !b.is_ascii_alphanumeric() && *b != b'-' && *b != b'_')?;
    let name = text.get(..end)?;
    let named = is_key_header(name)
        || name.eq_ignore_ascii_case(b"authorization")
        || name.eq_ignore_ascii_case(b"cookie");
    named.then(|| Span::of(line.start as usize + end + 1, line.end as usize))
}

fn in_body(body: &Body) -> Vec<Span> {
    body_fields(body).into_iter().map(|field| body.to_wire_or_all(field.value)).collect()
}

/// Leaves line breaks out, adds the places where the secrets recur; sorts and merges.
fn settle(bytes: &[u8], found: Vec<Span>) -> Vec<Span> {
    let found: Vec<Span> = found.into_iter().flat_map(|span| lines(bytes, span)).collect();
    let again = recurring(bytes, found.iter().map(|span| span.slice(bytes)));
    merge(found.into_iter().chain(again).collect())
}

/// The lines of a secret: a mask over a broken token must not hide that it is broken.
fn lines(bytes: &[u8], span: Span) -> impl Iterator<Item = Span> + '_ {
    let mut at = span.start as usize;
    span.slice(bytes).split(|b| matches!(b, b'\r' | b'\n')).map(move |line| {
        let start = at;
        at += line.len() + 1;
        Span::of(start, start + line.len())
    })
}

/// Spans in order, empty ones left out, overlapping ones made one.
pub(super) fn merge(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| !span.is_empty());
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_secrets_all_over_a_request() {
        let body = "{\"password\": \"hunter2\", \"echo\": \"tok-1234567890\", \"name\": \"x\"}";
        let request = ExactRequest::parse(format!(
            "POST http://me:pw1@h/a?api_key=k1&q=2 HTTP/1.1\r\nAuthorization: Bearer tok-1234567890\r\n\
             X-Api-Key k3\r\nCookie: lang=de; sid=s1\r\nReferer: https://h/?access_token=t2#id_token=t3\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ));
        let found: Vec<&[u8]> = secrets(&request).iter().map(|span| request.text(*span)).collect();
        let expected: [&[u8]; 11] = [
            b"pw1",
            b"k1",
            b"tok-1234567890",
            b"k3",
            b"de",
            b"s1",
            b"t2",
            b"t3",
            b"hunter2",
            b"tok-1234567890",
            b"",
        ];
        assert_eq!(found, expected[..10]);
    }

    #[test]
    fn finds_secrets_in_a_response() {
        let body = "{\"access_token\": \"abc\", \"expires_in\": 3600}";
        let response = ExactResponse::parse(
            format!(
                "HTTP/1.1 200 OK\r\nSet-Cookie: sid=s1; Path=/\r\nX-Auth-Token: x\r\n\
                 Content-Length: {}\r\nContent-Type: application/json\r\n\r\n{body}",
                body.len()
            ),
            b"GET",
        );
        let found: Vec<&[u8]> =
            secrets_in_response(&response).iter().map(|span| response.text(*span)).collect();
        assert_eq!(found, [&b"s1"[..], b"x", b"abc"]);
    }
}
