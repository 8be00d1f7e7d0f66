//! How long each phase of an exchange took.

use std::time::Duration;

/// Times of one exchange, each measured at the socket; `None` for a phase that did not happen or did not end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    /// When it began, in microseconds since 1970-01-01 UTC.
    pub started_us: Option<i64>,
    /// Finding the address.
    pub resolve: Option<Duration>,
    /// The TCP handshake.
    pub connect: Option<Duration>,
    /// The TLS handshake.
    pub tls: Option<Duration>,
    /// Writing the request.
    pub write: Option<Duration>,
    /// From the end of the writing to the first byte of the answer.
    pub first_byte: Option<Duration>,
    /// From the first byte of the answer to the last.
    pub receive: Option<Duration>,
    /// From the start to the end.
    pub total: Duration,
}
