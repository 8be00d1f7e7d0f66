//! What every sender takes and gives: a shipment in, a recording out.

use super::limits::Limits;
use super::recording::Recording;
use super::trust::Trust;
use crate::model::Endpoint;
use crate::model::Via;
use bytes::Bytes;
use std::net::SocketAddr;
use std::pin::Pin;
use tokio_util::sync::CancellationToken;

/// One request on its way: where to, which bytes, and when to give up.
#[derive(Clone, Debug)]
pub struct Shipment {
    /// Where to dial. What a `Host` field in `bytes` says is never asked.
    pub endpoint: Endpoint,
    /// The address to dial instead of resolving `endpoint.host` (which still names the server in TLS).
    pub dial: Option<SocketAddr>,
    /// The request. [`super::RawSender`] writes exactly these bytes.
    pub bytes: Bytes,
    /// When to give up.
    pub limits: Limits,
    /// Whom to believe over TLS.
    pub trust: Trust,
    /// Stops the sending at any step; what was sent and received until then is kept.
    pub cancel: CancellationToken,
}

impl Shipment {
    /// A shipment with default limits and trust, that nobody cancels.
    #[must_use]
    pub fn new(endpoint: Endpoint, bytes: impl Into<Bytes>) -> Self {
        Self {
            endpoint,
            dial: None,
            bytes: bytes.into(),
            limits: Limits::default(),
            trust: Trust::default(),
            cancel: CancellationToken::new(),
        }
    }
}

/// A send under way. It never fails: how it went stands in the recording.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Recording> + Send + 'a>>;

/// A way to send a request and to record what comes back.
pub trait Transport: Send + Sync {
    /// What the exchanges that it makes are marked with.
    fn via(&self) -> Via;

    /// Sends once. Redirects are not followed, nothing is tried twice.
    fn send(&self, shipment: Shipment) -> Sending<'_>;
}
