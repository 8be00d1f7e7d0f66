//! A request as one would ask reqwest for it: method, URL, header fields, body. What reqwest cannot say is told.

use super::failure::failed;
use crate::model::Endpoint;
use crate::model::Failure;
use crate::model::Stage;
use crate::wire::ExactRequest;
use crate::wire::FramingKind;
use crate::wire::Header;
use crate::wire::NoteKind;
use crate::wire::Span;
use crate::wire::escape;
use bytes::Bytes;
use reqwest::Body;
use reqwest::Method;
use reqwest::Request;
use reqwest::Url;
use reqwest::header::HeaderName;
use reqwest::header::HeaderValue;

/// Turns exact bytes into reqwest's terms. What reqwest computes by itself (lengths, `Host`) is left to it: a body
/// without a length, or with a wrong one, gets its own.
pub(super) fn wish(request: &ExactRequest, endpoint: &Endpoint) -> Result<Request, Failure> {
    for (kind, what) in [
        (NoteKind::StartLineMalformed, "this request line"),
        (NoteKind::NoColon, "a header line without a colon"),
        (NoteKind::StrayFold, "a folded line without a header"),
        (NoteKind::TooManyLines, "so many header lines"),
        (NoteKind::ChunkSizeInvalid, "chunks that are none"),
    ] {
        if let Some(span) = request.noted(kind) {
            return Err(unsayable(what, request.text(span)));
        }
    }
    if let Some(trailer) = request.trailers.first() {
        return Err(unsayable("a trailer", request.text(trailer.span)));
    }
    let mut wish = Request::new(method(request)?, url(request, endpoint)?);
    for header in request.headers.iter().filter(|header| !is_computed(request, header, endpoint)) {
        let (name, value) = field(request, header)?;
        wish.headers_mut().append(name, value);
    }
    *wish.body_mut() = body(request);
    Ok(wish)
}

fn unsayable(what: &str, bytes: &[u8]) -> Failure {
    let start = bytes.get(..bytes.len().min(48)).unwrap_or_default();
    let shown = match start {
        [] => String::new(),
        start => format!(" (`{}`)", escape::visible(start)),
    };
    failed(
        Stage::Write,
        format!("reqwest cannot send {what}{shown}."),
        "Send it with --via raw: exactly these bytes.",
    )
}

fn method(request: &ExactRequest) -> Result<Method, Failure> {
    match Method::from_bytes(request.method()) {
        Ok(method) if method != Method::CONNECT => Ok(method),
        _ => Err(unsayable("this method", request.method())),
    }
}

/// The URL: scheme and authority of the endpoint, and the target's path and query.
fn url(request: &ExactRequest, endpoint: &Endpoint) -> Result<Url, Failure> {
    let target = request.target();
    let refused = || unsayable("this request target", target);
    let text = std::str::from_utf8(target).map_err(|_| refused())?;
    if text.starts_with('/') {
        return Url::parse(&format!("{endpoint}{text}")).map_err(|_| refused());
    }
    // The absolute form (RFC 9112 section 3.2.2) is what a URL looks like; its authority is not where we dial.
    let (_, rest) = text.split_once("://").ok_or_else(refused)?;
    let path = rest.find(['/', '?']).and_then(|at| rest.get(at..)).unwrap_or("/");
    let slash = if path.starts_with('?') { "/" } else { "" };
    Url::parse(&format!("{endpoint}{slash}{path}")).map_err(|_| refused())
}

/// Whether reqwest writes this field by itself.
fn is_computed(request: &ExactRequest, header: &Header, endpoint: &Endpoint) -> bool {
    let is = |name: &str| request.text(header.name).eq_ignore_ascii_case(name.as_bytes());
    let value = request.text(header.value);
    is("content-length")
        || (is("transfer-encoding") && request.framing.kind == FramingKind::Chunked)
        || (is("host") && value.eq_ignore_ascii_case(endpoint.authority().as_bytes()))
}

fn field(request: &ExactRequest, header: &Header) -> Result<(HeaderName, HeaderValue), Failure> {
    let (name, value) = (request.text(header.name), request.text(header.value));
    let name = HeaderName::from_bytes(name).map_err(|_| unsayable("this header name", name))?;
    let value =
        HeaderValue::from_bytes(value).map_err(|_| unsayable("this header value", value))?;
    Ok((name, value))
}

/// The body: of a known length, or streamed where the request is chunked.
fn body(request: &ExactRequest) -> Option<Body> {
    let slice = |span: Span| request.bytes.slice(span.range(request.bytes.len()));
    match request.framing.kind {
        FramingKind::Chunked => {
            let chunks: Vec<Result<Bytes, std::io::Error>> =
                request.framing.chunks.iter().map(|chunk| Ok(slice(*chunk))).collect();
            Some(Body::wrap_stream(futures_util::stream::iter(chunks)))
        }
        FramingKind::None if request.body.is_empty() => None,
        _ => Some(Body::from(slice(request.body))),
    }
}
