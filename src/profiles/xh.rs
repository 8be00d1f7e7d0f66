//! xh: reqwest underneath, with `HTTPie`'s habits and capitalised names.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::composer::Line;
use super::manner;
use super::manner::BasicWay;
use super::manner::Edges;
use super::manner::JsonWay;
use super::manner::Manner;
use super::manner::StreamWay;
use super::manner::TypeWay;
use super::payload::Kind;
use super::prepare::Prepared;
use super::profile::Author;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::redirect;
use super::redirect::Redirects;
use super::rust_reqwest;
use super::spelling::charset::Charset;
use super::spelling::json;
use super::whatwg;
use crate::model::Surroundings;

const CARD: ProfileCard =
    ProfileCard::recorded("xh", "xh", "0.26.3", "The xh command, on reqwest.");

const MANNER: Manner = Manner {
    target: whatwg::target,
    params: Some(manner::WHATWG_FORM),
    edges: Edges::Cut,
    basic: BasicWay::AtOnce(Charset::Utf8),
    json: JsonWay::Spelled(&json::RUST_ORDERED),
    form: manner::WHATWG_FORM,
    multipart: Some(&rust_reqwest::MULTIPART),
    raw_type: TypeWay::Own("application/json"),
    stream: StreamWay::ChunkedUpper,
    stream_type: TypeWay::Own("application/json"),
    ..manner::PLAIN
};

const REDIRECTS: Redirects = redirect::PLAIN;

pub(super) static XH: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: &[
        Habit::fixed("Accept-Encoding", "gzip, deflate, br, zstd"),
        Habit::agent("User-Agent", "xh/"),
        Habit::fixed("Connection", "keep-alive"),
        Habit::one_of("Accept", &["*/*", "application/json, */*;q=0.5"]),
        Habit::with_body("Content-Type"),
        Habit::with_body("Content-Length"),
        Habit::computed("Host"),
    ],
};

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let mut head = Head::default();
    head.push(p.own("Accept-Encoding", "gzip, deflate, br, zstd"));
    head.push(p.own("User-Agent", "xh/0.26.3"));
    head.push(p.own("Connection", "keep-alive"));
    let media = p.media("Content-Type");
    let textual = matches!(p.body.kind, Kind::Json | Kind::Raw | Kind::Stream);
    if textual {
        head.push(p.own("Accept", "application/json, */*;q=0.5"));
    }
    if p.body.kind != Kind::Multipart {
        head.lines.extend(media.clone());
    }
    for line in std::mem::take(&mut p.typed) {
        head.set(line);
    }
    for line in [p.auth.take(), p.cookie.take()].into_iter().flatten() {
        head.set(line);
    }
    if let Some(line) = media {
        head.push_if_absent(line);
    }
    if p.body.kind == Kind::Stream {
        let why = Author::Computed("the body's framing");
        head.push_if_absent(Line::new("Transfer-Encoding", "chunked", why));
    } else if p.body.given() {
        head.push_if_absent(p.length("Content-Length"));
    }
    head.push_if_absent(p.own("Accept", "*/*"));
    head.push_if_absent(p.host("Host"));
    for line in &mut head.lines {
        line.name = title(&line.name);
    }
    head
}

/// hyper's title case: a capital at the start and after each `-`.
fn title(name: &[u8]) -> Vec<u8> {
    let mut start = true;
    name.iter()
        .map(|b| {
            let out = if start { b.to_ascii_uppercase() } else { b.to_ascii_lowercase() };
            start = *b == b'-';
            out
        })
        .collect()
}
