//! Apache `HttpClient` 4.5: the user's headers, then what each of its request interceptors adds.

use super::client::Client;
use super::composer::Head;
use super::composer::Line;
use super::java_uri;
use super::manner;
use super::manner::BasicWay;
use super::manner::Manner;
use super::manner::MethodCase;
use super::manner::TypeWay;
use super::payload::Kind;
use super::prepare::Prepared;
use super::profile::Author;
use super::profile::ComposeError;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::redirect;
use super::redirect::Credentials;
use super::redirect::DropsAuth;
use super::redirect::Follows;
use super::redirect::Redirects;
use super::spelling::charset::Charset;
use super::url::Url;
use crate::model::Surroundings;

const CARD: ProfileCard = ProfileCard::recorded(
    "apache-httpclient",
    "Apache HttpClient",
    "4.5.14",
    "Apache HttpComponents' client 4.5, without httpmime.",
);

const MANNER: Manner = Manner {
    method: MethodCase::Typed,
    target,
    fault: java_uri::fault,
    params: Some(manner::WHATWG_FORM),
    values: Charset::Latin1Asking,
    basic: BasicWay::WhenAsked(Charset::AsciiAsking),
    json_type: TypeWay::Own("application/json; charset=UTF-8"),
    form: manner::WHATWG_FORM,
    form_type: TypeWay::Own("application/x-www-form-urlencoded; charset=UTF-8"),
    ..manner::PLAIN
};

const REDIRECTS: Redirects = Redirects {
    follows: Follows::SafeOnly,
    drops_auth: DropsAuth::Never,
    credentials: Credentials::Behind("accept-encoding"),
    ..redirect::PLAIN
};

pub(super) static APACHE_HTTPCLIENT: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses,
    redirects: &REDIRECTS,
    habits: &[
        Habit::with_body("Content-Length"),
        Habit::with_body("Content-Type"),
        Habit::computed("Host"),
        Habit::fixed("Connection", "Keep-Alive"),
        Habit::agent("User-Agent", "Apache-HttpClient/"),
        Habit::fixed("Accept-Encoding", "gzip,deflate"),
    ],
};

/// A `java.net.URI` whose double slashes become single ones.
fn target(url: &Url) -> Vec<u8> {
    let mut path = Vec::with_capacity(url.path.len());
    for byte in &url.path {
        if !(*byte == b'/' && path.last() == Some(&b'/')) {
            path.push(*byte);
        }
    }
    Url::target(&path, url.query.as_deref())
}

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let mut head = Head { lines: std::mem::take(&mut p.typed) };
    head.lines.extend(p.auth.take());
    if p.body.kind == Kind::Stream {
        let why = Author::Computed("the body's framing");
        head.push(Line::new("Transfer-Encoding", "chunked", why));
    } else if p.body.given() || matches!(p.method.as_slice(), b"POST" | b"PUT" | b"PATCH") {
        head.push(p.length("Content-Length"));
    }
    if let Some(line) = p.media("Content-Type") {
        head.push_if_absent(line);
    }
    head.push_if_absent(p.host("Host"));
    head.push_if_absent(p.own("Connection", "Keep-Alive"));
    head.push_if_absent(p.own("User-Agent", "Apache-HttpClient/4.5.14 (Java/17.0.15)"));
    head.lines.extend(p.cookie.take());
    head.push_if_absent(p.own("Accept-Encoding", "gzip,deflate"));
    head
}

fn refuses(p: &Prepared<'_>) -> Result<(), ComposeError> {
    match ["content-length", "transfer-encoding"].into_iter().find(|name| p.has(name)) {
        None => Ok(()),
        Some(name) => Err(ComposeError::Header {
            client: CARD.id,
            name: name.to_owned(),
            reason: "it is the client's to set (ProtocolException: header already present)"
                .to_owned(),
        }),
    }
}
