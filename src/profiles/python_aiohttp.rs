//! aiohttp with yarl: the user's headers right behind Host, every POST typed, escapes normalised.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::composer::Line;
use super::manner;
use super::manner::BasicWay;
use super::manner::JsonWay;
use super::manner::Manner;
use super::manner::TypeWay;
use super::media;
use super::multipart;
use super::multipart::FileType;
use super::multipart::Heads;
use super::multipart::MultipartStyle;
use super::multipart::Quoting;
use super::payload::Kind;
use super::prepare::Prepared;
use super::profile::Author;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::python_requests::ENCODINGS;
use super::redirect;
use super::redirect::Redirects;
use super::spelling::charset::Charset;
use super::spelling::form::PairStyle;
use super::spelling::json;
use super::spelling::percent;
use super::url::Url;
use super::url::without_dots;
use crate::model::Surroundings;

const CARD: ProfileCard =
    ProfileCard::recorded("python-aiohttp", "aiohttp", "3.14.5", "aiohttp's ClientSession.");

const MULTIPART: MultipartStyle = MultipartStyle {
    name: Quoting::Backslash,
    filename: Quoting::Percent(percent::unreserved),
    file_type: FileType::Octets,
    text_type: Some("text/plain; charset=utf-8"),
    heads: Heads::TypeFirst,
    ..multipart::PLAIN
};

const MANNER: Manner = Manner {
    target,
    params: Some(PairStyle { names: param_char, values: param_char, ..manner::PLUS }),
    basic: BasicWay::AtOnce(Charset::Latin1),
    json: JsonWay::Spelled(&json::PYTHON),
    multipart: Some(&MULTIPART),
    raw_type: TypeWay::Own(media::OCTETS),
    stream_type: TypeWay::Own(media::OCTETS),
    ..manner::PLAIN
};

pub(super) static PYTHON_AIOHTTP: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: &[
        Habit::computed("Host"),
        Habit::fixed("Accept", "*/*"),
        Habit::one_of("Accept-Encoding", ENCODINGS),
        Habit::agent("User-Agent", "Python/"),
        Habit::with_body("Content-Length"),
        Habit::with_body("Content-Type"),
    ],
};

const REDIRECTS: Redirects = redirect::PLAIN;

/// What yarl keeps in one query parameter.
fn param_char(b: u8) -> bool {
    percent::unreserved(b) || b"!$'()*,?/:@".contains(&b)
}

fn path_char(b: u8) -> bool {
    percent::unreserved(b) || b"!$'()*,+=&;:@/".contains(&b)
}

fn query_char(b: u8) -> bool {
    path_char(b) || b == b'?'
}

/// yarl's requoting: valid escapes stay in upper case, those of unreserved bytes are undone, a stray `%` is encoded.
fn requote(part: &[u8], keeps: percent::Keeps, plus: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(part.len() + 8);
    let mut rest = part;
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        match (percent::escape_at_start(*first, tail), *first) {
            (Some(byte), _) => {
                if percent::unreserved(byte) {
                    out.push(byte);
                } else {
                    percent::push_escape(&mut out, byte, percent::Hex::Upper);
                }
                rest = tail.get(2..).unwrap_or_default();
            }
            (None, b' ') if plus => out.push(b'+'),
            (None, byte) if keeps(byte) => out.push(byte),
            (None, byte) => percent::push_escape(&mut out, byte, percent::Hex::Upper),
        }
    }
    out
}

fn target(url: &Url) -> Vec<u8> {
    let path = requote(&without_dots(&url.path), path_char, false);
    let query = url
        .query
        .as_deref()
        .filter(|query| !query.is_empty())
        .map(|query| requote(query, query_char, true));
    Url::target(&path, query.as_deref())
}

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let mut head = Head::default();
    let host = p.take("host").unwrap_or_else(|| p.host("Host"));
    head.push(host);
    if p.auth.as_ref().is_some_and(|line| line.value.starts_with(b"Bearer ")) {
        // There is no bearer option: it is a header like any other.
        p.auth_by_hand();
    }
    head.lines.append(&mut p.typed);
    for (name, value) in [
        ("Accept", "*/*"),
        ("Accept-Encoding", "gzip, deflate"),
        ("User-Agent", "Python/3.11 aiohttp/3.14.5"),
    ] {
        head.push_if_absent(p.own(name, value));
    }
    if let Some(line) = p.cookie.take() {
        head.set(line);
    }
    if let Some(line) = p.auth.take() {
        head.set(line);
    }
    entity(p, &mut head);
    head
}

/// Length and type: a stream's type comes before its framing, every other body's length before its type.
fn entity(p: &mut Prepared<'_>, head: &mut Head) {
    let posts = matches!(p.method.as_slice(), b"PATCH" | b"POST" | b"PUT");
    let safe = matches!(p.method.as_slice(), b"GET" | b"HEAD" | b"OPTIONS" | b"TRACE");
    let media =
        p.media("Content-Type").or_else(|| posts.then(|| p.own("Content-Type", media::OCTETS)));
    if p.body.kind == Kind::Stream {
        if let Some(line) = media {
            head.push_if_absent(line);
        }
        let why = Author::Computed("the body's framing");
        head.push_if_absent(Line::new("Transfer-Encoding", "chunked", why));
        return;
    }
    if p.body.given() || !safe {
        head.push_if_absent(p.length("Content-Length"));
    }
    if let Some(line) = media {
        head.push_if_absent(line);
    }
}
