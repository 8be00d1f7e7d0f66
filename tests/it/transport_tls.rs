//! TLS with an authority of our own: who is believed, who is not, and what is said about it.

#![expect(clippy::unwrap_used, reason = "a server in a test has nobody to report to")]

use crate::transport_server::failure;
use crate::transport_server::read_all;
use crate::transport_server::read_head;
use crate::transport_server::serve;
use crate::transport_server::shipment;
use bytes::Bytes;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::AsyncWriteExt;
use tokio_rustls::TlsAcceptor;
use why4xx::model::End;
use why4xx::model::Endpoint;
use why4xx::model::Stage;
use why4xx::transport::RawSender;
use why4xx::transport::Recording;
use why4xx::transport::SessionAuthority;
use why4xx::transport::Shipment;
use why4xx::transport::Transport;
use why4xx::transport::Trust;

const GET: &str = "GET / HTTP/1.1\r\nHost: api.test\r\n\r\n";
const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

async fn tls_server(config: Arc<rustls::ServerConfig>) -> SocketAddr {
    let (addr, _) = serve(|stream| async move {
        // A handshake that the client breaks off is what some tests want.
        let Ok(mut stream) = TlsAcceptor::from(config).accept(stream).await else { return };
        read_head(&mut stream).await;
        stream.write_all(OK).await.unwrap();
        stream.flush().await.unwrap();
        read_all(&mut stream).await;
    })
    .await;
    addr
}

/// A server `api.test` whose certificate that authority signed.
fn signed_by(
    issuer: &rcgen::Issuer<'_, rcgen::KeyPair>,
    alter: impl Fn(&mut rcgen::CertificateParams),
) -> Arc<rustls::ServerConfig> {
    let mut params = rcgen::CertificateParams::new(vec!["api.test".into()]).unwrap();
    alter(&mut params);
    let key = rcgen::KeyPair::generate().unwrap();
    let chain = vec![params.signed_by(&key, issuer).unwrap().der().clone()];
    let key = rustls::pki_types::PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key);
    Arc::new(config.unwrap())
}

fn to(addr: SocketAddr, host: &str, trust: Trust) -> Shipment {
    let endpoint = Endpoint { tls: true, host: host.into(), port: addr.port() };
    Shipment { endpoint, dial: Some(addr), trust, ..shipment(addr, GET) }
}

fn trusting(authority: &SessionAuthority) -> Trust {
    let extra_roots = vec![Bytes::from(authority.pem())];
    Trust { extra_roots, insecure: false, system: false }
}

fn check(recording: Recording, says: &str) {
    let failure = failure(recording.end);
    assert_eq!(failure.stage, Stage::Tls, "{failure:?}");
    assert!(failure.message.contains(says), "{failure:?} does not say {says:?}");
    assert!(failure.hint.is_some() && recording.sent.is_empty());
}

#[tokio::test]
async fn an_extra_root_is_believed_and_the_certificate_told() {
    let authority = SessionAuthority::new().unwrap();
    let addr = tls_server(authority.server_config("api.test").unwrap()).await;
    let recording = RawSender.send(to(addr, "api.test", trusting(&authority))).await;
    assert_eq!((recording.end, &recording.received.bytes[..]), (End::Complete, OK));
    assert_eq!(recording.sent, GET);
    assert!(recording.timing.tls.is_some());
    let certificate = recording.certificate.unwrap();
    assert_eq!(certificate.names, ["api.test"]);
    assert!(certificate.subject.contains("CN=api.test"), "{certificate:?}");
    assert!(certificate.issuer.contains("session authority"), "{certificate:?}");
    assert!(certificate.protocol.starts_with("TLS 1.3, TLS13_"), "{certificate:?}");
    assert!(certificate.not_before < certificate.not_after);
}

#[tokio::test]
async fn an_address_is_a_name_as_well() {
    let authority = SessionAuthority::new().unwrap();
    let addr = tls_server(authority.server_config("127.0.0.1").unwrap()).await;
    let recording = RawSender.send(to(addr, "127.0.0.1", trusting(&authority))).await;
    assert_eq!(recording.end, End::Complete);
    assert_eq!(recording.certificate.unwrap().names, ["127.0.0.1"]);
}

