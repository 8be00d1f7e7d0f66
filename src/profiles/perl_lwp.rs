//! Perl's LWP: TE and Connection, then all headers in `HTTP::Headers`' "good practice" order.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::composer::Line;
use super::manner;
use super::manner::BasicWay;
use super::manner::Manner;
use super::manner::MethodCase;
use super::manner::TypeWay;
use super::media;
use super::multipart;
use super::multipart::MultipartStyle;
use super::multipart::Quoting;
use super::multipart::Shape;
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
use super::spelling::percent;
use super::url::Url;
use crate::model::Surroundings;

const CARD: ProfileCard =
    ProfileCard::recorded("perl-lwp", "libwww-perl", "6.68", "Perl's LWP::UserAgent.");

const MULTIPART: MultipartStyle = MultipartStyle {
    prefix: "xYzZY",
    shape: Shape::Fixed,
    name: Quoting::Backslash,
    filename: Quoting::Backslash,
    ..multipart::PLAIN
};

const FORM: &str = "application/x-www-form-urlencoded";

const MANNER: Manner = Manner {
    method: MethodCase::Typed,
    target,
    params: Some(manner::PLUS),
    values: Charset::Latin1OrUtf8,
    basic: BasicWay::WhenAsked(Charset::Utf8),
    json_type: TypeWay::ByHand("application/json"),
    multipart: Some(&MULTIPART),
    raw_type: TypeWay::Own(FORM),
    stream_type: TypeWay::Own(media::OCTETS),
    ..manner::PLAIN
};

/// Only GET and HEAD are redirectable; nothing is left behind.
const REDIRECTS: Redirects = Redirects {
    follows: Follows::SafeOnly,
    drops_auth: DropsAuth::Never,
    credentials: Credentials::Before("host"),
    ..redirect::PLAIN
};

pub(super) static PERL_LWP: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: &[
        Habit::fixed("TE", "deflate,gzip;q=0.3"),
        Habit::fixed("Connection", "TE, close"),
        Habit::computed("Host"),
        Habit::agent("User-Agent", "libwww-perl/"),
        Habit::with_body("Content-Length"),
        Habit::with_body("Content-Type"),
        Habit::sometimes("Cookie2", "$Version=\"1\""),
    ],
};

/// The order of `HTTP::Headers`; what is not in it comes behind, by the alphabet.
const ORDER: &[&str] = &[
    "cache-control",
    "connection",
    "date",
    "pragma",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "warning",
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "authorization",
    "expect",
    "from",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "max-forwards",
    "proxy-authorization",
    "range",
    "referer",
    "te",
    "user-agent",
    "accept-ranges",
    "age",
    "etag",
    "location",
    "proxy-authenticate",
    "retry-after",
    "server",
    "vary",
    "www-authenticate",
    "allow",
    "content-encoding",
    "content-language",
    "content-length",
    "content-location",
    "content-md5",
    "content-range",
    "content-type",
    "expires",
    "last-modified",
];

/// `URI->new`: what is no URI character is encoded, `%` is left.
fn target(url: &Url) -> Vec<u8> {
    let keeps = |b: u8| b.is_ascii_alphanumeric() || b"-_.!~*'();/?:@&=+$,%".contains(&b);
    let query = url.query.as_deref().map(|query| percent::encode(query, keeps));
    Url::target(&percent::encode(&url.path, keeps), query.as_deref())
}

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let mut rest = Head { lines: std::mem::take(&mut p.typed) };
    rest.push_if_absent(p.host("Host"));
    rest.push_if_absent(p.own("User-Agent", "libwww-perl/6.68"));
    if let Some(line) = p.auth.take() {
        rest.set(line);
    }
    if let Some(line) = p.cookie.take() {
        rest.set(line);
        rest.push_if_absent(p.own("Cookie2", "$Version=\"1\""));
    }
    let media =
        p.media("Content-Type").or_else(|| p.is("POST").then(|| p.own("Content-Type", FORM)));
    if let Some(line) = media {
        rest.push_if_absent(line);
    }
    if p.body.kind != Kind::Stream && (p.body.given() || p.is("POST")) {
        rest.push_if_absent(p.length("Content-Length"));
    }
    let rank = |line: &Line| ORDER.iter().position(|name| line.is(name)).unwrap_or(ORDER.len());
    rest.lines.sort_by_key(|line| (rank(line), line.name.to_ascii_lowercase()));
    for line in &mut rest.lines {
        line.name = standard_case(&line.name);
    }
    let mut head = Head::default();
    for (name, value) in [("TE", "deflate,gzip;q=0.3"), ("Connection", "TE, close")] {
        if !rest.has(name) {
            head.push(p.own(name, value));
        }
    }
    head.lines.append(&mut rest.lines);
    if p.body.kind == Kind::Stream {
        let why = Author::Computed("the body's framing");
        head.push_if_absent(Line::new("Transfer-Encoding", "chunked", why));
    }
    head
}

/// `s/\b(\w)/\u$1/g`: the first letter of each word becomes a capital, the others stay; known names have their own.
fn standard_case(name: &[u8]) -> Vec<u8> {
    let known = ORDER.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
    if known && name.eq_ignore_ascii_case(b"te") {
        return b"TE".to_vec();
    }
    let mut start = true;
    name.iter()
        .map(|b| {
            let out = match (start, known) {
                (true, _) => b.to_ascii_uppercase(),
                (false, true) => b.to_ascii_lowercase(),
                (false, false) => *b,
            };
            start = !(b.is_ascii_alphanumeric() || *b == b'_');
            out
        })
        .collect()
}
