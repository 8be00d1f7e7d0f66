//! Follows a request while it arrives, for the places where this program is the server.

use super::limits::MOST_HEAD;
use super::outgoing::awaits_continue;
use super::reader::BodyScanner;
use super::reader::HeadScanner;
use crate::wire::ExactRequest;
use crate::wire::FramingKind;

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// It has not ended.
    More,
    /// It ended with the `n`th byte of the slice given last.
    Done(usize),
    /// Nobody can say where it ends: its chunks are none, or its head has no end.
    Endless,
}

/// Follows one request: head first, then the body that it announces.
#[derive(Debug, Default)]
pub(super) struct RequestScanner {
    head: HeadScanner,
    body: Option<BodyScanner>,
    awaits_continue: bool,
    /// Whether a body may follow that nothing announces.
    unframed: bool,
}

impl RequestScanner {
    /// Takes the next bytes.
    pub(super) fn push(&mut self, new: &[u8]) -> Progress {
        let mut at = 0;
        if self.body.is_none() {
            let Some(end) = self.head.push(new) else {
                let long = self.head.bytes.len() as u64 > MOST_HEAD;
                return if long { Progress::Endless } else { Progress::More };
            };
            at = end;
            self.after_head();
        }
        let rest = new.get(at..).unwrap_or_default();
        let Some(body) = &mut self.body else { return Progress::More };
        // An empty slice ends a body of no bytes, and nothing else.
        match body.push(rest) {
            Some(end) => Progress::Done(at + end),
            None if matches!(body, BodyScanner::Broken | BodyScanner::UntilClose) => {
                Progress::Endless
            }
            None => Progress::More,
        }
    }

    fn after_head(&mut self) {
        let head = ExactRequest::parse(std::mem::take(&mut self.head.bytes));
        let bodiless =
            matches!(head.method(), b"GET" | b"HEAD" | b"DELETE" | b"OPTIONS" | b"TRACE");
        self.unframed = head.framing.kind == FramingKind::None && !bodiless;
        self.awaits_continue = awaits_continue(&head) && head.framing.kind != FramingKind::None;
        self.body = Some(BodyScanner::of(&head.framing));
    }

    /// Whether the sender waits for `100 Continue` now; asked once, it is said once.
    pub(super) fn take_continue(&mut self) -> bool {
        std::mem::take(&mut self.awaits_continue)
    }

    /// Whether what follows may be this request's body instead of the next request.
    pub(super) fn is_unframed(&self) -> bool {
        self.unframed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_ends_where_it_says() {
        for (request, end) in [
            ("GET / HTTP/1.1\r\n\r\nGET /2", Progress::Done(18)),
            ("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nokGET", Progress::Done(40)),
            ("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nok", Progress::More),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", Progress::Done(52)),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{}\r\n", Progress::Endless),
            ("POST / HTTP/1.1\r\n", Progress::More),
        ] {
            assert_eq!(RequestScanner::default().push(request.as_bytes()), end, "{request:?}");
        }
    }
}
