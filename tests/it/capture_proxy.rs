//! The forward proxy: plain and inside `CONNECT`, with a local authority; and what it refuses.

#![expect(clippy::unwrap_used, reason = "sockets of a test")]

use crate::capture_desk::Desk;
use crate::capture_desk::keeper;
use crate::capture_desk::reverse;
use crate::capture_desk::say;
use bytes::Bytes;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use why4xx::model::AlterationKind;
use why4xx::model::End;
use why4xx::model::Stage;
use why4xx::transport::SessionAuthority;
use why4xx::transport::Trust;
use why4xx::transport::capture::Author;
use why4xx::transport::capture::CapturePlan;
use why4xx::transport::capture::CaptureRole;
use why4xx::transport::capture::Forward;
use why4xx::transport::capture::LocalAuthority;
use why4xx::transport::capture::Notice;

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// An HTTPS server named `api.test`: answers every head with its own length in bytes.
async fn https_server(authority: &SessionAuthority) -> SocketAddr {
    let acceptor = TlsAcceptor::from(authority.server_config("api.test").unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (tcp, _) = listener.accept().await.unwrap();
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(tcp).await else { return };
                let mut head = Vec::new();
                while let Ok(byte) = stream.read_u8().await {
                    head.push(byte);
                    if head.ends_with(b"\r\n\r\n") {
                        let said = head.len().to_string();
                        let length = said.len();
                        let answer =
                            format!("HTTP/1.1 401 Nope\r\nContent-Length: {length}\r\n\r\n{said}");
                        stream.write_all(answer.as_bytes()).await.unwrap();
                        stream.flush().await.unwrap();
                        head.clear();
                    }
                }
            });
        }
    });
    addr
}

/// A forward proxy with an authority in `folder`, that believes `upstream` and knows `api.test`.
async fn proxy(folder: &std::path::Path, upstream: &SessionAuthority, port: u16) -> (Desk, String) {
    let authority = Arc::new(LocalAuthority::open(folder).unwrap());
    let pem = authority.pem().to_owned();
    let extra_roots = vec![Bytes::from(upstream.pem())];
    let trust = Trust { extra_roots, insecure: false, system: false };
    let resolve = vec![("api.test".to_owned(), port, LOOPBACK)];
    let role = CaptureRole::Forward(Forward { authority, trust, resolve });
    (Desk::open(CapturePlan::new(role)).await, pem)
}

fn client(proxy: SocketAddr, authority: &str) -> reqwest::Client {
    reqwest::Client::builder()
        .proxy(reqwest::Proxy::all(format!("http://{proxy}")).unwrap())
        .tls_certs_only([reqwest::Certificate::from_pem(authority.as_bytes()).unwrap()])
        .build()
        .unwrap()
}

#[tokio::test]
async fn https_is_read_inside_the_tunnel_and_verified_outside() {
    let folder = tempfile::tempdir().unwrap();
    let session = SessionAuthority::new().unwrap();
    let port = https_server(&session).await.port();
    let (mut desk, pem) = proxy(folder.path(), &session, port).await;
    let client = client(desk.addr(), &pem);
    for path in ["first", "second"] {
        let url = format!("https://api.test:{port}/{path}");
        let response = client.get(&url).header("X-Key", "k").send().await.unwrap();
        assert_eq!(response.status(), 401);
        let length: usize = response.text().await.unwrap().parse().unwrap();
        let captured = desk.next().await.unwrap();
        assert_eq!(captured.request.bytes.len(), length, "the server got what was recorded");
        assert!(captured.request.bytes.starts_with(format!("GET /{path} HTTP/1.1\r\n").as_bytes()));
        assert!(captured.tunnel.starts_with(b"CONNECT api.test:"));
        assert!(captured.alterations.is_empty());
        assert_eq!(captured.endpoint.unwrap().to_string(), format!("https://api.test:{port}"));
        let certificate = captured.certificate.map(|certificate| certificate.names);
        let names = (path == "first").then(|| vec!["api.test".to_owned()]);
        assert_eq!(certificate, names, "the line stays open for the second");
    }
}

