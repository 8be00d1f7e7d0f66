//! PHP: its curl extension, which is libcurl without a User-Agent, and its http:// stream wrapper.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::curl;
use super::manner;
use super::manner::BasicWay;
use super::manner::Edges;
use super::manner::JsonWay;
use super::manner::Manner;
use super::manner::MethodCase;
use super::manner::StreamWay;
use super::manner::TypeWay;
use super::multipart::FileType;
use super::multipart::MultipartStyle;
use super::payload::Kind;
use super::prepare::Prepared;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::redirect;
use super::redirect::Redirects;
use super::redirect::ToGet;
use super::spelling::charset::Charset;
use super::spelling::form::List;
use super::spelling::form::PairStyle;
use super::spelling::json;
use super::spelling::percent;
use crate::model::AuthDraft;
use crate::model::Surroundings;

const CURL_CARD: ProfileCard = ProfileCard::recorded(
    "php-curl",
    "PHP curl",
    "PHP 8.2, libcurl 7.88.1",
    "PHP's curl extension.",
);

const STREAM_CARD: ProfileCard = ProfileCard::recorded(
    "php-stream",
    "PHP streams",
    "PHP 8.2",
    "file_get_contents with an http stream context.",
);

const FORM: &str = "application/x-www-form-urlencoded";

/// `http_build_query`.
const PAIRS: PairStyle = PairStyle { list: List::Numbered, ..manner::keeping(percent::php_query) };

const MULTIPART: MultipartStyle = MultipartStyle { file_type: FileType::Octets, ..curl::MULTIPART };

const CURL: Manner = Manner {
    params: Some(PAIRS),
    json: JsonWay::Spelled(&json::PHP),
    json_type: TypeWay::ByHand("application/json"),
    form: PAIRS,
    multipart: Some(&MULTIPART),
    stream_type: TypeWay::Own(FORM),
    ..curl::LIBCURL
};

const STREAM: Manner = Manner {
    method: MethodCase::Typed,
    params: Some(PAIRS),
    edges: Edges::Cut,
    basic: BasicWay::AtOnce(Charset::Utf8),
    json: JsonWay::Spelled(&json::PHP),
    json_type: TypeWay::ByHand("application/json"),
    form: PAIRS,
    form_type: TypeWay::ByHand(FORM),
    raw_type: TypeWay::Own(FORM),
    stream: StreamWay::NoFacility,
    sends_controls: true,
    ..manner::PLAIN
};

pub(super) static PHP_CURL: Client = Client {
    card: &CURL_CARD,
    manner: &CURL,
    arrange: arrange_curl,
    refuses: NOTHING,
    redirects: &curl::REDIRECTS,
    habits: &[
        Habit::computed("Host"),
        Habit::fixed("Accept", "*/*"),
        Habit::with_body("Content-Length"),
        Habit::with_body("Content-Type"),
        Habit::at_times("Transfer-Encoding"),
        Habit::sometimes("Expect", "100-continue"),
    ],
};

const STREAM_REDIRECTS: Redirects = Redirects { to_get: ToGet::Any, ..redirect::PLAIN };

pub(super) static PHP_STREAM: Client = Client {
    card: &STREAM_CARD,
    manner: &STREAM,
    arrange: arrange_stream,
    refuses: NOTHING,
    redirects: &STREAM_REDIRECTS,
    habits: &[
        Habit::computed("Host"),
        Habit::fixed("Connection", "close"),
        Habit::with_body("Content-Length"),
        Habit::with_body("Content-Type"),
    ],
};

fn arrange_curl(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    curl::mark_tight(p);
    if matches!(p.draft.auth, AuthDraft::Bearer(_) | AuthDraft::ApiKey { .. }) {
        p.auth_by_hand();
    }
    let mut head = curl::opening(p, None);
    if p.body.kind == Kind::None && p.is("POST") {
        // CURLOPT_POST without CURLOPT_POSTFIELDS: a chunked upload of nothing.
        p.body.kind = Kind::Stream;
        p.body.media = Some(p.own("Content-Type", FORM));
        p.body.chunk_whole(false);
    }
    curl::closing(p, &mut head);
    head
}

fn arrange_stream(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let mut head = Head::default();
    let by_url = p.url.userinfo.is_some() && p.draft.auth == AuthDraft::None;
    if by_url {
        head.lines.extend(p.auth.take());
    } else {
        p.auth_by_hand();
    }
    p.cookie_by_hand();
    if !p.has("host") {
        head.push(p.host("Host"));
    }
    if !p.has("connection") {
        head.push(p.own("Connection", "close"));
    }
    if p.body.given() && !p.body.bytes.is_empty() && !p.has("content-length") {
        head.push(p.length("Content-Length"));
    }
    head.lines.append(&mut p.typed);
    if let Some(line) = p.media("Content-Type").filter(|_| !p.body.bytes.is_empty()) {
        head.push_if_absent(line);
    }
    head
}
