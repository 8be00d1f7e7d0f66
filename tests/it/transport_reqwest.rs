//! reqwest through the tap: the same bytes as in a direct call, and the truth where it cannot say something.

#![expect(clippy::unwrap_used, reason = "a server in a test has nobody to report to")]

use crate::transport_server::failure;
use crate::transport_server::read_all;
use crate::transport_server::read_exactly;
use crate::transport_server::read_head;
use crate::transport_server::shipment;
use bytes::Bytes;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use why4xx::model::End;
use why4xx::model::Endpoint;
use why4xx::model::Stage;
use why4xx::transport::RawSender;
use why4xx::transport::ReqwestSender;
use why4xx::transport::SessionAuthority;
use why4xx::transport::Shipment;
use why4xx::transport::Transport;
use why4xx::transport::Trust;

/// Reads one request with a length (or none), answers it, and tells its bytes.
async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin, tell: mpsc::Sender<Vec<u8>>) {
    let mut request = read_head(&mut stream).await;
    let head = String::from_utf8(request.clone()).unwrap().to_ascii_lowercase();
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
    if head.contains("transfer-encoding: chunked") {
        while !request.ends_with(b"0\r\n\r\n") {
            request.extend(read_exactly(&mut stream, 1).await);
        }
    }
    let length = length.map_or(0, |length| length.parse().unwrap());
    request.extend(read_exactly(&mut stream, length).await);
    stream
        .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    stream.flush().await.unwrap();
    tell.send(request).await.unwrap();
    read_all(&mut stream).await;
}

/// A server for any number of connections, that tells what it read.
async fn recorder(tls: Option<Arc<rustls::ServerConfig>>) -> (SocketAddr, mpsc::Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let (tell, told) = mpsc::channel(4);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            match &tls {
                None => answer(stream, tell.clone()).await,
                Some(config) => {
                    let acceptor = TlsAcceptor::from(Arc::clone(config));
                    answer(acceptor.accept(stream).await.unwrap(), tell.clone()).await;
                }
            }
        }
    });
    (addr, told)
}

#[tokio::test]
async fn the_tap_sees_what_a_direct_call_sends() {
    let (addr, mut told) = recorder(None).await;
    let url = format!("http://{addr}/v1/files?a=b c&d=%41");
    reqwest::Client::new()
        .post(url)
        .header("X-Keap-API-Key", "k")
        .header("Accept", "application/json")
        .header("X-Keap-API-Key", "again")
        .body("{\"a\":1}")
        .send()
        .await
        .unwrap();
    let direct = told.recv().await.unwrap();

    let bytes = format!(
        "POST /v1/files?a=b c&d=%41 HTTP/1.1\r\nHost: {addr}\r\nX-Keap-API-Key: k\r\nAccept:application/json\r\n\
         X-Keap-API-Key: again\r\nContent-Length: 999\r\n\r\n{{\"a\":1}}"
    );
    let recording = ReqwestSender.send(shipment(addr, bytes)).await;
    assert_eq!(recording.end, End::Complete);
    assert_eq!(recording.sent.escape_ascii().to_string(), direct.escape_ascii().to_string());
    assert_eq!(told.recv().await.unwrap(), recording.sent);
    let text = String::from_utf8(direct).unwrap();
    assert!(text.contains("\r\nx-keap-api-key: k\r\n"), "reqwest writes small letters: {text}");
}

#[tokio::test]
async fn the_tap_sees_the_same_over_tls() {
    let authority = SessionAuthority::new().unwrap();
    let (addr, mut told) = recorder(Some(authority.server_config("api.test").unwrap())).await;
    let root = reqwest::Certificate::from_pem(authority.pem().as_bytes()).unwrap();
    let client = reqwest::Client::builder()
        .resolve("api.test", addr)
        .tls_certs_only([root])
        .http1_only()
        .build()
        .unwrap();
    let url = format!("https://api.test:{}/x", addr.port());
    client.put(url).header("authorization", "Bearer t").body("b").send().await.unwrap();
    let direct = told.recv().await.unwrap();

    let port = addr.port();
    let bytes = format!(
        "PUT /x HTTP/1.1\r\nAuthorization: Bearer t\r\nHost: api.test:{port}\r\nContent-Length: 1\r\n\r\nb"
    );
    let endpoint = Endpoint { tls: true, host: "api.test".into(), port };
    let extra_roots = vec![Bytes::from(authority.pem())];
    let trust = Trust { extra_roots, insecure: false, system: false };
    let shipment = Shipment { endpoint, dial: Some(addr), trust, ..shipment(addr, bytes) };
    let recording = ReqwestSender.send(shipment).await;
    assert_eq!(recording.end, End::Complete);
    assert_eq!(recording.sent.escape_ascii().to_string(), direct.escape_ascii().to_string());
    assert_eq!(recording.certificate.unwrap().names, ["api.test"]);
}

#[tokio::test]
async fn a_chunked_wish_is_streamed_and_another_host_is_kept() {
    let (addr, mut told) = recorder(None).await;
    let bytes = "POST / HTTP/1.1\r\nHost: other.test\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
    let recording = ReqwestSender.send(shipment(addr, bytes)).await;
    assert_eq!(recording.end, End::Complete);
    let sent = String::from_utf8(told.recv().await.unwrap()).unwrap();
    assert!(sent.contains("transfer-encoding: chunked\r\n"), "{sent}");
    assert!(sent.contains("host: other.test\r\n"), "{sent}");
    assert!(sent.ends_with("2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"), "{sent}");
}

#[tokio::test]
async fn what_reqwest_cannot_say_is_told_before_anything_is_dialled() {
    for (request, says) in [
        (&b"GET / HTTP/1.1\r\nBad Name: x\r\n\r\n"[..], "this header name (`Bad Name`)"),
        (b"GET / HTTP/1.1\r\nX: a\x01b\r\n\r\n", "this header value (`a⟨01⟩b`)"),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", "a header line without a colon"),
        (b"OPTIONS * HTTP/1.1\r\n\r\n", "this request target"),
        (b"CONNECT a:1 HTTP/1.1\r\n\r\n", "this method"),
        (b"G@T / HTTP/1.1\r\n\r\n", "this method"),
        (
            b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n",
            "a trailer (`X: y`)",
        ),
    ] {
        let addr = SocketAddr::from(([127, 0, 0, 1], 9));
        let recording = ReqwestSender.send(shipment(addr, request)).await;
        assert!(recording.peer.is_none() && recording.sent.is_empty());
        let failure = failure(recording.end);
        assert_eq!(failure.stage, Stage::Write);
        assert!(failure.message.contains(says), "{failure:?} does not say {says:?}");
    }
}

#[tokio::test]
async fn the_raw_sender_differs_where_it_matters() {
    let (addr, mut told) = recorder(None).await;
    let bytes = format!("GET / HTTP/1.1\r\nhOsT: {addr}\r\nX-Api-KEY: k\r\n\r\n");
    RawSender.send(shipment(addr, bytes.clone())).await;
    assert_eq!(told.recv().await.unwrap(), bytes.as_bytes());
    ReqwestSender.send(shipment(addr, bytes)).await;
    let sent = String::from_utf8(told.recv().await.unwrap()).unwrap();
    assert!(sent.contains("x-api-key: k\r\n") && sent.contains("accept: */*\r\n"), "{sent}");
}
