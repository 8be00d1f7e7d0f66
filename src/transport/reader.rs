//! Follows a message while it arrives: has it ended by its own framing?

use super::limits::MOST_HEAD;
use crate::wire::ChunkScan;
use crate::wire::ChunkScanner;
use crate::wire::ExactResponse;
use crate::wire::Framing;
use crate::wire::FramingKind;
use crate::wire::head_end;
use bytes::Bytes;

/// Collects one head. Linear in its bytes, in slices of any size.
#[derive(Debug, Default)]
pub(super) struct HeadScanner {
    pub(super) bytes: Vec<u8>,
    /// How many of them are empty lines before the start line (RFC 9112 section 2.2).
    lead: usize,
}

impl HeadScanner {
    /// Takes the next bytes; tells how many of them belong to the head once it ends.
    pub(super) fn push(&mut self, new: &[u8]) -> Option<usize> {
        let before = self.bytes.len();
        self.bytes.extend_from_slice(new);
        loop {
            match self.bytes.get(self.lead..).unwrap_or_default() {
                [b'\r', b'\n', ..] => self.lead += 2,
                [b'\n', ..] => self.lead += 1,
                _ => break,
            }
        }
        let end = head_end(&self.bytes, before.saturating_sub(3).max(self.lead))?;
        self.bytes.truncate(end);
        Some(end.saturating_sub(before))
    }

    /// Whether what came so far may become a status line.
    fn may_be_http(&self) -> bool {
        let text = self.bytes.get(self.lead..).unwrap_or_default();
        let name = b"HTTP/";
        let shared = text.len().min(name.len());
        text == b"\r"
            || text.get(..shared).is_some_and(|start| {
                name.get(..shared).is_some_and(|name| start.eq_ignore_ascii_case(name))
            })
    }
}

/// Follows one body to its end.
#[derive(Debug)]
pub(super) enum BodyScanner {
    /// So many bytes are to come.
    Length(u64),
    /// Chunks are.
    Chunks(ChunkScanner),
    /// All that comes until the connection ends.
    UntilClose,
    /// Chunks were announced, but these are none.
    Broken,
}

impl BodyScanner {
    pub(super) fn of(framing: &Framing) -> Self {
        match framing.kind {
            FramingKind::None => Self::Length(0),
            FramingKind::ContentLength => Self::Length(framing.length.unwrap_or(0)),
            FramingKind::Chunked => Self::Chunks(ChunkScanner::default()),
            FramingKind::UntilClose => Self::UntilClose,
        }
    }

    /// Takes the next bytes (or none, to ask); tells how many of them belong to the body once it ends.
    pub(super) fn push(&mut self, new: &[u8]) -> Option<usize> {
        match self {
            Self::Length(left) => {
                let step = usize::try_from(*left).unwrap_or(usize::MAX).min(new.len());
                *left -= step as u64;
                (*left == 0).then_some(step)
            }
            Self::Chunks(scanner) => match scanner.push(new) {
                ChunkScan::More => None,
                ChunkScan::Done(end) => Some(end),
                ChunkScan::Broken => {
                    *self = Self::Broken;
                    None
                }
            },
            Self::UntilClose | Self::Broken => None,
        }
    }
}

/// Follows the answer to one request: interim responses, then the final one.
#[derive(Debug)]
pub(super) struct AnswerScanner {
    method: Bytes,
    /// The length of all heads that are whole.
    heads: u64,
    continued: bool,
    switched: bool,
    state: State,
}

#[derive(Debug)]
enum State {
    Head(HeadScanner),
    Body(BodyScanner),
    Complete,
    NotHttp,
    TooLong,
}

/// Where an answer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Not one byte of a final answer came.
    Nothing,
    /// The answer has begun and has not ended.
    Begun,
    /// Only the end of the connection ends it.
    UntilClose,
    /// Chunks were announced, but these are none.
    BrokenChunks,
    /// It came whole.
    Complete,
    /// It is no HTTP/1 at all.
    NotHttp,
    /// Its head is longer than any head may be.
    HeadTooLong,
}

impl AnswerScanner {
    pub(super) fn new(method: Bytes) -> Self {
        let state = State::Head(HeadScanner::default());
        Self { method, heads: 0, continued: false, switched: false, state }
    }

    /// Takes the next bytes of the stream.
    pub(super) fn push(&mut self, new: &[u8]) {
        let mut rest = new;
        while !rest.is_empty() {
            let taken = match &mut self.state {
                State::Head(head) => {
                    let taken = head.push(rest);
                    self.after_head(taken.is_some());
                    taken
                }
                State::Body(body) => {
                    let taken = body.push(rest);
                    if taken.is_some() {
                        self.state = State::Complete;
                    }
                    taken
                }
                State::Complete | State::NotHttp | State::TooLong => None,
            };
            rest = taken.and_then(|taken| rest.get(taken..)).unwrap_or_default();
        }
    }

