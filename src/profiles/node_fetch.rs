//! npm's node-fetch 3: lower-case names, sorted, then Node's Host and Connection.

use super::client::Client;
use super::composer::Head;
use super::manner;
use super::manner::BasicWay;
use super::manner::JsonWay;
use super::manner::Manner;
use super::manner::TypeWay;
use super::multipart;
use super::multipart::FileType;
use super::multipart::MultipartStyle;
use super::multipart::Shape;
use super::node;
use super::prepare::Prepared;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::redirect;
use super::redirect::DropsAuth;
use super::redirect::KeepsType;
use super::redirect::Redirects;
use super::spelling::charset::Charset;
use super::spelling::json;
use super::undici;
use super::whatwg;
use crate::model::Surroundings;

const CARD: ProfileCard =
    ProfileCard::recorded("node-fetch", "node-fetch", "3", "npm's node-fetch on Node 20.");

const MULTIPART: MultipartStyle = MultipartStyle {
    prefix: "----",
    shape: Shape::Random(multipart::DIGITS, 28),
    file_type: FileType::Octets,
    text_crlf: true,
    ending: "",
    ..multipart::PLAIN
};

const MANNER: Manner = Manner {
    target: whatwg::target,
    params: Some(manner::WHATWG_FORM),
    values: Charset::Latin1,
    basic: BasicWay::ByHand,
    json: JsonWay::Spelled(&json::JAVASCRIPT),
    json_type: TypeWay::ByHand("application/json"),
    form: manner::WHATWG_FORM,
    form_type: TypeWay::Own("application/x-www-form-urlencoded;charset=UTF-8"),
    multipart: Some(&MULTIPART),
    ..manner::PLAIN
};

const REDIRECTS: Redirects = Redirects {
    keeps_type: KeepsType::Always,
    drops_auth: DropsAuth::OtherName,
    ..redirect::PLAIN
};

pub(super) static NODE_FETCH: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: undici::refuse_body_of_get,
    redirects: &REDIRECTS,
    habits: &[
        Habit::fixed("accept", "*/*"),
        Habit::fixed("accept-encoding", "gzip, deflate, br"),
        Habit::with_body("content-length"),
        Habit::with_body("content-type"),
        Habit::fixed("user-agent", "node-fetch"),
        Habit::computed("Host"),
        Habit::fixed("Connection", "keep-alive"),
    ],
};

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    undici::text_type(p);
    p.auth_by_hand();
    p.cookie_by_hand();
    let mut head = Head { lines: undici::joined(std::mem::take(&mut p.typed)) };
    if let Some(line) = p.media("content-type") {
        head.push_if_absent(line);
    }
    head.push_if_absent(p.own("accept", "*/*"));
    head.push_if_absent(p.own("accept-encoding", "gzip, deflate, br"));
    head.push_if_absent(p.own("user-agent", "node-fetch"));
    // An empty PATCH gets its length from Node, at the end.
    let posts = p.is("POST") || p.is("PUT");
    if p.body.chunks.is_none() && (p.body.given() || posts) {
        head.push_if_absent(p.length("content-length"));
    }
    for line in &mut head.lines {
        line.name.make_ascii_lowercase();
    }
    head.lines.sort_by(|a, b| a.name.cmp(&b.name));
    head.push_if_absent(p.host("Host"));
    head.push_if_absent(p.own("Connection", "keep-alive"));
    node::framing(p, &mut head);
    head
}
