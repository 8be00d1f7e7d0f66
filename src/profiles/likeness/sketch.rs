//! A request read back into drafts, in one client's eyes: what is its own habit, and what the user asked for.

use super::super::profile::ClientProfile;
use super::super::profile::Habit;
use super::super::profile::HabitValue;
use super::super::spelling::percent;
use crate::model::AuthDraft;
use crate::model::BodyDraft;
use crate::model::CookieDraft;
use crate::model::Draft;
use crate::model::HeaderDraft;
use crate::model::HeaderMode;
use crate::model::PartDraft;
use crate::model::Source;
use crate::wire::ExactRequest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Bodies beyond this are left out of the comparison.
pub(super) const MOST_BODY: usize = 16 * 1024;

/// One way to read the request.
pub(super) struct Sketch {
    pub(super) draft: Draft,
    /// What this reading of the body is called in a trait; `None` for plain bytes.
    pub(super) body: Option<&'static str>,
    /// Whether it is the preflight that the draft leads to.
    pub(super) preflight: bool,
    /// What happened to the client's own User-Agent.
    pub(super) agent: Agent,
}

/// The User-Agent, seen from a client that has one of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agent {
    /// It is the client's own, or a header like any other.
    AsIs,
    /// Another text in the client's own place (curl's `-A`).
    Replaced,
    /// It is not there.
    Removed,
}

/// The habit that explains a line of this name and value, in its exact case.
pub(super) fn habit<'a>(habits: &'a [Habit], name: &[u8], value: &[u8]) -> Option<&'a Habit> {
    habits.iter().find(|habit| name == habit.header.as_bytes() && habit.explains(name, value))
}

/// The ways to read a request that are worth trying for this client.
pub(super) fn sketches(profile: &dyn ClientProfile, request: &ExactRequest) -> Vec<Sketch> {
    let mut base = base(profile, request);
    let agent = agent(profile, request, &mut base);
    if let Some(asked) = preflight(request, &base) {
        return vec![asked];
    }
    let mut out = readings(request, &base, agent);
    let own = profile.habits().iter().any(is_agent);
    let typed = base
        .headers
        .iter()
        .any(|header| is(header, "user-agent") && header.mode == HeaderMode::Set);
    if own && typed {
        base.headers.retain(|header| !is(header, "user-agent"));
        out.extend(readings(request, &base, Agent::Replaced));
    }
    out
}

/// The readings that differ in the body and in where credentials and cookies come from.
fn readings(request: &ExactRequest, base: &Draft, agent: Agent) -> Vec<Sketch> {
    let mut out = Vec::new();
    for (body, name) in bodies(request) {
        let mut draft = base.clone();
        if let (Some(coding), BodyDraft::Raw { .. }) = (coding(request), &body) {
            // Bytes under a coding that the user typed: curl's -H 'Transfer-Encoding: chunked' -d.
            draft.headers.push(coding);
        }
        draft.body = body;
        // The type may be the user's, in its place, or the client's own for such a body.
        out.extend(facilities(&draft, name, agent));
        let typed = draft.headers.iter().any(|header| is(header, "content-type"));
        if typed && draft.body != BodyDraft::None {
            draft.headers.retain(|header| !is(header, "content-type"));
            out.extend(facilities(&draft, name, agent));
        }
    }
    out
}

/// Credentials and cookies as headers, or through the client's facilities for them.
fn facilities(draft: &Draft, body: Option<&'static str>, agent: Agent) -> Vec<Sketch> {
    let mut out = Vec::new();
    for auth in [false, true] {
        for cookies in [false, true] {
            let mut draft = draft.clone();
            let moved_auth = auth && move_auth(&mut draft);
            let moved_cookies = cookies && move_cookies(&mut draft);
            if moved_auth == auth && moved_cookies == cookies {
                out.push(Sketch { draft, body, preflight: false, agent });
            }
        }
    }
    out
}

fn coding(request: &ExactRequest) -> Option<HeaderDraft> {
    let header = request.named("transfer-encoding").next()?;
    Some(HeaderDraft::set(request.text(header.name), request.text(header.value)))
}

fn is(header: &HeaderDraft, name: &str) -> bool {
    header.name.eq_ignore_ascii_case(name.as_bytes())
}

