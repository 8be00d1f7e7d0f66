//! The reader behind [`super::json::Json`]: one pass, no recursion, and it goes on after faults.

use super::json::JsonKind;
use super::json::JsonNode;
use super::json_fault::JsonError;
use super::json_fault::JsonFault;
use super::json_fault::JsonNote;
use super::text::OddChar;
use super::text::odd_character;
use crate::wire::Span;
use crate::wire::offset;

/// No node: the parent of the root.
pub(super) const NO_NODE: u32 = u32::MAX;

/// What the reader found.
pub(super) struct Reader<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) nodes: Vec<JsonNode>,
    pub(super) errors: Vec<JsonError>,
    pub(super) notes: Vec<JsonNote>,
    /// Whether every container and string was closed.
    pub(super) complete: bool,
    pub(super) depth: u32,
    /// The innermost container that is still open.
    open: u32,
    open_count: u32,
    pub(super) key: Key,
}

/// The name read last, waiting for its value.
#[derive(Clone, Copy, Default)]
pub(super) struct Key {
    pub(super) span: Span,
    pub(super) escaped: bool,
}

/// What may come next.
#[derive(Clone, Copy)]
enum Expect {
    /// A value: at the top, or behind a colon.
    Value,
    /// A member or element, or the end of its container; behind that comma.
    Item(Option<Span>),
    /// A comma or the end of the container.
    After,
}

impl<'a> Reader<'a> {
    /// Reads the first value in `bytes` and looks at what follows it.
    pub(super) fn run(bytes: &'a [u8]) -> Self {
        let mut reader = Self {
            bytes,
            at: 0,
            nodes: Vec::with_capacity(bytes.len() / 16 + 1),
            errors: Vec::new(),
            notes: Vec::new(),
            complete: true,
            depth: 0,
            open: NO_NODE,
            open_count: 0,
            key: Key::default(),
        };
        reader.encoding();
        let mut expect = Expect::Value;
        loop {
            reader.space();
            let Some(byte) = reader.bytes.get(reader.at).copied() else { break };
            expect = match expect {
                Expect::Value => reader.value(byte),
                Expect::Item(comma) => reader.item(byte, comma),
                Expect::After if reader.open == NO_NODE => break,
                Expect::After => reader.after(byte),
            };
        }
        reader.finish(expect);
        reader
    }

