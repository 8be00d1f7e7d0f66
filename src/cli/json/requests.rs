//! `why4xx.requests/1`: all requests of an input, as `convert --to json` tells them.

use super::base64;
use super::text;
use crate::engine::Ready;
use crate::profiles::Author;
use crate::wire::Header;
use serde::Serialize;

#[derive(Serialize)]
pub(in crate::cli) struct Requests {
    schema: &'static str,
    requests: Vec<RequestJson>,
}

#[derive(Serialize)]
pub(in crate::cli) struct RequestJson {
    name: String,
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body_base64: String,
    warnings: Vec<String>,
}

pub(in crate::cli) fn requests(requests: Vec<RequestJson>) -> Requests {
    Requests { schema: "why4xx.requests/1", requests }
}

/// One request: what the user asked for. Lines that a composing client adds by itself are left out, and so are those
/// that frame the message; of exact bytes all lines are told.
pub(in crate::cli) fn request(name: String, ready: &Ready) -> RequestJson {
    let request = &ready.request;
    let own = |header: &&Header| {
        if ready.authors.is_empty() {
            return true;
        }
        let author = ready
            .authors
            .iter()
            .find(|(span, _)| span.encloses(header.span))
            .map(|(_, author)| *author);
        let lower = request.text(header.name).to_ascii_lowercase();
        let framing =
            matches!(lower.as_slice(), b"host" | b"content-length" | b"transfer-encoding");
        matches!(author, Some(Author::You))
            || (matches!(author, Some(Author::Computed(_))) && !framing)
    };
    let line =
        |header: &Header| (text(request.text(header.name)), text(request.text(header.value)));
    RequestJson {
        name,
        method: text(request.method()),
        url: url(ready),
        headers: request.headers.iter().filter(own).map(line).collect(),
        body_base64: base64(&request.content().bytes),
        warnings: ready.warnings.clone(),
    }
}

fn url(ready: &Ready) -> String {
    let target = ready.request.target();
    if target.starts_with(b"http://") || target.starts_with(b"https://") {
        return text(target);
    }
    let by_host = || {
        let host = ready.request.first("host").unwrap_or(b"localhost");
        format!("http://{}", text(host))
    };
    let base = ready.endpoint.as_ref().map_or_else(by_host, ToString::to_string);
    format!("{base}{}", text(target))
}
