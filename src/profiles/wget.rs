//! GNU Wget: its headers first, the body's next, the user's behind.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::composer::Line;
use super::manner;
use super::manner::BasicWay;
use super::manner::Manner;
use super::manner::MethodCase;
use super::manner::StreamWay;
use super::manner::TypeWay;
use super::prepare::Prepared;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::redirect;
use super::redirect::Credentials;
use super::redirect::DropsAuth;
use super::redirect::KeepsType;
use super::redirect::Redirects;
use super::spelling::charset::Charset;
use super::spelling::form::PairStyle;
use super::spelling::percent;
use super::url::Url;
use super::url::without_dots;
use crate::model::Surroundings;

const CARD: ProfileCard = ProfileCard::recorded("wget", "GNU Wget", "1.21.3", "The wget command.");

const FORM: &str = "application/x-www-form-urlencoded";

const MANNER: Manner = Manner {
    method: MethodCase::Typed,
    target,
    params: None,
    basic: BasicWay::WhenAsked(Charset::Utf8),
    json_type: TypeWay::ByHand("application/json"),
    // --post-data takes text: people percent-encode it themselves.
    form: PairStyle { plus: false, ..manner::PLUS },
    raw_type: TypeWay::Own(FORM),
    stream: StreamWay::NoFacility,
    ..manner::PLAIN
};

const REDIRECTS: Redirects = Redirects {
    drops_auth: DropsAuth::Never,
    keeps_type: KeepsType::Typed,
    credentials: Credentials::Before("connection"),
    ..redirect::PLAIN
};

pub(super) static WGET: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: &[
        Habit::computed("Host"),
        Habit::agent("User-Agent", "Wget/"),
        Habit::fixed("Accept", "*/*"),
        Habit::fixed("Accept-Encoding", "identity"),
        Habit::fixed("Connection", "Keep-Alive"),
        Habit::with_body("Content-Type"),
        Habit::with_body("Content-Length"),
    ],
};

/// `urlchr_unsafe`, but for `%`.
fn safe(b: u8) -> bool {
    (0x21..0x7f).contains(&b) && !b"<>\"#%{}|\\^`".contains(&b)
}

/// Unsafe bytes are encoded, and a `%` that starts no escape.
fn reencode(part: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(part.len() + 8);
    for (at, byte) in part.iter().enumerate() {
        let escape = percent::escape_at(part.get(at..).unwrap_or_default()).is_some();
        if escape || safe(*byte) {
            out.push(*byte);
        } else {
            percent::push_escape(&mut out, *byte, percent::Hex::Upper);
        }
    }
    out
}

fn target(url: &Url) -> Vec<u8> {
    let query = url.query.as_deref().map(reencode);
    Url::target(&without_dots(&reencode(&url.path)), query.as_deref())
}

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let mut head = Head::default();
    head.push(p.host("Host"));
    head.push(p.own("User-Agent", "Wget/1.21.3"));
    head.push(p.own("Accept", "*/*"));
    head.push(p.own("Accept-Encoding", "identity"));
    head.push(p.own("Connection", "Keep-Alive"));
    let bare = !p.body.given();
    if p.body.given() || p.is("POST") {
        // A POST without data is --post-data='', typed as a form like every post.
        let line = p.media("Content-Type").unwrap_or_else(|| p.own("Content-Type", FORM));
        head.push(line);
    }
    if !bare || matches!(p.method.as_slice(), b"POST" | b"PUT" | b"PATCH") {
        head.push(p.length("Content-Length"));
    }
    if let Some(line) = p.cookie.take() {
        head.push(line);
    }
    // Bearer tokens and keys are --header lines.
    let tokens: Vec<Line> = p.auth.take().into_iter().collect();
    for line in std::mem::take(&mut p.typed).into_iter().chain(tokens) {
        head.set(line);
    }
    head
}
