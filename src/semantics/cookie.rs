//! Cookies: the pairs of `Cookie` fields, and name, value and attributes of `Set-Cookie` (RFC 6265).

use super::field_value::param;
use super::field_value::trim;
use super::field_value::unquote;
use crate::wire::ExactRequest;
use crate::wire::ExactResponse;
use crate::wire::Span;

/// A cookie's name and value as spelled, without the quotes around the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cookie {
    /// The name; empty where a value stands alone.
    pub name: Span,
    /// The value.
    pub value: Span,
    /// The whole pair.
    pub span: Span,
}

/// A cookie that a response sets. Spans are offsets in the response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetCookie {
    /// Name and value.
    pub cookie: Cookie,
    /// The attributes: name and value (empty where the attribute has none).
    pub attributes: Vec<(Span, Span)>,
}

/// The pairs in the value of one `Cookie` field. Offsets count from `value`.
#[must_use]
pub fn parse(value: &[u8]) -> Vec<Cookie> {
    parts(value, Span::of(0, value.len())).map(|part| pair(value, part)).collect()
}

/// The cookies that a request carries, in wire order. Spans are offsets in the request.
#[must_use]
pub fn cookies(request: &ExactRequest) -> Vec<Cookie> {
    let values = request.named("cookie").map(|header| header.value);
    values
        .flat_map(|value| parts(&request.bytes, value).map(|part| pair(&request.bytes, part)))
        .collect()
}

/// The cookies that a response sets, in wire order. Spans are offsets in the response.
#[must_use]
pub fn set_cookies(response: &ExactResponse) -> Vec<SetCookie> {
    let bytes = &response.bytes;
    let read = |header: &crate::wire::Header| {
        let mut parts = parts(bytes, header.value);
        let cookie = pair(bytes, parts.next()?);
        let attributes = parts.map(|part| match param(bytes, part) {
            Some(param) => (param.name, param.value),
            None => (part, part.after()),
        });
        Some(SetCookie { cookie, attributes: attributes.collect() })
    };
    response.named("set-cookie").filter_map(read).collect()
}

/// What stands between semicolons, empty parts left out. Quotes protect nothing here (RFC 6265 section 5.2).
fn parts(bytes: &[u8], within: Span) -> impl Iterator<Item = Span> + '_ {
    let mut start = within.start as usize;
    within.slice(bytes).split(|b| *b == b';').filter_map(move |part| {
        let span = trim(bytes, Span::of(start, start + part.len()));
        start += part.len() + 1;
        (!span.is_empty()).then_some(span)
    })
}

fn pair(bytes: &[u8], span: Span) -> Cookie {
    let Some(equals) = memchr::memchr(b'=', span.slice(bytes)) else {
        return Cookie { name: Span::at(span.start), value: span, span };
    };
    let at = span.start as usize + equals;
    let name = trim(bytes, Span::of(span.start as usize, at));
    let (value, _) = unquote(bytes, trim(bytes, Span::of(at + 1, span.end as usize)));
    Cookie { name, value, span }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_pairs() {
        let value = b"a=1; b=\"x y\";; flag ; c=d=e";
        let read: Vec<(&[u8], &[u8])> =
            parse(value).iter().map(|c| (c.name.slice(value), c.value.slice(value))).collect();
        assert_eq!(read, [(&b"a"[..], &b"1"[..]), (b"b", b"x y"), (b"", b"flag"), (b"c", b"d=e")]);
    }

    #[test]
    fn reads_what_a_response_sets() {
        let response = ExactResponse::parse(
            "HTTP/1.1 200 OK\r\nSet-Cookie: sid=abc; Path=/; Secure\r\n\r\n",
            b"GET",
        );
        let set = set_cookies(&response);
        assert_eq!(response.text(set[0].cookie.value), b"abc");
        let names: Vec<&[u8]> = set[0].attributes.iter().map(|(n, _)| response.text(*n)).collect();
        assert_eq!(names, [&b"Path"[..], b"Secure"]);
    }
}
