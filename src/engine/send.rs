//! Sends once, by our own sender or by reqwest, and gives the exchange.

use crate::model::Endpoint;
use crate::model::Exchange;
use crate::model::ExchangeId;
use crate::model::Via;
use crate::transport::Limits;
use crate::transport::RawSender;
use crate::transport::ReqwestSender;
use crate::transport::Shipment;
use crate::transport::Transport;
use crate::transport::Trust;
use bytes::Bytes;
use std::net::SocketAddr;
use tokio_util::sync::CancellationToken;

/// One send.
#[derive(Clone, Debug)]
pub struct SendPlan {
    /// The number that the exchange gets.
    pub id: ExchangeId,
    /// What a person calls it.
    pub label: String,
    /// Where to dial.
    pub endpoint: Endpoint,
    /// The address to dial instead of resolving the endpoint's name.
    pub dial: Option<SocketAddr>,
    /// The bytes to write.
    pub bytes: Bytes,
    /// [`Via::Reqwest`] lets reqwest send it; all else is our own sender.
    pub via: Via,
    /// When to give up.
    pub limits: Limits,
    /// Whom to believe over TLS.
    pub trust: Trust,
    /// Stops it.
    pub cancel: CancellationToken,
}

impl SendPlan {
    /// A plan with default limits and trust.
    #[must_use]
    pub fn new(id: ExchangeId, label: String, endpoint: Endpoint, bytes: Bytes) -> Self {
        Self {
            id,
            label,
            endpoint,
            dial: None,
            bytes,
            via: Via::Raw,
            limits: Limits::default(),
            trust: Trust::default(),
            cancel: CancellationToken::new(),
        }
    }
}

/// Sends. Never fails: how it went stands in the exchange.
pub async fn send(plan: SendPlan) -> Exchange {
    let shipment = Shipment {
        endpoint: plan.endpoint.clone(),
        dial: plan.dial,
        bytes: plan.bytes,
        limits: plan.limits,
        trust: plan.trust,
        cancel: plan.cancel,
    };
    let sender: &dyn Transport = if plan.via == Via::Reqwest { &ReqwestSender } else { &RawSender };
    let recording = sender.send(shipment).await;
    recording.into_exchange(plan.id, sender.via(), plan.endpoint, plan.label)
}
