//! curl, the command: what `-H`, `-d`, `--json`, `-F`, `-u` and `-T` put on the wire (7.88).

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::composer::Line;
use super::manner;
use super::manner::Manner;
use super::manner::MethodCase;
use super::manner::TypeWay;
use super::multipart;
use super::multipart::FileType;
use super::multipart::MultipartStyle;
use super::multipart::Shape;
use super::payload::Kind;
use super::prepare::Prepared;
use super::profile::Author;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::redirect;
use super::redirect::KeepsType;
use super::redirect::Redirects;
use super::spelling::form::PairStyle;
use super::spelling::percent;
use super::url::Url;
use super::url::without_dots;
use crate::model::AuthDraft;
use crate::model::HeaderMode;
use crate::model::Surroundings;
use crate::wire::Span;
use crate::wire::offset;

const CARD: ProfileCard = ProfileCard {
    id: "curl",
    name: "curl",
    version: "7.88.1",
    about: "The curl command.",
    documented_only: false,
};

pub(super) const MULTIPART: MultipartStyle = MultipartStyle {
    prefix: "------------------------",
    shape: Shape::Random(multipart::HEX, 16),
    file_type: FileType::GuessedByCurl,
    follows_type: true,
    ..multipart::PLAIN
};

/// libcurl's manner, PHP's binding included.
pub(super) const LIBCURL: Manner = Manner {
    method: MethodCase::Typed,
    target,
    fault,
    multipart: Some(&MULTIPART),
    raw_type: TypeWay::Own(FORM),
    sends_controls: true,
    ..manner::PLAIN
};

const MANNER: Manner = Manner {
    // `-G --data-urlencode`: 7.88 writes the query's escapes in lower case, the body's in upper case.
    params: Some(PairStyle { hex: percent::Hex::Lower, ..manner::PLUS }),
    ..LIBCURL
};

const FORM: &str = "application/x-www-form-urlencoded";

/// Bodies beyond this length are announced with Expect (`EXPECT_100_THRESHOLD`).
pub(super) const EXPECT_FROM: usize = 1024 * 1024;

pub(super) static CURL: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: &[
        Habit::computed("Host"),
        Habit::agent("User-Agent", "curl/"),
        Habit::one_of("Accept", &["*/*", "application/json"]),
        Habit::with_body("Content-Length"),
        Habit::with_body("Content-Type"),
        Habit::at_times("Transfer-Encoding"),
        Habit::sometimes("Expect", "100-continue"),
    ],
};

/// What `-H` gave stays, Content-Type too.
pub(super) const REDIRECTS: Redirects =
    Redirects { keeps_type: KeepsType::Typed, ..redirect::PLAIN };

/// libcurl 7.88: dot segments go, a space is refused, the path's non-ASCII bytes are encoded, the query's not.
pub(super) fn target(url: &Url) -> Vec<u8> {
    let path = percent::encode_as(&without_dots(&url.path), |b| b.is_ascii(), percent::Hex::Lower);
    Url::target(&path, url.query.as_deref())
}

fn fault(url: &Url) -> Option<String> {
    let junk = |b: &u8| *b <= b' ' || *b == 0x7f;
    let bad = url.path.iter().chain(url.query.iter().flatten()).any(junk);
    bad.then(|| {
        "it holds a space or a control byte (curl: (3) URL using bad/illegal format)".to_owned()
    })
}

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    mark_tight(p);
    if matches!(p.draft.auth, AuthDraft::Bearer(_) | AuthDraft::ApiKey { .. })
        && let Some(mut line) = p.auth.take()
    {
        // The common way on the command line: -H 'Authorization: Bearer …'.
        line.author = Author::You;
        if !p.typed.iter().any(|typed| typed.name.eq_ignore_ascii_case(&line.name)) {
            p.typed.push(line);
        }
    }
    if p.body.kind == Kind::Json {
        // --json is -H Content-Type and -H Accept behind the user's, unless typed.
        p.body.media = None;
        for name in ["Content-Type", "Accept"] {
            let line = Line::new(name, "application/json", Author::Computed("--json"));
            if !p.typed.iter().any(|typed| typed.name.eq_ignore_ascii_case(&line.name)) {
                p.typed.push(line);
            }
        }
    }
    if p.body.kind == Kind::Multipart
        && p.body.media.is_some()
        && let Some(typed) = p.take("content-type")
        && let Some(media) = &mut p.body.media
    {
        // A typed Content-Type stays the type, and gets the boundary.
        let own = "multipart/form-data".len();
        let tail = media.value.split_off(own.min(media.value.len()));
        media.volatile = media.volatile.map(|span| {
            Span::new(span.start - offset(own), span.end - offset(own))
                .shift(offset(typed.value.len()))
        });
        media.value = [typed.value.as_slice(), &tail].concat();
    }
    if p.body.kind == Kind::Stream {
        // -T - : an upload, which gets no form type.
        p.body.media = None;
    }
    let agent = p.own("User-Agent", "curl/7.88.1");
    let mut head = opening(p, Some(agent));
    closing(p, &mut head);
    head
}

