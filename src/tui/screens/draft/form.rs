//! A draft as a form: which lines it has, and what each says.

use crate::model::AuthDraft;
use crate::model::BodyDraft;
use crate::model::Draft;
use crate::model::Expect;
use crate::model::HeaderMode;
use crate::model::Source;
use crate::model::Variable;
use crate::wire::escape;

/// A draft under edit, with what its preset knows.
#[derive(Clone, Debug)]
pub struct Form {
    /// The draft.
    pub draft: Draft,
    /// What a person calls it.
    pub label: String,
    /// The variables that its preset declares.
    pub vars: Vec<Variable>,
    /// What its endpoint is known to need.
    pub expect: Expect,
    /// Where to dial instead of the URL's host: empty, a URL, or `practice`.
    pub dial: String,
}

/// One line of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Which client writes the request.
    Client,
    /// The method.
    Method,
    /// The URL.
    Url,
    /// Where to dial, apart from the URL.
    Dial,
    /// The variable of that place among the preset's.
    Var(usize),
    /// The query parameter of that place.
    Param(usize),
    /// The header of that place.
    Header(usize),
    /// The cookie of that place.
    Cookie(usize),
    /// The credentials given through the client's auth facility.
    Auth,
    /// The body's kind.
    Body,
}

impl Form {
    /// A form for a draft that belongs to no preset.
    #[must_use]
    pub fn of(draft: Draft, label: String) -> Self {
        Self { draft, label, vars: Vec::new(), expect: Expect::default(), dial: String::new() }
    }

    /// The lines, in order.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = vec![Line::Client, Line::Method, Line::Url];
        lines.extend((0..self.draft.params.len()).map(Line::Param));
        lines.extend((0..self.draft.headers.len()).map(Line::Header));
        lines.extend((0..self.draft.cookies.len()).map(Line::Cookie));
        lines.extend([Line::Auth, Line::Body]);
        lines.extend((0..self.vars.len()).map(Line::Var));
        lines.push(Line::Dial);
        lines
    }

    /// What stands before the line's text.
    #[must_use]
    pub fn title(&self, line: Line) -> String {
        match line {
            Line::Client => "client".to_owned(),
            Line::Method => "method".to_owned(),
            Line::Url => "URL".to_owned(),
            Line::Dial => "dial".to_owned(),
            Line::Var(_) => "variable".to_owned(),
            Line::Param(_) => "query".to_owned(),
            Line::Header(at) => match self.draft.headers.get(at).map(|header| header.mode) {
                Some(HeaderMode::Disabled) => "☐ header".to_owned(),
                Some(HeaderMode::Remove) => "✂ header".to_owned(),
                _ => "header".to_owned(),
            },
            Line::Cookie(_) => "cookie".to_owned(),
            Line::Auth => "auth".to_owned(),
            Line::Body => format!("body {}", body_kind(&self.draft.body)),
        }
    }

    /// The line's text as it is typed; bytes that are no text stand as `\xE9`.
    #[must_use]
    pub fn text(&self, line: Line) -> String {
        let draft = &self.draft;
        match line {
            Line::Client => draft.client.to_string(),
            Line::Method => typed_text(&draft.method),
            Line::Url => typed_text(&draft.url),
            Line::Dial => self.dial.clone(),
            Line::Var(at) => self.vars.get(at).map_or_else(String::new, |var| var.name.clone()),
            Line::Param(at) => draft.params.get(at).map_or_else(String::new, |param| {
                let values: Vec<String> = param.values.iter().map(|v| typed_text(v)).collect();
                format!("{}={}", typed_text(&param.name), values.join(","))
            }),
            Line::Header(at) => draft.headers.get(at).map_or_else(String::new, |header| {
                format!("{}: {}", typed_text(&header.name), typed_text(&header.value))
            }),
            Line::Cookie(at) => draft.cookies.get(at).map_or_else(String::new, |cookie| {
                format!("{}={}", typed_text(&cookie.name), typed_text(&cookie.value))
            }),
            Line::Auth => auth_text(&draft.auth),
            Line::Body => body_text(&draft.body).unwrap_or_default(),
        }
    }

    /// Whether what the line says is a secret: credentials, or a header that is named like one.
    #[must_use]
    pub fn is_secret(&self, line: Line) -> bool {
        match line {
            Line::Auth => {
                !matches!(self.draft.auth, AuthDraft::None) && !self.text(line).contains("{{")
            }
            Line::Header(at) => self.draft.headers.get(at).is_some_and(|header| {
                let name = header.name.to_ascii_lowercase();
                let named = |part: &&[u8]| memchr::memmem::find(&name, part).is_some();
                let words: [&[u8]; 6] =
                    [b"authorization", b"api-key", b"apikey", b"token", b"secret", b"cookie"];
                words.iter().any(|word| named(word)) && !header.value.starts_with(b"{{")
            }),
            Line::Cookie(_) => true,
            _ => false,
        }
    }
}

