//! Repairs of broken JSON: done only where every fault has one, and where the result parses.

use crate::semantics::Json;
use crate::semantics::JsonError;
use crate::semantics::JsonFault;
use crate::semantics::Look;
use crate::wire::Edit;
use crate::wire::Span;
use crate::wire::apply_bytes;
use bytes::Bytes;

/// More faults than this are no slip.
const MOST: usize = 200;

/// Changes that make the text JSON; `None` where that cannot be said for sure.
pub(super) fn repaired(json: &Json) -> Option<Vec<(Span, Bytes)>> {
    if json.errors.is_empty() || json.errors.len() > MOST {
        return None;
    }
    let changes = whole(json).or_else(|| one_by_one(json))?;
    let edits: Vec<Edit> =
        changes.iter().map(|(span, with)| Edit::replace(*span, with.clone())).collect();
    let text = apply_bytes(&json.bytes, &edits).ok()?;
    Json::of(text).is_valid().then_some(changes)
}

/// JSON in one wrapping too many.
fn whole(json: &Json) -> Option<Vec<(Span, Bytes)>> {
    let found = json.lookalike()?;
    let text = json.text(found.span);
    let inner = match found.look {
        Look::ShellQuoted => text.get(1..text.len().checked_sub(1)?)?.to_vec(),
        Look::PythonBytesLiteral => text.get(2..text.len().checked_sub(1)?)?.to_vec(),
        Look::Escaped => unescaped(text),
        Look::UrlEncodedJson => crate::semantics::percent::decode(text, true),
        _ => return None,
    };
    Some(vec![(Span::of(0, json.bytes.len()), inner.into())])
}

fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => plain.extend(bytes.next()),
            other => plain.push(*other),
        }
    }
    plain
}

fn one_by_one(json: &Json) -> Option<Vec<(Span, Bytes)>> {
    json.errors.iter().map(|error| one(json, *error)).collect()
}

fn one(json: &Json, JsonError { kind, span }: JsonError) -> Option<(Span, Bytes)> {
    let text = json.text(span);
    let with: Vec<u8> = match kind {
        JsonFault::TrailingComma
        | JsonFault::ExtraComma
        | JsonFault::Bom
        | JsonFault::PythonPrefix => Vec::new(),
        JsonFault::MissingComma => b",".to_vec(),
        JsonFault::MissingColon | JsonFault::WrongSeparator => b":".to_vec(),
        JsonFault::Comment => Vec::new(),
        JsonFault::OddSpace => b" ".to_vec(),
        JsonFault::PythonLiteral | JsonFault::LiteralCase => {
            match text.to_ascii_lowercase().as_slice() {
                b"true" => b"true".to_vec(),
                b"false" => b"false".to_vec(),
                b"none" | b"null" | b"nil" => b"null".to_vec(),
                _ => return None,
            }
        }
        JsonFault::Undefined | JsonFault::NotANumber => b"null".to_vec(),
        JsonFault::UnquotedKey
        | JsonFault::SingleQuotes
        | JsonFault::SmartQuotes
        | JsonFault::Backticks => string(text)?,
        JsonFault::ControlInString => {
            let text = std::str::from_utf8(text).ok()?;
            let quoted = serde_json::to_vec(text).ok()?;
            quoted.get(1..quoted.len().checked_sub(1)?)?.to_vec()
        }
        _ => return None,
    };
    Some((span, with.into()))
}

/// A name or string in whatever quotes as a JSON string.
fn string(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let quotes = ['\'', '`', '\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}'];
    let inner = text.strip_prefix(quotes).unwrap_or(text);
    let inner = if inner.len() == text.len() {
        inner
    } else {
        inner.strip_suffix(quotes).or_else(|| inner.strip_suffix('"'))?
    };
    if inner.contains('\\') && inner.replace("\\'", "").contains('\\') {
        return None;
    }
    serde_json::to_vec(&inner.replace("\\'", "'")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> Option<String> {
        let json = Json::read(text.as_bytes());
        let changes = repaired(&json)?;
        let edits: Vec<Edit> =
            changes.into_iter().map(|(span, with)| Edit::replace(span, with)).collect();
        Some(String::from_utf8(apply_bytes(text.as_bytes(), &edits).unwrap().to_vec()).unwrap())
    }

    #[test]
    fn slips_are_mended() {
        for (broken, whole) in [
            ("{'a': True, 'b': None,}", "{\"a\": true, \"b\": null}"),
            ("{a: 'it\\'s'}", "{\"a\": \"it's\"}"),
            ("'{\"a\": 1}'", "{\"a\": 1}"),
            ("{\\\"a\\\": 1}", "{\"a\": 1}"),
            ("{\"a\": \"x\ny\"}", "{\"a\": \"x\\ny\"}"),
            ("{\"a\": NaN}", "{\"a\": null}"),
        ] {
            assert_eq!(mended(broken).as_deref(), Some(whole), "{broken}");
        }
        for hopeless in ["[object Object]", "{\"a\": \"b", "{\"a\": x}", "[1}", "{\"a\": 1}"] {
            assert_eq!(mended(hopeless), None, "{hopeless}");
        }
    }
}
