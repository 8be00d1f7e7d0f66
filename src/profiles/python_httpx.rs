//! httpx over h11: a typed header takes the default's line away and stands at the end.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::composer::Line;
use super::manner;
use super::manner::BasicWay;
use super::manner::Edges;
use super::manner::JsonWay;
use super::manner::Manner;
use super::manner::ParamsWay;
use super::multipart;
use super::multipart::MultipartStyle;
use super::multipart::Quoting;
use super::payload::Kind;
use super::prepare::Prepared;
use super::profile::Author;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::python_requests::ENCODINGS;
use super::python_requests::token_by_hand;
use super::redirect;
use super::redirect::KeepsType;
use super::redirect::Redirects;
use super::redirect::ToGet;
use super::spelling::charset::Charset;
use super::spelling::json;
use super::spelling::percent;
use super::url::Url;
use super::url::without_dots;
use crate::model::Surroundings;

const CARD: ProfileCard =
    ProfileCard::recorded("python-httpx", "httpx", "0.28.1", "The httpx library over HTTP/1.1.");

const MULTIPART: MultipartStyle = MultipartStyle {
    name: Quoting::HtmlAndBackslash,
    filename: Quoting::HtmlAndBackslash,
    ..multipart::PLAIN
};

const MANNER: Manner = Manner {
    target,
    params_way: ParamsWay::Replace,
    values: Charset::Ascii,
    edges: Edges::Refused,
    basic: BasicWay::AtOnce(Charset::Utf8),
    json: JsonWay::Spelled(&json::PYTHON_COMPACT),
    multipart: Some(&MULTIPART),
    ..manner::PLAIN
};

const REDIRECTS: Redirects = Redirects {
    to_get: ToGet::Any,
    keeps_type: KeepsType::Always,
    // The jar alone decides about cookies from here on.
    reshape: |head, _| {
        head.take("cookie");
    },
    ..redirect::PLAIN
};

pub(super) static PYTHON_HTTPX: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: &[
        Habit::computed("Host"),
        Habit::fixed("Accept", "*/*"),
        Habit::one_of("Accept-Encoding", ENCODINGS),
        Habit::fixed("Connection", "keep-alive"),
        Habit::agent("User-Agent", "python-httpx/"),
        Habit::with_body("Content-Length"),
        Habit::with_body("Content-Type"),
    ],
};

/// Escapes stay, in whatever case; the quote set is nearly WHATWG's.
fn target(url: &Url) -> Vec<u8> {
    let path = percent::encode(&without_dots(&url.path), percent::whatwg_path);
    let query = url.query.as_deref().map(|query| percent::encode(query, percent::whatwg_raw_query));
    Url::target(&path, query.as_deref())
}

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    token_by_hand(p);
    let mut head = Head::default();
    for (name, value) in [
        ("Accept", "*/*"),
        ("Accept-Encoding", "gzip, deflate"),
        ("Connection", "keep-alive"),
        ("User-Agent", "python-httpx/0.28.1"),
    ] {
        if !p.has(name) {
            head.push(p.own(name, value));
        }
    }
    let host = p.take("host").unwrap_or_else(|| p.host("Host"));
    let expects = matches!(p.method.as_slice(), b"POST" | b"PUT" | b"PATCH");
    let framed = p.has("content-length") || p.has("transfer-encoding");
    if p.body.bytes.is_empty() && expects && !framed {
        head.insert(0, p.length("Content-Length"));
    }
    head.insert(0, host);
    head.lines.append(&mut p.typed);
    if let Some(line) = p.cookie.take() {
        head.push_if_absent(line);
    }
    let framing = match p.body.kind {
        Kind::Stream => {
            Some(Line::new("Transfer-Encoding", "chunked", Author::Computed("the body's framing")))
        }
        _ if p.body.bytes.is_empty() => None,
        _ => Some(p.length("Content-Length")),
    };
    if framed && !head.has("transfer-encoding") {
        p.body.chunks = None;
    }
    if let Some(line) = framing.filter(|_| !framed) {
        head.push(line);
    }
    if let Some(line) = p.media("Content-Type").filter(|_| !p.body.bytes.is_empty()) {
        head.push_if_absent(line);
    }
    if let Some(line) = p.auth.take() {
        head.set(line);
    }
    head
}
