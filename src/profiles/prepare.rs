//! From a draft to the pieces that a client puts in order: method, target, the user's lines, credentials, body.

use super::composer::Line;
use super::manner::BasicWay;
use super::manner::Edges;
use super::manner::Manner;
use super::manner::MethodCase;
use super::payload::Payload;
use super::profile::Author;
use super::profile::ComposeError;
use super::profile::ProfileCard;
use super::spelling::charset;
use super::spelling::charset::Charset;
use super::spelling::form;
use super::url::Url;
use crate::model::AuthDraft;
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
    add_params(card, manner, draft, &mut url)?;
    let target = match (&draft.raw_target, (manner.fault)(&url)) {
        (Some(target), _) => target.clone(),
        (None, Some(reason)) => return Err(ComposeError::Url { client: card.id, reason }),
        (None, None) => (manner.target)(&url),
    };
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

fn add_params(
    card: &'static ProfileCard,
    manner: &Manner,
    draft: &Draft,
    url: &mut Url,
) -> Result<(), ComposeError> {
    if draft.params.is_empty() {
        return Ok(());
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
    let added = form::write(&pairs, style);
    url.query = Some(match url.query.take() {
        Some(query) if !query.is_empty() && !manner.params_replace => {
            [query.as_slice(), b"&", &added].concat()
        }
        _ => added,
    });
    Ok(())
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

/// The Authorization line (or the key's own line) of the auth option.
fn auth_line(
    card: &'static ProfileCard,
    manner: &Manner,
    draft: &Draft,
    url: &Url,
    warnings: &mut Vec<String>,
) -> Result<Option<Line>, ComposeError> {
    let line = |value: Vec<u8>| {
        Some(Line::new("Authorization", value, Author::Computed("the auth option")))
    };
    Ok(match &draft.auth {
        AuthDraft::None => userinfo_line(manner, url),
        AuthDraft::Bearer(token) => {
            let value = [b"Bearer ".as_slice(), token].concat();
            line(value_bytes(card, manner, b"Authorization", &value)?)
        }
        AuthDraft::ApiKey { name, value } => {
            let mut line = Line::new("", value_bytes(card, manner, name, value)?, Author::You);
            line.name.clone_from(name);
            Some(line)
        }
        AuthDraft::Basic { user, password } => match manner.basic {
            BasicWay::AtOnce(charset) => line(basic_value(card, user, password, charset)?),
            BasicWay::WhenAsked(_) => {
                warnings.push(format!(
                    "{} sends user and password only after a 401 that asks for them; this is the first request",
                    card.id
                ));
                None
            }
            BasicWay::ByHand => {
                warnings.push(format!(
                    "{} has no option for Basic credentials; the header is written as people write it by hand",
                    card.id
                ));
                line(basic_value(card, user, password, Charset::Utf8)?)
            }
        },
    })
}

/// Basic credentials in a client's charset.
pub(super) fn basic_value(
    card: &'static ProfileCard,
    user: &[u8],
    password: &[u8],
    charset: Charset,
) -> Result<Vec<u8>, ComposeError> {
    charset::basic(user, password, charset).map_err(|c| ComposeError::Header {
        client: card.id,
        name: "Authorization".to_owned(),
        reason: format!(
            "the credentials hold U+{:04X}, which this client cannot encode",
            u32::from(c)
        ),
    })
}

/// Credentials in the URL.
fn userinfo_line(manner: &Manner, url: &Url) -> Option<Line> {
    let userinfo = url.userinfo.as_deref()?;
    let BasicWay::AtOnce(charset) = manner.basic else { return None };
    let mut halves = userinfo.splitn(2, |b| *b == b':').map(super::spelling::percent::decode);
    let user = halves.next().unwrap_or_default();
    let password = halves.next().unwrap_or_default();
    let value = charset::basic(&user, &password, charset).ok()?;
    Some(Line::new("Authorization", value, Author::Computed("the URL's credentials")))
}

fn cookie_line(
    card: &'static ProfileCard,
    manner: &Manner,
    draft: &Draft,
) -> Result<Option<Line>, ComposeError> {
    if draft.cookies.is_empty() {
        return Ok(None);
    }
    let pairs: Vec<Vec<u8>> = draft
        .cookies
        .iter()
        .map(|cookie| [cookie.name.as_slice(), b"=", &cookie.value].concat())
        .collect();
    let value = value_bytes(card, manner, b"Cookie", &pairs.join(&b"; "[..]))?;
    Ok(Some(Line::new("Cookie", value, Author::Computed("the cookies"))))
}