/// Method, URL, and the header lines that are none of the client's habits.
fn base(profile: &dyn ClientProfile, request: &ExactRequest) -> Draft {
    let host = request.first("host").unwrap_or(b"unknown");
    let url = [b"http://".as_slice(), host, b"/"].concat();
    let mut draft = Draft::new(request.method(), url);
    draft.raw_target = Some(request.target().to_vec());
    draft.version = Some(request.version().to_vec());
    for header in &request.headers {
        let (name, value) = (request.text(header.name), request.text(header.value));
        // Framing is the client's business, whatever it is called here.
        let framing = [&b"content-length"[..], b"transfer-encoding"]
            .iter()
            .any(|framing| name.eq_ignore_ascii_case(framing));
        let habit = habit(profile.habits(), name, value);
        // A type is read both ways further on: the user's, and the client's.
        let typed = name.eq_ignore_ascii_case(b"content-type") || habit.is_none();
        if !framing && typed {
            draft.headers.push(HeaderDraft::set(name, value));
        }
    }
    if let Some(origin) = request.first("origin")
        && profile.habits().iter().any(|habit| habit.header == "Origin")
    {
        draft.headers.push(HeaderDraft::set("Origin", origin));
    }
    draft
}

/// A client's own User-Agent is the one line that people often take out.
fn agent(profile: &dyn ClientProfile, request: &ExactRequest, draft: &mut Draft) -> Agent {
    let own = profile.habits().iter().find(|habit| habit.header.eq_ignore_ascii_case("user-agent"));
    let Some(own) = own.filter(|_| !request.has("user-agent")) else { return Agent::AsIs };
    draft.headers.push(HeaderDraft {
        name: own.header.as_bytes().to_vec(),
        value: Vec::new(),
        mode: HeaderMode::Remove,
    });
    Agent::Removed
}

/// For an OPTIONS that asks leave: the request to come.
fn preflight(request: &ExactRequest, base: &Draft) -> Option<Sketch> {
    let method = request.first("access-control-request-method")?;
    if request.method() != b"OPTIONS" {
        return None;
    }
    let mut draft = base.clone();
    draft.method = method.to_vec();
    draft.headers.retain(|header| is(header, "origin"));
    let asked = request.first("access-control-request-headers").unwrap_or_default();
    for name in asked.split(|b| *b == b',').map(<[u8]>::trim_ascii).filter(|name| !name.is_empty())
    {
        let value: &[u8] = if name == b"content-type" { b"application/json" } else { b"x" };
        draft.headers.push(HeaderDraft::set(name, value));
    }
    Some(Sketch { draft, body: None, preflight: true, agent: Agent::AsIs })
}

/// The readings of the body: always as plain bytes, and as what its type says.
fn bodies(request: &ExactRequest) -> Vec<(BodyDraft, Option<&'static str>)> {
    let content = request.content().bytes;
    let chunked = request.has("transfer-encoding");
    let framed = chunked || request.first("content-length").is_some_and(|length| length != b"0");
    if content.is_empty() && !framed {
        return vec![(BodyDraft::None, None)];
    }
    let bytes =
        Source::Bytes(content.get(..content.len().min(MOST_BODY)).unwrap_or_default().to_vec());
    if chunked {
        return vec![(BodyDraft::Stream(bytes.clone()), None), (raw(bytes), None)];
    }
    let mut out = vec![(raw(bytes.clone()), None)];
    if let Source::Bytes(bytes) = &bytes
        && std::str::from_utf8(bytes).is_err()
    {
        out.push((BodyDraft::Raw { media_type: None, source: Source::File(String::new()) }, None));
    }
    if content.len() > MOST_BODY {
        out.push((BodyDraft::Raw { media_type: None, source: Source::File(String::new()) }, None));
        return out;
    }
    let media = request.first("content-type").unwrap_or_default().to_ascii_lowercase();
    let says = |word: &[u8]| media.windows(word.len()).any(|window| window == word);
    if says(b"json") {
        if let Ok(text) = std::str::from_utf8(&content) {
            out.push((BodyDraft::Json(text.to_owned()), Some("JSON")));
        }
    } else if says(b"x-www-form-urlencoded") {
        out.extend(form(&content).map(|body| (body, Some("form"))));
    } else if says(b"multipart/form-data") {
        out.extend(multipart(request, &content).map(|body| (body, Some("multipart"))));
    }
    out
}

fn raw(source: Source) -> BodyDraft {
    BodyDraft::Raw { media_type: None, source }
}

