//! One exchange: a request, what came back, and how it ended.

use super::alteration::Alteration;
use super::endpoint::Endpoint;
use super::ids::ExchangeId;
use super::timing::Timing;
use crate::wire::ExactRequest;
use crate::wire::ExactResponse;
use bytes::Bytes;
use std::path::PathBuf;

/// How the bytes of an exchange came to us; it bounds what may be concluded from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Via {
    /// Sent by our own sender: exactly these bytes.
    Raw,
    /// Sent by reqwest, seen through the tap: exactly these bytes.
    Reqwest,
    /// Recorded from another program: exactly these bytes.
    Captured,
    /// A file of exact bytes.
    File,
    /// Rebuilt from a description (HAR, Postman, curl): order, case and spacing may never have been on a wire.
    Imported,
}

impl Via {
    /// Whether the bytes are those of a wire, so that order, case and spacing mean something.
    #[must_use]
    pub const fn is_exact(self) -> bool {
        !matches!(self, Self::Imported)
    }
}

/// The step at which an exchange failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Finding the address.
    Resolve,
    /// The TCP handshake.
    Connect,
    /// The TLS handshake.
    Tls,
    /// Writing the request.
    Write,
    /// Reading the answer.
    Read,
}

impl Stage {
    /// Its name, as in `send --format json`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Resolve => "resolve",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Write => "write",
            Self::Read => "read",
        }
    }

    /// What is done in it, to be read after "while".
    #[must_use]
    pub const fn doing(self) -> &'static str {
        match self {
            Self::Resolve => "finding the address",
            Self::Connect => "connecting",
            Self::Tls => "agreeing on TLS",
            Self::Write => "sending the request",
            Self::Read => "waiting for the answer",
        }
    }
}

/// What went wrong, in words for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// At which step.
    pub stage: Stage,
    /// What happened.
    pub message: String,
    /// What to try.
    pub hint: Option<String>,
}

/// How an exchange ended. Whatever it was, the bytes sent and received until then are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The answer came whole, as its framing says.
    Complete,
    /// The other side closed before the answer was whole.
    ClosedEarly,
    /// A limit of time was reached.
    TimedOut(Stage),
    /// The user stopped it.
    Cancelled,
    /// The answer was longer than the limit; what came before it is kept.
    Truncated,
    /// It failed.
    Failed(Failure),
}

impl End {
    /// What was wrong with it, for a person; may quote foreign text.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        Some(match self {
            Self::Complete | Self::Truncated => return None,
            Self::ClosedEarly => "the connection was closed before the answer was whole".to_owned(),
            Self::TimedOut(stage) => format!("timed out while {}", stage.doing()),
            Self::Cancelled => {
                "the client went away, or the work was stopped, before all was said".to_owned()
            }
            Self::Failed(failure) => failure.message.clone(),
        })
    }
}

/// The part of a long body that stands in a file instead of memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spill {
    /// The file, mode 0600; holds the whole stream, what stands in memory included.
    pub path: PathBuf,
    /// The stream's length in bytes.
    pub len: u64,
}

/// What the other side's certificate says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Subject, as `CN=…`.
    pub subject: String,
    /// Issuer, likewise.
    pub issuer: String,
    /// The names it is for.
    pub names: Vec<String>,
    /// Valid from, in seconds since 1970.
    pub not_before: i64,
    /// Valid until, in seconds since 1970.
    pub not_after: i64,
    /// The negotiated TLS version and cipher suite, as `TLS 1.3, TLS13_AES_256_GCM_SHA384`.
    pub protocol: String,
}

/// A request with all its responses. A redirect's next hop is another exchange.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Its number.
    pub id: ExchangeId,
    /// How the bytes came to us.
    pub via: Via,
    /// Where it went, where that is known.
    pub endpoint: Option<Endpoint>,
    /// What was to be sent, whole: what the server got, where a relay stood between (see `alterations`).
    pub request: ExactRequest,
    /// Where the whole request is, as its client wrote it, if it was too long for memory. `request` is its beginning then.
    pub request_spill: Option<Spill>,
    /// What the relay changed between the client and the server; empty where none stood there.
    pub alterations: Vec<Alteration>,
    /// What was really written: all of it, or as much as the other side took.
    pub sent: Bytes,
    /// Everything received, as it came.
    pub received: Bytes,
    /// `received` taken apart: interim responses, then the final one. Empty where nothing came.
    pub responses: Vec<ExactResponse>,
    /// Where the rest of a long answer is.
    pub spill: Option<Spill>,
    /// The certificate, over TLS.
    pub certificate: Option<Certificate>,
    /// How long it took.
    pub timing: Timing,
    /// How it ended.
    pub end: End,
    /// What a person calls it: the preset's name, the file's name, the client's.
    pub label: String,
}

impl Exchange {
    /// An exchange that has only a request so far.
    #[must_use]
    pub fn of_request(id: ExchangeId, via: Via, request: ExactRequest, label: String) -> Self {
        Self {
            id,
            via,
            endpoint: None,
            sent: request.bytes.clone(),
            request,
            request_spill: None,
            alterations: Vec::new(),
            received: Bytes::new(),
            responses: Vec::new(),
            spill: None,
            certificate: None,
            timing: Timing::default(),
            end: End::Complete,
            label,
        }
    }

    /// The last response that is not interim (or the last one at all).
    #[must_use]
    pub fn response(&self) -> Option<&ExactResponse> {
        self.responses.last()
    }

    /// The lengths of request and answer in bytes, what stands in files included.
    #[must_use]
    pub fn lengths(&self) -> (u64, u64) {
        let length = |spill: &Option<Spill>, bytes: &Bytes| {
            spill.as_ref().map_or(bytes.len() as u64, |spill| spill.len)
        };
        let sent = length(&self.request_spill, &self.request.bytes);
        (sent, length(&self.spill, &self.received))
    }

    /// The status of [`Exchange::response`].
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.response().and_then(ExactResponse::status)
    }
}
