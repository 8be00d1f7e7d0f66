//! Addresses inside a JSON tree: `$.contacts[0].name`, in the spelling of RFC 9535.

use super::json::Json;
use super::json::JsonKind;
use super::json::NodeId;
use super::json_string::decode;

/// One step down the tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// To the member of that name.
    Key(String),
    /// To the element at that place, from 0.
    Index(usize),
}

/// The address of a node. Linear in its depth and in the elements before it.
#[must_use]
pub fn path(json: &Json, id: NodeId) -> String {
    let mut steps = Vec::new();
    let mut at = id;
    while let Some(parent) = json.parent(at) {
        steps.push(match json.key(at) {
            Some(key) => Step::Key(key.into_owned()),
            None => {
                Step::Index(json.children(parent).take_while(|(_, child)| *child != at).count())
            }
        });
        at = parent;
    }
    steps.reverse();
    write(&steps)
}

/// Steps as an address.
#[must_use]
pub fn write(steps: &[Step]) -> String {
    let mut text = String::from("$");
    for step in steps {
        match step {
            Step::Index(index) => text.push_str(&["[", &index.to_string(), "]"].concat()),
            Step::Key(key) if is_plain(key) => text.push_str(&[".", key].concat()),
            Step::Key(key) => {
                let quoted = serde_json::Value::String(key.clone()).to_string();
                text.push_str(&["[", &quoted, "]"].concat());
            }
        }
    }
    text
}

/// An address as steps; `None` where it is none.
#[must_use]
pub fn parse(path: &str) -> Option<Vec<Step>> {
    let mut rest = path.strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let (step, behind) = step(rest)?;
        steps.push(step);
        rest = behind;
    }
    Some(steps)
}

fn step(rest: &str) -> Option<(Step, &str)> {
    if let Some(name) = rest.strip_prefix('.') {
        let end = name.find(['.', '[']).unwrap_or(name.len());
        let (name, behind) = name.split_at(end);
        return (!name.is_empty()).then(|| (Step::Key(name.to_owned()), behind));
    }
    let inner = rest.strip_prefix('[')?;
    if let Some(quoted) = inner.strip_prefix('"') {
        let mut escaped = false;
        let end = quoted.find(|c: char| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        })?;
        let (name, behind) = quoted.split_at(end);
        let key = decode(name.as_bytes(), true).into_owned();
        return Some((Step::Key(key), behind.strip_prefix("\"]")?));
    }
    let (index, behind) = inner.split_once(']')?;
    Some((Step::Index(index.parse().ok()?), behind))
}

/// The node at an address; `None` where the address or the node is not there.
#[must_use]
pub fn find(json: &Json, path: &str) -> Option<NodeId> {
    let mut at = json.root()?;
    for step in parse(path)? {
        at = match step {
            Step::Key(key) => json.get(at, &key)?,
            Step::Index(index) if json.kind(at) == JsonKind::Array => {
                json.children(at).nth(index)?.1
            }
            Step::Index(_) => return None,
        };
    }
    Some(at)
}

/// Whether a name can follow a dot.
fn is_plain(key: &str) -> bool {
    let starts = key.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    starts && key.chars().all(|c| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let json = Json::read(br#"{"contacts": [{"name": "x", "odd key\"": [1, 2]}], "": 0}"#);
        for address in [
            "$",
            "$.contacts",
            "$.contacts[0].name",
            r#"$.contacts[0]["odd key\""][1]"#,
            r#"$[""]"#,
        ] {
            let id = find(&json, address).expect(address);
            assert_eq!(path(&json, id), address);
        }
        for missing in ["$.contacts[1]", "$.x", "contacts", "$.contacts.0", "$[", "$[\"x"] {
            assert_eq!(find(&json, missing), None, "{missing}");
        }
    }
}
