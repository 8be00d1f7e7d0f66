//! One request and its answer on an open connection: writes and reads at once, until one of the two says enough.

use super::bounds::Bounds;
use super::bounds::sleep_until;
use super::failure;
use super::keeper::Keeper;
use super::keeper::Room;
use super::limits::Limits;
use super::limits::PATIENCE;
use super::outgoing::Outgoing;
use super::outgoing::Writing;
use super::reader::AnswerScanner;
use super::reader::Standing;
use super::recording::Recording;
use super::transport::Shipment;
use crate::model::End;
use crate::model::Failure;
use crate::model::Stage;
use bytes::BytesMut;
use std::io;
use std::ops::ControlFlow;
use std::time::Duration;
use tokio::io::AsyncRead;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWrite;
use tokio::io::AsyncWriteExt;
use tokio::time::Instant;

/// How much is read at once, in bytes.
const READ: usize = 64 * 1024;

/// How long a polite good-bye may take.
const GOOD_BYE: Duration = Duration::from_millis(100);

/// What can happen next.
enum Event {
    Cancelled,
    OutOfTime,
    Idle,
    Released,
    Read(io::Result<usize>),
    Wrote(io::Result<usize>),
}

/// The moments that the times are taken from.
struct Moments {
    begun: Instant,
    /// The last byte written, or the flush behind it.
    wrote: Instant,
    first: Option<Instant>,
    last: Instant,
}

/// A request going out and its answer coming in.
pub(super) struct Conversation {
    outgoing: Outgoing,
    scanner: AnswerScanner,
    keeper: Keeper,
    limits: Limits,
    tls: bool,
    bounds: Bounds,
    moments: Moments,
}

impl Conversation {
    pub(super) fn new(shipment: &Shipment, bounds: Bounds) -> Self {
        let outgoing = Outgoing::new(shipment.bytes.clone());
        let now = Instant::now();
        Self {
            scanner: AnswerScanner::new(outgoing.method.clone()),
            outgoing,
            keeper: Keeper::new(&shipment.limits),
            limits: shipment.limits.clone(),
            tls: shipment.endpoint.tls,
            bounds,
            moments: Moments { begun: now, wrote: now, first: None, last: now },
        }
    }

    /// Holds the conversation to its end and writes it into the recording.
    pub(super) async fn hold<S>(mut self, stream: S, recording: &mut Recording)
    where
        S: AsyncRead + AsyncWrite,
    {
        let (mut reader, mut writer) = tokio::io::split(stream);
        let mut buffer = BytesMut::with_capacity(READ);
        let end = loop {
            let event = self.next(&mut reader, &mut writer, &mut buffer).await;
            if let ControlFlow::Break(end) = self.take(event, &buffer).await {
                break end;
            }
            buffer.clear();
        };
        // Over TLS a good-bye tells the server that nothing was cut. Nobody waits for whether it arrives.
        let _ = tokio::time::timeout(GOOD_BYE, writer.shutdown()).await;
        self.finish(end, recording).await;
    }

    async fn next(
        &self,
        reader: &mut (impl AsyncRead + Unpin),
        writer: &mut (impl AsyncWrite + Unpin),
        buffer: &mut BytesMut,
    ) -> Event {
        let held = self.outgoing.held_until();
        let idle = self.moments.last.checked_add(self.patience());
        // Reading goes before writing: a server that answers early may reset the connection right after.
        tokio::select! {
            biased;
            () = self.bounds.cancel.cancelled() => Event::Cancelled,
            () = sleep_until(self.bounds.until) => Event::OutOfTime,
            got = reader.read_buf(buffer) => Event::Read(got),
            wrote = self.outgoing.step(writer), if self.outgoing.is_going() => Event::Wrote(wrote),
            () = sleep_until(held), if held.is_some() => Event::Released,
            () = sleep_until(idle), if held.is_none() => Event::Idle,
        }
    }

    /// How long nothing at all may happen.
    fn patience(&self) -> Duration {
        let hopeless = matches!(
            self.scanner.standing(),
            Standing::Complete | Standing::NotHttp | Standing::BrokenChunks
        ) || matches!(self.outgoing.writing, Writing::Broken(_));
        match (hopeless, self.outgoing.is_going()) {
            (true, true) => PATIENCE.min(self.limits.write),
            (true, false) => PATIENCE.min(self.limits.read),
            (false, true) => self.limits.write,
            (false, false) => self.limits.read,
        }
    }

