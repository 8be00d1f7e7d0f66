//! The way up: a request from its client, over the tape, to the server behind (or to nobody).

use super::capture_plan::CaptureLimits;
use super::captured::RequestEnd;
use super::inbound::Filled;
use super::inbound::Inbound;
use super::inbound::begins_request;
use super::pulse::Pulse;
use super::tape::Direction;
use super::tape::Tape;
use crate::transport::reader::BodyScanner;
use bytes::Buf;
use bytes::Bytes;
use bytes::buf::Chain;
use std::io;
use std::time::Duration;
use tokio::io::AsyncWrite;
use tokio::io::AsyncWriteExt;
use tokio::time::Instant;

/// How far a request got.
enum Extent {
    /// In its body.
    Body(BodyScanner),
    /// Behind its end: what comes is the next request, or a body that nothing announced.
    Behind,
    /// Nobody can say where it ends.
    Opaque,
    /// It ended, in whatever way.
    Over,
}

/// How far to go.
#[derive(Clone, Copy, Debug)]
pub(super) enum Goal {
    /// Until the request is whole by its own framing, with such patience for silence.
    Whole(Duration),
    /// Likewise, and beyond it as long as bytes come that no length announced; zero takes only those already here.
    Quiet(Duration),
    /// Until the client stops sending or begins the next request. How long that may take, the way down tells.
    Close,
}

/// Why the moving of bytes stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pause {
    /// The goal is reached.
    Reached,
    /// Nothing came for too long.
    Silent,
    /// The client sends no more.
    Closed,
    /// The client's connection broke.
    Reset,
}

/// One request on its way.
pub(super) struct Upload {
    /// Silence that ends a body which nothing else ends, where nobody behind answers.
    quiet: Duration,
    extent: Extent,
    tape: Tape,
    /// Recorded, but not written yet: the head, and what came with it. They leave in one write, as they came.
    pending: Chain<Bytes, Bytes>,
    end: Option<RequestEnd>,
    /// Why the server behind takes no more.
    broken: Option<io::Error>,
    /// When the last byte of it came.
    pub(super) last: Instant,
}

impl Upload {
    /// A request whose head has come: `head` as the client sent it, `passed` as it is to be passed on.
    pub(super) fn new(head: &Bytes, passed: Bytes, limits: &CaptureLimits) -> Self {
        let mut tape = Tape::new(Direction::Request, limits);
        tape.push(head);
        Self {
            quiet: limits.quiet,
            extent: Extent::Behind,
            tape,
            pending: passed.chain(Bytes::new()),
            end: None,
            broken: None,
            last: Instant::now(),
        }
    }

    /// Says what follows the head.
    pub(super) fn expect_body(&mut self, mut body: BodyScanner) {
        // An empty slice ends a body of no bytes, and nothing else.
        let none = matches!(body, BodyScanner::Length(_)) && body.push(&[]).is_some();
        self.extent = if none { Extent::Behind } else { Extent::Body(body) };
        self.end = none.then_some(RequestEnd::Framing);
    }

    /// The head never became whole: what came is all there is, or goes on without anybody knowing how far.
    pub(super) fn cut(&mut self, end: RequestEnd) {
        self.extent = match end {
            RequestEnd::Idle(_) => Extent::Opaque,
            _ => Extent::Over,
        };
        self.end = Some(end);
    }

    /// Whether the whole request came, and another may follow on the connection.
    pub(super) fn is_clean(&self) -> bool {
        matches!((&self.extent, self.end), (Extent::Behind, Some(RequestEnd::Framing)))
            && !self.pending.has_remaining()
            && self.broken.is_none()
    }

    /// Whether nothing of it is outstanding.
    pub(super) fn is_whole(&self) -> bool {
        self.end.is_some() && !self.pending.has_remaining()
    }

    /// Why the server behind takes no more, if that is so.
    pub(super) fn broken(&self) -> Option<&io::Error> {
        self.broken.as_ref()
    }

    /// How many bytes of it came.
    pub(super) fn total(&self) -> u64 {
        self.tape.total()
    }

    /// What is in memory of it.
    pub(super) fn memory(&self) -> &[u8] {
        self.tape.memory()
    }

    /// The tape, and what ended the request; `otherwise` where nothing did yet.
    pub(super) fn finish(self, otherwise: RequestEnd) -> (Tape, RequestEnd) {
        (self.tape, self.end.unwrap_or(otherwise))
    }

    /// Moves bytes until `goal`. Safe to drop half-way: what was taken is either recorded and pending, or not taken.
    pub(super) async fn run<W>(
        &mut self,
        from: &mut Inbound,
        to: &mut W,
        pulse: &Pulse,
        goal: Goal,
    ) -> Pause
    where
        W: AsyncWrite + Unpin,
    {
        loop {
            self.tape.ready().await;
            let took = !self.is_reached(goal) && self.has_room() && self.take(from, pulse);
            self.write(to, from.buffer.is_empty()).await;
            if self.is_reached(goal) {
                return self.at_goal(to).await;
            }
            if took {
                continue;
            }
            if self.is_enough(from, goal) {
                return Pause::Reached;
            }
            let (filled, patience) = match self.patience(goal) {
                Some(patience) => (from.fill_within(patience).await, patience),
                None => (from.fill().await, Duration::MAX),
            };
            match filled {
                Filled::Some => {}
                Filled::Idle => {
                    self.at_silence(patience);
                    return Pause::Silent;
                }
                Filled::Closed => {
                    self.stop(RequestEnd::HalfClose);
                    self.take_rest(from);
                    self.write(to, true).await;
                    // The server is to see what the client did. Where it cannot be told, it is gone.
                    let _ = to.shutdown().await;
                    return Pause::Closed;
                }
                Filled::Broken(_) => {
                    self.take_rest(from);
                    self.end = Some(RequestEnd::Reset);
                    self.extent = Extent::Over;
                    return Pause::Reset;
                }
            }
        }
    }

