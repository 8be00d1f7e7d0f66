//! From a name to an open TCP connection.

use super::bounds::Bounds;
use super::failure;
use super::recording::Recording;
use super::transport::Shipment;
use crate::model::End;
use crate::model::Stage;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use std::io;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::Instant;

/// How long one address may hesitate before the next is tried beside it (RFC 8305 section 5).
const HEAD_START: Duration = Duration::from_millis(250);

/// Resolves and connects; the times and the address reached go into the recording.
pub(super) async fn dial(
    shipment: &Shipment,
    bounds: &Bounds,
    recording: &mut Recording,
) -> Result<TcpStream, End> {
    let addresses = resolve(shipment, bounds, recording).await?;
    let begun = Instant::now();
    let connecting = connect(&addresses);
    let tcp = bounds
        .within(Stage::Connect, shipment.limits.connect, connecting)
        .await?
        .map_err(|error| End::Failed(failure::connect(&error, &addresses)))?;
    recording.timing.connect = Some(begun.elapsed());
    recording.peer = tcp.peer_addr().ok();
    // Small writes must leave at once: their times are measured. Where it is refused, only a time suffers.
    let _ = tcp.set_nodelay(true);
    Ok(tcp)
}

async fn resolve(
    shipment: &Shipment,
    bounds: &Bounds,
    recording: &mut Recording,
) -> Result<Vec<SocketAddr>, End> {
    let endpoint = &shipment.endpoint;
    if let Some(address) = shipment.dial {
        return Ok(vec![address]);
    }
    if let Ok(ip) = endpoint.host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(ip, endpoint.port)]);
    }
    let begun = Instant::now();
    let looking = tokio::net::lookup_host((endpoint.host.as_str(), endpoint.port));
    let found = bounds.within(Stage::Resolve, shipment.limits.resolve, looking).await?;
    let addresses: Vec<SocketAddr> = match found {
        Ok(found) => found.collect(),
        Err(error) => return Err(End::Failed(failure::resolve(&endpoint.host, Some(&error)))),
    };
    if addresses.is_empty() {
        return Err(End::Failed(failure::resolve(&endpoint.host, None)));
    }
    recording.timing.resolve = Some(begun.elapsed());
    Ok(addresses)
}

/// The first address that answers wins; the error is that of the last one that did not.
async fn connect(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
    let mut waiting = addresses.iter();
    let mut trying = FuturesUnordered::new();
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    trying.extend(waiting.next().map(|address| TcpStream::connect(*address)));
    loop {
        tokio::select! {
            tried = trying.next() => match tried {
                Some(Ok(tcp)) => return Ok(tcp),
                Some(Err(error)) => last = error,
                None => return Err(last),
            },
            () = tokio::time::sleep(HEAD_START), if waiting.len() > 0 => {}
        }
        trying.extend(waiting.next().map(|address| TcpStream::connect(*address)));
    }
}
