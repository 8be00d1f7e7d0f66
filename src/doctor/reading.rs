//! One request read for the doctor: what every rule asks again and again, read once.

use crate::model::Endpoint;
use crate::model::Via;
use crate::profiles;
use crate::profiles::Likeness;
use crate::semantics;
use crate::semantics::Body;
use crate::semantics::Carrier;
use crate::semantics::Credential;
use crate::semantics::MediaType;
use crate::semantics::Presigned;
use crate::semantics::Target;
use crate::wire::Content;
use crate::wire::ExactRequest;
use crate::wire::Header;
use crate::wire::Span;

/// A request with its readings. Spans are offsets in the request, unless a field says otherwise.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The exact request.
    pub request: &'a ExactRequest,
    /// Its target; offsets count from the target's start.
    pub target: Target,
    /// Its content without chunk framing.
    pub content: Content,
    /// What the content is, declared and actual; offsets as documented there.
    pub body: Body,
    /// The last `Content-Type` field and its reading (offsets in its value).
    pub media: Option<(Header, MediaType)>,
    /// Credentials of head, target and body.
    pub credentials: Vec<Credential>,
    /// A signature in the query.
    pub presigned: Option<Presigned>,
    /// Which client wrote it, where that can be said.
    pub client: Option<Likeness>,
    /// How the bytes came to us.
    pub via: Via,
    /// Where it went.
    pub endpoint: Option<&'a Endpoint>,
}

/// Below this a likeness is no ground for a sentence.
const SURE: f32 = 0.5;

impl<'a> Reading<'a> {
    /// Whether these bytes are a TLS handshake record (RFC 8446 section 5.1: type 22, then a version 3.x), as a
    /// recording shows where a client spoke https to a plain port.
    #[must_use]
    pub fn is_tls(&self) -> bool {
        self.request.bytes.starts_with(&[22, 3])
    }

    /// Reads a request.
    #[must_use]
    pub fn of(request: &'a ExactRequest, via: Via, endpoint: Option<&'a Endpoint>) -> Self {
        let media = request.named("content-type").last().copied();
        let likeness = profiles::identify(request).into_iter().next();
        let body = Body::read(request);
        let mut credentials = semantics::credentials(request);
        credentials.extend(semantics::credentials_in_body(request, &body));
        Self {
            request,
            target: Target::parse(request.target()),
            content: request.content(),
            media: media.map(|header| (header, MediaType::parse(request.text(header.value)))),
            credentials,
            body,
            presigned: semantics::presigned(request),
            client: likeness.filter(|likeness| likeness.confidence >= SURE),
            via,
            endpoint,
        }
    }

    /// A span of the target, in the request's offsets.
    #[must_use]
    pub fn in_target(&self, span: Span) -> Span {
        span.shift(self.request.line.target.start)
    }

    /// The path's bytes.
    #[must_use]
    pub fn path(&self) -> &'a [u8] {
        self.target.path.slice(self.request.target())
    }

    /// The name of the client that wrote it; empty where unknown.
    #[must_use]
    pub fn client_name(&self) -> &'static str {
        self.client.as_ref().map_or("", |client| client.name)
    }

    /// The credential that speaks loudest: `Authorization` first, then key headers, query, body, cookies.
    #[must_use]
    pub fn main_credential(&self) -> Option<&Credential> {
        let rank = |credential: &&Credential| match credential.carrier {
            Carrier::Authorization => 0,
            Carrier::Header(_) => 1,
            Carrier::Query(_) => 2,
            Carrier::UserInfo => 3,
            Carrier::Body(_) => 4,
            Carrier::Cookie(_) => 5,
            Carrier::ProxyAuthorization => 6,
        };
        self.credentials.iter().min_by_key(rank)
    }

    /// The credentials that stand in headers other than `Cookie`, or in the target.
    pub fn explicit_credentials(&self) -> impl Iterator<Item = &Credential> {
        self.credentials.iter().filter(|credential| {
            !matches!(credential.carrier, Carrier::Cookie(_) | Carrier::ProxyAuthorization)
        })
    }

    /// A credential's secret.
    #[must_use]
    pub fn secret(&self, credential: &Credential) -> &'a [u8] {
        credential.secret.slice(&self.request.bytes)
    }

    /// The media type in lower case without parameters; empty where none is declared.
    #[must_use]
    pub fn media_kind(&self) -> &str {
        self.media.as_ref().map_or("", |(_, media)| media.kind.as_str())
    }

    /// The span of the `Content-Type` value, or the gap where it would stand.
    #[must_use]
    pub fn media_span(&self) -> Span {
        self.media.as_ref().map_or_else(|| self.request.header_gap(), |(header, _)| header.value)
    }

    /// Whether there is a body byte at all.
    #[must_use]
    pub fn has_body(&self) -> bool {
        !self.content.bytes.is_empty()
    }

    /// Whether the method usually comes with a body (RFC 9110 section 9.3).
    #[must_use]
    pub fn method_wants_body(&self) -> bool {
        matches!(self.request.method().to_ascii_uppercase().as_slice(), b"POST" | b"PUT" | b"PATCH")
    }

    /// Whether a browser asks by it for leave to make another one; it never bears credentials (Fetch, CORS-preflight).
    #[must_use]
    pub fn is_preflight(&self) -> bool {
        self.request.method() == b"OPTIONS" && self.request.has("access-control-request-method")
    }

    /// Whether a signature covers the request: in its query, as a scheme with parameters, or in a header of that name.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.presigned.is_some()
            || self.credentials.iter().any(|credential| credential.scheme.has_params())
            || self.request.headers.iter().any(|header| {
                let name = self.request.text(header.name).to_ascii_lowercase();
                ["signature", "hmac", "-sign", "content-md5", "digest", "sha256"]
                    .iter()
                    .any(|word| memchr::memmem::find(&name, word.as_bytes()).is_some())
            })
    }

    /// The first header of that name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a Header> {
        self.request
            .headers
            .iter()
            .find(|h| self.request.text(h.name).eq_ignore_ascii_case(name.as_bytes()))
    }
}
