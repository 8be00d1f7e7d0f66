//! The connection to the server behind, one for each client's connection.

use super::capture_plan::CaptureLimits;
use super::inbound::Inbound;
use super::rewound::Stream;
use crate::model::Certificate;
use crate::model::End;
use crate::model::Endpoint;
use crate::model::Timing;
use crate::transport::bounds::Bounds;
use crate::transport::dial;
use crate::transport::limits::Limits;
use crate::transport::recording::Recording;
use crate::transport::tls;
use crate::transport::transport::Shipment;
use crate::transport::trust::Trust;
use bytes::Bytes;
use std::net::SocketAddr;
use tokio::io::WriteHalf;
use tokio_util::sync::CancellationToken;

/// Where to, and how.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub(super) endpoint: Endpoint,
    pub(super) dial: Option<SocketAddr>,
    pub(super) trust: Trust,
}

/// How the opening went: belongs to the first exchange over the line.
#[derive(Clone, Debug, Default)]
pub(super) struct Opening {
    pub(super) timing: Timing,
    pub(super) certificate: Option<Certificate>,
}

/// An open connection to a server.
pub(super) struct Line {
    pub(super) endpoint: Endpoint,
    pub(super) inbound: Inbound,
    pub(super) writer: WriteHalf<Stream>,
    /// Taken by the first exchange.
    pub(super) opening: Opening,
}

impl Line {
    /// Dials, and shakes hands where TLS is wanted.
    pub(super) async fn open(
        route: &Route,
        limits: &CaptureLimits,
        stop: &CancellationToken,
    ) -> Result<Self, (End, Opening)> {
        let shipment = Shipment {
            dial: route.dial,
            trust: route.trust.clone(),
            limits: Limits { connect: limits.connect, tls: limits.connect, ..Limits::default() },
            ..Shipment::new(route.endpoint.clone(), Bytes::new())
        };
        let bounds = Bounds::new(stop.clone(), None);
        let mut recording = Recording::begun(Bytes::new());
        let opened = dialled(&shipment, &bounds, &mut recording).await;
        let opening = Opening { timing: recording.timing, certificate: recording.certificate };
        match opened {
            Err(end) => Err((end, opening)),
            Ok(stream) => {
                let (reader, writer) = tokio::io::split(stream);
                let inbound = Inbound::new(reader);
                Ok(Self { endpoint: route.endpoint.clone(), inbound, writer, opening })
            }
        }
    }
}

async fn dialled(
    shipment: &Shipment,
    bounds: &Bounds,
    recording: &mut Recording,
) -> Result<Stream, End> {
    let tcp = dial::dial(shipment, bounds, recording).await?;
    if shipment.endpoint.tls {
        let stream = tls::handshake(tcp, shipment, bounds, recording).await?;
        return Ok(Box::new(stream));
    }
    Ok(Box::new(tcp))
}
