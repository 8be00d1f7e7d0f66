//! How sends end that do not end well: each tells what happened and keeps what there was.

#![expect(clippy::unwrap_used, reason = "a server in a test has nobody to report to")]

use crate::transport_server::failure;
use crate::transport_server::read_all;
use crate::transport_server::read_head;
use crate::transport_server::serve;
use crate::transport_server::shipment;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use why4xx::model::End;
use why4xx::model::Endpoint;
use why4xx::model::Failure;
use why4xx::model::Stage;
use why4xx::transport::RawSender;
use why4xx::transport::Recording;
use why4xx::transport::Shipment;
use why4xx::transport::Transport;

const GET: &str = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const SHORT: Duration = Duration::from_millis(60);

/// Sends a GET to a server that answers with these bytes and closes.
async fn answered(answer: &'static [u8]) -> Recording {
    let (addr, _) = serve(move |mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(answer).await.unwrap();
        stream.shutdown().await.unwrap();
        read_all(&mut stream).await
    })
    .await;
    RawSender.send(shipment(addr, GET)).await
}

fn check(failure: &Failure, stage: Stage, says: &str) {
    assert_eq!(failure.stage, stage, "{failure:?}");
    assert!(failure.message.contains(says), "{failure:?} does not say {says:?}");
}

#[tokio::test]
async fn silence_times_out() {
    let (addr, _) = serve(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf").await.unwrap();
        std::future::pending::<()>().await;
        drop(stream);
    })
    .await;
    let mut shipment = shipment(addr, GET);
    shipment.limits.read = SHORT;
    let recording = RawSender.send(shipment).await;
    assert_eq!(recording.end, End::TimedOut(Stage::Read));
    assert_eq!(recording.sent, GET);
    assert!(recording.received.bytes.ends_with(b"half"));
}

#[tokio::test]
async fn a_request_that_nobody_takes_times_out() {
    let (addr, _) = serve(|stream| async move {
        std::future::pending::<()>().await;
        drop(stream);
    })
    .await;
    let mut shipment = shipment(addr, vec![b'a'; 64 << 20]);
    shipment.limits.write = SHORT;
    let recording = RawSender.send(shipment).await;
    assert_eq!(recording.end, End::TimedOut(Stage::Write));
    assert!(!recording.sent.is_empty() && recording.sent.len() < recording.wanted.len());
    assert!(recording.timing.write.is_none());
}

#[tokio::test]
async fn all_of_it_has_a_limit_however_busy() {
    let (addr, _) = serve(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        while stream.write_all(b"more ").await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let mut shipment = shipment(addr, GET);
    shipment.limits.total = Some(SHORT);
    assert_eq!(RawSender.send(shipment).await.end, End::TimedOut(Stage::Read));
}

#[tokio::test]
async fn the_user_can_stop_it() {
    let (begun, has_begun) = oneshot::channel();
    let (addr, _) = serve(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 102 Processing\r\n\r\n").await.unwrap();
        begun.send(()).unwrap();
        read_all(&mut stream).await
    })
    .await;
    let shipment = shipment(addr, GET);
    let cancel = shipment.cancel.clone();
    let sending = tokio::spawn(async move { RawSender.send(shipment).await });
    has_begun.await.unwrap();
    cancel.cancel();
    let recording = sending.await.unwrap();
    assert_eq!((recording.end, recording.sent), (End::Cancelled, GET.into()));
}

#[tokio::test]
async fn refused_and_unknown_hosts_are_told() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    drop(listener);
    let recording = RawSender.send(shipment(addr, GET)).await;
    check(&failure(recording.end), Stage::Connect, &format!("Nothing listens at {addr}"));
    assert!(recording.sent.is_empty() && recording.wanted == GET);

    let endpoint = Endpoint { tls: false, host: "no such\x1bhost".into(), port: 80 };
    let recording = RawSender.send(Shipment::new(endpoint, GET)).await;
    check(&failure(recording.end), Stage::Resolve, "`no such⟨1B⟩host` has no address");
}

#[tokio::test]
async fn early_ends_are_not_taken_for_whole() {
    for answer in [
        &b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"[..],
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"HTTP/1.1 200",
        b"HTTP/1.1 100 Continue\r\n\r\n",
    ] {
        let recording = answered(answer).await;
        assert_eq!(recording.end, End::ClosedEarly, "{}", answer.escape_ascii());
        assert_eq!(recording.received.bytes, answer);
    }
    check(&failure(answered(b"").await.end), Stage::Read, "without an answer");
}

