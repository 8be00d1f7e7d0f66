//! JSON as a value of a language, where its serialiser gives back the very bytes of the body.

use super::intent::Intent;
use super::javascript::JAVASCRIPT;
use super::python::PYTHON;
use super::words::Word;
use super::words::Words;
use crate::semantics::Json;
use crate::semantics::JsonKind;
use crate::semantics::NodeId;

/// Whose serialiser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Python's `json.dumps`: `, ` and `: ` between, ASCII only.
    Python,
    /// JavaScript's `JSON.stringify`: nothing between, names of digits first.
    JavaScript,
}

/// Bodies longer than this stay strings, in bytes.
const LONGEST: usize = 20_000;

/// Values nested deeper than this stay strings.
const DEEPEST: usize = 20;

/// Stands in the text for a secret; no JSON that is read here may hold it.
const MARK: char = '\u{1}';

/// The body as an expression, if it is declared as `application/json` and the client's serialiser gives it back.
pub(super) fn json_value(intent: &Intent, dialect: Dialect) -> Option<String> {
    if intent.plain("content-type") != Some(b"application/json") || intent.body.len() > LONGEST {
        return None;
    }
    if !intent.body.is_text() || intent.length == super::intent::Length::Chunked {
        return None;
    }
    // A secret stands as a number between marks, so that it can be found in the tree.
    if intent.body.plain_bytes().any(|byte| byte == 1) {
        return None;
    }
    let marked = intent.body.fill(|index| format!("{MARK}{index}{MARK}"));
    let spelled = marked.iter().map(|b| if *b == 1 { b'~' } else { *b }).collect::<Vec<u8>>();
    let json = Json::read(&spelled);
    let root = json.root().filter(|_| json.is_valid())?;
    if !matches!(json.kind(root), JsonKind::Object | JsonKind::Array) {
        return None;
    }
    let writer = Writer { json: &json, marked: &marked, intent, dialect };
    let mut serialised = Vec::new();
    let value = writer.value(root, 0, &mut serialised)?;
    (serialised == marked).then_some(value)
}

struct Writer<'a> {
    json: &'a Json,
    /// The body with its marks; offsets are those of the tree.
    marked: &'a [u8],
    intent: &'a Intent,
    dialect: Dialect,
}

