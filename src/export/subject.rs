//! What is exported: one exact request, where it went, and what came back.

use crate::model::Endpoint;
use crate::model::Exchange;
use crate::wire::ExactRequest;
use crate::wire::ExactResponse;

/// One request as an exporter gets it. The bytes are the truth; the rest says what they cannot.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The request as it was, or would be, on the wire.
    pub request: &'a ExactRequest,
    /// Scheme, host and port; `None` where only the bytes are known (then `Host` is believed).
    pub endpoint: Option<&'a Endpoint>,
    /// What the request is called: a preset's name, a file's.
    pub name: &'a str,
    /// Positions in `request.headers` of what the source client adds by habit. Code, curl and Postman leave these to
    /// the target client; raw and HAR, which record bytes, keep them.
    pub habits: &'a [usize],
    /// The final response, for formats that hold one.
    pub response: Option<&'a ExactResponse>,
    /// When the request was sent, in microseconds since 1970-01-01 UTC.
    pub started_us: Option<i64>,
    /// How long the exchange took, in microseconds.
    pub took_us: Option<u64>,
}

impl<'a> Subject<'a> {
    /// A request of which nothing but the bytes is known.
    #[must_use]
    pub const fn new(request: &'a ExactRequest, name: &'a str) -> Self {
        Self {
            request,
            endpoint: None,
            name,
            habits: &[],
            response: None,
            started_us: None,
            took_us: None,
        }
    }

    /// An exchange with all that is known of it; `habits` stay empty.
    #[must_use]
    pub fn of_exchange(exchange: &'a Exchange) -> Self {
        Self {
            endpoint: exchange.endpoint.as_ref(),
            response: exchange.response(),
            started_us: exchange.timing.started_us,
            took_us: u64::try_from(exchange.timing.total.as_micros()).ok(),
            ..Self::new(&exchange.request, &exchange.label)
        }
    }

    /// The name, or method and path where it has none.
    pub(super) fn title(&self) -> String {
        let line = || {
            let path = self.request.target().split(|b| *b == b'?').next().unwrap_or_default();
            let words = [self.request.method(), b" ", path].concat();
            crate::wire::escape::visible(&words)
        };
        if self.name.is_empty() { line() } else { self.name.to_owned() }
    }
}
