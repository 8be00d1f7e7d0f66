//! When to give up: sizes and times of one exchange.

use std::path::PathBuf;
use std::time::Duration;

/// The bounds of one exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many bytes of a body are kept in memory. A longer one goes on in a file where `spill` is set, else it is cut.
    pub body: u64,
    /// The folder for longer bodies. Their files are readable by their owner alone (0600).
    pub spill: Option<PathBuf>,
    /// Longest time to find the address.
    pub resolve: Duration,
    /// Longest time for the TCP handshake, over all addresses of the name.
    pub connect: Duration,
    /// Longest time for the TLS handshake.
    pub tls: Duration,
    /// Longest time in which the other side takes not one byte of the request.
    pub write: Duration,
    /// Longest silence while an answer is awaited or under way.
    pub read: Duration,
    /// Longest time for all of it.
    pub total: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 64 * 1024 * 1024,
            spill: None,
            resolve: Duration::from_secs(10),
            connect: Duration::from_secs(10),
            tls: Duration::from_secs(10),
            write: Duration::from_secs(30),
            read: Duration::from_secs(30),
            total: None,
        }
    }
}

/// The longest head of an answer, all its interim responses counted, in bytes; a longer one is cut.
pub(super) const MOST_HEAD: u64 = 1024 * 1024;

/// The longest spilled stream, in bytes: spans cannot point any further (see `wire::offset`).
pub(super) const MOST_SPILL: u64 = u32::MAX as u64;

/// How long to wait for more where nothing good can come any more: no HTTP, broken chunks, or an answer that came
/// whole before the request was taken.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);

/// How long a body is held back behind `Expect: 100-continue` (RFC 9110 section 10.1.1: not indefinitely).
pub(super) const CONTINUE_WAIT: Duration = Duration::from_secs(1);
