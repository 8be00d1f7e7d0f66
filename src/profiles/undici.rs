//! undici: Node's built-in fetch, npm's fetch, and `undici.request`.

use super::client::Client;
use super::composer::Head;
use super::composer::Line;
use super::manner;
use super::manner::BasicWay;
use super::manner::Edges;
use super::manner::JsonWay;
use super::manner::Manner;
use super::manner::MethodCase;
use super::manner::ParamsWay;
use super::manner::TypeWay;
use super::multipart;
use super::multipart::FileType;
use super::multipart::MultipartStyle;
use super::multipart::Shape;
use super::payload::Kind;
use super::prepare::Prepared;
use super::profile::Author;
use super::profile::ComposeError;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::redirect;
use super::redirect::Redirects;
use super::spelling::charset::Charset;
use super::spelling::form::PairStyle;
use super::spelling::json;
use super::spelling::percent;
use super::url::Url;
use super::whatwg;
use crate::model::BodyDraft;
use crate::model::Source;
use crate::model::Surroundings;

const BUILTIN: ProfileCard = ProfileCard::recorded(
    "node-fetch-builtin",
    "Node fetch",
    "20.20.2",
    "The fetch that Node has built in (undici).",
);

const NPM: ProfileCard = ProfileCard::recorded(
    "undici-fetch-npm",
    "undici fetch",
    "npm",
    "The fetch of the undici package.",
);

const REQUEST: ProfileCard = ProfileCard::recorded(
    "undici-request",
    "undici.request",
    "npm",
    "The undici package's request().",
);

const MULTIPART: MultipartStyle = MultipartStyle {
    prefix: "----formdata-undici-0",
    shape: Shape::Random(multipart::DIGITS, 11),
    file_type: FileType::Octets,
    text_crlf: true,
    ..multipart::PLAIN
};

const FETCH: Manner = Manner {
    method: MethodCase::Fetch,
    target: whatwg::target_without_empty_query,
    params: Some(manner::WHATWG_FORM),
    values: Charset::Latin1,
    edges: Edges::Cut,
    basic: BasicWay::ByHand,
    json: JsonWay::Spelled(&json::JAVASCRIPT),
    json_type: TypeWay::ByHand("application/json"),
    form: manner::WHATWG_FORM,
    form_type: TypeWay::Own("application/x-www-form-urlencoded;charset=UTF-8"),
    multipart: Some(&MULTIPART),
    ..manner::PLAIN
};

const NPM_FETCH: Manner = Manner { target: whatwg::target, ..FETCH };

const PLAIN_REQUEST: Manner = Manner {
    // querystring.stringify.
    params_way: ParamsWay::Late,
    params: Some(PairStyle { plus: false, ..manner::keeping(percent::component) }),
    edges: Edges::Kept,
    form_type: TypeWay::ByHand("application/x-www-form-urlencoded"),
    ..FETCH
};

const HABITS: &[Habit] = &[
    Habit::computed("host"),
    Habit::one_of("connection", &["keep-alive", "close"]),
    Habit::with_body("content-type"),
    Habit::fixed("accept", "*/*"),
    Habit::fixed("accept-language", "*"),
    Habit::fixed("sec-fetch-mode", "cors"),
    Habit::one_of("user-agent", &["node", "undici"]),
    Habit::one_of("accept-encoding", &["gzip, deflate", "br, gzip, deflate"]),
    Habit::with_body("content-length"),
];

const REDIRECTS: Redirects = redirect::PLAIN;

pub(super) static NODE_FETCH_BUILTIN: Client = Client {
    card: &BUILTIN,
    manner: &FETCH,
    arrange: arrange_fetch,
    refuses: refuse_body_of_get,
    redirects: &REDIRECTS,
    habits: HABITS,
};

pub(super) static UNDICI_FETCH: Client = Client {
    card: &NPM,
    manner: &NPM_FETCH,
    arrange: arrange_fetch,
    refuses: refuse_body_of_get,
    redirects: &REDIRECTS,
    habits: HABITS,
};

