//! Opens the port, and takes connections as long as there is room.

use super::capture_plan::CapturePlan;
use super::captured::Seen;
use super::connection::Connection;
use super::line::Route;
use super::notice::Notice;
use crate::model::Endpoint;
use std::io;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::Semaphore;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Why nothing is captured.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    /// The port cannot be had.
    #[error(
        "{addr} cannot be listened at: {source}; another program may have it, port 0 takes a free one"
    )]
    Bind {
        /// The address asked for.
        addr: SocketAddr,
        /// What the operating system says.
        source: io::Error,
    },
    /// Other machines could reach it, and nobody allowed that.
    #[error(
        "{addr} can be reached by other machines, which could then use this relay and see its answers; \
         say --allow-remote if that is meant"
    )]
    Remote {
        /// The address asked for.
        addr: SocketAddr,
    },
}

/// A capture under way. It ends when this is dropped or `stop` is cancelled; the channel closes when the last exchange
/// was handed out.
#[derive(Debug)]
pub struct Capturing {
    /// Where it listens.
    pub addr: SocketAddr,
    /// Stops it and every connection; what is under way is handed out as far as it came.
    pub stop: CancellationToken,
}

impl Drop for Capturing {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// How long to wait where the operating system has no more descriptors.
const BREATH: Duration = Duration::from_millis(50);

/// What all connections share.
pub(super) struct Post {
    pub(super) plan: CapturePlan,
    /// Where it listens itself.
    pub(super) own: Endpoint,
    pub(super) stop: CancellationToken,
    pub(super) permits: Arc<Semaphore>,
    sink: mpsc::Sender<Seen>,
}

impl Post {
    /// Hands something out, and waits while the receiver is busy. Without a receiver the capture is over.
    pub(super) async fn tell(&self, seen: Seen) {
        if self.sink.send(seen).await.is_err() {
            self.stop.cancel();
        }
    }

    /// Whether a request would come straight back.
    pub(super) fn is_self(&self, route: &Route) -> bool {
        let host = &route.endpoint.host;
        let here = match route.dial {
            Some(address) => address.ip().is_loopback(),
            None => host.parse::<IpAddr>().map_or(host == "localhost", |ip| ip.is_loopback()),
        };
        route.endpoint.port == self.own.port && (here || *host == self.own.host)
    }
}

/// Starts a capture. Every exchange and notice goes to `sink`; a slow receiver slows the connections, not memory.
pub async fn capture(
    plan: CapturePlan,
    sink: mpsc::Sender<Seen>,
) -> Result<Capturing, CaptureError> {
    let addr = plan.listen;
    if !addr.ip().is_loopback() && !plan.allow_remote {
        return Err(CaptureError::Remote { addr });
    }
    let bound = TcpListener::bind(addr).await;
    let listener = bound.map_err(|source| CaptureError::Bind { addr, source })?;
    let addr = listener.local_addr().map_err(|source| CaptureError::Bind { addr, source })?;
    let stop = CancellationToken::new();
    let permits = Arc::new(Semaphore::new(plan.limits.connections.max(1)));
    let own = Endpoint { tls: false, host: addr.ip().to_string(), port: addr.port() };
    let post = Arc::new(Post { plan, own, stop: stop.clone(), permits, sink });
    tokio::spawn(accept(listener, post));
    Ok(Capturing { addr, stop })
}

async fn accept(listener: TcpListener, post: Arc<Post>) {
    let (mut number, mut door) = (0, Door::default());
    loop {
        let taken = tokio::select! {
            biased;
            () = post.stop.cancelled() => return,
            taken = take(&listener, &post, &mut door) => taken,
        };
        let Some((stream, client, permit)) = taken else { return };
        number += 1;
        let post = Arc::clone(&post);
        tokio::spawn(async move {
            Connection::new(post, stream, client, number).serve().await;
            drop(permit);
        });
    }
}

type Taken = (super::rewound::Stream, SocketAddr, OwnedSemaphorePermit);

/// What was said of the door, so that it is said once for each crowd, and once for each time of need.
#[derive(Default)]
struct Door {
    crowded: bool,
    needy: bool,
}

/// The next connection, once there is room for it.
async fn take(listener: &TcpListener, post: &Post, door: &mut Door) -> Option<Taken> {
    let connections = post.plan.limits.connections;
    let permit = if let Ok(permit) = Arc::clone(&post.permits).try_acquire_owned() {
        // In a crowd one goes and one comes all the time: it is over when half of the room is free.
        door.crowded &= post.permits.available_permits() < connections / 2;
        permit
    } else {
        if !std::mem::replace(&mut door.crowded, true) {
            post.tell(Seen::Notice(Notice::Full { connections })).await;
        }
        Arc::clone(&post.permits).acquire_owned().await.ok()?
    };
    loop {
        match listener.accept().await {
            Ok((stream, client)) => {
                // Small writes must leave at once. Where Nagle cannot be switched off, they are only later.
                let _ = stream.set_nodelay(true);
                door.needy &= post.permits.available_permits() < connections / 2;
                return Some((Box::new(stream), client, permit));
            }
            // A client that went away before it was taken; the next one may be there.
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
            Err(error) => {
                if !std::mem::replace(&mut door.needy, true) {
                    let why = error.to_string();
                    post.tell(Seen::Notice(Notice::Exhausted { why })).await;
                }
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}
