//! What a refusal complains about, by name: fields that it says are missing, of the wrong type, unknown or wrong.

use crate::doctor::case::Case;
use crate::doctor::rules::body::complaint_words as words;
use crate::doctor::rules::body::kind_words::KINDS;
use crate::doctor::witness::Witness;
use crate::model::FieldKind;
use crate::semantics::JsonKind;
use crate::semantics::key_name::is_key_field;
use crate::wire::Span;

/// What may be wrong with a field, by the words that servers use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Complaint {
    /// It is not there.
    Missing,
    /// It must not be there.
    Unknown,
    /// Its value is not taken.
    Wrong,
}

impl Complaint {
    const fn phrases(self) -> &'static [&'static str] {
        match self {
            Self::Missing => words::MISSING,
            Self::Unknown => words::UNKNOWN,
            Self::Wrong => words::WRONG,
        }
    }
}

/// Names that the refusal gives near words of that complaint, in lower case, with their place.
pub(super) fn named(witness: &Witness<'_>, complaint: Complaint) -> Vec<(String, Span)> {
    const NEAR: usize = 60;
    let text = witness.text();
    let mut found: Vec<(String, Span)> = Vec::new();
    for phrase in complaint.phrases() {
        for at in memchr::memmem::find_iter(text, phrase.as_bytes()).take(8) {
            let end = at + phrase.len();
            let from = at.saturating_sub(NEAR);
            let before = text.get(from..at).unwrap_or_default();
            let behind = text.get(end..text.len().min(end + NEAR)).unwrap_or_default();
            // What is said of a header is no matter of the body.
            if [before, behind].iter().any(|text| memchr::memmem::find(text, b"header").is_some()) {
                continue;
            }
            for name in
                quoted(before).into_iter().chain(quoted(behind)).chain(plain(before, behind))
            {
                let last = name.rsplit(['.', '/']).next().unwrap_or_default().to_owned();
                if words::KEYS.contains(&last.as_str()) && !is_keyed(text, &last)
                    || is_error_code(&last)
                    || found.iter().any(|(known, _)| *known == last)
                {
                    continue;
                }
                if let Some(span) = witness.names(last.as_bytes()).or_else(|| witness.says(&last)) {
                    found.push((last, span));
                }
            }
        }
    }
    found
}

/// Whether a name stands as the first one in an object of errors by field, where even `description` is a field.
fn is_keyed(text: &[u8], name: &str) -> bool {
    let key = format!("\"errors\":{{\"{name}\":");
    memchr::memmem::find(text, key.as_bytes()).is_some()
}

fn is_name(text: &[u8]) -> bool {
    let plain = |b: &u8| {
        b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'/' | b'$' | b'[' | b']')
    };
    text.len() <= 60
        && text.iter().all(plain)
        && text.iter().any(u8::is_ascii_alphabetic)
        && text.len() >= 2
}

/// Whether a token is the name of an error rather than of a field: `invalid_request`, `ValidationError`.
fn is_error_code(name: &str) -> bool {
    let marks = [
        "error",
        "exception",
        "invalid",
        "missing",
        "required",
        "failed",
        "failure",
        "bad_",
        "badrequest",
        "unprocessable",
    ];
    marks.iter().any(|mark| name.contains(mark))
}

/// Identifiers in any quotes.
fn quoted(text: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for quote in [b'"', b'\'', b'`'] {
        let parts: Vec<&[u8]> = text.split(|b| *b == quote).collect();
        let inner = parts.len().saturating_sub(1);
        for part in parts.iter().take(inner).skip(1) {
            let part = part.strip_suffix(b"\\").unwrap_or(part);
            if is_name(part) {
                found.push(crate::wire::escape::lossy_hex(part));
            }
        }
    }
    found
}

/// The bare word before (`email is required`) or behind (`missing field: email`).
fn plain(before: &[u8], behind: &[u8]) -> Vec<String> {
    let trim = |word: &[u8]| {
        let edge = |b: &u8| b"\"'`:,;.()[]{}<>\\".contains(b);
        let start = word.iter().position(|b| !edge(b)).unwrap_or(word.len());
        let end = word.iter().rposition(|b| !edge(b)).map_or(start, |at| at + 1);
        word.get(start..end).unwrap_or_default().to_vec()
    };
    // `missing field: email`, `email parameter is missing`: the noun between says nothing.
    let skip: &[&[u8]] = &[
        b"field",
        b"fields",
        b"field(s",
        b"parameter",
        b"parameters",
        b"property",
        b"properties",
        b"attribute",
        b"argument",
        b"param",
        b"value",
        b"key",
        b"for",
        b"in",
        b"the",
        b"is",
        b"at",
        b"name",
    ];
    let space = |b: &u8| b.is_ascii_whitespace();
    let tells = |word: &Vec<u8>| !word.is_empty() && !skip.contains(&word.as_slice());
    let last = before.rsplit(space).map(trim).find(tells);
    let next = behind.split(space).map(trim).find(tells);
    let words = last.into_iter().chain(next);
    words.filter(|word| is_name(word)).map(|word| crate::wire::escape::lossy_hex(&word)).collect()
}

/// The kind of value that the refusal asks for, and where it says so.
pub(super) fn wanted_kind(witness: &Witness<'_>) -> Option<(FieldKind, Span)> {
    KINDS.iter().find_map(|(kind, phrases)| Some((*kind, witness.says_any(phrases)?)))
}

/// Whether a JSON value is of the kind asked for.
pub(super) const fn is_of(kind: JsonKind, wanted: FieldKind) -> bool {
    match wanted {
        FieldKind::String | FieldKind::Base64 => matches!(kind, JsonKind::String),
        FieldKind::Number => matches!(kind, JsonKind::Number),
        FieldKind::Boolean => matches!(kind, JsonKind::True | JsonKind::False),
        FieldKind::Array => matches!(kind, JsonKind::Array),
        FieldKind::Object => matches!(kind, JsonKind::Object),
        FieldKind::Any => true,
    }
}

/// The kind as a word.
pub(super) const fn word(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::String => "a string",
        FieldKind::Number => "a number",
        FieldKind::Boolean => "true or false",
        FieldKind::Array => "an array",
        FieldKind::Object => "an object",
        FieldKind::Base64 => "base64 text",
        FieldKind::Any => "a value",
    }
}

/// Whether a name that a refusal gives may be a field of this request's body rather than a header or a credential.
pub(super) fn may_be_field(case: &Case<'_>, name: &str) -> bool {
    const HEADERS: &[&str] =
        &["accept", "cookie", "host", "origin", "referer", "user-agent", "if-match"];
    let header = case.failing.header(name).is_some()
        || name.starts_with("x-")
        || name.starts_with("content-")
        || HEADERS.contains(&name);
    !header && !is_key_field(name.as_bytes())
}
