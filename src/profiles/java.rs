//! The JDK's two clients: java.net.http.HttpClient and `HttpURLConnection`.

use super::client::Client;
use super::composer::Head;
use super::composer::Line;
use super::java_uri;
use super::manner;
use super::manner::BasicWay;
use super::manner::Edges;
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
use super::redirect::KeepsType;
use super::redirect::Redirects;
use super::redirect::ToGet;
use super::spelling::charset::Charset;
use crate::model::Surroundings;

const CLIENT_CARD: ProfileCard = ProfileCard::recorded(
    "java-httpclient",
    "java.net.http.HttpClient",
    "17.0.15",
    "The JDK's HttpClient, not told to leave HTTP/2 alone.",
);

const CONNECTION_CARD: ProfileCard = ProfileCard::recorded(
    "java-httpurlconnection",
    "HttpURLConnection",
    "17.0.15",
    "The JDK's old client, with UTF-8 as its default charset.",
);

const SETTINGS: &str = "AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA";
const FORM: &str = "application/x-www-form-urlencoded";

const CLIENT: Manner = Manner {
    method: MethodCase::Typed,
    target: java_uri::target_without_empty_query,
    fault: java_uri::fault,
    params: Some(manner::WHATWG_FORM),
    values: Charset::AsciiAskingLatin1,
    edges: Edges::Cut,
    basic: BasicWay::WhenAsked(Charset::Latin1Asking),
    json_type: TypeWay::ByHand("application/json"),
    form: manner::WHATWG_FORM,
    form_type: TypeWay::ByHand(FORM),
    ..manner::PLAIN
};

const CONNECTION: Manner = Manner {
    method: MethodCase::Typed,
    target: manner::as_typed,
    fault: |_| None,
    values: Charset::Utf8,
    edges: Edges::Kept,
    form_type: TypeWay::Own(FORM),
    raw_type: TypeWay::Own(FORM),
    stream_type: TypeWay::Own(FORM),
    ..CLIENT
};

const CLIENT_REDIRECTS: Redirects = Redirects {
    drops_auth: DropsAuth::Never,
    keeps_type: KeepsType::Always,
    credentials: Credentials::First,
    reshape: |head, hop| {
        if hop.emptied {
            let line = super::prepare::length("Content-Length", 0);
            let place = head.place("connection").map_or(0, |at| at + 1);
            head.insert(place, line);
        }
    },
    ..redirect::PLAIN
};

const CONNECTION_REDIRECTS: Redirects = Redirects {
    to_get: ToGet::Any,
    credentials: Credentials::Behind("connection"),
    ..redirect::PLAIN
};

pub(super) static JAVA_HTTPCLIENT: Client = Client {
    card: &CLIENT_CARD,
    manner: &CLIENT,
    arrange: arrange_client,
    refuses: refuses_name,
    redirects: &CLIENT_REDIRECTS,
    habits: &[
        Habit::fixed("Connection", "Upgrade, HTTP2-Settings"),
        Habit::computed("Content-Length"),
        Habit::computed("Host"),
        Habit::computed("HTTP2-Settings"),
        Habit::fixed("Upgrade", "h2c"),
        Habit::agent("User-Agent", "Java-http-client/"),
    ],
};

pub(super) static JAVA_HTTPURLCONNECTION: Client = Client {
    card: &CONNECTION_CARD,
    manner: &CONNECTION,
    arrange: arrange_connection,
    refuses: refuses_method,
    redirects: &CONNECTION_REDIRECTS,
    habits: &[
        Habit::agent("User-Agent", "Java/"),
        Habit::computed("Host"),
        Habit::fixed("Accept", "text/html, image/gif, image/jpeg, */*; q=0.2"),
        Habit::fixed("Connection", "keep-alive"),
        Habit::with_body("Content-type"),
        Habit::with_body("Content-Length"),
    ],
};

