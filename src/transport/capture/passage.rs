//! What has to change in a head before it is passed on, and what is refused.

use super::capture_plan::Reverse;
use crate::model::Alteration;
use crate::model::AlterationKind;
use crate::model::Endpoint;
use crate::wire::Edit;
use crate::wire::ExactRequest;
use crate::wire::Header;
use crate::wire::Span;
use crate::wire::apply_bytes;
use bytes::Bytes;

/// A head as it is to be passed on.
#[derive(Clone, Debug)]
pub(super) struct Passage {
    pub(super) head: Bytes,
    pub(super) alterations: Vec<Alteration>,
}

/// Why a request is not passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) words: String,
}

impl Refusal {
    pub(super) fn new(status: u16, words: impl Into<String>) -> Self {
        Self { status, words: words.into() }
    }
}

impl Passage {
    /// The head as it came.
    pub(super) fn untouched(head: &ExactRequest) -> Self {
        Self { head: head.bytes.clone(), alterations: Vec::new() }
    }

    /// Through a reverse proxy that listens at `own`: `Host` becomes the upstream's, unless it is to be kept.
    pub(super) fn reverse(
        head: &ExactRequest,
        to: &Reverse,
        own: &Endpoint,
    ) -> Result<Self, Refusal> {
        let foreign = match named_server(head) {
            Some(named) => named.host != to.upstream().host && named.port != own.port,
            None => false,
        };
        if head.method() == b"CONNECT" || foreign {
            let words =
                format!("this relay passes on to {} only; it is no open proxy", to.upstream());
            return Err(Refusal::new(403, words));
        }
        if to.keep_host {
            return Ok(Self::untouched(head));
        }
        let mut changes = Changes::default();
        let authority = Bytes::from(to.upstream().authority());
        for host in head.named("host").filter(|host| head.text(host.value) != authority) {
            changes.replace(head, (AlterationKind::Host, true), host.value, authority.clone());
        }
        changes.apply(head)
    }

    /// Through a forward proxy: absolute-form becomes origin-form, and what is for proxies alone is taken out.
    pub(super) fn forward(head: &ExactRequest) -> Result<(Endpoint, Self), Refusal> {
        let Some(endpoint) = named_server(head) else {
            let words = "this is a proxy: requests to it name a whole URL (http://host/path) or use CONNECT. To point a \
                         base URL at it, use `why4xx capture --upstream URL`";
            return Err(Refusal::new(400, words));
        };
        let mut changes = Changes::default();
        let target = head.line.target;
        let same_host = head.named("host").all(|host| {
            let value = String::from_utf8_lossy(head.text(host.value)).into_owned();
            Endpoint::from_url(&value)
                .is_ok_and(|named| named.host.eq_ignore_ascii_case(&endpoint.host))
        });
        let origin = origin_form(head.text(target), head.method());
        changes.replace(head, (AlterationKind::Target, same_host), target, origin);
        for name in ["proxy-connection", "proxy-authorization"] {
            for line in head.named(name) {
                changes.take_out(head, line);
            }
        }
        Ok((endpoint, changes.apply(head)?))
    }
}

/// The server that an absolute-form target names.
fn named_server(head: &ExactRequest) -> Option<Endpoint> {
    let target = std::str::from_utf8(head.text(head.line.target)).ok()?;
    target.contains("://").then(|| Endpoint::from_url(target).ok()).flatten()
}

/// The path and query of an absolute-form target; `/` where it has none (RFC 9112 section 3.2.1), for `OPTIONS` then
/// `*` (section 3.2.4).
fn origin_form(target: &[u8], method: &[u8]) -> Bytes {
    let rest =
        memchr::memmem::find(target, b"://").and_then(|at| target.get(at + 3..)).unwrap_or(target);
    let path = rest.iter().position(|b| matches!(b, b'/' | b'?' | b'#' | b'\\'));
    match path.and_then(|at| rest.get(at..)) {
        Some(path) if path.starts_with(b"/") => Bytes::copy_from_slice(path),
        Some(rest) => Bytes::from([b"/", rest].concat()),
        None if method == b"OPTIONS" => Bytes::from("*"),
        None => Bytes::from("/"),
    }
}

