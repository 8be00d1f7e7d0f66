//! The variables that a collection declares.

use crate::import::braces::can_be_filled;
use crate::import::importer::Leftover;
use crate::import::json_node::Node;
use crate::import::source::Source;
use crate::model::Lookup;
use crate::model::Variable;

/// A collection's variables. Of several of one name the last that is not disabled counts.
pub(super) struct Declared {
    all: Vec<Row>,
}

struct Row {
    name: String,
    value: String,
    secret: bool,
    at: usize,
}

impl Declared {
    /// Those of a collection (`variable`).
    pub(super) fn of(collection: Node<'_>) -> Self {
        let mut all: Vec<Row> = Vec::new();
        for node in collection.get("variable").map(Node::items).unwrap_or_default() {
            let name = node.text_of("key").or_else(|| node.text_of("id"));
            let Some(name) = name.filter(|_| !node.get("disabled").is_some_and(Node::is_true))
            else {
                continue;
            };
            let secret = node.text_of("type").is_some_and(|kind| kind == "secret")
                || Lookup::new(&[], &|_| None, &[]).is_secret(&name);
            let value = node.get("value").map(Node::as_text).unwrap_or_default();
            all.retain(|row| row.name != name);
            all.push(Row { name, value, secret, at: node.at });
        }
        Self { all }
    }

    /// The value of a variable.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.all.iter().find(|row| row.name == name).map(|row| row.value.as_str())
    }

    /// The value of a variable that must be written out: it holds others, or its name is none of ours.
    pub(super) fn written_out(&self, name: &str) -> Option<&str> {
        self.value(name).filter(|value| value.contains("{{") || !can_be_filled(name))
    }

    /// Those that stay variables, and a word on those that do not.
    pub(super) fn kept(&self, source: &Source<'_>) -> (Vec<Variable>, Vec<Leftover>) {
        let (kept, out): (Vec<&Row>, Vec<&Row>) =
            self.all.iter().partition(|row| self.written_out(&row.name).is_none());
        let variable = |row: &Row| Variable {
            name: row.name.clone(),
            default: Some(row.value.clone()),
            secret: row.secret,
        };
        let told = |row: &Row| {
            let why = if can_be_filled(&row.name) {
                "is made of other variables"
            } else {
                "has a name that no option can give"
            };
            let message = format!("`{}` {why}; its value is written into the requests", row.name);
            source.leftover(row.at, message)
        };
        (kept.into_iter().map(variable).collect(), out.into_iter().map(told).collect())
    }
}
