//! `transfer-encoding-chunked`: chunked coding where the server wants a length.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::finding::Fix;
use crate::doctor::finding::Safety;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::suspicion::Suspicion;
use crate::wire::Edit;
use crate::wire::FramingKind;
use crate::wire::NoteKind;
use crate::wire::Span;

static CARD: Card = Card {
    code: "transfer-encoding-chunked",
    family: Family::Framing,
    title: "the body comes in chunks where the server wants a length",
    why: "\
A client that does not know a body's length sends it in chunks. Some servers and gateways refuse that with
411 or 501; old WSGI and FastCGI servers see an empty body. Signed uploads need a length, too.",
    example: "Transfer-Encoding: chunked   before a stream or a form of files",
    references: &["RFC 9112 section 7.1", "RFC 9110 section 15.5.12", "RFC 9112 section 6.1"],
};

/// The rule.
pub(super) struct TransferEncodingChunked;

impl Rule for TransferEncodingChunked {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let request = case.failing.request;
        let Some(field) = request.framing.coding_fields.last().copied() else { return };
        if case.good.is_some_and(|good| !good.request.framing.coding_fields.is_empty()) {
            return;
        }
        if let Some((span, what)) = broken(case) {
            report.add(finding(case, field, 6.0, what).failing(span, "here"));
            return;
        }
        let chunked = request.framing.kind == FramingKind::Chunked;
        let empty = case.says_any(&[
            "empty",
            "no body",
            "missing",
            "required",
            "content-length",
            "chunked",
        ]);
        let old = request.version() == b"HTTP/1.0";
        let verdict = match case.good {
            _ if old => Some((5.5, "HTTP/1.0 knows no transfer coding")),
            _ if !chunked => Some((4.5, "the transfer coding is none that ends in chunked")),
            Some(_) => Some((4.5, "the request that works sends its length instead")),
            None if case.status_in(&[411, 501]) => {
                Some((5.0, "the server wants a length, and the body comes in chunks"))
            }
            None if case.failing.is_signed() && case.status_in(&[400, 403]) => {
                Some((3.0, "a signed upload wants a length"))
            }
            None if case.status_in(&[400, 413, 422, 500]) && empty => {
                Some((2.5, "the server may see an empty body"))
            }
            None => Some((1.5, "some servers refuse chunks")),
        };
        if let Some((points, what)) = verdict {
            report.add(finding(case, field, points, what));
        }
    }
}

/// Chunk framing that is broken.
fn broken(case: &Case<'_>) -> Option<(Span, &'static str)> {
    [
        (NoteKind::ChunkSizeInvalid, "a chunk's size is no hexadecimal number"),
        (NoteKind::ChunkTruncated, "the request ends inside a chunk"),
        (NoteKind::ChunkEndMissing, "a chunk is longer than its size says"),
        (NoteKind::LastChunkMissing, "the last chunk is missing"),
    ]
    .into_iter()
    .find_map(|(kind, what)| Some((case.failing.request.noted(kind)?, what)))
}

fn finding(case: &Case<'_>, field: Span, points: f32, what: &'static str) -> Suspicion {
    let weak = points < 2.0
        && case.status.is_some_and(|status| !matches!(status, 400 | 411 | 413 | 500 | 501));
    let weak = weak || points < 2.0 && case.status.is_none();
    let build = if weak { Suspicion::warning } else { Suspicion::error };
    let mut suspicion = build(&CARD, points, what)
        .failing(field, "the body comes in chunks")
        .explain(format!("The body is sent with Transfer-Encoding, without a length: {what}. A server or gateway that does not read chunks refuses, or sees an empty body."))
        .fix(fix(case))
        .claim_all(case.at(|p| *p == Place::Framing || p.header() == Some("transfer-encoding")));
    if let Some(good) = case.good {
        let length = good.request.framing.length_fields.first().copied();
        suspicion = suspicion.good(
            length.unwrap_or_else(|| good.request.header_gap()),
            "the length in the request that works",
        );
    }
    if case.expect.is_some_and(|expect| expect.content_length == Some(true)) {
        suspicion = suspicion.because(2.0, "the endpoint is known to want a length");
    }
    suspicion
}

/// The same content with a length.
fn fix(case: &Case<'_>) -> Fix {
    let failing = case.failing;
    let content = &failing.content.bytes;
    let line = format!("Content-Length: {}", content.len());
    let mut edits: Vec<Edit> =
        failing.request.named("transfer-encoding").map(|h| repair::without(failing, h)).collect();
    if failing.request.framing.length_fields.is_empty() {
        edits.push(repair::add_line(failing, line.as_bytes()));
    }
    edits.push(Edit::replace(failing.request.body, content.to_vec()));
    repair::fix(
        case,
        format!(
            "Send the body whole, with `{line}`: give the client bytes or a file whose length it knows."
        ),
        snippet(failing.client_name()),
        edits,
        Safety::Safe,
    )
}

fn snippet(client: &str) -> Option<String> {
    let text = match client {
        "python-requests" => {
            "requests.post(url, data=open(path, \"rb\").read())   # bytes; a generator goes out in chunks"
        }
        "python-httpx" => "httpx.post(url, content=data)   # bytes, not an iterator",
        "python-aiohttp" => "session.post(url, data=await file.read())",
        "axios" | "got" | "node-fetch" | "node-http" => {
            "headers: { ...form.getHeaders(), 'Content-Length': form.getLengthSync() }   // or form.getBuffer()"
        }
        "node-fetch-builtin" => {
            "fetch(url, { method, body: await blob.arrayBuffer() })   // not a stream"
        }
        "go-http" => "bytes.NewReader(data)   // or req.ContentLength = size",
        "java-httpclient" => {
            "BodyPublishers.ofByteArray(bytes)   // ofInputStream goes out in chunks"
        }
        "java-httpurlconnection" => "connection.setFixedLengthStreamingMode(length);",
        "okhttp" => "override contentLength() in your RequestBody",
        "apache-httpclient" => {
            "new ByteArrayEntity(bytes)   // not InputStreamEntity with length -1"
        }
        "dotnet-httpclient" => {
            "await content.LoadIntoBufferAsync();   // or request.Headers.TransferEncodingChunked = false"
        }
        "curl" => "curl --data-binary @file …   # not -T - and no 'Transfer-Encoding: chunked'",
        "php-curl" => "curl_setopt($ch, CURLOPT_INFILESIZE, filesize($path));",
        "reqwest" => "client.post(url).body(bytes)   // Body::wrap_stream goes out in chunks",
        _ => return None,
    };
    Some(text.to_owned())
}
