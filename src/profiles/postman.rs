//! Postman and newman: postman-runtime's order, tokens, body pruning and redirects.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::composer::Line;
use super::manner;
use super::manner::BasicWay;
use super::manner::Manner;
use super::manner::StreamWay;
use super::manner::TypeWay;
use super::media;
use super::multipart;
use super::multipart::FileType;
use super::multipart::Heads;
use super::multipart::MultipartStyle;
use super::multipart::Quoting;
use super::multipart::Shape;
use super::node::same_names_together;
use super::payload::Kind;
use super::payload::Payload;
use super::postman_json::strip_comments;
use super::prepare::Prepared;
use super::profile::Author;
use super::profile::Habit;
use super::profile::HabitTime;
use super::profile::HabitValue;
use super::profile::ProfileCard;
use super::redirect;
use super::redirect::DropsAuth;
use super::redirect::Hop;
use super::redirect::Redirects;
use super::redirect::ToGet;
use super::spelling::charset::Charset;
use super::spelling::form::PairOrder;
use super::spelling::form::PairStyle;
use super::spelling::percent;
use super::url::Url;
use crate::model::BodyDraft;
use crate::model::Draft;
use crate::model::HeaderMode;
use crate::model::Source;
use crate::model::Surroundings;
use crate::wire::Span;

const CARD: ProfileCard = ProfileCard {
    id: "postman",
    name: "Postman",
    version: "7.56.1",
    about: "postman-runtime, the engine of the Postman app and of newman.",
    documented_only: false,
};

const NEWMAN_CARD: ProfileCard = ProfileCard {
    id: "newman",
    name: "newman",
    version: "7.39.1",
    about: "newman 6.2, the command line of Postman; the version is that of its postman-runtime.",
    documented_only: false,
};

const MULTIPART: MultipartStyle = MultipartStyle {
    prefix: "--------------------------",
    shape: Shape::Random(multipart::DIGITS, 24),
    name: Quoting::Raw,
    filename: Quoting::Raw,
    file_type: FileType::Guessed,
    heads: Heads::FilenameStar,
    ..multipart::PLAIN
};

const MANNER: Manner = Manner {
    target,
    params: Some(PairStyle { names: table_name, values: table_value, plus: false, ..manner::PLUS }),
    values: Charset::Latin1,
    basic: BasicWay::AtOnce(Charset::Utf8),
    // `querystring.stringify`, then `!'()*` too: the unreserved set remains.
    form: PairStyle { plus: false, order: PairOrder::Object, ..manner::PLUS },
    multipart: Some(&MULTIPART),
    raw_type: TypeWay::Own("text/plain"),
    stream: StreamWay::Length,
    stream_type: TypeWay::Own(media::OCTETS),
    ..manner::PLAIN
};

const REDIRECTS: Redirects = Redirects {
    to_get: ToGet::Any,
    drops_auth: DropsAuth::OtherName,
    referer: true,
    reshape,
    ..redirect::PLAIN
};

pub(super) static POSTMAN: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: HABITS,
};

pub(super) static NEWMAN: Client = Client {
    card: &NEWMAN_CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: HABITS,
};

const HABITS: &[Habit] = &[
    habit("User-Agent", HabitValue::UserAgent("PostmanRuntime/"), HabitTime::Always),
    habit("Accept", HabitValue::Fixed("*/*"), HabitTime::Always),
    habit("Cache-Control", HabitValue::Fixed("no-cache"), HabitTime::Always),
    habit("Postman-Token", HabitValue::Volatile, HabitTime::Always),
    habit("Host", HabitValue::Computed, HabitTime::Always),
    habit("Accept-Encoding", HabitValue::Fixed("gzip, deflate, br"), HabitTime::Always),
    habit("Connection", HabitValue::Fixed("keep-alive"), HabitTime::Always),
    habit("Content-Type", HabitValue::Computed, HabitTime::WithBody),
    habit("Content-Length", HabitValue::Computed, HabitTime::WithBody),
    habit("Referer", HabitValue::Computed, HabitTime::Sometimes),
];

const fn habit(header: &'static str, value: HabitValue, when: HabitTime) -> Habit {
    Habit { header, value, when }
}

/// The Params table encodes what would end a value; the rest is left to the URL's encoding.
fn table_value(b: u8) -> bool {
    !b"&#".contains(&b)
}

fn table_name(b: u8) -> bool {
    !b"&#=".contains(&b)
}

/// postman-url-encoder: encodes what is needed, leaves `%`, dots, double slashes and an empty query.
fn target(url: &Url) -> Vec<u8> {
    let path: Vec<u8> = url.path.iter().map(|b| if *b == b'\\' { b'/' } else { *b }).collect();
    let path = percent::encode(&path, percent::whatwg_path);
    let query = url.query.as_deref().map(|query| percent::encode(query, percent::whatwg_query));
    Url::target(&path, query.as_deref())
}

fn arrange(p: &mut Prepared<'_>, with: &mut Surroundings<'_>) -> Head {
    let binary = binary_type(p);
    let prunes = matches!(p.method.as_slice(), b"GET" | b"HEAD" | b"COPY" | b"PURGE" | b"UNLOCK");
    if prunes && !p.draft.keep_body {
        prune(p);
    }
    let is_json = own_type(p);
    let mut head = Head { lines: std::mem::take(&mut p.typed) };
    head.lines.retain(|line| !line.name.is_empty());
    let raw = matches!(p.body.kind, Kind::Raw | Kind::Json) && !binary;
    let media = p.media("Content-Type");
    if raw
        && is_json
        && let Some(line) = media.clone()
    {
        head.push_if_absent(line);
    }
    let by_url = p.url.userinfo.is_some() && p.draft.auth == crate::model::AuthDraft::None;
    if !by_url && let Some(line) = p.auth.take() {
        let name = line.name.clone();
        head.lines.retain(|other| !other.name.eq_ignore_ascii_case(&name));
        head.push(line);
    }
    if raw && let Some(line) = media.clone() {
        head.push_if_absent(line);
    }
    system(p, &mut head, with);
    if let Some(line) = p.auth.take() {
        head.push_if_absent(line);
    }
    entity(p, &mut head, media.filter(|_| !raw), binary);
    same_names_together(&mut head);
    head
}