#[tokio::test]
async fn absolute_form_is_undone_and_listed() {
    let folder = tempfile::tempdir().unwrap();
    let session = SessionAuthority::new().unwrap();
    let (addr, mut got) = keeper(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await;
    let (mut desk, _) = proxy(folder.path(), &session, addr.port()).await;
    let port = addr.port();
    let sent = format!(
        "POST http://api.test:{port}/v1 HTTP/1.1\r\nHost: api.test:{port}\r\nProxy-Connection: keep-alive\r\n\
         Content-Length: 2\r\n\r\nok"
    );
    say(desk.addr(), sent.as_bytes()).await;
    let meant =
        format!("POST /v1 HTTP/1.1\r\nHost: api.test:{port}\r\nContent-Length: 2\r\n\r\nok");
    assert_eq!(got.recv().await.unwrap(), meant.as_bytes());
    let captured = desk.next().await.unwrap();
    assert_eq!(captured.request.bytes, sent);
    let kinds: Vec<_> = captured.alterations.iter().map(|a| (a.kind, a.certain)).collect();
    assert_eq!(kinds, [(AlterationKind::Target, true), (AlterationKind::ProxyField, true)]);
    let exchange = captured.into_exchange(why4xx::model::ExchangeId(1), String::new());
    assert_eq!(exchange.request.bytes, meant);
}

#[tokio::test]
async fn an_upstream_that_is_not_believed_is_not_spoken_to() {
    let folder = tempfile::tempdir().unwrap();
    let (session, other) = (SessionAuthority::new().unwrap(), SessionAuthority::new().unwrap());
    let port = https_server(&session).await.port();
    let (mut desk, pem) = proxy(folder.path(), &other, port).await;
    let url = format!("https://api.test:{port}/");
    let response = client(desk.addr(), &pem).get(url).send().await.unwrap();
    assert_eq!(response.status(), 502);
    let words = response.text().await.unwrap();
    assert!(words.contains("signed by no authority that is trusted here"), "{words}");
    let captured = desk.next().await.unwrap();
    assert_eq!(captured.author, Author::Ourselves);
    assert!(matches!(captured.end, End::Failed(ref failure) if failure.stage == Stage::Tls));
    assert!(captured.certificate.is_some(), "what was refused is recorded too");
}

#[tokio::test]
async fn a_client_that_distrusts_the_authority_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let session = SessionAuthority::new().unwrap();
    let port = https_server(&session).await.port();
    let (mut desk, _) = proxy(folder.path(), &session, port).await;
    let distrusting = client(desk.addr(), &session.pem());
    distrusting.get(format!("https://api.test:{port}/")).send().await.unwrap_err();
    let captured = desk.next().await.unwrap();
    assert!(captured.request.bytes.starts_with(b"CONNECT "));
    assert!(matches!(&desk.notices[..], [Notice::Distrusted { host, .. }] if host == "api.test"));
}

#[tokio::test]
async fn what_is_no_proxy_request_is_refused_with_advice() {
    let folder = tempfile::tempdir().unwrap();
    let session = SessionAuthority::new().unwrap();
    let (desk, _) = proxy(folder.path(), &session, 9).await;
    let own = desk.addr();
    for (request, status, advice) in [
        ("GET / HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), "400", "--upstream"),
        (format!("GET http://{own}/ HTTP/1.1\r\n\r\n"), "508", "itself"),
        (format!("CONNECT {own} HTTP/1.1\r\n\r\n"), "508", "itself"),
        ("CONNECT nowhere HTTP/1.1\r\n\r\n".to_owned(), "400", "host:port"),
    ] {
        let answer = String::from_utf8(say(own, request.as_bytes()).await).unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
        assert!(answer.contains(advice), "{answer}");
    }
    let (all, notices) = desk.close().await;
    assert_eq!((all.len(), notices.len()), (4, 4));
}

#[tokio::test]
async fn a_reverse_proxy_is_no_open_proxy() {
    let (upstream, mut got) = keeper(b"HTTP/1.1 200 OK\r\n\r\n").await;
    let desk = Desk::open(reverse(upstream, false)).await;
    for request in [
        "CONNECT example.com:443 HTTP/1.1\r\n\r\n",
        "GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n",
    ] {
        let answer = say(desk.addr(), request.as_bytes()).await;
        assert!(answer.starts_with(b"HTTP/1.1 403 "), "{}", answer.escape_ascii());
    }
    assert!(got.try_recv().is_err());
}

#[test]
fn the_authority_stays_the_same_and_its_key_private() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("why4xx/ca");
    let first = LocalAuthority::open(&inner).unwrap().pem().to_owned();
    assert_eq!(LocalAuthority::open(&inner).unwrap().pem(), first);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode =
            |name: &str| std::fs::metadata(inner.join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("ca-key.pem"), mode(".")), (0o600, 0o700));
    }
    std::fs::write(inner.join("ca-key.pem"), "nonsense").unwrap();
    let error = LocalAuthority::open(&inner).err().unwrap().to_string();
    assert!(error.contains("damaged") && error.contains("ca-key.pem"), "{error}");
}

#[tokio::test]
async fn a_silent_tunnel_is_recorded_as_what_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let session = SessionAuthority::new().unwrap();
    let (mut desk, _) = proxy(folder.path(), &session, 9).await;
    let mut stream = TcpStream::connect(desk.addr()).await.unwrap();
    stream.write_all(b"CONNECT api.test:9 HTTP/1.1\r\n\r\n").await.unwrap();
    crate::transport_server::read_head(&mut stream).await;
    drop(stream);
    let captured = desk.next().await.unwrap();
    assert_eq!(captured.request.bytes, "CONNECT api.test:9 HTTP/1.1\r\n\r\n");
    assert_eq!(captured.end, End::ClosedEarly);
}
