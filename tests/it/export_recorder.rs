//! A server on loopback that keeps what it gets, for clients in other languages.

#![expect(clippy::unwrap_used, reason = "a server in a test has nobody to report to")]

use std::io::Read as _;
use std::io::Write as _;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::Sender;
use std::sync::mpsc::channel;
use std::time::Duration;
use why4xx::wire::ExactRequest;
use why4xx::wire::FramingKind;
use why4xx::wire::head_end;

/// A recorder and where it listens.
pub(crate) struct Recorder {
    /// Its address.
    pub(crate) addr: SocketAddr,
    requests: Receiver<Vec<u8>>,
}

impl Recorder {
    /// Listens until the test program ends.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let (sender, requests) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let sender = sender.clone();
                std::thread::spawn(move || answer(stream, &sender));
            }
        });
        Self { addr, requests }
    }

    /// Everything recorded since the last call. A request is recorded before it is answered, so that nothing is under
    /// way once its client has ended.
    pub(crate) fn take(&self) -> Vec<Vec<u8>> {
        self.requests.try_iter().collect()
    }
}

fn answer(mut stream: TcpStream, sender: &Sender<Vec<u8>>) {
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut bytes = Vec::new();
    let mut buffer = [0; 8192];
    let mut urged = false;
    while !is_whole(&bytes) {
        let expects =
            head_end(&bytes, 0).is_some() && ExactRequest::parse(bytes.clone()).has("expect");
        if expects && !urged {
            urged = stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").is_ok();
        }
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(length) => bytes.extend_from_slice(buffer.get(..length).unwrap()),
        }
    }
    if !bytes.is_empty() {
        sender.send(bytes).unwrap();
    }
    // The client may be gone already; what it sent is recorded.
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

fn is_whole(bytes: &[u8]) -> bool {
    if head_end(bytes, 0).is_none() {
        return false;
    }
    let request = ExactRequest::parse(bytes.to_vec());
    request.framing.kind == FramingKind::None || request.framing.complete
}
