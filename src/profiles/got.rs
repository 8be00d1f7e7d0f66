//! got: lower-case names, its User-Agent first, Node's Host and Connection last; a POST stays one.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::manner;
use super::manner::JsonWay;
use super::manner::Manner;
use super::manner::ParamsWay;
use super::multipart;
use super::multipart::FileType;
use super::multipart::MultipartStyle;
use super::multipart::Shape;
use super::node;
use super::prepare::Prepared;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::redirect;
use super::redirect::Redirects;
use super::redirect::ToGet;
use super::spelling::charset::Charset;
use super::spelling::form::PairOrder;
use super::spelling::form::PairStyle;
use super::spelling::json;
use super::whatwg;
use crate::model::AuthDraft;
use crate::model::Surroundings;

const CARD: ProfileCard = ProfileCard::recorded("got", "got", "14.6.6", "npm's got on Node 20.");

const AGENT: &str = "got (https://github.com/sindresorhus/got)";

const MULTIPART: MultipartStyle = MultipartStyle {
    prefix: "form-data-encoder-",
    shape: Shape::Random(b"abcdefghijklmnopqrstuvwxyz0123456789", 16),
    file_type: FileType::Octets,
    text_crlf: true,
    ending: "\r\n\r\n",
    ..multipart::PLAIN
};

const MANNER: Manner = Manner {
    target: whatwg::target_without_empty_query,
    params: Some(manner::WHATWG_FORM),
    params_way: ParamsWay::Replace,
    values: Charset::Latin1,
    json: JsonWay::Spelled(&json::JAVASCRIPT),
    form: PairStyle { order: PairOrder::Object, ..manner::WHATWG_FORM },
    multipart: Some(&MULTIPART),
    ..manner::PLAIN
};

const REDIRECTS: Redirects = Redirects { to_get: ToGet::SeeOther, ..redirect::PLAIN };

pub(super) static GOT: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: &[
        Habit::fixed("user-agent", AGENT),
        Habit::with_body("content-type"),
        Habit::with_body("content-length"),
        Habit::fixed("accept-encoding", "gzip, deflate, br"),
        Habit::computed("Host"),
        Habit::fixed("Connection", "keep-alive"),
    ],
};

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    if matches!(p.draft.auth, AuthDraft::Bearer(_) | AuthDraft::ApiKey { .. }) {
        p.auth_by_hand();
    }
    // The cookie jar's line would come last; cookies given by hand are a header like any other.
    p.cookie_by_hand();
    let mut head = Head::default();
    head.push(p.own("user-agent", AGENT));
    for line in std::mem::take(&mut p.typed) {
        head.set(line);
    }
    if let Some(line) = p.media("content-type") {
        head.push_if_absent(line);
    }
    if p.body.given() && p.body.chunks.is_none() {
        head.push_if_absent(p.length("content-length"));
    }
    head.push_if_absent(p.own("accept-encoding", "gzip, deflate, br"));
    if let Some(line) = p.auth.take() {
        head.set(line);
    }
    for line in &mut head.lines {
        line.name.make_ascii_lowercase();
    }
    head.push_if_absent(p.host("Host"));
    head.push_if_absent(p.own("Connection", "keep-alive"));
    node::framing(p, &mut head);
    head
}
