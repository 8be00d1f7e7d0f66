//! A request of a collection as a draft: method, URL, headers, body.

use super::body;
use super::texts::Texts;
use super::url;
use crate::import::json_node::Node;
use crate::model::Draft;
use crate::model::HeaderDraft;
use crate::model::HeaderMode;
use crate::model::ProfileId;

/// The draft, without credentials.
pub(super) fn draft(texts: &mut Texts<'_>, node: Node<'_>) -> Draft {
    let method = node.get("method").filter(|method| !method.is_null());
    let method = method.map_or_else(|| "GET".to_owned(), |method| texts.read(method));
    // A request may be nothing but its URL.
    let place = if node.is_object() { node.get("url") } else { Some(node) };
    let url = place.map(|place| url::text(texts, place)).unwrap_or_default();
    if url.is_empty() {
        texts.note(node, "this request has no URL");
    }
    let mut draft = Draft::new(method.to_uppercase(), url);
    draft.client = ProfileId("postman");
    if let Some(list) = node.get("header") {
        draft.headers = headers(texts, list);
    }
    if let Some(content) = node.get("body").filter(|content| !content.is_null()) {
        body::put(texts, content, &mut draft);
    }
    for name in ["proxy", "certificate"] {
        if let Some(unused) = node.get(name).filter(|unused| !unused.is_null()) {
            texts.note(unused, format!("the {name} of this request is not taken over"));
        }
    }
    draft
}

/// A list of headers, or one text with a line for each. Postman drops rows without a name.
pub(super) fn headers(texts: &mut Texts<'_>, node: Node<'_>) -> Vec<HeaderDraft> {
    if let Some(text) = node.string() {
        let text = texts.write(node, &text);
        return text.lines().filter_map(line).collect();
    }
    let header = |row: Node<'_>| {
        if let Some(text) = row.string() {
            return line(&texts.write(row, &text));
        }
        let name = texts.member(row, "key");
        let off = row.get("disabled").is_some_and(Node::is_true);
        let mode = if off { HeaderMode::Disabled } else { HeaderMode::Set };
        (!name.is_empty()).then(|| {
            let value = texts.member(row, "value").into_bytes();
            HeaderDraft { name: name.into_bytes(), value, mode }
        })
    };
    node.items().into_iter().filter_map(header).collect()
}

/// A header line of a text: the name holds no white space, and the value's edges go.
fn line(line: &str) -> Option<HeaderDraft> {
    let (name, value) = line.split_once(':')?;
    let odd = name.is_empty() || name.contains(char::is_whitespace);
    (!odd).then(|| HeaderDraft::set(name, value.trim()))
}