fn form(content: &[u8]) -> Option<BodyDraft> {
    let decode = |text: &[u8]| {
        let spaced: Vec<u8> = text.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
        percent::decode(&spaced)
    };
    let pairs = content
        .split(|b| *b == b'&')
        .map(|pair| {
            let mut halves = pair.splitn(2, |b| *b == b'=');
            Some((decode(halves.next()?), decode(halves.next()?)))
        })
        .collect::<Option<Vec<_>>>()?;
    Some(BodyDraft::Form(pairs))
}

/// The parts between boundaries; only what a draft can say again.
fn multipart(request: &ExactRequest, content: &[u8]) -> Option<BodyDraft> {
    let media = request.first("content-type")?;
    let at = media.windows(9).position(|w| w.eq_ignore_ascii_case(b"boundary="))? + 9;
    let boundary = media.get(at..)?.split(|b| *b == b';').next()?;
    let boundary =
        boundary.strip_prefix(b"\"").and_then(|b| b.strip_suffix(b"\"")).unwrap_or(boundary);
    let line = [b"--".as_slice(), boundary].concat();
    let mut parts = Vec::new();
    let mut rest = content.strip_prefix(line.as_slice())?;
    while !rest.starts_with(b"--") {
        rest = rest.strip_prefix(b"\r\n")?;
        let end = memchr::memmem::find(rest, &[b"\r\n".as_slice(), &line].concat())?;
        parts.push(part(rest.get(..end)?)?);
        rest = rest.get(end + 2 + line.len()..)?;
    }
    Some(BodyDraft::Multipart(parts))
}

fn part(text: &[u8]) -> Option<PartDraft> {
    let split = memchr::memmem::find(text, b"\r\n\r\n")?;
    let head = text.get(..split)?;
    let mut part = PartDraft {
        name: Vec::new(),
        filename: None,
        media_type: None,
        source: Source::Bytes(text.get(split + 4..)?.to_vec()),
        headers: Vec::new(),
    };
    for line in head.split(|b| *b == b'\n').map(<[u8]>::trim_ascii) {
        let mut halves = line.splitn(2, |b| *b == b':');
        let name = halves.next()?.to_ascii_lowercase();
        let value = halves.next()?.trim_ascii();
        match name.as_slice() {
            b"content-disposition" => {
                part.name = quoted(value, b" name=\"")?;
                part.filename = quoted(value, b"filename=\"").map(|text| percent::decode(&text));
            }
            b"content-type" => part.media_type = Some(value.to_vec()),
            _ => {}
        }
    }
    if part.filename.is_none() {
        // Text fields get the type that the client gives them, if any.
        part.media_type = None;
    }
    Some(part)
}

fn quoted(value: &[u8], key: &[u8]) -> Option<Vec<u8>> {
    let start = memchr::memmem::find(value, key)? + key.len();
    let rest = value.get(start..)?;
    Some(rest.get(..memchr::memchr(b'"', rest)?)?.to_vec())
}

/// Authorization as if it came from the auth option.
fn move_auth(draft: &mut Draft) -> bool {
    let Some(at) = draft.headers.iter().position(|header| is(header, "authorization")) else {
        return false;
    };
    let Some(header) = draft.headers.get(at) else { return false };
    let auth = if let Some(token) = header.value.strip_prefix(b"Bearer ") {
        AuthDraft::Bearer(token.to_vec())
    } else if let Some(pair) =
        header.value.strip_prefix(b"Basic ").and_then(|text| STANDARD.decode(text).ok())
    {
        let mut halves = pair.splitn(2, |b| *b == b':').map(<[u8]>::to_vec);
        let user = halves.next().unwrap_or_default();
        AuthDraft::Basic { user, password: halves.next().unwrap_or_default() }
    } else {
        return false;
    };
    draft.auth = auth;
    draft.headers.remove(at);
    true
}

/// Cookie as if it came from the cookie facility.
fn move_cookies(draft: &mut Draft) -> bool {
    let Some(at) = draft.headers.iter().position(|header| is(header, "cookie")) else {
        return false;
    };
    let value = draft.headers.remove(at).value;
    for pair in value.split(|b| *b == b';').map(<[u8]>::trim_ascii) {
        let mut halves = pair.splitn(2, |b| *b == b'=').map(<[u8]>::to_vec);
        let name = halves.next().unwrap_or_default();
        draft.cookies.push(CookieDraft { name, value: halves.next().unwrap_or_default() });
    }
    true
}

/// Whether a habit's value is a product's name.
pub(super) fn is_agent(habit: &Habit) -> bool {
    matches!(habit.value, HabitValue::UserAgent(_))
        || habit.header.eq_ignore_ascii_case("user-agent")
}
