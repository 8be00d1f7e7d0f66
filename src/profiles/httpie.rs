//! `HTTPie`: requests underneath, with its own headers taken out and put behind the rest.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::composer::Line;
use super::manner::BasicWay;
use super::manner::Edges;
use super::manner::Manner;
use super::manner::TypeWay;
use super::multipart;
use super::multipart::MultipartStyle;
use super::payload::Kind;
use super::prepare::Prepared;
use super::profile::Author;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::python_requests;
use super::redirect;
use super::redirect::Redirects;
use super::redirect::ToGet;
use super::spelling::charset::Charset;
use crate::model::Surroundings;

const CARD: ProfileCard =
    ProfileCard::recorded("httpie", "HTTPie", "3.2.4", "The http command, on python-requests.");

const MANNER: Manner = Manner {
    values: Charset::Utf8,
    edges: Edges::Cut,
    basic: BasicWay::AtOnce(Charset::Utf8),
    form_type: TypeWay::Own("application/x-www-form-urlencoded; charset=utf-8"),
    raw_type: TypeWay::Own("application/json"),
    stream_type: TypeWay::Own("application/json"),
    multipart: Some(&MULTIPART),
    ..python_requests::MANNER
};

/// requests-toolbelt's encoder; a file's type is guessed.
const MULTIPART: MultipartStyle = multipart::PLAIN;

const REDIRECTS: Redirects = Redirects { to_get: ToGet::Any, ..redirect::PLAIN };

pub(super) static HTTPIE: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: &[
        Habit::computed("Host"),
        Habit::fixed("Accept-Encoding", "gzip, deflate"),
        Habit::one_of("Accept", &["*/*", "application/json, */*;q=0.5"]),
        Habit::fixed("Connection", "keep-alive"),
        Habit::computed("Content-Length"),
        Habit::agent("User-Agent", "HTTPie/"),
        Habit::with_body("Content-Type"),
    ],
};

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    // What HTTPie itself hands to requests, in its order.
    let mut explicit = Head::default();
    explicit.push(p.own("User-Agent", "HTTPie/3.2.4"));
    let data = !p.body.bytes.is_empty() || p.body.kind == Kind::Stream;
    if data && matches!(p.body.kind, Kind::Json | Kind::Raw | Kind::Stream) {
        explicit.push(p.own("Accept", "application/json, */*;q=0.5"));
    }
    let media = p.media("Content-Type").filter(|_| data || p.body.kind == Kind::Form);
    p.body.media = None;
    explicit.lines.extend(media);
    for line in std::mem::take(&mut p.typed) {
        explicit.set(line);
    }
    if let Some(line) = p.cookie.take() {
        explicit.push_if_absent(line);
    }
    explicit
        .lines
        .retain(|line| line.author == Author::You || !python_requests::removed_line(p, line));
    let mut head = python_requests::session(p);
    p.typed.clone_from(&explicit.lines);
    head = python_requests::prepared_head(p, head);
    if p.is("OPTIONS") && !data {
        // HTTPie takes back the length that requests gives an OPTIONS.
        head.lines.retain(|line| !line.is("content-length") || line.author == Author::You);
    }
    let (own, rest): (Vec<Line>, Vec<Line>) = head.lines.into_iter().partition(|line| {
        explicit.lines.iter().any(|own| own.name == line.name && own.value == line.value)
    });
    Head { lines: rest.into_iter().chain(own).collect() }
}