/// The name of a body's kind.
#[must_use]
pub fn body_kind(body: &BodyDraft) -> &'static str {
    match body {
        BodyDraft::None => "none",
        BodyDraft::Raw { .. } => "raw",
        BodyDraft::Json(_) => "json",
        BodyDraft::Form(_) => "form",
        BodyDraft::Multipart(_) => "multipart",
        BodyDraft::Stream(_) => "stream",
    }
}

/// A body as the text that one edits; `None` for one that is a file or no text.
#[must_use]
pub fn body_text(body: &BodyDraft) -> Option<String> {
    match body {
        BodyDraft::None => Some(String::new()),
        BodyDraft::Json(text) => Some(text.clone()),
        BodyDraft::Raw { source: Source::Bytes(bytes), .. }
        | BodyDraft::Stream(Source::Bytes(bytes)) => String::from_utf8(bytes.clone()).ok(),
        BodyDraft::Raw { source: Source::File(path), .. }
        | BodyDraft::Stream(Source::File(path)) => Some(format!("@{path}")),
        BodyDraft::Form(pairs) => {
            let line = |(name, value): &(Vec<u8>, Vec<u8>)| {
                format!("{}={}", typed_text(name), typed_text(value))
            };
            Some(pairs.iter().map(line).collect::<Vec<_>>().join("\n"))
        }
        BodyDraft::Multipart(_) => None,
    }
}

fn auth_text(auth: &AuthDraft) -> String {
    match auth {
        AuthDraft::None => String::new(),
        AuthDraft::Basic { user, password } => {
            format!("basic {}:{}", typed_text(user), typed_text(password))
        }
        AuthDraft::Bearer(token) => format!("bearer {}", typed_text(token)),
        AuthDraft::ApiKey { name, value } => {
            format!("{}: {}", typed_text(name), typed_text(value))
        }
    }
}

/// Bytes as one types them: text as it is, a backslash doubled, everything else as `\r`, `\n`, `\t` or `\xE9`.
#[must_use]
pub fn typed_text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\\' => text.push_str("\\\\"),
                '\r' => text.push_str("\\r"),
                '\n' => text.push_str("\\n"),
                '\t' => text.push_str("\\t"),
                c if escape::is_harmless(c) => text.push(c),
                c => {
                    let mut buffer = [0; 4];
                    for byte in c.encode_utf8(&mut buffer).bytes() {
                        text.push_str(&format!("\\x{byte:02X}"));
                    }
                }
            }
        }
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02X}"));
        }
    }
    text
}

/// The bytes that a text typed so stands for; what is no escape stands for itself.
#[must_use]
pub fn typed_bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend_from_slice(before.as_bytes());
        let (byte, len) = escaped(after);
        bytes.push(byte);
        rest = after.get(len..).unwrap_or_default();
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// The byte that stands behind a backslash, and how much text it took.
fn escaped(text: &str) -> (u8, usize) {
    match text.as_bytes() {
        [b'\\', ..] => (b'\\', 1),
        [b'r', ..] => (b'\r', 1),
        [b'n', ..] => (b'\n', 1),
        [b't', ..] => (b'\t', 1),
        [b'x', high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
            let digits = text.get(1..3).unwrap_or_default();
            (u8::from_str_radix(digits, 16).unwrap_or(b'?'), 3)
        }
        _ => (b'\\', 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_being_typed() {
        for bytes in
            [&b"plain"[..], b"a\\b\\x", b"\r\n\t\0", b"Stra\xdfe \xc3\xa9 \xc2\xa0\xe2\x80\xae"]
        {
            assert_eq!(typed_bytes(&typed_text(bytes)), bytes, "{}", typed_text(bytes));
        }
        assert_eq!(typed_bytes("C:\\dir"), b"C:\\dir");
    }
}
