//! What a refusal complains about, by name: fields that it says are missing, of the wrong type, unknown or wrong.

use crate::doctor::case::Case;
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
            Self::Missing => &[
                "is required",
                "required field",
                "field required",
                "field is required",
                "required property",
                "missing required",
                "missing field",
                "missing parameter",
                "missing property",
                "missing_field",
                "is missing",
                "must be provided",
                "must be present",
                "must not be null",
                "must not be blank",
                "must not be empty",
                "may not be blank",
                "may not be null",
                "can't be blank",
                "can't be empty",
                "cannot be blank",
                "cannot be null",
                "cannot be empty",
                "not provided",
                "not specified",
                "value_error.missing",
                "notblank",
                "notnull",
                "required",
                "missing",
            ],
            Self::Unknown => &[
                "unknown field",
                "unknown parameter",
                "unknown property",
                "unknown name",
                "unrecognized field",
                "unrecognized property",
                "unrecognized key",
                "unrecognized_keys",
                "unexpected field",
                "unexpected parameter",
                "unexpected property",
                "additional properties",
                "additional property",
                "extra fields",
                "extra_forbidden",
                "not permitted",
                "not allowed",
                "should not exist",
                "unpermitted parameter",
                "is not a valid field",
            ],
            Self::Wrong => &[
                "invalid",
                "not valid",
                "must be",
                "should be",
                "malformed",
                "out of range",
                "too long",
                "too short",
                "does not match",
                "not a valid",
                "unsupported",
                "not one of",
                "wrong",
                "bad value",
                "not recognized",
                "already exists",
                "already taken",
            ],
        }
    }
}

/// Words that stand in quotes in every error document and name no field.
const KEYS: &[&str] = &[
    "body",
    "code",
    "detail",
    "details",
    "error",
    "errors",
    "errorcode",
    "error_code",
    "field",
    "fields",
    "input",
    "instance",
    "loc",
    "location",
    "message",
    "messages",
    "msg",
    "param",
    "parameter",
    "path",
    "reason",
    "request",
    "required",
    "missing",
    "invalid",
    "source",
    "pointer",
    "status",
    "statuscode",
    "success",
    "title",
    "trace",
    "type",
    "url",
    "ctx",
    "property",
    "resource",
    "the",
    "a",
    "this",
    "it",
    "value",
    "json",
    "string",
    "integer",
    "number",
    "null",
    "true",
    "false",
    "documentation_url",
    "object",
    "query",
    "header",
    "ok",
    "data",
    "which",
    "that",
    "header",
    "authorization",
    "authentication",
    "token",
    "argument",
    "key",
    "kind",
    "timestamp",
    "and",
    "or",
];

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
            for name in
                quoted(before).into_iter().chain(quoted(behind)).chain(plain(before, behind))
            {
                let last = name.rsplit(['.', '/']).next().unwrap_or_default().to_owned();
                if KEYS.contains(&last.as_str()) || found.iter().any(|(known, _)| *known == last) {
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

fn is_name(text: &[u8]) -> bool {
    let plain = |b: &u8| {
        b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'/' | b'$' | b'[' | b']')
    };
    text.len() <= 60
        && text.iter().all(plain)
        && text.iter().any(u8::is_ascii_alphabetic)
        && text.len() >= 2
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
    let space = |b: &u8| b.is_ascii_whitespace();
    let last = before.trim_ascii_end().rsplit(space).next().map(trim);
    // `missing field: email`, `missing required parameter "email"`: the noun between says nothing.
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
    let next = behind
        .split(space)
        .map(trim)
        .find(|word| !word.is_empty() && !skip.contains(&word.as_slice()));
    let words = last.into_iter().chain(next);
    words.filter(|word| is_name(word)).map(|word| crate::wire::escape::lossy_hex(&word)).collect()
}

/// The kind of value that the refusal asks for, and where it says so.
pub(super) fn wanted_kind(witness: &Witness<'_>) -> Option<(FieldKind, Span)> {
    const WORDS: &[(FieldKind, &[&str])] = &[
        (
            FieldKind::Number,
            &[
                "must be a number",
                "must be an integer",
                "must be a valid integer",
                "must be numeric",
                "must be an int",
                "should be a number",
                "should be an integer",
                "should be a valid integer",
                "should be a valid number",
                "expected number",
                "expected integer",
                "expected int",
                "expected a number",
                "expected an integer",
                "is not a number",
                "is not an integer",
                "not a valid integer",
                "not a valid number",
                "not of type number",
                "not of type integer",
                "of type int",
                "of type float64",
                "of type number",
                "of type integer",
                "of type `int`",
                "of type `java.lang.integer`",
                "of type long",
                "valid integer",
                "to integer",
                "to int32",
                "to int64",
                "a valid number is required",
                "int_type",
                "int_parsing",
                "float_type",
            ],
        ),
        (
            FieldKind::String,
            &[
                "must be a string",
                "must be string",
                "should be a string",
                "should be a valid string",
                "expected string",
                "expected a string",
                "is not a string",
                "not a valid string",
                "not of type string",
                "of type string",
                "str type expected",
                "string_type",
            ],
        ),
        (
            FieldKind::Array,
            &[
                "must be an array",
                "must be array",
                "must be a list",
                "should be an array",
                "should be a valid list",
                "expected array",
                "expected an array",
                "expected list",
                "expected a list",
                "is not an array",
                "not a valid list",
                "not of type array",
                "of type array",
                "of type `java.util",
                "of type []",
                "list_type",
                "begin_array",
                "expected a list of items",
            ],
        ),
        (
            FieldKind::Object,
            &[
                "must be an object",
                "must be object",
                "should be an object",
                "should be a valid dictionary",
                "expected object",
                "expected an object",
                "expected a dictionary",
                "is not an object",
                "not of type object",
                "of type object",
                "dict_type",
                "model_type",
                "begin_object",
                "expected a map",
            ],
        ),
        (
            FieldKind::Boolean,
            &[
                "must be a boolean",
                "must be boolean",
                "should be a boolean",
                "should be a valid boolean",
                "expected boolean",
                "expected a boolean",
                "is not a boolean",
                "not a valid boolean",
                "not of type boolean",
                "of type boolean",
                "of type bool",
                "must be true or false",
                "bool_type",
            ],
        ),
    ];
    WORDS.iter().find_map(|(kind, phrases)| Some((*kind, witness.says_any(phrases)?)))
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
