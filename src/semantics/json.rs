//! A forgiving JSON tree that keeps spans: flat, fast, and never deeper than its own list of nodes (RFC 8259).

use super::json_fault::JsonError;
use super::json_fault::JsonFault;
use super::json_fault::JsonNote;
use super::json_number::same_number;
use super::json_reader::NO_NODE;
use super::json_reader::Reader;
use super::json_string::decode;
use crate::wire::Span;
use crate::wire::offset;
use bytes::Bytes;
use std::borrow::Cow;
use std::collections::HashMap;

/// What a node is. Foreign literals count as what they mean (`None` as null); the fault tells the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JsonKind {
    /// `{…}`.
    Object,
    /// `[…]`.
    Array,
    /// A string.
    String,
    /// A number.
    Number,
    /// `true`.
    True,
    /// `false`.
    False,
    /// `null`.
    Null,
    /// Bare text that is no value.
    Word,
    /// Nothing where a value should be.
    Missing,
}

/// One value of the tree. Spans count from the text that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonNode {
    /// What it is.
    pub kind: JsonKind,
    /// Whether a string holds escapes.
    pub escaped: bool,
    /// Whether the name holds escapes.
    pub key_escaped: bool,
    /// The value as spelled, quotes and brackets included.
    pub span: Span,
    /// The name as spelled, quotes included; empty where it is no member.
    pub key: Span,
    /// Behind the last node of its subtree.
    pub end: u32,
    /// The container it stands in.
    pub(super) parent: u32,
}

/// A node's place in [`Json::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// A JSON text as a flat tree: nodes in the order of the text, each followed by its subtree.
#[derive(Clone, Debug)]
pub struct Json {
    /// The text that was read.
    pub bytes: Bytes,
    /// The nodes; the first is the root.
    pub nodes: Vec<JsonNode>,
    /// What is wrong, in order of place. It is JSON by RFC 8259 exactly when this is empty.
    pub errors: Vec<JsonError>,
    /// What is valid and yet worth a word.
    pub notes: Vec<JsonNote>,
    /// Whether every string, object and array is closed.
    pub complete: bool,
    /// How deep containers are nested: 0 for a lone scalar.
    pub depth: u32,
}

impl Json {
    /// Reads a copy of `text`. Never fails; linear; not recursive.
    #[must_use]
    pub fn read(text: &[u8]) -> Self {
        Self::of(Bytes::copy_from_slice(text))
    }

    /// Reads `bytes` without copying them.
    #[must_use]
    pub fn of(bytes: Bytes) -> Self {
        let read = Reader::run(&bytes);
        let Reader { nodes, errors, notes, complete, depth, .. } = read;
        Self { bytes, nodes, errors, notes, complete, depth }
    }

    /// Whether it is JSON by RFC 8259.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }

    /// The first fault of that kind.
    #[must_use]
    pub fn fault(&self, kind: JsonFault) -> Option<Span> {
        self.errors.iter().find(|error| error.kind == kind).map(|error| error.span)
    }

    /// The outermost value; `None` where there is none.
    #[must_use]
    pub fn root(&self) -> Option<NodeId> {
        (!self.nodes.is_empty()).then_some(NodeId(0))
    }

