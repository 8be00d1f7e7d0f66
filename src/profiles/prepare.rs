//! From a draft to the pieces that a client puts in order: method, target, the user's lines, credentials, body.

use super::composer::Line;
use super::credentials::auth_line;
use super::credentials::cookie_line;
use super::manner::Edges;
use super::manner::Manner;
use super::manner::MethodCase;
use super::manner::ParamsWay;
use super::payload::Payload;
use super::profile::Author;
use super::profile::ComposeError;
use super::profile::ProfileCard;
use super::spelling::charset;
use super::spelling::form;
use super::url::Url;
use crate::model::BodyDraft;
use crate::model::Draft;
use crate::model::HeaderMode;
use crate::model::Surroundings;
use crate::wire::escape;

/// A draft, understood in one client's manner.
pub(super) struct Prepared<'a> {
    pub(super) card: &'static ProfileCard,
    pub(super) manner: &'static Manner,
    pub(super) draft: &'a Draft,
    pub(super) method: Vec<u8>,
    /// The URL with the params in its query.
    pub(super) url: Url,
    pub(super) target: Vec<u8>,
    /// The user's header lines that are to be sent, in order.
    pub(super) typed: Vec<Line>,
    /// The line that the auth option makes.
    pub(super) auth: Option<Line>,
    /// The line that the cookie facility makes.
    pub(super) cookie: Option<Line>,
    pub(super) body: Payload,
    pub(super) warnings: Vec<String>,
}

impl Prepared<'_> {
    /// Whether the user typed a header of that name, any case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.typed.iter().any(|line| line.is(name))
    }

    /// Takes the user's lines of that name out; gives back the last.
    pub(super) fn take(&mut self, name: &str) -> Option<Line> {
        let last = self.typed.iter().rfind(|line| line.is(name)).cloned();
        self.typed.retain(|line| !line.is(name));
        last
    }

    /// Writes the credentials among the user's lines, as people do where there is no option for them.
    pub(super) fn auth_by_hand(&mut self) {
        let line = self.auth.take();
        self.write(line);
    }

    /// Writes the cookies among the user's lines.
    pub(super) fn cookie_by_hand(&mut self) {
        let line = self.cookie.take();
        self.write(line);
    }

    /// Adds a line to the user's: before the body's type where that is written by hand too.
    fn write(&mut self, line: Option<Line>) {
        let Some(line) = line.filter(|line| {
            !self.typed.iter().any(|typed| typed.name.eq_ignore_ascii_case(&line.name))
        }) else {
            return;
        };
        let at = self.typed.len() - usize::from(self.body.typed_by_hand);
        self.typed.insert(at.min(self.typed.len()), line);
    }

    /// Whether the method is this one.
    pub(super) fn is(&self, method: &str) -> bool {
        self.method == method.as_bytes()
    }

    /// A line that this client adds.
    pub(super) fn own(&self, name: &str, value: &str) -> Line {
        Line::new(name, value, Author::Client(self.card.id))
    }

    /// The Host line.
    pub(super) fn host(&self, name: &str) -> Line {
        Line::new(name, self.url.authority(), Author::Computed("the URL's host"))
    }

    /// A Content-Length line for the body.
    pub(super) fn length(&self, name: &str) -> Line {
        length(name, self.body.bytes.len())
    }

    /// The body's Content-Type line under the name given, where the client adds one.
    pub(super) fn media(&self, name: &str) -> Option<Line> {
        let mut line = self.body.media.clone()?;
        line.name = name.as_bytes().to_vec();
        Some(line)
    }
}

/// A Content-Length line.
pub(super) fn length(name: &str, len: usize) -> Line {
    Line::new(name, len.to_string(), Author::Computed("the body's length"))
}

/// Understands a draft in a client's manner.
pub(super) fn prepare<'a>(
    card: &'static ProfileCard,
    manner: &'static Manner,
    draft: &'a Draft,
    with: &mut Surroundings<'_>,
) -> Result<Prepared<'a>, ComposeError> {
    let mut url = Url::split(&draft.url);
    if url.host.is_empty() {
        return Err(ComposeError::Url { client: card.id, reason: "it names no host".to_owned() });
    }
    let target = target(card, manner, draft, &mut url)?;
    let mut warnings = Vec::new();
    let typed = typed_lines(card, manner, draft)?;
    let auth = auth_line(card, manner, draft, &url, &mut warnings)?;
    let cookie = cookie_line(card, manner, draft)?;
    let mut prepared = Prepared {
        card,
        manner,
        draft,
        method: method(manner, draft),
        url,
        target,
        typed,
        auth,
        cookie,
        body: Payload::default(),
        warnings,
    };
    super::payload::fill(&mut prepared, with)?;
    Ok(prepared)
}

