//! Node's own http module, and what every client on top of it inherits.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::composer::Line;
use super::manner;
use super::manner::JsonWay;
use super::manner::Manner;
use super::manner::TypeWay;
use super::multipart;
use super::multipart::MultipartStyle;
use super::multipart::Shape;
use super::payload::Chunks;
use super::payload::Kind;
use super::prepare::Prepared;
use super::profile::Author;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::redirect;
use super::spelling::charset::Charset;
use super::spelling::json;
use super::whatwg;
use crate::model::AuthDraft;
use crate::model::Surroundings;

const CARD: ProfileCard =
    ProfileCard::recorded("node-http", "Node http", "20.20.2", "Node's http.request.");

/// npm's form-data.
pub(super) const FORM_DATA: MultipartStyle = MultipartStyle {
    prefix: "--------------------------",
    shape: Shape::Random(multipart::HEX, 24),
    ..multipart::PLAIN
};

const MANNER: Manner = Manner {
    target: whatwg::target_without_empty_query,
    params: Some(manner::WHATWG_FORM),
    values: Charset::Latin1,
    json: JsonWay::Spelled(&json::JAVASCRIPT),
    json_type: TypeWay::ByHand("application/json"),
    form: manner::WHATWG_FORM,
    form_type: TypeWay::ByHand("application/x-www-form-urlencoded"),
    multipart: Some(&FORM_DATA),
    ..manner::PLAIN
};

pub(super) static NODE_HTTP: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &redirect::NEVER,
    habits: &[
        Habit::computed("Host"),
        Habit::fixed("Connection", "keep-alive"),
        Habit::with_body("Content-Length"),
        Habit::with_body("Transfer-Encoding"),
        Habit::with_body("content-type"),
    ],
};

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let basic = matches!(p.draft.auth, AuthDraft::Basic { .. } | AuthDraft::None);
    let option = if basic { p.auth.take() } else { None };
    p.auth_by_hand();
    p.cookie_by_hand();
    let mut head = Head { lines: std::mem::take(&mut p.typed) };
    match p.body.kind {
        Kind::Json | Kind::Form => {
            // People give the length themselves: Buffer.byteLength(body).
            let line = Line { author: Author::You, ..p.length("Content-Length") };
            head.push_if_absent(line);
        }
        Kind::Multipart => {
            if let Some(line) = p.media("content-type") {
                head.push_if_absent(line);
            }
            // form-data piped into the request: one chunk for each piece it produces.
            p.body.chunks = Some(Chunks { upper: false, ends: p.body.seams.clone() });
        }
        _ => {}
    }
    same_names_together(&mut head);
    head.push_if_absent(p.host("Host"));
    if let Some(line) = option {
        head.push_if_absent(line);
    }
    head.push_if_absent(p.own("Connection", "keep-alive"));
    framing(p, &mut head);
    head
}

/// What Node adds last: a length where the whole body is known at once, else chunks.
///
/// GET, HEAD, DELETE, OPTIONS and TRACE get neither for a body given to `end`: it goes out unframed.
pub(super) fn framing(p: &mut Prepared<'_>, head: &mut Head) {
    let framed = head.has("content-length") || head.has("transfer-encoding");
    if framed && !head.has("transfer-encoding") {
        p.body.chunks = None;
    }
    let bare = matches!(
        p.method.as_slice(),
        b"GET" | b"HEAD" | b"DELETE" | b"OPTIONS" | b"TRACE" | b"CONNECT"
    );
    if framed {
        return;
    }
    if p.body.chunks.is_some() {
        head.push(Line::new(
            "Transfer-Encoding",
            "chunked",
            Author::Computed("the body's framing"),
        ));
    } else if !bare {
        head.push(p.length("Content-Length"));
    } else if !p.body.bytes.is_empty() {
        p.warnings.push("Node sends this body without any length".to_owned());
    }
}

/// Node's header object: repeats stand side by side; of other spellings of a name only the last survives.
pub(super) fn same_names_together(head: &mut Head) {
    let mut out: Vec<Line> = Vec::with_capacity(head.lines.len());
    for line in std::mem::take(&mut head.lines) {
        let last = out.iter().rposition(|other| other.name.eq_ignore_ascii_case(&line.name));
        match last {
            None => out.push(line),
            Some(at) if out.get(at).is_some_and(|other| other.name == line.name) => {
                out.insert(at + 1, line);
            }
            Some(_) => {
                let first = out
                    .iter()
                    .position(|other| other.name.eq_ignore_ascii_case(&line.name))
                    .unwrap_or_default();
                out.retain(|other| !other.name.eq_ignore_ascii_case(&line.name));
                out.insert(first.min(out.len()), line);
            }
        }
    }
    head.lines = out;
}
