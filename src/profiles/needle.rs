//! needle: lower-case names, cookies and credentials before the user's headers, a boundary that never changes.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::manner;
use super::manner::JsonWay;
use super::manner::Manner;
use super::manner::ParamsWay;
use super::manner::TypeWay;
use super::multipart;
use super::multipart::FileType;
use super::multipart::Heads;
use super::multipart::MultipartStyle;
use super::multipart::Quoting;
use super::multipart::Shape;
use super::node;
use super::payload::Kind;
use super::prepare::Prepared;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::redirect;
use super::redirect::KeepsType;
use super::redirect::Redirects;
use super::redirect::ToGet;
use super::spelling::charset;
use super::spelling::charset::Charset;
use super::spelling::form::List;
use super::spelling::form::PairOrder;
use super::spelling::form::PairStyle;
use super::spelling::json;
use super::spelling::percent;
use super::url::Url;
use crate::model::AuthDraft;
use crate::model::Surroundings;

const CARD: ProfileCard =
    ProfileCard::recorded("needle", "needle", "3.5.0", "npm's needle on Node 20.");

const AGENT: &str = "Needle/3.5.0 (Node.js v20.20.2; linux x64)";
const FORM: &str = "application/x-www-form-urlencoded";

const MULTIPART: MultipartStyle = MultipartStyle {
    prefix: "--------------------NODENEEDLEHTTPCLIENT",
    shape: Shape::Fixed,
    name: Quoting::Raw,
    filename: Quoting::Percent(percent::component),
    file_type: FileType::Octets,
    heads: Heads::TransferEncoding,
    ending: "",
    ..multipart::PLAIN
};

const PAIRS: PairStyle = PairStyle {
    order: PairOrder::Object,
    plus: false,
    list: List::Brackets,
    ..manner::keeping(percent::component)
};

const MANNER: Manner = Manner {
    target,
    fault,
    params: Some(PAIRS),
    params_way: ParamsWay::Replace,
    values: Charset::Latin1,
    json: JsonWay::Spelled(&json::JAVASCRIPT),
    json_type: TypeWay::Own("application/json; charset=utf-8"),
    form: PAIRS,
    multipart: Some(&MULTIPART),
    raw_type: TypeWay::Own(FORM),
    stream_type: TypeWay::Own(FORM),
    ..manner::PLAIN
};

/// Every redirect becomes a GET that still carries the type.
const REDIRECTS: Redirects =
    Redirects { to_get: ToGet::Always, keeps_type: KeepsType::Always, ..redirect::PLAIN };

pub(super) static NEEDLE: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: &[
        Habit::one_of("accept", &["*/*", "application/json"]),
        Habit::agent("user-agent", "Needle/"),
        Habit::with_body("content-length"),
        Habit::with_body("content-type"),
        Habit::computed("host"),
        Habit::fixed("Connection", "keep-alive"),
    ],
};

/// Node's old `url.parse`: a handful of characters encoded, the rest as Latin-1 bytes.
fn target(url: &Url) -> Vec<u8> {
    let escaped = escaped(url);
    charset::bytes(&escaped, Charset::Latin1).unwrap_or(escaped)
}

fn fault(url: &Url) -> Option<String> {
    let c = charset::bytes(&escaped(url), Charset::Latin1).err()?;
    Some(format!("it holds U+{:04X} (Request path contains unescaped characters)", u32::from(c)))
}

fn escaped(url: &Url) -> Vec<u8> {
    let path: Vec<u8> = url.path.iter().map(|b| if *b == b'\\' { b'/' } else { *b }).collect();
    let whole = Url::target(&path, url.query.as_deref());
    percent::encode(&whole, |b| !b"\t\n\r \"'<>\\^`{|}".contains(&b))
}

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    p.body.bare_string();
    if p.body.kind == Kind::Form && p.body.bytes.is_empty() {
        p.body.chunk_whole(false);
    }
    let mut head = Head::default();
    let json = p.body.kind == Kind::Json;
    head.push(p.own("accept", if json { "application/json" } else { "*/*" }));
    head.push(p.own("user-agent", AGENT));
    if let Some(mut line) = p.cookie.take() {
        let pairs: Vec<Vec<u8>> = p
            .draft
            .cookies
            .iter()
            .map(|cookie| {
                let value = percent::encode(&cookie.value, percent::component);
                [cookie.name.as_slice(), b"=", &value].concat()
            })
            .collect();
        line.value = pairs.join(&b"; "[..]);
        head.push(line);
    }
    if matches!(p.draft.auth, AuthDraft::Basic { .. }) {
        head.lines.extend(p.auth.take());
    }
    for line in std::mem::take(&mut p.typed).into_iter().chain(p.auth.take()) {
        head.set(line);
    }
    let media = p.media("content-type");
    let multipart = p.body.kind == Kind::Multipart;
    if multipart && let Some(line) = media.clone() {
        head.set(line);
    }
    if !p.body.bytes.is_empty() && p.body.chunks.is_none() {
        head.push_if_absent(p.length("content-length"));
    }
    if let Some(line) = media {
        head.push_if_absent(line);
    }
    head.push_if_absent(p.host("host"));
    for line in &mut head.lines {
        line.name.make_ascii_lowercase();
    }
    head.push_if_absent(p.own("Connection", "keep-alive"));
    node::framing(p, &mut head);
    head
}