fn method(manner: &Manner, draft: &Draft) -> Vec<u8> {
    let typed = draft.method.as_slice();
    if typed.is_empty() {
        return if draft.body == BodyDraft::None { b"GET".to_vec() } else { b"POST".to_vec() };
    }
    let upper = typed.to_ascii_uppercase();
    match manner.method {
        MethodCase::Typed => typed.to_vec(),
        MethodCase::Upper => upper,
        MethodCase::Fetch => match upper.as_slice() {
            b"DELETE" | b"GET" | b"HEAD" | b"OPTIONS" | b"POST" | b"PUT" => upper,
            _ => typed.to_vec(),
        },
    }
}

/// The request target; the params join the URL's query.
fn target(
    card: &'static ProfileCard,
    manner: &Manner,
    draft: &Draft,
    url: &mut Url,
) -> Result<Vec<u8>, ComposeError> {
    let typed = url.clone();
    if let Some(added) = params(card, manner, draft)? {
        url.query = Some(match url.query.take() {
            Some(query) if !query.is_empty() && manner.params_way != ParamsWay::Replace => {
                [query.as_slice(), b"&", &added].concat()
            }
            _ => added,
        });
    }
    if let Some(target) = &draft.raw_target {
        return Ok(target.clone());
    }
    if let Some(reason) = (manner.fault)(url) {
        return Err(ComposeError::Url { client: card.id, reason });
    }
    if manner.params_way == ParamsWay::Late && !draft.params.is_empty() {
        let added = params(card, manner, draft)?.unwrap_or_default();
        let target = (manner.target)(&typed);
        let joint: &[u8] = if target.contains(&b'?') { b"&" } else { b"?" };
        return Ok([target.as_slice(), joint, &added].concat());
    }
    Ok((manner.target)(url))
}

/// The params as the client's facility writes them.
fn params(
    card: &'static ProfileCard,
    manner: &Manner,
    draft: &Draft,
) -> Result<Option<Vec<u8>>, ComposeError> {
    if draft.params.is_empty() {
        return Ok(None);
    }
    let style = manner
        .params
        .as_ref()
        .ok_or(ComposeError::NoFacility { client: card.id, what: "query parameters" })?;
    let pairs: Vec<form::Pair> = draft
        .params
        .iter()
        .map(|param| (param.name.clone(), param.values.clone(), param.list))
        .collect();
    Ok(Some(form::write(&pairs, style)))
}

fn typed_lines(
    card: &'static ProfileCard,
    manner: &Manner,
    draft: &Draft,
) -> Result<Vec<Line>, ComposeError> {
    let mut lines = Vec::new();
    for header in &draft.headers {
        let value: &[u8] = match header.mode {
            HeaderMode::Set | HeaderMode::Tight | HeaderMode::Own => &header.value,
            HeaderMode::Empty => b"",
            HeaderMode::Remove | HeaderMode::Disabled => continue,
        };
        let mut line = Line::new("", value_bytes(card, manner, &header.name, value)?, Author::You);
        line.name.clone_from(&header.name);
        lines.push(line);
    }
    Ok(lines)
}

/// A header value as this client's bytes.
pub(super) fn value_bytes(
    card: &'static ProfileCard,
    manner: &Manner,
    name: &[u8],
    value: &[u8],
) -> Result<Vec<u8>, ComposeError> {
    let refuse = |reason: String| ComposeError::Header {
        client: card.id,
        name: escape::visible(name),
        reason,
    };
    if !manner.sends_controls && value.iter().any(|b| matches!(b, b'\r' | b'\n' | 0)) {
        return Err(refuse("its value holds a line break or a zero byte".to_owned()));
    }
    let trimmed = match manner.edges {
        Edges::Kept => value,
        Edges::Cut => trim(value),
        Edges::Refused if trim(value).len() != value.len() => {
            return Err(refuse("its value starts or ends with white space".to_owned()));
        }
        Edges::Refused => value,
    };
    charset::bytes(trimmed, manner.values).map_err(|c| {
        refuse(format!("its value holds U+{:04X}, which this client does not send", u32::from(c)))
    })
}

fn trim(value: &[u8]) -> &[u8] {
    let edge = |b: &u8| *b == b' ' || *b == b'\t';
    let start = value.iter().position(|b| !edge(b)).unwrap_or(value.len());
    let end = value.iter().rposition(|b| !edge(b)).map_or(start, |at| at + 1);
    value.get(start..end).unwrap_or_default()
}
