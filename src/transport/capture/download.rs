//! The way down: an answer from the server behind, over the tape, to the client.

use super::capture_plan::CaptureLimits;
use super::inbound::Filled;
use super::inbound::Inbound;
use super::pulse::Pulse;
use super::tape::Direction;
use super::tape::Tape;
use crate::model::End;
use crate::model::Stage;
use crate::transport::failure;
use crate::transport::reader::AnswerScanner;
use crate::transport::reader::Standing;
use bytes::Buf;
use bytes::Bytes;
use std::io;
use tokio::io::AsyncWrite;
use tokio::io::AsyncWriteExt;
use tokio::time::Instant;

/// One answer on its way.
pub(super) struct Download {
    scanner: AnswerScanner,
    tape: Tape,
    pending: Bytes,
    tls: bool,
    /// The server sends no more.
    closed: bool,
    pub(super) first: Option<Instant>,
    pub(super) last: Instant,
}

impl Download {
    pub(super) fn new(method: Bytes, tls: bool, limits: &CaptureLimits) -> Self {
        Self {
            scanner: AnswerScanner::new(method),
            tape: Tape::new(Direction::Response, limits),
            pending: Bytes::new(),
            tls,
            closed: false,
            first: None,
            last: Instant::now(),
        }
    }

    /// Whether the answer came whole by its own framing, and the connection may serve another.
    pub(super) fn is_clean(&self) -> bool {
        !self.closed && !self.scanner.is_switched() && self.scanner.standing() == Standing::Complete
    }

    /// Whether the server is gone.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// The tape.
    pub(super) fn finish(self) -> Tape {
        self.tape
    }

    /// Moves bytes until the answer is whole; tells how it ended, or why the server could not be read.
    pub(super) async fn run<W>(
        &mut self,
        from: &mut Inbound,
        to: &mut W,
        pulse: &Pulse,
        limits: &CaptureLimits,
    ) -> io::Result<End>
    where
        W: AsyncWrite + Unpin,
    {
        loop {
            self.take(from, pulse);
            if self.write(to, true).await.is_err() {
                // The client went away: nobody is there to hear the rest.
                return Ok(End::Cancelled);
            }
            let standing = self.scanner.standing();
            if self.closed {
                return Ok(self.at_close());
            }
            match standing {
                Standing::Complete if self.scanner.is_switched() => pulse.switch(),
                Standing::Complete => return Ok(End::Complete),
                _ => {}
            }
            self.tape.ready().await;
            let beats = pulse.beats();
            match from.fill_within(limits.silence).await {
                Filled::Some => {}
                Filled::Closed => self.closed = true,
                // TLS that ends without a good-bye: the framing alone says whether something is missing.
                Filled::Broken(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    self.closed = true;
                }
                Filled::Broken(error) => {
                    self.closed = true;
                    return Err(error);
                }
                // The client may still be sending.
                Filled::Idle if pulse.beats() != beats => {}
                Filled::Idle => return Ok(End::TimedOut(Stage::Read)),
            }
        }
    }

    fn take(&mut self, from: &mut Inbound, pulse: &Pulse) {
        if from.buffer.is_empty() {
            return;
        }
        let part = from.take_all();
        self.last = Instant::now();
        self.first.get_or_insert(self.last);
        self.scanner.push(&part);
        self.tape.push(&part);
        self.pending = part;
        pulse.beat();
    }

    async fn write(&mut self, to: &mut (impl AsyncWrite + Unpin), flush: bool) -> io::Result<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        while self.pending.has_remaining() {
            // Plainly: a vectored write of one part costs more.
            let wrote = to.write(&self.pending).await?;
            if wrote == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            self.pending.advance(wrote);
        }
        if flush { to.flush().await } else { Ok(()) }
    }

    fn at_close(&self) -> End {
        match self.scanner.standing() {
            Standing::Complete | Standing::UntilClose => End::Complete,
            Standing::NotHttp => End::Failed(failure::not_http(self.tape.memory(), self.tls)),
            Standing::BrokenChunks => End::Failed(failure::broken_chunks()),
            Standing::Nothing | Standing::Begun | Standing::HeadTooLong => End::ClosedEarly,
        }
    }
}
