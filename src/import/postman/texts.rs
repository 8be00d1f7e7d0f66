//! Texts of a collection: their variables known, written out or told of, each with its place.

use super::declared::Declared;
use crate::import::braces::can_be_filled;
use crate::import::braces::tokens;
use crate::import::importer::Leftover;
use crate::import::json_node::Node;
use crate::import::source::Source;

/// postman-collection replaces variables in values of variables this often.
const MOST_ROUNDS: usize = 19;

/// A text does not grow beyond this by its variables: one made of itself twice would double each round.
const MOST_BYTES: usize = 1 << 20;

/// Reads the texts of one request and gathers what is to be said of it.
pub(super) struct Texts<'a> {
    source: &'a Source<'a>,
    declared: &'a Declared,
    told: Vec<String>,
    pub(super) notes: Vec<Leftover>,
}

impl<'a> Texts<'a> {
    pub(super) fn new(source: &'a Source<'a>, declared: &'a Declared) -> Self {
        Self { source, declared, told: Vec::new(), notes: Vec::new() }
    }

    /// Says something about a value.
    pub(super) fn note(&mut self, node: Node<'_>, message: impl Into<String>) {
        self.notes.push(node.leftover(self.source, message));
    }

    /// A value as text, as [`Texts::write`] has it.
    pub(super) fn read(&mut self, node: Node<'_>) -> String {
        self.write(node, &node.as_text())
    }

    /// The member of that name as text; empty where there is none.
    pub(super) fn member(&mut self, node: Node<'_>, name: &str) -> String {
        node.get(name).map(|member| self.read(member)).unwrap_or_default()
    }

    /// A text that stands at `node`. Variables stay in it, to be filled later, but for those that must be written
    /// out; what has no value, or no certain one, is noted once.
    pub(super) fn write(&mut self, node: Node<'_>, text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..MOST_ROUNDS {
            let (written, again) = self.round(node, &text);
            text = written;
            if !again || text.len() > MOST_BYTES {
                break;
            }
        }
        text
    }

    fn round(&mut self, node: Node<'_>, text: &str) -> (String, bool) {
        let mut out = String::with_capacity(text.len());
        let mut again = false;
        for (token, name) in tokens(text) {
            match name.and_then(|name| self.declared.written_out(name)) {
                Some(value) => {
                    out.push_str(value);
                    again = true;
                }
                None => out.push_str(token),
            }
            if let Some(name) = name {
                self.tell(node, name);
            }
        }
        (out, again)
    }

    fn tell(&mut self, node: Node<'_>, name: &str) {
        let trimmed = name.trim();
        let message = match self.declared.value(name) {
            Some("") => format!(
                "`{name}` is empty in this file; Postman may keep another value for it elsewhere"
            ),
            Some(_) => return,
            None if name.starts_with('$') => format!(
                "Postman makes `{{{{{name}}}}}` anew for each request; here it is sent as typed unless --var gives it"
            ),
            None if trimmed != name && can_be_filled(trimmed) => format!(
                "Postman knows no `{{{{{name}}}}}` and sends it as typed, for its names are exact; `{trimmed}` is filled in here"
            ),
            None => format!(
                "`{name}` has no value in this file; an environment or a script may give it one"
            ),
        };
        if !self.told.iter().any(|told| told == name) {
            self.told.push(name.to_owned());
            self.note(node, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_of_itself_comes_to_an_end() {
        let source = Source::new(
            "",
            r#"{"variable":[{"key":"a","value":"{{a}}{{a}}"},{"key":"b","value":"{{c}}/{{d}}"},
                {"key":"c","value":"1"}],"text":"{{b}}","loop":"{{a}}"}"#,
        );
        let root = Node::root(&source).unwrap();
        let declared = Declared::of(root);
        let mut texts = Texts::new(&source, &declared);
        assert_eq!(texts.member(root, "text"), "{{c}}/{{d}}");
        assert_eq!(texts.notes.len(), 1, "`d` has no value: {:?}", texts.notes);
        assert!(texts.member(root, "loop").len() < 4 * MOST_BYTES);
    }
}
