//! What a capture hands out: exchanges as they happened, and notices of what it did beyond passing bytes.

use super::notice::Notice;
use crate::model::Alteration;
use crate::model::Certificate;
use crate::model::End;
use crate::model::Endpoint;
use crate::model::Exchange;
use crate::model::ExchangeId;
use crate::model::Timing;
use crate::model::Via;
use crate::transport::recording::Received;
use crate::wire::ExactRequest;
use crate::wire::ExactResponse;
use bytes::Bytes;
use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

/// One thing that a capture tells.
#[derive(Clone, Debug)]
pub enum Seen {
    /// An exchange that ended.
    Exchange(Box<Captured>),
    /// Something that is no exchange.
    Notice(Notice),
}

/// What ended a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestEnd {
    /// Its own framing.
    Framing,
    /// The client stopped sending, and could still hear.
    HalfClose,
    /// The connection broke.
    Reset,
    /// So long nothing came.
    Idle(Duration),
    /// Its head was longer, or took longer, than any head may.
    Limit,
    /// An answer came first.
    Answered,
    /// The capture was stopped.
    Stopped,
}

impl fmt::Display for RequestEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Framing => f.write_str("ended by its own framing"),
            Self::HalfClose => f.write_str("ended where the client stopped sending"),
            Self::Reset => f.write_str("cut: the connection broke"),
            Self::Idle(time) => write!(f, "ended after {} ms of silence", time.as_millis()),
            Self::Limit => f.write_str("cut: the head is too long or too slow"),
            Self::Answered => f.write_str("left unfinished: the answer came first"),
            Self::Stopped => f.write_str("cut: the capture was stopped"),
        }
    }
}

/// Who made the answer that the client got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// The server behind.
    Upstream,
    /// This program.
    Ourselves,
}

/// A request that a client sent here, and the answer that it got.
///
/// The requests of one connection, one after the other, are every byte that was read from it.
#[derive(Clone, Debug)]
pub struct Captured {
    /// The client's address.
    pub client: SocketAddr,
    /// The number of the client's connection, from 1.
    pub connection: u64,
    /// The request as the client sent it (inside TLS, where it spoke TLS).
    pub request: Received,
    /// What ended it.
    pub request_end: RequestEnd,
    /// The head as it was passed on, where it was altered.
    pub passed_head: Option<Bytes>,
    /// The length of the head in `request`, in bytes.
    pub head_len: usize,
    /// What was altered in it.
    pub alterations: Vec<Alteration>,
    /// The `CONNECT` request that opened the tunnel which this came through; empty where there is none.
    pub tunnel: Bytes,
    /// The answer as the client got it, to the last byte.
    pub response: Received,
    /// Who made it.
    pub author: Author,
    /// The server behind; `None` where this program answered by itself.
    pub endpoint: Option<Endpoint>,
    /// The server's certificate.
    pub certificate: Option<Certificate>,
    /// The times, the first being that of the request's first byte.
    pub timing: Timing,
    /// How the answer ended.
    pub end: End,
    /// Why the recording is shorter than what was sent, where it is.
    pub cut: Option<String>,
}

impl Captured {
    /// Makes an exchange of it. Its request is what the server got; `alterations` tell where the client wrote otherwise.
    #[must_use]
    pub fn into_exchange(self, id: ExchangeId, label: String) -> Exchange {
        let request = match &self.passed_head {
            Some(head) => {
                let rest = self.request.bytes.get(self.head_len..).unwrap_or_default();
                Bytes::from([head.as_ref(), rest].concat())
            }
            None => self.request.bytes,
        };
        let request = ExactRequest::parse(request);
        let responses = ExactResponse::parse_all(&self.response.bytes, request.method());
        let mut exchange = Exchange::of_request(id, Via::Captured, request, label);
        exchange.endpoint = self.endpoint;
        exchange.request_spill = self.request.spill;
        exchange.alterations = self.alterations;
        exchange.received = self.response.bytes;
        exchange.responses = responses;
        exchange.spill = self.response.spill;
        exchange.certificate = self.certificate;
        exchange.timing = self.timing;
        exchange.end = self.end;
        exchange
    }
}
