//! What comes in from one side: a buffer of bytes that nobody has taken yet, and the reading of heads from it.

use super::capture_plan::CaptureLimits;
use super::captured::RequestEnd;
use super::rewound::Stream;
use crate::transport::limits::MOST_HEAD;
use crate::wire::head_end;
use bytes::Bytes;
use bytes::BytesMut;
use std::io;
use std::pin::Pin;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::io::ReadHalf;
use tokio::time::Instant;
use tokio::time::Sleep;
use tokio::time::sleep_until;

/// How much is read at once at first, in bytes: many connections are small.
const SMALL_READ: usize = 16 * 1024;

/// How much is read at once where the last read was full.
const LARGE_READ: usize = 256 * 1024;

/// The first byte of a TLS handshake record (RFC 8446 section 5.1). No HTTP begins with it.
pub(super) const TLS_HANDSHAKE: u8 = 0x16;

/// The reading side of a connection.
pub(super) struct Inbound {
    pub(super) reader: ReadHalf<Stream>,
    /// Bytes read that nobody has taken.
    pub(super) buffer: BytesMut,
    room: usize,
    /// Set once and looked at when it rings: to set one for each wait costs as much as a small read, or, where it is
    /// the next of all to ring, a system call.
    bell: Option<Pin<Box<Sleep>>>,
}

/// What came of waiting for bytes.
#[derive(Debug)]
pub(super) enum Filled {
    Some,
    Closed,
    Broken(io::Error),
    Idle,
}

/// The head of a request; or, where it never became whole, what there is.
#[derive(Debug)]
pub(super) struct HeadRead {
    pub(super) bytes: Bytes,
    /// What cut it; `None` where it is whole.
    pub(super) cut: Option<RequestEnd>,
}

impl Inbound {
    pub(super) fn new(reader: ReadHalf<Stream>) -> Self {
        Self { reader, buffer: BytesMut::new(), room: SMALL_READ, bell: None }
    }

    /// Reads some more, for as long as it takes. Safe to drop half-way.
    pub(super) async fn fill(&mut self) -> Filled {
        // What was taken may still be in use elsewhere, and then more room is new memory: the rest is used up first.
        if self.buffer.capacity() - self.buffer.len() < self.room / 2 {
            self.buffer.reserve(self.room);
        }
        match self.reader.read_buf(&mut self.buffer).await {
            Err(error) => Filled::Broken(error),
            Ok(0) => Filled::Closed,
            Ok(n) => {
                self.room = if n >= self.room / 2 { LARGE_READ } else { SMALL_READ };
                Filled::Some
            }
        }
    }

    /// Likewise, but for so long.
    pub(super) async fn fill_within(&mut self, patience: Duration) -> Filled {
        let until = Instant::now() + patience;
        let mut bell = self.bell.take().filter(|bell| bell.deadline() <= until);
        let filled = loop {
            let ringing = bell.get_or_insert_with(|| Box::pin(sleep_until(until)));
            tokio::select! {
                biased;
                filled = self.fill() => break filled,
                () = ringing.as_mut() => {
                    if Instant::now() >= until {
                        bell = None;
                        break Filled::Idle;
                    }
                    ringing.as_mut().reset(until);
                }
            }
        };
        self.bell = bell;
        filled
    }

    /// Takes all that was read.
    pub(super) fn take_all(&mut self) -> Bytes {
        self.buffer.split().freeze()
    }

    /// Reads one head, leading empty lines included (RFC 9112 section 2.2); what follows stays in the buffer.
    ///
    /// Nothing at all, and the end of the connection, is an empty head. Safe to drop half-way.
    pub(super) async fn head(&mut self, limits: &CaptureLimits) -> HeadRead {
        let until = Instant::now() + limits.head;
        let mut seen = 0;
        loop {
            let lead = self.lead();
            if let Some(end) = head_end(&self.buffer, seen.max(lead)) {
                return HeadRead { bytes: self.buffer.split_to(end).freeze(), cut: None };
            }
            seen = self.buffer.len().saturating_sub(3);
            let left = until.saturating_duration_since(Instant::now());
            let hopeless = self.buffer.first() == Some(&TLS_HANDSHAKE);
            let patience = if hopeless { limits.quiet } else { limits.half_said.min(left) };
            let cut = match self.fill_within(patience).await {
                Filled::Some if self.buffer.len() as u64 > MOST_HEAD => RequestEnd::Limit,
                Filled::Some => continue,
                Filled::Closed => RequestEnd::HalfClose,
                Filled::Broken(_) => RequestEnd::Reset,
                Filled::Idle if left <= limits.half_said && !hopeless => RequestEnd::Limit,
                Filled::Idle => RequestEnd::Idle(patience),
            };
            return HeadRead { bytes: self.take_all(), cut: Some(cut) };
        }
    }

    /// How many bytes of empty lines stand first.
    fn lead(&self) -> usize {
        let mut lead = 0;
        loop {
            match self.buffer.get(lead..).unwrap_or_default() {
                [b'\r', b'\n', ..] => lead += 2,
                [b'\n', ..] => lead += 1,
                _ => return lead,
            }
        }
    }
}

/// Whether these bytes begin a request: a method in capitals, a space, and `HTTP/` in the line. `None` until they tell.
///
/// Methods of other spelling exist; behind a finished request they are rarer by far than a body without a length.
pub(super) fn begins_request(bytes: &[u8]) -> Option<bool> {
    const LONGEST_METHOD: usize = 24;
    const LONGEST_LINE: usize = 64 * 1024;
    let method = bytes.iter().take_while(|b| b.is_ascii_uppercase() || **b == b'-').count();
    match bytes.get(method) {
        None if method <= LONGEST_METHOD => return None,
        Some(b' ') if method > 0 => {}
        _ => return Some(false),
    }
    match memchr::memchr(b'\n', bytes) {
        Some(end) => {
            let line = bytes.get(..end).unwrap_or_default();
            Some(memchr::memmem::find(line, b" HTTP/").is_some())
        }
        None if bytes.len() > LONGEST_LINE => Some(false),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_no_request() {
        for (bytes, begins) in [
            ("GET / HTTP/1.1\r\n", Some(true)),
            ("VERSION-CONTROL /x HTTP/1.0\n", Some(true)),
            ("GET / HT", None),
            ("POS", None),
            ("{\"a\":1}", Some(false)),
            ("a=b", Some(false)),
            ("GET it while it is hot\n", Some(false)),
            ("--boundary\r\n", Some(false)),
            ("\r\n", Some(false)),
            ("", None),
        ] {
            assert_eq!(begins_request(bytes.as_bytes()), begins, "{bytes:?}");
        }
    }
}
