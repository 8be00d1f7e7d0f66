//! What a client sends after an answer: the next hop of a redirect, or credentials after a 401.

use super::client::Client;
use super::composer::Content;
use super::composer::Head;
use super::composer::Line;
use super::composer::Start;
use super::composer::render;
use super::manner::BasicWay;
use super::profile::Author;
use super::profile::Composed;
use super::spelling::charset;
use super::url::Url;
use crate::model::AuthDraft;
use crate::model::Draft;
use crate::wire::ExactRequest;
use crate::wire::ExactResponse;
use crate::wire::Span;

/// Which redirects a client follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Follows {
    /// None.
    Never,
    /// All.
    Always,
    /// Those of GET and HEAD only.
    SafeOnly,
    /// All but 307 and 308 of other methods than GET and HEAD.
    NotTheBody,
    /// As [`Follows::NotTheBody`], and of other methods than GET and HEAD only POST.
    NotThePut,
}

/// When the method becomes GET.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ToGet {
    /// After 301, 302 and 303, for a POST; after 303 for every method but HEAD (the Fetch standard).
    Post,
    /// After 301, 302 and 303, for every method but HEAD.
    Any,
    /// After 303 only.
    SeeOther,
    /// After every redirect.
    Always,
    /// Never, but the body goes after 301, 302 and 303 (a method forced on curl).
    BodyOnly,
}

/// When Authorization is left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DropsAuth {
    /// Never.
    Never,
    /// When the host's name changes.
    OtherName,
    /// When scheme, host or port change.
    OtherOrigin,
}

/// Whether Content-Type outlives the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeepsType {
    /// It goes with the body.
    Never,
    /// One that the user asked for stays.
    Typed,
    /// It stays.
    Always,
}

/// Where Authorization goes after a 401.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Credentials {
    /// Before this line.
    Before(&'static str),
    /// Behind this line.
    Behind(&'static str),
    /// First of all.
    First,
}

/// One client's way with redirects and challenges.
#[derive(Clone, Copy)]
pub(super) struct Redirects {
    pub(super) follows: Follows,
    pub(super) to_get: ToGet,
    pub(super) drops_auth: DropsAuth,
    /// Whether the request that became a GET keeps its Content-Type.
    pub(super) keeps_type: KeepsType,
    /// Whether it tells where it came from.
    pub(super) referer: bool,
    /// What else changes in the head; gets the old and the new URL.
    pub(super) reshape: fn(&mut Head, &Hop<'_>),
    /// Where Authorization goes after a 401.
    pub(super) credentials: Credentials,
}

/// A step from one URL to the next.
pub(super) struct Hop<'a> {
    pub(super) from: &'a Url,
    pub(super) to: &'a Url,
    /// Whether the method became GET and the body went.
    pub(super) emptied: bool,
}

/// The commonest way; clients change what differs.
pub(super) const PLAIN: Redirects = Redirects {
    follows: Follows::Always,
    to_get: ToGet::Post,
    drops_auth: DropsAuth::OtherOrigin,
    keeps_type: KeepsType::Never,
    referer: false,
    reshape: |_, _| {},
    credentials: Credentials::First,
};

/// For clients that follow nothing.
pub(super) const NEVER: Redirects = Redirects { follows: Follows::Never, ..PLAIN };

/// What the client sends next.
pub(super) fn follow(
    client: &Client,
    draft: &Draft,
    sent: &Composed,
    answer: &ExactResponse,
) -> Option<Composed> {
    match answer.status()? {
        401 => answer_challenge(client, draft, sent, answer),
        status @ (301 | 302 | 303 | 307 | 308) => redirect(client, sent, answer, status),
        _ => None,
    }
}

fn is_safe(method: &[u8]) -> bool {
    matches!(method, b"GET" | b"HEAD")
}

fn becomes_get(way: ToGet, status: u16, method: &[u8]) -> bool {
    let turns = match way {
        ToGet::Post => match status {
            301 | 302 => method == b"POST",
            303 => true,
            _ => false,
        },
        ToGet::Any | ToGet::BodyOnly => matches!(status, 301..=303),
        ToGet::SeeOther => status == 303,
        ToGet::Always => true,
    };
    turns && !is_safe(method)
}

fn redirect(
    client: &Client,
    sent: &Composed,
    answer: &ExactResponse,
    status: u16,
) -> Option<Composed> {
    let way = client.redirects;
    let old = ExactRequest::parse(sent.bytes.clone());
    let method = old.method().to_vec();
    let keeps_body = matches!(status, 307 | 308);
    let followed = match way.follows {
        Follows::Never => false,
        Follows::Always => true,
        Follows::SafeOnly => is_safe(&method),
        Follows::NotTheBody => is_safe(&method) || !keeps_body,
        Follows::NotThePut => is_safe(&method) || (!keeps_body && method == b"POST"),
    };
    let location = answer.first("location").filter(|_| followed)?;
    let from = Url::split(&sent.url);
    let to = from.join(location);
    let emptied = becomes_get(way.to_get, status, &method);
    let mut head = head_of(&old, sent);
    if emptied {
        for name in ["content-length", "transfer-encoding", "expect"] {
            head.take(name);
        }
        drop_type(way.keeps_type, &mut head);
    }
    let other = match way.drops_auth {
        DropsAuth::Never => false,
        DropsAuth::OtherName => !from.host.eq_ignore_ascii_case(&to.host),
        DropsAuth::OtherOrigin => from.origin() != to.origin(),
    };
    if other {
        head.take("authorization");
        head.take("cookie");
    }
    if let Some(place) = head.place("host").and_then(|at| head.lines.get_mut(at)) {
        place.value = to.authority();
        place.author = Author::Computed("the redirect's host");
    }
    if way.referer {
        head.take("referer");
        head.push(Line::new("Referer", from.whole(), Author::Client(client.card.id)));
    }
    (way.reshape)(&mut head, &Hop { from: &from, to: &to, emptied });
    if (client.manner.fault)(&to).is_some() {
        return None;
    }
    let target = (client.manner.target)(&to);
    let method = if emptied && way.to_get != ToGet::BodyOnly { b"GET".to_vec() } else { method };
    let start = Start { method, target, version: old.version().to_vec() };
    Some(again(&Past { old: &old, sent, with_body: !emptied }, &start, &head, to.whole()))
}

fn drop_type(keeps: KeepsType, head: &mut Head) {
    head.lines.retain(|line| {
        !line.is("content-type")
            || match keeps {
                KeepsType::Never => false,
                KeepsType::Typed => !matches!(line.author, Author::Client(_)),
                KeepsType::Always => true,
            }
    });
}

/// The head of a message that was composed before, with its authors.
fn head_of(old: &ExactRequest, sent: &Composed) -> Head {
    let author = |span: Span| {
        sent.authors.iter().find(|(line, _)| line.encloses(span)).map_or(Author::You, |(_, a)| *a)
    };
    let lines = old
        .headers
        .iter()
        .map(|header| {
            let line = old.text(header.span);
            // White space at the end of a value was sent and is sent again.
            let colon = (header.name.len() + 1).min(line.len());
            let value = line.get(colon..).unwrap_or_default();
            let tight = !value.starts_with(b" ");
            let at = header.span.start + crate::wire::offset(colon) + u32::from(!tight);
            let volatile = sent.volatile.iter().find(|span| header.span.encloses(**span));
            Line {
                name: old.text(header.name).to_vec(),
                value: value.get(usize::from(!tight)..).unwrap_or_default().to_vec(),
                author: author(header.span),
                volatile: volatile.map(|span| Span::new(span.start - at, span.end - at)),
                tight,
            }
        })
        .collect();
    Head { lines }
}

/// The message that went before, and whether its body goes again.
struct Past<'a> {
    old: &'a ExactRequest,
    sent: &'a Composed,
    with_body: bool,
}