/// A line goes out as typed: `X:v` without a space, and an empty value is typed as `X;` and goes out as `X:`.
pub(super) fn mark_tight(p: &mut Prepared<'_>) {
    let draft = p.draft;
    for line in &mut p.typed {
        let tight = draft.headers.iter().any(|header| {
            header.mode == HeaderMode::Tight
                && header.name == line.name
                && header.value == line.value
        });
        line.tight = tight || line.value.is_empty();
    }
}

/// Takes out the lines that are values for curl's own headers.
fn take_own(p: &mut Prepared<'_>) -> Vec<Line> {
    let draft = p.draft;
    let is_own = |line: &Line| {
        draft.headers.iter().any(|header| {
            header.mode == HeaderMode::Own && header.name == line.name && header.value == line.value
        })
    };
    let (own, typed) = std::mem::take(&mut p.typed).into_iter().partition(is_own);
    p.typed = typed;
    own
}

/// The place of libcurl's own lines among each other (`Curl_http`, 7.88).
fn rank(line: &Line) -> usize {
    const PLACES: &[&[&str]] = &[
        &["host"],
        &["proxy-authorization"],
        &["authorization"],
        &["range", "content-range"],
        &["user-agent"],
        &["accept"],
        &["te"],
        &["accept-encoding"],
        &["referer"],
        &["proxy-connection"],
        &["connection", "upgrade", "http2-settings"],
        &["cookie"],
        &["if-modified-since", "if-unmodified-since", "last-modified"],
    ];
    // --tr-encoding announces TE in a Connection line right before it.
    let name = if line.is("connection") && line.value == b"TE" { "te" } else { "" };
    let is = |known: &&str| if name.is_empty() { line.is(known) } else { *known == name };
    PLACES.iter().position(|names| names.iter().any(is)).unwrap_or(PLACES.len())
}

/// libcurl's lines up to the user's: Host, Authorization, User-Agent, Accept, Cookie, then what the user typed.
pub(super) fn opening(p: &mut Prepared<'_>, agent: Option<Line>) -> Head {
    let mut head = Head::default();
    let host = p.take("host").unwrap_or_else(|| own_host(p));
    head.push(host);
    if let Some(line) = p.auth.take().filter(|_| !p.has("authorization")) {
        head.push(line);
    }
    head.lines.extend(agent.filter(|_| !p.has("user-agent")));
    if !p.has("accept") {
        head.push(p.own("Accept", "*/*"));
    }
    head.lines.extend(p.cookie.take());
    let own = take_own(p);
    head.lines.extend(own.iter().filter(|line| !line.is("expect")).cloned());
    head.lines.sort_by_key(rank);
    head.lines.append(&mut p.typed);
    // An upload is announced with Expect behind its length.
    p.typed.extend(own.into_iter().filter(|line| line.is("expect")));
    head
}

/// The Host line, in the case that the URL has.
fn own_host(p: &Prepared<'_>) -> Line {
    let mut line = p.host("Host");
    let own = line.value.len().min(p.url.host.len());
    line.value.splice(..own, p.url.host.iter().copied());
    line
}

/// Framing, type and Expect behind the user's lines.
pub(super) fn closing(p: &mut Prepared<'_>, head: &mut Head) {
    if !p.body.given() {
        return;
    }
    let typed_chunked = head
        .lines
        .iter()
        .any(|line| line.is("transfer-encoding") && line.value.eq_ignore_ascii_case(b"chunked"));
    if typed_chunked {
        p.body.chunk_whole(false);
    } else if p.body.chunks.is_some() && !head.has("content-length") {
        head.push(p.own("Transfer-Encoding", "chunked"));
    } else {
        p.body.chunks = None;
        head.push_if_absent(p.length("Content-Length"));
    }
    if let Some(line) = p.media("Content-Type") {
        head.push_if_absent(line);
    }
    head.lines.append(&mut p.typed);
    let unknown = p.body.chunks.is_some() && !typed_chunked;
    if unknown || p.body.bytes.len() > EXPECT_FROM {
        head.push_if_absent(p.own("Expect", "100-continue"));
    }
}
