//! `why4xx.message/1`: the exact message, as `show --format json` tells it.

use super::exact;
use super::text;
use crate::semantics::Bom;
use crate::semantics::Text;
use crate::wire::ExactRequest;
use crate::wire::ExactResponse;
use crate::wire::Framing;
use crate::wire::FramingKind;
use crate::wire::Header;
use crate::wire::Note;
use crate::wire::Span;
use serde::Serialize;

#[derive(Serialize)]
pub(in crate::cli) struct Message {
    schema: &'static str,
    kind: &'static str,
    length: usize,
    start_line: StartLine,
    headers: Vec<HeaderLine>,
    trailers: Vec<HeaderLine>,
    body: Body,
    anomalies: Vec<Anomaly>,
}

#[derive(Serialize)]
struct StartLine {
    start: u32,
    end: u32,
    method: Option<String>,
    target: Option<String>,
    target_base64: Option<String>,
    version: Option<String>,
    status: Option<u16>,
    reason: Option<String>,
}

#[derive(Serialize)]
struct HeaderLine {
    name: String,
    name_base64: Option<String>,
    value: String,
    value_base64: Option<String>,
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct Body {
    start: u32,
    end: u32,
    framing: &'static str,
    declared_length: Option<u64>,
    complete: bool,
    charset: Charset,
}

#[derive(Serialize)]
struct Charset {
    valid_utf8: bool,
    first_bad_offset: Option<u32>,
    guess: Option<String>,
    bom: Option<&'static str>,
}

#[derive(Serialize)]
struct Anomaly {
    code: &'static str,
    start: u32,
    end: u32,
    message: &'static str,
}

pub(in crate::cli) fn request(request: &ExactRequest) -> Message {
    let part = |span: Span| (!span.is_empty()).then(|| text(request.text(span)));
    Message {
        schema: "why4xx.message/1",
        kind: "request",
        length: request.bytes.len(),
        start_line: StartLine {
            start: request.line.span.start,
            end: request.line.span.end,
            method: part(request.line.method),
            target: part(request.line.target),
            target_base64: exact(request.target()),
            version: part(request.line.version),
            status: None,
            reason: None,
        },
        headers: lines(&request.bytes, &request.headers, 0),
        trailers: lines(&request.bytes, &request.trailers, 0),
        body: body(request.body, &request.framing, &request.content().bytes, 0),
        anomalies: anomalies(&request.notes, 0),
    }
}

/// The last response of a stream; offsets count from the stream's first byte.
pub(in crate::cli) fn response(response: &ExactResponse) -> Message {
    let part = |span: Span| (!span.is_empty()).then(|| text(response.text(span)));
    let line = response.line.span.shift(response.at);
    Message {
        schema: "why4xx.message/1",
        kind: "response",
        length: response.at as usize + response.bytes.len(),
        start_line: StartLine {
            start: line.start,
            end: line.end,
            method: None,
            target: None,
            target_base64: None,
            version: part(response.line.version),
            status: response.status(),
            reason: part(response.line.reason),
        },
        headers: lines(&response.bytes, &response.headers, response.at),
        trailers: lines(&response.bytes, &response.trailers, response.at),
        body: body(response.body, &response.framing, &response.content().bytes, response.at),
        anomalies: anomalies(&response.notes, response.at),
    }
}

fn lines(bytes: &[u8], headers: &[Header], at: u32) -> Vec<HeaderLine> {
    headers
        .iter()
        .map(|header| {
            let (name, value) = (header.name.slice(bytes), header.value.slice(bytes));
            HeaderLine {
                name: text(name),
                name_base64: exact(name),
                value: text(value),
                value_base64: exact(value),
                start: header.span.start + at,
                end: header.span.end + at,
            }
        })
        .collect()
}

fn body(span: Span, framing: &Framing, content: &[u8], at: u32) -> Body {
    let read = Text::read(content, None);
    Body {
        start: span.start + at,
        end: span.end + at,
        framing: match framing.kind {
            FramingKind::None => "none",
            FramingKind::ContentLength => "content-length",
            FramingKind::Chunked => "chunked",
            FramingKind::UntilClose => "until-close",
        },
        declared_length: framing.length,
        complete: framing.complete,
        charset: Charset {
            valid_utf8: read.valid_utf8,
            first_bad_offset: read.first_bad,
            guess: read.guess.map(str::to_ascii_lowercase),
            bom: read.bom.map(Bom::charset),
        },
    }
}

fn anomalies(notes: &[Note], at: u32) -> Vec<Anomaly> {
    notes
        .iter()
        .map(|note| Anomaly {
            code: note.kind.code(),
            start: note.span.start + at,
            end: note.span.end + at,
            message: note.kind.message(),
        })
        .collect()
}
