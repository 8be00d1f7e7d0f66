//! Python's own clients: http.client, which writes what it is given, and urllib.request on top of it.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::composer::Line;
use super::manner;
use super::manner::BasicWay;
use super::manner::JsonWay;
use super::manner::Manner;
use super::manner::MethodCase;
use super::manner::TypeWay;
use super::payload::Kind;
use super::prepare::Prepared;
use super::profile::Author;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::redirect;
use super::redirect::Credentials;
use super::redirect::DropsAuth;
use super::redirect::Follows;
use super::redirect::Redirects;
use super::spelling::charset::Charset;
use super::spelling::json;
use super::url::Url;
use crate::model::Surroundings;

const CLIENT_CARD: ProfileCard = ProfileCard::recorded(
    "python-http.client",
    "http.client",
    "Python 3.11",
    "The HTTP client of Python's standard library.",
);

const URLLIB_CARD: ProfileCard = ProfileCard::recorded(
    "python-urllib",
    "urllib.request",
    "Python 3.11",
    "urlopen and Request of Python's standard library.",
);

const CLIENT: Manner = Manner {
    method: MethodCase::Typed,
    fault,
    values: Charset::Latin1,
    basic: BasicWay::ByHand,
    json: JsonWay::Spelled(&json::PYTHON),
    json_type: TypeWay::ByHand("application/json"),
    form_type: TypeWay::ByHand("application/x-www-form-urlencoded"),
    ..manner::PLAIN
};

const FORM: &str = "application/x-www-form-urlencoded";

const URLLIB: Manner = Manner {
    basic: BasicWay::WhenAsked(Charset::Utf8),
    form_type: TypeWay::Own(FORM),
    raw_type: TypeWay::Own(FORM),
    stream_type: TypeWay::Own(FORM),
    ..CLIENT
};

pub(super) static PYTHON_HTTP_CLIENT: Client = Client {
    card: &CLIENT_CARD,
    manner: &CLIENT,
    arrange: arrange_client,
    refuses: NOTHING,
    redirects: &redirect::NEVER,
    habits: &[
        Habit::computed("Host"),
        Habit::fixed("Accept-Encoding", "identity"),
        Habit::with_body("Content-Length"),
    ],
};

/// A redirected request keeps the user's headers, Authorization too.
const REDIRECTS: Redirects = Redirects {
    follows: Follows::NotThePut,
    drops_auth: DropsAuth::Never,
    credentials: Credentials::Behind("user-agent"),
    ..redirect::PLAIN
};

pub(super) static PYTHON_URLLIB: Client = Client {
    card: &URLLIB_CARD,
    manner: &URLLIB,
    arrange: arrange_urllib,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: &[
        Habit::fixed("Accept-Encoding", "identity"),
        Habit::with_body("Content-Type"),
        Habit::with_body("Content-Length"),
        Habit::computed("Host"),
        Habit::agent("User-Agent", "Python-urllib/"),
        Habit::fixed("Connection", "close"),
    ],
};

/// http.client refuses what is not visible ASCII.
fn fault(url: &Url) -> Option<String> {
    let mut bytes = url.path.iter().chain(url.query.iter().flatten());
    match bytes.find(|b| **b <= b' ' || **b >= 0x7f)? {
        0x80.. => Some("it holds a character beyond ASCII (UnicodeEncodeError)".to_owned()),
        _ => Some("it holds a space or a control character (InvalidURL)".to_owned()),
    }
}

/// Methods that http.client expects a body of.
pub(super) fn expects_body(p: &Prepared<'_>) -> bool {
    matches!(p.method.as_slice(), b"PATCH" | b"POST" | b"PUT")
}

/// The framing line that http.client adds where the caller gave none.
pub(super) fn framing(p: &Prepared<'_>) -> Option<Line> {
    if p.body.kind == Kind::Stream {
        let why = Author::Computed("the body's framing");
        return Some(Line::new("Transfer-Encoding", "chunked", why));
    }
    (p.body.given() || expects_body(p)).then(|| p.length("Content-Length"))
}

/// Framing that the caller typed: then http.client adds none, and chunks nothing.
pub(super) fn typed_framing(p: &mut Prepared<'_>) -> bool {
    let typed = p.has("content-length") || p.has("transfer-encoding");
    if typed && !p.has("transfer-encoding") {
        p.body.chunks = None;
    }
    typed
}

/// The user's own lines, with auth and cookies as people write them.
pub(super) fn by_hand(p: &mut Prepared<'_>) -> Vec<Line> {
    p.auth_by_hand();
    p.cookie_by_hand();
    std::mem::take(&mut p.typed)
}

fn arrange_client(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let mut head = Head::default();
    if !p.has("host") {
        head.push(p.host("Host"));
    }
    if !p.has("accept-encoding") {
        head.push(p.own("Accept-Encoding", "identity"));
    }
    if !typed_framing(p) {
        head.lines.extend(framing(p));
    }
    head.lines.extend(by_hand(p));
    head
}

fn arrange_urllib(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let mut head = Head::default();
    let media = p.media("Content-Type").filter(|_| !p.has("content-type"));
    let framed = typed_framing(p);
    // Request.unredirected_hdrs first, then the user's.
    head.lines.extend(media);
    if p.body.given() && !framed {
        head.lines.extend(framing(p));
    }
    if !p.has("host") {
        head.push(p.host("Host"));
    }
    if !p.has("user-agent") {
        head.push(p.own("User-Agent", "Python-urllib/3.11"));
    }
    for line in by_hand(p) {
        head.set(line);
    }
    head.set(p.own("Connection", "close"));
    for line in &mut head.lines {
        line.name = title(&line.name);
    }
    // http.client behind it.
    if !head.has("accept-encoding") {
        head.insert(0, p.own("Accept-Encoding", "identity"));
    }
    if !p.body.given() && !framed && expects_body(p) {
        let line = p.length("Content-Length");
        head.insert(1, line);
    }
    head
}

/// `str.title()`: a capital after everything that is no letter.
fn title(name: &[u8]) -> Vec<u8> {
    let mut after_letter = false;
    name.iter()
        .map(|b| {
            let out = if after_letter { b.to_ascii_lowercase() } else { b.to_ascii_uppercase() };
            after_letter = b.is_ascii_alphabetic();
            out
        })
        .collect()
}
