//! Ruby's `Net::HTTP`: four lines of its own, then the user's, capitalised.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::composer::Line;
use super::manner;
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
use super::spelling::json;
use super::spelling::percent;
use super::url::Url;
use crate::model::Surroundings;

const CARD: ProfileCard = ProfileCard::recorded(
    "ruby-net-http",
    "Ruby Net::HTTP",
    "Ruby 3.1",
    "Ruby's standard HTTP client.",
);

const MULTIPART: MultipartStyle = MultipartStyle {
    shape: Shape::Random(multipart::URL_SAFE, 54),
    name: Quoting::Backslash,
    filename: Quoting::Backslash,
    file_type: FileType::Octets,
    ..multipart::PLAIN
};

const FORM: &str = "application/x-www-form-urlencoded";

const MANNER: Manner = Manner {
    method: MethodCase::Upper,
    fault,
    params: Some(manner::WHATWG_FORM),
    json: JsonWay::Spelled(&json::RUBY),
    json_type: TypeWay::ByHand("application/json"),
    form: manner::WHATWG_FORM,
    multipart: Some(&MULTIPART),
    raw_type: TypeWay::Own(FORM),
    stream_type: TypeWay::Own(FORM),
    ..manner::PLAIN
};

pub(super) static RUBY_NET_HTTP: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &redirect::NEVER,
    habits: &[
        Habit::fixed("Accept-Encoding", "gzip;q=1.0,deflate;q=0.6,identity;q=0.3"),
        Habit::fixed("Accept", "*/*"),
        Habit::agent("User-Agent", "Ruby"),
        Habit::computed("Host"),
        Habit::with_body("Content-Type"),
        Habit::with_body("Content-Length"),
    ],
};

/// `URI()` takes RFC 3986 only.
fn fault(url: &Url) -> Option<String> {
    let target = Url::target(&url.path, url.query.as_deref());
    let fine = target.iter().enumerate().all(|(at, b)| match b {
        b'%' => percent::escape_at(target.get(at..).unwrap_or_default()).is_some(),
        b => percent::unreserved(*b) || b"!$&'()*+,;=:@/?".contains(b),
    });
    (!fine).then(|| "it is not RFC 3986 (URI::InvalidURIError)".to_owned())
}

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let mut head = Head::default();
    head.push(p.own("Accept-Encoding", "gzip;q=1.0,deflate;q=0.6,identity;q=0.3"));
    head.push(p.own("Accept", "*/*"));
    head.push(p.own("User-Agent", "Ruby"));
    head.push(p.host("Host"));
    p.auth_by_hand();
    p.cookie_by_hand();
    for line in std::mem::take(&mut p.typed) {
        head.set(line);
    }
    entity(p, &mut head);
    for line in &mut head.lines {
        line.name = capitalized(&line.name);
    }
    head
}

/// A form's type is set with the form; a type that the user forgot comes last.
fn entity(p: &mut Prepared<'_>, head: &mut Head) {
    let media = p.media("Content-Type");
    let set_early = matches!(p.body.kind, Kind::Form | Kind::Multipart);
    if set_early && let Some(line) = media.clone() {
        head.push_if_absent(line);
    }
    let posts = matches!(p.method.as_slice(), b"POST" | b"PUT" | b"PATCH");
    if p.body.kind == Kind::Stream {
        let why = Author::Computed("the body's framing");
        head.push_if_absent(Line::new("Transfer-Encoding", "chunked", why));
    } else if p.body.given() || posts {
        head.set(p.length("Content-Length"));
    }
    if p.body.given() || posts {
        head.push_if_absent(media.unwrap_or_else(|| p.own("Content-Type", FORM)));
    }
}

/// `split("-").map(&:capitalize).join("-")`.
fn capitalized(name: &[u8]) -> Vec<u8> {
    let mut start = true;
    name.iter()
        .map(|b| {
            let out = if start { b.to_ascii_uppercase() } else { b.to_ascii_lowercase() };
            start = *b == b'-';
            out
        })
        .collect()
}
