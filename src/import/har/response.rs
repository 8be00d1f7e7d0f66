//! An entry's response as bytes.

use super::request::frame;
use super::request::lines;
use crate::import::importer::Leftover;
use crate::import::json_node::Node;
use crate::import::source::Source;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

/// The response as HTTP/1.1 bytes. Archives hold its content without chunks and compression.
pub(super) fn rebuild(source: &Source<'_>, response: Node<'_>) -> (Bytes, Vec<Leftover>) {
    let mut warnings = Vec::new();
    let status = response.get("status").map(Node::as_text).unwrap_or_default();
    let reason = response.text_of("statusText").unwrap_or_default();
    let content = response.get("content");
    let text = content.and_then(|content| content.text_of("text")).unwrap_or_default();
    let encoding = content.and_then(|content| content.text_of("encoding"));
    let body = match encoding.as_deref() {
        Some("base64") => STANDARD.decode(text.trim()).unwrap_or_else(|error| {
            let message =
                format!("the answer's content is no base64 ({error}); it stands as written");
            warnings.push(response.leftover(source, message));
            text.clone().into_bytes()
        }),
        _ => text.into_bytes(),
    };
    let mut lines = lines(response);
    lines.retain(|(name, _)| {
        let undone = ["content-encoding", "transfer-encoding"];
        !name.starts_with(':') && !undone.iter().any(|known| name.eq_ignore_ascii_case(known))
    });
    // Its length may be that of compressed bytes, or that of a body the archive left out: no news either way.
    let body = frame(&mut lines, body, |_| {});
    let mut bytes = format!("HTTP/1.1 {status} {reason}\r\n");
    for (name, value) in &lines {
        bytes.extend([name, ": ", value, "\r\n"]);
    }
    bytes.push_str("\r\n");
    (Bytes::from([bytes.into_bytes(), body].concat()), warnings)
}
