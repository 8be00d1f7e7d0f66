//! What a capture does not put up with: strangers, floods, endless heads, and heads that never end.

use crate::capture_desk::Desk;
use crate::capture_desk::keeper;
use crate::capture_desk::reverse;
use crate::capture_desk::say;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use why4xx::engine::Caught;
use why4xx::model::End;
use why4xx::model::ExchangeId;
use why4xx::transport::capture::Author;
use why4xx::transport::capture::CapturePlan;
use why4xx::transport::capture::CaptureRole;
use why4xx::transport::capture::Captured;
use why4xx::transport::capture::Notice;
use why4xx::transport::capture::Reply;
use why4xx::transport::capture::RequestEnd;
use why4xx::transport::capture::capture;

#[tokio::test]
async fn other_machines_are_let_in_only_when_that_is_said() {
    let mut plan = CapturePlan::new(CaptureRole::Canned(Reply::of_status(200)));
    plan.listen = SocketAddr::from(([0, 0, 0, 0], 0));
    let (sink, _seen) = mpsc::channel(1);
    let error = capture(plan.clone(), sink.clone()).await.unwrap_err().to_string();
    assert!(error.contains("--allow-remote"), "{error}");
    plan.allow_remote = true;
    assert!(capture(plan, sink).await.is_ok());
}

#[tokio::test]
async fn a_taken_port_is_told() {
    let desk = Desk::canned(|_| {}).await;
    let (sink, _seen) = mpsc::channel(1);
    let mut plan = CapturePlan::new(CaptureRole::Canned(Reply::of_status(200)));
    plan.listen = desk.addr();
    let error = capture(plan, sink).await.unwrap_err().to_string();
    assert!(error.contains("another program may have it"), "{error}");
}

#[tokio::test]
async fn a_head_without_end_is_cut_and_said() {
    for upstream in [false, true] {
        let mut desk = if upstream {
            let (addr, _got) = keeper(b"").await;
            Desk::open(reverse(addr, true)).await
        } else {
            Desk::canned(|_| {}).await
        };
        let bomb = [&b"GET / HTTP/1.1\r\n"[..], &b"X: y\r\n".repeat(400_000)].concat();
        let answer = say(desk.addr(), &bomb).await;
        assert!(answer.starts_with(b"HTTP/1.1 431 "), "{}", answer.escape_ascii());
        let captured = desk.next().await.unwrap();
        assert_eq!(captured.request_end, RequestEnd::Limit);
        assert_eq!(captured.author, Author::Ourselves);
        assert!(captured.request.bytes.len() < 3 << 20);
        assert!(desk.notices.iter().any(|said| matches!(said, Notice::Refused { .. })));
    }
}

#[tokio::test]
async fn what_a_client_says_behind_the_last_answer_is_kept_within_bounds() {
    let mut desk = Desk::canned(|plan| plan.limits.memory = 10_000).await;
    let bomb = [&b"GET / HTTP/1.1\r\n"[..], &b"X: y\r\n".repeat(1_000_000)].concat();
    let answer = say(desk.addr(), &bomb).await;
    assert!(answer.starts_with(b"HTTP/1.1 431 "), "{}", answer.escape_ascii());
    let first = desk.next().await.unwrap();
    assert_eq!(first.request_end, RequestEnd::Limit);
    let rest = desk.next().await.unwrap();
    assert_eq!((rest.request_end, rest.request.bytes.len()), (RequestEnd::Answered, 10_000));
    assert!(memchr::memmem::find(&bomb, &rest.request.bytes).is_some(), "as it was sent");
    assert!(rest.cut.unwrap().contains("came behind the last answer"));
    assert!(desk.notices.iter().any(|said| matches!(said, Notice::NotKept { .. })));
}

#[tokio::test]
async fn a_head_that_drips_is_cut() {
    let change = |plan: &mut CapturePlan| {
        plan.limits.head = Duration::from_millis(300);
        plan.limits.half_said = Duration::from_secs(20);
    };
    let mut desk = Desk::canned(change).await;
    let mut stream = TcpStream::connect(desk.addr()).await.unwrap();
    let mut answer = Vec::new();
    let (mut reader, mut writer) = stream.split();
    let drip = async {
        while writer.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        () = drip => {}
        read = reader.read_to_end(&mut answer) => { read.unwrap(); }
    }
    assert!(answer.starts_with(b"HTTP/1.1 431 "), "{}", answer.escape_ascii());
    assert_eq!(desk.next().await.unwrap().request_end, RequestEnd::Limit);
}