pub(super) static UNDICI_REQUEST: Client = Client {
    card: &REQUEST,
    manner: &PLAIN_REQUEST,
    arrange: arrange_request,
    refuses: refuse_two_queries,
    redirects: &redirect::NEVER,
    habits: &[
        Habit::computed("host"),
        Habit::one_of("connection", &["keep-alive", "close"]),
        Habit::with_body("content-type"),
        Habit::with_body("content-length"),
    ],
};

/// Fetch's rule: a GET or HEAD has no body.
pub(super) fn refuse_body_of_get(p: &Prepared<'_>) -> Result<(), ComposeError> {
    if p.body.given() && (p.is("GET") || p.is("HEAD")) {
        return Err(ComposeError::Body {
            client: p.card.id,
            reason: "a GET or HEAD request cannot have a body (TypeError)".to_owned(),
        });
    }
    Ok(())
}

/// The type that a string body gets; bytes from a file are a Buffer and get none.
pub(super) fn text_type(p: &mut Prepared<'_>) {
    let text = matches!(
        &p.draft.body,
        BodyDraft::Raw { source: Source::Bytes(bytes), .. } if std::str::from_utf8(bytes).is_ok()
    );
    if text && p.body.media.is_none() {
        p.body.media = Some(p.own("content-type", "text/plain;charset=UTF-8"));
    }
}

/// `Headers`: values of one name joined at the first one's place, under the first one's spelling.
pub(super) fn joined(lines: Vec<Line>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        match out.iter_mut().find(|other| other.name.eq_ignore_ascii_case(&line.name)) {
            Some(first) => {
                let separator: &[u8] = if first.is("cookie") { b"; " } else { b", " };
                first.value = [first.value.as_slice(), separator, &line.value].concat();
            }
            None => out.push(line),
        }
    }
    out
}

/// `request` takes a query in the URL or in its option, not both.
fn refuse_two_queries(p: &Prepared<'_>) -> Result<(), ComposeError> {
    if p.draft.params.is_empty() || Url::split(&p.draft.url).query.is_none() {
        return Ok(());
    }
    Err(ComposeError::Url {
        client: p.card.id,
        reason: "it has a query, and params are given too".to_owned(),
    })
}

fn opening(p: &mut Prepared<'_>, host: Option<Line>) -> Head {
    let mut head = Head::default();
    head.push(host.map_or_else(|| p.host("host"), |line| Line { name: b"host".to_vec(), ..line }));
    let closes = p.is("HEAD") || p.take("connection").is_some_and(|line| line.value == b"close");
    head.push(p.own("connection", if closes { "close" } else { "keep-alive" }));
    p.auth_by_hand();
    p.cookie_by_hand();
    p.take("content-length");
    head
}

fn framing(p: &Prepared<'_>, head: &mut Head) {
    let posts = matches!(p.method.as_slice(), b"POST" | b"PUT" | b"PATCH");
    if p.body.kind == Kind::Stream {
        head.push(Line::new(
            "transfer-encoding",
            "chunked",
            Author::Computed("the body's framing"),
        ));
    } else if posts || !p.body.bytes.is_empty() {
        head.push(p.length("content-length"));
    }
}

fn arrange_fetch(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    text_type(p);
    if p.take("host").is_some() {
        p.warnings.push("Node's fetch takes no notice of a typed Host".to_owned());
    }
    let mut head = opening(p, None);
    head.lines.extend(joined(std::mem::take(&mut p.typed)));
    if let Some(line) = p.media("content-type") {
        head.push_if_absent(line);
    }
    let agent = if p.card.id == NPM.id { "undici" } else { "node" };
    let encodings = if p.url.scheme == b"https" { "br, gzip, deflate" } else { "gzip, deflate" };
    for (name, value) in [
        ("accept", "*/*"),
        ("accept-language", "*"),
        ("sec-fetch-mode", "cors"),
        ("user-agent", agent),
        ("accept-encoding", encodings),
    ] {
        head.push_if_absent(p.own(name, value));
    }
    framing(p, &mut head);
    head
}

fn arrange_request(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let host = p.take("host");
    let mut head = opening(p, host);
    head.lines.append(&mut p.typed);
    if let Some(line) = p.media("content-type") {
        head.push_if_absent(line);
    }
    framing(p, &mut head);
    head
}