#[tokio::test]
async fn an_unknown_authority_is_not_believed_but_recorded() {
    let authority = SessionAuthority::new().unwrap();
    let other = SessionAuthority::new().unwrap();
    let addr = tls_server(authority.server_config("api.test").unwrap()).await;
    let recording = RawSender.send(to(addr, "api.test", trusting(&other))).await;
    assert_eq!(recording.certificate.as_ref().unwrap().names, ["api.test"]);
    check(recording, "no authority that is trusted");
}

#[tokio::test]
async fn an_authority_made_anew_is_told() {
    let made = || {
        let mut params = rcgen::CertificateParams::default();
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        rcgen::CertifiedIssuer::self_signed(params, rcgen::KeyPair::generate().unwrap()).unwrap()
    };
    let (old, new) = (made(), made());
    let addr = tls_server(signed_by(&new, |_| {})).await;
    let trust = Trust { extra_roots: vec![old.pem().into()], insecure: false, system: false };
    check(RawSender.send(to(addr, "api.test", trust)).await, "signed by another key");
}

#[tokio::test]
async fn the_name_must_be_the_servers() {
    let authority = SessionAuthority::new().unwrap();
    let addr = tls_server(authority.server_config("api.test").unwrap()).await;
    let recording = RawSender.send(to(addr, "other.test", trusting(&authority))).await;
    check(recording, "not for `other.test`: it is for api.test");
}

#[tokio::test]
async fn insecure_takes_any_certificate() {
    let authority = SessionAuthority::new().unwrap();
    let addr = tls_server(authority.server_config("api.test").unwrap()).await;
    let trust = Trust { insecure: true, ..Trust::default() };
    let recording = RawSender.send(to(addr, "other.test", trust)).await;
    assert_eq!(recording.end, End::Complete);
    assert_eq!(recording.certificate.unwrap().names, ["api.test"]);
}

#[tokio::test]
async fn an_expired_certificate_is_told() {
    let mut params = rcgen::CertificateParams::default();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let key = rcgen::KeyPair::generate().unwrap();
    let issuer = rcgen::CertifiedIssuer::self_signed(params, key).unwrap();
    let config = signed_by(&issuer, |params| {
        params.not_before = rcgen::date_time_ymd(2001, 1, 1);
        params.not_after = rcgen::date_time_ymd(2002, 1, 1);
    });
    let addr = tls_server(config).await;
    let trust = Trust { extra_roots: vec![issuer.pem().into()], insecure: false, system: false };
    let recording = RawSender.send(to(addr, "api.test", trust)).await;
    assert_eq!(recording.certificate.as_ref().unwrap().not_after, 1_009_843_200);
    check(recording, "has expired");
}

#[tokio::test]
async fn a_server_that_speaks_http2_only_is_told() {
    let authority = SessionAuthority::new().unwrap();
    let mut config = Arc::unwrap_or_clone(authority.server_config("api.test").unwrap());
    config.alpn_protocols = vec![b"h2".to_vec()];
    let addr = tls_server(Arc::new(config)).await;
    let recording = RawSender.send(to(addr, "api.test", trusting(&authority))).await;
    check(recording, "HTTP/2 only");
}

#[tokio::test]
async fn tls_and_plain_ports_are_told_apart() {
    let (addr, _) = serve(|mut stream| async move {
        stream.readable().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await.unwrap();
        read_all(&mut stream).await
    })
    .await;
    let authority = SessionAuthority::new().unwrap();
    check(RawSender.send(to(addr, "api.test", trusting(&authority))).await, "does not speak TLS");

    let addr = tls_server(authority.server_config("api.test").unwrap()).await;
    let failure = failure(RawSender.send(shipment(addr, GET)).await.end);
    assert!(failure.message.contains("The port speaks TLS"), "{failure:?}");
}

#[tokio::test]
async fn without_a_readable_authority_nobody_is_believed() {
    let authority = SessionAuthority::new().unwrap();
    for (extra_roots, says) in [
        (vec![], "No certificate authority is known"),
        (vec![Bytes::from("no PEM at all")], "no certificate is in it"),
    ] {
        let addr = tls_server(authority.server_config("api.test").unwrap()).await;
        let trust = Trust { extra_roots, insecure: false, system: false };
        check(RawSender.send(to(addr, "api.test", trust)).await, says);
    }
}

#[tokio::test]
async fn the_systems_authorities_do_not_know_ours() {
    let authority = SessionAuthority::new().unwrap();
    let addr = tls_server(authority.server_config("api.test").unwrap()).await;
    let failure = failure(RawSender.send(to(addr, "api.test", Trust::default())).await.end);
    assert_eq!(failure.stage, Stage::Tls);
}
