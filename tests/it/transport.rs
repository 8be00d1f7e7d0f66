//! The raw sender: exactly these bytes out, and back what the framing says.

#![expect(clippy::unwrap_used, reason = "a server in a test has nobody to report to")]

use crate::transport_server::read_all;
use crate::transport_server::read_exactly;
use crate::transport_server::read_head;
use crate::transport_server::serve;
use crate::transport_server::shipment;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use why4xx::model::End;
use why4xx::model::Endpoint;
use why4xx::model::ExchangeId;
use why4xx::model::Via;
use why4xx::transport::RawSender;
use why4xx::transport::Recording;
use why4xx::transport::Transport;

const GET: &str = "GET / HTTP/1.1\r\nHost: elsewhere.test\r\n\r\n";

/// Sends `request` to a server that answers it with `answer` and then waits for us to leave.
async fn check(request: &'static str, answer: impl AsRef<[u8]> + Send + 'static) -> Recording {
    let (addr, _) = serve(move |mut stream| async move {
        read_exactly(&mut stream, request.len()).await;
        stream.write_all(answer.as_ref()).await.unwrap();
        read_all(&mut stream).await
    })
    .await;
    RawSender.send(shipment(addr, request)).await
}

#[tokio::test]
async fn malformed_requests_are_sent_as_they_are() {
    for request in [
        &b"GET / HTTP/1.1\nHost: x\n\n"[..],
        b"get  / HTTP/9.9 \r\nno colon\r\n : empty\r\n\r\n",
        b"POST /\0 HTTP/1.1\r\nX: a\0b\xff\r\nContent-Length: 99\r\nContent-Length: 1\r\n\r\nab\0",
        b"\r\n\r\nnothing that ends",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let (addr, task) = serve(move |mut stream| async move {
            let got = read_exactly(&mut stream, request.len()).await;
            stream
                .write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                .await
                .unwrap();
            [got, read_all(&mut stream).await].concat()
        })
        .await;
        let recording = RawSender.send(shipment(addr, request)).await;
        assert_eq!(recording.end, End::Complete);
        assert_eq!(recording.sent, request);
        assert_eq!(task.await.unwrap(), request);
        assert_eq!(recording.peer, Some(addr));
    }
}

#[tokio::test]
async fn an_answer_that_comes_byte_by_byte_is_kept_whole() {
    let answer = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 4\r\n\r\nnope";
    let (addr, _) = serve(move |mut stream| async move {
        read_head(&mut stream).await;
        for byte in answer {
            stream.write_all(&[*byte]).await.unwrap();
            tokio::task::yield_now().await;
        }
        read_all(&mut stream).await
    })
    .await;
    let recording = RawSender.send(shipment(addr, GET)).await;
    assert_eq!(recording.end, End::Complete);
    assert_eq!(recording.received.bytes, answer[..]);
    let timing = recording.timing;
    assert!(timing.started_us.is_some() && timing.connect.is_some() && timing.write.is_some());
    assert!(timing.first_byte.is_some() && timing.receive.is_some());
    assert!(timing.tls.is_none() && timing.resolve.is_none());
}

