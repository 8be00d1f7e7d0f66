//! An entry's request as bytes.

use crate::import::importer::Asked;
use crate::import::importer::ImportedRequest;
use crate::import::json_node::Node;
use crate::import::source::Source;
use crate::model::Endpoint;
use crate::wire::ExactRequest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A header line, as the archive tells it.
pub(super) type Line = (String, String);

/// The lines of a message. One value with line feeds in it stands for several lines of that name.
pub(super) fn lines(message: Node<'_>) -> Vec<Line> {
    let headers = message.get("headers").map(Node::items).unwrap_or_default();
    let mut lines = Vec::new();
    for header in headers {
        let name = header.text_of("name").unwrap_or_default();
        let value = header.get("value").map(Node::as_text).unwrap_or_default();
        lines.extend(
            value.split('\n').map(|value| (name.clone(), value.trim_end_matches('\r').to_owned())),
        );
    }
    lines
}

pub(super) fn has_header(message: Node<'_>, name: &str) -> bool {
    lines(message).iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
}

fn value<'l>(lines: &'l [Line], name: &str) -> Option<&'l str> {
    lines
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

/// The request as HTTP/1.1 bytes. Order, case and spacing may never have been on a wire.
pub(super) fn rebuild(source: &Source<'_>, request: Node<'_>) -> ImportedRequest {
    let method = request.text_of("method").unwrap_or_default();
    let url = request.text_of("url").unwrap_or_default();
    let (authority, target) = split(&url);
    let mut warnings = Vec::new();
    let mut lines = lines(request);
    let pseudo = value(&lines, ":authority").map(str::to_owned);
    lines.retain(|(name, _)| !name.starts_with(':'));
    if value(&lines, "host").is_none() {
        let host = pseudo.unwrap_or_else(|| authority.to_owned());
        lines.insert(0, ("Host".to_owned(), host));
    }
    add_cookies(source, request, &mut lines, &mut warnings);
    let (body, notes) = body(source, request, &lines);
    warnings.extend(notes);
    let body = frame(&mut lines, body, |message| warnings.push(request.leftover(source, message)));
    let version = request.text_of("httpVersion").unwrap_or_default().to_ascii_uppercase();
    let version = if version == "HTTP/1.0" { "HTTP/1.0" } else { "HTTP/1.1" };
    let mut bytes = format!("{method} {target} {version}\r\n");
    for (name, value) in &lines {
        bytes.extend([name, ": ", value, "\r\n"]);
    }
    bytes.push_str("\r\n");
    let bytes = [bytes.into_bytes(), body].concat();
    let exact = ExactRequest::parse(bytes);
    let mut imported = ImportedRequest::new(String::new(), Asked::Exact(Box::new(exact)));
    imported.endpoint = Endpoint::from_url(&url).ok();
    imported.warnings = warnings;
    imported
}

/// A URL's authority and its target in origin form; no client sends the fragment.
fn split(url: &str) -> (&str, String) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or_default();
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, target) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let host = authority.rsplit('@').next().unwrap_or_default();
    let slash = if target.starts_with('/') { "" } else { "/" };
    (host, format!("{slash}{target}"))
}

/// An archive may list cookies and leave out their line.
fn add_cookies(
    source: &Source<'_>,
    request: Node<'_>,
    lines: &mut Vec<Line>,
    warnings: &mut Vec<crate::import::importer::Leftover>,
) {
    let cookies = request.get("cookies").map(Node::items).unwrap_or_default();
    if cookies.is_empty() || value(lines, "cookie").is_some() {
        return;
    }
    let pair = |cookie: &Node<'_>| {
        let text = |name| cookie.text_of(name).unwrap_or_default();
        format!("{}={}", text("name"), text("value"))
    };
    let all: Vec<String> = cookies.iter().map(pair).collect();
    lines.push(("Cookie".to_owned(), all.join("; ")));
    let message = "the archive lists cookies without a Cookie header; one is made of them";
    warnings.push(request.leftover(source, message));
}

