//! One client's connection: a head is read, and the request goes where the plan says; then the next.

use super::acceptor::Post;
use super::capture_plan::CaptureRole;
use super::captured::Author;
use super::captured::Captured;
use super::captured::RequestEnd;
use super::captured::Seen;
use super::inbound::Filled;
use super::inbound::HeadRead;
use super::inbound::Inbound;
use super::inbound::TLS_HANDSHAKE;
use super::line::Line;
use super::line::Route;
use super::local;
use super::notice::Notice;
use super::passage::Passage;
use super::passage::Refusal;
use super::relay;
use super::rewound::Stream;
use super::tunnel;
use crate::model::End;
use crate::model::Timing;
use crate::transport::recording::Received;
use crate::transport::recording::now_us;
use crate::wire::ExactRequest;
use bytes::Bytes;
use bytes::BytesMut;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::io::WriteHalf;
use tokio::time::Instant;
use tokio_util::sync::WaitForCancellationFutureOwned;

/// How long a client is heard out after the last answer: a connection closed over unread bytes is reset, and the
/// answer lost.
pub(super) const LINGER: Duration = Duration::from_secs(1);

/// How long a connection may rest between requests while others wait to get in.
const RESTING_IN_A_CROWD: Duration = Duration::from_secs(2);

/// How many bytes a client is heard out for.
const MOST_LINGER: usize = 16 * 1024 * 1024;

/// A connection that leads to one server: what `CONNECT` asked for.
pub(super) struct Tunnel {
    pub(super) route: Arc<Route>,
    /// The `CONNECT` request.
    pub(super) asked: Bytes,
}

/// A client's connection.
pub(super) struct Connection {
    pub(super) post: Arc<Post>,
    pub(super) client: SocketAddr,
    pub(super) number: u64,
    pub(super) inbound: Inbound,
    pub(super) writer: WriteHalf<Stream>,
    pub(super) line: Option<Line>,
    pub(super) tunnel: Option<Tunnel>,
    /// Ends with the capture. One for the whole connection: a new one for each wait costs as much as a small read.
    pub(super) stopped: Pin<Box<WaitForCancellationFutureOwned>>,
}

/// A request whose head was read.
pub(super) struct Turn {
    pub(super) head: HeadRead,
    pub(super) request: ExactRequest,
    pub(super) begun: Instant,
    pub(super) started_us: i64,
}

/// What becomes of the connection.
pub(super) enum Flow {
    GoOn,
    Close,
    /// From here on it is a tunnel.
    Tunnel(Box<Turn>),
}

impl Connection {
    pub(super) fn new(post: Arc<Post>, stream: Stream, client: SocketAddr, number: u64) -> Self {
        let (reader, writer) = tokio::io::split(stream);
        let inbound = Inbound::new(reader);
        let stopped = Box::pin(post.stop.clone().cancelled_owned());
        Self { post, client, number, inbound, writer, line: None, tunnel: None, stopped }
    }

    /// Serves request after request, until one of the sides is done.
    pub(super) async fn serve(mut self) {
        while let Some(turn) = self.next().await {
            match self.handle(turn).await {
                Flow::GoOn => {}
                Flow::Close => break,
                Flow::Tunnel(turn) => return tunnel::enter(self, *turn).await,
            }
        }
        self.part().await;
    }

