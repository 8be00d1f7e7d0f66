//! The body of Postman's GraphQL mode: JSON put together from a query and the text of its variables.

use super::texts::Texts;
use crate::import::json_node::Node;

/// `{"query":…,"operationName":…,"variables":…}`; variables given as text are taken as typed, be they JSON or not.
pub(super) fn text(texts: &mut Texts<'_>, content: Node<'_>) -> String {
    let mut members = Vec::new();
    for name in ["query", "operationName"] {
        if let Some(node) = content.get(name).filter(|node| node.string().is_some()) {
            let value = serde_json::Value::String(texts.read(node));
            members.push(format!("\"{name}\":{value}"));
        }
    }
    if let Some(node) = content.get("variables").filter(|node| !node.is_null()) {
        let typed = texts.read(node);
        let typed = if node.string().is_some() { typed } else { compact(&typed) };
        if !typed.is_empty() {
            members.push(format!("\"variables\":{typed}"));
        }
    }
    format!("{{{}}}", members.join(","))
}

/// JSON without the white space between its tokens.
pub(super) fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut quoted, mut escaped) = (false, false);
    for c in json.chars() {
        if !quoted && c.is_ascii_whitespace() {
            continue;
        }
        quoted ^= c == '"' && !escaped;
        escaped = quoted && c == '\\' && !escaped;
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn strings_keep_their_spaces() {
        assert_eq!(compact("{ \"a b\\\" \\\\\" :\n [1, 2] }"), "{\"a b\\\" \\\\\":[1,2]}");
    }
}