#[tokio::test]
async fn framing_ends_the_answer_while_the_connection_stays_open() {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n4;a=b\r\nok\r\n\r\n0\r\nX: y\r\n\r\n";
    for (request, answer) in [
        (GET, chunked),
        (GET, "HTTP/1.1 204 No Content\r\n\r\n"),
        (GET, "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"),
        (GET, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
        ("HEAD / HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
        (GET, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more than that"),
    ] {
        let recording = check(request, answer).await;
        assert_eq!(recording.end, End::Complete, "{answer:?}");
        assert_eq!(recording.received.bytes, answer, "surplus bytes are evidence");
    }
}

#[tokio::test]
async fn a_half_closing_server_ends_an_answer_without_length() {
    let (addr, task) = serve(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nall that there is").await.unwrap();
        stream.shutdown().await.unwrap();
        read_all(&mut stream).await
    })
    .await;
    let recording = RawSender.send(shipment(addr, GET)).await;
    assert_eq!(recording.end, End::Complete);
    assert!(recording.received.bytes.ends_with(b"all that there is"));
    assert!(task.await.unwrap().is_empty());
}

#[tokio::test]
async fn the_dialled_address_is_not_what_host_says() {
    let (addr, task) = serve(|mut stream| async move {
        let head = read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
        head
    })
    .await;
    let mut shipment = shipment(addr, GET);
    shipment.endpoint = Endpoint { tls: false, host: "name.invalid".into(), port: 1 };
    shipment.dial = Some(addr);
    assert_eq!(RawSender.send(shipment).await.end, End::Complete);
    assert_eq!(task.await.unwrap(), GET.as_bytes());
}

#[tokio::test]
async fn a_name_is_resolved_and_each_of_its_addresses_tried() {
    // On most machines `localhost` is ::1 as well, where nobody listens.
    let (addr, _) = serve(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
    })
    .await;
    let mut shipment = shipment(addr, GET);
    shipment.endpoint.host = "localhost".into();
    let recording = RawSender.send(shipment).await;
    assert_eq!((recording.end, recording.peer), (End::Complete, Some(addr)));
    assert!(recording.timing.resolve.is_some());
}

const EXPECTING: &str =
    "PUT /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\nbody";

#[tokio::test]
async fn a_body_waits_for_100_continue() {
    let (addr, task) = serve(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n").await.unwrap();
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await.unwrap();
        let body = read_exactly(&mut stream, 4).await;
        stream.write_all(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n").await.unwrap();
        body
    })
    .await;
    let shipment = shipment(addr, EXPECTING);
    let endpoint = shipment.endpoint.clone();
    let recording = RawSender.send(shipment).await;
    assert_eq!(task.await.unwrap(), b"body");
    assert_eq!((&recording.end, &recording.sent[..]), (&End::Complete, EXPECTING.as_bytes()));
    let exchange = recording.into_exchange(ExchangeId(1), Via::Raw, endpoint, "put".into());
    let statuses: Vec<_> = exchange.responses.iter().map(|r| r.status().unwrap()).collect();
    assert_eq!((statuses, exchange.status()), (vec![103, 100, 201], Some(201)));
}

#[tokio::test]
async fn a_final_answer_in_place_of_100_keeps_the_body_back() {
    let (addr, task) = serve(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n").await.unwrap();
        // The answer is not whole for longer than a body waits by itself: it must stay back all the same.
        let waiting = tokio::time::timeout(Duration::from_millis(1200), stream.read_u8());
        assert!(waiting.await.is_err(), "nothing comes while the answer is under way");
        stream.write_all(b"no").await.unwrap();
        read_all(&mut stream).await
    })
    .await;
    let shipment = shipment(addr, EXPECTING);
    let endpoint = shipment.endpoint.clone();
    let recording = RawSender.send(shipment).await;
    assert_eq!(recording.end, End::Complete);
    assert_eq!(recording.sent, EXPECTING.strip_suffix("body").unwrap());
    assert!(task.await.unwrap().is_empty(), "nothing behind the head was sent");
    let exchange = recording.into_exchange(ExchangeId(1), Via::Raw, endpoint, String::new());
    assert_eq!(exchange.request.bytes, EXPECTING, "the exchange tells the request as meant");
}

#[tokio::test]
async fn a_body_goes_on_by_itself_where_no_100_comes() {
    let (addr, _) = serve(|mut stream| async move {
        read_exactly(&mut stream, EXPECTING.len()).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await.unwrap();
    })
    .await;
    let recording = RawSender.send(shipment(addr, EXPECTING)).await;
    assert_eq!((recording.end, &recording.sent[..]), (End::Complete, EXPECTING.as_bytes()));
}