    /// Waits for the next request; `None` where none comes.
    async fn next(&mut self) -> Option<Turn> {
        let post = Arc::clone(&self.post);
        if self.inbound.buffer.is_empty() {
            let limits = &post.plan.limits;
            let crowd = post.permits.available_permits() == 0;
            let resting = if crowd { RESTING_IN_A_CROWD } else { limits.resting };
            let filled = tokio::select! {
                biased;
                () = self.stopped.as_mut() => return None,
                filled = self.inbound.fill_within(resting.min(limits.resting)) => filled,
                () = stirs(&mut self.line) => {
                    self.hand_over_unasked().await;
                    return None;
                }
            };
            if !matches!(filled, Filled::Some) {
                return None;
            }
        }
        let (begun, started_us) = (Instant::now(), now_us());
        let head = tokio::select! {
            biased;
            () = self.stopped.as_mut() => None,
            head = self.inbound.head(&post.plan.limits) => Some(head),
        };
        let head = head.unwrap_or_else(|| HeadRead {
            bytes: self.inbound.take_all(),
            cut: Some(RequestEnd::Stopped),
        });
        let request = ExactRequest::parse(head.bytes.clone());
        Some(Turn { head, request, begun, started_us })
    }

    async fn handle(&mut self, turn: Turn) -> Flow {
        let post = Arc::clone(&self.post);
        let bytes = &turn.head.bytes;
        if bytes.iter().all(|byte| matches!(byte, b'\r' | b'\n')) {
            // Line ends and no request: nobody waits for an answer (RFC 9112 section 2.2).
            let captured = self.captured(&turn);
            self.tell(Captured { request: kept(&turn), ..captured }).await;
            return Flow::Close;
        }
        if bytes.first() == Some(&TLS_HANDSHAKE) && self.tunnel.is_none() {
            // Nothing that this port could say would be understood; what came says all.
            let captured = self.captured(&turn);
            self.tell(Captured { request: kept(&turn), ..captured }).await;
            return Flow::Close;
        }
        match turn.head.cut {
            Some(RequestEnd::Limit) => {
                let words = "the head of the request is too long (1 MiB), or too slow";
                return local::refuse(self, turn, Refusal::new(431, words)).await;
            }
            Some(RequestEnd::Stopped | RequestEnd::Reset) => {
                let captured = self.captured(&turn);
                self.tell(Captured { request: kept(&turn), ..captured }).await;
                return Flow::Close;
            }
            _ => {}
        }
        if let Some(tunnel) = &self.tunnel {
            let (route, passage) = (Arc::clone(&tunnel.route), Passage::untouched(&turn.request));
            return relay::pass_on(self, turn, passage, route).await;
        }
        let (passage, route) = match &post.plan.role {
            CaptureRole::Canned(_) | CaptureRole::Mind(_) => {
                return local::answer(self, turn).await;
            }
            CaptureRole::Forward(_) if turn.request.method() == b"CONNECT" => {
                return Flow::Tunnel(Box::new(turn));
            }
            role => match way(role, &turn.request, &post) {
                Ok(way) => way,
                Err(refusal) => return local::refuse(self, turn, refusal).await,
            },
        };
        relay::pass_on(self, turn, passage, route).await
    }

    /// An exchange to be filled in: what is known of it as soon as its head has come.
    pub(super) fn captured(&self, turn: &Turn) -> Captured {
        Captured {
            client: self.client,
            connection: self.number,
            request: Received::default(),
            request_end: turn.head.cut.unwrap_or(RequestEnd::Framing),
            passed_head: None,
            head_len: turn.head.bytes.len(),
            alterations: Vec::new(),
            tunnel: self.tunnel.as_ref().map(|tunnel| tunnel.asked.clone()).unwrap_or_default(),
            response: Received::default(),
            author: Author::Ourselves,
            endpoint: None,
            certificate: None,
            timing: Timing {
                started_us: Some(turn.started_us),
                total: turn.begun.elapsed(),
                ..Timing::default()
            },
            end: End::ClosedEarly,
            cut: None,
        }
    }

    /// Hands an exchange out. Where nobody takes it any more, the capture is over.
    pub(super) async fn tell(&self, captured: impl Into<Box<Captured>>) {
        let captured = captured.into();
        if let Some(why) = &captured.cut {
            self.notice(Notice::NotKept { why: why.clone() }).await;
        }
        self.post.tell(Seen::Exchange(captured)).await;
    }

