//! The raw sender: exactly these bytes, over TCP or TLS.

use super::bounds::Bounds;
use super::conversation::Conversation;
use super::dial;
use super::recording::Recording;
use super::tls;
use super::transport::Sending;
use super::transport::Shipment;
use super::transport::Transport;
use crate::model::End;
use crate::model::Via;
use tokio::time::Instant;

/// Writes exactly the bytes given, however broken, and reads what comes until its framing says enough.
///
/// One thing it reads in the request: behind `Expect: 100-continue` the body waits for `100 Continue` for up to one
/// second (RFC 9110 section 10.1.1). A final answer in that time leaves the body unsent.
#[derive(Clone, Copy, Debug, Default)]
pub struct RawSender;

impl Transport for RawSender {
    fn via(&self) -> Via {
        Via::Raw
    }

    fn send(&self, shipment: Shipment) -> Sending<'_> {
        Box::pin(deliver(shipment))
    }
}

/// Dials, writes, reads; what happened on the way is in the recording, whatever the end.
pub(super) async fn deliver(shipment: Shipment) -> Recording {
    let begun = Instant::now();
    let mut recording = Recording::begun(shipment.bytes.clone());
    if let Err(end) = attempt(&shipment, &mut recording).await {
        recording.end = end;
    }
    recording.timing.total = begun.elapsed();
    recording
}

async fn attempt(shipment: &Shipment, recording: &mut Recording) -> Result<(), End> {
    let bounds = Bounds::new(shipment.cancel.clone(), shipment.limits.total);
    let tcp = dial::dial(shipment, &bounds, recording).await?;
    if shipment.endpoint.tls {
        let stream = tls::handshake(tcp, shipment, &bounds, recording).await?;
        Conversation::new(shipment, bounds).hold(stream, recording).await;
    } else {
        Conversation::new(shipment, bounds).hold(tcp, recording).await;
    }
    Ok(())
}
