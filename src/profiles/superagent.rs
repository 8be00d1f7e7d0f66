//! superagent on Node: the user's headers first, then Host, Accept-Encoding, and a connection that closes.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::composer::Line;
use super::manner;
use super::manner::JsonWay;
use super::manner::Manner;
use super::node;
use super::payload::Kind;
use super::prepare::Prepared;
use super::profile::Author;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::redirect;
use super::redirect::Hop;
use super::redirect::Redirects;
use super::redirect::ToGet;
use super::spelling::charset::Charset;
use super::spelling::form::PairOrder;
use super::spelling::form::PairStyle;
use super::spelling::json;
use super::spelling::percent;
use super::url::Url;
use super::whatwg;
use crate::model::BodyDraft;
use crate::model::Source;
use crate::model::Surroundings;

const CARD: ProfileCard =
    ProfileCard::recorded("superagent", "superagent", "npm", "npm's superagent on Node 20.");

const FORM: &str = "application/x-www-form-urlencoded";

/// The qs package.
const PAIRS: PairStyle = PairStyle { order: PairOrder::Object, plus: false, ..manner::PLUS };

const MANNER: Manner = Manner {
    target,
    params: Some(PAIRS),
    values: Charset::Latin1,
    json: JsonWay::Spelled(&json::JAVASCRIPT),
    form: PAIRS,
    multipart: Some(&node::FORM_DATA),
    ..manner::PLAIN
};

const REDIRECTS: Redirects = Redirects { to_get: ToGet::Any, reshape, ..redirect::PLAIN };

pub(super) static SUPERAGENT: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: &[
        Habit::with_body("Content-Type"),
        Habit::computed("Host"),
        Habit::fixed("Accept-Encoding", "gzip, deflate"),
        Habit::with_body("Content-Length"),
        Habit::fixed("Connection", "close"),
    ],
};

/// WHATWG's sets, but dot segments stay; an empty query goes.
fn target(url: &Url) -> Vec<u8> {
    let path = percent::encode(&url.path, percent::whatwg_path);
    let query = whatwg::query(url).filter(|query| !query.is_empty());
    Url::target(&path, query.as_deref())
}

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    string_type(p);
    let mut head = Head::default();
    for line in std::mem::take(&mut p.typed).into_iter().chain(p.auth.take()) {
        head.set(line);
    }
    let multipart = p.body.kind == Kind::Multipart;
    let media = p.media(if multipart { "content-type" } else { "Content-Type" });
    if !multipart && let Some(line) = media.clone() {
        head.push_if_absent(line);
    }
    head.push_if_absent(p.host("Host"));
    if !p.is("HEAD") {
        head.push_if_absent(p.own("Accept-Encoding", "gzip, deflate"));
    }
    if let Some(line) = p.cookie.take() {
        head.set(line);
    }
    if let Some(line) = media {
        head.push_if_absent(line);
    }
    if !p.body.bytes.is_empty() && p.body.chunks.is_none() {
        head.push_if_absent(p.length("Content-Length"));
    }
    head.push_if_absent(p.own("Connection", "close"));
    node::framing(p, &mut head);
    head
}

/// `.send('text')` makes a form of it where no type is set.
fn string_type(p: &mut Prepared<'_>) {
    let text = matches!(
        &p.draft.body,
        BodyDraft::Raw { source: Source::Bytes(bytes), .. } if std::str::from_utf8(bytes).is_ok()
    );
    if p.body.bare_string() || (text && p.body.media.is_none()) {
        p.body.media = Some(p.own("Content-Type", FORM));
    }
}

/// Node hands the old request's names back in lower case; Host and Connection are new.
fn reshape(head: &mut Head, hop: &Hop<'_>) {
    head.take("host");
    let connection = head.take("connection");
    for line in &mut head.lines {
        line.name.make_ascii_lowercase();
    }
    head.push(Line::new("Host", hop.to.authority(), Author::Computed("the redirect's host")));
    head.lines.extend(connection);
}
