//! Go's net/http: Host, User-Agent, framing, then everything else in canonical case and sorted.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::composer::Line;
use super::manner;
use super::manner::Edges;
use super::manner::JsonWay;
use super::manner::Manner;
use super::manner::MethodCase;
use super::manner::TypeWay;
use super::multipart;
use super::multipart::FileType;
use super::multipart::MultipartStyle;
use super::multipart::Quoting;
use super::multipart::Shape;
use super::payload::Kind;
use super::prepare::Prepared;
use super::profile::Author;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::redirect;
use super::redirect::KeepsType;
use super::redirect::Redirects;
use super::redirect::ToGet;
use super::spelling::form::PairOrder;
use super::spelling::form::PairStyle;
use super::spelling::json;
use super::spelling::percent;
use super::url::Url;
use crate::model::Surroundings;

const CARD: ProfileCard =
    ProfileCard::recorded("go-http", "Go net/http", "1.19", "Go's standard HTTP client.");

const MULTIPART: MultipartStyle = MultipartStyle {
    shape: Shape::Random(multipart::HEX, 60),
    name: Quoting::Backslash,
    filename: Quoting::Backslash,
    file_type: FileType::Octets,
    ..multipart::PLAIN
};

const PAIRS: PairStyle = PairStyle { order: PairOrder::Sorted, ..manner::PLUS };

const MANNER: Manner = Manner {
    method: MethodCase::Typed,
    target,
    fault,
    params: Some(PAIRS),
    edges: Edges::Cut,
    json: JsonWay::Spelled(&json::GO),
    json_type: TypeWay::ByHand("application/json"),
    form: PAIRS,
    multipart: Some(&MULTIPART),
    ..manner::PLAIN
};

const REDIRECTS: Redirects = Redirects {
    to_get: ToGet::Any,
    keeps_type: KeepsType::Always,
    referer: true,
    reshape: |head, _| {
        if let Some(referer) = head.take("referer") {
            // The lines behind User-Agent and framing are sorted; Accept-Encoding is added last of all.
            let free = |line: &Line| {
                !["host", "user-agent", "content-length", "transfer-encoding"]
                    .iter()
                    .any(|name| line.is(name))
            };
            let place = head.lines.iter().position(|line| {
                free(line) && (line.name > referer.name || line.is("accept-encoding"))
            });
            head.insert(place.unwrap_or(usize::MAX), referer);
        }
    },
    ..redirect::PLAIN
};

pub(super) static GO_HTTP: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: &[
        Habit::computed("Host"),
        Habit::agent("User-Agent", "Go-http-client/"),
        Habit::with_body("Content-Length"),
        Habit::with_body("Content-Type"),
        Habit::at_times("Referer"),
        Habit::fixed("Accept-Encoding", "gzip"),
    ],
};

/// A path that is a valid encoding stays; any other is decoded and encoded anew. The query is left alone.
fn target(url: &Url) -> Vec<u8> {
    let valid = |b: &u8| percent::unreserved(*b) || b"!$&'()*+,;=:@[]%/".contains(b);
    if url.path.iter().all(valid) {
        return Url::target(&url.path, url.query.as_deref());
    }
    let path = percent::encode(&percent::decode(&url.path), |b| {
        percent::unreserved(b) || b"$&+,/:;=@".contains(&b)
    });
    Url::target(&path, url.query.as_deref())
}

/// What `url.Parse` refuses.
fn fault(url: &Url) -> Option<String> {
    let control = |b: &u8| *b < b' ' || *b == 0x7f;
    if url.path.iter().chain(url.query.iter().flatten()).any(control) {
        return Some(
            "it holds a control character (net/url: invalid control character in URL)".to_owned(),
        );
    }
    let stray = url.path.iter().enumerate().any(|(at, b)| {
        *b == b'%' && percent::escape_at(url.path.get(at..).unwrap_or_default()).is_none()
    });
    stray.then(|| "its path holds a `%` that starts no escape (invalid URL escape)".to_owned())
}

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    for name in ["host", "content-length", "transfer-encoding"] {
        if p.take(name).is_some() {
            p.warnings.push(format!("Go takes no notice of a `{name}` in Request.Header"));
        }
    }
    let mut head = Head::default();
    head.push(p.host("Host"));
    let agent = p.take("user-agent").unwrap_or_else(|| p.own("User-Agent", "Go-http-client/1.1"));
    head.push(Line { name: b"User-Agent".to_vec(), ..agent });
    if p.body.kind == Kind::Stream {
        let why = Author::Computed("the body's framing");
        head.push(Line::new("Transfer-Encoding", "chunked", why));
    } else if !p.body.bytes.is_empty() || matches!(p.method.as_slice(), b"POST" | b"PUT" | b"PATCH")
    {
        head.push(p.length("Content-Length"));
    }
    let mut rest = Head { lines: std::mem::take(&mut p.typed) };
    if let Some(line) = p.auth.take() {
        rest.set(line);
    }
    rest.lines.extend(p.cookie.take());
    if let Some(line) = p.media("Content-Type") {
        rest.push_if_absent(line);
    }
    for line in &mut rest.lines {
        line.name = canonical(&line.name);
    }
    rest.lines.sort_by(|a, b| a.name.cmp(&b.name));
    let plain = !rest.has("accept-encoding") && !rest.has("range") && !p.is("HEAD");
    head.lines.append(&mut rest.lines);
    if plain {
        head.push(p.own("Accept-Encoding", "gzip"));
    }
    head
}

/// `textproto.CanonicalMIMEHeaderKey`; a name that is no token stays.
fn canonical(name: &[u8]) -> Vec<u8> {
    if !name.iter().all(|b| crate::wire::is_token_byte(*b)) {
        return name.to_vec();
    }
    let mut start = true;
    name.iter()
        .map(|b| {
            let out = if start { b.to_ascii_uppercase() } else { b.to_ascii_lowercase() };
            start = *b == b'-';
            out
        })
        .collect()
}
