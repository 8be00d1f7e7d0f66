//! The intent behind exact bytes: what a user asked of the client that wrote them, as a draft for another client.
//!
//! Only for "the same, as that client would send it"; a captured request that is to be edited stays bytes.

use crate::model::BodyDraft;
use crate::model::Draft;
use crate::model::HeaderDraft;
use crate::model::PartDraft;
use crate::model::Source;
use crate::profiles;
use crate::profiles::ClientProfile;
use crate::semantics::Body;
use crate::semantics::BodyKind;
use crate::semantics::Part;
use crate::semantics::Target;
use crate::semantics::percent;
use crate::wire::ExactRequest;
use crate::wire::escape::visible;

/// A draft, and what of the bytes it leaves to the next client.
#[derive(Clone, Debug)]
pub struct Intent {
    /// The request as a user would state it.
    pub draft: Draft,
    /// The header lines that the former client had written by itself, as shown.
    pub dropped: Vec<String>,
    /// That client's name.
    pub client: Option<&'static str>,
}

/// From this confidence on a client's habits are taken off.
pub(super) const SURE: f32 = 0.9;

/// Fields that whoever sends must compute anew.
const COMPUTED: &[&str] = &["host", "content-length", "transfer-encoding", "connection", "expect"];

/// Reads the intent. `scheme` is what the target itself does not say; `keep_headers` keeps the former client's habits.
#[must_use]
pub fn intent(request: &ExactRequest, scheme: &str, keep_headers: bool) -> Intent {
    let likeness = profiles::identify(request)
        .into_iter()
        .next()
        .filter(|likeness| likeness.confidence >= SURE);
    let client = likeness.as_ref().map(|likeness| likeness.name);
    let habits = client.and_then(profiles::by_name).map(ClientProfile::habits).unwrap_or_default();
    let body = Body::read(request);
    let (body_draft, own_type) = body_draft(&body);
    let mut draft = Draft::new(request.method(), url(request, scheme));
    draft.body = body_draft;
    let mut dropped = Vec::new();
    for header in &request.headers {
        let (name, value) = (request.text(header.name), request.text(header.value));
        let lower = name.to_ascii_lowercase();
        let is = |known: &&str| lower == known.as_bytes();
        let computed = COMPUTED.iter().any(is);
        let declares = is(&"content-type");
        let habit = !declares && habits.iter().any(|habit| habit.explains(name, value));
        let replaced = own_type && declares;
        if (computed || habit || replaced)
            && (!keep_headers || is(&"content-length") || is(&"transfer-encoding"))
        {
            dropped.push(format!("{}: {}", visible(name), visible(value)));
        } else {
            draft.headers.push(HeaderDraft::set(name, value));
        }
    }
    Intent { draft, dropped, client }
}

/// The absolute URL of a request: its target's own, or `scheme`, `Host` and the target.
fn url(request: &ExactRequest, scheme: &str) -> Vec<u8> {
    let target = request.target();
    if Target::parse(target).host.is_some() {
        return target.to_vec();
    }
    let host = request.first("host").unwrap_or(b"localhost");
    let slash: &[u8] = if target.starts_with(b"/") { b"" } else { b"/" };
    [scheme.as_bytes(), b"://", host, slash, target].concat()
}

/// The body as a user would give it, and whether the client makes its Content-Type from that.
fn body_draft(body: &Body) -> (BodyDraft, bool) {
    if body.is_empty() {
        return (BodyDraft::None, false);
    }
    let raw = || BodyDraft::Raw { media_type: None, source: Source::Bytes(body.bytes.to_vec()) };
    match (body.declared, body.actual) {
        (Some(BodyKind::Form), BodyKind::Form) => (BodyDraft::Form(form_pairs(body)), true),
        (Some(BodyKind::Multipart), BodyKind::Multipart) => match parts(body) {
            Some(parts) => (BodyDraft::Multipart(parts), true),
            None => (raw(), false),
        },
        _ => (raw(), false),
    }
}

fn form_pairs(body: &Body) -> Vec<(Vec<u8>, Vec<u8>)> {
    let text = |span: crate::wire::Span| percent::decode(body.slice(span), true);
    body.form()
        .pairs
        .iter()
        .map(|pair| (text(pair.name), text(pair.value.unwrap_or_default())))
        .collect()
}

/// The parts; `None` where one cannot be said as name, file name, type and content.
fn parts(body: &Body) -> Option<Vec<PartDraft>> {
    let multipart = body.multipart();
    if !multipart.closed {
        return None;
    }
    let part = |part: &Part| {
        Some(PartDraft {
            name: body.slice(part.name?).to_vec(),
            filename: part.filename.map(|span| body.slice(span).to_vec()),
            media_type: part.content_type.map(|span| body.slice(span).to_vec()),
            source: Source::Bytes(body.slice(part.body).to_vec()),
            headers: Vec::new(),
        })
    };
    multipart.parts.iter().map(part).collect()
}
