//! HAR archives hold the exchange, and a validator passes them.

#![expect(
    clippy::unwrap_used,
    reason = "a test may fail by unwrap; what is skipped is said loudly"
)]

use crate::export_corpus::corpus;
use serde_json::Value;
use serde_json::json;
use std::io::Write as _;
use std::process::Command;
use std::process::Stdio;
use why4xx::export::ExportOptions;
use why4xx::export::Subject;
use why4xx::export::by_kind;
use why4xx::wire::ExactRequest;
use why4xx::wire::ExactResponse;

const ANSWER: &[u8] = b"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n\
    Set-Cookie: sid=fresh-session-1; Path=/\r\nContent-Length: 41\r\n\r\n{\"error\":\"no\",\"access_token\":\"tok-99999\"}";

fn archive(request: &ExactRequest, options: ExportOptions) -> Value {
    let response = ExactResponse::parse(ANSWER, request.method());
    let subject = Subject {
        response: Some(&response),
        started_us: Some(1_767_225_600_000_000),
        took_us: Some(1500),
        ..Subject::new(request, "name")
    };
    serde_json::from_slice(&by_kind("har").unwrap().export(&subject, options).text).unwrap()
}

#[test]
fn an_archive_holds_the_exchange() {
    let request = ExactRequest::parse(
        "POST /a?x=%C3%A9+1&api_key=secret-key-1#f HTTP/1.1\r\nHost: h\r\nCookie: a=b\r\nX-A: 1\r\nx-a: 2\r\n\
         Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
    );
    let har = archive(&request, ExportOptions { show_secrets: true });
    let entry = &har["log"]["entries"][0];
    assert_eq!(entry["startedDateTime"], "2026-01-01T00:00:00.000Z");
    assert_eq!(entry["time"], 1.5);
    let read = &entry["request"];
    assert_eq!(read["url"], "https://h/a?x=%C3%A9+1&api_key=secret-key-1");
    assert_eq!(read["queryString"][0], json!({ "name": "x", "value": "é 1" }));
    assert_eq!(read["cookies"], json!([{ "name": "a", "value": "b" }]));
    assert_eq!(read["headers"].as_array().map(Vec::len), Some(6));
    assert_eq!(read["headers"][3], json!({ "name": "x-a", "value": "2" }));
    assert_eq!(read["postData"], json!({ "mimeType": "text/plain", "text": "hello" }));
    let answer = &entry["response"];
    assert_eq!(answer["status"], 401);
    assert_eq!(answer["content"]["text"], "{\"error\":\"no\",\"access_token\":\"tok-99999\"}");
    let masked = archive(&request, ExportOptions::default()).to_string();
    for secret in ["secret-key-1", "tok-99999", "fresh-session-1"] {
        assert!(!masked.contains(secret), "{secret} in {masked}");
    }
}

#[test]
fn a_binary_body_is_kept() {
    let sample = corpus().into_iter().find(|sample| sample.name == "binary").unwrap();
    let request = ExactRequest::parse(sample.bytes("h"));
    let har = archive(&request, ExportOptions::default());
    let content = &har["log"]["entries"][0]["request"]["_content"];
    assert_eq!(content["size"], 256);
    assert!(content["text"].as_str().unwrap().starts_with("AAECAwQF"));
}

#[test]
fn a_validator_passes_every_archive() {
    let script = "const { har } = require(process.env.MODULES + '/har-validator/lib/promise');
let text = '';
process.stdin.on('data', (data) => (text += data)).on('end', async () => {
  for (const archive of JSON.parse(text)) await har(archive);
});
process.on('unhandledRejection', (error) => { console.error(error.errors ?? error); process.exit(1); });";
    let modules = std::env::var("WHY4XX_NODE_MODULES").unwrap_or_default();
    if !std::path::Path::new(&modules).join("har-validator").exists() {
        eprintln!(
            "SKIPPED: HAR archives are not validated: har-validator is not in WHY4XX_NODE_MODULES"
        );
        return;
    }
    let archives: Vec<Value> = corpus()
        .iter()
        .map(|sample| archive(&ExactRequest::parse(sample.bytes("h")), ExportOptions::default()))
        .collect();
    let mut node = Command::new("node")
        .args(["-e", script])
        .env("MODULES", modules)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    node.stdin.take().unwrap().write_all(json!(archives).to_string().as_bytes()).unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