fn again(past: &Past<'_>, start: &Start, head: &Head, url: Vec<u8>) -> Composed {
    let (old, sent) = (past.old, past.sent);
    let mut content = Content::default();
    if past.with_body {
        let volatile = sent.volatile.iter().filter(|span| old.body.encloses(**span));
        content = Content {
            bytes: old.text(old.body).to_vec(),
            volatile: volatile
                .map(|span| Span::new(span.start - old.body.start, span.end - old.body.start))
                .collect(),
            author: sent.authors.last().map(|(_, author)| *author),
        };
    }
    let mut next = render(start, head, &content);
    next.url = url;
    next
}

/// Basic credentials after a 401 that asks for them.
fn answer_challenge(
    client: &Client,
    draft: &Draft,
    sent: &Composed,
    answer: &ExactResponse,
) -> Option<Composed> {
    let (AuthDraft::Basic { user, password }, BasicWay::WhenAsked(charset)) =
        (&draft.auth, client.manner.basic)
    else {
        return None;
    };
    let old = ExactRequest::parse(sent.bytes.clone());
    let asked = answer.named("www-authenticate").any(|header| {
        answer.text(header.value).to_ascii_lowercase().windows(5).any(|word| word == b"basic")
    });
    if !asked || old.has("authorization") {
        return None;
    }
    let value = charset::basic(user, password, charset).ok()?;
    let line = Line::new("Authorization", value, Author::Computed("the auth option"));
    let mut head = head_of(&old, sent);
    let place = match client.redirects.credentials {
        Credentials::First => Some(0),
        Credentials::Before(name) => head.place(name),
        Credentials::Behind(name) => head.place(name).map(|at| at + 1),
    };
    head.insert(place.unwrap_or(usize::MAX), line);
    let start = Start {
        method: old.method().to_vec(),
        target: old.target().to_vec(),
        version: old.version().to_vec(),
    };
    Some(again(&Past { old: &old, sent, with_body: true }, &start, &head, sent.url.clone()))
}
