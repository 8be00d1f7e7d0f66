//! A server on this machine alone: reads whoever calls, and answers with whatever it was given to answer.

use super::served::serve_connection;
use crate::wire::ExactRequest;
use std::io;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// What answers. It is asked once for each request and does no I/O.
pub trait Answer: Send + Sync {
    /// The bytes of a whole response to `request`, written as they are.
    ///
    /// A request that never became whole (its sender stopped, or its framing is broken) comes as far as it came.
    fn answer(&self, request: &ExactRequest) -> Vec<u8>;
}

/// Why nothing can be served.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// The port cannot be had.
    #[error(
        "port {port} on 127.0.0.1 cannot be opened: {source}; another program may have it, port 0 takes a free one"
    )]
    Bind {
        /// The port asked for.
        port: u16,
        /// What the operating system says.
        source: io::Error,
    },
}

/// A server under way. It ends when this is dropped or `stop` is cancelled.
#[derive(Debug)]
pub struct Serving {
    /// Where it listens: 127.0.0.1 and the port.
    pub addr: SocketAddr,
    /// Stops it and every connection.
    pub stop: CancellationToken,
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// How long to wait where the operating system has no more descriptors.
const BREATH: Duration = Duration::from_millis(50);

/// Serves on 127.0.0.1, on a free port for `port` 0. Nobody outside this machine can reach it.
pub async fn serve_loopback(answer: Arc<dyn Answer>, port: u16) -> Result<Serving, ListenError> {
    let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    let listener = bound.map_err(|source| ListenError::Bind { port, source })?;
    let addr = listener.local_addr().map_err(|source| ListenError::Bind { port, source })?;
    let stop = CancellationToken::new();
    tokio::spawn(accept(listener, answer, stop.clone()));
    Ok(Serving { addr, stop })
}

async fn accept(listener: TcpListener, answer: Arc<dyn Answer>, stop: CancellationToken) {
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(BREATH).await;
            continue;
        };
        // Answers are small and awaited: where Nagle cannot be switched off, they are only later.
        let _ = stream.set_nodelay(true);
        let (answer, stop) = (Arc::clone(&answer), stop.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                // A caller that went away needs no answer, and nobody else needs to know.
                _ = serve_connection(stream, answer.as_ref()) => {}
            }
        });
    }
}