fn arrange_client(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let mut head = Head::default();
    let upgrade = p.url.scheme == b"http";
    if upgrade {
        head.push(p.own("Connection", "Upgrade, HTTP2-Settings"));
    }
    if p.body.kind != Kind::Stream {
        head.push(p.length("Content-Length"));
    }
    head.push(p.host("Host"));
    if upgrade {
        head.push(p.own("HTTP2-Settings", SETTINGS));
    }
    if p.body.kind == Kind::Stream {
        let why = Author::Computed("the body's framing");
        head.push(Line::new("Transfer-encoding", "chunked", why));
    }
    if upgrade {
        head.push(p.own("Upgrade", "h2c"));
    }
    if !p.has("user-agent") {
        head.push(p.own("User-Agent", "Java-http-client/17.0.15"));
    }
    versioned_cookie(p);
    let mut rest = Head { lines: std::mem::take(&mut p.typed) };
    rest.lines.extend(p.auth.take());
    if let Some(line) = p.cookie.take() {
        rest.push_if_absent(line);
    }
    rest.lines.sort_by_key(|line| line.name.to_ascii_lowercase());
    head.lines.append(&mut rest.lines);
    head
}

fn arrange_connection(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    if p.is("GET") && p.body.given() {
        p.warnings.push("HttpURLConnection turns a GET with a body into a POST".to_owned());
        p.method = b"POST".to_vec();
    }
    for name in
        ["host", "connection", "content-length", "transfer-encoding", "expect", "te", "upgrade"]
    {
        if p.take(name).is_some() {
            p.warnings.push(format!("HttpURLConnection drops a restricted `{name}` in silence"));
        }
    }
    versioned_cookie(p);
    let mut head = Head { lines: std::mem::take(&mut p.typed) };
    head.lines.extend(p.auth.take());
    head.push_if_absent(p.own("User-Agent", "Java/17.0.15"));
    head.push(p.host("Host"));
    head.push_if_absent(p.own("Accept", "text/html, image/gif, image/jpeg, */*; q=0.2"));
    head.push(p.own("Connection", "keep-alive"));
    if p.body.given() {
        if !p.is("PUT")
            && let Some(line) = p.media("Content-type")
        {
            head.push_if_absent(line);
        }
        if p.body.kind == Kind::Stream {
            let why = Author::Computed("the body's framing");
            head.push(Line::new("Transfer-Encoding", "chunked", why));
        } else {
            head.push(p.length("Content-Length"));
        }
    }
    head.lines.extend(p.cookie.take());
    head
}

/// `CookieManager` writes cookies that were built in code as version 1 (RFC 2965).
fn versioned_cookie(p: &mut Prepared<'_>) {
    let Some(line) = &mut p.cookie else { return };
    let cookies: Vec<Vec<u8>> = p
        .draft
        .cookies
        .iter()
        .map(|cookie| [cookie.name.as_slice(), b"=\"", &cookie.value, b"\";$Path=\"/\""].concat())
        .collect();
    line.value = [b"$Version=\"1\"; ".as_slice(), &cookies.join(&b"; "[..])].concat();
}

fn refuses_name(p: &Prepared<'_>) -> Result<(), ComposeError> {
    const RESTRICTED: [&str; 5] = ["connection", "content-length", "expect", "host", "upgrade"];
    match RESTRICTED.into_iter().find(|name| p.has(name)) {
        None => Ok(()),
        Some(name) => Err(ComposeError::Header {
            client: CLIENT_CARD.id,
            name: name.to_owned(),
            reason: "the name is restricted (IllegalArgumentException)".to_owned(),
        }),
    }
}

fn refuses_method(p: &Prepared<'_>) -> Result<(), ComposeError> {
    const METHODS: [&str; 7] = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"];
    if METHODS.iter().any(|method| p.is(method)) {
        return Ok(());
    }
    Err(ComposeError::Body {
        client: CONNECTION_CARD.id,
        reason: "it knows no such method (ProtocolException: Invalid HTTP method)".to_owned(),
    })
}