#[tokio::test]
async fn what_is_no_http_is_kept_and_named() {
    for (answer, says) in [
        (&b"SSH-2.0-OpenSSH_9.6\r\n"[..], "not HTTP: it begins with `SSH-2.0-OpenSSH_9.6␍␊`"),
        (b"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64\0\0\x08\x07\0\0\0\0\0", "HTTP/2 only"),
        (b"\x15\x03\x03\0\x02\x02\x0a", "speaks TLS"),
        (b"<html>Bad request</html>", "no head"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{}\n", "not made of chunks"),
    ] {
        let recording = answered(answer).await;
        assert_eq!(recording.received.bytes, answer);
        check(&failure(recording.end), Stage::Read, says);
    }
}

#[tokio::test]
async fn a_service_that_greets_and_waits_is_named_too() {
    let (addr, _) = serve(|mut stream| async move {
        stream.write_all(b"220 mail.test ESMTP\r\n").await.unwrap();
        std::future::pending::<()>().await;
        drop(stream);
    })
    .await;
    // Nobody waits out the whole limit of 30 s for a service that speaks another protocol.
    let sending = RawSender.send(shipment(addr, GET));
    let recording = tokio::time::timeout(Duration::from_secs(20), sending).await.unwrap();
    check(&failure(recording.end), Stage::Read, "begins with `220 mail.test");
}

#[tokio::test]
async fn a_reset_is_told() {
    let (addr, _) = serve(|stream| async move {
        // Closing over bytes that nobody read resets the connection.
        stream.readable().await.unwrap();
    })
    .await;
    let recording = RawSender.send(shipment(addr, GET)).await;
    check(&failure(recording.end), Stage::Read, "was reset");
    assert_eq!(recording.sent, GET);
}

const REFUSAL: &[u8] =
    b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbig!";

fn upload() -> Vec<u8> {
    let body = vec![b'x'; 64 << 20];
    [format!("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n", body.len()).as_bytes(), &body]
        .concat()
}

#[tokio::test]
async fn an_early_refusal_is_recorded_when_the_server_closes() {
    let (addr, _) = serve(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(REFUSAL).await.unwrap();
    })
    .await;
    let recording = RawSender.send(shipment(addr, upload())).await;
    assert_eq!(recording.end, End::Complete);
    assert_eq!(recording.received.bytes, REFUSAL);
    assert!(recording.sent.len() < recording.wanted.len());
    assert!(recording.wanted.starts_with(&recording.sent));
}

#[tokio::test]
async fn an_early_refusal_is_recorded_when_the_server_only_stops_reading() {
    let (addr, _) = serve(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(REFUSAL).await.unwrap();
        std::future::pending::<()>().await;
        drop(stream);
    })
    .await;
    let mut shipment = shipment(addr, upload());
    shipment.limits.write = SHORT;
    let recording = RawSender.send(shipment).await;
    assert_eq!((recording.end, &recording.received.bytes[..]), (End::Complete, REFUSAL));
    assert!(recording.sent.len() < recording.wanted.len());
}

#[tokio::test]
async fn an_early_answer_does_not_stop_a_request_that_is_read_on() {
    let (addr, task) = serve(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await.unwrap();
        read_all(&mut stream).await.len()
    })
    .await;
    let recording = RawSender.send(shipment(addr, upload())).await;
    assert_eq!((recording.end, recording.sent.len()), (End::Complete, recording.wanted.len()));
    assert_eq!(task.await.unwrap(), 64 << 20);
}

async fn long_answer(limit: u64, spill: Option<&std::path::Path>) -> Recording {
    let (addr, _) = serve(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(&long()).await.ok();
        read_all(&mut stream).await
    })
    .await;
    let mut shipment = shipment(addr, GET);
    shipment.limits.body = limit;
    shipment.limits.spill = spill.map(Into::into);
    RawSender.send(shipment).await
}

fn long() -> Vec<u8> {
    let body: Vec<u8> = (0..1_000_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    [&b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"[..], &body].concat()
}

#[tokio::test]
async fn a_long_body_is_cut_at_its_limit() {
    let head = long().len() - 1_000_000;
    let recording = long_answer(1000, None).await;
    assert_eq!((recording.end, recording.received.spill), (End::Truncated, None));
    assert_eq!(recording.received.bytes, long()[..head + 1000]);
    let recording = long_answer(1_000_000, None).await;
    assert_eq!((recording.end, recording.received.bytes.len()), (End::Complete, long().len()));
}

#[tokio::test]
async fn a_long_body_goes_on_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let recording = long_answer(1000, Some(folder.path())).await;
    assert_eq!(recording.end, End::Truncated);
    assert_eq!(recording.received.bytes, long()[..long().len() - 999_000]);
    let spill = recording.received.spill.unwrap();
    assert_eq!((spill.len, std::fs::read(&spill.path).unwrap()), (long().len() as u64, long()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&spill.path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_head_without_end_is_cut() {
    let (addr, _) = serve(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\n").await.unwrap();
        while stream.write_all(&b"X: y\r\n".repeat(1000)).await.is_ok() {}
    })
    .await;
    let recording = RawSender.send(shipment(addr, GET)).await;
    assert_eq!(recording.end, End::Truncated);
    assert!((1 << 20..2 << 20).contains(&recording.received.bytes.len()));
}
