//! What came of a send, and the one way it becomes an exchange.

use crate::model::Certificate;
use crate::model::End;
use crate::model::Endpoint;
use crate::model::Exchange;
use crate::model::ExchangeId;
use crate::model::Spill;
use crate::model::Timing;
use crate::model::Via;
use crate::wire::ExactRequest;
use crate::wire::ExactResponse;
use bytes::Bytes;
use std::net::SocketAddr;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

/// Everything that came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// The stream as it came, interim responses and surplus bytes included; cut at the limit for bodies.
    pub bytes: Bytes,
    /// The file with the whole stream, where it was longer than that.
    pub spill: Option<Spill>,
}

/// A send that ended, well or not.
#[derive(Clone, Debug)]
pub struct Recording {
    /// What was to be written. With reqwest: what reqwest wrote.
    pub wanted: Bytes,
    /// What the operating system (over TLS: the TLS session) took of it: all, or a prefix where the send was stopped,
    /// or where a final answer came in place of `100 Continue`.
    pub sent: Bytes,
    /// What came back.
    pub received: Received,
    /// What the server's certificate says of itself, even where it was not believed.
    pub certificate: Option<Certificate>,
    /// How long each phase took.
    pub timing: Timing,
    /// How it ended. [`End::Truncated`] with a spill means: it came whole, and the file holds it.
    pub end: End,
    /// The address that was reached.
    pub peer: Option<SocketAddr>,
}

impl Recording {
    /// A recording that starts now. Its end is overwritten when it is known.
    pub(super) fn begun(wanted: Bytes) -> Self {
        Self {
            wanted,
            sent: Bytes::new(),
            received: Received::default(),
            certificate: None,
            timing: Timing { started_us: Some(now_us()), ..Timing::default() },
            end: End::Cancelled,
            peer: None,
        }
    }

    /// Makes an exchange of it.
    ///
    /// Its request is what was *wanted*: a refusal that came early is explained by the request as meant, and the part
    /// of it that happened to be on its way would look like a fault of its own. [`Recording::sent`] tells the part.
    #[must_use]
    pub fn into_exchange(
        self,
        id: ExchangeId,
        via: Via,
        endpoint: Endpoint,
        label: String,
    ) -> Exchange {
        let request = ExactRequest::parse(self.wanted);
        let responses = ExactResponse::parse_all(&self.received.bytes, request.method());
        let mut exchange = Exchange::of_request(id, via, request, label);
        exchange.endpoint = Some(endpoint);
        exchange.sent = self.sent;
        exchange.received = self.received.bytes;
        exchange.responses = responses;
        exchange.spill = self.received.spill;
        exchange.certificate = self.certificate;
        exchange.timing = self.timing;
        exchange.end = self.end;
        exchange
    }
}

/// The wall clock, in microseconds since 1970: the one place in this room that asks for the date.
pub(super) fn now_us() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}