    async fn take(&mut self, event: Event, data: &[u8]) -> ControlFlow<End> {
        self.moments.last = match event {
            Event::Read(Ok(1..)) | Event::Wrote(_) | Event::Released => Instant::now(),
            _ => self.moments.last,
        };
        match event {
            Event::Cancelled => ControlFlow::Break(End::Cancelled),
            Event::OutOfTime => ControlFlow::Break(End::TimedOut(self.stage())),
            Event::Idle => ControlFlow::Break(self.at_idle()),
            Event::Released => {
                self.outgoing.release();
                ControlFlow::Continue(())
            }
            Event::Wrote(wrote) => {
                self.moments.wrote = self.moments.last;
                self.outgoing.stepped(wrote);
                self.settle()
            }
            Event::Read(Ok(1..)) => self.receive(data).await,
            Event::Read(Ok(0)) => ControlFlow::Break(self.at_close()),
            // TLS that ends without a good-bye: the framing alone says whether something is missing.
            Event::Read(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {
                ControlFlow::Break(self.at_close())
            }
            Event::Read(Err(error)) => ControlFlow::Break(self.at_error(&error)),
        }
    }

    async fn receive(&mut self, data: &[u8]) -> ControlFlow<End> {
        self.moments.first.get_or_insert(self.moments.last);
        self.scanner.push(data);
        match self.keeper.push(data, self.scanner.heads()).await {
            Ok(Room::Left) => self.settle(),
            Ok(Room::Full) => ControlFlow::Break(End::Truncated),
            Err(error) => ControlFlow::Break(End::Failed(failure::spill(&error))),
        }
    }

    /// Lets the answer act on the request: `100 Continue` frees its body, a final answer keeps it back.
    fn settle(&mut self) -> ControlFlow<End> {
        if self.scanner.is_continued() {
            self.outgoing.release();
        }
        if self.scanner.is_final() {
            self.outgoing.keep_back();
        }
        match self.scanner.standing() {
            Standing::HeadTooLong => ControlFlow::Break(End::Truncated),
            Standing::Complete if !self.outgoing.is_going() => ControlFlow::Break(self.whole()),
            _ => ControlFlow::Continue(()),
        }
    }

    fn stage(&self) -> Stage {
        if self.outgoing.is_going() { Stage::Write } else { Stage::Read }
    }

    fn whole(&self) -> End {
        if self.keeper.is_spilled() { End::Truncated } else { End::Complete }
    }

    fn at_close(&self) -> End {
        match self.scanner.standing() {
            Standing::Complete | Standing::UntilClose => self.whole(),
            Standing::HeadTooLong => End::Truncated,
            Standing::NotHttp => End::Failed(failure::not_http(self.keeper.memory(), self.tls)),
            Standing::BrokenChunks => End::Failed(failure::broken_chunks()),
            Standing::Nothing if self.keeper.is_empty() => End::Failed(self.no_answer()),
            Standing::Nothing | Standing::Begun => End::ClosedEarly,
        }
    }

    fn no_answer(&self) -> Failure {
        match &self.outgoing.writing {
            Writing::Broken(error) => failure::write(error, self.outgoing.share()),
            _ => failure::no_answer(self.outgoing.share(), self.tls),
        }
    }

    fn at_error(&self, error: &io::Error) -> End {
        match (self.scanner.standing(), &self.outgoing.writing) {
            (Standing::Complete, _) => self.whole(),
            (Standing::NotHttp, _) => self.at_close(),
            (_, Writing::Broken(first)) if self.keeper.is_empty() => {
                End::Failed(failure::write(first, self.outgoing.share()))
            }
            _ => End::Failed(failure::read(error, self.outgoing.share())),
        }
    }

    fn at_idle(&self) -> End {
        match (self.scanner.standing(), &self.outgoing.writing) {
            (Standing::Complete | Standing::NotHttp | Standing::BrokenChunks, _) => self.at_close(),
            (_, Writing::Broken(error)) => {
                End::Failed(failure::write(error, self.outgoing.share()))
            }
            _ => End::TimedOut(self.stage()),
        }
    }

    async fn finish(self, end: End, recording: &mut Recording) {
        let Moments { begun, wrote, first, last } = self.moments;
        if matches!(self.outgoing.writing, Writing::Done | Writing::Stopped) {
            recording.timing.write = Some(wrote - begun);
        }
        // An answer that came before the request was out took no time at all.
        recording.timing.first_byte = first.map(|first| first.saturating_duration_since(wrote));
        recording.timing.receive = first.map(|first| last.saturating_duration_since(first));
        recording.sent = self.outgoing.sent();
        let (received, kept) = self.keeper.finish().await;
        recording.received = received;
        recording.end = match (end, kept) {
            (End::Truncated | End::Complete, Err(error)) => End::Failed(failure::spill(&error)),
            (end, _) => end,
        };
    }
}
