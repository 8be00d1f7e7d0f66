//! Canned answers, and the few that this program gives of itself.

use bytes::Bytes;

/// An answer that is always the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// Field lines as name and value, written as they are.
    pub headers: Vec<(Bytes, Bytes)>,
    /// The body.
    pub body: Bytes,
}

impl Reply {
    /// An answer of that status with no fields and no body.
    #[must_use]
    pub fn of_status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new() }
    }

    /// An answer in plain words, after which the connection is closed.
    pub(super) fn closing(status: u16, words: &str) -> Self {
        let field = |name: &'static str, value: &'static str| (Bytes::from(name), value.into());
        Self {
            status,
            headers: vec![
                field("Content-Type", "text/plain; charset=utf-8"),
                field("Connection", "close"),
            ],
            body: Bytes::from(format!("why4xx: {words}\n")),
        }
    }

    /// The bytes of the answer to a request of that method. `Content-Length` is written unless `headers` frame the
    /// body, or none may be said (RFC 9110 section 8.6: 1xx and 204).
    #[must_use]
    pub fn to_wire(&self, method: &[u8]) -> Vec<u8> {
        let mut out = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status)).into_bytes();
        for (name, value) in &self.headers {
            for part in [name, &b": "[..], value, b"\r\n"] {
                out.extend_from_slice(part);
            }
        }
        let framed = self.headers.iter().any(|(name, _)| {
            [&b"content-length"[..], b"transfer-encoding"]
                .iter()
                .any(|f| name.eq_ignore_ascii_case(f))
        });
        let silent = matches!(self.status, 100..=199 | 204);
        if !framed && !silent {
            out.extend_from_slice(format!("Content-Length: {}\r\n", self.body.len()).as_bytes());
        }
        out.extend_from_slice(b"\r\n");
        if method != b"HEAD" && !silent && self.status != 304 {
            out.extend_from_slice(&self.body);
        }
        out
    }
}

/// The reason phrase that RFC 9110 section 15 suggests; empty for codes that it does not know.
fn reason(status: u16) -> &'static str {
    const REASONS: &[(u16, &str)] = &[
        (200, "OK"),
        (201, "Created"),
        (202, "Accepted"),
        (204, "No Content"),
        (301, "Moved Permanently"),
        (302, "Found"),
        (303, "See Other"),
        (304, "Not Modified"),
        (307, "Temporary Redirect"),
        (308, "Permanent Redirect"),
        (400, "Bad Request"),
        (401, "Unauthorized"),
        (403, "Forbidden"),
        (404, "Not Found"),
        (405, "Method Not Allowed"),
        (406, "Not Acceptable"),
        (408, "Request Timeout"),
        (409, "Conflict"),
        (410, "Gone"),
        (411, "Length Required"),
        (412, "Precondition Failed"),
        (413, "Content Too Large"),
        (415, "Unsupported Media Type"),
        (417, "Expectation Failed"),
        (421, "Misdirected Request"),
        (422, "Unprocessable Content"),
        (429, "Too Many Requests"),
        (431, "Request Header Fields Too Large"),
        (500, "Internal Server Error"),
        (502, "Bad Gateway"),
        (503, "Service Unavailable"),
        (504, "Gateway Timeout"),
        (508, "Loop Detected"),
    ];
    REASONS.iter().find(|(code, _)| *code == status).map_or("", |(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_is_said_once_and_only_where_it_may_be() {
        let mut reply = Reply { body: Bytes::from("no"), ..Reply::of_status(403) };
        let wire = |reply: &Reply, method: &str| {
            String::from_utf8(reply.to_wire(method.as_bytes())).unwrap()
        };
        assert_eq!(wire(&reply, "GET"), "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
        assert_eq!(wire(&reply, "HEAD"), "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\n");
        reply.headers.push((Bytes::from("content-length"), Bytes::from("9")));
        assert_eq!(wire(&reply, "GET"), "HTTP/1.1 403 Forbidden\r\ncontent-length: 9\r\n\r\nno");
        assert_eq!(wire(&Reply::of_status(204), "GET"), "HTTP/1.1 204 No Content\r\n\r\n");
        assert_eq!(
            wire(&Reply::of_status(299), "GET"),
            "HTTP/1.1 299 \r\nContent-Length: 0\r\n\r\n"
        );
    }
}
