//! The body of Postman's GraphQL mode: JSON put together from a query and the text of its variables.

use super::texts::Texts;
use crate::import::compact_json::compact;
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