    /// The node itself. An id of another tree gives `None` or a wrong node, never a panic.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Option<&JsonNode> {
        self.nodes.get(id.0 as usize)
    }

    /// What the node is; [`JsonKind::Missing`] for an id of another tree.
    #[must_use]
    pub fn kind(&self, id: NodeId) -> JsonKind {
        self.node(id).map_or(JsonKind::Missing, |node| node.kind)
    }

    /// The value as spelled, quotes and brackets included.
    #[must_use]
    pub fn span(&self, id: NodeId) -> Span {
        self.node(id).map(|node| node.span).unwrap_or_default()
    }

    /// The bytes at `span`.
    #[must_use]
    pub fn text(&self, span: Span) -> &[u8] {
        span.slice(&self.bytes)
    }

    /// The container that the node stands in.
    #[must_use]
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).map(|node| node.parent).filter(|parent| *parent != NO_NODE).map(NodeId)
    }

    /// Members or elements in order: the name as spelled (`None` for elements) and the node.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = (Option<Span>, NodeId)> + '_ {
        let end = self.node(id).map_or(0, |node| node.end);
        let mut next = id.0.saturating_add(1);
        std::iter::from_fn(move || {
            let node = self.nodes.get(next as usize).filter(|_| next < end)?;
            let child = NodeId(next);
            // Ends grow with the index, so this goes forward whatever happened.
            next = node.end.max(next + 1);
            Some(((!node.key.is_empty()).then_some(node.key), child))
        })
    }

    /// The member of that name; the last where it is repeated, as most receivers have it.
    #[must_use]
    pub fn get(&self, id: NodeId, name: &str) -> Option<NodeId> {
        let members =
            self.children(id).filter(|(_, child)| self.key(*child).is_some_and(|key| key == name));
        members.last().map(|(_, child)| child)
    }

    /// The node's name, decoded; `None` for the root and for elements.
    #[must_use]
    pub fn key(&self, id: NodeId) -> Option<Cow<'_, str>> {
        let node = self.node(id).filter(|node| !node.key.is_empty())?;
        Some(decode(self.text(inner(&self.bytes, node.key)), node.key_escaped))
    }

    /// A string's value, decoded; `None` for other kinds.
    #[must_use]
    pub fn string(&self, id: NodeId) -> Option<Cow<'_, str>> {
        let node = self.node(id).filter(|node| node.kind == JsonKind::String)?;
        Some(decode(self.text(inner(&self.bytes, node.span)), node.escaped))
    }

    /// The value without its quotes, where it has some: where edits and marks inside a string go.
    #[must_use]
    pub fn inner_span(&self, id: NodeId) -> Span {
        match self.node(id) {
            Some(node) if node.kind == JsonKind::String => inner(&self.bytes, node.span),
            Some(node) => node.span,
            None => Span::default(),
        }
    }

    /// Whether two scalars mean the same: numbers by value, strings decoded, the rest by kind. Containers never do.
    #[must_use]
    pub fn same_scalar(&self, id: NodeId, other: &Self, other_id: NodeId) -> bool {
        let kind = self.kind(id);
        if kind != other.kind(other_id) {
            return false;
        }
        let (one, two) = (self.text(self.span(id)), other.text(other.span(other_id)));
        match kind {
            JsonKind::Object | JsonKind::Array => false,
            JsonKind::Number => same_number(one, two),
            JsonKind::String => one == two || self.string(id) == other.string(other_id),
            JsonKind::Word => one == two,
            JsonKind::True | JsonKind::False | JsonKind::Null | JsonKind::Missing => true,
        }
    }

    /// The innermost node that covers the byte at `at`, in its value or in its name.
    #[must_use]
    pub fn at(&self, at: u32) -> Option<NodeId> {
        let mut found = self.root()?;
        if !self.span(found).contains(at) {
            return None;
        }
        let holds = |node: &JsonNode| node.span.contains(at) || node.key.contains(at);
        while let Some((_, child)) =
            self.children(found).find(|(_, child)| self.node(*child).is_some_and(holds))
        {
            found = child;
        }
        Some(found)
    }

    /// Names that occur twice in one object: the first such member and each one after it. Linear in the tree.
    #[must_use]
    pub fn duplicates(&self) -> Vec<(NodeId, NodeId)> {
        let mut found = Vec::new();
        let objects =
            self.nodes.iter().zip(0u32..).filter(|(node, _)| node.kind == JsonKind::Object);
        for (_, index) in objects {
            let mut seen: HashMap<Cow<'_, str>, NodeId> = HashMap::new();
            for (_, child) in self.children(NodeId(index)) {
                let Some(key) = self.key(child) else { continue };
                match seen.get(&key) {
                    Some(first) => found.push((*first, child)),
                    None => drop(seen.insert(key, child)),
                }
            }
        }
        found
    }

    /// How many members or elements a container has.
    #[must_use]
    pub fn count(&self, id: NodeId) -> u32 {
        offset(self.children(id).count())
    }
}

