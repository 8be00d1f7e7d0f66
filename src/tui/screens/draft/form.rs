//! A draft as a form: which lines it has, and what each says.

use crate::engine::DiskFiles;
use crate::model::AuthDraft;
use crate::model::BodyDraft;
use crate::model::Draft;
use crate::model::Expect;
use crate::model::HeaderMode;
use crate::model::Source;
use crate::model::Variable;
use crate::semantics::key_name::is_key_header;
use crate::tui::typed::typed_text;

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
    /// Where the files are that it names.
    pub files: DiskFiles,
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
        let (expect, files) = (Expect::default(), DiskFiles::default());
        Self { draft, label, vars: Vec::new(), expect, dial: String::new(), files }
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
                let words: [&[u8]; 4] = [b"authorization", b"token", b"secret", b"cookie"];
                let is_secret = is_key_header(&name) || words.iter().any(named);
                is_secret && !header.value.starts_with(b"{{")
            }),
            Line::Cookie(_) => true,
            _ => false,
        }
    }
}

/// The name of a body's kind.
#[must_use]
pub(super) fn body_kind(body: &BodyDraft) -> &'static str {
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
pub(super) fn body_text(body: &BodyDraft) -> Option<String> {
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