/// The body's bytes as well as the archive tells them.
fn body(
    source: &Source<'_>,
    request: Node<'_>,
    lines: &[Line],
) -> (Vec<u8>, Vec<crate::import::importer::Leftover>) {
    let mut warnings = Vec::new();
    let Some(data) = request.get("postData").filter(|data| data.is_object()) else {
        return (Vec::new(), warnings);
    };
    let text = data.text_of("text").filter(|text| !text.is_empty());
    let params = data.get("params").map(Node::items).unwrap_or_default();
    let Some(text) = text else {
        if params.is_empty() {
            return (Vec::new(), warnings);
        }
        let message =
            "the body is rebuilt from its fields; spelling and order may differ from what was sent";
        warnings.push(data.leftover(source, message));
        return (of_params(&params, lines), warnings);
    };
    if data.text_of("encoding").is_some_and(|encoding| encoding == "base64")
        && let Ok(bytes) = STANDARD.decode(text.trim())
    {
        return (bytes, warnings);
    }
    // Browsers write bytes that are no text as characters up to U+00FF, one a byte; the sizes tell.
    let announced = value(lines, "content-length").and_then(|length| length.parse().ok());
    let size =
        request.get("bodySize").and_then(Node::number).and_then(|size| usize::try_from(size).ok());
    let latin1: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    let fits = |len: usize| announced.or(size).is_some_and(|told: usize| told == len);
    match latin1 {
        Some(bytes) if bytes.len() != text.len() && fits(bytes.len()) => (bytes, warnings),
        _ => {
            if text.contains('\u{fffd}') {
                let message = "bytes of the body that were no text are lost in the archive";
                warnings.push(data.leftover(source, message));
            }
            (text.into_bytes(), warnings)
        }
    }
}

/// Fields as a form, urlencoded or multipart by the Content-Type.
fn of_params(params: &[Node<'_>], lines: &[Line]) -> Vec<u8> {
    let boundary = value(lines, "content-type")
        .and_then(|media_type| media_type.split("boundary=").nth(1))
        .map(|rest| rest.split(';').next().unwrap_or_default().trim_matches('"'));
    let text = |node: &Node<'_>, name| node.text_of(name);
    let Some(boundary) = boundary else {
        let pair = |node: &Node<'_>| {
            let text = |name| node.text_of(name).unwrap_or_default();
            format!("{}={}", text("name"), text("value"))
        };
        return params.iter().map(pair).collect::<Vec<_>>().join("&").into_bytes();
    };
    let mut out = String::new();
    for node in params {
        let name = text(node, "name").unwrap_or_default();
        out.extend(["--", boundary, "\r\nContent-Disposition: form-data; name=\"", &name, "\""]);
        if let Some(file) = text(node, "fileName") {
            out.extend(["; filename=\"", &file, "\""]);
        }
        if let Some(media_type) = text(node, "contentType") {
            out.extend(["\r\nContent-Type: ", &media_type]);
        }
        out.extend(["\r\n\r\n", &text(node, "value").unwrap_or_default(), "\r\n"]);
    }
    out.extend(["--", boundary, "--\r\n"]);
    out.into_bytes()
}

/// Makes the framing lines fit the body that the archive tells, which comes without any framing.
pub(super) fn frame(lines: &mut Vec<Line>, body: Vec<u8>, mut note: impl FnMut(String)) -> Vec<u8> {
    if value(lines, "transfer-encoding")
        .is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked"))
    {
        let size = format!("{:x}\r\n", body.len());
        let last: &[u8] = b"0\r\n\r\n";
        if body.is_empty() {
            return last.to_vec();
        }
        return [size.as_bytes(), &body, b"\r\n", last].concat();
    }
    let length = body.len().to_string();
    match lines.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case("content-length")) {
        Some((_, told)) if *told != length => {
            note(format!(
                "Content-Length was {told}; the archive tells {length} bytes, and so does this"
            ));
            *told = length;
        }
        Some(_) => {}
        None if !body.is_empty() => lines.push(("Content-Length".to_owned(), length)),
        None => {}
    }
    body
}
