//! The loopback server: whoever calls is answered, however odd the request.

#![expect(clippy::unwrap_used, reason = "a server in a test has nobody to report to")]

use crate::transport_server::read_all;
use crate::transport_server::read_head;
use crate::transport_server::shipment;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use why4xx::model::End;
use why4xx::transport::Answer;
use why4xx::transport::RawSender;
use why4xx::transport::Serving;
use why4xx::transport::Transport;
use why4xx::transport::serve_loopback;
use why4xx::wire::ExactRequest;

/// Answers with the request's target, the length of its body and whether it is whole.
struct Echo;

impl Answer for Echo {
    fn answer(&self, request: &ExactRequest) -> Vec<u8> {
        let target = request.target().escape_ascii();
        let said = format!("{target} {} {}\n", request.body.len(), request.framing.complete);
        format!("HTTP/1.1 403 Forbidden\r\nContent-Length: {}\r\n\r\n{said}", said.len())
            .into_bytes()
    }
}

async fn echo() -> Serving {
    serve_loopback(Arc::new(Echo), 0).await.unwrap()
}

/// What the server says to these bytes, up to where it closes; we close our side behind them.
async fn said_to(bytes: &str) -> Vec<String> {
    let serving = echo().await;
    let mut stream = TcpStream::connect(serving.addr).await.unwrap();
    stream.write_all(bytes.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let answers = String::from_utf8(read_all(&mut stream).await).unwrap();
    answers.lines().filter(|l| l.starts_with('/')).map(str::to_owned).collect()
}

#[tokio::test]
async fn the_raw_sender_and_the_listener_understand_each_other() {
    let serving = echo().await;
    assert!(serving.addr.ip().is_loopback());
    let request = "POST /v1 HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc";
    let recording = RawSender.send(shipment(serving.addr, request)).await;
    assert_eq!(recording.end, End::Complete);
    assert_eq!(recording.sent, request);
    let received = String::from_utf8(recording.received.bytes.to_vec()).unwrap();
    assert!(received.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403"), "{received}");
    assert!(received.ends_with("/v1 3 true\n"), "{received}");
}

#[tokio::test]
async fn requests_follow_one_another_on_a_connection() {
    let pipelined = "\
        GET /1 HTTP/1.1\r\n\r\n\
        POST /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n\
        PUT /3 HTTP/1.1\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok\
        GET /never HTTP/1.1\r\n\r\n";
    assert_eq!(said_to(pipelined).await, ["/1 0 true", "/2 11 true", "/3 2 true"]);
}

#[tokio::test]
async fn odd_requests_are_answered_as_far_as_they_came() {
    for (request, says) in [
        ("POST /nolength HTTP/1.1\r\n\r\n{\"a\":1}", "/nolength 0 true"),
        ("POST /short HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc", "/short 3 false"),
        ("POST /nochunks HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{}\n", "/nochunks 3 false"),
        ("GET /unended HTTP/1.1\r\nHost: x\r\n", "/unended 0 true"),
        ("PUT /more HTTP/1.1\r\nContent-Length: 1\r\n\r\na\r\n", "/more 1 true"),
        ("GET /old HTTP/1.0\r\n\r\nGET /next HTTP/1.0\r\n\r\n", "/old 0 true"),
    ] {
        assert_eq!(said_to(request).await, [says], "{request:?}");
    }
}

#[tokio::test]
async fn a_length_less_post_gets_its_answer_while_the_caller_waits() {
    let serving = echo().await;
    let request = "POST /x HTTP/1.1\r\nHost: x\r\n\r\na body that nothing announces";
    let recording = RawSender.send(shipment(serving.addr, request)).await;
    assert_eq!(recording.end, End::Complete);
    assert!(recording.received.bytes.ends_with(b"/x 0 true\n"));
}

#[tokio::test]
async fn dropping_it_ends_it() {
    let serving = echo().await;
    let mut stream = TcpStream::connect(serving.addr).await.unwrap();
    stream.write_all(b"GET /1 HTTP/1.1\r\n\r\n").await.unwrap();
    read_head(&mut stream).await;
    drop(serving);
    let rest = tokio::time::timeout(Duration::from_secs(20), read_all(&mut stream)).await;
    assert_eq!(rest.unwrap(), b"/1 0 true\n", "the connection ends with it");
}

#[tokio::test]
async fn a_taken_port_is_told() {
    let serving = echo().await;
    let error = serve_loopback(Arc::new(Echo), serving.addr.port()).await.unwrap_err();
    assert!(error.to_string().contains("another program may have it"), "{error}");
}