    /// Nothing more belongs to the request. A client that stopped in its head did so before this was asked.
    async fn at_goal(&mut self, to: &mut (impl AsyncWrite + Unpin)) -> Pause {
        if matches!((&self.extent, self.end), (Extent::Over, Some(RequestEnd::HalfClose))) {
            let _ = to.shutdown().await;
            return Pause::Closed;
        }
        Pause::Reached
    }

    fn is_reached(&self, goal: Goal) -> bool {
        match goal {
            Goal::Whole(_) => matches!(self.extent, Extent::Behind | Extent::Over),
            Goal::Quiet(_) | Goal::Close => matches!(self.extent, Extent::Over),
        }
    }

    /// Whether the next request is here already, or nothing more is waited for.
    fn is_enough(&self, from: &Inbound, goal: Goal) -> bool {
        let unhurried = matches!(goal, Goal::Quiet(time) if time.is_zero());
        matches!(self.extent, Extent::Behind)
            && (unhurried || begins_request(&from.buffer) == Some(true))
    }

    /// How long to wait for more; `None` is as long as it takes.
    fn patience(&self, goal: Goal) -> Option<Duration> {
        match (goal, &self.extent) {
            (Goal::Whole(time) | Goal::Quiet(time), Extent::Opaque) => Some(time.max(self.quiet)),
            (Goal::Whole(time) | Goal::Quiet(time), _) => Some(time),
            (Goal::Close, _) => None,
        }
    }

    /// Whether another part may be taken before what is pending is written.
    fn has_room(&self) -> bool {
        self.pending.last_ref().is_empty()
    }

    /// Takes what belongs to this request out of the buffer, over the tape. Tells whether there was any.
    fn take(&mut self, from: &mut Inbound, pulse: &Pulse) -> bool {
        if from.buffer.is_empty() {
            return false;
        }
        let end = match &mut self.extent {
            Extent::Body(body) => {
                let end = body.push(&from.buffer);
                if end.is_some() {
                    self.extent = Extent::Behind;
                    self.end = Some(RequestEnd::Framing);
                } else if matches!(body, BodyScanner::Broken | BodyScanner::UntilClose) {
                    self.extent = Extent::Opaque;
                }
                end.unwrap_or(from.buffer.len())
            }
            Extent::Behind if pulse.is_switched() => from.buffer.len(),
            Extent::Behind => match begins_request(&from.buffer) {
                Some(false) => {
                    let blank = line_ends(&from.buffer);
                    self.extent = if blank == 0 { Extent::Opaque } else { Extent::Behind };
                    if blank == 0 { from.buffer.len() } else { blank }
                }
                _ => return false,
            },
            Extent::Opaque => from.buffer.len(),
            Extent::Over => return false,
        };
        let part = from.buffer.split_to(end).freeze();
        self.record(part);
        pulse.beat();
        true
    }

    /// The client sends no more: whatever is in the buffer was meant to belong here, unless it begins a request.
    fn take_rest(&mut self, from: &mut Inbound) {
        if !from.buffer.is_empty() && begins_request(&from.buffer) != Some(true) {
            let part = from.take_all();
            self.record(part);
        }
    }

    fn record(&mut self, part: Bytes) {
        self.tape.push(&part);
        self.last = Instant::now();
        *self.pending.last_mut() = part;
    }

    fn at_silence(&mut self, patience: Duration) {
        match self.extent {
            Extent::Body(_) | Extent::Opaque => self.stop(RequestEnd::Idle(patience)),
            Extent::Behind | Extent::Over => {}
        }
    }

    /// Ends the request here. A request that was whole stays that.
    fn stop(&mut self, end: RequestEnd) {
        if !matches!(self.extent, Extent::Behind) {
            self.end = Some(end);
        }
        self.extent = Extent::Over;
    }

    /// A small head and body as one part: a copy of so few bytes costs less than a vectored write.
    fn join(&mut self) {
        const SMALL: usize = 4096;
        let (first, last) = (self.pending.first_ref(), self.pending.last_ref());
        if !first.is_empty() && !last.is_empty() && first.len() + last.len() <= SMALL {
            self.pending = Bytes::from([first.as_ref(), last].concat()).chain(Bytes::new());
        }
    }

    /// Writes what is pending; where the server takes no more, it is recorded all the same.
    async fn write(&mut self, to: &mut (impl AsyncWrite + Unpin), flush: bool) {
        if !self.pending.has_remaining() {
            return;
        }
        self.join();
        while self.broken.is_none() && self.pending.has_remaining() {
            // One part is written plainly, two in one system call.
            let wrote = if self.pending.last_ref().is_empty() {
                let wrote = to.write(self.pending.first_ref()).await;
                wrote.inspect(|wrote| self.pending.first_mut().advance(*wrote))
            } else if self.pending.first_ref().is_empty() {
                let wrote = to.write(self.pending.last_ref()).await;
                wrote.inspect(|wrote| self.pending.last_mut().advance(*wrote))
            } else {
                to.write_buf(&mut self.pending).await
            };
            match wrote {
                Ok(0) => self.broken = Some(io::ErrorKind::WriteZero.into()),
                Ok(_) => {}
                Err(error) => self.broken = Some(error),
            }
        }
        self.pending = Bytes::new().chain(Bytes::new());
        if flush && self.broken.is_none() {
            self.broken = to.flush().await.err();
        }
    }
}

/// How many bytes of empty lines stand first: some clients write one behind a body (RFC 9112 section 2.2).
fn line_ends(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count()
}