/// Where a `CONNECT` target leads (RFC 9112 section 3.2.3): host and port, both required.
pub(super) fn connect_target(head: &ExactRequest) -> Option<Endpoint> {
    let target = std::str::from_utf8(head.text(head.line.target)).ok()?;
    let (_, port) = target.rsplit_once(':')?;
    port.parse::<u16>().ok()?;
    Endpoint::from_url(&format!("https://{target}")).ok()
}

/// Edits, and what they are called.
#[derive(Default)]
struct Changes {
    edits: Vec<Edit>,
    alterations: Vec<Alteration>,
}

impl Changes {
    fn replace(
        &mut self,
        head: &ExactRequest,
        (kind, certain): (AlterationKind, bool),
        span: Span,
        now: Bytes,
    ) {
        let was = head.bytes.slice(span.start as usize..span.end as usize);
        self.edits.push(Edit::replace(span, now.clone()));
        self.alterations.push(Alteration { kind, was, now, certain });
    }

    /// Takes a line out, its end included.
    fn take_out(&mut self, head: &ExactRequest, line: &Header) {
        let end = head.pieces.iter().find(|piece| piece.span.start == line.span.end);
        let end = end.map_or(line.span.end, |piece| piece.span.end);
        self.edits.push(Edit::delete(Span::new(line.span.start, end)));
        self.alterations.push(Alteration {
            kind: AlterationKind::ProxyField,
            was: head.bytes.slice(line.span.start as usize..line.span.end as usize),
            now: Bytes::new(),
            certain: true,
        });
    }

    fn apply(self, head: &ExactRequest) -> Result<Passage, Refusal> {
        // Spans of one head neither overlap nor reach beyond it; should they, nothing is passed on.
        let edited = apply_bytes(&head.bytes, &self.edits)
            .map_err(|error| Refusal::new(500, error.to_string()))?;
        Ok(Passage { head: edited, alterations: self.alterations })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forward_proxy_hands_on_what_a_server_gets() {
        for (sent, passed, server) in [
            (
                "GET http://h:81/a?b HTTP/1.1\r\nHost: h:81\r\nProxy-Connection: Keep-Alive\r\nX: y\r\n\r\n",
                "GET /a?b HTTP/1.1\r\nHost: h:81\r\nX: y\r\n\r\n",
                "http://h:81",
            ),
            ("OPTIONS http://h HTTP/1.1\r\n\r\n", "OPTIONS * HTTP/1.1\r\n\r\n", "http://h"),
            ("GET https://h?q HTTP/1.1\r\n\r\n", "GET /?q HTTP/1.1\r\n\r\n", "https://h"),
        ] {
            let (endpoint, passage) = Passage::forward(&ExactRequest::parse(sent)).unwrap();
            assert_eq!(passage.head, passed);
            assert_eq!(endpoint.to_string(), server);
        }
        assert_eq!(
            Passage::forward(&ExactRequest::parse("GET / HTTP/1.1\r\n\r\n")).unwrap_err().status,
            400
        );
    }

    #[test]
    fn a_reverse_proxy_changes_the_host_alone() {
        let upstream = Endpoint::from_url("https://api.example.com").unwrap();
        let own = Endpoint::from_url("http://127.0.0.1:8025").unwrap();
        let mut to = Reverse::to(upstream, None, crate::transport::Trust::default());
        let sent = ExactRequest::parse("GET / HTTP/1.1\r\nhost:  127.0.0.1:8025 \r\nA : b\n\r\n");
        let passage = Passage::reverse(&sent, &to, &own).unwrap();
        assert_eq!(passage.head, "GET / HTTP/1.1\r\nhost:  api.example.com \r\nA : b\n\r\n");
        assert_eq!(passage.alterations[0].was, "127.0.0.1:8025");
        to.keep_host = true;
        let passage = Passage::reverse(&sent, &to, &own).unwrap();
        assert_eq!(passage.head, sent.bytes);
        assert!(passage.alterations.is_empty());
        for other in
            ["GET http://elsewhere/ HTTP/1.1\r\n\r\n", "CONNECT elsewhere:443 HTTP/1.1\r\n\r\n"]
        {
            assert_eq!(
                Passage::reverse(&ExactRequest::parse(other), &to, &own).unwrap_err().status,
                403
            );
        }
    }
}
