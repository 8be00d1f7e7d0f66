//! JSON read lazily: a value is its text and its place in the source, and is taken apart only where one looks into it.
//!
//! So a large archive is never held a second time, and every complaint can name line and column.

use super::importer::ImportError;
use super::importer::Leftover;
use super::source::Source;
use serde::Deserialize;
use serde::Deserializer;
use serde::de::MapAccess;
use serde::de::Visitor;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// One value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node<'a> {
    /// Its text.
    text: &'a str,
    /// Where it starts in the source's bytes.
    pub(super) at: usize,
}

impl<'a> Node<'a> {
    /// The one value of a source; the error names the place where it stops being JSON.
    pub(super) fn root(source: &'a Source<'_>) -> Result<Self, ImportError> {
        Self::read(source).map(|raw: &RawValue| Self::in_source(source, raw))
    }

    /// A source's JSON as any borrowing shape; the error names the place where it does not fit.
    pub(super) fn read<T: Deserialize<'a>>(source: &'a Source<'_>) -> Result<T, ImportError> {
        let text = source.text()?;
        serde_json::from_str(text).map_err(|error| {
            let at = offset_of(text, error.line(), error.column());
            source.wrong(at + source.bytes.len() - text.len(), "JSON", error.to_string())
        })
    }

    /// A value that was read out of a source by [`Node::read`].
    pub(super) fn in_source(source: &Source<'_>, raw: &'a RawValue) -> Self {
        let at = (raw.get().as_ptr() as usize).saturating_sub(source.bytes.as_ptr() as usize);
        Self { text: raw.get(), at }
    }

    /// The value as any borrowing shape, where it has that shape.
    pub(super) fn shape<T: Deserialize<'a>>(self) -> Option<T> {
        serde_json::from_str(self.text).ok()
    }

    /// `part` as a value; it is a slice of `whole`, which stands at `at`.
    fn inside(whole: &str, at: usize, part: &'a str) -> Self {
        let shift = (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize);
        Self { text: part, at: at + shift }
    }

    /// An object's members in their order; empty for any other value.
    pub(super) fn members(self) -> Vec<(Cow<'a, str>, Self)> {
        let members: Members<'a> = serde_json::from_str(self.text).unwrap_or_default();
        let node = |raw: &'a RawValue| Self::inside(self.text, self.at, raw.get());
        members.0.into_iter().map(|(name, raw)| (name, node(raw))).collect()
    }

    /// An array's items; empty for any other value.
    pub(super) fn items(self) -> Vec<Self> {
        let items: Vec<&'a RawValue> = serde_json::from_str(self.text).unwrap_or_default();
        items.into_iter().map(|raw| Self::inside(self.text, self.at, raw.get())).collect()
    }

    /// The member of that name.
    pub(super) fn get(self, name: &str) -> Option<Self> {
        self.members().into_iter().find(|(known, _)| known == name).map(|(_, node)| node)
    }

    /// Whether it is an object.
    pub(super) fn is_object(self) -> bool {
        self.text.starts_with('{')
    }

    /// Whether it is an array.
    pub(super) fn is_array(self) -> bool {
        self.text.starts_with('[')
    }

    /// Whether it is `null`.
    pub(super) fn is_null(self) -> bool {
        self.text == "null"
    }

    /// A string's text; a lone surrogate in it is replaced.
    pub(super) fn string(self) -> Option<String> {
        serde_json::from_str(self.text).ok()
    }

    /// A whole number.
    pub(super) fn number(self) -> Option<i64> {
        serde_json::from_str(self.text).ok()
    }

    /// Whether it is `true`.
    pub(super) fn is_true(self) -> bool {
        self.text == "true"
    }

    /// A string, or any other value as it is written.
    pub(super) fn as_text(self) -> String {
        self.string()
            .unwrap_or_else(|| if self.is_null() { String::new() } else { self.text.to_owned() })
    }

    /// The text of the member of that name.
    pub(super) fn text_of(self, name: &str) -> Option<String> {
        self.get(name)?.string()
    }

    /// A leftover at this value.
    pub(super) fn leftover(self, source: &Source<'_>, message: impl Into<String>) -> Leftover {
        source.leftover(self.at, message)
    }
}

/// The byte that a line and a column of `serde_json` mean (columns count bytes, from 1).
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (start + column.saturating_sub(1)).min(text.len())
}

/// An object's members in the order written.
#[derive(Default)]
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

/// A member's name; borrowed where no escape stands in it.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                while let Some((name, value)) = map.next_entry::<Name<'de>, &'de RawValue>()? {
                    all.push((name.0, value));
                }
                Ok(all)
            }
        }
        from.deserialize_map(Reader).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_their_place() {
        let source = Source::new("", "\u{feff}{\"a\": [1,\n  {\"b\\u0041\": \"x\\ny\"}]}");
        let root = Node::root(&source).unwrap();
        let item = root.get("a").unwrap().items()[1];
        assert_eq!(source.place(item.at), (2, 3));
        assert_eq!(item.text_of("bA").as_deref(), Some("x\ny"));
        assert!(item.items().is_empty() && root.get("z").is_none());
    }

    #[test]
    fn broken_json_is_refused_with_its_place() {
        let source = Source::new("", "{\"a\": 1,\n  b}");
        let error = Node::root(&source).unwrap_err().to_string();
        assert!(error.starts_with("line 2, column 3: expected JSON"), "{error}");
    }
}
