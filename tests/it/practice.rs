//! The practice server's answers, as a table of requests.

use std::time::Duration;
use why4xx::practice::Misbehaviour;
use why4xx::practice::Practice;
use why4xx::wire::ExactRequest;
use why4xx::wire::ExactResponse;

const KEY: &str = "X-Keap-API-Key: KeapAK-5f2c9a7e\r\n";
const GOOD: &str = r#"{"file_name":"test.txt","file_data":"RQ==","contact_id":51677,"file_association":"CONTACT"}"#;

fn ask(request: impl AsRef<[u8]>) -> ExactResponse {
    let request = ExactRequest::parse(request.as_ref().to_vec());
    let response = ExactResponse::parse(Practice.answer(&request), request.method());
    assert!(response.notes.is_empty(), "the answer is regular: {:?}", response.notes);
    assert!(response.framing.complete && response.framing.end as usize == response.bytes.len());
    response
}

fn get(path: &str, headers: &str) -> ExactResponse {
    ask(format!("GET {path} HTTP/1.1\r\nHost: h\r\n{headers}\r\n"))
}

fn post(headers: &str, body: impl AsRef<[u8]>) -> ExactResponse {
    let head = format!("POST /crm/rest/v1/files HTTP/1.1\r\nHost: h\r\n{headers}");
    let length = format!("Content-Length: {}\r\n\r\n", body.as_ref().len());
    ask([head.as_bytes(), length.as_bytes(), body.as_ref()].concat())
}

fn body(response: &ExactResponse) -> String {
    String::from_utf8_lossy(&response.content().bytes).into_owned()
}

#[test]
fn credentials_are_taken_in_their_own_place_only() {
    for (headers, status) in [
        (KEY, 200),
        ("x-keap-api-key: any\r\n", 200),
        ("Authorization: Bearer abc.def-ghi==\r\n", 200),
        ("authorization: bearer abc\r\n", 200),
        ("", 401),
        ("X-Keap-API-Key:\r\n", 401),
        ("X-Keap-API-Key: {{keap_key}}\r\n", 401),
        ("X-Keap-API-Key: Bearer abc\r\n", 401),
        ("X-Keap-API-Key: \"abc\"\r\n", 401),
        ("X-Keap-API-Key: a\r\nX-Keap-API-Key: b\r\n", 401),
        ("X-Api-Key: abc\r\n", 401),
        ("Authorization: abc\r\n", 401),
        ("Authorization: Bearerabc\r\n", 401),
        ("Authorization: Bearer 'abc'\r\n", 401),
        ("Authorization: Bearer KeapAK-5f2c9a7e\r\n", 401),
        ("Authorization: Basic YTpi\r\n", 401),
        ("Cookie: X-Keap-API-Key=abc\r\n", 401),
    ] {
        assert_eq!(
            get("/crm/rest/v1/contacts?limit=1", headers).status(),
            Some(status),
            "{headers}"
        );
    }
    let refused = get("/crm/rest/v1/contacts", "");
    assert_eq!(
        body(&refused),
        r#"{"fault":{"faultstring":"Invalid Access Token","detail":{"errorcode":"keymanagement.service.invalid_access_token"}}}"#
    );
    assert_eq!(refused.first("content-length"), Some(&b"116"[..]));
}

