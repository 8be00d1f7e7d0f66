//! axios on Node: its own Accept first, types for bodies that have none, follow-redirects underneath.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::composer::Line;
use super::manner;
use super::manner::Edges;
use super::manner::JsonWay;
use super::manner::Manner;
use super::manner::ParamsWay;
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
use super::redirect::Redirects;
use super::spelling::charset::Charset;
use super::spelling::form::List;
use super::spelling::form::PairStyle;
use super::spelling::json;
use super::spelling::percent;
use super::whatwg;
use crate::model::AuthDraft;
use crate::model::Surroundings;

const CARD: ProfileCard = ProfileCard::recorded("axios", "axios", "1.21.1", "axios on Node 20.");

const FORM: &str = "application/x-www-form-urlencoded";

const MULTIPART: MultipartStyle = MultipartStyle {
    prefix: "axios-1.21.1-boundary-",
    shape: Shape::Random(multipart::URL_SAFE, 25),
    file_type: FileType::Octets,
    text_crlf: true,
    ..multipart::PLAIN
};

const MANNER: Manner = Manner {
    target: whatwg::target_without_empty_query,
    params_way: ParamsWay::Late,
    params: Some(PairStyle { list: List::EscapedBrackets, ..manner::keeping(param_char) }),
    values: Charset::Latin1Dropping,
    edges: Edges::Cut,
    json: JsonWay::Spelled(&json::JAVASCRIPT),
    form: manner::WHATWG_FORM,
    form_type: TypeWay::Own("application/x-www-form-urlencoded;charset=utf-8"),
    multipart: Some(&MULTIPART),
    raw_type: TypeWay::Own(FORM),
    stream_type: TypeWay::Own(FORM),
    ..manner::PLAIN
};

const REDIRECTS: Redirects = Redirects { drops_auth: DropsAuth::OtherOrigin, ..redirect::PLAIN };

pub(super) static AXIOS: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: &[
        Habit::fixed("Accept", "application/json, text/plain, */*"),
        Habit::with_body("Content-Type"),
        Habit::agent("User-Agent", "axios/"),
        Habit::with_body("Content-Length"),
        Habit::fixed("Accept-Encoding", "gzip, compress, deflate, br"),
        Habit::computed("Host"),
        Habit::fixed("Connection", "keep-alive"),
    ],
};

/// `encodeURIComponent`, with `:`, `$` and `,` put back.
fn param_char(b: u8) -> bool {
    percent::component(b) || b":$,".contains(&b)
}

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let basic = matches!(p.draft.auth, AuthDraft::Basic { .. } | AuthDraft::None);
    let option = if basic { p.auth.take() } else { None };
    p.auth_by_hand();
    p.cookie_by_hand();
    if option.is_some() {
        p.take("authorization");
    }
    if p.body.bare_string() {
        p.body.media = Some(p.own("Content-Type", FORM));
    }
    let mut head = Head::default();
    head.push(p.own("Accept", "application/json, text/plain, */*"));
    let posts = matches!(p.method.as_slice(), b"POST" | b"PUT" | b"PATCH");
    let media = p.media("Content-Type").or_else(|| posts.then(|| p.own("Content-Type", FORM)));
    // The type's place is behind Accept, whoever gives it.
    let typed = p.take("content-type").map(|line| Line { name: b"Content-Type".to_vec(), ..line });
    head.lines.extend(typed.or(media));
    for line in std::mem::take(&mut p.typed) {
        // A name that is there keeps its own spelling.
        match head.lines.iter_mut().find(|own| own.name.eq_ignore_ascii_case(&line.name)) {
            Some(own) => {
                own.value = line.value;
                own.author = line.author;
            }
            None => head.push(line),
        }
    }
    head.push_if_absent(p.own("User-Agent", "axios/1.21.1"));
    if !p.body.bytes.is_empty() && p.body.chunks.is_none() {
        head.push_if_absent(p.length("Content-Length"));
    }
    head.push_if_absent(p.own("Accept-Encoding", "gzip, compress, deflate, br"));
    head.push_if_absent(p.host("Host"));
    head.lines.extend(option);
    head.push_if_absent(p.own("Connection", "keep-alive"));
    node::framing(p, &mut head);
    head
}
