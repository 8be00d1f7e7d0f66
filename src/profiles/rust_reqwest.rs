//! reqwest over hyper: lower-case names, Host near the end, the length last.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::composer::Line;
use super::manner;
use super::manner::BasicWay;
use super::manner::JsonWay;
use super::manner::Manner;
use super::manner::MethodCase;
use super::multipart;
use super::multipart::FileType;
use super::multipart::MultipartStyle;
use super::multipart::Quoting;
use super::multipart::Shape;
use super::payload::Kind;
use super::prepare::Prepared;
use super::profile::Author;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::redirect;
use super::redirect::Redirects;
use super::spelling::charset::Charset;
use super::spelling::json;
use super::whatwg;
use crate::model::Surroundings;

const CARD: ProfileCard = ProfileCard::recorded(
    "reqwest",
    "reqwest",
    "0.13",
    "reqwest with its default features: no User-Agent, no compression.",
);

/// Shared with xh.
pub(super) const MULTIPART: MultipartStyle = MultipartStyle {
    shape: Shape::HexGroups,
    name: Quoting::Html,
    filename: Quoting::Backslash,
    file_type: FileType::Absent,
    ..multipart::PLAIN
};

const MANNER: Manner = Manner {
    method: MethodCase::Typed,
    target: whatwg::target,
    params: Some(manner::WHATWG_FORM),
    basic: BasicWay::AtOnce(Charset::Utf8),
    json: JsonWay::Spelled(&json::RUST),
    form: manner::WHATWG_FORM,
    multipart: Some(&MULTIPART),
    ..manner::PLAIN
};

const REDIRECTS: Redirects = Redirects {
    referer: true,
    reshape: |head, _| {
        // Host comes behind what was there before, so Referer stands in front of it.
        if let (Some(mut referer), Some(host)) = (head.take("referer"), head.place("host")) {
            referer.name.make_ascii_lowercase();
            head.insert(host, referer);
        }
    },
    ..redirect::PLAIN
};

pub(super) static RUST_REQWEST: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: &[
        Habit::with_body("content-type"),
        Habit::fixed("accept", "*/*"),
        Habit::at_times("referer"),
        Habit::computed("host"),
        Habit::with_body("content-length"),
    ],
};

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let mut head = Head { lines: grouped(std::mem::take(&mut p.typed)) };
    if let Some(line) = p.auth.take() {
        head.push(line);
    }
    if let Some(line) = p.media("content-type") {
        head.push_if_absent(line);
    }
    if p.body.kind == Kind::Multipart {
        head.push_if_absent(p.length("content-length"));
    }
    head.push_if_absent(p.own("accept", "*/*"));
    if let Some(line) = p.cookie.take() {
        head.push_if_absent(line);
    }
    head.push_if_absent(p.host("host"));
    if p.body.kind == Kind::Stream {
        let why = Author::Computed("the body's framing");
        head.push_if_absent(Line::new("transfer-encoding", "chunked", why));
    } else if p.body.given() {
        head.push_if_absent(p.length("content-length"));
    }
    for line in &mut head.lines {
        line.name.make_ascii_lowercase();
    }
    head
}

/// A header map: the values of one name stand together at the first one's place.
pub(super) fn grouped(lines: Vec<Line>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        let last = out.iter().rposition(|other| other.name.eq_ignore_ascii_case(&line.name));
        out.insert(last.map_or(out.len(), |at| at + 1), line);
    }
    out
}
