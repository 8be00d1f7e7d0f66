//! A whole diagnosis of a pair with JSON bodies, against `serde_json` parsing both bodies into `Value`.
//!
//! The bodies are records with strings and numbers, as APIs send them; the failing one differs in one value.

use std::fmt::Write as _;
use std::hint::black_box;
use why4xx::doctor::Inputs;
use why4xx::doctor::diagnose;
use why4xx::wire::ExactRequest;

fn main() {
    divan::main();
}

/// About `size` bytes of records, the `odd`th with another price.
fn records(size: usize, odd: usize) -> String {
    let mut text = String::from("{\"records\":[");
    let mut number = 0;
    while text.len() < size {
        let price = if number == odd { "\"19.90\"" } else { "19.90" };
        let comma = if number == 0 { "" } else { "," };
        let _ = write!(
            text,
            "{comma}{{\"id\":{number},\"name\":\"Customer number {number}\",\"email\":\"c{number}@example.com\",\"price\":{price},\
             \"active\":true,\"tags\":[\"a\",\"b\"],\"note\":null}}"
        );
        number += 1;
    }
    text.push_str("]}");
    text
}

fn request(head: &str, body: &str) -> ExactRequest {
    let length = body.len();
    ExactRequest::parse(format!(
        "POST /v1/import HTTP/1.1\r\nHost: api.example.com\r\n{head}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    ))
}

/// One pair, with the size of each body in KiB.
fn pair(kib: usize) -> (Inputs, String, String) {
    let (failing, good) = (records(kib * 1024, 700), records(kib * 1024, usize::MAX));
    let mut inputs =
        Inputs::of(request("User-Agent: python-requests/2.34.2\r\nAccept: */*\r\n", &failing));
    inputs.good = Some(request("User-Agent: PostmanRuntime/7.56.1\r\nAccept: */*\r\n", &good));
    inputs.status = Some(422);
    (inputs, failing, good)
}

#[divan::bench(args = [1024, 10240], sample_count = 20)]
fn ours(bencher: divan::Bencher<'_, '_>, kib: usize) {
    let (inputs, ..) = pair(kib);
    bencher.bench(|| diagnose(black_box(&inputs)));
}

#[divan::bench(args = [1024, 10240], sample_count = 20)]
fn serde_json_both(bencher: divan::Bencher<'_, '_>, kib: usize) {
    let (_, failing, good) = pair(kib);
    bencher.bench(|| {
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(black_box(text));
        black_box((read(&failing).is_ok(), read(&good).is_ok()))
    });
}