/// A string token without its quotes; an unclosed one without its first.
fn inner(bytes: &[u8], token: Span) -> Span {
    let (open, close) = match token.slice(bytes) {
        [quote @ (b'"' | b'\'' | b'`'), .., last] if quote == last => (1, 1),
        [b'"' | b'\'' | b'`', ..] => (1, 0),
        [0xe2, 0x80, 0x98..=0x9f, .., 0xe2, 0x80, 0x98..=0x9f] => (3, 3),
        [0xe2, 0x80, 0x98..=0x9f, .., b'"'] => (3, 1),
        _ => (0, 0),
    };
    Span::new(token.start + open, token.end.saturating_sub(close))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn faults(text: &str) -> Vec<(JsonFault, &str)> {
        let json = Json::read(text.as_bytes());
        json.errors.iter().map(|e| (e.kind, &text[e.span.range(text.len())])).collect()
    }

    #[test]
    fn names_every_fault_and_its_place() {
        use JsonFault as F;
        for (text, expected) in [
            ("{'a': 1}", &[(F::SingleQuotes, "'a'")][..]),
            ("{a: 1}", &[(F::UnquotedKey, "a")]),
            ("{\"a\": 1,}", &[(F::TrailingComma, ",")]),
            ("[1,,2]", &[(F::ExtraComma, ",")]),
            ("[1 2]", &[(F::MissingComma, "")]),
            ("{\"a\" 1}", &[(F::MissingColon, "")]),
            ("{\"a\" => 1}", &[(F::WrongSeparator, "=>")]),
            ("{\"a\": }", &[(F::MissingValue, "")]),
            ("[1] // x", &[(F::Comment, "// x")]),
            ("[/* x */1]", &[(F::Comment, "/* x */")]),
            ("[True, None]", &[(F::PythonLiteral, "True"), (F::PythonLiteral, "None")]),
            ("[b'x']", &[(F::PythonPrefix, "b"), (F::SingleQuotes, "'x'")]),
            ("[NULL]", &[(F::LiteralCase, "NULL")]),
            ("[NaN, -Infinity]", &[(F::NotANumber, "NaN"), (F::NotANumber, "-Infinity")]),
            ("[undefined]", &[(F::Undefined, "undefined")]),
            ("[007]", &[(F::LeadingZero, "007")]),
            ("[+1, .5]", &[(F::BadNumber, "+1"), (F::BadNumber, ".5")]),
            ("[2020-01-01]", &[(F::UnknownWord, "2020-01-01")]),
            ("[abc]", &[(F::UnknownWord, "abc")]),
            ("[\"a\nb\"]", &[(F::ControlInString, "\n")]),
            ("[\"\\q\"]", &[(F::BadEscape, "\\q")]),
            ("[\"a", &[(F::UnterminatedString, "\"a"), (F::Truncated, "")]),
            ("{\"a\":", &[(F::Truncated, "")]),
            ("[1}", &[(F::MismatchedClose, "}")]),
            ("{} x", &[(F::TrailingContent, "x")]),
            ("\u{feff}[]", &[(F::Bom, "\u{feff}")]),
            ("[\u{201c}a\u{201d}]", &[(F::SmartQuotes, "\u{201c}a\u{201d}")]),
            ("[\u{a0}1]", &[(F::OddSpace, "\u{a0}")]),
            ("", &[(F::Empty, "")]),
            ("[1, \"\\ud800\", {}]", &[]),
        ] {
            assert_eq!(faults(text), expected, "{text}");
        }
    }

    #[test]
    fn goes_on_after_faults() {
        let json = Json::read(b"{'a': True, b: [1,,2 3], \"c\": \"x\"}");
        let root = json.root().unwrap();
        let c = json.get(root, "c").unwrap();
        assert_eq!(json.string(c).as_deref(), Some("x"));
        let b = json.get(root, "b").unwrap();
        assert_eq!((json.count(b), json.kind(json.get(root, "a").unwrap())), (3, JsonKind::True));
        assert_eq!(json.at(json.span(c).start), Some(c));
        assert_eq!(json.parent(c), Some(root));
    }

    #[test]
    fn depth_does_not_overflow() {
        let text = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
        let json = Json::read(&text);
        assert!(json.is_valid());
        assert_eq!((json.depth, json.nodes.len()), (100_000, 100_000));
        assert_eq!(Json::read(&b"[".repeat(100_000)).nodes[0].end, 100_000);
    }

    #[test]
    fn finds_repeated_names_and_compares_scalars() {
        let json = Json::read(b"{\"a\": 1, \"\\u0061\": 1.0, \"b\": {\"a\": 2}}");
        let pairs = json.duplicates();
        assert_eq!(pairs.len(), 1);
        assert!(json.same_scalar(pairs[0].0, &json, pairs[0].1));
    }

    /// Random texts near JSON: pieces of it in any order.
    fn near_json() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("{"),
            Just("}"),
            Just("["),
            Just("]"),
            Just(","),
            Just(":"),
            Just("\"a\""),
            Just("\"\\u00e9\""),
            Just("1"),
            Just("-0.5e3"),
            Just("true"),
            Just("null"),
            Just(" "),
            Just("'"),
            Just("\""),
            Just("x"),
            Just("//"),
            Just("\n"),
            Just("\u{201c}"),
            Just("b'"),
            Just("\\"),
            Just("0"),
        ];
        proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn agrees_with_a_known_parser(text in near_json()) {
            let json = Json::read(text.as_bytes());
            let known = serde_json::from_str::<serde_json::Value>(&text);
            // RFC 8259 sets no bounds for numbers. Where one is too large for serde, it stops and says no more.
            if known.as_ref().is_err_and(|error| error.to_string().contains("out of range")) {
                return Ok(());
            }
            prop_assert_eq!(json.is_valid(), known.is_ok(), "{:?} {:?}", json.errors, known);
        }

        #[test]
        fn the_tree_holds_together(text in near_json()) {
            let json = Json::read(text.as_bytes());
            for (index, node) in json.nodes.iter().enumerate() {
                prop_assert!(node.span.end as usize <= text.len());
                prop_assert!(node.end as usize > index && node.end as usize <= json.nodes.len());
                if let Some(parent) = json.parent(NodeId(u32::try_from(index).unwrap())) {
                    let parent = json.node(parent).unwrap();
                    prop_assert!(parent.span.encloses(node.span) && parent.end >= node.end);
                }
            }
        }
    }
}