/// Whether one of Postman's own headers is unticked (`disabledSystemHeaders`).
fn is_off(draft: &Draft, name: &str) -> bool {
    let mut removed = draft.headers.iter().filter(|header| header.mode == HeaderMode::Remove);
    removed.any(|header| header.name.eq_ignore_ascii_case(name.as_bytes()))
}

/// The body's own type: unticked, another one (that of a GraphQL body), or by the body's language. Gives back whether
/// the language is JSON.
fn own_type(p: &mut Prepared<'_>) -> bool {
    let mut modes = p.draft.headers.iter().map(|header| header.mode).filter(|mode| mode.is_sent());
    let (own, typed): (Vec<Line>, Vec<Line>) = std::mem::take(&mut p.typed)
        .into_iter()
        .partition(|line| modes.next() == Some(HeaderMode::Own) && line.is("content-type"));
    p.typed = typed;
    let is_json = own.is_empty() && strip_comments(p);
    if let (Some(media), Some(own)) = (&mut p.body.media, own.into_iter().next_back()) {
        media.value = own.value;
    }
    if is_off(p.draft, "content-type") {
        p.body.media = None;
    }
    is_json
}

/// The headers that Postman adds to every request.
fn system(p: &Prepared<'_>, head: &mut Head, with: &mut Surroundings<'_>) {
    let mut token = p.own("Postman-Token", &multipart::uuid(with.entropy));
    token.volatile = Some(Span::of(0, token.value.len()));
    for line in [
        p.own("User-Agent", &format!("PostmanRuntime/{}", p.card.version)),
        p.own("Accept", "*/*"),
        p.own("Cache-Control", "no-cache"),
        token,
        p.host("Host"),
        p.own("Accept-Encoding", "gzip, deflate, br"),
        p.own("Connection", "keep-alive"),
    ] {
        if !std::str::from_utf8(&line.name).is_ok_and(|name| is_off(p.draft, name)) {
            head.push_if_absent(line);
        }
    }
}

/// Type, length and cookies, in the order of the body's mode.
fn entity(p: &Prepared<'_>, head: &mut Head, media: Option<Line>, binary: bool) {
    let length = length(p);
    match p.body.kind {
        Kind::Form => {
            override_type(head, media, false);
            head.lines.extend(length.filter(|_| !head.has("content-length")));
            cookie(p, head);
        }
        Kind::Multipart => {
            override_type(head, media, true);
            cookie(p, head);
            head.lines.extend(length.filter(|_| !head.has("content-length")));
        }
        _ => {
            head.lines.extend(length.filter(|_| !head.has("content-length")));
            if binary && let Some(line) = media {
                head.push_if_absent(line);
            }
            cookie(p, head);
        }
    }
}

fn length(p: &Prepared<'_>) -> Option<Line> {
    // Node announces an empty body but for these methods.
    let silent = ["GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT"];
    let wants = !silent.iter().any(|method| p.is(method)) || !p.body.bytes.is_empty();
    (wants && !is_off(p.draft, "content-length")).then(|| p.length("Content-Length"))
}

/// The form modes' type goes over a typed one, in its place.
fn override_type(head: &mut Head, media: Option<Line>, multipart: bool) {
    let Some(mut line) = media else { return };
    let typed = head.lines.iter().find(|line| line.is("content-type"));
    if let Some(typed) = typed {
        let has_boundary = typed.value.windows(9).any(|w| w.eq_ignore_ascii_case(b"boundary="));
        if multipart && has_boundary {
            return;
        }
        line.name.clone_from(&typed.name);
    }
    head.set(line);
}

/// Jar cookies come behind a typed Cookie header's.
fn cookie(p: &Prepared<'_>, head: &mut Head) {
    let Some(jar) = &p.cookie else { return };
    match head.lines.iter_mut().find(|line| line.is("cookie")) {
        Some(typed) => typed.value = [typed.value.as_slice(), b"; ", &jar.value].concat(),
        None => head.push(jar.clone()),
    }
}

/// A file as the body goes out in binary mode, its type guessed from the name.
fn binary_type(p: &mut Prepared<'_>) -> bool {
    let file = matches!(
        &p.draft.body,
        BodyDraft::Stream(_) | BodyDraft::Raw { media_type: None, source: Source::File(_) }
    );
    if file {
        let guess = p.body.path.as_deref().and_then(|path| media::by_name(path.as_bytes()));
        let guess = guess.unwrap_or(media::OCTETS);
        p.body.media = Some(p.own("Content-Type", guess));
        p.body.chunks = None;
    }
    file
}

fn prune(p: &mut Prepared<'_>) {
    if p.body.given() && !p.body.bytes.is_empty() {
        p.warnings.push(
            "Postman leaves out the body of GET, HEAD, COPY, PURGE and UNLOCK requests".to_owned(),
        );
    }
    p.body = Payload::default();
}

/// After a redirect Host is the last line; the one that the user typed is lost.
fn reshape(head: &mut Head, hop: &Hop<'_>) {
    head.take("host");
    head.push(Line::new("Host", hop.to.authority(), Author::Computed("the redirect's host")));
}