impl Writer<'_> {
    /// The value as code, with what the serialiser would write added to `out`; `None` where it would write another
    /// spelling.
    fn value(&self, id: NodeId, depth: usize, out: &mut Vec<u8>) -> Option<String> {
        let spelled = self.json.span(id).slice(self.marked);
        match self.json.kind(id) {
            JsonKind::Object | JsonKind::Array if depth > DEEPEST => None,
            JsonKind::Object | JsonKind::Array => self.container(id, depth, out),
            kind => {
                out.extend_from_slice(spelled);
                self.scalar(kind, spelled)
            }
        }
    }

    fn container(&self, id: NodeId, depth: usize, out: &mut Vec<u8>) -> Option<String> {
        let object = self.json.kind(id) == JsonKind::Object;
        let (open, close) = if object { ("{", "}") } else { ("[", "]") };
        let (comma, colon): (&[u8], &[u8]) = match self.dialect {
            Dialect::Python => (b", ", b": "),
            Dialect::JavaScript => (b",", b":"),
        };
        let mut items = Vec::new();
        let mut names: Vec<&[u8]> = Vec::new();
        out.extend(open.bytes());
        for (name, child) in self.json.children(id) {
            out.extend_from_slice(if items.is_empty() { b"" } else { comma });
            let mut item = String::new();
            if let Some(name) = name {
                let spelled = name.slice(self.marked);
                if names.contains(&spelled) || !self.keeps_place(spelled) {
                    return None;
                }
                names.push(spelled);
                out.extend_from_slice(spelled);
                out.extend_from_slice(colon);
                item = format!("{}: ", self.name(spelled)?);
            }
            item.push_str(&self.value(child, depth + 1, out)?);
            items.push(item);
        }
        out.extend(close.bytes());
        Some(self.laid_out(open, &items, close, depth))
    }

    /// On one line where it is short, else an item a line.
    fn laid_out(&self, open: &str, items: &[String], close: &str, depth: usize) -> String {
        let line = items.join(", ");
        if line.len() <= 60 && !line.contains('\n') {
            return match (self.dialect, open) {
                (Dialect::JavaScript, "{") if !items.is_empty() => format!("{{ {line} }}"),
                _ => format!("{open}{line}{close}"),
            };
        }
        let step = if self.dialect == Dialect::Python { "    " } else { "  " };
        let indent = step.repeat(depth + 2);
        let lines: Vec<String> = items.iter().map(|item| format!("{indent}{item},\n")).collect();
        let lines = lines.concat();
        format!("{open}\n{lines}{}{close}", step.repeat(depth + 1))
    }

    /// A name; JavaScript needs no quotes around an identifier.
    fn name(&self, spelled: &[u8]) -> Option<String> {
        let quoted = self.string(spelled)?;
        let inner = std::str::from_utf8(spelled).ok()?.trim_matches('"');
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let bare = self.dialect == Dialect::JavaScript
            && inner.chars().all(word)
            && inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        Some(if bare { inner.to_owned() } else { quoted })
    }

    /// JavaScript sorts names that are whole numbers before all others, and `__proto__` is no name there.
    fn keeps_place(&self, name: &[u8]) -> bool {
        let inner = name.get(1..name.len().saturating_sub(1)).unwrap_or_default();
        let number = !inner.is_empty() && inner.iter().all(u8::is_ascii_digit);
        self.dialect == Dialect::Python || !number && inner != b"__proto__"
    }

    fn scalar(&self, kind: JsonKind, spelled: &[u8]) -> Option<String> {
        let python = self.dialect == Dialect::Python;
        let word = |python_word: &str, word: &str| {
            Some(if python { python_word } else { word }.to_owned())
        };
        match kind {
            JsonKind::True => word("True", "true"),
            JsonKind::False => word("False", "false"),
            JsonKind::Null => word("None", "null"),
            JsonKind::Number => number(spelled),
            JsonKind::String => self.string(spelled),
            _ => None,
        }
    }

    /// A string whose escapes are those that the serialiser writes.
    fn string(&self, spelled: &[u8]) -> Option<String> {
        let inner = spelled.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
        let mut words = Words::default();
        for (at, piece) in inner.split(|b| *b == 1).enumerate() {
            if at % 2 == 1 {
                let index: usize = std::str::from_utf8(piece).ok()?.parse().ok()?;
                words.0.push(Word::Secret(index));
                continue;
            }
            let quoted = [b"\"", piece, b"\""].concat();
            let text: String = serde_json::from_slice(&quoted).ok()?;
            if self.dumped(&text) != quoted {
                return None;
            }
            words.push(text.as_bytes());
        }
        let language = if self.dialect == Dialect::Python { &PYTHON } else { &JAVASCRIPT };
        Some(language.text(&words, &self.intent.variables))
    }

    /// A string as the serialiser writes it.
    fn dumped(&self, text: &str) -> Vec<u8> {
        let plain = serde_json::to_string(text).unwrap_or_default();
        if self.dialect == Dialect::JavaScript {
            return plain.into_bytes();
        }
        let each = |c: char| match c {
            '\u{7f}' => "\\u007f".to_owned(),
            c if c.is_ascii() => c.to_string(),
            c => super::literal::utf16(c),
        };
        plain.chars().map(each).collect::<String>().into_bytes()
    }
}

/// A number that every serialiser writes as it stands: a whole one or a short fraction, without exponent.
fn number(spelled: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(spelled).ok()?;
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let short = whole.len() + fraction.len() <= 15 && all_digits(whole) && all_digits(fraction);
    let zero = text.starts_with('-') && whole == "0" && fraction.is_empty();
    let small = whole == "0" && fraction.starts_with("0000");
    let padded = fraction.ends_with('0') || digits.ends_with('.');
    (short && !zero && !small && !padded).then(|| text.to_owned())
}