#[test]
fn files_are_checked_in_the_order_of_the_story() {
    let json = format!("{KEY}Content-Type: application/json\r\n");
    let with = |from: &str, to: &str| GOOD.replace(from, to).into_bytes();
    for (headers, body, status) in [
        ("", b"\xff".to_vec(), 401),
        (KEY, b"\xff".to_vec(), 415),
        (&format!("{KEY}Content-Type: text/plain\r\n"), GOOD.into(), 415),
        (&json, b"{\"file_name\": \"r\xe9sum\xe9\"}".to_vec(), 400),
        (&json, b"\xef\xbb\xbf{}".to_vec(), 400),
        (&json, b"{'file_name': 'x'}".to_vec(), 400),
        (&json, b"[]".to_vec(), 400),
        (&json, b"".to_vec(), 400),
        (&json, with("51677", "\"51677\""), 400),
        (&json, with("RQ==", "RQ"), 400),
        (&json, with("CONTACT", "contact"), 400),
        (&json, with(r#""contact_id":51677,"#, ""), 400),
        (&json, with("test.txt", "résumé.txt"), 201),
        (&json, GOOD.into(), 201),
        (&format!("{KEY}Content-Type: APPLICATION/JSON; charset=UTF-8\r\n"), GOOD.into(), 201),
    ] {
        assert_eq!(post(headers, &body).status(), Some(status), "{headers}{}", body.escape_ascii());
    }
    let typed = post(&json, with("51677", "\"51677\""));
    assert_eq!(body(&typed), r#"{"message":"contact_id: expected a number"}"#);
}

#[test]
fn a_length_is_asked_for_before_the_body_is_read() {
    let head = format!("POST /crm/rest/v1/files HTTP/1.1\r\nHost: h\r\n{KEY}\r\n");
    let parsed = ExactRequest::parse(head.clone());
    let early = Practice.answer_to_head(&parsed).unwrap();
    assert_eq!(early, Practice.answer(&ExactRequest::parse(head + GOOD)));
    let early = ExactResponse::parse(early, b"POST");
    assert_eq!((early.status(), early.content().bytes.len()), (Some(411), 122));
    assert_eq!(early.first("connection"), Some(&b"close"[..]));

    let chunked = format!("{KEY}Transfer-Encoding: chunked\r\n");
    let head = format!("POST /crm/rest/v1/files HTTP/1.1\r\nHost: h\r\n{chunked}\r\n0\r\n\r\n");
    assert_eq!(ask(head).status(), Some(411));

    let good =
        format!("POST /crm/rest/v1/files HTTP/1.1\r\nHost: h\r\n{KEY}Content-Length: 9\r\n\r\n");
    assert_eq!(Practice.answer_to_head(&ExactRequest::parse(good)), None);
}

#[test]
fn paths_and_methods() {
    assert_eq!(get("/crm/rest/v1/contact", KEY).status(), Some(404));
    assert_eq!(get("/crm/rest/v1/contacts/", KEY).status(), Some(404));
    assert_eq!(get("http://h/crm/rest/v1/contacts", KEY).status(), Some(200));
    assert_eq!(get("/crm/rest/v1/contacts?limit=one", KEY).status(), Some(400));
    let refused = get("/crm/rest/v1/files", KEY);
    assert_eq!((refused.status(), refused.first("allow")), (Some(405), Some(&b"POST"[..])));
    let head = format!("HEAD /crm/rest/v1/contacts HTTP/1.1\r\nHost: h\r\n{KEY}\r\n");
    let head = ask(head);
    assert_eq!((head.status(), head.body.len()), (Some(200), 0));
    assert_ne!(head.first("content-length"), Some(&b"0"[..]));
    assert_eq!(ask(format!("GET /crm/rest/v1/contacts HTTP/1.1\r\n{KEY}\r\n")).status(), Some(400));
    assert_eq!(get("/crm/rest/v1/contacts", "X-Keap-API-Key : abc\r\n").status(), Some(400));
}

#[test]
fn status_answers_any_status() {
    for status in (200..600).filter(|status| !matches!(status, 204 | 304)) {
        let response = get(&format!("/status/{status}"), "");
        assert_eq!(response.status(), Some(status));
        assert!(response.has("content-length"));
    }
    assert_eq!(get("/status/204", "").body.len(), 0);
    assert_eq!(get("/status/99", "").status(), Some(400));
    assert!(get("/status/401", "").has("www-authenticate"));
}

#[test]
fn echo_says_back_every_byte() {
    use base64::Engine as _;
    let sent =
        b"PUT /echo?x HTTP/1.1\r\nHost: h\r\nX-Odd : \xe9\r\nContent-Length: 2\r\n\r\n\xff\xfe";
    let said: serde_json::Value = serde_json::from_str(&body(&ask(sent))).unwrap();
    let decode = |name: &str| {
        base64::engine::general_purpose::STANDARD.decode(said[name].as_str().unwrap()).unwrap()
    };
    assert_eq!([decode("head_base64"), decode("body_base64")].concat(), sent);
    assert_eq!(said["headers"][1], serde_json::json!(["X-Odd", "\\xE9"]));
    assert_eq!(said["irregular"][0], "space-before-colon");
}

#[test]
fn misbehaviour_is_described() {
    let of = |path: &str| {
        let request = ExactRequest::parse(format!("GET {path} HTTP/1.1\r\nHost: h\r\n\r\n"));
        (Practice.misbehaviour(&request), Practice.answer(&request))
    };
    assert_eq!(of("/faults/slow").0, Some(Misbehaviour::Slow(Duration::from_millis(500))));
    assert_eq!(of("/faults/slow/7?x").0, Some(Misbehaviour::Slow(Duration::from_millis(7))));
    assert_eq!(of("/faults/slow/99999999").0, Some(Misbehaviour::Slow(Duration::from_secs(60))));
    assert_eq!(of("/faults/silent"), (Some(Misbehaviour::Silent), Vec::new()));
    let half = ExactResponse::parse(of("/faults/half").1, b"GET");
    assert!(!half.framing.complete);
    let early = ExactResponse::parse_all(&of("/faults/early").1.into(), b"POST");
    let statuses: Vec<_> = early.iter().filter_map(ExactResponse::status).collect();
    assert_eq!(statuses, [100, 103, 413]);
    assert_eq!(of("/faults/unknown").0, None);
}
