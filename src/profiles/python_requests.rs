//! python-requests over urllib3 and http.client: session defaults first, the user's headers merged in, framing behind.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::composer::Line;
use super::manner;
use super::manner::BasicWay;
use super::manner::JsonWay;
use super::manner::Manner;
use super::multipart;
use super::multipart::FileType;
use super::multipart::MultipartStyle;
use super::payload::Kind;
use super::prepare::Prepared;
use super::profile::Author;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::python_url;
use super::redirect;
use super::redirect::Redirects;
use super::redirect::ToGet;
use super::spelling::charset::Charset;
use super::spelling::json;
use crate::model::AuthDraft;
use crate::model::HeaderMode;
use crate::model::Surroundings;

const CARD: ProfileCard = ProfileCard {
    id: "python-requests",
    name: "python-requests",
    version: "2.34.2",
    about: "The requests library on urllib3 2.x, without brotli and zstandard installed.",
    documented_only: false,
};

const MULTIPART: MultipartStyle =
    MultipartStyle { file_type: FileType::Absent, ..multipart::PLAIN };

pub(super) const MANNER: Manner = Manner {
    target: python_url::requests_target,
    values: Charset::Latin1,
    basic: BasicWay::AtOnce(Charset::Latin1),
    json: JsonWay::Spelled(&json::PYTHON),
    multipart: Some(&MULTIPART),
    ..manner::PLAIN
};

const REDIRECTS: Redirects = Redirects { to_get: ToGet::Any, ..redirect::PLAIN };

/// With brotli and zstandard installed, more is accepted; httpx and aiohttp write the same lists.
pub(super) const ENCODINGS: &[&str] =
    &["gzip, deflate", "gzip, deflate, br", "gzip, deflate, zstd", "gzip, deflate, br, zstd"];

pub(super) static PYTHON_REQUESTS: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: &[
        Habit::computed("Host"),
        Habit::agent("User-Agent", "python-requests/"),
        Habit::one_of("Accept-Encoding", ENCODINGS),
        Habit::fixed("Accept", "*/*"),
        Habit::fixed("Connection", "keep-alive"),
        Habit::computed("Content-Length"),
        Habit::with_body("Content-Type"),
    ],
};

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    token_by_hand(p);
    let head = session(p);
    prepared_head(p, head)
}

/// There is no option for tokens and keys: people write the header.
pub(super) fn token_by_hand(p: &mut Prepared<'_>) {
    if matches!(p.draft.auth, AuthDraft::Bearer(_) | AuthDraft::ApiKey { .. }) {
        p.auth_by_hand();
    }
}

/// The headers of a new session, without those that the user set to `None`.
pub(super) fn session(p: &Prepared<'_>) -> Head {
    let lines = [
        ("User-Agent", "python-requests/2.34.2"),
        ("Accept-Encoding", "gzip, deflate"),
        ("Accept", "*/*"),
        ("Connection", "keep-alive"),
    ]
    .map(|(name, value)| p.own(name, value));
    Head { lines: lines.into_iter().filter(|line| !removed_line(p, line)).collect() }
}

/// Whether the user set that header to `None`.
pub(super) fn removed_line(p: &Prepared<'_>, line: &Line) -> bool {
    p.draft.headers.iter().any(|header| {
        header.mode == HeaderMode::Remove && header.name.eq_ignore_ascii_case(&line.name)
    })
}

/// `PreparedRequest.prepare` and urllib3's `request` behind it: cookies, framing, type, auth; then Host in front.
pub(super) fn prepared_head(p: &mut Prepared<'_>, mut head: Head) -> Head {
    for line in std::mem::take(&mut p.typed) {
        head.set(line);
    }
    if let Some(cookie) = p.cookie.take() {
        // The jar writes nothing where a Cookie header was typed.
        head.push_if_absent(cookie);
    }
    let framing = framing(p);
    if let Some(line) = framing {
        match head.lines.iter_mut().find(|typed| typed.is("content-length")) {
            Some(typed) if line.is("content-length") && p.body.given() => typed.value = line.value,
            Some(_) => {}
            None => head.push(line),
        }
    }
    if let Some(line) = p.media("Content-Type").filter(|_| !p.body.bytes.is_empty()) {
        head.push_if_absent(line);
    }
    if let Some(line) = p.auth.take() {
        head.set(line);
    }
    in_front(p, &mut head);
    head
}

fn framing(p: &Prepared<'_>) -> Option<Line> {
    if p.body.kind == Kind::Stream {
        let why = Author::Computed("the body's framing");
        return Some(Line::new("Transfer-Encoding", "chunked", why));
    }
    let safe = p.is("GET") || p.is("HEAD");
    // An empty body is no body to requests.
    (!p.body.bytes.is_empty() || !safe).then(|| p.length("Content-Length"))
}

/// What urllib3 and http.client put before the headers that they are given.
fn in_front(p: &Prepared<'_>, head: &mut Head) {
    let mut at = 0;
    if !head.has("host") {
        head.insert(at, p.host("Host"));
        at += 1;
    }
    if !head.has("accept-encoding") {
        head.insert(
            at,
            Line::new("Accept-Encoding", "identity", Author::Computed("http.client's default")),
        );
        at += 1;
    }
    if !head.has("user-agent") {
        let agent =
            Line::new("User-Agent", "python-urllib3/2.8.0", Author::Computed("urllib3's default"));
        head.insert(at, agent);
    }
}