    fn encoding(&mut self) {
        if let Err(bad) = std::str::from_utf8(self.bytes) {
            let at = bad.valid_up_to();
            let width = bad.error_len().unwrap_or(self.bytes.len() - at);
            self.error(JsonFault::InvalidUtf8, Span::of(at, at + width));
        }
        if self.bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
            self.error(JsonFault::Bom, Span::new(0, 3));
            self.at = 3;
        }
    }

    pub(super) fn error(&mut self, kind: JsonFault, span: Span) {
        self.errors.push(JsonError { kind, span });
    }

    fn here(&self) -> Span {
        Span::at(offset(self.at))
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn in_object(&self) -> bool {
        self.nodes.get(self.open as usize).is_some_and(|node| node.kind == JsonKind::Object)
    }

    /// Passes over white space, and over what others take for it: comments, odd spaces.
    fn space(&mut self) {
        loop {
            let rest = self.rest();
            let blanks = rest.iter().position(|b| !matches!(b, b' ' | b'\n' | b'\r' | b'\t'));
            self.at += blanks.unwrap_or(rest.len());
            let rest = self.rest();
            let (kind, width) = match rest {
                [b'/', b'/', ..] => {
                    (JsonFault::Comment, memchr::memchr(b'\n', rest).unwrap_or(rest.len()))
                }
                [b'/', b'*', inner @ ..] => {
                    let close = memchr::memmem::find(inner, b"*/");
                    (JsonFault::Comment, close.map_or(rest.len(), |at| at + 4))
                }
                [0x0b | 0x0c, ..] => (JsonFault::OddSpace, 1),
                [0xc2 | 0xe2 | 0xef, ..] => match odd_character(rest) {
                    Some((width, OddChar::Space | OddChar::ZeroWidth)) => {
                        (JsonFault::OddSpace, width)
                    }
                    _ => return,
                },
                _ => return,
            };
            self.error(kind, Span::of(self.at, self.at + width));
            self.at += width;
        }
    }

    fn item(&mut self, byte: u8, comma: Option<Span>) -> Expect {
        match byte {
            b'}' | b']' => {
                if let Some(comma) = comma {
                    self.error(JsonFault::TrailingComma, comma);
                }
                self.close(byte)
            }
            b',' => {
                self.one_byte(JsonFault::ExtraComma);
                Expect::Item(comma)
            }
            _ if self.in_object() => self.member(byte),
            _ => self.value(byte),
        }
    }

    /// Reads a member's name and its colon.
    fn member(&mut self, byte: u8) -> Expect {
        match byte {
            b':' => {
                self.error(JsonFault::MissingKey, self.here());
                self.at += 1;
                return Expect::Value;
            }
            b'{' | b'[' => {
                self.error(JsonFault::MissingKey, self.here());
                return self.value(byte);
            }
            b'"' | b'\'' | b'`' => self.key = self.string(byte),
            _ => {
                let span = self.word(true);
                self.key = self.prefixed(span).or_else(|| self.smart(span)).unwrap_or_else(|| {
                    self.error(JsonFault::UnquotedKey, span);
                    Key { span, escaped: false }
                });
            }
        }
        self.space();
        match self.rest() {
            [b':', ..] => self.at += 1,
            [b'=', rest @ ..] => {
                let width = 1 + usize::from(rest.starts_with(b">"));
                self.error(JsonFault::WrongSeparator, Span::of(self.at, self.at + width));
                self.at += width;
            }
            _ => self.error(JsonFault::MissingColon, self.here()),
        }
        Expect::Value
    }

    fn value(&mut self, byte: u8) -> Expect {
        match byte {
            b'"' | b'\'' | b'`' => {
                let key = std::mem::take(&mut self.key);
                let string = self.string(byte);
                self.key = key;
                self.push(JsonKind::String, string.span, string.escaped);
            }
            b'{' => return self.container(JsonKind::Object),
            b'[' => return self.container(JsonKind::Array),
            b'-' | b'0'..=b'9' => self.number(),
            b'}' | b']' | b',' if self.open != NO_NODE => {
                self.error(JsonFault::MissingValue, self.here());
                self.push(JsonKind::Missing, self.here(), false);
            }
            b'}' | b']' | b',' | b':' => {
                self.one_byte(JsonFault::Unexpected);
                return Expect::Value;
            }
            _ => self.literal(),
        }
        Expect::After
    }

    fn after(&mut self, byte: u8) -> Expect {
        match byte {
            b',' => {
                let comma = Span::of(self.at, self.at + 1);
                self.at += 1;
                Expect::Item(Some(comma))
            }
            b'}' | b']' => self.close(byte),
            b';' => {
                self.one_byte(JsonFault::WrongSeparator);
                Expect::Item(None)
            }
            b':' | b'=' => {
                self.one_byte(JsonFault::Unexpected);
                Expect::After
            }
            _ => {
                self.error(JsonFault::MissingComma, self.here());
                Expect::Item(None)
            }
        }
    }

    fn one_byte(&mut self, kind: JsonFault) {
        self.error(kind, Span::of(self.at, self.at + 1));
        self.at += 1;
    }

    pub(super) fn push(&mut self, kind: JsonKind, span: Span, escaped: bool) {
        let key = std::mem::take(&mut self.key);
        let end = offset(self.nodes.len() + 1);
        let (parent, key_escaped, key) = (self.open, key.escaped, key.span);
        self.nodes.push(JsonNode { kind, escaped, key_escaped, span, key, end, parent });
    }

    fn container(&mut self, kind: JsonKind) -> Expect {
        let index = offset(self.nodes.len());
        self.push(kind, Span::of(self.at, self.at + 1), false);
        self.at += 1;
        self.open = index;
        self.open_count += 1;
        self.depth = self.depth.max(self.open_count);
        Expect::Item(None)
    }

    /// Closes the innermost container with that bracket, whether or not it is the right one.
    fn close(&mut self, byte: u8) -> Expect {
        let right = if self.in_object() { b'}' } else { b']' };
        if byte != right {
            self.error(JsonFault::MismatchedClose, Span::of(self.at, self.at + 1));
        }
        self.at += 1;
        self.shut();
        Expect::After
    }

    fn shut(&mut self) {
        let end = offset(self.nodes.len());
        if let Some(node) = self.nodes.get_mut(self.open as usize) {
            node.span.end = offset(self.at);
            node.end = end;
            self.open = node.parent;
            self.open_count = self.open_count.saturating_sub(1);
        }
    }

    fn finish(&mut self, expect: Expect) {
        let end = self.here();
        if self.open == NO_NODE {
            if self.nodes.is_empty() {
                self.error(JsonFault::Empty, end);
                self.complete = false;
            } else if self.at < self.bytes.len() {
                let rest =
                    super::field_value::trim(self.bytes, Span::of(self.at, self.bytes.len()));
                self.error(JsonFault::TrailingContent, rest);
            }
        } else {
            if matches!(expect, Expect::Value) {
                self.push(JsonKind::Missing, end, false);
            }
            self.error(JsonFault::Truncated, end);
            self.complete = false;
            while self.open != NO_NODE {
                self.shut();
            }
        }
        self.errors.sort_by_key(|error| error.span.start);
    }
}
