//! `[METHOD] URL [HTTP/1.1]`, the URL perhaps on several lines.

use crate::import::braces::tokens;

/// Methods that are known in any case, and in front of any URL.
const METHODS: &[&str] = &[
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "DELETE",
    "CONNECT",
    "PATCH",
    "OPTIONS",
    "TRACE",
    "GRAPHQL",
    "WEBSOCKET",
    "GRPC",
    "RSOCKET",
];

/// A request line taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RequestLine<'a> {
    /// The method as typed.
    pub(super) method: Option<&'a str>,
    pub(super) url: &'a str,
    /// The version, as `HTTP/2`.
    pub(super) version: Option<&'a str>,
}

impl<'a> RequestLine<'a> {
    /// Reads a line; whatever is no method in front of a URL is the URL.
    pub(super) fn read(line: &'a str) -> Self {
        let line = line.trim();
        let (first, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
        let rest = rest.trim_start();
        let known = METHODS.iter().any(|method| first.eq_ignore_ascii_case(method));
        let token = !first.is_empty() && first.bytes().all(|b| b.is_ascii_uppercase() || b == b'-');
        let method = (!rest.is_empty() && (known || (token && is_url(rest)))).then_some(first);
        let url = if method.is_some() { rest } else { line };
        let version = url.rfind(" HTTP/").or_else(|| url.rfind("\tHTTP/"));
        let (url, version) = match version {
            Some(at) => (url.get(..at).unwrap_or(url), url.get(at..).map(str::trim)),
            None => (url, None),
        };
        Self { method, url: url.trim_end(), version }
    }

    /// Whether it says where to go: by a scheme or a variable. That is seldom in bytes of a wire.
    pub(super) fn is_absolute(&self) -> bool {
        let url = self.url;
        let http = ["http://", "https://"].iter().any(|scheme| {
            url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        });
        let one_word =
            !tokens(url).iter().any(|(piece, name)| name.is_none() && piece.contains(' '));
        (http || url.starts_with("{{")) && one_word
    }
}

fn is_url(text: &str) -> bool {
    text.contains("://") || text.starts_with(['/', '*']) || text.starts_with("{{")
}

/// Whether a line goes on with the URL above it: by `?` or `&` (REST Client), or indented and no header (`JetBrains`).
pub(super) fn goes_on(line: &str) -> bool {
    let text = line.trim_start();
    let name = text.split(':').next().unwrap_or_default();
    let header = text.contains(':')
        && !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    text.starts_with(['?', '&']) || (text.len() < line.len() && !header)
}

/// What no URL holds is escaped, as npm's `encodeurl` does it; escapes and variables stay.
pub(super) fn encoded(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for (piece, variable) in tokens(url) {
        if variable.is_some() {
            out.push_str(piece);
            continue;
        }
        let bytes = piece.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
            let escape = *byte == b'%' && hex(at + 1) && hex(at + 2);
            let kept = byte.is_ascii_graphic() && !b"\"<>`{}%".contains(byte);
            if kept || escape {
                out.push(char::from(*byte));
            } else {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_as_people_write_them() {
        for (line, method, url, version) in [
            ("https://h/a", None, "https://h/a", None),
            ("GET https://h/a?b=c d HTTP/1.1", Some("GET"), "https://h/a?b=c d", Some("HTTP/1.1")),
            ("post {{host}}/a", Some("post"), "{{host}}/a", None),
            ("REPORT  /a\tHTTP/1.0", Some("REPORT"), "/a", Some("HTTP/1.0")),
            ("OPTIONS * HTTP/1.1", Some("OPTIONS"), "*", Some("HTTP/1.1")),
            ("GET", None, "GET", None),
            ("example.com:80/GET x", None, "example.com:80/GET x", None),
        ] {
            assert_eq!(RequestLine::read(line), RequestLine { method, url, version }, "{line}");
        }
    }

    #[test]
    fn urls_go_on_and_headers_do_not() {
        for line in ["?a=b", "&c", "  ?a", "\t/path", "    &t=12:30", "  #fragment"] {
            assert!(goes_on(line), "{line}");
        }
        for line in ["Accept: x", "  X-A: b", "/path", "a=b"] {
            assert!(!goes_on(line), "{line}");
        }
    }

    #[test]
    fn escapes_and_variables_stay() {
        assert_eq!(encoded("{{h}}/ä b%20%?{\"}#^|"), "{{h}}/%C3%A4%20b%20%25?%7B%22%7D#^|");
    }
}
