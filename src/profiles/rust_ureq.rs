//! ureq 3: lower-case names, its own lines before the user's.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::composer::Line;
use super::manner;
use super::manner::BasicWay;
use super::manner::JsonWay;
use super::manner::Manner;
use super::manner::MethodCase;
use super::manner::TypeWay;
use super::multipart;
use super::multipart::MultipartStyle;
use super::multipart::Shape;
use super::payload::Kind;
use super::prepare::Prepared;
use super::profile::Author;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::redirect;
use super::redirect::Follows;
use super::redirect::KeepsType;
use super::redirect::Redirects;
use super::rust_reqwest::grouped;
use super::spelling::form::PairStyle;
use super::spelling::json;
use super::url::Url;
use crate::model::Surroundings;

const CARD: ProfileCard =
    ProfileCard::recorded("ureq", "ureq", "3.5.2", "ureq with its gzip and json features.");

const MULTIPART: MultipartStyle = MultipartStyle {
    prefix: "----formdata-ureq-",
    shape: Shape::Random(multipart::HEX, 32),
    ..multipart::PLAIN
};

const MANNER: Manner = Manner {
    method: MethodCase::Typed,
    fault,
    params: Some(PairStyle { plus: false, ..manner::PLUS }),
    basic: BasicWay::ByHand,
    json: JsonWay::Spelled(&json::RUST_PRETTY),
    json_type: TypeWay::Own("application/json; charset=utf-8"),
    form: manner::WHATWG_FORM,
    multipart: Some(&MULTIPART),
    ..manner::PLAIN
};

const REDIRECTS: Redirects =
    Redirects { follows: Follows::NotTheBody, keeps_type: KeepsType::Always, ..redirect::PLAIN };

pub(super) static RUST_UREQ: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: &[
        Habit::fixed("accept-encoding", "gzip"),
        Habit::with_body("content-length"),
        Habit::agent("user-agent", "ureq/"),
        Habit::fixed("accept", "*/*"),
        Habit::computed("host"),
        Habit::with_body("content-type"),
    ],
};

/// The http crate's `Uri` takes visible ASCII only, without `<`, `>` and the backtick.
fn fault(url: &Url) -> Option<String> {
    let bad = |b: &u8| *b <= b' ' || *b >= 0x7f || b"<>`".contains(b);
    let found = url.path.iter().chain(url.query.iter().flatten()).any(bad);
    found.then(|| {
        "it holds a character that a URI must not (http: invalid uri character)".to_owned()
    })
}

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let mut own = Vec::new();
    own.extend(p.cookie.take().filter(|_| !p.has("cookie")));
    own.push(p.own("accept-encoding", "gzip"));
    if p.body.kind == Kind::Stream {
        let why = Author::Computed("the body's framing");
        own.push(Line::new("transfer-encoding", "chunked", why));
    } else if p.body.given() || matches!(p.method.as_slice(), b"POST" | b"PUT" | b"PATCH") {
        own.push(p.length("content-length"));
    }
    own.push(p.own("user-agent", "ureq/3.5.2"));
    own.push(p.own("accept", "*/*"));
    own.push(p.host("host"));
    let mut head = Head::default();
    for line in own {
        let typed = p.typed.iter().any(|typed| typed.name.eq_ignore_ascii_case(&line.name));
        if !typed {
            head.push(line);
        }
    }
    head.lines.extend(grouped(std::mem::take(&mut p.typed)));
    if let Some(line) = p.auth.take() {
        head.push_if_absent(line);
    }
    if let Some(line) = p.media("content-type") {
        head.push_if_absent(line);
    }
    for line in &mut head.lines {
        line.name.make_ascii_lowercase();
    }
    head
}
