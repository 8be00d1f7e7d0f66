//! Reading a request's head, against `httparse` on the same bytes: the figure that matters is the ratio.
//!
//! `httparse` stops at the head's end and keeps slices; we keep a piece for every byte, notes and framing.

use bytes::Bytes;
use std::hint::black_box;
use why4xx::wire::ExactRequest;

fn main() {
    divan::main();
}

/// A small API call, a browser's request, and a head of a hundred fields.
fn heads() -> [(&'static str, Bytes); 3] {
    let small = "POST /crm/rest/v1/files HTTP/1.1\r\nHost: api.example.com\r\nUser-Agent: python-requests/2.34.2\r\n\
        Accept-Encoding: gzip, deflate\r\nAccept: */*\r\nConnection: keep-alive\r\nX-API-Key: k-5f2c9a7e4b1d8360c2a97e4f1b6d5083\r\n\r\n";
    let browser = "GET /v2/caf%C3%A9s?q=%C3%A9clair&page=2 HTTP/1.1\r\nHost: api.example.com\r\nConnection: keep-alive\r\n\
        sec-ch-ua-platform: \"Linux\"\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36\r\n\
        Accept: application/json\r\nsec-ch-ua: \"Not:A-Brand\";v=\"8\", \"Chromium\";v=\"156\"\r\nsec-ch-ua-mobile: ?0\r\nSec-Fetch-Site: same-origin\r\n\
        Sec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\nReferer: https://api.example.com/\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n\
        Accept-Language: en-US,en;q=0.9\r\nCookie: theme=dark; sid=7f3a9c21d0; lang=en\r\n\r\n";
    let fields: String =
        (0..100).map(|n| format!("X-Header-{n}: value number {n} of this long head\r\n")).collect();
    let long = format!("GET / HTTP/1.1\r\n{fields}\r\n");
    [
        ("small", Bytes::from(small)),
        ("browser", Bytes::from(browser)),
        ("hundred fields", Bytes::from(long)),
    ]
}

fn head(name: &str) -> Bytes {
    heads()
        .into_iter()
        .find(|(known, _)| *known == name)
        .map(|(_, bytes)| bytes)
        .unwrap_or_default()
}

#[divan::bench(args = ["small", "browser", "hundred fields"])]
fn ours(bencher: divan::Bencher, name: &str) {
    let bytes = head(name);
    bencher.bench(|| ExactRequest::parse(black_box(bytes.clone())));
}

#[divan::bench(args = ["small", "browser", "hundred fields"])]
fn httparse(bencher: divan::Bencher, name: &str) {
    let bytes = head(name);
    bencher.bench(|| {
        let mut headers = [httparse::EMPTY_HEADER; 128];
        let mut request = httparse::Request::new(&mut headers);
        let parsed = request.parse(black_box(&bytes)).is_ok();
        black_box((parsed, request.headers.len()))
    });
}
