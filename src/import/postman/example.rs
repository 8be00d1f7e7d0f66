//! Saved examples: a request as it was, and what came back.

use super::auth;
use super::request;
use super::texts::Texts;
use crate::import::importer::Example;
use crate::import::json_node::Node;
use crate::model::Draft;
use crate::model::HeaderMode;
use bytes::Bytes;

/// Reads one example of the request `of`. Credentials are not kept with it: they are those of the request, unless it
/// says otherwise.
pub(super) fn read(texts: &mut Texts<'_>, node: Node<'_>, of: &Draft) -> Example {
    let original = node.get("originalRequest").filter(|original| !original.is_null());
    let draft = match original {
        Some(original) => {
            let mut draft = request::draft(texts, original);
            match original.get("auth").filter(|auth| auth.is_object()) {
                Some(auth) => auth::apply(texts, auth, &mut draft),
                None => draft.auth.clone_from(&of.auth),
            }
            draft.keep_body = of.keep_body;
            draft
        }
        None => of.clone(),
    };
    let status = node.get("code").and_then(Node::number).and_then(|code| u16::try_from(code).ok());
    Example {
        name: node.text_of("name").unwrap_or_default(),
        status,
        request: draft,
        response: status.map(|status| response(texts, node, status)),
    }
}

/// The answer as bytes. Its body is kept without chunks and compression, and so it is framed by its length alone.
fn response(texts: &mut Texts<'_>, node: Node<'_>, status: u16) -> Bytes {
    let reason = node.text_of("status").unwrap_or_default();
    let body = node.text_of("body").unwrap_or_default();
    let mut head = format!("HTTP/1.1 {status} {reason}\r\n").into_bytes();
    let headers = node.get("header").map(|list| request::headers(texts, list));
    let undone = ["content-encoding", "transfer-encoding", "content-length"];
    for header in headers.unwrap_or_default() {
        let gone = undone.iter().any(|name| header.name.eq_ignore_ascii_case(name.as_bytes()));
        let broken = header.value.contains(&b'\n') || header.name.contains(&b'\n');
        if header.mode == HeaderMode::Set && !gone && !broken {
            head.extend([header.name.as_slice(), b": ", &header.value, b"\r\n"].concat());
        }
    }
    head.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
    head.extend_from_slice(body.as_bytes());
    Bytes::from(head)
}