    /// Looks at the head collected: what does it announce, if it is whole; is it one, if not.
    fn after_head(&mut self, whole: bool) {
        let State::Head(head) = &mut self.state else { return };
        let len = head.bytes.len() as u64;
        if !head.may_be_http() {
            self.state = State::NotHttp;
        } else if self.heads + len > MOST_HEAD {
            self.state = State::TooLong;
        } else if whole {
            self.heads += len;
            let response = ExactResponse::parse(std::mem::take(&mut head.bytes), &self.method);
            let switches = ends_http(&response, &self.method);
            self.switched |= switches;
            if response.is_interim() && !switches {
                self.continued |= response.status() == Some(100);
                self.state = State::Head(HeadScanner::default());
            } else if switches {
                self.state = State::Complete;
            } else {
                let mut body = BodyScanner::of(&response.framing);
                let ended = matches!(body, BodyScanner::Length(_)) && body.push(&[]).is_some();
                self.state = if ended { State::Complete } else { State::Body(body) };
            }
        }
    }

    pub(super) fn standing(&self) -> Standing {
        match &self.state {
            State::Head(head) if head.bytes.is_empty() => Standing::Nothing,
            State::Head(_) => Standing::Begun,
            State::Body(BodyScanner::UntilClose) => Standing::UntilClose,
            State::Body(BodyScanner::Broken) => Standing::BrokenChunks,
            State::Body(_) => Standing::Begun,
            State::Complete => Standing::Complete,
            State::NotHttp => Standing::NotHttp,
            State::TooLong => Standing::HeadTooLong,
        }
    }

    /// Whether a final answer, or something that is none, has begun: not just interim responses.
    pub(super) fn is_final(&self) -> bool {
        !matches!(self.state, State::Head(_))
    }

    /// Whether `100 Continue` came.
    pub(super) fn is_continued(&self) -> bool {
        self.continued
    }

    /// Whether no HTTP follows the head that came last.
    pub(super) fn is_switched(&self) -> bool {
        self.switched
    }

    /// How many of the bytes taken are heads: these are kept beyond the limit for bodies.
    pub(super) fn heads(&self) -> u64 {
        match &self.state {
            State::Head(head) => self.heads + head.bytes.len() as u64,
            State::TooLong => MOST_HEAD,
            _ => self.heads,
        }
    }
}

/// Whether no HTTP follows this head: 101, or 2xx to CONNECT (RFC 9110 sections 15.2.2 and 9.3.6).
fn ends_http(response: &ExactResponse, method: &[u8]) -> bool {
    let status = response.status();
    status == Some(101) || (method == b"CONNECT" && matches!(status, Some(200..=299)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(method: &'static str, stream: &[u8]) -> Standing {
        let standings: Vec<Standing> = (1..=stream.len())
            .map(|step| {
                let mut scanner = AnswerScanner::new(Bytes::from(method));
                stream.chunks(step).for_each(|part| scanner.push(part));
                scanner.standing()
            })
            .collect();
        let first = standings[0];
        assert!(standings.iter().all(|s| *s == first), "slices matter: {standings:?}");
        first
    }

    #[test]
    fn an_answer_ends_where_its_framing_says() {
        for (method, stream, standing) in [
            ("GET", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Standing::Complete),
            ("GET", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", Standing::Begun),
            ("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", Standing::Complete),
            ("GET", "HTTP/1.1 200 OK\r\n\r\nok", Standing::UntilClose),
            ("GET", "HTTP/1.1 304 Not Modified\nContent-Length: 3\n\n", Standing::Complete),
            ("GET", "\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", Standing::Complete),
            ("GET", "HTTP/1.1 103 Early Hints\r\n\r\n", Standing::Nothing),
            ("GET", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200", Standing::Begun),
            ("GET", "HTTP/1.1 101 Switching Protocols\r\n\r\nanything", Standing::Complete),
            ("CONNECT", "HTTP/1.1 200 OK\r\n\r\ntunnel", Standing::Complete),
            ("GET", "SSH-2.0-OpenSSH_9.6\r\n", Standing::NotHttp),
        ] {
            assert_eq!(check(method, stream.as_bytes()), standing, "{method} {stream:?}");
        }
    }

    #[test]
    fn chunks_end_behind_their_trailer_or_are_none() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        let whole = format!("{head}2\r\nok\r\n0\r\nX: y\r\n\r\n");
        assert_eq!(check("GET", whole.as_bytes()), Standing::Complete);
        assert_eq!(check("GET", &whole.as_bytes()[..whole.len() - 1]), Standing::Begun);
        let none = format!("{head}{{\"ok\":true}}\n");
        assert_eq!(check("GET", none.as_bytes()), Standing::BrokenChunks);
    }

    #[test]
    fn heads_have_an_end() {
        let mut scanner = AnswerScanner::new(Bytes::from("GET"));
        for _ in 0..100_000 {
            scanner.push(b"HTTP/1.1 102 Processing\r\n\r\n");
        }
        assert_eq!(scanner.standing(), Standing::HeadTooLong);
    }
}
