//! The content of an answer laid out for reading: unchunked, decompressed, JSON indented. Never the evidence itself.

use super::document::Document;
use crate::present::Role;
use crate::semantics::Json;
use crate::semantics::JsonKind;
use crate::semantics::NodeId;
use crate::semantics::coding;
use crate::semantics::recurring;
use crate::semantics::secrets_in_response;
use crate::wire::ExactResponse;
use crate::wire::Span;
use crate::wire::offset;
use bytes::Bytes;

/// Decompressed content is shown up to this length in bytes.
const MOST: usize = 64 * 1024 * 1024;
/// JSON longer than this stays as it is, in bytes.
const MOST_JSON: usize = 4 * 1024 * 1024;

/// The content of a response; `None` where it has none.
#[must_use]
pub(super) fn content(response: &ExactResponse) -> Option<Document> {
    let content = response.content().bytes;
    if content.is_empty() {
        return None;
    }
    let plain = decompressed(response, content);
    let laid_out = if plain.len() <= MOST_JSON && Json::read(&plain).is_valid() {
        Bytes::from(indented(&plain))
    } else {
        plain
    };
    let known = secrets_in_response(response);
    let secrets = recurring(&laid_out, known.iter().map(|span| response.text(*span)));
    let syntax = if laid_out.len() <= 2 * MOST_JSON { syntax(&laid_out) } else { Vec::new() };
    Some(Document::text(laid_out, syntax, &secrets))
}

/// Takes the codings off that `Content-Encoding` names, as far as they can be.
fn decompressed(response: &ExactResponse, mut content: Bytes) -> Bytes {
    let codings = coding::parse(response.first("content-encoding").unwrap_or_default());
    for (_, coding) in codings.into_iter().rev() {
        let Some(coding) = coding else { break };
        let plain = coding::decompress(coding, &content, MOST);
        if plain.bytes.is_empty() {
            break;
        }
        content = Bytes::from(plain.bytes);
    }
    content
}

/// Valid JSON with line breaks and indentation between its tokens; the tokens stay byte for byte.
fn indented(json: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(json.len() * 2);
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(byte) = json.get(at) {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {}
            b'"' => {
                let end = string_end(json, at);
                out.extend_from_slice(json.get(at..end).unwrap_or_default());
                at = end;
                continue;
            }
            b'{' | b'[' => {
                out.push(*byte);
                let next = json.get(at + 1..).unwrap_or_default().trim_ascii_start().first();
                if matches!(next, Some(b'}' | b']')) {
                    at += json
                        .get(at..)
                        .unwrap_or_default()
                        .iter()
                        .position(|b| matches!(b, b'}' | b']'))
                        .unwrap_or(0);
                    out.extend(json.get(at));
                } else {
                    depth += 1;
                    break_line(&mut out, depth);
                }
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                break_line(&mut out, depth);
                out.push(*byte);
            }
            b',' => {
                out.push(b',');
                break_line(&mut out, depth);
            }
            b':' => out.extend_from_slice(b": "),
            other => out.push(*other),
        }
        at += 1;
    }
    out
}

fn break_line(out: &mut Vec<u8>, depth: usize) {
    // Deeper levels than this are not worth their white space.
    const DEEPEST: usize = 40;
    out.push(b'\n');
    out.resize(out.len() + 2 * depth.min(DEEPEST), b' ');
}

/// Behind the closing quote of the string that starts at `at`.
fn string_end(json: &[u8], at: usize) -> usize {
    let mut end = at + 1;
    while let Some(byte) = json.get(end) {
        match byte {
            b'\\' => end += 2,
            b'"' => return end + 1,
            _ => end += 1,
        }
    }
    json.len()
}

/// What the tokens of JSON are; nothing where it is none.
fn syntax(text: &[u8]) -> Vec<(Span, Role)> {
    let json = Json::read(text);
    if !json.is_valid() {
        return Vec::new();
    }
    let mut syntax = Vec::new();
    let mut id = NodeId(0);
    while let Some(node) = json.node(id) {
        if !node.key.is_empty() {
            syntax.push((node.key, Role::Name));
        }
        match node.kind {
            JsonKind::String => syntax.push((node.span, Role::String)),
            JsonKind::Number => syntax.push((node.span, Role::Number)),
            JsonKind::True | JsonKind::False | JsonKind::Null => {
                syntax.push((node.span, Role::Keyword));
            }
            _ => {}
        }
        id = NodeId(offset(id.0 as usize + 1));
    }
    syntax
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_stay_and_white_space_is_made_anew() {
        let json = br#"{"a":[1,{"b":"x,{\"y"}],"c":{ },"d":1e400}"#;
        let text = String::from_utf8(indented(json)).unwrap();
        assert_eq!(
            text,
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x,{\\\"y\"\n    }\n  ],\n  \"c\": {},\n  \"d\": 1e400\n}"
        );
    }

    #[test]
    fn compressed_and_chunked_content_is_read() {
        let response = ExactResponse::parse(
            "HTTP/1.1 400 x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n",
            b"GET",
        );
        assert_eq!(content(&response).unwrap().bytes.as_ref(), b"{\n  \"a\": 1\n}");
    }
}
