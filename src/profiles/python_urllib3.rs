//! urllib3 by itself: `PoolManager.request`, which writes the framing before the caller's headers.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::manner;
use super::manner::BasicWay;
use super::manner::JsonWay;
use super::manner::Manner;
use super::multipart;
use super::prepare::Prepared;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::python_stdlib::by_hand;
use super::python_stdlib::framing;
use super::python_stdlib::typed_framing;
use super::python_url;
use super::redirect;
use super::redirect::Redirects;
use super::redirect::ToGet;
use super::spelling::charset::Charset;
use super::spelling::json;
use crate::model::AuthDraft;
use crate::model::Surroundings;

const CARD: ProfileCard =
    ProfileCard::recorded("python-urllib3", "urllib3", "2.8.0", "urllib3's PoolManager.");

const MANNER: Manner = Manner {
    target: python_url::urllib3_target,
    values: Charset::Latin1,
    basic: BasicWay::AtOnce(Charset::Latin1),
    json: JsonWay::Spelled(&json::PYTHON_COMPACT),
    multipart: Some(&multipart::PLAIN),
    ..manner::PLAIN
};

const REDIRECTS: Redirects = Redirects { to_get: ToGet::SeeOther, ..redirect::PLAIN };

pub(super) static PYTHON_URLLIB3: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: &[
        Habit::computed("Host"),
        Habit::fixed("Accept-Encoding", "identity"),
        Habit::with_body("Content-Length"),
        Habit::agent("User-Agent", "python-urllib3/"),
        Habit::with_body("Content-Type"),
    ],
};

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let mut head = Head::default();
    if let (AuthDraft::Basic { .. }, Some(line)) = (&p.draft.auth, &mut p.auth) {
        // make_headers(basic_auth=…) writes it so.
        line.name = b"authorization".to_vec();
    }
    if !p.has("host") {
        head.push(p.host("Host"));
    }
    if !p.has("accept-encoding") {
        head.push(p.own("Accept-Encoding", "identity"));
    }
    if !typed_framing(p) {
        head.lines.extend(framing(p));
    }
    if !p.has("user-agent") {
        head.push(p.own("User-Agent", "python-urllib3/2.8.0"));
    }
    let media =
        p.media("Content-Type").filter(|_| !p.has("content-type") && !p.body.bytes.is_empty());
    head.lines.extend(by_hand(p));
    head.lines.extend(media);
    head
}
