//! A request's body by its mode: raw, urlencoded, formdata, file, graphql (`requester/core-body-builder.js`).

use super::graphql;
use super::texts::Texts;
use crate::import::compact_json::compact;
use crate::import::json_node::Node;
use crate::model;
use crate::model::BodyDraft;
use crate::model::Draft;
use crate::model::HeaderDraft;
use crate::model::HeaderMode;
use crate::model::PartDraft;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Gives the draft its body, and the header that goes with some modes.
pub(super) fn put(texts: &mut Texts<'_>, node: Node<'_>, draft: &mut Draft) {
    if node.get("disabled").is_some_and(Node::is_true) {
        return;
    }
    let mode = node.text_of("mode").unwrap_or_default().to_lowercase();
    let content = node.get(&mode).filter(|content| !content.is_null());
    draft.body = match (mode.as_str(), content) {
        ("raw", Some(content)) => raw(texts, node, content),
        ("urlencoded", Some(content)) => urlencoded(texts, content),
        ("formdata", Some(content)) => {
            let mut parts = Vec::new();
            for row in content.items().into_iter().filter(is_on) {
                parts.extend(self::parts(texts, row));
            }
            if parts.is_empty() { BodyDraft::None } else { BodyDraft::Multipart(parts) }
        }
        ("file", Some(content)) => file(texts, content, draft),
        ("graphql", Some(content)) if !content.members().is_empty() => {
            own_type(draft, b"application/json", HeaderMode::Own);
            let bytes = graphql::text(texts, content).into_bytes();
            BodyDraft::Raw { media_type: None, source: model::Source::Bytes(bytes) }
        }
        ("raw" | "urlencoded" | "formdata" | "file" | "graphql" | "none" | "", _) => return,
        (other, _) => {
            texts.note(node, format!("Postman knows no body of the mode `{other}` and sends none"));
            return;
        }
    };
}

fn is_on(row: &Node<'_>) -> bool {
    !row.get("disabled").is_some_and(Node::is_true)
}

/// Says what becomes of the client's own Content-Type where the user types none.
fn own_type(draft: &mut Draft, value: &[u8], mode: HeaderMode) {
    if draft.named("content-type").next().is_none() {
        let header = HeaderDraft { name: b"Content-Type".to_vec(), value: value.to_vec(), mode };
        draft.headers.push(header);
    }
}

/// A raw body. Without a language it is plain text, unless a typed header says otherwise.
fn raw(texts: &mut Texts<'_>, node: Node<'_>, content: Node<'_>) -> BodyDraft {
    let text = texts.read(content);
    let text = if content.string().is_some() { text } else { compact(&text) };
    if text.is_empty() {
        return BodyDraft::None;
    }
    let options = node.get("options").and_then(|options| options.get("raw"));
    let language = options.and_then(|options| options.text_of("language"));
    let media = match language.as_deref().unwrap_or_default() {
        "" => None,
        "html" => Some("text/html"),
        "json" => Some("application/json"),
        "javascript" => Some("application/javascript"),
        "xml" => Some("application/xml"),
        _ => Some("text/plain"),
    };
    let media_type = media.map(|media| media.as_bytes().to_vec());
    BodyDraft::Raw { media_type, source: model::Source::Bytes(text.into_bytes()) }
}

/// Rows of a form, or one text of pairs.
fn urlencoded(texts: &mut Texts<'_>, content: Node<'_>) -> BodyDraft {
    if let Some(text) = content.string() {
        let text = texts.write(content, &text);
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (name.as_bytes().to_vec(), value.as_bytes().to_vec())
        };
        return BodyDraft::Form(text.split('&').map(pair).collect());
    }
    let mut pairs = Vec::new();
    for row in content.items().into_iter().filter(is_on) {
        let name = texts.member(row, "key").into_bytes();
        pairs.push((name, texts.member(row, "value").into_bytes()));
    }
    if pairs.is_empty() { BodyDraft::None } else { BodyDraft::Form(pairs) }
}

/// One row of a multipart form; a row with several files gives a part for each.
fn parts(texts: &mut Texts<'_>, row: Node<'_>) -> Vec<PartDraft> {
    let name = texts.member(row, "key");
    let media_type = Some(texts.member(row, "contentType")).filter(|media| !media.is_empty());
    let named = row.get("fileName").filter(|named| named.string().is_some());
    let named = named.map(|named| texts.read(named));
    let part = |filename: Option<String>, from: model::Source| PartDraft {
        name: name.clone().into_bytes(),
        filename: filename.map(String::into_bytes),
        media_type: media_type.clone().map(String::into_bytes),
        source: from,
        headers: Vec::new(),
    };
    let value = row.get("value").filter(|value| !value.is_null());
    if row.text_of("type").is_none_or(|kind| kind != "file") {
        let value = value.map(|value| texts.read(value)).unwrap_or_default();
        return vec![part(named, model::Source::Bytes(value.into_bytes()))];
    }
    let paths = paths(texts, row);
    if !paths.is_empty() {
        let file = |path: String| {
            let base = path.rsplit('/').next().unwrap_or_default().to_owned();
            part(Some(named.clone().unwrap_or(base)), model::Source::File(path))
        };
        return paths.into_iter().map(file).collect();
    }
    if let Some(value) = value.filter(|value| value.string().is_some_and(|text| !text.is_empty())) {
        let mut part = part(named, model::Source::Bytes(decoded(texts, value)));
        if part.filename.is_none() && part.media_type.is_none() {
            part.media_type = Some(b"application/octet-stream".to_vec());
        }
        return vec![part];
    }
    let message =
        format!("no file is chosen for `{name}`; Postman sends an empty one without a name");
    texts.note(row, message);
    vec![part(Some(named.unwrap_or_default()), model::Source::Bytes(Vec::new()))]
}

/// `src`: a path, or a list of them.
fn paths(texts: &mut Texts<'_>, node: Node<'_>) -> Vec<String> {
    let Some(src) = node.get("src") else { return Vec::new() };
    let all = if src.is_array() { src.items() } else { vec![src] };
    let all = all.into_iter().map(|path| texts.read(path));
    all.filter(|path| !path.is_empty()).collect()
}

/// Content that stands in the collection itself is Base64.
fn decoded(texts: &mut Texts<'_>, node: Node<'_>) -> Vec<u8> {
    let text = node.as_text();
    STANDARD.decode(text.trim()).unwrap_or_else(|error| {
        texts.note(node, format!("this content is no Base64 ({error}); it is taken as written"));
        text.into_bytes()
    })
}

fn file(texts: &mut Texts<'_>, content: Node<'_>, draft: &mut Draft) -> BodyDraft {
    let path = match content.string() {
        Some(path) => Some(texts.write(content, &path)),
        None => paths(texts, content).into_iter().next(),
    };
    if let Some(path) = path.filter(|path| !path.is_empty()) {
        return BodyDraft::Raw { media_type: None, source: model::Source::File(path) };
    }
    let inner = content.get("content").filter(|inner| inner.string().is_some());
    let Some(inner) = inner else {
        texts.note(content, "no file is chosen for the body; Postman sends none");
        return BodyDraft::None;
    };
    own_type(draft, b"", HeaderMode::Remove);
    let bytes = decoded(texts, inner);
    BodyDraft::Raw { media_type: None, source: model::Source::Bytes(bytes) }
}
