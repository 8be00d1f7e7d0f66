//! `OkHttp` 3: the user's headers, the body's, then `BridgeInterceptor`'s; a String body's type gets a charset.

use super::client::Client;
use super::composer::Head;
use super::composer::Line;
use super::manner;
use super::manner::BasicWay;
use super::manner::Edges;
use super::manner::Manner;
use super::manner::MethodCase;
use super::manner::TypeWay;
use super::multipart;
use super::multipart::FileType;
use super::multipart::Heads;
use super::multipart::MultipartStyle;
use super::multipart::Shape;
use super::payload::Kind;
use super::prepare::Prepared;
use super::profile::Author;
use super::profile::ComposeError;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::redirect;
use super::redirect::Follows;
use super::redirect::Redirects;
use super::redirect::ToGet;
use super::spelling::charset::Charset;
use super::spelling::form::PairStyle;
use super::spelling::percent;
use super::url::Url;
use super::url::without_dots;
use super::whatwg;
use crate::model::BodyDraft;
use crate::model::Source;
use crate::model::Surroundings;

const CARD: ProfileCard =
    ProfileCard::recorded("okhttp", "OkHttp", "3.13.1", "Square's OkHttp for Java and Android.");

const MULTIPART: MultipartStyle = MultipartStyle {
    shape: Shape::Uuid,
    file_type: FileType::Absent,
    heads: Heads::Lengths,
    ..multipart::PLAIN
};

const PAIRS: PairStyle = PairStyle { plus: false, ..manner::keeping(percent::urlencoded) };

const MANNER: Manner = Manner {
    method: MethodCase::Typed,
    target,
    params: Some(PAIRS),
    values: Charset::Ascii,
    edges: Edges::Cut,
    basic: BasicWay::AtOnce(Charset::Latin1Asking),
    json_type: TypeWay::Own("application/json; charset=utf-8"),
    form: PAIRS,
    multipart: Some(&MULTIPART),
    ..manner::PLAIN
};

const REDIRECTS: Redirects =
    Redirects { follows: Follows::NotTheBody, to_get: ToGet::Any, ..redirect::PLAIN };

pub(super) static OKHTTP: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses,
    redirects: &REDIRECTS,
    habits: &[
        Habit::with_body("Content-Type"),
        Habit::with_body("Content-Length"),
        Habit::computed("Host"),
        Habit::fixed("Connection", "Keep-Alive"),
        Habit::fixed("Accept-Encoding", "gzip"),
        Habit::agent("User-Agent", "okhttp/"),
    ],
};

/// `HttpUrl`: as the WHATWG parser, with `^` and `|` encoded in the path.
fn target(url: &Url) -> Vec<u8> {
    let path: Vec<u8> = url.path.iter().map(|b| if *b == b'\\' { b'/' } else { *b }).collect();
    let keeps = |b: u8| percent::whatwg_path(b) && !b"^|".contains(&b);
    let path = percent::encode(&without_dots(&path), keeps);
    Url::target(&path, whatwg::query(url).as_deref())
}

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let media = media_type(p);
    let mut head = Head { lines: std::mem::take(&mut p.typed) };
    if let Some(line) = p.auth.take() {
        head.take("authorization");
        head.push(line);
    }
    if let Some(line) = media {
        head.take("content-type");
        head.push(line);
    }
    let needs = matches!(p.method.as_slice(), b"POST" | b"PUT" | b"PATCH" | b"DELETE");
    if p.body.kind == Kind::Stream {
        let why = Author::Computed("the body's framing");
        head.take("content-length");
        head.push(Line::new("Transfer-Encoding", "chunked", why));
    } else if p.body.given() || needs {
        head.take("content-length");
        head.push(p.length("Content-Length"));
    }
    head.push_if_absent(p.host("Host"));
    head.push_if_absent(p.own("Connection", "Keep-Alive"));
    if !head.has("range") {
        head.push_if_absent(p.own("Accept-Encoding", "gzip"));
    }
    if let Some(line) = p.cookie.take() {
        head.take("cookie");
        head.push(line);
    }
    head.push_if_absent(p.own("User-Agent", "okhttp/3.13.1"));
    head
}

/// The body's type; that of text gets `; charset=utf-8` where it names none.
fn media_type(p: &mut Prepared<'_>) -> Option<Line> {
    if p.body.kind != Kind::Raw {
        return p.media("Content-Type");
    }
    let mut line = p.typed.iter().rfind(|line| line.is("content-type")).cloned()?;
    line.name = b"Content-Type".to_vec();
    let text = matches!(&p.draft.body, BodyDraft::Raw { source: Source::Bytes(bytes), .. } if std::str::from_utf8(bytes).is_ok());
    let named = line.value.windows(8).any(|word| word.eq_ignore_ascii_case(b"charset="));
    if text && !named {
        line.value.extend_from_slice(b"; charset=utf-8");
        p.warnings.push("OkHttp adds `; charset=utf-8` to the type of a String body".to_owned());
    }
    Some(line)
}

fn refuses(p: &Prepared<'_>) -> Result<(), ComposeError> {
    if p.body.given() && (p.is("GET") || p.is("HEAD")) {
        return Err(ComposeError::Body {
            client: CARD.id,
            reason: "its GET and HEAD must not have a body (IllegalArgumentException)".to_owned(),
        });
    }
    Ok(())
}