#[tokio::test]
async fn a_flood_waits_outside_and_is_said() {
    let mut desk = Desk::canned(|plan| plan.limits.connections = 2).await;
    let request = b"GET / HTTP/1.1\r\n\r\n";
    let mut open = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(desk.addr()).await.unwrap();
        stream.write_all(request).await.unwrap();
        stream.read_u8().await.unwrap();
        open.push(stream);
        desk.next().await.unwrap();
    }
    let mut third = TcpStream::connect(desk.addr()).await.unwrap();
    third.write_all(request).await.unwrap();
    drop(open.pop());
    assert_eq!(third.read_u8().await.unwrap(), b'H');
    desk.next().await.unwrap();
    assert_eq!(desk.notices.first(), Some(&Notice::Full { connections: 2 }));
}

#[tokio::test]
async fn a_crowd_that_comes_and_goes_is_said_once() {
    let mut desk = Desk::canned(|plan| plan.limits.connections = 4).await;
    let request = b"GET / HTTP/1.1\r\n\r\n";
    let mut open = std::collections::VecDeque::new();
    for _ in 0..12 {
        let mut stream = TcpStream::connect(desk.addr()).await.unwrap();
        stream.write_all(request).await.unwrap();
        open.push_back(stream);
        if open.len() > 4 {
            // One goes, and the one that waits is served.
            drop(open.pop_front());
        }
        open.back_mut().unwrap().read_u8().await.unwrap();
        desk.next().await.unwrap();
    }
    assert_eq!(desk.notices, [Notice::Full { connections: 4 }]);
}

#[tokio::test]
async fn an_upstream_that_is_not_there_is_told_to_the_client() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gone = listener.local_addr().unwrap();
    drop(listener);
    let mut desk = Desk::open(reverse(gone, true)).await;
    let answer = say(desk.addr(), b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nok").await;
    let words = String::from_utf8(answer).unwrap();
    assert!(words.starts_with("HTTP/1.1 502 Bad Gateway\r\n"), "{words}");
    let captured = desk.next().await.unwrap();
    assert!(captured.request.bytes.ends_with(b"ok"));
    assert!(matches!(captured.end, End::Failed(_)));
    assert_eq!(captured.author, Author::Ourselves);
}

#[tokio::test]
async fn tls_to_a_plain_port_is_understood() {
    let mut desk = Desk::canned(|_| {}).await;
    let hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";
    let mut stream = TcpStream::connect(desk.addr()).await.unwrap();
    stream.write_all(hello).await.unwrap();
    let captured = desk.next().await.unwrap();
    assert_eq!(captured.request.bytes, &hello[..]);
    let said = remarks(captured);
    assert_eq!(said, ["the client speaks TLS to this plain port: write http:// in its base URL"]);
}

/// What is said of an exchange beside its bytes.
fn remarks(captured: Captured) -> Vec<String> {
    let (request_end, author) = (captured.request_end, captured.author);
    let exchange = captured.into_exchange(ExchangeId(1), String::new());
    let caught = Caught { nth: 1, exchange, kept: false, request_end, author, tunnelled: false };
    caught.remarks()
}

#[tokio::test]
async fn a_client_that_gave_up_on_a_hanging_server_is_recorded_soon() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut plan = reverse(listener.local_addr().unwrap(), true);
    plan.limits.farewell = Duration::from_millis(50);
    let mut desk = Desk::open(plan).await;
    let mut client = TcpStream::connect(desk.addr()).await.unwrap();
    client.write_all(b"GET /hang HTTP/1.1\r\nHost: h\r\n\r\n").await.unwrap();
    // The server takes the request and never answers; the client goes.
    let (_server, _) = listener.accept().await.unwrap();
    drop(client);
    let captured = desk.next().await.unwrap();
    assert_eq!(captured.request.bytes, "GET /hang HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_eq!(captured.request_end, RequestEnd::Framing);
    assert_eq!(captured.end, End::Cancelled);
}
