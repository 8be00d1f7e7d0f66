//! The request on its way out: how far it is written, and what holds it back.

use super::limits::CONTINUE_WAIT;
use crate::wire::ExactRequest;
use crate::wire::head_end;
use bytes::Bytes;
use std::io;
use tokio::io::AsyncWrite;
use tokio::io::AsyncWriteExt;
use tokio::time::Instant;

/// Where the writing stands.
#[derive(Debug)]
pub(super) enum Writing {
    /// Bytes are being written, or flushed.
    Going,
    /// The body waits for `100 Continue`, until then.
    Held(Instant),
    /// All is written and flushed.
    Done,
    /// The other side takes no more.
    Broken(io::Error),
    /// It was stopped on purpose: the answer came in place of `100 Continue`.
    Stopped,
}

/// A request being written.
#[derive(Debug)]
pub(super) struct Outgoing {
    bytes: Bytes,
    written: usize,
    /// Up to here it may be written without asking.
    gate: usize,
    pub(super) writing: Writing,
    pub(super) method: Bytes,
}

impl Outgoing {
    pub(super) fn new(bytes: Bytes) -> Self {
        let end = head_end(&bytes, 0).unwrap_or(bytes.len());
        let head = ExactRequest::parse(bytes.slice(..end));
        let method = Bytes::copy_from_slice(head.method());
        let gate = if awaits_continue(&head) { end } else { bytes.len() };
        Self { bytes, written: 0, gate, writing: Writing::Going, method }
    }

    /// What was written so far.
    pub(super) fn sent(&self) -> Bytes {
        self.bytes.slice(..self.written.min(self.bytes.len()))
    }

    /// How many bytes are written, and of how many.
    pub(super) fn share(&self) -> (usize, usize) {
        (self.written, self.bytes.len())
    }

    /// Whether there is something to write or to flush now.
    pub(super) fn is_going(&self) -> bool {
        matches!(self.writing, Writing::Going)
    }

    /// When a held body goes on by itself.
    pub(super) fn held_until(&self) -> Option<Instant> {
        match self.writing {
            Writing::Held(until) => Some(until),
            _ => None,
        }
    }

    /// Writes some, or flushes where all that may be written is. Safe to drop half-way.
    pub(super) async fn step(&self, writer: &mut (impl AsyncWrite + Unpin)) -> io::Result<usize> {
        let rest = self.bytes.get(self.written..self.gate).unwrap_or_default();
        if rest.is_empty() {
            return writer.flush().await.map(|()| 0);
        }
        match writer.write(rest).await {
            Ok(0) => Err(io::ErrorKind::WriteZero.into()),
            other => other,
        }
    }

    /// Takes note of what [`Outgoing::step`] gave.
    pub(super) fn stepped(&mut self, wrote: io::Result<usize>) {
        match wrote {
            Ok(0) if self.gate == self.bytes.len() => self.writing = Writing::Done,
            Ok(0) => self.writing = Writing::Held(Instant::now() + CONTINUE_WAIT),
            Ok(n) => self.written += n,
            Err(error) => self.writing = Writing::Broken(error),
        }
    }

    /// Lets a held body go.
    pub(super) fn release(&mut self) {
        self.gate = self.bytes.len();
        if matches!(self.writing, Writing::Held(_)) {
            self.writing = Writing::Going;
        }
    }

    /// Keeps a held body back for good. A body that is already on its way is not stopped.
    pub(super) fn keep_back(&mut self) {
        if matches!(self.writing, Writing::Held(_)) {
            self.writing = Writing::Stopped;
        }
    }
}

/// Whether the head asks to wait before the body (RFC 9110 section 10.1.1). Without a body nothing is held anyway.
pub(super) fn awaits_continue(head: &ExactRequest) -> bool {
    head.named("expect").any(|expect| {
        head.text(expect.value)
            .split(|b| *b == b',')
            .any(|word| word.trim_ascii().eq_ignore_ascii_case(b"100-continue"))
    })
}
