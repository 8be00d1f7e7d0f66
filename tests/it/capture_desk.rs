//! What the tests of capturing share: captures on loopback, raw clients, and an upstream that keeps what it gets.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a helper in a test has nobody to report to"
)]

use bytes::Bytes;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use why4xx::model::Endpoint;
use why4xx::transport::Trust;
use why4xx::transport::capture::CapturePlan;
use why4xx::transport::capture::CaptureRole;
use why4xx::transport::capture::Captured;
use why4xx::transport::capture::Capturing;
use why4xx::transport::capture::Notice;
use why4xx::transport::capture::Reply;
use why4xx::transport::capture::Reverse;
use why4xx::transport::capture::Seen;
use why4xx::transport::capture::capture;

/// How long anything here may take before it counts as lost.
pub(crate) const LOST: Duration = Duration::from_secs(30);

/// A capture under way and what it tells.
pub(crate) struct Desk {
    pub(crate) capturing: Capturing,
    seen: mpsc::Receiver<Seen>,
    pub(crate) notices: Vec<Notice>,
}

impl Desk {
    pub(crate) async fn open(plan: CapturePlan) -> Self {
        let (sink, seen) = mpsc::channel(64);
        let capturing = capture(plan, sink).await.unwrap();
        Self { capturing, seen, notices: Vec::new() }
    }

    /// Answers all with `403 no`.
    pub(crate) async fn canned(change: impl FnOnce(&mut CapturePlan)) -> Self {
        let reply = Reply { body: Bytes::from("no"), ..Reply::of_status(403) };
        let mut plan = CapturePlan::new(CaptureRole::Canned(reply));
        change(&mut plan);
        Self::open(plan).await
    }

    pub(crate) fn addr(&self) -> SocketAddr {
        self.capturing.addr
    }

    /// The next exchange; notices are put aside.
    pub(crate) async fn next(&mut self) -> Option<Captured> {
        loop {
            match tokio::time::timeout(LOST, self.seen.recv()).await.expect("an exchange") {
                Some(Seen::Exchange(captured)) => return Some(*captured),
                Some(Seen::Notice(notice)) => self.notices.push(notice),
                None => return None,
            }
        }
    }

    /// Stops it; all exchanges that were not asked for yet.
    pub(crate) async fn close(mut self) -> (Vec<Captured>, Vec<Notice>) {
        self.capturing.stop.cancel();
        let mut all = Vec::new();
        while let Some(captured) = self.next().await {
            all.push(captured);
        }
        (all, self.notices)
    }
}

/// A reverse proxy in front of `upstream`.
pub(crate) fn reverse(upstream: SocketAddr, keep_host: bool) -> CapturePlan {
    let upstream = Endpoint { tls: false, host: upstream.ip().to_string(), port: upstream.port() };
    let mut reverse = Reverse::to(upstream, None, Trust::default());
    reverse.keep_host = keep_host;
    CapturePlan::new(CaptureRole::Reverse(reverse))
}

/// Sends raw bytes, stops sending, and reads to the end.
pub(crate) async fn say(to: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(to).await.unwrap();
    // The other side may close before it heard all.
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(LOST, stream.read_to_end(&mut answer)).await.expect("an end");
    answer
}

/// A server for one connection: keeps all that comes until the other side stops, then says `answer` and closes.
pub(crate) async fn keeper(answer: &'static [u8]) -> (SocketAddr, mpsc::Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let (sink, got) = mpsc::channel(64);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let sink = sink.clone();
            tokio::spawn(async move {
                let mut bytes = Vec::new();
                let _ = stream.read_to_end(&mut bytes).await;
                let _ = stream.write_all(answer).await;
                let _ = stream.shutdown().await;
                let _ = sink.send(bytes).await;
            });
        }
    });
    (addr, got)
}
