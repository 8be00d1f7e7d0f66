//! `/echo`: says back what it got, to the byte.

use super::Answer;
use crate::wire::ExactRequest;
use crate::wire::Header;
use crate::wire::escape::lossy_hex;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

pub(super) fn answer(request: &ExactRequest) -> Answer {
    let text = |bytes: &[u8]| lossy_hex(bytes);
    let pair = |h: &Header| json!([text(request.text(h.name)), text(request.text(h.value))]);
    let (head, body) = (request.text(request.head), request.text(request.body));
    let notes: Vec<&str> = request.notes.iter().map(|note| note.kind.code()).collect();
    let body = json!({
        "method": text(request.method()),
        "target": text(request.target()),
        "version": text(request.version()),
        "headers": request.headers.iter().map(pair).collect::<Vec<_>>(),
        "head": text(head),
        "head_base64": STANDARD.encode(head),
        "body": std::str::from_utf8(body).ok(),
        "body_base64": STANDARD.encode(body),
        "irregular": notes,
    });
    Answer::json(200, &body)
}
