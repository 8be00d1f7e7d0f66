//! `CONNECT`: the client wants a tunnel. It gets one that ends here, so that what is inside can be recorded.

use super::acceptor::Post;
use super::capture_plan::CaptureRole;
use super::capture_plan::Forward;
use super::captured::Captured;
use super::captured::Seen;
use super::connection::Connection;
use super::connection::Tunnel;
use super::connection::Turn;
use super::connection::kept;
use super::inbound::Filled;
use super::inbound::TLS_HANDSHAKE;
use super::line::Route;
use super::local;
use super::notice::Notice;
use super::passage::Refusal;
use super::passage::connect_target;
use super::rewound::Rewound;
use super::rewound::Stream;
use crate::model::End;
use crate::model::Endpoint;
use crate::model::Stage;
use crate::transport::failure;
use crate::transport::recording::Received;
use crate::wire::escape;
use bytes::Bytes;
use rustls::server::Acceptor;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio_rustls::LazyConfigAcceptor;

const ESTABLISHED: &[u8] = b"HTTP/1.1 200 Connection established\r\n\r\n";

/// Opens the tunnel, and serves what comes through it.
///
/// Boxed, since a tunnel is served like any connection, which may hold a tunnel.
pub(super) fn enter(mut conn: Connection, turn: Turn) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        let post = Arc::clone(&conn.post);
        let CaptureRole::Forward(manners) = &post.plan.role else { return };
        let Some(endpoint) = connect_target(&turn.request) else {
            let refusal = Refusal::new(400, "CONNECT wants a target of the form host:port");
            local::refuse(&mut conn, turn, refusal).await;
            return;
        };
        let route = manners.route(endpoint, None);
        if post.is_self(&route) {
            let refusal = Refusal::new(508, "this relay would pass the tunnel on to itself");
            local::refuse(&mut conn, turn, refusal).await;
            return;
        }
        open(conn, turn, route.endpoint, manners).await;
    })
}

async fn open(mut conn: Connection, turn: Turn, endpoint: Endpoint, manners: &Forward) {
    let unused = unused(&conn, &turn);
    let post = Arc::clone(&conn.post);
    let greeting = async {
        conn.writer.write_all(ESTABLISHED).await.is_ok()
            && (!conn.inbound.buffer.is_empty()
                || matches!(conn.inbound.fill_within(post.plan.limits.resting).await, Filled::Some))
    };
    let greeted = tokio::select! {
        () = post.stop.cancelled() => false,
        greeted = greeting => greeted,
    };
    if !greeted {
        return post.tell(Seen::Exchange(Box::new(unused))).await;
    }
    let Connection { client, number, mut inbound, writer, .. } = conn;
    let ahead = inbound.take_all();
    let speaks_tls = ahead.first() == Some(&TLS_HANDSHAKE);
    let stream: Stream = Box::new(Rewound::new(ahead, inbound.reader.unsplit(writer)));
    let (stream, route) = if speaks_tls {
        match accept(stream, &endpoint, manners, post.plan.limits.connect).await {
            Ok(inside) => inside,
            Err(why) => return distrusted(&post, unused, &endpoint, why).await,
        }
    } else {
        (stream, manners.route(Endpoint { tls: false, ..endpoint }, None))
    };
    let mut inner = Connection::new(post, stream, client, number);
    inner.tunnel = Some(Tunnel { route: Arc::new(route), asked: turn.head.bytes.clone() });
    inner.serve().await;
}

async fn distrusted(post: &Post, unused: Captured, endpoint: &Endpoint, why: String) {
    let host = escape::visible(endpoint.host.as_bytes());
    let words = format!("The client broke off the TLS handshake: {why}.");
    let hint = "It does not trust why4xx's local authority: give it the CA file.";
    let end = End::Failed(failure::failed(Stage::Tls, words, hint));
    post.tell(Seen::Notice(Notice::Distrusted { host, why })).await;
    post.tell(Seen::Exchange(Box::new(Captured { end, ..unused }))).await;
}

/// Poses as the server that the client names; tells where that one really is.
async fn accept(
    stream: Stream,
    asked: &Endpoint,
    manners: &Forward,
    patience: Duration,
) -> Result<(Stream, Route), String> {
    let shaking = async {
        let start = LazyConfigAcceptor::new(Acceptor::default(), stream).await;
        let start = start.map_err(|error| error.to_string())?;
        let named = start.client_hello().server_name().map(str::to_owned);
        let host = named.unwrap_or_else(|| asked.host.clone());
        let config = manners.authority.server_config(&host).map_err(|error| error.to_string())?;
        let inside = start.into_stream(config).await.map_err(|error| error.to_string())?;
        Ok::<_, String>((inside, host))
    };
    let shaken = tokio::time::timeout(patience, shaking).await;
    let (inside, host) = shaken.map_err(|_| "it took too long".to_owned())??;
    // A client that resolves names itself asks for an address, and says the name in TLS alone.
    let address = asked.host.parse::<IpAddr>().ok().filter(|_| host != asked.host);
    let dial = address.map(|address| SocketAddr::new(address, asked.port));
    let route = manners.route(Endpoint { tls: true, host, port: asked.port }, dial);
    Ok((Box::new(inside), route))
}

/// A tunnel that nothing came through is an exchange of its own: the `CONNECT` and its answer.
fn unused(conn: &Connection, turn: &Turn) -> Captured {
    let response = Received { bytes: Bytes::from_static(ESTABLISHED), spill: None };
    Captured { request: kept(turn), response, ..conn.captured(turn) }
}