    pub(super) async fn notice(&self, notice: Notice) {
        self.post.tell(Seen::Notice(notice)).await;
    }

    /// The server behind spoke without being asked, or closed: the client gets the same.
    async fn hand_over_unasked(&mut self) {
        let Some(mut line) = self.line.take() else { return };
        let said = line.inbound.take_all();
        if said.is_empty() {
            return;
        }
        // A client that went away meanwhile needs nothing.
        let _ = self.writer.write_all(&said).await;
        let head = HeadRead { bytes: Bytes::new(), cut: Some(RequestEnd::Answered) };
        let captured = self.captured(&Turn::of(head));
        let response = Received { bytes: said, spill: None };
        let (author, endpoint) = (Author::Upstream, Some(line.endpoint));
        self.tell(Captured { response, author, endpoint, ..captured }).await;
    }

    /// Ends the answers, then hears the client out; the beginning of what it still says is recorded.
    async fn part(mut self) {
        drop(self.line.take());
        let most = self.post.plan.limits.memory;
        let (mut said, mut total) = (BytesMut::new(), 0);
        let hearing = async {
            if self.writer.shutdown().await.is_err() {
                return;
            }
            loop {
                let new = self.inbound.take_all();
                total += new.len();
                keep_some(&mut said, &new, most);
                if total >= MOST_LINGER
                    || !matches!(self.inbound.fill_within(LINGER).await, Filled::Some)
                {
                    return;
                }
            }
        };
        // A client may keep a connection open for ever; it was told that this side is done.
        let _ = tokio::time::timeout(LINGER, hearing).await;
        let new = self.inbound.take_all();
        total += new.len();
        keep_some(&mut said, &new, most);
        if said.is_empty() {
            return;
        }
        let turn = Turn::of(HeadRead { bytes: said.freeze(), cut: Some(RequestEnd::Answered) });
        let mut captured = self.captured(&turn);
        if total > turn.head.bytes.len() {
            captured.cut = Some(format!("{total} bytes came behind the last answer"));
        }
        self.tell(Captured { request: kept(&turn), ..captured }).await;
    }
}

impl Turn {
    fn of(head: HeadRead) -> Self {
        let request = ExactRequest::parse(head.bytes.clone());
        Self { head, request, begun: Instant::now(), started_us: now_us() }
    }
}

/// Puts as much of `new` behind `kept` as `most` bytes allow.
fn keep_some(kept: &mut BytesMut, new: &[u8], most: usize) {
    kept.extend_from_slice(new.get(..most.saturating_sub(kept.len())).unwrap_or(new));
}

/// The head's bytes as the whole request.
pub(super) fn kept(turn: &Turn) -> Received {
    Received { bytes: Bytes::copy_from_slice(&turn.head.bytes), spill: None }
}

/// Where a request goes that is passed on, and as what.
fn way(
    role: &CaptureRole,
    request: &ExactRequest,
    post: &Post,
) -> Result<(Passage, Arc<Route>), Refusal> {
    let (passage, route) = match role {
        CaptureRole::Reverse(to) => {
            let passage = Passage::reverse(request, to, &post.own)?;
            (passage, Arc::clone(&to.route))
        }
        CaptureRole::Forward(manners) => {
            let (endpoint, passage) = Passage::forward(request)?;
            (passage, Arc::new(manners.route(endpoint, None)))
        }
        CaptureRole::Canned(_) | CaptureRole::Mind(_) => {
            return Err(Refusal::new(500, "nothing is passed on here"));
        }
    };
    if post.is_self(&route) {
        return Err(Refusal::new(508, "this relay would pass the request on to itself"));
    }
    Ok((passage, route))
}

/// Ends when the server behind says something, or closes. Safe to drop half-way.
async fn stirs(line: &mut Option<Line>) {
    match line {
        Some(line) => drop(line.inbound.fill().await),
        None => std::future::pending().await,
    }
}
