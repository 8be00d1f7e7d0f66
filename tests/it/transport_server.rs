//! Servers on loopback that do what a script says, and what the tests of the transport share.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a server in a test has nobody to report to"
)]

use bytes::Bytes;
use std::net::SocketAddr;
use tokio::io::AsyncRead;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use why4xx::model::End;
use why4xx::model::Endpoint;
use why4xx::model::Failure;
use why4xx::transport::Shipment;

/// A server for one connection; the task gives what the script gives.
pub(crate) async fn serve<F, T>(script: F) -> (SocketAddr, JoinHandle<T::Output>)
where
    F: FnOnce(TcpStream) -> T + Send + 'static,
    T: Future + Send + 'static,
    T::Output: Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let task = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        script(stream).await
    });
    (addr, task)
}

/// A shipment to a server at `addr`, over plain TCP.
pub(crate) fn shipment(addr: SocketAddr, bytes: impl Into<Bytes>) -> Shipment {
    let endpoint = Endpoint { tls: false, host: addr.ip().to_string(), port: addr.port() };
    Shipment::new(endpoint, bytes)
}

/// Reads up to and including the next empty line.
pub(crate) async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> Vec<u8> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    head
}

/// Reads exactly so many bytes.
pub(crate) async fn read_exactly(stream: &mut (impl AsyncRead + Unpin), len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    stream.read_exact(&mut bytes).await.unwrap();
    bytes
}

/// Reads until the other side stops, however it does.
pub(crate) async fn read_all(stream: &mut (impl AsyncRead + Unpin)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    bytes
}

/// The failure of an end that is one.
pub(crate) fn failure(end: End) -> Failure {
    match end {
        End::Failed(failure) => failure,
        other => panic!("no failure: {other:?}"),
    }
}
