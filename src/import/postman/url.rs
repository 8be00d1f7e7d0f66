//! A URL of a collection, put together as postman-collection's `Url#toString` does it.

use super::texts::Texts;
use crate::import::braces::tokens;
use crate::import::json_node::Node;

/// The URL as text: given as such, or made of its parts.
pub(super) fn text(texts: &mut Texts<'_>, node: Node<'_>) -> String {
    if !node.is_object() {
        return texts.read(node).trim_start().to_owned();
    }
    let raw = node.get("raw");
    let typed = raw.map(|raw| texts.read(raw).trim_start().to_owned()).unwrap_or_default();
    if ["host", "path", "query"].iter().all(|part| node.get(part).is_none()) {
        if let Some(raw) = raw.filter(|_| !typed.is_empty()) {
            let message =
                "Postman goes by a URL's parts, not by `raw`, and there are none; `raw` is taken";
            texts.note(raw, message);
        }
        return typed;
    }
    let parts = Parts::of(texts, node);
    if let Some(raw) = raw.filter(|_| !typed.is_empty() && !parts.say(&typed)) {
        let message = "`raw` differs from the URL's parts; Postman sends what the parts say";
        texts.note(raw, message);
    }
    let path = filled_path(texts, node, &parts.path);
    parts.join(&path)
}

/// A URL with one more query parameter, and those of its name gone, as Postman's auth helpers add it.
pub(super) fn with_param(url: &str, name: &str, value: &str) -> String {
    let (rest, hash) = url.split_at(url.find('#').unwrap_or(url.len()));
    let (base, query) = rest.split_once('?').unwrap_or((rest, ""));
    let name = escaped(name, true);
    let named = |pair: &&str| pair.split('=').next() == Some(name.as_str());
    let mut pairs: Vec<&str> =
        query.split('&').filter(|pair| !query.is_empty() && !named(pair)).collect();
    let pair = format!("{name}={}", escaped(value, false));
    pairs.push(&pair);
    format!("{base}?{}{hash}", pairs.join("&"))
}

/// The parts as texts, each with what parts it from the one before.
struct Parts {
    /// Scheme, user information, host and port.
    origin: String,
    path: String,
    query: String,
    hash: String,
}

impl Parts {
    fn of(texts: &mut Texts<'_>, node: Node<'_>) -> Self {
        let mut origin = texts.member(node, "protocol");
        if !origin.is_empty() && !origin.ends_with("://") {
            origin.push_str("://");
        }
        if let Some(auth) = node.get("auth").filter(|auth| auth.is_object()) {
            let user = texts.member(auth, "user");
            let password = auth.get("password").filter(|password| !password.is_null());
            let password = password.map(|password| format!(":{}", texts.read(password)));
            origin = format!("{origin}{user}{}@", password.unwrap_or_default());
        }
        origin.push_str(&joined(texts, node, "host", "."));
        let port = texts.member(node, "port");
        if !port.is_empty() {
            origin = format!("{origin}:{port}");
        }
        let hash = node.get("hash").filter(|hash| !hash.is_null());
        let hash = hash.map(|hash| format!("#{}", texts.read(hash))).unwrap_or_default();
        Self { origin, path: path(texts, node), query: query(texts, node), hash }
    }

    fn join(&self, path: &str) -> String {
        format!("{}{path}{}{}", self.origin, self.query, self.hash)
    }

    /// Whether `raw` says the same, be it with its own escapes.
    fn say(&self, raw: &str) -> bool {
        let plain = |text: &str| text.replace("%26", "&").replace("%23", "#").replace("%3D", "=");
        plain(&self.join(&self.path)).trim_end_matches('?') == plain(raw).trim_end_matches('?')
    }
}

/// A list joined, or a text as it is.
fn joined(texts: &mut Texts<'_>, node: Node<'_>, name: &str, with: &str) -> String {
    match node.get(name) {
        Some(list) if list.is_array() => {
            let text = |item: Node<'_>| match item.get("value") {
                Some(value) if item.is_object() => texts.read(value),
                _ => texts.read(item),
            };
            list.items().into_iter().map(text).collect::<Vec<_>>().join(with)
        }
        Some(text) => texts.read(text),
        None => String::new(),
    }
}

fn path(texts: &mut Texts<'_>, node: Node<'_>) -> String {
    let path = joined(texts, node, "path", "/");
    match node.get("path") {
        Some(list) if list.is_array() => format!("/{path}"),
        _ if path.is_empty() => path,
        _ => format!("/{}", path.strip_prefix('/').unwrap_or(&path)),
    }
}

/// The path with the values of `:name` segments; a suffix behind a dot stays (`:file.json`).
fn filled_path(texts: &mut Texts<'_>, node: Node<'_>, path: &str) -> String {
    let rows = node.get("variable").map(Node::items).unwrap_or_default();
    let mut segments = Vec::new();
    for segment in path.split('/') {
        let name = segment.strip_prefix(':').and_then(|rest| rest.split('.').next());
        let Some(name) = name.filter(|name| !name.is_empty()) else {
            segments.push(segment.to_owned());
            continue;
        };
        let named = |row: &&Node<'_>| {
            let key = row.text_of("key").filter(|key| !key.is_empty());
            key.or_else(|| row.text_of("id")).is_some_and(|key| key == name)
        };
        let value = rows.iter().rev().find(named).and_then(|row| row.get("value"));
        match value.filter(|value| value.string().is_some_and(|text| !text.is_empty())) {
            Some(value) => {
                let suffix = segment.get(name.len() + 1..).unwrap_or_default();
                segments.push(texts.read(value) + suffix);
            }
            None => {
                let message = format!("`:{name}` has no text for a value and is sent as typed");
                texts.note(node.get("path").unwrap_or(node), message);
                segments.push(segment.to_owned());
            }
        }
    }
    segments.join("/")
}

/// `?` and the rows that are ticked; empty where there are none.
fn query(texts: &mut Texts<'_>, node: Node<'_>) -> String {
    let Some(list) = node.get("query").filter(|list| !list.is_null()) else { return String::new() };
    if !list.is_array() {
        let text = texts.read(list);
        return if text.is_empty() { text } else { format!("?{text}") };
    }
    let rows = list.items();
    let on = |row: &&Node<'_>| !row.get("disabled").is_some_and(Node::is_true);
    let pairs: Vec<String> = rows.iter().filter(on).map(|row| pair(texts, *row)).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

fn pair(texts: &mut Texts<'_>, row: Node<'_>) -> String {
    if let Some(text) = row.string() {
        return texts.write(row, &text);
    }
    let key = row.get("key").filter(|key| key.string().is_some());
    let key = key.map(|key| texts.read(key)).unwrap_or_default();
    let value = row.get("value").filter(|value| !value.is_null());
    match value {
        Some(value) if value.string().is_some() => {
            let text = texts.read(value);
            format!("{}={}", escaped(&key, true), escaped(&text, false))
        }
        Some(value) => {
            texts.note(value, "this value is no text, and Postman leaves it out");
            escaped(&key, true)
        }
        None => escaped(&key, true),
    }
}

/// The Params table escapes what would end a name or a value, but not inside a variable's braces.
fn escaped(text: &str, name: bool) -> String {
    let piece = |(piece, variable): (&str, Option<&str>)| {
        if variable.is_some() {
            return piece.to_owned();
        }
        let piece = piece.replace('&', "%26").replace('#', "%23");
        if name { piece.replace('=', "%3D") } else { piece }
    };
    tokens(text).into_iter().map(piece).collect()
}
